"""Every act in its plainest form, and every condition that a unit can be in when it is asked for.

An act is asked for by everybody whom it needs on a unit without burden; who else would have to
agree under a condition has not been asked, so that the cell tells what stands in the way.
"""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal

from dengbu.register import api as register
from tests.register.city import (
    BANK,
    OTHER_BANK,
    book,
    booking,
    first,
    sale,
)
from tests.register.conditions import (
    BUYER,
    COURT,
    NEIGHBOUR,
    NOW,
    OLD,
    OWNER,
    START,
    THEN,
    Make,
    bank_notice,
    banned_loan,
    beside,
    cancelled,
    commons,
    divided,
    enter,
    granted,
    is_home,
    land_of,
    maximum,
    never_divided,
    operation_proof,
    other_loan,
    others_dwelling,
    others_notice,
    others_objection,
    others_seizure,
    others_stop,
    others_way,
    own_dwelling,
    own_loan,
    own_notice,
    own_objection,
    own_stop,
    pre_seizure,
    proof_of,
    seizure,
    silent_loan,
    state,
    way,
)
from tests.register.land import first_of, make_unit

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
    "void": (),  # asked of a part, see ``never_divided``
}


@dataclass(frozen=True, kw_only=True)
class Asked:
    """An act in its plainest form."""

    make: Make
    needs: tuple[Make, ...] = ()  # what it is about, entered before any condition
    by: tuple[register.PartyRef, ...] = (OWNER,)  # who applies
    late: bool = False  # what it is about bars some conditions: entered after them
    on_farmland: bool = False  # asked of contracted land instead of a home


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
        needed = [(make, THEN) for make in asked.needs if condition not in ("divided", "void")]
        late = asked.late and before != ENDED
        old = [pair for pair in before if pair[1] == OLD]
        lately = [pair for pair in before if pair[1] != OLD]
        for make, at in (*old, *(lately + needed if late else needed + lately)):
            enter(unit, make, at=at)
    if condition == "void":
        unit = never_divided(unit)
    busy = {unit: ("43060220241201000001",)} if condition == "open-case" else {}
    (outcome,) = book(booking(asked.make(unit), applicants=asked.by, other_open_cases=busy), at=NOW)
    blocks = sorted({r.code for r in outcome.blocks})
    told = sorted({f"~{r.code}" for r in outcome.rules if r.effect is register.Effect.WARN})
    assert outcome.booked == (not blocks)
    return " ".join([*blocks, *told])
