"""Why an act on a land operation right or on common parts must be refused."""

from collections.abc import Iterator
from datetime import date
from decimal import Decimal

from dengbu.register import api as register
from tests.reference.asked import CONTRACT, LAND, Asked, agreed, burdened, misnamed
from tests.reference.rights import CHINA, Person, Work


def grant(a: Asked, act: register.CreateOperation) -> Iterator[str]:
    if (
        (a.title and a.title.kind is not CONTRACT)
        or not act.holders
        or {p.key for p in act.holders} & {p.key for p in act.grantors}
        or a.work
        or not a.signed(*_banks(a))
        or _unfit(a, act.area, act.term_from, act.term_to)
    ):
        yield "E38"
    if act.effective_at and (
        act.effective_at > a.at or (a.title and act.effective_at < a.title.start)
    ):
        yield "E12"
    if not a.signed(*act.holders):
        yield "E26"
    if not a.title:
        yield "P01"
    if misnamed(a, act.grantors):
        yield "P02"
    if a.sheet.seizures(a.at):
        yield "P03"
    if a.title and not agreed(a):
        yield "P14"
    yield from burdened(a)


def _banks(a: Asked, *, banned: bool = False) -> list[Person]:
    """Who lent on the operation right; those alone who agreed that it must not pass on."""
    loans = [x for x in a.sheet.loans_on(a.at) if x.of_operation]
    return [b for x in loans if x.banned or not banned for b in x.banks]


def _unfit(a: Asked, area: Decimal, begins: date, ends: date) -> bool:
    """Five years at least, within the contract in time and in size."""
    said = a.sheet.about(a.at)
    most = said.contract_area if isinstance(said, register.FarmlandHeld) else None
    five = (begins.year + 5, begins.month, begins.day)
    after = date.fromordinal(ends.toordinal() + 1)
    return bool(
        area <= 0
        or (most is not None and area > most)
        or ends < begins
        or (after.year, after.month, after.day) < five
        or ends < a.at.astimezone(CHINA).date()
        or (a.title and a.title.until and ends > a.title.until)
    )


def _named(a: Asked, proof: str) -> Work | None:
    return a.work if a.work and a.work.proof == proof else None


def pass_on(a: Asked, act: register.TransferOperation) -> Iterator[str]:
    work = _named(a, act.proof_no)
    if (
        work is None
        or work.over(a.at)
        or not a.signed(*work.people, *a.owners)
        or {p.key for p in act.holders} == {p.key for p in work.people}
        or not a.signed(*_banks(a, banned=True))
    ):
        yield "E39"
    if not a.signed(*act.holders):
        yield "E26"
    if a.sheet.seizures(a.at):
        yield "P03"
    if a.sheet.stops_on(a.at):
        yield "P23"


def change(a: Asked, act: register.ChangeOperation) -> Iterator[str]:
    work = _named(a, act.proof_no)
    if (
        work is None
        or not a.signed(*work.people, *a.owners, *_banks(a))
        or (act.area, act.term_to, act.contract_no) == (None, None, None)
    ):
        yield "E39"
    if work and _unfit(a, act.area or work.area, work.since, act.term_to or work.last_day):
        yield "E38"


def end(a: Asked, act: register.CancelOperation) -> Iterator[str]:
    work = _named(a, act.proof_no)
    if work is None or not (work.over(a.at) or a.signed(*work.people)) or _loans(a):
        yield "E39"


def _loans(a: Asked) -> bool:
    return any(x.of_operation for x in a.sheet.loans_on(a.at))


def common(a: Asked, act: register.RegisterCommonParts) -> Iterator[str]:
    given = [part.number for part in act.parts]
    if (
        not a.unit.endswith(LAND)
        or not a.houses
        or not given
        or len(set(given)) < len(given)
        or set(given) & set(a.sheet.commons_on(a.at))
        or not _asked_for(a)
    ):
        yield "E37"


def uncommon(a: Asked, act: register.CancelCommonParts) -> Iterator[str]:
    standing = a.sheet.commons_on(a.at)
    if not act.numbers or not set(act.numbers) <= set(standing) or not _asked_for(a):
        yield "E37"


def _asked_for(a: Asked) -> bool:
    """By who holds the land, or by somebody where nobody does."""
    return a.signed(*a.owners) if a.owners else bool(a.facts.applicants)
