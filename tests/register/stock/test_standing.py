"""What may stand beside what: told row by row, since no clerk could have entered it."""

from pathlib import Path

import pytest

from dengbu.register import api as register
from dengbu.register.models import (
    Collateral,
    CommonPart,
    Mortgage,
    MortgageParty,
    Notice,
    Operation,
    Stop,
)
from tests.register import land, making
from tests.register.city import make_units
from tests.register.stock.files import COMMON, holder, loan, national, put, quarantined, take, title
from tests.register.stock.test_import import BANK
from tests.register.stock.test_operations import CONTRACT, farm
from tests.register.stock.test_quarantine import AT, case, homes, number, proof

pytestmark = pytest.mark.django_db(transaction=True)
LATER = "2020-01-01 09:00:00"
Row = dict[str, str]
BUILDING = {"DYBDCLX": "4", "ZJJZWZL": "金鹗东路86号", "ZJJZWDYFW": "1栋1至8层"}


def told(folder: Path) -> set[tuple[str, str, str, str]]:
    """Reasons of their own."""
    return {t for t in quarantined(folder) if t[3] != "DEPENDS"}


def site(folder: Path, *loans: Row, houses: int = 2) -> list[str]:
    """Land with its owner, and a mortgage of one proof on it and on what is being built on it.

    ``loans``: what is different, unit by unit, the land first.
    """
    homes = make_units(houses)
    unit = land.make_unit(homes[0][12:14], "W00000000", int(homes[0][14:19]))
    ground = title(unit, case(1), number(1), AT, QLLX="3")
    row = {k: v for k, v in ground.items() if k in national("JSYDSYQ")}
    extra = {"ZL": "金鹗东路86号", "SYQMJ": "8000.00", "SYQQSSJ": "2010-01-01", "QDJG": "1.00"}
    put(folder, "JSYDSYQ", [row | {k: v for k, v in extra.items() if k in national("JSYDSYQ")}])
    units = [unit, *homes]
    rows = [
        loan(u, case(2), proof(1), LATER) | BUILDING | more
        for u, more in zip(units, loans, strict=True)
        if more != {"left": "out"}
    ]
    put(folder, "DYAQ", rows)
    banks = [holder(row["BDCDYH"], row["BDCDJZMH"], 9, **BANK) for row in rows]
    put(folder, "QLR", [holder(unit, number(1), 1), *banks])
    return units


def test_what_is_being_built_comes_in_with_its_land_as_one_debt(tmp_path: Path) -> None:
    units = site(tmp_path / "in", {}, {}, {})
    take(tmp_path / "in")
    assert quarantined(tmp_path / "in") == []
    debts = set(Collateral.objects.values_list("debt_id", flat=True))
    assert (len(debts), Collateral.objects.count()) == (1, 3)
    owners = MortgageParty.objects.filter(role="O").values_list("party__name", flat=True)
    assert list(owners) == ["周1"] * 3  # whoever has the land
    assert len(register.unit_state(units[1], now=making.LATER).mortgages) == 1
    assert list(register.audit()) == []


@pytest.mark.parametrize(
    "loans",
    [
        ({"left": "out"}, {}, {}),
        ({"BDBZZQSE": "1000000.00"}, {}, {}),
        ({"BDCDJZMH": proof(2)}, {}, {}),
        ({"QSZT": "2", "ZXDYYWH": case(9), "ZXSJ": "2021-01-01 09:00:00"}, {}, {}),
    ],
    ids=["no land", "another sum", "another proof", "ended"],
)
def test_what_is_being_built_is_charged_with_its_land(
    tmp_path: Path, loans: tuple[Row, ...]
) -> None:
    site(tmp_path / "in", *loans)
    take(tmp_path / "in")
    found = told(tmp_path / "in")
    assert {(file, field, code) for file, _, field, code in found} == {
        ("DYAQ.csv", "DYBDCLX", "LAND_NOT_CHARGED")
    }
    assert Mortgage.objects.count() == 0
    assert list(register.audit()) == []


