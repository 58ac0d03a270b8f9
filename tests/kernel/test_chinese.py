"""Dates, remaining time, numerals and folding."""

from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dengbu.kernel.chinese import (
    SHANGHAI,
    day_words,
    fold,
    moment_words,
    normalise_code,
    numeral,
    parse_date,
    person_name,
    remaining_words,
    show_duration,
    show_remaining,
)
from dengbu.kernel.fault import FaultCode, Faults

VALUES = dict(zip("零一二三四五六七八九", range(10), strict=True))


def spoken_value(text: str) -> int:
    """Value of Chinese numerals, read naively, as a check on the writer."""
    total = section = digit = 0
    for char in text:
        if char in VALUES:
            digit = VALUES[char]
        elif char in "十百千":
            section += (digit or 1) * 10 ** ("十百千".index(char) + 1)
            digit = 0
        else:
            total += (section + digit) * {"万": 10**4, "亿": 10**8}[char]
            section = digit = 0
    return total + section + digit


def test_dates() -> None:
    assert day_words(date(2024, 11, 12)) == "2024年11月12日"
    assert day_words(date(2025, 1, 2)) == "2025年1月2日"
    evening = datetime(2024, 11, 12, 16, 5, 59, tzinfo=UTC)
    assert day_words(evening) == "2024年11月13日"
    assert moment_words(evening) == "2024年11月13日 00:05"
    assert moment_words(datetime(2024, 11, 12, 14, 5, tzinfo=SHANGHAI)) == "2024年11月12日 14:05"


def test_naive_time_is_refused() -> None:
    with pytest.raises(ValueError, match="zone"):
        moment_words(datetime(2024, 11, 12))
    with pytest.raises(ValueError, match="zone"):
        remaining_words(datetime(2024, 11, 12), datetime(2024, 11, 12, tzinfo=UTC))


@pytest.mark.parametrize(
    ("left", "words"),
    [
        (timedelta(minutes=41, seconds=59), "还剩 41 分"),
        (timedelta(minutes=-18), "超时 18 分"),
        (timedelta(0), "还剩 不到 1 分"),
        (timedelta(seconds=-1), "超时 不到 1 分"),
        (timedelta(hours=3, minutes=5), "还剩 3 小时 5 分"),
        (timedelta(hours=3), "还剩 3 小时"),
        (timedelta(days=2, hours=3, minutes=50), "还剩 2 天 3 小时"),
        (timedelta(days=-30), "超时 30 天"),
    ],
)
def test_remaining(left: timedelta, words: str) -> None:
    assert show_remaining(left) == words


@pytest.mark.parametrize(
    ("now", "words"),
    [
        ("13:19", "还剩 41 分"),
        ("12:10", "还剩 1 小时 50 分"),
        ("14:00", "还剩 不到 1 分"),
        ("14:18", "超时 18 分"),
    ],
)
def test_remaining_until_a_deadline(now: str, words: str) -> None:
    due = datetime(2024, 11, 12, 6, tzinfo=UTC)  # 14:00 in China
    then = datetime.fromisoformat(f"2024-11-12 {now}").replace(tzinfo=SHANGHAI)
    assert remaining_words(due, then) == words


def test_remaining_in_working_days() -> None:
    assert show_remaining(timedelta(hours=13), day=timedelta(hours=6.5)) == "还剩 2 天"


def test_negative_duration_is_refused() -> None:
    with pytest.raises(ValueError, match="negative"):
        show_duration(timedelta(seconds=-1))


@pytest.mark.parametrize(
    "text",
    ["2024-11-12", "2024/11/12", "2024.11.12", "2024年11月12日", "20241112", "２０２４-11-12"],
)
def test_reads_dates(text: str) -> None:
    assert parse_date(text) == date(2024, 11, 12)


@pytest.mark.parametrize("text", ["2024-13-01", "2023-02-29", "2024-1112", "明天", "2024-11/12"])
def test_refuses_dates(text: str) -> None:
    with pytest.raises(Faults, match="不是有效的日期") as caught:
        parse_date(text, field="born")
    assert caught.value.faults[0].code is FaultCode.DATE_FORMAT
    assert caught.value.faults[0].field == "born"


def test_empty_date_is_asked_for() -> None:
    with pytest.raises(Faults, match="请填写日期"):
        parse_date("")


@given(st.dates())
def test_shown_date_reads_back(day: date) -> None:
    if day.year >= 1000:
        assert parse_date(day_words(day)) == parse_date(day.isoformat()) == day


@pytest.mark.parametrize(
    ("number", "words"),
    [
        (0, "零"),
        (10, "十"),
        (15, "十五"),
        (105, "一百零五"),
        (110, "一百一十"),
        (1005, "一千零五"),
        (10_010, "一万零一十"),
        (100_000, "十万"),
        (1_010_010, "一百零一万零一十"),
        (100_010_000, "一亿零一万"),
        (12_345_678, "一千二百三十四万五千六百七十八"),
    ],
)
def test_numerals(number: int, words: str) -> None:
    assert numeral(number) == words


@pytest.mark.parametrize("number", [-1, 10**12])
def test_numerals_end(number: int) -> None:
    with pytest.raises(ValueError, match="numerals"):
        numeral(number)


@given(st.integers(0, 10**12 - 1))
def test_numeral_has_its_value(number: int) -> None:
    assert spoken_value(numeral(number)) == number


def test_folding() -> None:
    assert fold("　Ｇｒｅｅｎ 城 １２栋\u200b（A座） ") == "green城12栋(a座)"
    assert normalise_code(" ａ－1\u3000b ") == "A-1B"


@given(st.text())
def test_folding_twice_changes_nothing(text: str) -> None:
    assert fold(fold(text)) == fold(text)


@pytest.mark.parametrize(
    ("typed", "name"),
    [
        ("张　三", "张三"),
        (" 欧阳  修 ", "欧阳修"),
        ("𬭩 䶮", "𬭩䶮"),
        ("Anna  Maria", "Anna Maria"),
        ("阿卜杜拉·买买提", "阿卜杜拉·买买提"),
        ("\u200b张\u200b三", "张三"),
        ("  ", ""),
    ],
)
def test_names_are_kept_without_what_nobody_sees(typed: str, name: str) -> None:
    assert person_name(typed) == name
