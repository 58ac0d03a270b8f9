"""Creating and cancelling mortgages: what they do to a unit. Pure."""

from dataclasses import replace
from typing import cast

from dengbu.register.acts import CancelMortgage, CreateMortgage
from dengbu.register.booking import tables
from dengbu.register.booking.setting import Setting
from dengbu.register.codes import CertificateKind, RegistrationType, RightType
from dengbu.register.state import MortgageState, OwnershipState, UnitState


def create_mortgage(s: Setting, act: CreateMortgage) -> UnitState:
    base = cast(OwnershipState, s.state.ownership)  # P01 has refused a mortgage without one
    entry_id, effective = s.enter(
        act, RegistrationType.FIRST, RightType.MORTGAGE.value, base.entry_id
    )
    right_id = next(s.fresh)
    rank_key = s.state.next_rank_key
    opened = (right_id, s.page_id, entry_id, effective)
    claim = (act.mode.value, act.amount, act.debt_from, act.debt_to, act.scope)
    terms = (act.transfer_restricted, act.contract_no, rank_key)
    s.into.opened.append((tables.MORTGAGE, (*opened, *claim, *terms)))
    s.people(tables.MORTGAGE_PARTY, right_id, "E", act.mortgagees)
    s.people(tables.MORTGAGE_PARTY, right_id, "O", act.mortgagors)
    if act.debtor is not None:
        s.people(tables.MORTGAGE_PARTY, right_id, "D", (act.debtor,))
    s.certify(CertificateKind.PROOF, entry_id, right_id, "mortgage_id")
    made = MortgageState(
        id=right_id,
        entry_id=entry_id,
        rank=len(s.state.mortgages) + 1,
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
        effective_from=effective,
        recorded_from=s.at,
    )
    return replace(s.state, mortgages=(*s.state.mortgages, made), next_rank_key=rank_key + 1)


def cancel_mortgage(s: Setting, act: CancelMortgage) -> UnitState:
    mortgage = next(m for m in s.state.mortgages if m.proof_no == act.proof_no)
    entry_id, effective = s.enter(
        act, RegistrationType.CANCELLATION, RightType.MORTGAGE.value, mortgage.entry_id
    )
    s.into.closed.append(("register_mortgage", mortgage.id, entry_id, effective))
    s.into.voided.append(mortgage.proof_no)
    left = [m for m in s.state.mortgages if m.id != mortgage.id]
    closed_up = tuple(replace(m, rank=rank) for rank, m in enumerate(left, 1))
    return replace(s.state, mortgages=closed_up)
