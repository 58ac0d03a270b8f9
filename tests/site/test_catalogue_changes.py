"""What ``dengbu catalogue diff`` and ``check`` print of changes, and where there is nothing."""

from pathlib import Path

import pytest
from django.conf import settings
from django.utils import timezone
from hypothesis import given
from hypothesis import strategies as st

from dengbu.casework.catalogue.differences import WORDS
from dengbu.casework.catalogue.loading import contents_of
from dengbu.site import cli
from dengbu.site.commands.catalogue_changes import LEAD, apart

NOTICE = "现将不动产权证书遗失声明公告如下，公告之日起至{until}，有异议的请书面提出。"


def test_a_change_at_the_end_of_a_long_text_is_shown() -> None:
    before, after = apart(NOTICE, NOTICE.replace("书面提出", "到窗口提出"))
    assert before == "…日起至{until}，有异议的请书面提出。"
    assert after == "…日起至{until}，有异议的请到窗口提出。"


@given(st.text(max_size=60), st.text(max_size=20), st.text(max_size=20), st.text(max_size=60))
def test_what_is_other_is_shown_whole(head: str, old: str, new: str, tail: str) -> None:
    before, after = apart(head + old + tail, head + new + tail)
    assert (before == after) == (old == new)
    assert len(before) <= len(old) + 2 * LEAD + 2
    assert len(after) <= len(new) + 2 * LEAD + 2


def test_every_word_of_a_service_is_in_plain_chinese() -> None:
    contents = contents_of(settings.CATALOGUE, city="430600", now=timezone.now())
    keys = {key for content in contents.values() for key in content}
    assert keys - WORDS.keys() == set()


def test_check_says_what_it_read(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    assert cli._call(cli.TABLE["catalogue"], "catalogue", ["check"]) == 0
    assert "城市 430600：没有毛病" in capsys.readouterr().out
    missing = ["check", "--folder", str(tmp_path / "nowhere")]
    assert cli._call(cli.TABLE["catalogue"], "catalogue", missing) == 1
    assert "no city has settings here" in capsys.readouterr().err
