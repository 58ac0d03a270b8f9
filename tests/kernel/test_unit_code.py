"""Unit and parcel codes of GB/T 37346; the examples of unit-code.md and every refusal."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dengbu.kernel.fault import FaultCode, Faults
from dengbu.kernel.unit_code import (
    KINDS_OF,
    YUEYANG_DISTRICTS,
    FixtureKind,
    Ownership,
    ParcelCode,
    ParcelKind,
    UnitCode,
)

HOUSE = "430602003012GB00045F00010203"


@st.composite
def parcels(draw: st.DrawFn) -> ParcelCode:
    place = f"{draw(st.sampled_from(sorted(YUEYANG_DISTRICTS)))}{draw(st.integers(0, 999_999)):06d}"
    owner = draw(st.sampled_from(Ownership))
    kind = draw(st.sampled_from(sorted(KINDS_OF[owner])))
    return ParcelCode.of(place, owner + kind, draw(st.integers(1, 99_999)))


@st.composite
def units(draw: st.DrawFn) -> UnitCode:
    parcel = draw(parcels())
    kind = draw(st.sampled_from(FixtureKind))
    if kind is FixtureKind.NONE:
        return UnitCode.of_land(parcel)
    if kind is FixtureKind.BUILDING:
        number = st.integers(1, 9999)
        return UnitCode.of_house(parcel, draw(number), draw(number))
    return UnitCode.of_fixture(parcel, kind, draw(st.integers(1, 99_999_999)))


@pytest.mark.parametrize(
    ("text", "owner", "kind", "fixture", "building", "household"),
    [
        ("430602003012GB00045W00000000", "STATE", "CONSTRUCTION_SURFACE", "NONE", None, None),
        (HOUSE, "STATE", "CONSTRUCTION_SURFACE", "BUILDING", 1, 203),
        ("430602003012GX00002F00010001", "STATE", "CONSTRUCTION_BELOW", "BUILDING", 1, 1),
        ("430621104007JC00188F99990001", "COLLECTIVE", "HOMESTEAD", "BUILDING", 9999, 1),
        ("430626210003JE00017L00000001", "COLLECTIVE", "CONTRACT_FOREST", "FOREST", None, None),
        ("430611101002JA00003W00000000", "COLLECTIVE", "COLLECTIVE_OWNERSHIP", "NONE", None, None),
    ],
)
def test_worked_examples(
    text: str, owner: str, kind: str, fixture: str, building: int | None, household: int | None
) -> None:
    unit = UnitCode.parse(text, districts=YUEYANG_DISTRICTS)
    assert unit.ownership is Ownership[owner]
    assert unit.kind is ParcelKind[kind]
    assert unit.fixture is FixtureKind[fixture]
    assert (unit.building_no, unit.household_no) == (building, household)
    assert str(unit) == text


def test_every_part_by_position() -> None:
    unit = UnitCode.parse(HOUSE)
    assert unit.district == "430602"
    assert unit.cadastral_district == "003"
    assert unit.cadastral_sub_district == "012"
    assert unit.sub_district_code == "430602003012"
    assert unit.feature == "GB"
    assert unit.parcel_code == str(unit.parcel) == "430602003012GB00045"
    assert unit.fixture_code == "F00010203"
    assert unit.building_code == "430602003012GB00045F0001"
    assert unit.display() == "430602 003012 GB00045 F00010203"


def test_parcel_parts() -> None:
    parcel = ParcelCode.parse("430602 003012 gb00045", districts=frozenset({"430602"}))
    assert (parcel.district, parcel.sub_district_code) == ("430602", "430602003012")
    assert (parcel.feature, parcel.ownership, parcel.kind) == ("GB", "G", "B")
    assert parcel.serial == 45
    assert parcel.display() == "430602 003012 GB00045"
    assert UnitCode.of_house(str(parcel), 1, 203) == UnitCode(HOUSE)


@pytest.mark.parametrize("code", ["430621104007JC00188F99990001", "430602003012GB00045W00000000"])
def test_no_single_building(code: str) -> None:
    assert UnitCode(code).building_code is None


@pytest.mark.parametrize(
    "typed",
    [
        "430602 003012 GB00045 F00010203",
        "　430602\u2003003012\u00a0gb00045\tf00010203\n",
        "４３０６０２００３０１２ｇｂ０００４５Ｆ０００１０２０３",
        "\ufeff430602003012\u200bGB00045F00010203",
    ],
)
def test_typed_forms_become_one(typed: str) -> None:
    assert UnitCode.parse(typed) == UnitCode(HOUSE)


@pytest.mark.parametrize(
    ("code", "reason", "said"),
    [
        ("430602003012GB00045", "length", "现有19位，应为28位"),
        ("4306O2003012GB00045F00010203", "characters", "第1至6位是县级行政区划代码，应为6位数字"),
        ("430602003012AB00045F00010203", "characters", "第13位是所有权字母，应为G、J、Z之一"),
        ("430602003012GM00045F00010203", "characters", "第14位是宗地类型字母"),
        ("430602003012GB00045X00010203", "characters", "第20位是定着物字母，应为F、L、Q、W之一"),
        ("430602003012GA00045W00000000", "feature_pair", "“GA”不是有效的宗地特征码"),
        ("430602003012ZB00045W00000000", "feature_pair", "“ZB”不是有效的宗地特征码"),
        ("430602003012JH00045W00000000", "feature_pair", "“JH”不是有效的宗地特征码"),
        ("430602003012GB00000F00010203", "parcel_serial", "宗地顺序号不能是00000"),
        ("430602003012GB00045W00000001", "land_number", "后8位应为00000000，现为00000001"),
        ("430602003012GB00045L00000000", "fixture_serial", "第20位为L时后8位不能是00000000"),
        ("430602003012GB00045F00000000", "fixture_serial", "第20位为F时后8位不能是00000000"),
        ("430602003012GB00045F00000203", "building", "幢号不能是0000"),
        ("430602003012GB00045F00010000", "household", "户号不能是0000，整幢房屋"),
    ],
)
def test_refusals_say_what_is_wrong(code: str, reason: str, said: str) -> None:
    with pytest.raises(Faults) as caught:
        UnitCode.parse(code, field="units.0")
    (fault,) = caught.value.faults
    assert fault.code is FaultCode.UNIT_CODE_FORMAT
    assert fault.field == "units.0"
    assert fault.data["reason"] == reason
    assert said in fault.message
    assert fault.message.endswith("请核对")


def test_all_faults_at_once() -> None:
    with pytest.raises(Faults) as caught:
        UnitCode.parse("110101003012GA00000F00010000", districts=YUEYANG_DISTRICTS)
    reasons = [fault.data["reason"] for fault in caught.value.faults]
    assert reasons == ["district", "feature_pair", "parcel_serial", "household"]


def test_statistical_district_is_refused() -> None:
    with pytest.raises(Faults, match="“430601”不是可用的县级行政区划代码"):
        UnitCode.parse("430601003012GB00045W00000000", districts=frozenset(YUEYANG_DISTRICTS))


def test_empty_input_is_asked_for() -> None:
    with pytest.raises(Faults, match=r"请填写不动产单元号（28位）") as caught:
        UnitCode.parse(" 　")
    assert caught.value.faults[0].code is FaultCode.REQUIRED


@pytest.mark.parametrize(
    ("building", "household"), [(0, 1), (1, 0), (10_000, 1), (-1, 1), (1, 10_000)]
)
def test_house_numbers_out_of_range(building: int, household: int) -> None:
    with pytest.raises(Faults):
        UnitCode.of_house("430602003012GB00045", building, household)


def test_value_itself_takes_only_the_bare_form() -> None:
    with pytest.raises(Faults):
        UnitCode(HOUSE.lower())


def test_every_pair_of_the_table() -> None:
    allowed = {Ownership.STATE: "BSXCDEFLNHGWY", Ownership.COLLECTIVE: "ABSXCDEFLNWY"}
    for owner in Ownership:
        for kind in ParcelKind:
            code = f"430602003012{owner}{kind}00001"
            if kind in allowed.get(owner, "WY"):
                assert ParcelCode(code).kind is kind
            else:
                with pytest.raises(Faults, match="宗地特征码"):
                    ParcelCode(code)


@given(units())
def test_round_trip(unit: UnitCode) -> None:
    assert UnitCode.parse(str(unit)) == UnitCode.parse(unit.display().lower()) == unit
    assert UnitCode(unit.parcel_code + unit.fixture_code) == unit
    assert ParcelCode.parse(unit.parcel.display()) == unit.parcel


@given(units(), st.integers(0, 27), st.characters())
def test_slips_are_refused_or_still_a_code(unit: UnitCode, place: int, slip: str) -> None:
    typed = unit.value[:place] + slip + unit.value[place + 1 :]
    try:
        assert len(UnitCode.parse(typed).value) == 28
    except Faults as error:
        assert all(fault.message for fault in error.faults)


@settings(max_examples=25)  # lists of units are slow to make
@given(st.lists(units(), max_size=4))
def test_order_is_that_of_the_text(found: list[UnitCode]) -> None:
    assert [unit.value for unit in sorted(found)] == sorted(unit.value for unit in found)
