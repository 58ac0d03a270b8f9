"""Work lists by another column, up and down: pages against the plain rule, indexes that bear it."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from django.db import connection
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from dengbu.casework import api as casework
from dengbu.casework.models import Case, CaseStatus
from dengbu.kernel.chinese import SHANGHAI
from dengbu.kernel.fault import FaultCode, Faults
from tests.casework import asks
from tests.casework.desk import NOW, Desk, open_desk

pytestmark = pytest.mark.django_db
By = casework.SortBy
PLAIN: dict[casework.SortBy, Callable[[Case], tuple[object, ...]]] = {
    By.DUE: lambda c: (c.due_at.astimezone(SHANGHAI).date(), c.precedence, c.due_at, c.id),
    By.RECEIVED: lambda c: (c.accepted_at, c.id),
    By.NUMBER: lambda c: (c.case_no, c.id),
    By.APPLICANT: lambda c: (c.search.split("\n")[1], c.id),
}


@pytest.fixture
def desk() -> Desk:
    return open_desk(6)


@pytest.fixture
def cases(desk: Desk) -> list[Case]:
    for n in range(6):
        asked = asks.sale(desk, n, buyer=920 + n)
        casework.submit(asked, actor=desk.windows[n % 2], now=NOW + n * timedelta(minutes=1))
    return list(Case.objects.order_by("accepted_at"))


def pages(
    desk: Desk, which: str, order: casework.Order, size: int, text: str = ""
) -> tuple[list[list[str]], list[list[str]]]:
    """All pages forth, and back again from the last."""

    def ask(**cursor: str) -> casework.WorkListPage:
        filters = casework.Filters(text=text)
        asked = {"filters": filters, "now": NOW, "order": order, "limit": size, **cursor}
        return casework.work_list(desk.windows[0], which, **asked)  # type: ignore[arg-type]

    forth = [ask()]
    while forth[-1].after:
        forth.append(ask(after=forth[-1].after))
    back = [forth[-1]]
    while back[-1].before:
        back.append(ask(before=back[-1].before))
    return tuple([[x.case_no for x in p.lines] for p in way] for way in (forth, back))  # type: ignore[return-value]


@given(
    accepted=st.lists(st.integers(0, 3), min_size=6, max_size=6),
    names=st.lists(st.sampled_from(("周一", "周二", "何", "")), min_size=6, max_size=6),
    pauses=st.lists(st.sampled_from(("", "TAX")), min_size=6, max_size=6),
    by=st.sampled_from(By),
    falling=st.booleans(),
    size=st.integers(1, 4),
    typed=st.booleans(),
)
@settings(
    max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
def test_every_column_is_paged_forth_and_back_as_the_plain_rule_sorts(
    desk: Desk,
    cases: list[Case],
    accepted: list[int],
    names: list[str],
    pauses: list[str],
    by: casework.SortBy,
    falling: bool,
    size: int,
    typed: bool,
) -> None:
    for case, days, name, pause in zip(cases, accepted, names, pauses, strict=True):
        case.accepted_at = NOW - timedelta(days=days)
        case.search = f"岳阳楼区金鹗东路\n{name}\n谭"
        case.paused_for, case.paused_since = pause, NOW if pause else None
        case.save(update_fields=["accepted_at", "search", "paused_for", "paused_since"])
    expected = [c.case_no for c in sorted(cases, key=PLAIN[by], reverse=falling)]
    order = casework.Order(by, falling=falling)
    forth, back = pages(desk, casework.ALL, order, size, "金鹗" if typed else "")
    assert [number for page in forth for number in page] == expected
    assert all(len(page) == size for page in forth[:-1])
    assert back[-1] == expected[:size]
    assert {number for page in back for number in page} == set(expected)


@pytest.mark.parametrize("falling", [False, True])
@pytest.mark.parametrize("text", ["", "金鹗"])
def test_the_archive_is_sorted_by_acceptance_both_ways(
    desk: Desk, cases: list[Case], falling: bool, text: str
) -> None:
    Case.objects.update(status=CaseStatus.WITHDRAWN.value, closed_at=NOW)
    order = casework.Order(By.RECEIVED, falling=falling)
    expected = [c.case_no for c in (reversed(cases) if falling else cases)]
    forth, back = pages(desk, casework.ARCHIVE, order, 4, text)
    assert forth == [expected[:4], expected[4:]]
    assert back[-1] == expected[:4]
    with pytest.raises(Faults) as caught:
        pages(desk, casework.ARCHIVE, casework.Order(By.NUMBER), 4)
    assert [(f.code, f.field) for f in caught.value.faults] == [(FaultCode.CODE_LIST, "sort")]


def test_no_address_of_a_page_bears_a_name(desk: Desk, cases: list[Case]) -> None:
    page = casework.work_list(
        desk.windows[0],
        casework.ALL,
        filters=casework.Filters(),
        now=NOW,
        order=casework.Order(By.APPLICANT),
        limit=2,
    )
    assert page.after == str(page.lines[-1].id)


def test_each_column_of_a_place_is_read_from_its_index(desk: Desk, cases: list[Case]) -> None:
    columns = {
        "casework_case_by_received": "accepted_at",
        "casework_case_by_number": "case_no",
        "casework_case_by_applicant": r"split_part(search, E'\n', 2)",
    }
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL enable_seqscan = off")
        cursor.execute("SET LOCAL enable_sort = off")
        for index, column in columns.items():
            cursor.execute(
                "EXPLAIN SELECT id FROM casework_case WHERE closed_at IS NULL"  # noqa: S608 - ours
                " AND office = '430602' AND status = 'EXAMINING' AND paused_for = ''"
                f" ORDER BY {column}, id LIMIT 31"
            )
            plan = "\n".join(line for (line,) in cursor.fetchall())
            assert index in plan
            assert "Sort" not in plan
