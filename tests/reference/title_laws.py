"""Why an act on the right itself or its paper must be refused."""

from collections.abc import Iterator
from datetime import datetime

from dengbu.register import api as register
from tests.reference.asked import (
    CONTRACT,
    LAND_USE,
    Asked,
    agreed,
    burdened,
    misnamed,
    seized,
    unsound,
)
from tests.reference.rights import CHINA, Person, Right, Title

OLD_LAW_ENDS = datetime(2021, 1, 1, tzinfo=CHINA)


def first(a: Asked, act: register.FirstRegistration) -> Iterator[str]:
    if unsound(act.holders, act.co_ownership):
        yield "E02"
    yield from _said(act)
    under = a.ground if a.is_house else None
    if under and {p.key for p, _ in under.holders} != {h.party.key for h in act.holders}:
        yield "E41"
    if a.title:
        yield "E06"
    if seized(a, [h.party for h in act.holders], first=True):
        yield "P03"
    if a.sheet.stops_on(a.at):
        yield "P23"


def _said(act: register.FirstRegistration) -> Iterator[str]:
    """What has to be said of land, and for how long it is held."""
    if act.right_type not in (CONTRACT, LAND_USE):
        return
    if act.particulars is None:
        yield "E29"
    if act.term_to is None or (act.right_type is CONTRACT and act.term_from is None):
        yield "E30"


def transfer(a: Asked, act: register.Transfer) -> Iterator[str]:
    to = [h.party for h in act.holders]
    if {p.key for p in act.transferors} == {p.key for p in to}:
        yield "E07"
    if bool(act.ordered_by) != bool(act.order_no):
        yield "E25"
    if not act.ordered_by and not a.signed(*to):
        yield "E26"
    yield from _chained(a, act)
    yield from _permitted(a, act, to)
    yield from burdened(a, to=to)
    if a.title and a.title.kind is LAND_USE and a.houses:
        yield "P13"
    if isinstance(a.sheet.about(a.at), register.FarmlandHeld) and act.particulars is None:
        yield "E29"
    if not a.facts.tax_cleared:
        yield "P16"


def _chained(a: Asked, act: register.Transfer) -> Iterator[str]:
    if unsound(act.holders, act.co_ownership):
        yield "E02"
    effective = act.effective_at
    if effective and (effective > a.at or (a.title and effective < a.title.start)):
        yield "E12"
    if not a.title:
        yield "P01"
    if misnamed(a, act.transferors):
        yield "P02"


def _permitted(a: Asked, act: register.Transfer, to: list[Person]) -> Iterator[str]:
    front = a.sheet.queue(a.at).front
    if not (front and front.organ == act.ordered_by) and seized(a, to):
        yield "P03"
    if act.ordered_by:
        return
    absent = [x for x in a.sheet.loans_on(a.at) if not a.signed(*x.banks)]
    if any(loan.banned for loan in absent):
        yield "P04"
    if any(loan.banned is None and loan.since < OLD_LAW_ENDS for loan in absent):
        yield "P06"
    if a.title and not agreed(a):
        yield "P14"


def change(a: Asked, act: register.ChangeOwnership) -> Iterator[str]:
    title = a.title
    if title is None:
        yield "P01"
        return
    held = tuple(register.HolderShare(party=p, share=s) for p, s in title.holders)
    if unsound(act.holders or held, act.co_ownership or title.way):
        yield "E02"
    if (
        act.holders is None
        and act.co_ownership is None
        or act.holders is not None
        and {h.party.key for h in act.holders} != {p.key for p in a.owners}
    ):
        yield "E13"
    alters = act.co_ownership is not None or (act.holders is not None and act.holders != held)
    if alters and seized(a, []):
        yield "P03"
    if not a.signed(*a.owners):
        yield "P14"
    if alters and a.sheet.stops_on(a.at):
        yield "P23"


def correct(a: Asked, act: register.CorrectOwnership) -> Iterator[str]:
    if unsound(act.holders, act.co_ownership):
        yield "E02"
    if a.title is None:
        yield "P01"
        if a.sheet.seizures(a.at):
            yield "P03"
        return
    if a.sheet.seizures(a.at):
        yield "P03"
    if act.by_office:
        if _relied_on(a, act, a.title) or not a.facts.notice_over:
            yield "E16"
    elif not a.signed(*a.owners) and not a.facts.error_proved:
        yield "E16"


def _relied_on(a: Asked, act: register.CorrectOwnership, title: Title) -> bool:
    """Whether anything that rests there may have come after what the office puts right.

    Only of who holds, and how, the books tell: it came when they acquired, and rights that have
    not moved since before were there already.
    """
    resting: list[Right] = [*a.sheet.loans_on(a.at), *a.sheet.notices_on(a.at), *a.gained]
    resting += [*a.sheet.dwellings_on(a.at), *a.sheet.ways_on(a.at), *a.sheet.seizures(a.at)]
    resting += [a.work] if a.work else []
    told = title.acquired and not (act.right_nature or act.term_from or act.term_to)
    if not told or act.particulars:
        return bool(resting)
    return any(right.entered >= title.entered for right in resting)


def cancel(a: Asked, act: register.CancelOwnership) -> Iterator[str]:
    waived = act.ground is register.CancelGround.WAIVED
    by_decision = act.ground is register.CancelGround.BY_DECISION
    if a.title is None:
        yield "P01"
    if a.sheet.seizures(a.at) and not by_decision:
        yield "P03"
    if a.title and by_decision and not (act.organ and act.document_no):
        yield "E15"
    if a.title and _below_what_is_built(a):
        yield "E15"
    if a.title and not by_decision:
        concerned = [*a.owners]
        if waived:
            concerned += [b for x in a.sheet.loans_on(a.at) for b in x.banks]
            concerned += [p for n in a.sheet.notices_on(a.at) for p in n.people]
            here = (x for x in a.sheet.dwellings_on(a.at) if not x.over(a.at))
            concerned += [p for x in here for p in x.people]
            concerned += a.work.people if a.work and not a.work.over(a.at) else ()
        if not a.signed(*concerned) or a.sheet.ways_on(a.at) or a.gained:
            yield "E15"


def _below_what_is_built(a: Asked) -> bool:
    """Whether a debt on this land is also one on a building that is not finished."""
    debts = [x.debt for x in a.sheet.loans_on(a.at) if x.building]
    homes = (s for u, s in a.sheets.items() if u[:19] == a.unit[:19] and u[19] in "FQ")
    return any(x.building and x.debt in debts for s in homes for x in s.loans_on(a.at))


def reissue(a: Asked, act: register.ReissueCertificate) -> Iterator[str]:
    keepers: dict[str, list[Person]] = {}
    if a.title:
        for number, whose in a.title.papers.items():
            keepers[number] = [whose] if whose else a.owners
    keepers |= {x.proof: list(x.banks) for x in a.sheet.loans_on(a.at)}
    keepers |= {n.proof: list(n.people) for n in a.sheet.notices_on(a.at)}
    keepers |= {x.proof: list(x.people) for x in a.sheet.dwellings_on(a.at)}
    keepers |= {x.proof: list(x.gainers) for x in a.sheet.ways_on(a.at)}
    keepers |= {a.work.proof: list(a.work.people)} if a.work else {}
    keepers |= {o.proof: [o.who] for o in a.sheet.objections if o.covers(a.at)}
    whose_paper = keepers.get(act.number)
    if whose_paper is None or not a.signed(*whose_paper) or act.lost and not a.facts.notice_over:
        yield "E14"
