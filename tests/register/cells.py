"""Every act in its plainest form, and every condition that a unit can be in when it is asked for.

An act is asked for by everybody whom it needs on a unit without burden; who else would have to
agree under a condition has not been asked, so that the cell tells what stands in the way.
"""

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

from dengbu.cadastre.models import Unit
from dengbu.register import api as register
from tests.register.city import (
    BANK,
    OTHER_BANK,
    book,
    booking,
    first,
    mortgage,
    person,
    sale,
    unit_code,
)
from tests.register.land import FARM, PARTS, first_of, make_part, make_unit

OWNER, BUYER, NEIGHBOUR, STRANGER = person(1), person(2), person(3), person(4)
START = datetime(2018, 3, 2, 2, 0, tzinfo=UTC)
OLD = datetime(2019, 5, 6, 2, 0, tzinfo=UTC)
NOW = datetime(2024, 12, 12, 2, 6, tzinfo=UTC)
THEN = NOW - timedelta(days=9)
COURT, OTHER_COURT = "岳阳楼区人民法院", "岳阳市中级人民法院"
Make = Callable[[str], register.Act]


def enter(unit: str, make: Make, *, at: datetime = THEN) -> None:
    """Enter what a condition or an act rests on; everybody agrees."""
    everybody = (OWNER, BUYER, NEIGHBOUR, STRANGER, BANK, OTHER_BANK)
    (outcome,) = book(booking(fitting(make(unit)), applicants=everybody), at=at)
    assert outcome.booked, outcome.blocks


def state(unit: str) -> register.UnitState:
    return register.unit_state(unit, now=NOW)


def beside(unit: str) -> str:
    """The neighbour's home."""
    return f"{unit[:-4]}0002" if is_home(unit) else unit_code(2)


def is_home(unit: str) -> bool:
    """The acts on a land operation right are asked of contracted land, all others of a home."""
    return not unit.endswith("W00000000")


def granted(unit: str) -> register.CreateOperation:
    """The operation right that the acts on one are about: to BUYER."""
    return register.CreateOperation(
        unit_code=unit,
        holders=(BUYER,),
        grantors=(OWNER,),
        mode=register.OperationMode.LEASE,
        area=Decimal("2000.00"),
        term_from=date(2024, 1, 1),
        term_to=date(2033, 12, 31),
    )


def operation_proof(unit: str) -> str:
    return proof_of(state(unit).operations)


def fitting(act: register.Act) -> register.Act:
    """On contracted land nothing but the operation right is mortgaged, by who has it."""
    if not isinstance(act, register.CreateMortgage) or is_home(act.unit_code):
        return act
    held = state(act.unit_code).operations
    return replace(act, of_operation=True, mortgagors=held[0].holders if held else (OWNER,))


def own_loan(unit: str) -> register.CreateMortgage:
    """The mortgage that an act on mortgages is about."""
    return mortgage(unit, (OWNER,))


def other_loan(unit: str) -> register.CreateMortgage:
    return replace(mortgage(unit, (OWNER,)), mortgagees=(OTHER_BANK,))


def banned_loan(unit: str) -> register.CreateMortgage:
    return replace(other_loan(unit), transfer_restricted=True)


def silent_loan(unit: str) -> register.CreateMortgage:
    return replace(other_loan(unit), transfer_restricted=None)


def maximum(unit: str) -> register.CreateMortgage:
    return replace(own_loan(unit), mode=register.MortgageMode.MAXIMUM_AMOUNT)


def seizure(unit: str) -> register.Seize:
    return register.Seize(
        unit_code=unit,
        kind=register.SeizureKind.SEIZURE,
        organ=COURT,
        document_no="执1号",
        delivered_at=THEN - timedelta(hours=1),
        term_days=1095,
    )


def others_seizure(unit: str) -> register.Seize:
    return replace(seizure(unit), organ=OTHER_COURT, document_no="执9号")


def pre_seizure(unit: str) -> register.Seize:
    kind = register.SeizureKind.PRE_SEIZURE
    return replace(others_seizure(unit), kind=kind, debtor=STRANGER)


def own_notice(unit: str) -> register.EnterNotice:
    kind = register.NoticeKind.OTHER_SALE
    return register.EnterNotice(unit_code=unit, kind=kind, holders=(BUYER,), obligors=(OWNER,))


def bank_notice(unit: str) -> register.EnterNotice:
    """The notice that its cancellation is about."""
    kind = register.NoticeKind.OTHER_MORTGAGE
    return replace(own_notice(unit), kind=kind, holders=(BANK,))


