"""Why an act on a seizure, notice, objection or stop must be refused."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime, timedelta

from dengbu.register import api as register
from tests.reference.asked import CONTRACT, LAND_USE, Asked, misnamed
from tests.reference.rights import CHINA, Order


def seize(a: Asked, act: register.Seize) -> Iterator[str]:
    pre = act.kind is register.SeizureKind.PRE_SEIZURE
    known = {(o.organ, o.document) for o in a.sheet.seizures(a.at)}
    his = act.debtor is not None and act.debtor.key in {p.key for p in a.owners}
    if not pre and not a.title:
        yield "P01"
    day = act.delivered_at.astimezone(CHINA).date()
    last = day + timedelta(days=act.term_days)
    if (
        act.delivered_at > a.at
        or (not a.sheet.orders and (last.year - 3, last.month, last.day) > (*day.timetuple()[:3],))
        or (pre and (act.debtor is None or his))
        or (act.organ, act.document_no) in known
        or _revives(a, act)
    ):
        yield "E05"


def renew(a: Asked, act: register.RenewSeizure) -> Iterator[str]:
    order = a.sheet.queue(act.delivered_at).front
    if (
        order is None
        or (order.organ, order.document) != (act.organ, act.seizure_document_no)
        or act.delivered_at > a.at
        or (order not in a.sheet.seizures(a.at) and _is_past_mending(a, order))
    ):
        yield "E05"


def _is_past_mending(a: Asked, order: Order) -> bool:
    """Of a seizure whose term has run: whether somebody has relied on that."""
    sheet = a.sheet
    ran_out = [end for ended, end in sheet.queue(a.at).over if ended is order]
    if order.end <= a.at or not ran_out:
        return True
    standing = [o for o in sheet.orders if o.end > a.at]
    later = (when >= ran_out[0] for other in standing for when, _ in other.more)
    pre = order.kind is register.SeizureKind.PRE_SEIZURE
    return _relied(a, ran_out[0]) or any(later) or not (pre or a.title)


def _relied(a: Asked, end: datetime) -> bool:
    """Whether anything was entered or changed on the unit since."""
    s = a.sheet
    kinds = (s.titles, s.loans, s.notices, s.dwellings, s.ways, s.works)
    return any(r.covers(a.at) and r.entered >= end for kind in kinds for r in kind)


def _revives(a: Asked, act: register.Seize) -> bool:
    """Whether one that has run out would wait behind this one, though somebody relied on that."""
    order = Order(
        start=a.at,
        entered=a.at,
        kind=act.kind,
        organ=act.organ,
        document=act.document_no,
        delivered=act.delivered_at.replace(microsecond=0),
        days=act.term_days,
        debtor=act.debtor,
    )
    with_it = replace(a.sheet, orders=[*a.sheet.orders, order])
    stands = with_it.seizures(a.at)
    return any(ended in stands and _relied(a, end) for ended, end in a.sheet.queue(a.at).over)


def release(a: Asked, act: register.ReleaseSeizure) -> Iterator[str]:
    known = {(o.organ, o.document) for o in a.sheet.seizures(a.at)}
    if (act.organ, act.seizure_document_no) not in known:
        yield "E05"


def notice(a: Asked, act: register.EnterNotice) -> Iterator[str]:
    kinds = register.NoticeKind
    of_loan = act.kind in (kinds.PRESALE_MORTGAGE, kinds.OTHER_MORTGAGE)
    sold = [n for n in a.sheet.notices_on(a.at) if n.place is None]
    unregistered = act.kind in (kinds.OTHER_SALE, kinds.OTHER_MORTGAGE) and not a.title
    buying = {p.key for p in act.obligors}
    same = {p.key for p in act.holders} & {p.key for p in act.obligors}
    presold = [n for n in sold if n.kind is kinds.PRESALE and {p.key for p in n.people} == buying]
    late = a.title and (
        act.kind is kinds.PRESALE or (act.kind is kinds.PRESALE_MORTGAGE and not presold)
    )
    if (
        same
        or unregistered
        or late
        or (sold and not of_loan)
        or not a.signed(*act.holders, *act.obligors)
    ):
        yield "E24"
    of_buyer = act.kind is kinds.PRESALE_MORTGAGE or (
        act.kind is kinds.OTHER_MORTGAGE
        and any(n.kind is kinds.OTHER_SALE and {p.key for p in n.people} == buying for n in sold)
    )
    if not of_buyer and misnamed(a, act.obligors):
        yield "P02"
    if a.sheet.seizures(a.at):
        yield "P03"
    if a.sheet.stops_on(a.at):
        yield "P23"
    if a.title and a.title.kind is LAND_USE and a.houses:
        yield "P13"
    if of_loan and a.title and a.title.kind is CONTRACT:
        yield "P20"


def drop_notice(a: Asked, act: register.CancelNotice) -> Iterator[str]:
    named = [n for n in a.sheet.notices_on(a.at) if n.proof == act.proof_no]
    kinds = register.NoticeKind
    rests = named and named[0].kind is kinds.OTHER_SALE
    loans = [n for n in a.sheet.notices_on(a.at) if n.kind is kinds.OTHER_MORTGAGE]
    holders = {p.key for n in named for p in n.people}
    kept = rests and any({p.key for p in n.obligors} == holders for n in loans)
    if not named or not a.signed(*named[0].people) or kept:
        yield "E09"


def object_to(a: Asked, act: register.EnterObjection) -> Iterator[str]:
    if not a.title:
        yield "P01"
    again = any(
        o.who.key == act.objector.key and o.matter == act.matter for o in a.sheet.objections
    )
    if again or not a.signed(act.objector):
        yield "E10"


def sue(a: Asked, act: register.RecordSuit) -> Iterator[str]:
    named = [o for o in a.sheet.objections if o.covers(a.at) and o.proof == act.proof_no]
    today = a.at.astimezone(CHINA).date()
    if (
        not named
        or named[0].sued is not None
        or act.sued_on > today
        or act.sued_on > named[0].last_day
    ):
        yield "E10"


def drop_objection(a: Asked, act: register.CancelObjection) -> Iterator[str]:
    named = [o for o in a.sheet.objections if o.covers(a.at) and o.proof == act.proof_no]
    if not named or not a.signed(named[0].who):
        yield "E10"


def stop(a: Asked, act: register.RestrictByGovernment) -> Iterator[str]:
    known = {(s.organ, s.document) for s in a.sheet.stops if s.covers(a.at)}
    backwards = act.to_day is not None and act.to_day < act.from_day
    if backwards or (act.organ, act.document_no) in known:
        yield "E11"


def lift(a: Asked, act: register.LiftRestriction) -> Iterator[str]:
    known = {(s.organ, s.document) for s in a.sheet.stops if s.covers(a.at)}
    if (act.organ, act.restriction_document_no) not in known:
        yield "E11"
