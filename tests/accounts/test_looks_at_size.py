"""Pages of looks cost the same among hundreds of thousands: every one is read along an index."""

import json
import re
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from dengbu.accounts import api as accounts
from tests.accounts.test_disclosures import officer
from tests.accounts.test_looks import ME, NOW

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("offices")]
ROWS, OFFICERS = 100_000, 12
MOST_BUFFERS = 1_500  # pages of a query that reads one page of a list
_FILL = (
    "INSERT INTO accounts_disclosure (id, office, account_id, actor_name, id_type, id_no, place,"
    " purpose, at, read, kind, post) SELECT n, '430602', a.id, a.name, '1',"
    " CASE WHEN n %% 500 = 0 THEN %s"
    " ELSE '4306021990' || lpad((n::bigint * 7919 %% 100000)::text, 8, '0') END,"
    " '430602' || to_char(n %% 90000, 'FM00000000000000'), '办理这一件登记',"
    " %s - n / 3 * interval '60 seconds' - (a.k = 0)::int * interval '60 days', n / 3,"
    " (ARRAY['CASE', 'UNIT', 'LIST'])[1 + n / 3 %% 3],"
    " '受理岗' FROM generate_series(1, %s) AS n JOIN (SELECT id, name,"
    " row_number() OVER (ORDER BY id) - 1 AS k FROM accounts_account WHERE username LIKE 'clerk%%')"
    " AS a ON a.k = n / 3 %% %s"
)


@pytest.fixture
def looked() -> accounts.Actor:
    """An office with looks of weeks; one of its officers, who looked only long before."""
    staff = [officer(f"clerk{n}", accounts.Post.WINDOW) for n in range(OFFICERS)]
    with connection.cursor() as cursor:
        cursor.execute(_FILL, [ME[1], NOW, ROWS, OFFICERS])
        assert cursor.rowcount == ROWS
        cursor.execute("ANALYZE accounts_disclosure")
    return staff[0]


def plans(asked: Callable[[], object]) -> list[dict[str, Any]]:
    """The plan of each query of the table, as it ran."""
    with CaptureQueriesContext(connection) as ran:
        asked()
    queries = [q["sql"] for q in ran if re.search("FROM .?accounts_disclosure", q["sql"])]
    assert queries
    found = []
    with connection.cursor() as cursor:
        for sql in queries:
            cursor.execute(f"EXPLAIN (ANALYZE, BUFFERS, FORMAT JSON) {sql}")
            (told,) = cursor.fetchone() or ("",)
            found.append((json.loads(told) if isinstance(told, str) else told)[0])
    return found


def along(asked: Callable[[], object], *indexes: str) -> None:
    """Each query reads the table by one of these indexes and little of it."""
    for plan in plans(asked):
        said = json.dumps(plan)
        assert "Seq Scan" not in said, said
        assert set(re.findall('"Index Name": "(accounts_disclosure_[a-z]+)"', said)) <= set(indexes)
        top = plan["Plan"]
        touched = top["Shared Hit Blocks"] + top["Shared Read Blocks"]
        assert touched < MOST_BUFFERS, said


def test_an_auditor_reads_page_after_page(looked: accounts.Actor) -> None:
    deep = accounts.reads("430602", last=NOW - timedelta(days=15)).after
    name = "王敏"
    theirs = accounts.reads("430602", officer=name, last=NOW - timedelta(days=15)).after
    first, last = NOW - timedelta(days=12), NOW - timedelta(days=11)
    office = "accounts_disclosure_office"
    along(lambda: accounts.reads("430602"), office)
    along(lambda: accounts.reads("430602", after=deep), office)
    along(lambda: accounts.reads("430602", before=deep), office)
    along(lambda: accounts.reads("430602", first=first, last=last), office)
    both = ("accounts_disclosure_officer", office)
    along(lambda: accounts.reads("430602", officer=name), *both)
    along(lambda: accounts.reads("430602", officer=name, after=theirs), *both)


def test_an_officer_who_left_is_found_without_reading_what_came_since(
    looked: accounts.Actor,
) -> None:
    accounts.Account.objects.filter(id=looked.id).update(name="早就走了")
    own = "accounts_disclosure_officer"
    page = accounts.reads("430602", officer="早就走了")
    assert len(page.reads) == 50 and page.reads[0].at <= NOW - timedelta(days=60)
    along(lambda: accounts.reads("430602", officer="早就走了"), own)
    along(lambda: accounts.reads("430602", officer="早就走了", after=page.after), own)


def test_a_person_reads_theirs(looked: accounts.Actor) -> None:
    person = "accounts_disclosure_person"
    page = accounts.looks_of(*ME)
    assert len(page) == 30
    along(lambda: accounts.looks_of(*ME), person)
