"""Keys that sleep during a load: what two rows share is named, and nobody books meanwhile."""

from collections.abc import Callable
from pathlib import Path

import psycopg
import pytest
from django.db import connection, transaction

from dengbu.database import privileges
from dengbu.kernel.fault import FaultCode, Faults
from dengbu.register import api as register
from dengbu.register.models import Booking, Party
from dengbu.register.stock import planning, shelf, sound, writing
from dengbu.register.stock.workspace import Workspace
from tests.register import making
from tests.register.city import book, booking, first
from tests.register.stock.files import take
from tests.register.stock.test_quarantine import homes
from tests.register.stock.test_shelf import MAY_BOOK, said

pytestmark = pytest.mark.django_db(transaction=True)
DOUBLES = {
    "register_party_identity": (
        "INSERT INTO party SELECT * REPLACE (id + 1000 AS id) FROM party WHERE new LIMIT 1"
    ),
    "evidence_leaf_subject": "INSERT INTO b SELECT * FROM b LIMIT 1",
    "register_page_unit_id_key": (
        "INSERT INTO o_register_page SELECT * REPLACE (id + 1000 AS id) FROM o_register_page"
        " LIMIT 1"
    ),
}


def planned_with(monkeypatch: pytest.MonkeyPatch, sql: str) -> None:
    """The plan has a row that a defect of ours would have made."""
    arrange = planning.arrange

    def spoilt(work: Workspace, origin: int) -> int:
        first_leaf = arrange(work, origin)
        work.run(sql)
        return first_leaf

    monkeypatch.setattr(planning, "arrange", spoilt)


@pytest.mark.parametrize("key", DOUBLES)
def test_a_double_is_named_before_anything_is_written(
    tmp_path: Path, key: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    planned_with(monkeypatch, DOUBLES[key])
    homes(tmp_path / "in", {}, {})
    with pytest.raises(RuntimeError, match=key):
        take(tmp_path / "in")
    assert Booking.objects.count() == Party.objects.count() == 0


def test_a_double_that_was_written_is_named_when_its_key_is_built(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(writing, "LARGE", 1)
    monkeypatch.setattr(sound, "prove", lambda _work: None)
    planned_with(monkeypatch, DOUBLES["register_party_identity"])
    homes(tmp_path / "in", {}, {})
    with pytest.raises(RuntimeError, match="two rows share a key: register_party_identity$"):
        take(tmp_path / "in")
    assert {name for name, *_ in shelf.waiting()} == {"may book", "register_party_identity"}
    assert said(MAY_BOOK) == [(False,)]
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SET LOCAL session_replication_role = replica")  # no trigger refuses it
        cursor.execute("DELETE FROM register_party WHERE id = (SELECT max(id) FROM register_party)")
    assert register.mend_indexes() == 2
    assert said(MAY_BOOK) == [(True,)]


def test_only_what_the_office_may_have_written_meanwhile_is_planned_anew(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Any other key that is doubled is a defect, and is told as what it is."""
    monkeypatch.setattr(sound, "prove", lambda _work: None)
    planned_with(
        monkeypatch,
        "INSERT INTO o_register_entry SELECT * REPLACE (id + 1000 AS id) FROM o_register_entry"
        " LIMIT 1",
    )
    homes(tmp_path / "in", {}, {})
    with pytest.raises(psycopg.errors.UniqueViolation, match="register_entry_seq"):
        take(tmp_path / "in")


def during_a_load(monkeypatch: pytest.MonkeyPatch, act: Callable[[], None]) -> None:
    """Something happens while the keys are put aside, by the role of the application."""
    monkeypatch.setattr(writing, "LARGE", 1)
    rows = writing.Writer._rows

    def watched(self: writing.Writer) -> None:
        with connection.cursor() as cursor:
            cursor.execute("SET ROLE dengbu_app")
            try:
                act()
            finally:
                cursor.execute("RESET ROLE")
        rows(self)

    monkeypatch.setattr(writing.Writer, "_rows", watched)


def test_who_books_during_a_load_is_told_so(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    privileges.apply()
    rows = homes(tmp_path / "in", {}, {})
    told: list[FaultCode] = []

    def enter() -> None:
        with pytest.raises(Faults) as error, transaction.atomic():
            book(booking(first(rows[0]["BDCDYH"], making.OWNER)))
        told.extend(f.code for f in error.value.faults)

    during_a_load(monkeypatch, enter)
    take(tmp_path / "in")
    assert told == [FaultCode.REGISTER_LOADING]
    assert list(register.audit()) == []
