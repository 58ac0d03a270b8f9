"""Inputs: every field of every slot is asked, read, shown, checked and kept by one declaration."""

from datetime import date, datetime
from decimal import Decimal
from typing import Any

import pytest

from dengbu.casework import api as casework
from dengbu.casework.inputs import SLOTS, Field, Input, Kind, checked, fields_of, read_input, shown
from dengbu.casework.values import CaseRequest, from_json, to_json
from dengbu.kernel.chinese import SHANGHAI
from dengbu.kernel.fault import FaultCode, FaultList
from dengbu.register import api as register

TODAY = date(2026, 11, 12)
PROOF = "湘(2026)岳阳市不动产证明第0000001号"
TITLE = "湘(2026)岳阳市不动产权第0000001号"
UNIT = "430602003012GB00045F00010001"
PARTS = (
    register.CommonPart(number="1", name="道路", count=2, area=Decimal("86.50")),
    register.CommonPart(
        number="2",
        name="绿地",
        count=1,
        area=Decimal("520.00"),
        shared_land_area=Decimal("520.00"),
    ),
)
SAMPLES: dict[Kind, Any] = {
    Kind.TEXT: "依据",
    Kind.MONEY: Decimal("680000.00"),
    Kind.FIGURE: Decimal("12.00"),
    Kind.COUNT: 3,
    Kind.DAY: TODAY,
    Kind.MOMENT: datetime(2026, 11, 12, 10, 20, 30, tzinfo=SHANGHAI),
    Kind.YES_NO: True,
    Kind.UNIT: UNIT,
    Kind.UNITS: (UNIT, UNIT[:-1] + "2"),
}


def sample(field: Field) -> Any:
    if field.kind is Kind.CODE:
        return next(iter(field.asked.codes or {}))
    if field.kind is Kind.NUMBER:
        return TITLE if field.asked.right in ("operation", "paper") else PROOF
    if field.kind is Kind.ROWS:
        return PARTS if field.asked.rows is register.CommonPart else ()
    if field.kind is Kind.FIGURE and not field.asked.places:
        return Decimal(1095)
    return SAMPLES[field.kind]


def whole(kind: type[Input]) -> Input:
    return kind(**{name: sample(field) for name, field in fields_of(kind).items()})


@pytest.mark.parametrize("slot", SLOTS)
def test_what_is_said_comes_back_from_the_case_as_it_was(slot: str) -> None:
    asked = CaseRequest(service="G10", unit_code=UNIT, inputs={slot: whole(SLOTS[slot])})
    assert from_json(to_json(asked)) == asked


@pytest.mark.parametrize("slot", SLOTS)
def test_what_a_field_shows_is_read_as_it_was(slot: str) -> None:
    kind, faults = SLOTS[slot], FaultList()
    given = whole(kind)
    typed = {f"{slot}.{name}": shown(getattr(given, name)) for name in fields_of(kind)}
    assert read_input(kind, typed, slot, faults) == given
    assert not faults.faults


@pytest.mark.parametrize("slot", SLOTS)
def test_a_sound_input_passes_its_check_unchanged(slot: str) -> None:
    faults = FaultList()
    given = whole(SLOTS[slot])
    assert checked(given, slot, faults, today=TODAY) == given
    assert not faults.faults


@pytest.mark.parametrize(
    ("path", "text", "code"),
    [
        ("mortgage.amount", "六十万", FaultCode.MONEY_FORMAT),
        ("mortgage.debt_from", "2026-02-30", FaultCode.DATE_FORMAT),
        ("seizure.delivered_at", "2026-11-12", FaultCode.DATE_FORMAT),
        ("seizure.delivered_at", "2026-11-12 25:00", FaultCode.DATE_FORMAT),
        ("seizure.term_days", "三年", FaultCode.AREA_FORMAT),
        ("ForestHeld.tree_count", "4100.5", FaultCode.CODE_LIST),
        ("common.parts", "1 道路", FaultCode.REQUIRED),
        ("common.parts", "1 道路 两 86.5", FaultCode.CODE_LIST),
        ("common.parts", "1 道路 2 86.5 1 多的", FaultCode.UNKNOWN_FIELD),
        ("common.parts", "1 道路 2 86.5\n" * 501, FaultCode.TOO_MANY_ITEMS),
    ],
)
def test_text_that_cannot_be_read_is_told_at_its_field(
    path: str, text: str, code: FaultCode
) -> None:
    slot, faults = path.partition(".")[0], FaultList()
    read = read_input(SLOTS[slot], {path: text}, slot, faults)
    assert {(f.field, f.code) for f in faults.faults} == {(path, code)}
    assert read == SLOTS[slot]()


def test_every_bad_row_of_a_list_is_told_with_its_line() -> None:
    faults = FaultList()
    read_input(SLOTS["common"], {"common.parts": "1 道路\n2 绿地 1 x"}, "common", faults)
    said = [f.message for f in faults.faults]
    assert any("第1行" in s for s in said)
    assert any("第2行" in s and "面积" in s for s in said)


@pytest.mark.parametrize(
    ("slot", "values", "field", "code"),
    [
        ("mortgage", {"amount": Decimal(0)}, "amount", FaultCode.MONEY_FORMAT),
        ("mortgage", {"scope": "债" * 401}, "scope", FaultCode.TOO_LONG),
        ("mortgage", {"mode": "9"}, "mode", FaultCode.CODE_LIST),
        (
            "mortgage",
            {"debt_from": TODAY, "debt_to": date(2026, 11, 11)},
            "debt_to",
            FaultCode.DATE_RANGE,
        ),
        ("mortgage", {"debt_to": date(2020, 1, 1)}, "debt_to", FaultCode.DATE_RANGE),
        ("death", {"died_on": date(2026, 11, 13)}, "died_on", FaultCode.DATE_RANGE),
        ("cancel", {"proof_no": TITLE}, "proof_no", FaultCode.CERTIFICATE_NUMBER_FORMAT),
        ("operation", {"proof_no": PROOF}, "proof_no", FaultCode.CERTIFICATE_NUMBER_FORMAT),
        ("cancel", {"proof_no": "湘"}, "proof_no", FaultCode.CERTIFICATE_NUMBER_FORMAT),
        ("LandUsed", {"use_right_area": Decimal("-1")}, "use_right_area", FaultCode.AREA_FORMAT),
        ("LandUsed", {"use_right_area": Decimal("1.234")}, "use_right_area", FaultCode.AREA_FORMAT),
        ("reshape", {"results": (UNIT, UNIT)}, "results", FaultCode.CODE_LIST),
        ("reshape", {"results": ("430602",)}, "results", FaultCode.UNIT_CODE_FORMAT),
        ("seizure", {"delivered_at": datetime(2026, 11, 1)}, "delivered_at", FaultCode.DATE_FORMAT),  # noqa: DTZ001 - a time without its zone is the point
    ],
)
def test_a_wrong_value_is_told_at_its_field(
    slot: str, values: dict[str, Any], field: str, code: FaultCode
) -> None:
    faults = FaultList()
    checked(SLOTS[slot](**values), slot, faults, today=TODAY)
    assert {(f.field, f.code) for f in faults.faults} == {(f"{slot}.{field}", code)}


def test_every_field_has_a_name_and_a_word_for_its_absence() -> None:
    for slot, kind in SLOTS.items():
        for name, field in fields_of(kind).items():
            assert field.asked.label, f"{slot}.{name}"
            assert casework.missing_words(field).startswith("请")
