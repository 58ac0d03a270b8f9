"""Days of a renewal (续封) that tells its last day, as the national table does.

The register counts a renewal's days from the end of the term that runs when it is delivered
(`dengbu.register.lapse`); the table says on which day it all ends. Where a term runs, the days are
those from its last day to the table's, so that the seizure ends when the court said. Where it
waits or has run out no day of the table can be its end: those count from the delivery, as told.
"""

from collections.abc import Iterable, Iterator
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from itertools import groupby, islice
from typing import Any, NamedTuple

from dengbu.register.lapse import CHINA, Ordered, Renewal, course_of
from dengbu.register.stock.outputs import TERM
from dengbu.register.stock.workspace import Workspace

YEARS = 3  # that the law allows at most (民诉法解释 485), where no last day is told
CHUNK = 10_000
_LINES = f"""
CREATE TABLE untold AS SELECT DISTINCT r.unit_code FROM r JOIN t_CFDJ t ON t.n = r.n
  WHERE r.ok AND NOT r.already AND r.kind = 'renewal' AND t.term_days IS NULL;
CREATE TABLE course AS
  SELECT op.unit_code, op.rid AS row, NULL::BIGINT AS id, NULL::BIGINT AS of_row,
      NULL::BIGINT AS of_id, t.n, coalesce(t.delivered_at - INTERVAL 8 HOUR, op.recorded_from) AS
      delivered_at, coalesce(t.place, 0) AS place, {TERM} AS term_days, t.to_day,
      coalesce(op.end_at, e.end_at) AS released_at
    FROM (SELECT *, recorded_at AS recorded_from FROM r) op JOIN t_CFDJ t ON t.n = op.n
      LEFT JOIN ending e USING (rid)
    WHERE op.ok AND NOT op.already AND op.kind = 'seizure' AND op.unit_code IN (FROM untold)
  UNION ALL
  SELECT op.unit_code, op.rid, NULL, w.seizure, w.standing, t.n,
      coalesce(t.delivered_at - INTERVAL 8 HOUR, op.recorded_from), NULL, t.term_days, t.to_day,
      NULL
    FROM (SELECT *, recorded_at AS recorded_from FROM r) op JOIN t_CFDJ t ON t.n = op.n
      JOIN renewing w USING (rid)
    WHERE op.ok AND NOT op.already AND op.kind = 'renewal' AND op.unit_code IN (FROM untold)
  UNION ALL
  SELECT unit_code, NULL, id, NULL, NULL, NULL, delivered_at, place, term_days, NULL, end_at
    FROM pg_seizure WHERE unit_code IN (FROM untold)
  UNION ALL
  SELECT unit_code, NULL, p.id, NULL, seizure_id, NULL, p.delivered_at, NULL, p.term_days, NULL,
      NULL
    FROM pg_renewal p JOIN pg_seizure s ON s.id = p.seizure_id
    WHERE unit_code IN (FROM untold);
CREATE TABLE renewal_term (rid BIGINT, days BIGINT);
"""
_COLUMNS = (
    "unit_code, row, id, of_row, of_id, n, delivered_at, place, term_days, to_day, released_at"
)


class Line(NamedTuple):
    """A seizure, or a renewal of one, of the files (``row``) or of the register (``id``)."""

    unit_code: str
    row: int | None
    id: int | None
    of_row: int | None
    of_id: int | None
    n: int | None
    delivered_at: datetime
    place: int | None
    term_days: int | None
    to_day: date | None
    released_at: datetime | None

    @property
    def renews(self) -> bool:
        """Whether it goes on with another."""
        return self.of_row is not None or self.of_id is not None


class Told(NamedTuple):
    """A renewal of the files and its days, none or less where it would end too early."""

    row: int
    n: int
    days: int


def renewal_terms(work: Workspace, now: datetime) -> None:
    """``renewal_term``: days of the renewals whose files tell a last day alone."""
    work.run(_LINES)
    read = work.duck.cursor().execute(
        f"SELECT {_COLUMNS} FROM course ORDER BY unit_code, delivered_at, place, row, id"
    )
    found = _all(iter(lambda: read.fetchmany(CHUNK), []), now)
    while some := list(islice(found, CHUNK)):
        _put(work, "renewal_term VALUES (?, ?)", [[t.row, t.days] for t in some if t.days > 0])
        early = [[t.n] for t in some if t.days <= 0]
        _put(work, "bad SELECT 'CFDJ', ?, 'DATE_RANGE', 'CFJSSJ'", early)
    work.run("UPDATE r SET ok = false WHERE ok AND (tbl, n) IN (SELECT (tbl, n) FROM bad)")


def _put(work: Workspace, what: str, values: list[list[int]]) -> None:
    if values:
        work.duck.executemany(f"INSERT INTO {what}", values)


def _all(chunks: Iterable[list[tuple[Any, ...]]], now: datetime) -> Iterator[Told]:
    lines = (Line(*row) for chunk in chunks for row in chunk)
    for _, unit in groupby(lines, key=lambda line: line.unit_code):
        yield from _of_unit(list(unit), now)


def _of_unit(lines: list[Line], now: datetime) -> Iterator[Told]:
    """The renewals of one unit that tell no days, from its lines in the order of delivery."""
    seizures = {
        (line.row, line.id): _ordered(number, line)
        for number, line in enumerate(lines)
        if not line.renews
    }
    for line in lines:
        named = (line.of_row, line.of_id)
        if not line.renews or named not in seizures:
            continue
        order = seizures[named]
        days = line.term_days or _days(line, order, seizures.values(), now)
        if days is not None and days > 0:
            renewal = Renewal(delivered_at=_instant(line.delivered_at), term_days=days)
            seizures[named] = replace(order, renewals=(*order.renewals, renewal))
        if days is not None and line.term_days is None and line.row is not None:
            yield Told(row=line.row, n=line.n or 0, days=days)


def _days(line: Line, order: Ordered, among: Iterable[Ordered], now: datetime) -> int | None:
    """From the last day of the term that runs to the one told; None: none runs."""
    queue = [replace(one, released_at=None) if one == order else one for one in among]
    start, end = course_of(order.id, queue, now)
    if not start <= _instant(line.delivered_at) < end:
        return None
    last = end.astimezone(CHINA).date() - timedelta(days=1)
    return ((line.to_day or _years_on(last)) - last).days


def _years_on(day: date) -> date:
    try:
        return day.replace(year=day.year + YEARS)
    except ValueError:  # 29 February
        return day.replace(year=day.year + YEARS, day=28)


def _ordered(number: int, line: Line) -> Ordered:
    return Ordered(
        id=number,
        delivered_at=_instant(line.delivered_at),
        place=line.place or number,
        term_days=line.term_days or 0,
        released_at=_instant(line.released_at) if line.released_at is not None else None,
    )


def _instant(told: datetime) -> datetime:
    return told.replace(tzinfo=UTC)
