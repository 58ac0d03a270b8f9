"""Which seizure a renewal (续封) goes on with, and for how many days, where its row does not say.

The national table names the organ and the last day. The register counts a renewal's days from the
end of the term that runs when it is delivered (`dengbu.register.lapse`), so the queue of the unit
is reckoned as the register will do it: of the organ's seizures the one that runs is renewed, and
its days are those from its last day to the table's. Where none runs the latest that waits is
renewed; no day of a table can be its end, so the days count from the delivery, as they are told.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, timedelta
from itertools import groupby, islice
from typing import Any, NamedTuple

from dengbu.register.lapse import CHINA, Ordered, Renewal, course_of
from dengbu.register.stock.outputs import TERM
from dengbu.register.stock.workspace import Workspace

YEARS = 3  # that the law allows at most (民诉法解释 485), where no last day is told
CHUNK = 10_000
_ROWS = "(SELECT *, recorded_at AS recorded_from FROM r) op JOIN t_CFDJ t ON t.n = op.n"
_DELIVERED = "coalesce(t.delivered_at - INTERVAL 8 HOUR, op.recorded_from)"
_OURS = "op.ok AND NOT op.already AND op.unit_code IN (FROM untold)"
_LINES = f"""
CREATE TABLE untold AS SELECT op.unit_code FROM {_ROWS}
  WHERE op.ok AND NOT op.already AND op.kind = 'renewal'
    AND (op.entry IS NULL OR t.term_days IS NULL)
  UNION SELECT op.unit_code FROM {_ROWS}
  WHERE op.ok AND NOT op.already AND op.kind = 'seizure' AND op.entry IS NULL AND op.status <> '1';
CREATE TABLE course AS
  SELECT op.unit_code, op.rid AS row, NULL::BIGINT AS id, NULL::BIGINT AS of_row,
      NULL::BIGINT AS of_id, op.entry IS NOT NULL AS named, t.organ, t.n,
      {_DELIVERED} AS delivered_at, {TERM} AS term_days, t.to_day,
      coalesce(e.recorded_at, op.end_at) AS released_at,
      op.entry IS NULL AND op.status <> '1' AS historic, t.place, op.recorded_from, op.case_no
    FROM {_ROWS} LEFT JOIN ending e USING (rid) WHERE {_OURS} AND op.kind = 'seizure'
  UNION ALL
  SELECT op.unit_code, op.rid, NULL, w.seizure, w.standing, op.entry IS NOT NULL, t.organ, t.n,
      {_DELIVERED}, t.term_days, t.to_day, e.recorded_at, false, NULL, op.recorded_from,
      op.case_no
    FROM {_ROWS} JOIN renewing w USING (rid) LEFT JOIN ending e USING (rid)
    WHERE {_OURS} AND op.kind = 'renewal'
  UNION ALL
  SELECT unit_code, NULL, id, NULL, NULL, true, organ, NULL, delivered_at, term_days, NULL,
      released_at, false, place, recorded_at, case_no
    FROM pg_seizure WHERE unit_code IN (FROM untold)
  UNION ALL
  SELECT unit_code, NULL, p.id, NULL, seizure_id, true, s.organ, NULL, p.delivered_at,
      p.term_days, NULL, NULL, false, NULL, s.recorded_at, s.case_no
    FROM pg_renewal p JOIN pg_seizure s ON s.id = p.seizure_id
    WHERE unit_code IN (FROM untold);
CREATE TABLE renewed (rid BIGINT, seizure BIGINT, standing BIGINT, days BIGINT);
"""
_COLUMNS = "unit_code, row, id, of_row, of_id, named, organ, n, delivered_at, term_days, to_day"
_ORDER = "unit_code, delivered_at, place NULLS LAST, recorded_from, case_no, row, id"
"""As the register numbers what one moment brings."""
_FOUND = """
UPDATE renewing SET seizure = d.seizure, standing = d.standing FROM renewed d
  WHERE d.rid = renewing.rid AND (d.seizure IS NOT NULL OR d.standing IS NOT NULL);
CREATE TABLE renewal_term AS SELECT rid, days FROM renewed WHERE days IS NOT NULL;
"""
_RELEASES = """
CREATE TABLE told_twice AS SELECT rid, seizure, row_number() OVER (PARTITION BY seizure
    ORDER BY end_at, rid) AS place FROM ending JOIN renewing USING (rid);
DELETE FROM ending WHERE rid IN (SELECT rid FROM told_twice WHERE place > 1
    AND seizure IS NOT NULL OR seizure IN (SELECT rid FROM ending));
UPDATE ending SET rid = d.seizure FROM told_twice d
  WHERE d.rid = ending.rid AND d.seizure IS NOT NULL;
INSERT INTO bad SELECT 'CFDJ', r.n, 'END_DISAGREES', 'JFYWH' FROM ending JOIN r USING (rid)
  WHERE r.kind = 'renewal' AND r.ok;
