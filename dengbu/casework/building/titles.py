"""Acts on the right itself."""

from collections.abc import Mapping

from dengbu.casework.building.frame import (
    Ask,
    Building,
    as_stated,
    at_start_of,
    holders,
    way_of,
)
from dengbu.casework.inputs import said_of
from dengbu.casework.inputs.titles import (
    GROUNDS,
    PARTICULARS,
    CommonPartsInput,
    DeathInput,
    EndingInput,
    OrderInput,
    PaperInput,
    ReshapeInput,
    RightInput,
)
from dengbu.casework.values import Role
from dengbu.register import api as register

ALLOCATED_OR_GRANTED = "102"  # 出让, where neither request nor survey says how the land was got
ENDINGS = {
    register.CancelGround.DESTROYED: "4001",
    register.CancelGround.WAIVED: "4002",
    register.CancelGround.EXPROPRIATED: "4003",
    register.CancelGround.BY_DECISION: "4004",
}
"""登记小类 by the ground on which a right ends."""
LAND_ALONE = "W00000000"  # end of the code of a parcel without a fixture


def _particulars(ask: Ask) -> register.Particulars | None:
    """What the right is about, where the item names a class and the request fills it whole."""
    name = next((slot for slot in ask.item.slots if slot in PARTICULARS), "")
    if not name:
        return None
    kind = next(k for k in register.PARTICULARS_KINDS if k.__name__ == name)
    said = said_of(ask.request.given(PARTICULARS[name], name))
    columns = register.columns_of(kind).items()
    if any(column not in said and not optional for column, (_, _, optional) in columns):
        return None
    made: register.Particulars = kind(**said)
    return made


def _first(ask: Ask) -> register.Act:
    owners = holders(ask, Role.OWNER)
    if ask.unit is None:
        raise LookupError(f"no unit {ask.unit_code}")
    parcel, said = ask.unit.parcel, ask.given(RightInput)
    return register.FirstRegistration(
        unit_code=ask.unit_code,
        holders=owners,
        co_ownership=way_of(ask, len(owners)),
        right_nature=said.nature or parcel.right_nature or ALLOCATED_OR_GRANTED,
        term_from=said.term_from or parcel.land_from,
        term_to=said.term_to or parcel.land_to,
        price=ask.request.price,
        particulars=_particulars(ask),
        separate_certificates=ask.request.separate_certificates,
    )


def _transfer(ask: Ask) -> register.Act:
    acquirers = holders(ask, Role.BUYER)
    order, death = ask.given(OrderInput, "order"), ask.given(DeathInput, "death")
    return register.Transfer(
        unit_code=ask.unit_code,
        transferors=ask.refs(Role.SELLER),
        holders=acquirers,
        co_ownership=way_of(ask, len(acquirers)),
        price=None if death.died_on else ask.request.price,  # who inherits pays nobody
        separate_certificates=ask.request.separate_certificates,
        effective_at=at_start_of(death.died_on or order.effective_on),
        ordered_by=order.organ,
        order_no=order.document_no,
        particulars=_particulars(ask),
    )


def _change(ask: Ask) -> register.Act:
    """Holders only where they are called otherwise or share otherwise (E13).

    Who is only called otherwise holds as before: jointly, or by the shares that stand.
    """
    said, renamed = ask.given(RightInput), bool(ask.item.constants.get("renamed"))
    owners = as_stated(ask, Role.OWNER) if renamed else holders(ask, Role.OWNER)
    anew = bool(ask.request.co_ownership)
    return register.ChangeOwnership(
        unit_code=ask.unit_code,
        holders=owners if anew or renamed else None,
        co_ownership=way_of(ask, len(owners)) if anew and not renamed else None,
        basis=said.basis,
        right_nature=said.nature or None,
        term_from=said.term_from,
        term_to=said.term_to,
        particulars=_particulars(ask),
        separate_certificates=ask.request.separate_certificates,
    )


def _correction(ask: Ask) -> register.Act:
    said, owners = ask.given(RightInput), holders(ask, Role.OWNER)
    return register.CorrectOwnership(
        unit_code=ask.unit_code,
        holders=owners,
        co_ownership=way_of(ask, len(owners)),
        basis=said.basis,
        right_nature=said.nature or None,
        term_from=said.term_from,
        term_to=said.term_to,
        particulars=_particulars(ask),
        separate_certificates=ask.request.separate_certificates,
    )


def _ending(ask: Ask) -> register.Act:
    said = ask.given(EndingInput)
    ground = register.CancelGround(said.ground or register.CancelGround.WAIVED)
    return register.CancelOwnership(
        unit_code=ask.unit_code,
        ground=ground,
        organ=said.organ,
        document_no=said.document_no,
        subclass=ENDINGS[ground],
        cause=GROUNDS[ground],
    )


def _paper(ask: Ask) -> register.Act:
    return register.ReissueCertificate(unit_code=ask.unit_code, number=ask.given(PaperInput).number)


def _reshape(ask: Ask) -> register.Act:
    said = ask.given(ReshapeInput)
    return register.ReshapeUnits(
        sources=ask.request.units,
        results=tuple(register.Piece(unit_code=code) for code in said.results),
        basis=said.basis,
    )


def _common(ask: Ask) -> register.Act:
    """Entered on the land of the parcel on which the houses stand."""
    return register.RegisterCommonParts(
        unit_code=ask.unit_code[:19] + LAND_ALONE, parts=ask.given(CommonPartsInput).parts
    )


ABOUT = tuple(PARTICULARS)
TITLES: Mapping[str, Building] = {
    "FirstRegistration": Building(build=_first, slots=("right",), reads=ABOUT, roles=(Role.OWNER,)),
    "Transfer": Building(
        build=_transfer, reads=("order", "death", *ABOUT), roles=(Role.SELLER, Role.BUYER)
    ),
    "ChangeOwnership": Building(build=_change, slots=("right",), reads=ABOUT, roles=(Role.OWNER,)),
    "CorrectOwnership": Building(
        build=_correction, slots=("right",), reads=ABOUT, roles=(Role.OWNER,)
    ),
    "CancelOwnership": Building(build=_ending, slots=("ending",), roles=(Role.OWNER,)),
    "ReissueCertificate": Building(build=_paper, slots=("paper",), roles=(Role.OWNER,)),
    "ReshapeUnits": Building(build=_reshape, slots=("reshape",), roles=(Role.OWNER,)),
    "RegisterCommonParts": Building(build=_common, slots=("common",), roles=(Role.OWNER,)),
}
