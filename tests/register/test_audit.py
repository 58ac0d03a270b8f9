"""``audit``: whatever is changed behind the register's back is named, triggers or not."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.db import connection

from dengbu.evidence import api as evidence
from dengbu.evidence.models import Leaf, LeafSalt
from dengbu.register import api as register
from dengbu.register.models import Booking, Certificate, Mortgage, Notice, Page, Party, Seizure
from tests.register import making
from tests.register.city import (
    BANK,
    OFFICE,
    OTHER_BANK,
    book,
    booking,
    first,
    make_units,
    mortgage,
    person,
)

pytestmark = pytest.mark.django_db
NOW = datetime(2024, 12, 12, 2, 6, tzinfo=UTC)
OWNER, BUYER, OTHER = person(1), person(2), person(3)
EVERYBODY = (OWNER, BUYER, OTHER, BANK, OTHER_BANK)


@pytest.fixture
def units() -> list[str]:
    """Three units, the first two registered to OWNER and to BUYER."""
    codes = make_units(3)
    outcomes = book(booking(first(codes[0], OWNER)), booking(first(codes[1], BUYER)), at=NOW)
    assert all(o.booked for o in outcomes)
    assert list(register.audit()) == []
    return codes


def forge(*statements: tuple[str, Sequence[Any]]) -> None:
    """What someone with the owner's rights can do: no trigger and no foreign key stands."""
    with connection.cursor() as cursor:
        cursor.execute("SET session_replication_role = replica")
        for sql, values in statements:
            cursor.execute(sql, values)
        cursor.execute("SET session_replication_role = origin")


def swap(table: str, column: str, one: tuple[int, Any], other: tuple[int, Any], free: Any) -> None:
    """Exchange two values of a column that may be unique; ``free`` stands in meanwhile."""
    sql = f"UPDATE {table} SET {column} = %s WHERE id = %s"  # noqa: S608 - names of one test
    forge(
        (sql, [free, one[0]]),
        (sql, [one[1], other[0]]),
        (sql, [other[1], one[0]]),
    )


def checks() -> set[str]:
    """The names of the checks that found a break."""
    return {line.split(":")[0] for line in register.audit()}


SELDOM = {
    "seizure": making.seize,
    "notice": making.notice,
    "objection": making.objection,
    "stop": making.stop,
    "habitation": making.dwelling,
    "easement": making.way,
}


@pytest.mark.parametrize("name", SELDOM)
def test_a_page_that_no_longer_tells_what_stands_on_it(name: str) -> None:
    """A row that the page does not tell of is not looked for, so the audit asks for it."""
    unit = make_units(3)[0]
    book(booking(first(unit, OWNER)), booking(making.neighbour(unit)), at=NOW)
    (outcome,) = book(booking(SELDOM[name](unit), applicants=EVERYBODY), at=NOW)
    assert outcome.booked, outcome.blocks
    assert list(register.audit()) == []
    forge(("UPDATE register_page SET seldom = 0", []))
    pages = 2 if name == "easement" else 1
    assert len([x for x in register.audit() if x.startswith(f"pages-tell-of-{name}")]) == pages


def test_two_pages_that_changed_units(units: list[str]) -> None:
    one, other = Page.objects.order_by("id").values_list("id", "unit_code")
    swap("register_page", "unit_code", one, other, "x" * 28)
    lines = [line for line in register.audit() if line.startswith("leaf-recomputed")]
    assert len(lines) == 2
    assert "every-page-is-of-its-unit" in checks()


def test_two_units_that_changed_codes_with_their_pages(units: list[str]) -> None:
    """Cadastre and page agree again, but the leaf knows better."""
    one, other = Page.objects.order_by("id").values_list("id", "unit_code")
    swap("register_page", "unit_code", one, other, "x" * 28)
    free = units[0][:-4] + "0999"
    swap("cadastre_unit", "code", one, other, free)
    assert checks() == {"leaf-recomputed"}


def test_a_page_whose_unit_has_another_code(units: list[str]) -> None:
    free = units[0][:-4] + "0999"
    forge(("UPDATE cadastre_unit SET code = %s WHERE code = %s", [free, units[0]]))
    (line,) = register.audit()
    assert line.startswith("every-page-is-of-its-unit")
    assert free in line


