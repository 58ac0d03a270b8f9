"""A place in a list, as addresses write it."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dengbu.kernel.cursor import read_cursor, read_id, written_cursor
from dengbu.kernel.fault import FaultCode, Faults

MOMENTS = st.datetimes(datetime(1990, 1, 1), datetime(2200, 1, 1), timezones=st.just(UTC))  # noqa: DTZ001 - bounds are naive


@given(MOMENTS, st.lists(st.integers(0, 2**62), max_size=3))
def test_what_was_written_is_read(at: datetime, numbers: list[int]) -> None:
    assert read_cursor(written_cursor(at, *numbers), len(numbers)) == (at, tuple(numbers))


@given(st.text(max_size=60))
def test_any_other_text_is_told(text: str) -> None:
    try:
        at, (_,) = read_cursor(text, 1)
    except Faults as error:
        assert error.faults[0].code is FaultCode.CODE_LIST
    else:
        assert at >= datetime(1970, 1, 1, tzinfo=UTC)


@pytest.mark.parametrize("text", ["", "x", "-1", "1.5", "1" * 20, "１"])
def test_an_id_is_a_number(text: str) -> None:
    with pytest.raises(Faults):
        read_id(text)


def test_what_no_column_holds_is_the_last_that_one_does() -> None:
    assert read_id("9" * 19) == 2**62
    at, (number,) = read_cursor(f"{'9' * 19}~{'9' * 19}", 1)
    assert number == 2**62
    assert at < datetime.max.replace(tzinfo=UTC) - timedelta(days=1)
