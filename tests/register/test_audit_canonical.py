"""The database proves leaves by itself; what it cannot prove is looked at again."""

from dataclasses import replace
from datetime import UTC, datetime
from decimal import Decimal

import pytest
from django.db import connection

from dengbu.register import api as register
from dengbu.register import audit_leaves
from dengbu.register.audit_canonical import unproved
from tests.register import making
from tests.register.city import BANK, OTHER_BANK, book, booking, first, make_units, mortgage, person
from tests.register.test_audit import forge

pytestmark = pytest.mark.django_db
LAST = 2**63 - 1
OWNER, OTHER = person(1), person(3)
EVERYBODY = (OWNER, person(2), OTHER, BANK, OTHER_BANK)
MOMENTS = [
    datetime(2024, 12, 12, 2, 6, tzinfo=UTC),
    datetime(2024, 12, 12, 2, 6, 7, tzinfo=UTC),
    datetime(2024, 12, 12, 2, 6, 7, 120_000, tzinfo=UTC),
    datetime(2024, 12, 12, 2, 6, 7, 1, tzinfo=UTC),
]
TEXTS = [
    "“引号”",
    'a "quoted" \\ word',
    "两行\n\t和制表",
    "\x01\x1f\x7f",
    "䶮𬱖",
    ",null",
    "%s {0}",
]


@pytest.mark.parametrize("at", MOMENTS)
def test_instants_of_every_precision(at: datetime) -> None:
    unit = make_units(1)[0]
    book(booking(first(unit, OWNER)), at=at)
    assert unproved(0, LAST) == []


@pytest.mark.parametrize("text", TEXTS)
def test_text_of_every_kind(text: str) -> None:
    unit = make_units(1)[0]
    owner = replace(OWNER, name=text)
    lent = replace(mortgage(unit, (owner,)), contract_no=text, scope=text, amount=Decimal("0.10"))
    named = booking(lent, applicants=EVERYBODY)
    outcomes = book(
        booking(first(unit, owner)),
        replace(named, registrar=register.Registrar(id=1, name=text)),
        at=MOMENTS[0],
    )
    assert all(o.booked for o in outcomes), outcomes[1].blocks
    assert unproved(0, LAST) == []
    assert list(register.audit()) == []


def test_several_acts_on_several_units_in_one_booking() -> None:
    units = make_units(3)
    book(*(booking(first(unit, OWNER)) for unit in units), at=MOMENTS[0])
    acts = [act for unit in reversed(units) for act in (making.lent(unit), making.lent_again(unit))]
    (outcome,) = book(booking(*acts, applicants=EVERYBODY), at=MOMENTS[1])
    assert outcome.booked, outcome.blocks
    assert unproved(0, LAST) == []


@pytest.mark.parametrize(
    "change",
    [
        "UPDATE register_mortgage SET amount = amount + 0.01",
        "UPDATE register_mortgage SET contract_no = ' '",
        "UPDATE register_mortgage SET transfer_restricted = NULL",
        "UPDATE register_mortgage SET fixing_fact = '', fixed_amount = 0",
        "UPDATE register_mortgageparty SET seq = 7 WHERE role = 'O'",
        "UPDATE register_mortgageparty SET role = 'D' WHERE role = 'O'",
        "DELETE FROM register_mortgageparty WHERE role = 'O'",
        "UPDATE register_entry SET note = '' WHERE registration_type = 100 AND right_type = '23'",
        "UPDATE register_booking SET registrar_id = 8 WHERE system",
        "UPDATE register_certificate SET holder_id = (SELECT min(id) FROM register_party)"
        " WHERE mortgage_id IS NOT NULL",
        "UPDATE evidence_leafsalt s SET salt = sha256(salt) FROM evidence_leaf l"
        " WHERE l.id = s.id AND l.subject = (SELECT 'booking:' || max(id) FROM register_booking)",
        "UPDATE evidence_leaf SET version = 2"
        " WHERE subject = (SELECT 'booking:' || max(id) FROM register_booking)",
    ],
)
def test_whatever_is_changed_is_left_to_be_looked_at(change: str) -> None:
    unit = make_units(1)[0]
    book(booking(first(unit, OWNER)), at=MOMENTS[0])
    lent = booking(mortgage(unit, (OWNER,)), applicants=EVERYBODY)
    system = replace(lent, registrar=register.Registrar(id=7, name="系统", system=True))
    (outcome,) = book(system, at=MOMENTS[1])
    assert unproved(0, LAST) == []
    forge((change, []))
    assert unproved(0, LAST) == [outcome.booking_id]
    assert unproved(0, (outcome.booking_id or 0) - 1) == []
    assert [line for line in register.audit() if line.startswith("leaf-recomputed")]


def test_ranges_cover_every_booking_once(monkeypatch: pytest.MonkeyPatch) -> None:
    units = make_units(5)
    outcomes = book(*(booking(first(unit, OWNER)) for unit in units), at=MOMENTS[0])
    ids = [o.booking_id or 0 for o in outcomes]
    monkeypatch.setattr(audit_leaves, "RANGE", 2)
    monkeypatch.setattr(audit_leaves, "CHUNK", 1)
    assert [last for _, last in audit_leaves._ranges()] == [ids[1], ids[3], ids[4]]
    forge(("UPDATE register_entry SET cause = '改过'", []))
    lines = [line for line in register.audit() if line.startswith("leaf-recomputed")]
    assert [str(pk) in line for pk, line in zip(ids, lines, strict=True)] == [True] * 5


@pytest.mark.django_db(transaction=True)
def test_ranges_side_by_side(monkeypatch: pytest.MonkeyPatch) -> None:
    """Outside a transaction each range has a connection of its own."""
    units = make_units(5)
    outcomes = book(*(booking(first(unit, OWNER)) for unit in units), at=MOMENTS[0])
    monkeypatch.setattr(audit_leaves, "RANGE", 2)
    assert list(register.audit()) == []
    with connection.cursor() as cursor:
        cursor.execute("SET session_replication_role = replica")
        cursor.execute("UPDATE register_entry SET cause = '改过'")
        cursor.execute("SET session_replication_role = origin")
    lines = [line for line in register.audit() if line.startswith("leaf-recomputed")]
    assert len(lines) == len(outcomes)
