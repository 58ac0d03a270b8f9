"""The right by which a unit is held: what its acts do to a unit. Pure."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime
from typing import Any, cast

from dengbu.kernel.share import common_denominator
from dengbu.register.acts import (
    Act,
    CancelOwnership,
    ChangeOwnership,
    CorrectOwnership,
    FirstRegistration,
    Transfer,
)
from dengbu.register.booking import mortgages, particulars, tables
from dengbu.register.booking.setting import Setting
from dengbu.register.codes import CertificateKind, CoOwnership, RegistrationType
from dengbu.register.particulars import Particulars, renamed
from dengbu.register.parties import HolderShare
from dengbu.register.state import OwnershipState, UnitState

_LAND = ("right_nature", "term_from", "term_to")


def first(s: Setting, act: FirstRegistration) -> UnitState:
    entry_id, effective = s.enter(
        act, RegistrationType.FIRST, act.right_type.value, None, act.effective_at
    )
    made = OwnershipState(
        id=next(s.fresh),
        entry_id=entry_id,
        right_type=act.right_type,
        co_ownership=act.co_ownership,
        holders=act.holders,
        right_nature=act.right_nature,
        term_from=act.term_from,
        term_to=act.term_to,
        price=act.price,
        effective_from=effective,
        recorded_from=s.at,
        acquired=True,
    )
    state = opened(s, made, None, separate=act.separate_certificates)
    state = particulars.opened(s, state, entry_id, effective, act.particulars)
    return mortgages.finished(s, state) if state.mortgages else state


def transfer(s: Setting, act: Transfer) -> UnitState:
    entry_id, effective = _enter(s, act, RegistrationType.TRANSFER, act.effective_at)
    changes: dict[str, Any] = {"co_ownership": act.co_ownership, "holders": act.holders}
    changes |= {"price": act.price, "acquired": True}
    state = _succeeded(s, entry_id, effective, changes, separate=act.separate_certificates)
    state = _described(s, state, entry_id, effective, act.particulars)
    state = _fulfilled(s, state, entry_id, effective)
    if not act.ordered_by:
        return state
    # The court has disposed of the whole unit: its own seizure and those that wait have nothing
    # left to hold (法发〔2004〕5号).
    for seizure in s.state.seizures:
        s.close("seizure", seizure.id, entry_id, s.at)
    freed = {x.id for x in s.state.seizures}
    orders = (replace(o, released_at=s.at) if o.id in freed else o for o in s.state.orders)
    return replace(state, seizures=(), orders=tuple(orders))


def _fulfilled(s: Setting, state: UnitState, entry_id: int, effective: datetime) -> UnitState:
    """Notices of this very sale have become the right itself (期转现)."""
    buyers = [h.party for h in _held(state).holders]
    done = [n for n in state.notices if n.fulfilled_by_sale_to(buyers)]
    for notice in done:
        s.close("notice", notice.id, entry_id, max(effective, notice.recorded_from))
        s.into.voided.append(notice.proof_no)
    return replace(state, notices=tuple(n for n in state.notices if n not in done))


def change(s: Setting, act: ChangeOwnership) -> UnitState:
    entry_id, effective = _enter(s, act, RegistrationType.CHANGE)
    given = {name: getattr(act, name) for name in ("co_ownership", "holders", "price", *_LAND)}
    changes = {name: value for name, value in given.items() if value is not None}
    state = _succeeded(s, entry_id, effective, changes, separate=act.separate_certificates)
    return _described(s, state, entry_id, effective, act.particulars)


def correct(s: Setting, act: CorrectOwnership) -> UnitState:
    """Wrong from its beginning: the law's interval of the new row covers that of the old one."""
    entry_id, effective = _enter(s, act, RegistrationType.CORRECTION, _base(s).effective_from)
    land = {name: getattr(act, name) for name in _LAND}
    changes = {name: value for name, value in land.items() if value is not None}
    changes |= {"co_ownership": act.co_ownership, "holders": act.holders}
    state = _succeeded(s, entry_id, effective, changes, separate=act.separate_certificates)
    return _described(s, state, entry_id, effective, act.particulars)


