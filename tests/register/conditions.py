"""What is entered on a unit before an act is asked for, by condition and by act."""

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

from dengbu.cadastre.models import Unit
from dengbu.register import api as register
from tests.register.city import (
    BANK,
    OTHER_BANK,
    book,
    booking,
    mortgage,
    person,
    unit_code,
)
from tests.register.land import FARM, PARTS, make_part, make_unit

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


def proof_of(rights: tuple[object, ...]) -> str:
    """The number of the right entered first: what an act is about; 无 when there is none."""
    return str(rights[0].proof_no) if rights else "无"  # type: ignore[attr-defined]  # a right with a proof


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


def divided(unit: str, further: int = 0) -> register.ReshapeUnits:
    """Into two parts of equal area. ``further``: into others than those of 0."""
    if not is_home(unit):
        numbers = (71 + further, 72 + further)
        fields = [make_unit("JD", "W00000000", n, area="16000.00") for n in numbers]
        half = replace(FARM, contract_area=Decimal("1200.00"))
        pieces = tuple(register.Piece(unit_code=f, particulars=half) for f in fields)
        return register.ReshapeUnits(sources=(unit,), results=pieces, basis="岳测1号")
    homes = (11 + further, 12 + further)
    parts = tuple(register.Piece(unit_code=make_part(n, "59.21")) for n in homes)
    return register.ReshapeUnits(sources=(unit,), results=parts, basis="岳测1号")


def never_divided(unit: str) -> str:
    """A unit into which another was divided, until that was annulled; its code."""
    enter(unit, lambda u: divided(u, further=2))
    line = register.history(unit)[-1]
    undone = register.AnnulEntry(
        unit_code=unit,
        case_no=line.case_no,
        entry_no=line.seq,
        organ=COURT,
        document_no="行初9号",
    )
    enter(unit, lambda u: undone, at=THEN + timedelta(days=1))
    return line.became[0]
