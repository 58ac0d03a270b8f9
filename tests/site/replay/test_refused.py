"""``dengbu register replay``: what is wrong is said, and nothing is half-written."""

import pytest
from django.db import connection

from dengbu.evidence import api as evidence
from dengbu.register import api as register
from dengbu.register.models import Booking
from dengbu.site.replay import opening
from tests.register import making
from tests.site.replay.doing import (
    COPY,
    DAY,
    NOW,
    act,
    address,
    ask,
    bookings,
    forge,
    replay,
)

pytestmark = pytest.mark.django_db(transaction=True)


def test_a_broken_row_stops_it_there_and_nothing_of_it_is_written(
    full: list[str], target: str, capsys: pytest.CaptureFixture[str]
) -> None:
    unit = full[1]
    forge("UPDATE register_ownership SET holder_count = 5 WHERE previous_id IS NOT NULL")
    assert replay(target) == 1
    said = capsys.readouterr().err
    case = Booking.objects.filter(entries__page__unit_code=unit).order_by("id")[1]
    assert case.case_no in said
    assert "has 2 holders, not 5" in said
    place = ask(COPY, "SELECT count(*) FROM evidence_leaf")[0][0]
    assert place == bookings()
    assert 0 < place < Booking.objects.count()
    assert ask(COPY, f"SELECT 1 FROM register_booking WHERE case_no = '{case.case_no}'") == []
    forge("UPDATE register_ownership SET holder_count = 2 WHERE holder_count = 5")
    assert replay(target) == 0


def test_a_log_that_has_lost_its_end_is_said_so(
    full: list[str], target: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert replay(target) == 0
    act(making.reissued(full[2]), at=NOW + DAY)
    assert evidence.sequence("430602", now=lambda: NOW, order=register.LOG_ORDER) == 1
    forge("DELETE FROM evidence_leaf WHERE log_index = (SELECT max(log_index) FROM evidence_leaf)")
    assert replay(target) == 1
    assert "的日志缺第" in capsys.readouterr().err


def test_a_row_that_is_not_the_same_is_found_and_its_table_named(
    full: list[str], target: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert replay(target) == 0
    ask(COPY, "SET session_replication_role = replica", "UPDATE register_mortgage SET amount = 1")
    assert replay(target) == 1
    assert "两边不一样的表：register_mortgage\n" in capsys.readouterr().err


def test_a_target_that_holds_what_the_source_does_not_is_refused(
    full: list[str], target: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert replay(target) == 0
    ask(COPY, "UPDATE evidence_leaf SET log_index = NULL WHERE log_index = 3")
    assert replay(target) == 1
    assert "目标库里有源库没有的内容" in capsys.readouterr().err
    ask(COPY, "UPDATE evidence_leaf SET log_index = 3 WHERE log_index IS NULL")
    ask(COPY, "UPDATE evidence_leaf SET version = 9 WHERE log_index = 3")
    assert replay(target) == 1
    assert "和源库的不一样" in capsys.readouterr().err
    ask(COPY, "SET session_replication_role = replica", "DELETE FROM evidence_leaf")
    assert replay(target) == 1
    assert "件登簿不在日志里" in capsys.readouterr().err


def test_people_of_the_targets_own_are_said_to_stand_in_the_way(
    full: list[str], target: str, capsys: pytest.CaptureFixture[str]
) -> None:
    (name, id_no) = ask(connection.settings_dict["NAME"], "SELECT name, id_no FROM register_party")[
        0
    ]
    ask(
        COPY,
        "INSERT INTO register_party (id, office, name, id_type, id_no, party_type)"
        f" VALUES (1, '430602', '{name}', '1', '{id_no}', '1')",
    )
    assert replay(target) == 1
    said = capsys.readouterr().err
    assert "register_party_identity" in said
    assert "写不进目标库" in said
    assert bookings() == 0


def test_another_schema_is_refused_and_said_which_way(
    full: list[str], target: str, capsys: pytest.CaptureFixture[str]
) -> None:
    ask(COPY, "INSERT INTO django_migrations (app, name, applied) VALUES ('register', 'x', now())")
    assert replay(target) == 2
    assert "比源库新（register.x）" in capsys.readouterr().err
    ask(COPY, "DELETE FROM django_migrations WHERE name = 'x'")
    assert replay(target) == 0
    ask(COPY, "DELETE FROM django_migrations WHERE app = 'register' AND name = '0006_no_overlap'")
    assert replay(target) == 2
    assert "比源库旧（缺 register.0006_no_overlap）" in capsys.readouterr().err


def test_a_database_of_others_ourselves_and_nobody_are_refused(
    blank: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert replay("postgresql://nobody@127.0.0.1:1/none") == 2
    assert "连不上" in capsys.readouterr().err
    assert replay("nonsense") == 2
    assert "不是数据库地址" in capsys.readouterr().err
    assert replay(address(connection.settings_dict["NAME"])) == 2
    assert "就是源库本身" in capsys.readouterr().err
    ask("postgres", f"CREATE DATABASE {COPY}")
    try:
        ask(COPY, "CREATE TABLE somebody_elses (id bigint)")
        assert replay(address(COPY)) == 2
        assert "somebody_elses" in capsys.readouterr().err
    finally:
        ask("postgres", f"DROP DATABASE {COPY} (FORCE)")


def test_two_at_once_do_not_mix(
    full: list[str],
    target: str,
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(opening, "PATIENCE", 200)
    with opening.opened(target) as other:
        other.execute("SELECT 1")
        assert replay(target) == 2
    assert "另一个重放" in capsys.readouterr().err
