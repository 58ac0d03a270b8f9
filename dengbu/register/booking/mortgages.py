"""Mortgages: what their acts do to a unit. Pure."""

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
from dengbu.register.booking import tables
from dengbu.register.booking.setting import Setting
from dengbu.register.codes import CertificateKind, MortgageMode, RegistrationType, RightType
from dengbu.register.state import MortgageState, OwnershipState, UnitState, by_proof

_CHANGEABLE = (
    "amount",
    "debt_from",
    "debt_to",
    "scope",
    "transfer_restricted",
    "contract_no",
    "debtor",
    "mortgagees",
    "mortgagors",
)

FIRST = {MortgageMode.ORDINARY: "1051", MortgageMode.MAXIMUM_AMOUNT: "1052"}
CANCELLED = {MortgageMode.ORDINARY: "4051", MortgageMode.MAXIMUM_AMOUNT: "4052"}
"""登记小类 by the mode of the mortgage."""


def create_mortgage(s: Setting, act: CreateMortgage) -> UnitState:
    base = cast(OwnershipState, s.state.ownership)  # P01 has refused a mortgage without one
    entry_id, effective = s.enter(
        act,
        RegistrationType.FIRST,
        RightType.MORTGAGE.value,
        base.entry_id,
        subclass=FIRST[act.mode],
    )
    notice = by_proof(s.state.notices, act.from_notice)
    kept = notice.rank_key if notice is not None else None
    debt = s.debt
    made = MortgageState(
        id=debt.id if debt is not None and debt.first else next(s.fresh),
        entry_id=entry_id,
        rank=0,
        rank_key=s.state.next_rank_key if kept is None else kept,
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
        effective_from=effective,
        recorded_from=s.at,
        contract_no=act.contract_no,
        debt_id=debt.id if debt is not None else None,
        debt_units=debt.units if debt is not None else 1,
    )
    opened(s, made, None)
    free = s.state.next_rank_key + (kept is None)
    state = replace(s.state, mortgages=_ranked((*s.state.mortgages, made)), next_rank_key=free)
    if notice is None:
        return state
    s.close("notice", notice.id, entry_id, effective)  # it has become the right itself
    s.into.voided.append(notice.proof_no)
    return replace(state, notices=tuple(n for n in state.notices if n.id != notice.id))


def opened(s: Setting, made: MortgageState, previous: int | None) -> None:
    """Write a mortgage with its parties, and ask for its proof."""
    opened = (made.id, s.page_id, made.entry_id, made.effective_from)
    claim = (made.mode.value, made.amount, made.debt_from, made.debt_to, made.scope)
    terms = (made.transfer_restricted, made.contract_no, made.rank_key)
    since = (made.revision, previous, made.stands_since, made.fixed_amount, made.fixing_fact)
    s.into.opened.append((tables.MORTGAGE, (*opened, *claim, *terms, *since)))
    s.people(tables.MORTGAGE_PARTY, made.id, "E", made.mortgagees)
    s.people(tables.MORTGAGE_PARTY, made.id, "O", made.mortgagors)
    if made.debtor is not None:
        s.people(tables.MORTGAGE_PARTY, made.id, "D", (made.debtor,))
    if made.debt_id is not None:
        row = (next(s.fresh), made.id, s.page_id, made.debt_id)
        s.into.opened.append((tables.COLLATERAL, row))
    s.certify(CertificateKind.PROOF, made.entry_id, made.id, "mortgage_id")


def _ranked(mortgages: tuple[MortgageState, ...]) -> tuple[MortgageState, ...]:
    """In order of their places, ranks closed up."""
    if not mortgages:
        return ()
    ordered = sorted(mortgages, key=lambda m: m.rank_key)
    return tuple(
        m if m.rank == rank else replace(m, rank=rank) for rank, m in enumerate(ordered, 1)
    )


def _named(s: Setting, proof_no: str) -> MortgageState:
    return next(m for m in s.state.mortgages if m.proof_no == proof_no)  # E04 has looked


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
    s.into.voided.append(mortgage.proof_no)
    left = tuple(m for m in s.state.mortgages if m.id != mortgage.id)
    return replace(s.state, mortgages=_ranked(left))


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
        **changes,
    )
    s.close("mortgage", old.id, entry_id, s.at)
    s.into.voided.append(old.proof_no)
    opened(s, made, old.id)
    left = tuple(m for m in s.state.mortgages if m.id != old.id)
    return replace(
        s.state, mortgages=_ranked((*left, made)), next_revision=s.state.next_revision + 1
    )


def transfer_mortgage(s: Setting, act: TransferMortgage) -> UnitState:
    old = _named(s, act.proof_no)
    entry_id, _ = s.enter(act, RegistrationType.TRANSFER, RightType.MORTGAGE.value, old.entry_id)
    return _revised(s, entry_id, old, mortgagees=act.mortgagees)


def change_mortgage(s: Setting, act: ChangeMortgage) -> UnitState:
    old = _named(s, act.proof_no)
    entry_id, _ = s.enter(act, RegistrationType.CHANGE, RightType.MORTGAGE.value, old.entry_id)
    given = {name: getattr(act, name) for name in _CHANGEABLE}
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
