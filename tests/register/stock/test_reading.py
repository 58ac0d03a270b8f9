"""Broken lines: whatever stands in a file, each of its lines is a sound row or is told."""

from pathlib import Path

import pytest

from dengbu.kernel.fault import FaultCode, Faults
from dengbu.register import api as register
from dengbu.register.models import Booking, Entry, Ownership
from dengbu.register.stock import reading
from tests.register.city import make_units
from tests.register.stock.files import holder, put, quarantined, take, title
from tests.register.stock.test_quarantine import AT, case, homes, number, rewrite

COLUMNS = b"A,B,C\r\n"


def read(folder: Path, data: bytes, encoding: str = "utf-8") -> tuple[list[bytes], list[int]]:
    """The cleaned records, and the rows that are told."""
    (folder / "X.csv").write_bytes(COLUMNS + data)
    told: list[int] = []
    rows = reading.cleaned(
        folder / "X.csv",
        encoding,
        folder / "Y.csv",
        lambda row, *_: told.append(row),
        lambda _: None,
    )
    sound = (folder / "Y.csv").read_bytes().splitlines()
    assert rows == len(told) + sum(line[:1].isdigit() for line in sound)
    return sound, told


def test_a_quotation_mark_never_closed_costs_its_own_row_alone(tmp_path: Path) -> None:
    sound, told = read(tmp_path, b'1,a,b\r\n2,"a,b\r\n3,"c",d\r\n4,e,f\r\n')
    assert (sound, told) == ([b"1,1,a,b", b'3,"3","c","d"', b"4,4,e,f"], [2])


def test_two_stray_quotation_marks_do_not_swallow_what_is_between(tmp_path: Path) -> None:
    sound, told = read(tmp_path, b'1,"a,b\r\n2,c,d\r\n3,"e,f\r\n4,g,h\r\n')
    assert (sound, told) == ([b"2,2,c,d", b"4,4,g,h"], [1, 3])


def test_a_byte_that_is_no_text_leaves_records_of_several_lines_whole(tmp_path: Path) -> None:
    sound, told = read(tmp_path, b'1,"a\r\n\r\nb",c\r\n2,\xff,d\r\n3,"e\r\nf",g\r\n')
    assert sound == [b'1,"1","a', b"", b'b","c"', b'3,"3","e', b'f","g"']
    assert told == [2]