def test_two_certificates_that_changed_rights(units: list[str]) -> None:
    one, other = Certificate.objects.order_by("id").values_list("id", "ownership_id")
    swap("register_certificate", "ownership_id", one, other, one[1])
    assert checks() == {"leaf-recomputed"}
    assert len(list(register.audit())) == 2


@pytest.mark.parametrize(
    ("column", "value"), [("year", 2023), ("serial", 7), ("number", "x"), ("kind", "P")]
)
def test_a_certificate_of_another_kind_or_number(
    units: list[str], column: str, value: object
) -> None:
    pk = Certificate.objects.order_by("id").values_list("id", flat=True)[0]
    also = ", ownership_id = NULL" if column == "kind" else ""
    sql = f"UPDATE register_certificate SET {column} = %s{also} WHERE id = %s"  # noqa: S608
    forge((sql, [value, pk]))
    assert "leaf-recomputed" in checks()


def test_a_certificate_of_another_holder_page_or_instant(units: list[str]) -> None:
    book(booking(first(units[2], OWNER, OTHER, separate_certificates=True)), at=NOW)
    held = Certificate.objects.filter(holder__isnull=False).order_by("id")
    one, other = held.values_list("id", "holder_id")
    swap("register_certificate", "holder_id", one, other, None)
    assert checks() == {"leaf-recomputed"}
    swap("register_certificate", "holder_id", (one[0], other[1]), (other[0], one[1]), None)
    assert checks() == set()
    page = Page.objects.exclude(id=held[0].page_id).values_list("id", flat=True)[0]
    forge(("UPDATE register_certificate SET page_id = %s WHERE id = %s", [page, one[0]]))
    assert checks() == {"leaf-recomputed", "every-certificate-is-of-its-entry"}


def test_a_certificate_issued_at_another_instant(units: list[str]) -> None:
    forge(("UPDATE register_certificate SET issued_at = now()", []))
    assert checks() == {"every-certificate-is-of-its-entry"}


def seize(code: str) -> register.Seize:
    return register.Seize(
        unit_code=code,
        kind=register.SeizureKind.SEIZURE,
        organ="岳阳楼区人民法院",
        document_no="执字1号",
        delivered_at=NOW + timedelta(hours=1),
        term_days=1095,
    )


def test_a_seizure_that_vanished_with_its_entry_and_booking(units: list[str]) -> None:
    (outcome,) = book(booking(seize(units[0])), at=NOW + timedelta(days=1))
    assert Seizure.objects.count() == 1
    forge(
        ("DELETE FROM register_seizure", []),
        ("DELETE FROM register_entry WHERE booking_id = %s", [outcome.booking_id]),
        ("DELETE FROM register_booking WHERE id = %s", [outcome.booking_id]),
    )
    (line,) = register.audit()
    assert line.startswith("every-leaf-has-its-booking")
    assert f"booking:{outcome.booking_id}" in line
    subject = f"booking:{outcome.booking_id}"
    for called in ("other:1", "erasure:none", f"erasure:{Leaf.objects.get(subject=subject).id}"):
        forge(("UPDATE evidence_leaf SET subject = %s WHERE subject = %s", [called, subject]))
        assert len(list(register.audit())) == 1  # another name does not hide the leaf
        subject = called


def test_a_booking_that_vanished_beneath_its_entries(units: list[str]) -> None:
    gone = Booking.objects.order_by("id")[0].id
    forge(("DELETE FROM register_booking WHERE id = %s", [gone]))
    assert {"every-leaf-has-its-booking", "every-entry-has-its-booking"} <= checks()


def test_a_right_opened_or_closed_by_no_entry(units: list[str]) -> None:
    book(booking(mortgage(units[0], (OWNER,)), applicants=(OWNER, BANK)), at=NOW)
    pk = Mortgage.objects.get().id
    closed = "UPDATE register_mortgage SET closed_by_id = 1, recorded_to = %s, effective_to = %s"
    forge((closed, [NOW, NOW]))
    assert checks() == {"mortgage-intervals"}
    opened = "UPDATE register_mortgage SET closed_by_id = NULL, recorded_to = NULL,"
    forge((f"{opened} effective_to = NULL, opened_by_id = 1 WHERE id = %s", [pk]))
    assert "mortgage-intervals" in checks()


