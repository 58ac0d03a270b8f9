"""Forms of times, codes and differences."""

from datetime import datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dengbu.kernel.chinese import SHANGHAI
from dengbu.web.shared.words import code_blocks, differing, near_words

NOW = datetime(2024, 12, 12, 9, 42, tzinfo=SHANGHAI)


@pytest.mark.parametrize(
    ("at", "words"),
    [
        (NOW.replace(hour=10, minute=6), "今天 10:06"),
        (NOW - timedelta(days=1), "昨天 09:42"),
        (NOW + timedelta(days=1), "明天 09:42"),
        (datetime(2024, 12, 10, 14, 32, tzinfo=SHANGHAI), "12月10日 14:32"),
        (datetime(2023, 12, 10, 14, 32, tzinfo=SHANGHAI), "2023年12月10日 14:32"),
        (datetime(2024, 12, 12, 23, 59, tzinfo=SHANGHAI), "今天 23:59"),
    ],
)
def test_moments_are_said_as_one_says_them_today(at: datetime, words: str) -> None:
    assert near_words(at, NOW) == words


def test_codes_stand_in_their_blocks() -> None:
    assert code_blocks("430602003012GB00045F00030087") == (
        "430602",
        "003012",
        "GB00045",
        "F00030087",
    )
    assert code_blocks("430602 20241212 000318") == ("430602", "20241212", "000318")
    assert code_blocks("430602003012GB00045") == ("430602", "003012", "GB00045")
    assert code_blocks("914306005869374228") == ("914306005869374228",)
    assert code_blocks("湘（2024）岳阳市不动产权第0041873号第二十八字")[1:] == ()


@given(st.text(max_size=12), st.text(max_size=12))
def test_the_difference_is_found_and_nothing_is_lost(text: str, other: str) -> None:
    before, mark, after = differing(text, other)
    assert before + mark + after == text
    assert other.startswith(before)
    assert other.endswith(after)
    if text == other:
        assert not mark


def test_the_very_character_is_marked() -> None:
    assert differing("谭抒雅", "谭舒雅") == ("谭", "抒", "雅")
    assert differing("118.24", "118.42") == ("118.", "24", "")