def others_notice(unit: str) -> register.EnterNotice:
    return replace(own_notice(unit), holders=(STRANGER,))


def own_objection(unit: str) -> register.EnterObjection:
    return register.EnterObjection(unit_code=unit, objector=NEIGHBOUR, matter="界址")


def others_objection(unit: str) -> register.EnterObjection:
    return replace(own_objection(unit), objector=STRANGER, matter="份额")


def own_stop(unit: str) -> register.RestrictByGovernment:
    return register.RestrictByGovernment(
        unit_code=unit,
        organ="岳阳楼区人民政府",
        document_no="征1号",
        from_day=date(2024, 1, 1),
        to_day=None,
    )


def others_stop(unit: str) -> register.RestrictByGovernment:
    return replace(own_stop(unit), document_no="征9号")


def own_dwelling(unit: str) -> register.CreateHabitation:
    return register.CreateHabitation(
        unit_code=unit, holders=(NEIGHBOUR,), grantors=(OWNER,), scope="主卧"
    )


def others_dwelling(unit: str) -> register.CreateHabitation:
    return replace(own_dwelling(unit), holders=(STRANGER,))


def way(unit: str) -> register.CreateEasement:
    return register.CreateEasement(
        unit_code=unit,
        dominant_code=beside(unit),
        servient_holders=(OWNER,),
        dominant_holders=(NEIGHBOUR,),
        content="通行",
        term_from=date(2024, 1, 1),
        term_to=date(2044, 1, 1),
    )


def others_way(unit: str) -> register.CreateEasement:
    """For the neighbour, who does not come."""
    return replace(way(unit), content="眺望")


def land_of(unit: str) -> str:
    """The land that the home stands on, in the cadastre."""
    code = f"{unit[:19]}W00000000"
    if not Unit.objects.filter(code=code).exists():
        make_unit(unit[12:14], "W00000000", int(unit[14:19]))
    return code


def commons(unit: str) -> register.RegisterCommonParts:
    return register.RegisterCommonParts(unit_code=land_of(unit), parts=PARTS)


def cancelled(unit: str) -> register.CancelOwnership:
    return register.CancelOwnership(
        unit_code=unit,
        ground=register.CancelGround.BY_DECISION,
        organ=COURT,
        document_no="判1号",
    )


def divided(unit: str) -> register.ReshapeUnits:
    """Into two parts of equal area."""
    if not is_home(unit):
        fields = [make_unit("JD", "W00000000", n, area="16000.00") for n in (71, 72)]
        half = replace(FARM, contract_area=Decimal("1200.00"))
        pieces = tuple(register.Piece(unit_code=f, particulars=half) for f in fields)
        return register.ReshapeUnits(sources=(unit,), results=pieces, basis="岳测1号")
    parts = tuple(register.Piece(unit_code=make_part(n, "59.21")) for n in (11, 12))
    return register.ReshapeUnits(sources=(unit,), results=parts, basis="岳测1号")


DIVIDED: tuple[tuple[Make, datetime], ...] = ((divided, THEN + timedelta(days=1)),)
ENDED: tuple[tuple[Make, datetime], ...] = ((cancelled, THEN + timedelta(days=1)),)
# A condition: what was entered before, and when. Owned units are OWNER's.
CONDITIONS: dict[str, tuple[tuple[Make, datetime], ...]] = {
    "blank": (),
    "clean": (),
    "mortgaged": ((other_loan, THEN),),
    "mortgaged-banned": ((banned_loan, THEN),),
    "mortgaged-before-2021": ((silent_loan, OLD),),
    "seized": ((others_seizure, THEN),),
    "pre-seized": ((pre_seizure, THEN),),
    "noticed": ((others_notice, THEN),),
    "objected": ((others_objection, THEN),),
    "stopped": ((others_stop, THEN),),
    "inhabited": ((others_dwelling, THEN),),
    "serving": ((others_way, THEN),),
    "open-case": (),
    "ended": ENDED,
    "divided": DIVIDED,
}


@dataclass(frozen=True, kw_only=True)
class Asked:
    """An act in its plainest form."""

    make: Make
    needs: tuple[Make, ...] = ()  # what it is about, entered before any condition
    by: tuple[register.PartyRef, ...] = (OWNER,)  # who applies
    late: bool = False  # what it is about bars some conditions: entered after them
    on_farmland: bool = False  # asked of contracted land instead of a home


