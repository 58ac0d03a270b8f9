"""First registration and transfer: what they do to a unit. Pure."""

from dataclasses import replace
from datetime import datetime
from typing import cast

from dengbu.kernel.share import common_denominator
from dengbu.register.acts import FirstRegistration, Transfer
from dengbu.register.booking import tables
from dengbu.register.booking.setting import Setting
from dengbu.register.codes import CertificateKind, CoOwnership, RegistrationType
from dengbu.register.parties import HolderShare
from dengbu.register.state import OwnershipState, UnitState


def _open_ownership(
    s: Setting,
    act: FirstRegistration | Transfer,
    entry_id: int,
    effective: datetime,
    base: OwnershipState | None,
) -> OwnershipState:
    right_id = next(s.fresh)
    land = act if isinstance(act, FirstRegistration) else _of(base)  # land follows the house
    state = OwnershipState(
        id=right_id,
        entry_id=entry_id,
        right_type=land.right_type,
        co_ownership=act.co_ownership,
        holders=act.holders,
        right_nature=land.right_nature,
        term_from=land.term_from,
        term_to=land.term_to,
        price=act.price,
        effective_from=effective,
        recorded_from=s.at,
    )
    denominator, numerators = _shares(act.co_ownership, act.holders)
    _write_ownership(s, state, numerators, denominator, base.id if base else None)
    if act.separate_certificates:
        for holder in act.holders:
            s.certify(CertificateKind.TITLE, entry_id, right_id, "ownership_id", holder.party)
    else:
        s.certify(CertificateKind.TITLE, entry_id, right_id, "ownership_id")
    return state


def _write_ownership(
    s: Setting,
    state: OwnershipState,
    numerators: tuple[int | None, ...],
    denominator: int | None,
    previous: int | None,
) -> None:
    what = (state.right_type.value, state.co_ownership.value, denominator, len(state.holders))
    land = (state.right_nature, state.term_from, state.term_to)
    opened = (state.id, s.page_id, state.entry_id, state.effective_from)
    s.into.opened.append((tables.OWNERSHIP, (*opened, *what, *land, state.price, previous)))
    for seq, holder in enumerate(state.holders):
        row = (next(s.fresh), state.id, holder.party, seq, numerators[seq])
        s.into.opened.append((tables.OWNERSHIP_HOLDER, row))


def _of(base: OwnershipState | None) -> OwnershipState:
    return cast(OwnershipState, base)  # P01 has refused a transfer without one


def _shares(
    co_ownership: CoOwnership, holders: tuple[HolderShare, ...]
) -> tuple[int | None, tuple[int | None, ...]]:
    if co_ownership is not CoOwnership.BY_SHARES:
        return None, (None,) * len(holders)
    return common_denominator([h.share for h in holders if h.share is not None])


def first(s: Setting, act: FirstRegistration) -> UnitState:
    entry_id, effective = s.enter(
        act, RegistrationType.FIRST, act.right_type.value, None, act.effective_at
    )
    return replace(s.state, ownership=_open_ownership(s, act, entry_id, effective, None))


def transfer(s: Setting, act: Transfer) -> UnitState:
    base = _of(s.state.ownership)
    entry_id, effective = s.enter(
        act, RegistrationType.TRANSFER, base.right_type.value, base.entry_id, act.effective_at
    )
    s.into.closed.append(("register_ownership", base.id, entry_id, effective))
    s.into.voided.extend(base.certificate_nos)
    return replace(s.state, ownership=_open_ownership(s, act, entry_id, effective, base))