def test_a_house_that_is_registered_is_not_being_built(tmp_path: Path) -> None:
    units = site(tmp_path / "in", {}, {}, {})
    put(tmp_path / "in", "FDCQ2", [title(units[1], case(3), number(3), "2021-01-01 09:00:00")])
    people = (tmp_path / "in" / "QLR.csv").read_text(encoding="utf-8").splitlines()
    put(tmp_path / "more", "QLR", [holder(units[1], number(3), 3)])
    more = (tmp_path / "more" / "QLR.csv").read_text(encoding="utf-8").splitlines()[1:]
    (tmp_path / "in" / "QLR.csv").write_text("\n".join(people + more) + "\n", encoding="utf-8")
    take(tmp_path / "in")
    assert told(tmp_path / "in") == {("DYAQ.csv", "2", "DYBDCLX", "FINISHED")}
    assert Mortgage.objects.count() == 0
    assert list(register.audit()) == []


def test_a_first_title_waits_while_the_register_has_the_house_as_being_built(
    tmp_path: Path,
) -> None:
    units = site(tmp_path / "in", {}, {}, {})
    take(tmp_path / "in")
    put(tmp_path / "then", "FDCQ2", [title(units[1], case(3), number(3), "2021-01-01 09:00:00")])
    put(tmp_path / "then", "QLR", [holder(units[1], number(3), 3)])
    take(tmp_path / "then")
    assert told(tmp_path / "then") == {("FDCQ2.csv", "1", "BDCDYH", "FINISHED")}
    assert list(register.audit()) == []


def test_land_whose_title_is_kept_out_keeps_out_what_is_built_on_it(tmp_path: Path) -> None:
    site(tmp_path / "in", {}, {}, {})
    path = tmp_path / "in" / "QLR.csv"
    lines = path.read_text(encoding="utf-8").splitlines()
    path.write_text("\n".join([lines[0], *lines[2:]]) + "\n", encoding="utf-8")  # nobody's land
    take(tmp_path / "in")
    assert Mortgage.objects.count() == 0
    assert list(register.audit()) == []


def sold(unit: str, n: int, **more: str) -> Row:
    """A row of YGDJ."""
    row = {
        **COMMON,
        "BDCDYH": unit,
        "YWH": case(n),
        "YGDJZL": "2",
        "YWR": "周1",
        "YWRZJZL": "1",
        "YWRZJH": making.OWNER.id_no,
        "BDCDJZMH": proof(n),
        "DJSJ": LATER,
        **more,
    }
    return {k: v for k, v in row.items() if k in national("YGDJ")}


def test_a_unit_is_sold_by_one_notice(tmp_path: Path) -> None:
    rows = homes(tmp_path / "in", {})
    unit = rows[0]["BDCDYH"]
    put(tmp_path / "in", "YGDJ", [sold(unit, 12), sold(unit, 13), sold(unit, 14, YGDJZL="4")])
    people = [holder(unit, proof(n), n) for n in (12, 13, 14)]
    put(tmp_path / "in", "QLR", [holder(unit, number(1), 1), *people])
    take(tmp_path / "in")
    assert told(tmp_path / "in") == {("YGDJ.csv", str(n), "QSZT", "TWO_CURRENT") for n in (1, 2)}
    assert list(Notice.objects.values_list("kind", flat=True)) == ["4"]
    assert list(register.audit()) == []
    put(tmp_path / "in", "YGDJ", [sold(unit, 12)])
    put(tmp_path / "in", "QLR", [holder(unit, proof(12), 12)])
    take(tmp_path / "in")
    assert Notice.objects.count() == 2
    put(tmp_path / "in", "YGDJ", [sold(unit, 13)])
    put(tmp_path / "in", "QLR", [holder(unit, proof(13), 13)])
    take(tmp_path / "in")  # beside the one that the register has
    assert told(tmp_path / "in") == {("YGDJ.csv", "1", "QSZT", "TWO_CURRENT")}
    assert list(register.audit()) == []


