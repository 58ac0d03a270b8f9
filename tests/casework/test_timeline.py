"""What the moment of entry is said to bring, by what is entered."""

from datetime import UTC, datetime

import pytest

from dengbu.casework.catalogue import services_of
from dengbu.casework.timeline import CHANGED, entry_words
from tests.casework.desk import ROOT

SERVICES = {
    s.code: s
    for s in services_of(ROOT / "catalogue", city="430600", now=datetime(2026, 11, 26, tzinfo=UTC))
}


@pytest.mark.parametrize(
    ("code", "words"),
    [
        ("G53", "权利不变"),
        ("G54", "旧证作废"),
        ("G24", "登记簿上改好了"),
        ("G29", "改正"),
        ("G48", "查封有效"),
        ("G48-4", "查封解除"),
        ("G31", "异议有效"),
    ],
)
def test_a_new_paper_or_a_restriction_is_no_new_right(code: str, words: str) -> None:
    assert words in entry_words(SERVICES[code])
    assert entry_words(SERVICES[code]) != CHANGED


@pytest.mark.parametrize("code", ["G10", "G39", "G44", "C09", "G19"])
def test_where_a_right_passes_comes_or_ends_it_changes(code: str) -> None:
    assert entry_words(SERVICES[code]) == CHANGED
