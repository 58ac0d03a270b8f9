"""Mortgages: what their acts do to a unit. Pure."""

from collections.abc import Sequence
from dataclasses import replace
from typing import Any, cast

from dengbu.register.acts import (
    CancelMortgage,
    ChangeMortgage,
    CreateMortgage,
    ExchangeRanks,
    FixClaim,
    TransferMortgage,
)
from dengbu.register.acts.mortgages import CHANGEABLE
from dengbu.register.booking import tables
from dengbu.register.booking.setting import Setting
from dengbu.register.codes import (
    CertificateKind,
    MortgagedKind,
    MortgageMode,
    RegistrationType,
    RightType,
)
from dengbu.register.state import MortgageState, OwnershipState, UnitState, by_proof
from dengbu.register.titles import TITLES, land_below

COMPLETED = "在建建筑物竣工，转为建筑物抵押权"
FIRST = {MortgageMode.ORDINARY: "1051", MortgageMode.MAXIMUM_AMOUNT: "1052"}
CANCELLED = {MortgageMode.ORDINARY: "4051", MortgageMode.MAXIMUM_AMOUNT: "4052"}
CONSTRUCTION, FINISHED = "1053", "3054"
"""登记小类 by the mode of the mortgage."""


def create_mortgage(s: Setting, act: CreateMortgage) -> UnitState:
    base, building = _base(s), MortgagedKind.UNDER_CONSTRUCTION
    entry_id, effective = s.enter(
        act,
        RegistrationType.FIRST,
        RightType.MORTGAGE.value,
        base.entry_id,
        subclass=CONSTRUCTION if act.mortgaged_kind is building else FIRST[act.mode],
    )
    notice = by_proof(s.state.notices, act.from_notice)
    kept = notice.rank_key if notice is not None else None
    made = _made(s, act, base, s.state.next_rank_key if kept is None else kept, entry_id)
    opened(s, made, None)
    free = s.state.next_rank_key + (kept is None)
    state = replace(s.state, mortgages=ranked((*s.state.mortgages, made)), next_rank_key=free)
    if notice is None:
        return state
    s.close("notice", notice.id, entry_id, effective)  # it has become the right itself
    s.into.voided.append(notice.proof_no)
    return replace(state, notices=tuple(n for n in state.notices if n.id != notice.id))


def _made(
    s: Setting, act: CreateMortgage, base: OwnershipState, rank_key: int, entry_id: int
) -> MortgageState:
    debt = s.debt
    return MortgageState(
        id=debt.id if debt is not None and debt.first else next(s.fresh),
        entry_id=entry_id,
        rank=0,
        rank_key=rank_key,
        mode=act.mode,
        mortgagees=act.mortgagees,
        mortgagors=act.mortgagors,
        debtor=act.debtor,
        amount=act.amount,
        debt_from=act.debt_from,
        debt_to=act.debt_to,
        scope=act.scope,
        transfer_restricted=act.transfer_restricted,
        proof_no="",
        effective_from=s.at,
        recorded_from=s.at,
        contract_no=act.contract_no,
        debt_id=debt.id if debt is not None else None,
        debt_units=debt.units if debt is not None else 1,
        of_operation=act.of_operation,
        kind=act.mortgaged_kind or TITLES[base.right_type].mortgaged,
        construction_address=act.construction_address,
        construction_scope=act.construction_scope,
    )


def _base(s: Setting) -> OwnershipState:
    """The right that is mortgaged: the unit's own, or the land's below what is being built."""
    if s.state.ownership is not None:
        return s.state.ownership
    land = s.units[land_below(s.state.unit_code)]  # E36 has looked
    return cast(OwnershipState, land.ownership)


def finished(s: Setting, state: UnitState) -> UnitState:
    """What was built is registered: mortgages on it are mortgages on the house (实施细则 77).

    One entry a mortgage, whoever applies for the first registration.
    """
    kind = TITLES[cast(OwnershipState, state.ownership).right_type].mortgaged
    for old in state.mortgages:
        if old.kind is not MortgagedKind.UNDER_CONSTRUCTION:
            continue
        at = replace(s, state=state)
        act = ChangeMortgage(
            unit_code=state.unit_code, proof_no=old.proof_no, subclass=FINISHED, cause=COMPLETED
        )
        entry_id, _ = at.enter(act, RegistrationType.CHANGE, RightType.MORTGAGE.value, old.entry_id)
        changes = {"kind": kind, "construction_address": "", "construction_scope": ""}
        state = _revised(at, entry_id, old, **changes)
        s.into.carries = True
    return state