"""
"""A release that stands in the row of a renewal is of the seizure; one that stands in the register
is ended there, and cannot be by stock."""


class Line(NamedTuple):
    """A seizure, or a renewal of one, of the files (``row``) or of the register (``id``)."""

    unit_code: str
    row: int | None
    id: int | None
    of_row: int | None
    of_id: int | None
    named: bool  # what it renews is told, not found
    organ: str
    n: int | None  # row in its file
    delivered_at: datetime
    term_days: int | None
    to_day: date | None
    released_at: datetime | None
    historic: bool  # a seizure that is said to be over

    @property
    def renews(self) -> bool:
        """Whether it goes on with another."""
        return self.of_row is not None or self.of_id is not None


class Told(NamedTuple):
    """A renewal of the files: what it renews, its days; or what is wrong with a row."""

    row: int
    n: int
    of_row: int | None
    of_id: int | None
    days: int | None  # None: as its row tells, or from the delivery
    fault: tuple[str, str] | None = None  # reason and column


@dataclass(frozen=True, slots=True)
class _Seized:
    organ: str
    order: Ordered


Key = tuple[int | None, int | None]


def renewal_terms(work: Workspace, now: datetime) -> None:
    """``renewing`` as the queue has it, and ``renewal_term``: days of those that tell none."""
    work.run(_LINES)
    read = work.duck.cursor().execute(
        f"SELECT {_COLUMNS}, released_at, historic FROM course ORDER BY {_ORDER}"
    )
    found = _all(iter(lambda: read.fetchmany(CHUNK), []), now)
    while some := list(islice(found, CHUNK)):
        good = [[t.row, t.of_row, t.of_id, t.days] for t in some if t.fault is None]
        bad = [[t.n, *t.fault] for t in some if t.fault is not None]
        _put(work, "renewed VALUES (?, ?, ?, ?)", good)
        _put(work, "bad SELECT 'CFDJ', ?, ?, ?", bad)
    work.run(_FOUND + _RELEASES)
    work.run("UPDATE r SET ok = false WHERE ok AND (tbl, n) IN (SELECT (tbl, n) FROM bad)")


def _put(work: Workspace, what: str, values: list[list[Any]]) -> None:
    if values:
        work.duck.executemany(f"INSERT INTO {what}", values)


def _all(chunks: Iterable[list[tuple[Any, ...]]], now: datetime) -> Iterator[Told]:
    lines = (Line(*row) for chunk in chunks for row in chunk)
    for _, unit in groupby(lines, key=lambda line: line.unit_code):
        yield from _of_unit(list(unit), now)


def _of_unit(lines: list[Line], now: datetime) -> Iterator[Told]:
    """The renewals of one unit, from its lines in the order of the queue."""
    queue = {
        (line.row, line.id): _Seized(line.organ, _ordered(number, line))
        for number, line in enumerate(lines)
        if not line.renews
    }
    for line in (one for one in lines if one.renews):
        key = (line.of_row, line.of_id) if line.named else _renewed(line, queue, now)
        told = _told(line, key, queue, now) if key in queue else None
        days = line.term_days or (told.days if told else None)
        if key in queue and days is not None and (told is None or told.fault is None):
            queue[key] = _renew(queue[key], line, days)
        if told is not None:
            yield told
    yield from _not_over([line for line in lines if line.historic], queue, now)


def _not_over(lines: list[Line], queue: dict[Key, _Seized], now: datetime) -> Iterator[Told]:
    """Said to be over although nobody released it and its days run, or wait to run."""
    for line in lines:
        key = (line.row, line.id)
        if queue[key].order.released_at is None and _course(key, queue, now)[1] > now:
            fault = ("END_UNKNOWN", "QSZT")
            yield Told(line.row or 0, line.n or 0, *key, days=None, fault=fault)


def _told(line: Line, key: Key, queue: dict[Key, _Seized], now: datetime) -> Told | None:
    """What is found of a renewal of the files; None of one that the register has."""
    if line.row is None or line.n is None:
        return None
    told = Told(row=line.row, n=line.n, of_row=key[0], of_id=key[1], days=None)
    if line.named and line.term_days is not None:
        return told
    start, end = _course(key, queue, now)
    if _instant(line.delivered_at) >= end:
        return told._replace(fault=("CHAIN_BROKEN", "CFLX"))  # there is nothing to go on with
    if line.term_days is not None or _instant(line.delivered_at) < start:
        return told
    last = end.astimezone(CHINA).date() - timedelta(days=1)
    days = ((line.to_day or _years_on(last)) - last).days
    return told._replace(days=days) if days > 0 else told._replace(fault=("DATE_RANGE", "CFJSSJ"))


def _renewed(line: Line, queue: dict[Key, _Seized], now: datetime) -> Key:
    """Of the organ's seizures the one that runs, else the latest that waits, else the latest."""
    moment, found = _instant(line.delivered_at), (line.of_row, line.of_id)
    for key, one in queue.items():
        released = one.order.released_at
        past = released is not None and released < moment
        if one.organ != line.organ or one.order.delivered_at > moment or past:
            continue
        start, end = _course(key, queue, now)
        if start <= moment < end:
            return key
        found = key
    return found


def _course(key: Key, queue: dict[Key, _Seized], now: datetime) -> tuple[datetime, datetime]:
    """Of one as if it had not been released."""
    order = queue[key].order
    others = (one.order for other, one in queue.items() if other != key)
    return course_of(order.id, [replace(order, released_at=None), *others], now)


def _renew(one: _Seized, line: Line, days: int) -> _Seized:
    """With one renewal more, and the release that stands in the renewal's row."""
    renewal = Renewal(delivered_at=_instant(line.delivered_at), term_days=days)
    released = one.order.released_at
    if released is None and line.released_at is not None:
        released = _instant(line.released_at)
    renewals = (*one.order.renewals, renewal)
    return _Seized(one.organ, replace(one.order, renewals=renewals, released_at=released))


def _years_on(day: date) -> date:
    try:
        return day.replace(year=day.year + YEARS)
    except ValueError:  # 29 February
        return day.replace(year=day.year + YEARS, day=28)


def _ordered(number: int, line: Line) -> Ordered:
    return Ordered(
        id=number,
        delivered_at=_instant(line.delivered_at),
        place=number,
        term_days=line.term_days or 0,
        released_at=_instant(line.released_at) if line.released_at is not None else None,
    )


def _instant(told: datetime) -> datetime:
    return told.replace(tzinfo=UTC)
