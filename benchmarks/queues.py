"""Work lists at 1,000,000 cases: page, search within, counts; at the door and through HTTP.

20,000 of them are open, the others lie in the archive of the same office; both are asked. In a
database of its own, ``dengbu_queues_bench``, written anew in each run.
"""

import logging
import os
import random
import statistics
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, fields, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import psycopg
from django.db import connection
from django.test import Client
from django.utils.http import urlencode

from benchmarks import queue_rows
from benchmarks.ground import OFFICE, SURNAMES, report, say, tend
from dengbu.accounts import api as accounts
from dengbu.casework import api as casework
from dengbu.database.ids import BLOCK
from dengbu.site.memory import settle

CASES, OPEN, ASKED = 1_000_000, 20_000, 240
EXAMINERS, ACCEPTORS = 24, 30
ROOT = Path(__file__).resolve().parents[1]
ADDRESSES = {"scope": "whose", "text": "q", "accepted_from": "from", "accepted_to": "to"}
SORTED = ("due", "-due", "received", "-received", "number", "-number", "applicant", "-applicant")


@dataclass(frozen=True, kw_only=True, slots=True)
class Ask:
    """A page of a list: under which filters, sorted by what, from which cursor on."""

    which: str
    filters: dict[str, Any] = field(default_factory=dict)
    sort: str = ""
    way: str = "after"  # or "before"
    cursor: str = ""


@dataclass(frozen=True, kw_only=True, slots=True)
class Staff:
    """Whom cases belong to, and who asks."""

    examiners: list[accounts.Account]
    acceptors: list[accounts.Account]


def main() -> None:
    """The worst 95th percentile of all that is asked counts."""
    catalogue = ROOT / "catalogue"
    accounts.load_offices(catalogue / "cities" / "430600" / "offices.toml")
    casework.load_catalogue(catalogue, office=OFFICE, now=datetime.now(UTC))
    staff = _staff()
    seconds = _load(staff)
    settle()  # as every web process does
    logging.getLogger("dengbu.access").setLevel(logging.WARNING)
    rng = random.Random(20241214)
    actor = accounts.actor_of(staff.examiners[0])
    client = Client(HTTP_HOST="localhost")
    client.force_login(staff.examiners[0])
    kinds = {"page": _pages(actor, rng), "search": _searches(rng), "count": _counts(rng)}
    figures = {}
    for kind, asks in kinds.items():
        size = 1 if kind == "count" else 50
        figures[f"{kind}_p95_ms"] = _p95(asks, lambda ask, size=size: _door(actor, ask, size))
        figures[f"{kind}_http_p95_ms"] = _p95(asks, lambda ask: _page(client, ask))
    report(
        "queues",
        p95_ms=max(figures.values()),
        **figures,
        asked=ASKED,
        cases=CASES,
        open=OPEN,
        load_s=round(seconds),
        waiting=round(os.getloadavg()[1]),
    )


def _staff() -> Staff:
    """Officers of this run, by numbers of their own."""
    run = time.time_ns()
    examines, accepts = accounts.Post.EXAMINER, accounts.Post.WINDOW
    departments = [accounts.Department(d) for d in ("FIRST", "TRANSFER", "MORTGAGE")]
    posts = [(examines, departments[n % 3]) for n in range(EXAMINERS)]
    posts += [(accepts, accounts.Department.INTAKE)] * ACCEPTORS
    made = accounts.create_accounts(
        [
            accounts.NewAccount(
                username=f"bench-{run}-{n}",
                name=f"{'审核' if post is examines else '窗口'}{n}",
                kind=accounts.AccountKind.OFFICER,
                password=f"bench-{run}",
                office=OFFICE,
                posts=((post, department),),
            )
            for n, (post, department) in enumerate(posts)
        ],
        now=datetime.now(UTC),
    )
    return Staff(examiners=made[:EXAMINERS], acceptors=made[EXAMINERS:])


def _load(staff: Staff) -> float:
    """Seconds to write all cases, indexes and statistics included."""
    say(f"writing {CASES} cases")
    services = sorted(
        casework.services(office=OFFICE, now=datetime.now(UTC)),
        key=lambda s: (s.code != "G10", s.code),
    )
    begun = time.perf_counter()
    with psycopg.connect(os.environ["DENGBU_LOADER_URL"]) as raw:
        queue_rows.empty(raw)
        blocks = CASES * 8 // BLOCK + 2
        drawn = raw.execute(
            "SELECT nextval('dengbu_id_block'), setval('dengbu_id_block',"
            " nextval('dengbu_id_block') + %s)",
            [blocks],
        ).fetchone()
        given: dict[str, object] = {
            "origin": int(drawn[0] if drawn else 0) * BLOCK,
            "now": datetime.now(UTC),
            "closed": CASES - OPEN,
            "services": [s.id for s in services],
            "titles": [s.title for s in services],
            "examiners": [a.id for a in staff.examiners],
            "acceptors": [a.id for a in staff.acceptors],
        }
        queue_rows.write(raw, CASES, given)
    for table in queue_rows.TABLES:
        tend(f"VACUUM ANALYZE {table}")
    connection.close()  # plans were made for empty tables
    return time.perf_counter() - begun


