"""The pure part of 公告: when it ends, on any calendar; what it says; what bars a case."""

from datetime import UTC, date, datetime, time, timedelta

import chinese_calendar
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dengbu.casework.rules.notices import (
    GRACE,
    NoticeKind,
    Standing,
    end_of,
    filled,
    has_run,
    hindrance,
    in_time,
    matter,
    named,
    working_days_left,
)
from dengbu.kernel.calendar import WorkCalendar
from dengbu.kernel.chinese import SHANGHAI

FIRST, LAST = date(2020, 1, 1), date(2026, 12, 31)
TRUE_DAYS = {
    FIRST + timedelta(days=n): chinese_calendar.is_workday(FIRST + timedelta(days=n))
    for n in range((LAST - FIRST).days + 1)
}
TRUE = WorkCalendar(days=TRUE_DAYS, announced_to=2026)
moments = st.datetimes(datetime(2020, 1, 1), datetime(2026, 9, 30)).map(
    lambda at: at.replace(tzinfo=SHANGHAI)
)
DAY = timedelta(days=1)


def worked_between(after: date, until: date, calendar: WorkCalendar) -> int:
    """Working days after one day up to another, counted one by one."""
    span = (until - after).days
    return sum(calendar.is_working_day(after + n * DAY) for n in range(1, span + 1))


@settings(deadline=None)  # the machine may be busy
@given(published=moments, days=st.integers(1, 40))
def test_it_ends_at_the_last_closing_of_a_working_day_after_so_many(
    published: datetime, days: int
) -> None:
    end = end_of(published, days, TRUE).at
    last = end.astimezone(SHANGHAI)
    assert (last.hour, last.minute, last.second) == (17, 0, 0)
    assert TRUE_DAYS[last.date()]
    assert worked_between(published.date(), last.date(), TRUE) == days
    assert in_time(end, published_at=published, ends_at=end)
    assert not in_time(end + timedelta(microseconds=1), published_at=published, ends_at=end)


@settings(deadline=None)  # the machine may be busy
@given(
    published=moments,
    days=st.integers(1, 20),
    off=st.frozensets(st.dates(date(2020, 1, 1), date(2026, 12, 1)), max_size=30),
    on=st.frozensets(st.dates(date(2020, 1, 1), date(2026, 12, 1)), max_size=30),
)
def test_holidays_put_it_off_and_make_up_days_draw_it_in(
    published: datetime, days: int, off: frozenset[date], on: frozenset[date]
) -> None:
    changed = {**dict.fromkeys(off, False), **dict.fromkeys(on - off, True)}
    calendar = WorkCalendar(days=changed, announced_to=2026)
    end = end_of(published, days, calendar).at
    assert worked_between(published.date(), end.date(), calendar) == days
    assert calendar.is_working_day(end.date())
    without = end_of(published, days, WorkCalendar(days=dict.fromkeys(on, True), announced_to=2026))
    assert end >= without.at  # a holiday never shortens it


@settings(deadline=None)  # the machine may be busy
@given(published=moments, days=st.integers(1, 30), later=st.integers(0, 60))
def test_the_days_left_go_down_to_none(published: datetime, days: int, later: int) -> None:
    end = end_of(published, days, TRUE).at
    now = published + later * DAY
    left = working_days_left(end, now, TRUE)
    assert left == max(0, worked_between(now.date(), end.date(), TRUE))
    assert working_days_left(end, published, TRUE) == days


@pytest.mark.parametrize(
    ("published", "last"),
    [
        # Spring Festival 2025: 28 January to 4 February off, 26 January and 8 February worked.
        (datetime(2025, 1, 10, 9, 30), date(2025, 2, 7)),
        (datetime(2025, 1, 27, 16, 59), date(2025, 2, 24)),
        (datetime(2025, 1, 31, 10, 0), date(2025, 2, 24)),  # published on a holiday
        (datetime(2025, 1, 13, 23, 59), date(2025, 2, 8)),  # its last day a Saturday, made up
        (datetime(2024, 12, 12, 10, 6), date(2025, 1, 3)),
    ],
)
def test_the_spring_festival_does_not_count(published: datetime, last: date) -> None:
    end = end_of(published.replace(tzinfo=SHANGHAI), 15, TRUE)
    assert end.at == datetime.combine(last, time(17), SHANGHAI)
    assert not end.provisional


def test_a_year_not_yet_announced_is_provisional() -> None:
    assert end_of(datetime(2026, 12, 20, 9, tzinfo=SHANGHAI), 15, TRUE).provisional


def test_the_text_says_the_words_and_braces_stay_literal() -> None:
    assert filled(" {a}的{b}，{{原文}} ", {"a": "刘", "b": "房"}) == "刘的房，{原文}"
    with pytest.raises(KeyError):
        filled("{secret}", {"a": "刘"})
    assert named(["刘建国", "", "陈静", "刘建国"]) == "刘建国、陈静"


@settings(deadline=None)  # the machine may be busy
@given(st.text())
def test_the_same_matter_however_it_is_spaced(text: str) -> None:
    spaced = " " + text.replace("，", " ， ") + "\n\u3000"
    assert matter(text) == matter(spaced)
    assert len(matter(text)) == 64


END = datetime(2025, 1, 3, 9, 0, tzinfo=UTC)
EARLY, LATE = END - DAY, END + DAY


def standing(outcome: str = "", **more: int) -> Standing:
    ended = END if outcome else None
    return Standing(number="4306022024000001", ends_at=END, ended_at=ended, outcome=outcome, **more)


@pytest.mark.parametrize(
    ("found", "now", "said"),
    [
        (None, EARLY, "要先公告 15 个工作日"),
        (standing(), EARLY, "公告到 2025年1月3日 17:00 才满"),
        (standing(), END, "公告到 2025年1月3日 17:00 才满"),
        (standing(), LATE, "正在核对"),
        (standing(founded=1), EARLY, "1 份异议成立"),
        (standing("RAN", unsettled=2), LATE, "还有 2 份异议没有处理"),
        (standing("RAN", unsettled=1, founded=1), LATE, "1 份异议成立"),
        (standing("TAKEN_BACK"), LATE, "上一份公告撤下了"),
        (standing("WITHDRAWN"), LATE, "没有满期就终止了"),
        (standing("RAN"), LATE, ""),
    ],
)
def test_what_bars_a_case(found: Standing | None, now: datetime, said: str) -> None:
    fault = hindrance(found, kind=NoticeKind.LOST, days=15, now=now)
    assert (fault is None) == (not said)
    if fault is not None:
        assert said in fault.message
        assert fault.remedy
        founded = found is not None and found.founded
        ground = (
            "不动产登记暂行条例》第22条第2项" if founded else "不动产登记暂行条例实施细则》第22条"
        )
        assert str(fault.clause) == f"《{ground}"


def test_it_is_closed_only_when_nothing_in_time_is_on_its_way() -> None:
    assert not has_run(END, END)
    assert not has_run(END, END + GRACE)
    assert has_run(END, END + GRACE + timedelta(microseconds=1))
