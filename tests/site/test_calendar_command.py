"""Holidays of a year by a file: entered, computed again, and every fault of the file at once."""

from argparse import ArgumentParser
from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from dengbu.casework import api as casework
from dengbu.casework.models import CalendarDay, Case
from dengbu.site.commands import calendar as command
from tests.casework import asks
from tests.casework.desk import open_desk
from tests.register.city import OFFICE

YEAR = """year = 2027
source = "国办发明电〔2026〕9号"
holidays = [2027-01-01, 2027-02-05]
workdays = [2027-02-20]
"""


def run(file: Path, *more: str) -> int:
    parser = ArgumentParser()
    command.add_arguments(parser)
    return command.run(parser.parse_args(["announce", str(file), *more]))


@pytest.fixture
def file(tmp_path: Path) -> Path:
    path = tmp_path / "2027.toml"
    path.write_text(YEAR)
    return path


@pytest.mark.django_db
def test_a_year_is_entered_and_deadlines_into_it_are_final(file: Path) -> None:
    desk = open_desk()
    at = datetime(2026, 12, 30, 2, 0, tzinfo=UTC)
    casework.submit(asks.sale(desk, 0), actor=desk.windows[0], now=at)
    before = Case.objects.get()
    assert before.provisional
    assert run(file, "--check") == 0
    assert not CalendarDay.objects.filter(office=OFFICE, day__year=2027).exists()
    assert run(file) == 0
    after = Case.objects.get()
    assert not after.provisional
    assert after.statutory_due_at > before.statutory_due_at  # new year's day is free
    free = dict(CalendarDay.objects.filter(day__year=2027).values_list("day", "working"))
    assert free == {date(2027, 1, 1): False, date(2027, 2, 5): False, date(2027, 2, 20): True}


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("year = ", "读不出来"),
        ("", "要有 year"),
        (YEAR.replace("2027\n", '"2027"\n', 1), "year 要写成 int"),
        (YEAR + "more = 1\n", "不认识 more"),
        (YEAR.replace("国办发明电〔2026〕9号", " "), "source"),
        (YEAR.replace("2027-02-05", "2028-02-05"), "不在 2027 年"),
        (YEAR.replace("2027-02-05", "2027-01-01"), "写了两次"),
        (YEAR.replace("2027-02-05", "2027-02-06"), "周末本来就不上班"),
        (YEAR.replace("2027-02-20", "2027-02-22"), "本来就上班"),
        (YEAR.replace("2027-02-05", '"春节"'), "不是日期"),
        (YEAR.replace("year = 2027", "year = 27"), "不像一个年份"),
    ],
)
def test_what_is_wrong_is_said(
    file: Path, text: str, said: str, capsys: pytest.CaptureFixture[str]
) -> None:
    file.write_text(text)
    assert run(file) == 1
    assert said in capsys.readouterr().err
