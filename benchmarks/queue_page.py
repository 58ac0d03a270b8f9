"""The examiner's queue page with 100,000 open cases and with 1,000, through the whole stack."""

import random
import statistics
import time
from datetime import UTC, datetime
from decimal import Decimal
from pathlib import Path

from django.db import connection
from django.test import Client

from benchmarks.ground import OFFICE, Supply, build_city, newcomer, owner, report, say, tend
from dengbu.accounts import api as accounts
from dengbu.casework import api as casework
from dengbu.casework.models import Case
from dengbu.database.ids import BLOCK
from dengbu.register import api as register
from dengbu.site.memory import settle

FEW, MANY, VIEWS = 1_000, 100_000, 60
ROOT = Path(__file__).resolve().parents[1]
COPIED = {  # what differs between the copies of a case
    "id": "%(first)s + n",
    "case_no": "lpad((%(number)s + n)::text, 20, '7')",
    "submission_key": "'bench-' || (%(number)s + n)",
    "examiner_id": "%(examiner)s",
    "due_at": "now() + n * interval '7 seconds'",
    "status": "'EXAMINING'",
}
COLUMNS = [field.column for field in Case._meta.concrete_fields]
FILL = (
    f"INSERT INTO casework_case ({', '.join(COLUMNS)})"  # noqa: S608 - names of columns only
    f" SELECT {', '.join(COPIED.get(name, f'c.{name}') for name in COLUMNS)}"
    " FROM casework_case c CROSS JOIN generate_series(1, %(count)s) AS n WHERE c.id = %(model)s"
)


def main() -> None:
    """One examiner holds all of them: the worst queue that there can be."""
    build_city()
    casework.load_catalogue(ROOT / "catalogue", office=OFFICE, now=datetime.now(UTC))
    settle()  # as every web process does
    few = _p95(FEW)
    many = _p95(MANY)
    report(
        "queue_page",
        p95_ms=round(many, 1),
        growth=round(many / few, 2),
        few_p95_ms=round(few, 1),
        open_cases=MANY,
        few=FEW,
    )


def _p95(count: int) -> float:
    """Milliseconds of the page for an examiner with ``count`` open cases."""
    examiner = _officer(accounts.Post.EXAMINER, accounts.Department.TRANSFER)
    _fill(examiner.id, count)
    client = Client(HTTP_HOST="localhost")
    client.force_login(examiner)
    times = []
    for _ in range(VIEWS + 5):
        begun = time.perf_counter()
        response = client.get("/office/")
        times.append((time.perf_counter() - begun) * 1000)
        if response.status_code != 200:
            raise RuntimeError(f"the page answered {response.status_code}")
    return statistics.quantiles(times[5:], n=20)[-1]


def _officer(post: accounts.Post, department: accounts.Department) -> accounts.Account:
    name = f"bench-{time.time_ns()}"
    return accounts.create_account(
        accounts.NewAccount(
            username=name,
            name="许静",
            kind=accounts.AccountKind.OFFICER,
            password=name,
            office=OFFICE,
            posts=((post, department),),
        ),
        now=datetime.now(UTC),
    )


def _fill(examiner: int, count: int) -> None:
    """Copies of one case, each with its own number and due time."""
    say(f"filling a queue with {count} cases")
    blocks = count // BLOCK + 2
    with owner() as connected:
        drawn = connected.execute(
            "SELECT setval('dengbu_id_block', nextval('dengbu_id_block') + %s)", [blocks]
        ).fetchone()
    first = ((drawn[0] if drawn else 0) - blocks) * BLOCK
    number = time.time_ns() // 1_000  # microseconds: two fills never meet
    values = {"first": first, "number": number, "examiner": examiner, "count": count}
    with connection.cursor() as cursor:
        cursor.execute(FILL, {**values, "model": _model()})
    tend("VACUUM ANALYZE casework_case")  # as autovacuum would within a minute


def _model() -> int:
    """A sale accepted as any other, of which the queue is made; withdrawn units stay free."""
    now = datetime.now(UTC)
    clerk = accounts.actor_of(_officer(accounts.Post.WINDOW, accounts.Department.INTAKE))
    free = Supply(_codes(), random.Random(time.time_ns())).take(2)[1]
    state = register.unit_state(free, now=now)
    sellers = [h.party for h in state.ownership.holders] if state.ownership else []
    parties = [(casework.Role.SELLER, p) for p in sellers]
    parties.append((casework.Role.BUYER, newcomer()))
    request = casework.CaseRequest(
        service="G10",
        unit_code=free,
        parties=tuple(
            casework.PartyInput(role=role.value, name=p.name, id_no=p.id_no, agreed=True)
            for role, p in parties
        ),
        price=Decimal("1060000.00"),
        tax_cleared=True,
        tax_note="基准",
        materials=tuple(
            casework.MaterialInput(code=code, source="ORIGINAL") for code in ("m1", "m2", "ct")
        ),
    )
    return casework.submit(request, actor=clerk, now=now).id


def _codes() -> list[str]:
    return build_city()