def stopped(unit: str, n: int, **more: str) -> Row:
    """A row of ZFXZ."""
    row = {
        **COMMON,
        "BDCDYH": unit,
        "YWH": case(n),
        "XZJG": "岳阳楼区人民政府",
        "XZWH": "岳楼征字〔2020〕1号",
        "XZQSSJ": "2020-01-01",
        "DJSJ": LATER,
        **more,
    }
    return {k: v for k, v in row.items() if k in national("ZFXZ")}


def test_a_restriction_is_entered_once(tmp_path: Path) -> None:
    units = make_units(2)
    rows = [stopped(units[0], 1), stopped(units[0], 2), stopped(units[1], 3)]
    put(tmp_path / "in", "ZFXZ", rows)
    take(tmp_path / "in")
    assert told(tmp_path / "in") == {("ZFXZ.csv", str(n), "XZWH", "ENTERED_TWICE") for n in (1, 2)}
    assert Stop.objects.count() == 1
    put(tmp_path / "in", "ZFXZ", [stopped(units[1], 4)])
    take(tmp_path / "in")  # beside the one that the register has
    assert told(tmp_path / "in") == {("ZFXZ.csv", "1", "XZWH", "ENTERED_TWICE")}
    assert list(register.audit()) == []


def common(unit: str, n: int, **more: str) -> Row:
    """A row of FDCQ3."""
    row = {
        **COMMON,
        "BDCDYH": unit,
        "YWH": case(n),
        "QLLX": "4",
        "JGZWBH": "1",
        "JGZWMC": "门卫",
        "JGZWSL": "1",
        "JGZWMJ": "12.00",
        "DJSJ": LATER,
        **more,
    }
    return {k: v for k, v in row.items() if k in national("FDCQ3")}


def test_common_parts_stand_on_land_by_number(tmp_path: Path) -> None:
    (home,) = make_units(1)
    ground = land.make_unit("GB", "W00000000", 45)
    rows = [common(home, 1), common(ground, 2), common(ground, 3), common(ground, 4, JGZWBH="2")]
    put(tmp_path / "in", "FDCQ3", rows)
    take(tmp_path / "in")
    assert told(tmp_path / "in") == {
        ("FDCQ3.csv", "1", "BDCDYH", "NOT_LAND"),
        ("FDCQ3.csv", "2", "JGZWBH", "ENTERED_TWICE"),
        ("FDCQ3.csv", "3", "JGZWBH", "ENTERED_TWICE"),
    }
    assert list(CommonPart.objects.values_list("number", flat=True)) == ["2"]
    put(tmp_path / "in", "FDCQ3", [common(ground, 5, JGZWBH="2")])
    take(tmp_path / "in")  # beside the one that the register has
    assert told(tmp_path / "in") == {("FDCQ3.csv", "1", "JGZWBH", "ENTERED_TWICE")}
    assert list(register.audit()) == []


def test_an_operation_right_is_on_contracted_land(tmp_path: Path) -> None:
    farm(tmp_path / "in", {})
    path = tmp_path / "in" / "NYDSYQ.csv"
    path.write_text(path.read_text(encoding="utf-8").replace(",9,", ",13,"), encoding="utf-8")
    take(tmp_path / "in")
    assert ("TDJYQ.csv", "1", "BDCDYH", "NOT_CONTRACTED") in told(tmp_path / "in")
    assert Operation.objects.count() == 0
    assert list(register.audit()) == []


def test_an_operation_right_is_on_land_that_the_register_has_by_contract(tmp_path: Path) -> None:
    unit = farm(tmp_path / "in", {})
    row = {**COMMON, **CONTRACT, "BDCDYH": unit, "YWH": case(1), "DJSJ": AT, "BDCQZH": number(1)}
    put(tmp_path / "first", "NYDSYQ", [row | {"QLLX": "13"}])
    put(tmp_path / "first", "QLR", [holder(unit, number(1), 1)])
    take(tmp_path / "first")
    (tmp_path / "in" / "NYDSYQ.csv").unlink()
    put(tmp_path / "in", "QLR", [holder(unit, number(2), 2)])
    take(tmp_path / "in")
    assert told(tmp_path / "in") == {("TDJYQ.csv", "1", "BDCDYH", "NOT_CONTRACTED")}
    assert list(register.audit()) == []
