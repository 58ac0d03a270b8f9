"""Reading the feed of every office and writing it, step by step, until both registers are equal."""

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from time import monotonic

import psycopg
from django.db import connection, transaction
from django.utils import timezone

from dengbu.database.carrying import Raw
from dengbu.database.digest import Fingerprint, differing
from dengbu.evidence import api as evidence
from dengbu.register import api as register

Say = Callable[[str], None]
STEP = 2_000  # bookings read, written and committed together
ROUNDS = 200  # tries to find a moment in which nothing waits for its place in the log
TELL = 1.0  # seconds between two lines of progress


class Broken(Exception):
    """What cannot be written; everything before it is, and nothing of it."""


class Restless(Exception):
    """The source is written to so fast that no moment was found to compare."""


@dataclass(slots=True)
class Result:
    """How it ended."""

    ours: dict[str, Fingerprint]
    theirs: dict[str, Fingerprint]

    @property
    def differing(self) -> list[str]:
        """The tables that are not the same."""
        return list(differing(self.ours, self.theirs))


@dataclass(slots=True)
class Replay:
    """One replay: ``places`` says how many changes of each office the target holds."""

    into: Raw
    say: Say
    step: int = STEP
    places: dict[str, int] = field(default_factory=dict)
    written: int = 0
    _total: int = 0
    _begun: float = field(default_factory=monotonic)
    _told: float = 0.0
    _said: int = 0  # how many were written when it was told last

    def run(self) -> Result:
        """Write what is missing, then compare at one moment of the source.

        Raises `Broken`, `Restless`, Faults of a broken feed or of a target that is not ours.
        """
        with self.into.transaction():
            self.into.execute("SET LOCAL enable_seqscan = on")
            self.places = register.places(self.into)
        if there := sum(self.places.values()):
            self.say(f"目标库已有 {there} 件，接着往下重放")
        _sequence()
        self._drain()
        for _ in range(ROUNDS):
            _sequence()
            with _moment():  # at once: what is committed between has no place yet
                if evidence.offices_waiting():
                    continue
                self._drain()
                return self._compare()
        raise Restless

    def _drain(self) -> None:
        sizes = evidence.tree_sizes()
        self._total = sum(sizes.values())
        for office, size in sizes.items():
            while self.places.get(office, 0) < size:
                after = self.places.get(office, 0)
                limit = min(self.step, size - after)
                found = register.changes(office, after=after, limit=limit)
                if not found:
                    raise Broken(f"机构 {office} 的日志缺第 {after} 条。请在源库运行 audit。")
                self._write(found)
                self.places[office] = after + len(found)
                self.written += len(found)
                self._tell()
        self._tell(last=True)

    def _write(self, changes: Sequence[register.Change]) -> None:
        """All of them in one transaction; if that is refused, in halves, to find the one."""
        try:
            with self.into.transaction():
                register.rebuild(self.into, changes)
        except psycopg.OperationalError:
            raise
        except (psycopg.DatabaseError, register.NotClosed) as error:
            if len(changes) == 1:
                raise Broken(_named(changes[0], error)) from error
            middle = len(changes) // 2
            self._write(changes[:middle])
            self._write(changes[middle:])

    def _compare(self) -> Result:
        try:
            with self.into.transaction():
                register.add_unattested(self.into)
        except psycopg.IntegrityError as error:
            raise Broken(f"没有登簿的页或人写不进目标库：{_first_line(error)}") from error
        self.say("核对两边的指纹……")
        with connection.cursor() as cursor:
            ours = register.fingerprints(cursor)
        with self.into.transaction():
            self.into.execute("SET LOCAL enable_seqscan = on")
            return Result(ours, register.fingerprints(self.into.cursor()))

    def _tell(self, *, last: bool = False) -> None:
        """How far, and how fast, truly."""
        now = monotonic()
        if self.written == self._said or (now - self._told < TELL and not last):
            return
        self._told, self._said = now, self.written
        done, total = sum(self.places.values()), self._total
        rate = self.written / max(now - self._begun, 1e-9)
        self.say(f"已重放 {done} / {total} 件（{done / total:.1%}），每秒 {rate:.0f} 件")


def _named(change: register.Change, error: Exception) -> str:
    what = change.booking
    case = f"案件 {what.case_no} 的登簿 {what.id}" if what else f"记录 {change.leaf.subject}"
    return f"机构 {change.office} 第 {change.place} 条，{case} 写不进目标库：{_first_line(error)}"


def _first_line(error: Exception) -> str:
    return str(error).strip().splitlines()[0]


def _sequence() -> None:
    """Give places to what waits, as the worker does; on a replica the primary's worker must."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_is_in_recovery()")
        if cursor.fetchone() == (True,):
            return
    for office in evidence.offices_waiting():
        while evidence.sequence(office, now=timezone.now, order=register.LOG_ORDER):
            pass


@contextmanager
def _moment() -> Iterator[None]:
    """Everything inside reads the source as it is at one moment."""
    with transaction.atomic(durable=True):
        with connection.cursor() as cursor:
            cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ")
        yield
