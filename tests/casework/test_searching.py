"""What a person types becomes parts, and the pairs find exactly what stands in the text."""

from datetime import date

import pytest
from django.db import connection
from hypothesis import given, settings
from hypothesis import strategies as st

from dengbu.casework.rules.searching import (
    Kind,
    Part,
    days_of,
    number_begins,
    pairs_query,
    parts_of,
    searchable,
    span,
)

SOME = st.text("湖畔里6栋王'\\: &|!*a", min_size=1, max_size=16)


@pytest.mark.parametrize(
    ("typed", "parts"),
    [
        ("430602 20241212 000297", (Part(Kind.NUMBER, "43060220241212000297"),)),
        ("000297", (Part(Kind.NUMBER, "000297"),)),
        ("0297", (Part(Kind.EITHER, "0297"),)),
        ("902", (Part(Kind.TEXT, "902"),)),
        (
            "430602 003008 GB00112 F00060054",
            (Part(Kind.CODE, "430602003008GB00112F00060054"),),
        ),
        ("f00060054", (Part(Kind.CODE, "F00060054"),)),
        ("王", (Part(Kind.TEXT, "王"),)),
        ("湖畔里 6栋，谭舒雅", tuple(Part(Kind.TEXT, t) for t in ("湖畔里", "6栋", "谭舒雅"))),
        ("ＡＢＣ公司", (Part(Kind.TEXT, "abc公司"),)),
        ("。。 ,", ()),
        ("", ()),
    ],
)
def test_what_was_typed_is_understood(typed: str, parts: tuple[Part, ...]) -> None:
    assert parts_of(typed) == parts


@given(st.text(max_size=300))
def test_anything_can_be_typed(typed: str) -> None:
    assert len(parts_of(typed)) <= 8


@pytest.mark.django_db
@given(texts=st.lists(SOME, min_size=1, max_size=3), typed=SOME)
@settings(max_examples=60, deadline=None)
def test_pairs_find_every_text_that_holds_the_word(texts: list[str], typed: str) -> None:
    kept = searchable(texts[0], texts[1:])
    words = [part.text for part in parts_of(typed) if part.kind is Kind.TEXT]
    with connection.cursor() as cursor:
        for word in words:
            cursor.execute("SELECT casework_pairs(%s) @@ %s::tsquery", [kept, pairs_query(word)])
            ((found,),) = cursor.fetchall()
            assert found or word not in kept


def test_a_number_begins_where_it_is_typed() -> None:
    assert number_begins("3栋") == "(?<![0-9])3栋"
    assert number_begins("栋3") is None


def test_codes_that_begin_so_lie_between_two_ends() -> None:
    first, last = span("430602", length=8, last="9")
    assert first <= "43060217" <= last
    assert not first <= "43060317" <= last


@given(st.dates(date(2015, 1, 1), date(2060, 12, 31)), st.integers(10, 19))
def test_the_beginning_of_a_case_number_bounds_the_day_of_acceptance(
    day: date, length: int
) -> None:
    days = days_of(f"430602{day:%Y%m%d}000297"[:length])
    assert days is not None
    first, last = days
    assert first <= day <= last
    if length >= 14:
        assert first == last == day
    elif length >= 12:
        assert (first.month, last.month) == (day.month, day.month)


@pytest.mark.parametrize("number", ["430602", "430602202", "43060220241212000297"])
def test_a_number_that_says_too_little_or_everything_bounds_no_day(number: str) -> None:
    assert days_of(number) is None


@pytest.mark.parametrize("number", ["4306020000", "4306029999999", "43060220241399"])
def test_days_that_do_not_exist_are_bent_to_those_that_do(number: str) -> None:
    days = days_of(number)
    assert days is not None
    assert days[0] <= days[1]