def opened(s: Setting, made: MortgageState, previous: int | None) -> None:
    """Write a mortgage with its parties, and ask for its proof."""
    opened = (made.id, s.page_id, made.entry_id, made.effective_from)
    claim = (made.mode.value, made.amount, made.debt_from, made.debt_to, made.scope)
    terms = (made.transfer_restricted, made.contract_no, made.rank_key)
    since = (made.revision, previous, made.stands_since, made.fixed_amount, made.fixing_fact)
    built = (made.construction_address or None, made.construction_scope or None)
    kind = made.kind.value if made.kind is not None else None
    what = (kind, *built, made.of_operation or None, made.restores)
    s.into.opened.append((tables.MORTGAGE, (*opened, *claim, *terms, *since, *what)))
    s.people(tables.MORTGAGE_PARTY, made.id, "E", made.mortgagees)
    s.people(tables.MORTGAGE_PARTY, made.id, "O", made.mortgagors)
    if made.debtor is not None:
        s.people(tables.MORTGAGE_PARTY, made.id, "D", (made.debtor,))
    if made.debt_id is not None:
        row = (next(s.fresh), made.id, s.page_id, made.debt_id)
        s.into.opened.append((tables.COLLATERAL, row))
    s.certify(CertificateKind.PROOF, made.entry_id, made.id, "mortgage_id")


def ranked(mortgages: Sequence[MortgageState]) -> tuple[MortgageState, ...]:
    """In order of their places, ranks closed up."""
    if not mortgages:
        return ()
    ordered = sorted(mortgages, key=lambda m: m.rank_key)
    return tuple(
        m if m.rank == rank else replace(m, rank=rank) for rank, m in enumerate(ordered, 1)
    )


def _named(s: Setting, proof_no: str) -> MortgageState:
    return cast(MortgageState, by_proof(s.state.mortgages, proof_no))  # E04 has looked


def cancel_mortgage(s: Setting, act: CancelMortgage) -> UnitState:
    mortgage = _named(s, act.proof_no)
    entry_id, effective = s.enter(
        act,
        RegistrationType.CANCELLATION,
        RightType.MORTGAGE.value,
        mortgage.entry_id,
        subclass=CANCELLED[mortgage.mode],
    )
    s.close("mortgage", mortgage.id, entry_id, effective)
    if mortgage.proof_no:
        s.into.voided.append(mortgage.proof_no)
    left = tuple(m for m in s.state.mortgages if m.id != mortgage.id)
    return replace(s.state, mortgages=ranked(left))


def _revised(s: Setting, entry_id: int, old: MortgageState, **changes: Any) -> UnitState:
    """Close a mortgage and open its next revision; further ones on the unit get further numbers."""
    made = replace(
        old,
        id=next(s.fresh),
        entry_id=entry_id,
        proof_no="",
        effective_from=s.at,
        recorded_from=s.at,
        revision=s.state.next_revision,
        stands_since=old.stands_since or old.recorded_from,
        restores=None,
        replaced=old.proof_no or old.replaced,
        came_of=old.came_of or old.restores or old.id,
        **changes,
    )
    s.close("mortgage", old.id, entry_id, s.at)
    if old.proof_no:
        s.into.voided.append(old.proof_no)
    opened(s, made, old.id)
    left = tuple(m for m in s.state.mortgages if m.id != old.id)
    return replace(
        s.state, mortgages=ranked((*left, made)), next_revision=s.state.next_revision + 1
    )


def transfer_mortgage(s: Setting, act: TransferMortgage) -> UnitState:
    old = _named(s, act.proof_no)
    entry_id, _ = s.enter(act, RegistrationType.TRANSFER, RightType.MORTGAGE.value, old.entry_id)
    return _revised(s, entry_id, old, mortgagees=act.mortgagees)


def change_mortgage(s: Setting, act: ChangeMortgage) -> UnitState:
    old = _named(s, act.proof_no)
    entry_id, _ = s.enter(act, RegistrationType.CHANGE, RightType.MORTGAGE.value, old.entry_id)
    given = {name: getattr(act, name) for name in CHANGEABLE}
    changes = {name: value for name, value in given.items() if value is not None}
    return _revised(s, entry_id, old, **changes)


def fix_claim(s: Setting, act: FixClaim) -> UnitState:
    old = _named(s, act.proof_no)
    entry_id, _ = s.enter(act, RegistrationType.CHANGE, RightType.MORTGAGE.value, old.entry_id)
    return _revised(s, entry_id, old, fixed_amount=act.amount, fixing_fact=act.fact)


def exchange_ranks(s: Setting, act: ExchangeRanks) -> UnitState:
    one, other = _named(s, act.proof_no), _named(s, act.other_proof_no)
    entry_id, _ = s.enter(act, RegistrationType.CHANGE, RightType.MORTGAGE.value, one.entry_id)
    state = _revised(s, entry_id, one, rank_key=other.rank_key)
    return _revised(replace(s, state=state), entry_id, other, rank_key=one.rank_key)