def proof_of(rights: tuple[object, ...]) -> str:
    """The number of the right entered first: what an act is about; 无 when there is none."""
    return str(rights[0].proof_no) if rights else "无"  # type: ignore[attr-defined]  # a right with a proof


def loan_proof(unit: str) -> str:
    held = [m for m in state(unit).mortgages if m.mortgagees == (BANK,)]
    return proof_of(tuple(held))


def title_number(unit: str) -> str:
    held = state(unit).ownership
    return held.certificate_nos[0] if held else "无"


def exchanged(unit: str) -> register.Act:
    held = [m.proof_no for m in state(unit).mortgages]
    return register.ExchangeRanks(
        unit_code=unit, proof_no=loan_proof(unit), other_proof_no=held[-1] if held else "无二"
    )


def last_annulled(unit: str) -> register.AnnulEntry:
    """The entry of the mortgage that an act is about, or a case that nobody knows."""
    lines = [e for e in register.history(unit) if any(BANK.name in r.who for r in e.began)]
    case_no, seq = (lines[0].case_no, lines[0].seq) if lines else ("43060220200101000001", 0)
    return register.AnnulEntry(
        unit_code=unit, case_no=case_no, entry_no=seq, organ=COURT, document_no="行初1号"
    )


SOLE = register.CoOwnership.SOLE
ACTS: dict[type, Asked] = {
    register.FirstRegistration: Asked(make=lambda u: first(u, OWNER)),
    register.Transfer: Asked(make=lambda u: sale(u, (OWNER,), BUYER), by=(OWNER, BUYER)),
    register.ChangeOwnership: Asked(
        make=lambda u: register.ChangeOwnership(unit_code=u, term_to=date(2080, 1, 1))
    ),
    register.CorrectOwnership: Asked(
        make=lambda u: register.CorrectOwnership(
            unit_code=u,
            holders=(register.HolderShare(party=BUYER),),
            co_ownership=SOLE,
            basis="合同",
        )
    ),
    register.CancelOwnership: Asked(
        make=lambda u: register.CancelOwnership(unit_code=u, ground=register.CancelGround.WAIVED)
    ),
    register.ReshapeUnits: Asked(make=divided),
    register.ReissueCertificate: Asked(
        make=lambda u: register.ReissueCertificate(unit_code=u, number=title_number(u))
    ),
    register.RegisterCommonParts: Asked(make=commons),
    register.CancelCommonParts: Asked(
        make=lambda u: register.CancelCommonParts(
            unit_code=land_of(u), numbers=("1",), basis="灭失证明1号"
        ),
        needs=(commons,),
    ),
    register.CreateOperation: Asked(make=granted, by=(OWNER, BUYER), on_farmland=True),
    register.TransferOperation: Asked(
        make=lambda u: register.TransferOperation(
            unit_code=u, proof_no=operation_proof(u), holders=(NEIGHBOUR,)
        ),
        needs=(granted,),
        by=(OWNER, BUYER, NEIGHBOUR),
        on_farmland=True,
    ),
    register.ChangeOperation: Asked(
        make=lambda u: register.ChangeOperation(
            unit_code=u, proof_no=operation_proof(u), term_to=date(2043, 12, 31)
        ),
        needs=(granted,),
        by=(OWNER, BUYER),
        on_farmland=True,
    ),
    register.CancelOperation: Asked(
        make=lambda u: register.CancelOperation(unit_code=u, proof_no=operation_proof(u)),
        needs=(granted,),
        by=(BUYER,),
        on_farmland=True,
    ),
    register.CreateMortgage: Asked(make=own_loan, by=(OWNER, BANK)),
    register.TransferMortgage: Asked(
        make=lambda u: register.TransferMortgage(
            unit_code=u, proof_no=loan_proof(u), mortgagees=(OTHER_BANK,)
        ),
        needs=(own_loan,),
        by=(BANK, OTHER_BANK),
    ),
    register.ChangeMortgage: Asked(
        make=lambda u: register.ChangeMortgage(
            unit_code=u, proof_no=loan_proof(u), amount=Decimal(10**8)
        ),
        needs=(own_loan,),
        by=(OWNER, BANK),
    ),
    register.FixClaim: Asked(
        make=lambda u: register.FixClaim(
            unit_code=u, proof_no=loan_proof(u), amount=Decimal(1), fact="期间届满"
        ),
        needs=(maximum,),
        by=(OWNER, BANK),
    ),
    register.ExchangeRanks: Asked(
        make=exchanged, needs=(own_loan, other_loan), by=(OWNER, BANK, OTHER_BANK)
    ),
    register.CancelMortgage: Asked(
        make=lambda u: register.CancelMortgage(
            unit_code=u, proof_no=loan_proof(u), applicants=(BANK,)
        ),
        needs=(own_loan,),
        by=(BANK,),
    ),
    register.CreateHabitation: Asked(make=own_dwelling, by=(OWNER, NEIGHBOUR)),
    register.CancelHabitation: Asked(
        make=lambda u: register.CancelHabitation(
            unit_code=u,
            proof_no=proof_of(state(u).habitations),
            ground=register.HabitationEnd.WAIVED,
        ),
        needs=(own_dwelling,),
        by=(NEIGHBOUR,),
    ),
    register.CreateEasement: Asked(make=way, by=(OWNER, NEIGHBOUR)),
    register.CancelEasement: Asked(
        make=lambda u: register.CancelEasement(
            unit_code=u, dominant_code=beside(u), proof_no=proof_of(state(u).easements)
        ),
        needs=(way,),
        by=(NEIGHBOUR,),
    ),
    register.Seize: Asked(make=seizure, by=()),
    register.RenewSeizure: Asked(
        make=lambda u: register.RenewSeizure(
            unit_code=u,
            seizure_document_no="执1号",
            organ=COURT,
            document_no="执1号之一",
            delivered_at=NOW,
            term_days=1095,
        ),
        needs=(seizure,),
        by=(),
        late=True,
    ),
    register.ReleaseSeizure: Asked(
        make=lambda u: register.ReleaseSeizure(
            unit_code=u,
            seizure_document_no="执1号",
            organ=COURT,
            release_document_no="解1号",
            delivered_at=NOW,
        ),
        needs=(seizure,),
        by=(),
        late=True,
    ),
    register.AnnulEntry: Asked(make=last_annulled, needs=(own_loan,), by=()),
    register.EnterNotice: Asked(make=own_notice, by=(OWNER, BUYER)),
    register.CancelNotice: Asked(
        make=lambda u: register.CancelNotice(unit_code=u, proof_no=proof_of(state(u).notices)),
        needs=(bank_notice,),
        by=(BANK,),
    ),
    register.EnterObjection: Asked(make=own_objection, by=(NEIGHBOUR,)),
    register.RecordSuit: Asked(
        make=lambda u: register.RecordSuit(
            unit_code=u,
            proof_no=proof_of(state(u).objections),
            sued_on=date(2024, 12, 10),
            court=COURT,
            suit_no="民初1号",
        ),
        needs=(own_objection,),
        by=(NEIGHBOUR,),
        late=True,
    ),
    register.CancelObjection: Asked(
        make=lambda u: register.CancelObjection(
            unit_code=u, proof_no=proof_of(state(u).objections)
        ),
        needs=(own_objection,),
        by=(NEIGHBOUR,),
        late=True,
    ),
    register.RestrictByGovernment: Asked(make=own_stop, by=()),
    register.LiftRestriction: Asked(
        make=lambda u: register.LiftRestriction(
            unit_code=u,
            organ="岳阳楼区人民政府",
            restriction_document_no="征1号",
            document_no="征1号之二",
        ),
        needs=(own_stop,),
        by=(),
        late=True,
    ),
}


