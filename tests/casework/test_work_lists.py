"""Pages, counts, filters and words of the work lists, on real cases and against the plain rule."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import date, datetime, timedelta

import pytest
from django.db import connection
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from dengbu.accounts import api as accounts
from dengbu.casework import api as casework
from dengbu.casework import work_lists
from dengbu.casework.models import Case, CaseStatus
from dengbu.casework.rules.lists import LISTS, Pause, WorkList
from dengbu.kernel.chinese import SHANGHAI
from dengbu.kernel.fault import FaultCode, Faults
from tests.casework import asks
from tests.casework.desk import NOW, Desk, officer, open_desk

pytestmark = pytest.mark.django_db
F = casework.Filters
MINUTE = timedelta(minutes=1)


@pytest.fixture
def desk() -> Desk:
    return open_desk(6)


@pytest.fixture
def cases(desk: Desk) -> list[Case]:
    for n in range(6):
        asked = asks.sale(desk, n, buyer=920 + n)
        casework.submit(asked, actor=desk.windows[n % 2], now=NOW + n * MINUTE)
    return list(Case.objects.order_by("accepted_at"))


def ask(desk: Desk, which: str = casework.ALL, **more: object) -> casework.WorkListPage:
    keys = {k: more.pop(k) for k in ("after", "before", "limit", "now") if k in more}
    values = {"now": NOW, **keys}
    return casework.work_list(desk.windows[0], which, filters=F(**more), **values)  # type: ignore[arg-type]


def numbers(page: casework.WorkListPage) -> list[str]:
    return [line.case_no for line in page.lines]


def forwards(desk: Desk, which: str, size: int, **more: object) -> Iterator[list[str]]:
    after = None
    while True:
        page = ask(desk, which, after=after, limit=size, **more)
        yield numbers(page)
        if (after := page.after) is None:
            return


def stand(case: Case, status: CaseStatus, pause: Pause = Pause.RUNS, **more: object) -> None:
    """Put a case where it could be, whatever its procedure."""
    values: dict[str, object] = {"status": status.value, "paused_for": pause.value}
    values["paused_since"] = NOW if pause else None
    values["closed_at"] = None if status.open else NOW
    if status is CaseStatus.ENTERED:
        values |= {"entered_at": NOW, "booking_id": 1}
    Case.objects.filter(id=case.id).update(**{**values, **more})


def test_every_list_shows_its_cases_and_the_counts_are_those_of_the_pages(
    desk: Desk, cases: list[Case]
) -> None:
    stand(cases[0], CaseStatus.SUPPLEMENT, Pause.SUPPLEMENT)
    stand(cases[1], CaseStatus.EXAMINING, Pause.TAX)
    stand(cases[2], CaseStatus.APPROVED)
    stand(cases[3], CaseStatus.EXAMINING, Pause.NOTICE)
    stand(cases[4], CaseStatus.ENTERED)
    whole = ask(desk)
    assert whole.open == whole.total == 5
    assert {c.value: n for c, n in whole.counts.items() if n} == {
        "SUPPLEMENT": 1,
        "TAX": 1,
        "ENTRY": 1,
        "NOTICE": 1,
        "EXAMINE": 1,
    }
    seen = [number for one in LISTS for number in numbers(ask(desk, one.code.value))]
    assert sorted(seen) == sorted(numbers(whole))
    assert numbers(ask(desk, casework.ARCHIVE)) == [cases[4].case_no]


@given(
    dues=st.lists(st.integers(0, 3), min_size=6, max_size=6),
    urgent=st.lists(st.booleans(), min_size=6, max_size=6),
    size=st.integers(1, 4),
)
@settings(
    max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
def test_pages_go_forth_and_back_in_the_order_of_the_rule(
    desk: Desk, cases: list[Case], dues: list[int], urgent: list[bool], size: int
) -> None:
    for case, days, first in zip(cases, dues, urgent, strict=True):
        case.due_at, case.precedence = NOW + timedelta(hours=9 * days), 0 if first else 1
        case.save(update_fields=["due_at", "precedence"])

    def key(case: Case) -> tuple[date, int, datetime, int]:
        return case.due_at.astimezone(SHANGHAI).date(), case.precedence, case.due_at, case.id

    order = [case.case_no for case in sorted(cases, key=key)]
    pages = list(forwards(desk, "EXAMINE", size))
    assert [number for page in pages for number in page] == order
    assert all(len(page) == size for page in pages[:-1])
    last = ask(desk, "EXAMINE", limit=size)
    while last.after:
        last = ask(desk, "EXAMINE", limit=size, after=last.after)
    back = [numbers(last)]
    while last.before:
        last = ask(desk, "EXAMINE", limit=size, before=last.before)
        back.append(numbers(last))
    assert back[-1] == order[:size]
    assert len(back) <= len(pages) + 1
    assert {number for page in back for number in page} == set(order)


def test_the_archive_is_paged_by_acceptance(desk: Desk, cases: list[Case]) -> None:
    for case in cases:
        stand(case, CaseStatus.WITHDRAWN)
    newest = [case.case_no for case in reversed(cases)]
    assert [n for page in forwards(desk, casework.ARCHIVE, 4) for n in page] == newest
    second = ask(desk, casework.ARCHIVE, limit=2, after=ask(desk, casework.ARCHIVE, limit=2).after)
    assert second.before
    assert numbers(ask(desk, casework.ARCHIVE, limit=2, before=second.before)) == newest[:2]
    assert (second.total, second.many, second.open) == (6, False, 0)


def test_a_frequent_word_is_met_on_the_way_and_a_rare_one_by_its_index(
    desk: Desk, cases: list[Case], monkeypatch: pytest.MonkeyPatch
) -> None:
    for case in cases:
        stand(case, CaseStatus.WITHDRAWN)
    newest = [case.case_no for case in reversed(cases)]
    for ahead in (1, 2, 3, 5, 100):  # however short the piece of the way that is read first
        monkeypatch.setattr(work_lists, "AHEAD", ahead)
        pages = list(forwards(desk, casework.ARCHIVE, 2, text="金鹗"))
        assert [n for page in pages for n in page] == newest
        first = ask(desk, casework.ARCHIVE, text="金鹗", limit=2)
        assert (first.total, first.many) == ((2, True) if ahead > 2 else (6, False))
        last = ask(desk, casework.ARCHIVE, text="周920")
        assert (numbers(last), last.total, last.many) == ([cases[0].case_no], 1, False)
        second = ask(desk, casework.ARCHIVE, text="金鹗", limit=2, after=first.after)
        back = ask(desk, casework.ARCHIVE, text="金鹗", limit=2, before=second.before)
        assert numbers(back) == newest[:2]


@pytest.mark.parametrize("which", [casework.ALL, casework.ARCHIVE])
def test_whatever_is_typed_finds_its_case(desk: Desk, cases: list[Case], which: str) -> None:
    if which == casework.ARCHIVE:
        for case in cases:
            stand(case, CaseStatus.REFUSED)
    one = cases[2]
    unit = one.request["unit_code"]
    for text in (
        one.case_no,
        f"{one.case_no[:6]} {one.case_no[6:14]} {one.case_no[14:]}",
        one.case_no[-6:],
        one.case_no[-4:],
        unit,
        unit[-9:],
        "周922",
        "金鹗 周922",
    ):
        page = ask(desk, which, text=text)
        assert numbers(page) == [one.case_no], text
        assert page.total == 1
    for text in ("周", "金", "鹗东", unit[:19], *(one.case_no[:n] for n in (6, 10, 12, 14, 17))):
        assert ask(desk, which, text=text).total == 6
    for text in ("没有这个人", "鑫", "9999999", "。", "%", "周922 没有"):
        assert ask(desk, which, text=text).total == 0


def test_a_supplement_is_found_by_its_new_people(desk: Desk, cases: list[Case]) -> None:
    case = cases[0]
    case.search = ""
    case.save(update_fields=["search"])
    examiner = next(e for e in desk.transfers if e.id == case.examiner_id)
    items = [casework.ReturnItem(kind="PARTY", name="买方", what="换人")]
    casework.return_for_supplement(case.case_no, actor=examiner, now=NOW, revision=1, items=items)
    asked = asks.sale(desk, 0, buyer=977)
    casework.resubmit(case.case_no, asked, actor=desk.windows[0], now=NOW, revision=2)
    assert numbers(ask(desk, text="周977")) == [case.case_no]
    assert ask(desk, text="周920").total == 0


def test_each_filter_narrows_the_page_and_its_counts(desk: Desk, cases: list[Case]) -> None:
    stand(cases[0], CaseStatus.EXAMINING, channel="O", marks="GU", due_at=NOW - MINUTE)
    stand(cases[1], CaseStatus.EXAMINING, due_at=NOW + 30 * MINUTE)
    stand(cases[2], CaseStatus.EXAMINING, Pause.TAX, due_at=NOW - MINUTE)
    stand(cases[3], CaseStatus.EXAMINING, accepted_at=NOW - timedelta(days=3))
    expected = {
        "channel": ("O", [0]),
        "mark": ("G", [0]),
        "due": (casework.Due.OVERDUE, [0]),
        "accepted_to": (date(2024, 12, 11), [3]),
        "service": ("G39", []),
        "department": ("MORTGAGE", []),
    }
    for name, (value, places) in expected.items():
        page = ask(desk, **{name: value})
        assert numbers(page) == [cases[n].case_no for n in places], name
        assert page.total == page.open == len(places)
    assert ask(desk, due=casework.Due.SOON).total == 1
    assert ask(desk, due=casework.Due.BREACHED).total == 0
    stand(cases[0], CaseStatus.EXAMINING, statutory_due_at=NOW - MINUTE)
    stand(cases[2], CaseStatus.EXAMINING, Pause.TAX, statutory_due_at=NOW - MINUTE)
    for text in ("", cases[0].case_no, "金鹗"):
        breached = ask(desk, due=casework.Due.BREACHED, text=text)
        assert (numbers(breached), breached.total) == ([cases[0].case_no], 1)
    assert ask(desk, department="TRANSFER", service="G10").total == 6
    assert ask(desk, accepted_from=date(2024, 12, 12)).total == 5
    times = ask(desk, due=casework.Due.OVERDUE).due
    assert (times[casework.Due.OVERDUE], times[casework.Due.SOON]) == (1, 1)
    examiner = cases[1].examiner_id
    mine = [c.case_no for c in cases if c.examiner_id == examiner]
    assert sorted(numbers(ask(desk, examiner=examiner))) == sorted(mine)


def test_whose_cases(desk: Desk, cases: list[Case]) -> None:
    accepted = ask(desk, scope=casework.Scope.ACCEPTED)
    assert sorted(numbers(accepted)) == sorted(c.case_no for c in cases[::2])
    for examiner in desk.transfers:
        mine = casework.work_list(
            examiner, "EXAMINE", filters=F(scope=casework.Scope.MINE), now=NOW
        )
        assert mine.total == 2
    with pytest.raises(Faults) as caught:
        ask(desk, scope=casework.Scope.MINE)
    assert caught.value.faults[0].code is FaultCode.PERMISSION_MISSING
    stranger = replace(desk.windows[0], office="430603")
    assert casework.work_list(stranger, casework.ALL, filters=F(), now=NOW).total == 0
    admin = officer("管理员", (accounts.Post.ADMIN, accounts.Department.ARCHIVES))
    with pytest.raises(Faults):
        casework.work_list(admin, casework.ALL, filters=F(), now=NOW)


@pytest.mark.parametrize("cursor", ["x", "1~2", "1~2~3~4", "-1~1~1", "9" * 25 + "~1~1", "1~1~１"])
def test_a_cursor_that_nobody_gave_is_refused(desk: Desk, cursor: str) -> None:
    for way in ("after", "before"):
        with pytest.raises(Faults) as caught:
            ask(desk, **{way: cursor})
        assert caught.value.faults[0].code is FaultCode.CODE_LIST
    with pytest.raises(Faults) as caught:
        ask(desk, "NONE")
    assert caught.value.faults[0].code is FaultCode.NOT_FOUND


def test_a_case_in_no_list_and_one_in_two_are_found(desk: Desk, cases: list[Case]) -> None:
    assert casework.misplaced(now=NOW) == ()
    twice = WorkList(code=casework.ListCode.TAX, label="多出来的", states=("APPROVED",), waits="")
    stand(cases[0], CaseStatus.APPROVED)
    (found,) = casework.misplaced(now=NOW, lists=(*LISTS, twice))
    assert (found.case_no, set(found.lists)) == (cases[0].case_no, {"ENTRY", "TAX"})
    with connection.cursor() as cursor:  # as a restored copy of another release might have it
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        cursor.execute("ALTER TABLE casework_case DROP CONSTRAINT casework_case_status")
        cursor.execute("ALTER TABLE casework_case DROP CONSTRAINT casework_case_closed")
        cursor.execute("UPDATE casework_case SET status = 'LOST' WHERE id = %s", [cases[1].id])
        cursor.execute("UPDATE casework_case SET closed_at = now() WHERE id = %s", [cases[2].id])
    lost = casework.misplaced(now=NOW, office=cases[0].office)
    assert [(f.case_no, f.lists) for f in lost] == [(c.case_no, ()) for c in cases[1:3]]
    assert casework.misplaced(now=NOW, office="430603") == ()
    assert ask(desk).total == 4  # and the page still answers
