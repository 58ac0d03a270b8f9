"""Who people are: numbers of papers that can be right, and an identity wherever one is needed."""

import csv
import random
from datetime import date
from pathlib import Path

import duckdb
import pytest

from dengbu.kernel.fault import Faults
from dengbu.kernel.identity import check_identity
from dengbu.register import api as register
from dengbu.register.models import Booking
from dengbu.register.stock.identities import macros
from tests.register.city import person
from tests.register.stock import files
from tests.register.stock.files import holder, put, quarantined, take
from tests.register.stock.test_import import BANK
from tests.register.stock.test_quarantine import case, homes, number
from tests.register.stock.whole import every_kind, forget_everything

KNOWN = [
    *(("1", person(n).id_no) for n in range(40)),
    ("1", "11010519491231002X"),
    ("1", "430602850312001"),
    ("1", "430602199002301235"),
    ("7", "91350100M000100Y43"),
    ("8", "12430600446000001W"),
    ("8", BANK["ZJH"]),
]


def refused(id_type: str, id_no: str) -> bool:
    """What the kernel says, which looks at numbers one by one."""
    try:
        check_identity(id_type, id_no, today=date(2026, 11, 26))
    except Faults:
        return True
    return False


def test_the_set_wise_check_says_what_the_kernel_says() -> None:
    draw = random.Random(30)  # noqa: S311 - cases, not secrets
    cases = list(KNOWN)
    for id_type, id_no in KNOWN * 5:
        changed = list(id_no)
        changed[draw.randrange(len(changed))] = draw.choice("0123456789X")
        cases.append((id_type, "".join(changed)))
    with duckdb.connect() as duck:
        duck.execute(macros("TIMESTAMP '2026-11-26 00:00:00'"))
        said = [duck.execute("SELECT identity_wrong(?, ?)", one).fetchall()[0][0] for one in cases]
    assert said == [refused(*one) for one in cases]
    assert 50 < sum(said) < len(cases) - 50


@pytest.mark.django_db(transaction=True)
def test_a_number_with_a_wrong_check_digit_keeps_its_title_out(tmp_path: Path) -> None:
    rows = homes(tmp_path / "in", {}, {})
    right = person(1).id_no
    wrong = right[:-1] + ("0" if right[-1] != "0" else "1")
    people = [
        holder(rows[0]["BDCDYH"], number(1), 1, ZJH=wrong),
        holder(rows[1]["BDCDYH"], number(2), 2),
    ]
    put(tmp_path / "in", "QLR", people)
    take(tmp_path / "in")
    assert quarantined(tmp_path / "in") == [
        ("FDCQ2.csv", "1", "", "DEPENDS"),
        ("QLR.csv", "1", "ZJH", "IDENTITY_NO"),
    ]
    assert list(Booking.objects.values_list("case_no", flat=True)) == [case(2)]


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("lacking", ["X_HOLDER_ID_TYPE", "X_HOLDER_ID_NO"])
def test_the_holder_of_a_paper_needs_an_identity(tmp_path: Path, lacking: str) -> None:
    every_kind()
    register.export_register(tmp_path / "in")
    forget_everything()
    path = tmp_path / "in" / "SZ.csv"
    identity = {"X_HOLDER_ID_TYPE": "1", "X_HOLDER_ID_NO": person(1).id_no}
    with path.open(encoding="utf-8", newline="") as file:
        rows = [
            row | {"X_HOLDER": "周1"} | identity | {lacking: ""} for row in csv.DictReader(file)
        ]
    with path.open("w", encoding="utf-8", newline="") as file:
        out = csv.DictWriter(file, list(rows[0]))
        out.writeheader()
        out.writerows(rows)
    take(tmp_path / "in")
    told = {(f, field) for f, _, field, c in quarantined(tmp_path / "in") if c == "REQUIRED"}
    assert told == {("SZ.csv", lacking)}
    assert not Booking.objects.filter(entries__certificates__isnull=False).exists()


@pytest.mark.django_db(transaction=True)
def test_a_row_of_a_day_that_the_database_has_not_seen_is_told(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Our own clock may be ahead; what is recorded in the database's future is seen by nobody."""
    monkeypatch.setattr(files, "NOW", files.NOW.replace(year=2220))
    homes(tmp_path / "in", {"DJSJ": "2219-01-01 10:00:00"}, {})
    take(tmp_path / "in")
    told = [t for t in quarantined(tmp_path / "in") if t[3] != "DEPENDS"]
    assert told == [("FDCQ2.csv", "1", "DJSJ", "DATE_RANGE")]