def cancel(s: Setting, act: CancelOwnership) -> UnitState:
    """The right ends, and all that rests on it."""
    base = _base(s)
    entry_id, effective = _enter(s, act, RegistrationType.CANCELLATION, act.effective_at)
    s.close("ownership", base.id, entry_id, max(effective, base.effective_from))
    s.into.voided.extend(base.certificate_nos)
    resting = (
        ("mortgage", s.state.mortgages),
        ("notice", s.state.notices),
        ("objection", s.state.objections),
        ("objection", [o for o in s.state.past_objections if not o.closed]),
        ("habitation", s.state.habitations),
        ("easement", s.state.easements),
        ("operation", s.state.operations),
    )  # what other units bear for this one is closed on theirs
    for table, rights in resting:
        for right in rights:
            s.close(table, right.id, entry_id, s.at)
            s.into.voided.append(right.proof_no)
    state = particulars.closed(s, s.state, entry_id, max(effective, base.effective_from))
    return replace(
        state,
        ownership=None,
        mortgages=(),
        notices=(),
        objections=(),
        habitations=(),
        easements=(),
        operations=(),
        past_objections=tuple(replace(o, closed=True) for o in s.state.past_objections),
        last_ended=max(effective, base.effective_from),
    )


def _described(
    s: Setting, state: UnitState, entry_id: int, effective: datetime, given: Particulars | None
) -> UnitState:
    """What the right is about, as given; else as it was, under the names of who holds it now."""
    standing = state.particulars
    if given is None and standing is not None:
        old = [h.party.name for h in _base(s).holders]
        new = [h.party.name for h in _held(state).holders]
        given = renamed(standing.content, old, new)
    return particulars.opened(s, state, entry_id, effective, given)


def _base(s: Setting) -> OwnershipState:
    return _held(s.state)


def _held(state: UnitState) -> OwnershipState:
    return cast(OwnershipState, state.ownership)  # P01 has refused a unit without one


def _enter(
    s: Setting, act: Act, kind: RegistrationType, effective: datetime | None = None
) -> tuple[int, datetime]:
    """Write the entry that follows the one by which the unit is held."""
    base = _base(s)
    return s.enter(act, kind, base.right_type.value, base.entry_id, effective)


def _succeeded(
    s: Setting,
    entry_id: int,
    effective: datetime,
    changes: Mapping[str, Any],
    *,
    separate: bool,
) -> UnitState:
    """Close the right as it stood and open it as it is now: the chain of title goes on.

    What is not in ``changes`` stays; so the land follows the house.
    """
    base = _base(s)
    s.close("ownership", base.id, entry_id, effective)
    s.into.voided.extend(base.certificate_nos)
    made = replace(
        base,
        id=next(s.fresh),
        entry_id=entry_id,
        effective_from=effective,
        recorded_from=s.at,
        certificate_nos=(),
        restores=None,
        stands_since=None,
        **{"acquired": False, **changes},
    )
    return opened(s, made, base.id, separate=separate)


def opened(s: Setting, made: OwnershipState, previous: int | None, *, separate: bool) -> UnitState:
    """Write the right and its holders, and ask for its certificates."""
    denominator, numerators = _shares(made.co_ownership, made.holders)
    what = (made.right_type.value, made.co_ownership.value, denominator, len(made.holders))
    land = (made.right_nature, made.term_from, made.term_to)
    opened = (made.id, s.page_id, made.entry_id, made.effective_from)
    since = (made.price, previous, made.restores)
    s.into.opened.append((tables.OWNERSHIP, (*opened, *what, *land, *since)))
    for seq, holder in enumerate(made.holders):
        row = (next(s.fresh), made.id, holder.party, seq, numerators[seq])
        s.into.opened.append((tables.OWNERSHIP_HOLDER, row))
    for owner in [h.party for h in made.holders] if separate else [None]:
        s.certify(CertificateKind.TITLE, made.entry_id, made.id, "ownership_id", owner)
    return replace(s.state, ownership=made)


def _shares(
    co_ownership: CoOwnership, holders: tuple[HolderShare, ...]
) -> tuple[int | None, tuple[int | None, ...]]:
    if co_ownership is not CoOwnership.BY_SHARES:
        return None, (None,) * len(holders)
    return common_denominator([h.share for h in holders if h.share is not None])