def _sample(which: str, count: int) -> list[tuple[str, str, str, str, str]]:
    """Number, unit, address and two names of random cases, open or closed."""
    sign = "IS NULL" if which == casework.ALL else "IS NOT NULL"
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT c.case_no, u.unit_code, c.address, min(p.name), max(p.name)"  # noqa: S608 - no text of people
            " FROM casework_case c JOIN casework_caseunit u ON u.case_id = c.id"
            " JOIN casework_caseparty p ON p.case_id = c.id"
            f" WHERE c.closed_at {sign} AND c.id IN (SELECT id FROM casework_case"
            f" WHERE closed_at {sign} ORDER BY hashint8extended(id, 5) LIMIT %s)"
            " GROUP BY 1, 2, 3",
            [count],
        )
        return cursor.fetchall()


def _narrowed(rng: random.Random) -> dict[str, Any]:
    """No filter for half of the asks, for the others one or two."""
    day = datetime.now(UTC).date()
    known: dict[str, list[Any]] = {
        "scope": [casework.Scope.MINE],
        "service": ["G10", "G39", "G44", "C09", "G48"],
        "department": ["FIRST", "TRANSFER", "MORTGAGE"],
        "channel": ["W", "A", "O", "M"],
        "mark": ["U", "G"],
        "due": [casework.Due.OVERDUE, casework.Due.TODAY, casework.Due.SOON],
        "accepted_from": [day - timedelta(days=n) for n in (2, 10, 25)],
        "accepted_to": [day - timedelta(days=n) for n in (5, 400, 1200)],
    }
    names = rng.sample(sorted(known), rng.choice((0, 0, 1, 2)))
    return {name: rng.choice(known[name]) for name in names}


def _pages(actor: accounts.Actor, rng: random.Random) -> list[Ask]:
    """Lists, filters, orders and depths, as far as forty pages down and back."""
    asks: list[Ask] = []
    tabs = [tab for tab in casework.TABS if tab != casework.ARCHIVE]
    while len(asks) < ASKED:
        which = casework.ARCHIVE if rng.random() < 0.3 else rng.choice(tabs)
        sort = rng.choice(SORTED) if rng.random() < 0.3 else ""
        if which == casework.ARCHIVE and "received" not in sort:
            sort = ""  # the only column that the archive is sorted by
        ask = Ask(which=which, filters=_narrowed(rng), sort=sort)
        for _ in range(rng.choice((0, 0, 1, 3, 10, 40))):
            asks.append(ask)
            page = _door(actor, ask, 50)
            if page.before and rng.random() < 0.2:
                ask = replace(ask, way="before", cursor=page.before)
            elif page.after:
                ask = replace(ask, way="after", cursor=page.after)
        asks.append(ask)
    rng.shuffle(asks)
    return asks[:ASKED]


def _searches(rng: random.Random) -> list[Ask]:
    """Everything that people type, in the open lists and in the archive."""
    asks: list[Ask] = []
    for which in (casework.ALL, casework.ARCHIVE):
        for row in _sample(which, ASKED // 2):
            text = rng.choice(list(_typed(*row)))
            more = _narrowed(rng) if rng.random() < 0.2 else {}
            asks.append(Ask(which=which, filters={"text": text, **more}))
    return asks


def _typed(number: str, unit: str, address: str, one: str, other: str) -> Iterator[str]:
    """Ways to ask for a case: exact ones, and ones that a thousand others answer to as well."""
    yield from (number, number[-6:], number[-4:], number[:12], unit, unit[-9:], unit[:19])
    road, rest = address.split("区", 1)[1].split("号", 1)
    yield from (f"{road}号", rest, rest[:3], road[:2], address)
    yield from (one, other, one[:2], one[0], f"{other} {road[:4]}", f"{rest[:3]} {one}")


def _counts(rng: random.Random) -> list[Ask]:
    """The counts of all lists, under every filter and none."""
    names = list(SURNAMES)
    asks: list[Ask] = []
    for n in range(ASKED):
        text = {"text": rng.choice(names)} if n % 10 == 0 else {}
        asks.append(Ask(which=casework.ALL, filters={**_narrowed(rng), **text}))
    return asks


def _door(actor: accounts.Actor, ask: Ask, size: int) -> casework.WorkListPage:
    sort = ask.sort.removeprefix("-")
    order = casework.Order(casework.SortBy(sort), falling=ask.sort != sort) if sort else None
    return casework.work_list(
        actor,
        ask.which,
        filters=casework.Filters(**ask.filters),
        now=datetime.now(UTC),
        limit=size,
        order=order,
        after=ask.cursor if ask.way == "after" and ask.cursor else None,
        before=ask.cursor if ask.way == "before" else None,
    )


def _page(client: Client, ask: Ask) -> None:
    known = {field.name for field in fields(casework.Filters)}
    query = {ADDRESSES.get(name, name): str(value) for name, value in ask.filters.items()}
    if ask.sort:
        query["sort"] = ask.sort
    if ask.cursor:
        query[ask.way] = ask.cursor
    answer = client.get(f"/office/lists/{ask.which.lower()}?{urlencode(query)}")
    if answer.status_code != 200 or set(ask.filters) - known:
        raise RuntimeError(f"the page answered {answer.status_code}")


def _p95(asks: list[Ask], asked: Callable[[Ask], object]) -> float:
    """Milliseconds, one decimal; the first twenty only warm up."""
    times: list[tuple[float, Ask]] = []
    for ask in asks[:20] + asks:
        begun = time.perf_counter()
        asked(ask)
        times.append(((time.perf_counter() - begun) * 1000, ask))
    for took, slowest in sorted(times[20:], key=lambda t: -t[0])[:3]:
        say(f"{took:.0f} ms: {slowest}")
    return round(statistics.quantiles([took for took, _ in times[20:]], n=20)[-1], 1)
