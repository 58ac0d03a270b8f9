"""Seizure and its release: what they do to a unit. Pure."""

from collections.abc import Iterable
from dataclasses import replace
from datetime import UTC, datetime

from dengbu.register.acts import ReleaseSeizure, RenewSeizure, Seize
from dengbu.register.booking import tables
from dengbu.register.booking.setting import NOTHING_RECORDED, Setting
from dengbu.register.codes import RegistrationType
from dengbu.register.lapse import Ordered, Renewal, Standing, run_out, seizure_queue
from dengbu.register.state import SeizureState, UnitState


def seize(s: Setting, act: Seize) -> UnitState:
    entry_id, effective = s.enter(act, RegistrationType.SEIZURE, NOTHING_RECORDED, None)
    right_id = next(s.fresh)
    delivered = act.delivered_at.replace(microsecond=0).astimezone(UTC)
    place = sum(1 for o in s.state.orders if o.delivered_at == delivered)
    opened = (right_id, s.page_id, entry_id, effective)
    order_of = (act.kind.value, act.organ, act.document_no, delivered, place, act.term_days)
    about = (act.scope, act.case_ref, act.debtor)
    s.into.opened.append((tables.SEIZURE, (*opened, *order_of, *about)))
    days = act.term_days
    order = Ordered(
        id=right_id, delivered_at=delivered, place=place, term_days=days, released_at=None
    )
    made = SeizureState(
        id=right_id,
        entry_id=entry_id,
        kind=act.kind,
        organ=act.organ,
        document_no=act.document_no,
        delivered_at=delivered,
        in_force=False,
        place=0,
        starts_at=None,
        ends_at=None,
        recorded_from=s.at,
        debtor=act.debtor,
    )
    return _queued(s, (*s.state.orders, order), made)


def stand(
    seizures: tuple[SeizureState, ...], orders: tuple[Ordered, ...], at: datetime
) -> tuple[SeizureState, ...]:
    """The seizures that have not ended at ``at``, each with its place then."""
    return _placed(seizures, seizure_queue(orders, at))


def past(
    seizures: tuple[SeizureState, ...], orders: tuple[Ordered, ...], at: datetime
) -> tuple[SeizureState, ...]:
    """The seizures whose terms have run at ``at``, the last first."""
    return _placed(seizures, run_out(orders, at))


def _placed(
    seizures: tuple[SeizureState, ...], places: Iterable[Standing]
) -> tuple[SeizureState, ...]:
    by_id = {x.id: x for x in seizures}
    return tuple(
        replace(
            by_id[each.id],
            in_force=each.place > 0 and each.starts_at is not None,
            place=each.place,
            starts_at=each.starts_at,
            ends_at=each.ends_at,
        )
        for each in places
    )


def renew(s: Setting, act: RenewSeizure) -> UnitState:
    """A term goes on; where it has run meanwhile, as if it had been entered when delivered."""
    seizure = _found(s.state.seizure_to_renew(act.organ, act.seizure_document_no, act.delivered_at))
    entry_id, _ = s.enter(act, RegistrationType.SEIZURE, NOTHING_RECORDED, seizure.entry_id)
    delivered = act.delivered_at.replace(microsecond=0).astimezone(UTC)
    row = (next(s.fresh), seizure.id, entry_id, act.document_no, delivered, act.term_days)
    s.into.opened.append((tables.RENEWAL, row))
    renewal = Renewal(delivered_at=delivered, term_days=act.term_days)
    orders = tuple(
        replace(o, renewals=(*o.renewals, renewal)) if o.id == seizure.id else o
        for o in s.state.orders
    )
    return _queued(s, orders)


def _queued(s: Setting, orders: tuple[Ordered, ...], *made: SeizureState) -> UnitState:
    """All in their places: what was delivered early puts others back, or is over already."""
    known = (*s.state.seizures, *s.state.past_seizures, *made)
    return replace(
        s.state,
        orders=orders,
        seizures=stand(known, orders, s.at),
        past_seizures=past(known, orders, s.at),
    )


def _found(seizure: SeizureState | None) -> SeizureState:
    if seizure is None:
        raise RuntimeError("E05 let an order pass that names no seizure")
    return seizure


def release(s: Setting, act: ReleaseSeizure) -> UnitState:
    seizure = _found(s.state.seizure_of(act.organ, act.seizure_document_no))
    entry_id, effective = s.enter(act, RegistrationType.SEIZURE, NOTHING_RECORDED, seizure.entry_id)
    s.into.closed.append(("register_seizure", seizure.id, entry_id, effective))
    orders = tuple(
        replace(o, released_at=s.at) if o.id == seizure.id else o for o in s.state.orders
    )
    return _queued(s, orders)