def test_a_record_across_blocks_is_whole(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(reading, "BLOCK", 5)
    sound, told = read(tmp_path, b'1,"a\r\nb",c\r\n2,d,e\r\n')
    assert (sound, told) == ([b'1,"1","a', b'b","c"', b"2,2,d,e"], [])


@pytest.mark.django_db(transaction=True)
def test_line_breaks_in_a_cell_come_in_and_a_lone_one_outside_is_told(tmp_path: Path) -> None:
    homes(tmp_path / "in", {"FJ": "甲\n乙"}, {"FJ": "丙\r丁"}, {"FJ": "戊"})
    rewrite(tmp_path / "in" / "FDCQ2.csv", lambda b: b.replace("戊".encode(), b"x\ry"))
    take(tmp_path / "in")
    told = [(r, c) for f, r, _, c in quarantined(tmp_path / "in") if f == "FDCQ2.csv"]
    assert told == [("3", "RAGGED")]
    assert set(Entry.objects.values_list("note", flat=True)) == {"甲\n乙", "丙\r丁"}


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("mark", [b"", reading.BOM])
def test_utf8_said_to_be_gbk_is_refused(tmp_path: Path, mark: bytes) -> None:
    homes(tmp_path / "in", {})
    rewrite(tmp_path / "in" / "FDCQ2.csv", lambda b: mark + b)
    rewrite(tmp_path / "in" / "QLR.csv", lambda b: b.decode().encode("gb18030"))
    with pytest.raises(Faults) as told:
        take(tmp_path / "in", encoding="gb18030")
    assert [(f.code, f.field) for f in told.value.faults] == [
        (FaultCode.UPLOAD_DAMAGED, "FDCQ2.csv")
    ]


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("damage", [b",too,many\r\n", b"\xff\r\n"])
def test_an_unreadable_owner_keeps_the_right_out(tmp_path: Path, damage: bytes) -> None:
    one, other = make_units(2)
    put(
        tmp_path / "in",
        "FDCQ2",
        [title(unit, case(n), number(n), AT) for n, unit in enumerate((one, other), 1)],
    )
    people = [
        holder(one, number(1), 1, GYFS="1"),
        holder(one, number(1), 2, GYFS="1", SXH="2"),
        holder(one, number(1), 3, GYFS="1", SXH="3"),
        holder(other, number(2), 4),
    ]
    path = put(tmp_path / "in", "QLR", people)
    lines = path.read_bytes().splitlines(keepends=True)
    lines[3] = lines[3].removesuffix(b"\r\n") + damage
    path.write_bytes(b"".join(lines))
    take(tmp_path / "in")
    assert ("FDCQ2.csv", "1", "", "DEPENDS") in quarantined(tmp_path / "in")
    assert list(Booking.objects.values_list("case_no", flat=True)) == [case(2)]


@pytest.mark.django_db(transaction=True)
def test_an_owner_whose_number_leads_nowhere_keeps_the_right_out(tmp_path: Path) -> None:
    (unit,) = make_units(1)
    put(tmp_path / "in", "FDCQ2", [title(unit, case(1), number(1), AT)])
    people = [holder(unit, number(1), 1), holder(unit, number(7), 2)]
    put(tmp_path / "in", "QLR", people)
    take(tmp_path / "in")
    assert quarantined(tmp_path / "in") == [
        ("FDCQ2.csv", "1", "", "DEPENDS"),
        ("QLR.csv", "1", "", "DEPENDS"),
        ("QLR.csv", "2", "BDCQZH", "NO_RIGHT"),
    ]
    assert Ownership.objects.count() == 0
    assert list(register.audit()) == []


@pytest.mark.django_db(transaction=True)
def test_rows_after_a_record_of_several_lines_are_counted_in_records(tmp_path: Path) -> None:
    homes(tmp_path / "in", {"FJ": "甲\n乙\n丙"}, {"FJ": "丁"}, {"QSZT": "9"})
    take(tmp_path / "in")
    told = [t for t in quarantined(tmp_path / "in") if t[3] != "DEPENDS"]
    assert told == [("FDCQ2.csv", "3", "QSZT", "CODE_LIST")]


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("parquet", [False, True])
def test_a_folder_may_have_any_name(tmp_path: Path, parquet: bool) -> None:
    odd = tmp_path / "存量[2026]*最终'版"
    homes(odd / "in", {})
    assert take(odd / "in").total.taken == 2
    register.export_register(odd / "one", parquet=parquet)
    report = take(odd / "one")
    assert report.total.there == report.total.read
    assert report.total.taken == 0


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize(("way", "kept"), [("0", {1, 2}), ("1", {2})])
def test_who_names_the_unit_alone_holds_back_what_may_lack_an_owner(
    tmp_path: Path, way: str, kept: set[int]
) -> None:
    one, other = make_units(2)
    titles = [title(unit, case(n), number(n), AT) for n, unit in enumerate((one, other), 1)]
    put(tmp_path / "in", "FDCQ2", titles)
    people = [holder(one, number(1), n, GYFS=way) for n in ([1] if way == "0" else [1, 2])]
    nameless = holder(one, "", 9, GYFS=way)
    put(tmp_path / "in", "QLR", [*people, holder(other, number(2), 3), nameless])
    take(tmp_path / "in")
    last = str(len(people) + 2)
    assert ("QLR.csv", last, "BDCQZH", "NO_RIGHT") in quarantined(tmp_path / "in")
    taken = set(Booking.objects.values_list("case_no", flat=True))
    assert taken == {case(n) for n in kept}
