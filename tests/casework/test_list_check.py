"""The nightly check and the command: quiet while all is well, loud over a planted case."""

import logging
from argparse import ArgumentParser

import pytest
from django.db import connection
from django.utils import timezone

from dengbu.casework import api as casework
from dengbu.casework.jobs import check_lists
from dengbu.site.commands import cases as command
from tests.casework import asks
from tests.casework.desk import OFFICE, open_desk

pytestmark = pytest.mark.django_db


def asked(*arguments: str) -> int:
    parser = ArgumentParser()
    command.add_arguments(parser)
    return command.run(parser.parse_args(["check", *arguments]))


def test_a_planted_case_is_told_every_night_and_by_the_command(
    capsys: pytest.CaptureFixture[str], caplog: pytest.LogCaptureFixture
) -> None:
    desk = open_desk(2)
    sound, planted = (
        casework.submit(asks.sale(desk, n), actor=desk.windows[0], now=timezone.now())
        for n in range(2)
    )
    check_lists(timestamp=0)
    assert asked() == 0
    assert "every open case is in exactly one" in capsys.readouterr().out
    with connection.cursor() as cursor:  # as a hand in the database would
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        cursor.execute("ALTER TABLE casework_case DROP CONSTRAINT casework_case_closed")
        cursor.execute(
            "UPDATE casework_case SET closed_at = now() WHERE case_no = %s", [planted.case_no]
        )
    with caplog.at_level(logging.ERROR, "dengbu.casework"), pytest.raises(RuntimeError, match="1"):
        check_lists(timestamp=0)
    assert planted.case_no in caplog.text
    assert sound.case_no not in caplog.text
    assert asked("--office", OFFICE) == 1
    assert f"{planted.case_no} EXAMINING/runs: in none" in capsys.readouterr().out
    assert asked("--office", "430603") == 0
