"""Land operation rights: what their acts do to a unit. Pure."""

from dataclasses import replace
from typing import cast

from dengbu.register.acts import (
    CancelOperation,
    ChangeOperation,
    CreateOperation,
    TransferOperation,
)
from dengbu.register.booking import tables
from dengbu.register.booking.setting import Setting
from dengbu.register.codes import CertificateKind, RegistrationType, RightType
from dengbu.register.state import OperationState, OwnershipState, UnitState

RIGHT = RightType.LAND_OPERATION.value
_CHANGEABLE = ("area", "term_to", "contract_no")


def create_operation(s: Setting, act: CreateOperation) -> UnitState:
    base = cast(OwnershipState, s.state.ownership)  # P01 has refused a unit without one
    entry_id, effective = s.enter(
        act, RegistrationType.FIRST, RIGHT, base.entry_id, act.effective_at
    )
    made = OperationState(
        id=next(s.fresh),
        entry_id=entry_id,
        holders=act.holders,
        grantors=act.grantors,
        mode=act.mode,
        area=act.area,
        term_from=act.term_from,
        term_to=act.term_to,
        contract_no=act.contract_no,
        proof_no="",
        effective_from=effective,
        recorded_from=s.at,
    )
    return opened(s, made, None)


def opened(s: Setting, made: OperationState, previous: int | None) -> UnitState:
    """Write an operation right with its parties, and ask for its certificate."""
    begun = (made.id, s.page_id, made.entry_id, made.effective_from, made.mode.value, made.area)
    term = (made.term_from, made.term_to, made.contract_no)
    s.into.opened.append((tables.OPERATION, (*begun, *term, previous, made.restores)))
    s.people(tables.OPERATION_PARTY, made.id, "H", made.holders)
    s.people(tables.OPERATION_PARTY, made.id, "G", made.grantors)
    s.certify(CertificateKind.TITLE, made.entry_id, made.id, "operation_id")
    return replace(s.state, operations=(made,))


def _revised(
    s: Setting, act: TransferOperation | ChangeOperation, kind: RegistrationType, **changes: object
) -> UnitState:
    """Close the right and open it as it is now."""
    old = _named(s, act.proof_no)
    changes_alone = kind is RegistrationType.CHANGE
    entry_id, _ = s.enter(act, kind, RIGHT, old.entry_id)
    s.close("operation", old.id, entry_id, s.at)
    s.into.voided.append(old.proof_no)
    made = replace(
        old,
        id=next(s.fresh),
        entry_id=entry_id,
        proof_no="",
        effective_from=s.at,
        recorded_from=s.at,
        restores=None,
        stands_since=None,
        came_of=(old.came_of or old.restores or old.id) if changes_alone else None,
        **changes,  # type: ignore[arg-type]  # fields of the state
    )
    return opened(s, made, old.id)


def _named(s: Setting, proof_no: str) -> OperationState:
    return next(o for o in s.state.operations if o.proof_no == proof_no)  # E39 has looked


def transfer_operation(s: Setting, act: TransferOperation) -> UnitState:
    return _revised(s, act, RegistrationType.TRANSFER, holders=act.holders)


def change_operation(s: Setting, act: ChangeOperation) -> UnitState:
    given = {name: getattr(act, name) for name in _CHANGEABLE}
    changes = {name: value for name, value in given.items() if value is not None}
    return _revised(s, act, RegistrationType.CHANGE, **changes)


def cancel_operation(s: Setting, act: CancelOperation) -> UnitState:
    gone = _named(s, act.proof_no)
    entry_id, effective = s.enter(act, RegistrationType.CANCELLATION, RIGHT, gone.entry_id)
    s.close("operation", gone.id, entry_id, effective)
    s.into.voided.append(gone.proof_no)
    return replace(s.state, operations=())