def test_a_notice_closed_by_a_true_entry(units: list[str]) -> None:
    notice = register.EnterNotice(
        unit_code=units[0],
        kind=register.NoticeKind.OTHER_SALE,
        holders=(OTHER,),
        obligors=(OWNER,),
    )
    (outcome,) = book(booking(notice, applicants=(OTHER, OWNER)), at=NOW)
    entry = Notice.objects.get().opened_by_id
    closed = "UPDATE register_notice SET closed_by_id = %s, recorded_to = %s, effective_to = %s"
    forge((closed, [entry, NOW, NOW]))
    (line,) = register.audit()
    assert line == f"leaf-recomputed: the rows of booking {outcome.booking_id} do not give its leaf"


def test_a_party_of_another_type(units: list[str]) -> None:
    forge(("UPDATE register_party SET party_type = '2' WHERE id_no = %s", [OWNER.id_no]))
    (line,) = register.audit()
    assert line.startswith("leaf-recomputed")


def test_a_party_is_attested_as_its_row_says_not_as_a_later_booking_does(units: list[str]) -> None:
    book(booking(mortgage(units[0], (OWNER,)), applicants=(OWNER, BANK)), at=NOW)
    plain = replace(BANK, party_type=register.PartyType.PERSON)
    new = replace(OTHER_BANK, party_type=register.PartyType.PERSON)
    outcomes = book(
        booking(mortgage(units[1], (BUYER,), bank=plain), applicants=(BUYER, plain)),
        booking(mortgage(units[1], (BUYER,), bank=new), applicants=(BUYER, new)),
        booking(mortgage(units[0], (OWNER,), bank=OTHER_BANK), applicants=(OWNER, OTHER_BANK)),
        at=NOW,
    )
    assert all(o.booked for o in outcomes)
    assert Party.objects.filter(id_no__in=[BANK.id_no, OTHER_BANK.id_no]).count() == 2
    assert list(register.audit()) == []


class TestSalts:
    """A leaf without salt cannot be compared, so no salt may merely vanish."""

    @pytest.fixture
    def leaf(self, units: list[str]) -> Leaf:
        (outcome,) = book(booking(mortgage(units[0], (OWNER,)), applicants=(OWNER, BANK)), at=NOW)
        return Leaf.objects.get(subject=f"booking:{outcome.booking_id}")

    def test_a_salt_deleted_to_change_an_amount(self, leaf: Leaf) -> None:
        forge(
            ("DELETE FROM evidence_leafsalt WHERE id = %s", [leaf.id]),
            ("UPDATE register_mortgage SET amount = 1", []),
        )
        (line,) = register.audit()
        assert line == (
            f"evidence {OFFICE}: the salt of {leaf.subject} is gone, and no erasure is recorded"
        )

    def test_a_salt_replaced(self, leaf: Leaf) -> None:
        forge(("UPDATE evidence_leafsalt SET salt = %s WHERE id = %s", [bytes(16), leaf.id]))
        assert checks() == {"leaf-recomputed"}

    def test_a_recorded_erasure_is_no_break(self, leaf: Leaf) -> None:
        assert evidence.erase_salt(leaf.id)
        assert list(register.audit()) == []

    def test_a_record_that_is_not_true(self, leaf: Leaf) -> None:
        other = Leaf.objects.exclude(id=leaf.id).order_by("id")[0]
        assert evidence.erase_salt(other.id)
        forge(
            ("DELETE FROM evidence_leafsalt WHERE id = %s", [leaf.id]),
            (
                "UPDATE evidence_leaf SET subject = %s WHERE subject = %s",
                [f"erasure:{leaf.id}", f"erasure:{other.id}"],
            ),
        )
        lines = list(register.audit())
        assert len(lines) == 3
        assert "is no true record of an erasure" in lines[0]
        assert all("no erasure is recorded" in line for line in lines[1:])

    def test_the_salt_of_a_record(self, leaf: Leaf) -> None:
        assert evidence.erase_salt(leaf.id)
        record = Leaf.objects.get(subject=f"erasure:{leaf.id}")
        with pytest.raises(ValueError, match="cannot be erased"):
            evidence.erase_salt(record.id)
        assert LeafSalt.objects.filter(id=record.id).exists()
        forge(("DELETE FROM evidence_leafsalt WHERE id = %s", [record.id]))
        lines = list(register.audit())
        assert "is no true record" in lines[0]
        assert len(lines) == 3

    def test_a_salt_that_outlived_its_leaf(self, leaf: Leaf) -> None:
        forge(("DELETE FROM evidence_leaf WHERE id = %s", [leaf.id]))
        assert any(f"the leaf {leaf.id} of a salt is gone" in line for line in register.audit())