def answer(unit: str, act: type, condition: str) -> str:
    """What the register says: codes of what blocks, and with ~ of what it only tells."""
    asked = ACTS[act]
    book(booking(first(beside(unit), NEIGHBOUR)), at=START)
    if asked.on_farmland:
        unit = make_unit("JD", "W00000000")
    if condition != "blank":
        contract = register.RightType.LAND_CONTRACT
        held = first(unit, OWNER) if is_home(unit) else first_of(contract, unit, OWNER)
        book(booking(held), at=START)
        before = CONDITIONS[condition]
        needed = [(make, THEN) for make in asked.needs if before != DIVIDED]
        late = asked.late and before != ENDED
        old = [pair for pair in before if pair[1] == OLD]
        lately = [pair for pair in before if pair[1] != OLD]
        for make, at in (*old, *(lately + needed if late else needed + lately)):
            enter(unit, make, at=at)
    busy = {unit: ("43060220241201000001",)} if condition == "open-case" else {}
    (outcome,) = book(booking(asked.make(unit), applicants=asked.by, other_open_cases=busy), at=NOW)
    blocks = sorted({r.code for r in outcome.blocks})
    told = sorted({f"~{r.code}" for r in outcome.rules if r.effect is register.Effect.WARN})
    assert outcome.booked == (not blocks)
    return " ".join([*blocks, *told])
