"""Identity numbers: check digits of the standards' own samples, birth dates, masking."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dengbu.kernel.fault import FaultCode, Faults
from dengbu.kernel.identity import (
    IdType,
    age,
    birth_date,
    check_identity,
    credit_check_char,
    inner_code_agrees,
    is_minor,
    mask,
    mask_name,
    organisation_check_char,
    resident_check_digit,
)

TODAY = date(2024, 11, 12)
FLAT_OWNER = "430602198503120015"


def refused(id_type: IdType, text: str) -> list[FaultCode]:
    with pytest.raises(Faults) as caught:
        check_identity(id_type, text, today=TODAY, field="id_no")
    assert all(fault.field == "id_no" for fault in caught.value.faults)
    assert all(not text or text not in fault.message for fault in caught.value.faults)
    return [fault.code for fault in caught.value.faults]


def with_check(first17: str) -> str:
    return first17 + resident_check_digit(first17)


@pytest.mark.parametrize(
    ("id_type", "value", "label"),
    [
        (IdType.RESIDENT_ID, "1", "身份证"),
        (IdType.HK_MACAO_TAIWAN, "2", "港澳台身份证"),
        (IdType.PASSPORT, "3", "护照"),
        (IdType.HOUSEHOLD_BOOK, "4", "户口簿"),
        (IdType.OFFICER_CARD, "5", "军官证（士兵证）"),
        (IdType.ORGANISATION_CODE, "6", "组织机构代码"),
        (IdType.BUSINESS_LICENCE, "7", "营业执照"),
        (IdType.CREDIT_CODE, "8", "统一社会信用代码"),
        (IdType.OTHER, "99", "其他"),
    ],
)
def test_code_list(id_type: IdType, value: str, label: str) -> None:
    assert id_type == value
    assert id_type.label == label


@pytest.mark.parametrize(
    ("first17", "check"),
    [
        ("11010519491231002", "X"),
        ("44052418800101001", "4"),
        ("43060219850312001", "5"),
        ("43060219900101123", "5"),
        ("43060319781124432", "9"),
    ],
)
def test_resident_check_digit(first17: str, check: str) -> None:
    assert resident_check_digit(first17) == check
    assert check_identity(IdType.RESIDENT_ID, first17 + check, today=TODAY) == first17 + check


def test_credit_check_character() -> None:
    assert credit_check_char("91350100M000100Y4") == "3"
    assert credit_check_char("12430600446000001") == "W"
    assert credit_check_char("91100000100003962") == "T"


def test_organisation_check_character() -> None:
    assert organisation_check_char("D2143569") == "X"


@pytest.mark.parametrize("wrong", ["", "1" * 16, "1" * 16 + "I", "１" * 17])
def test_check_digit_needs_17_digits(wrong: str) -> None:
    with pytest.raises(ValueError, match="17"):
        resident_check_digit(wrong)
    with pytest.raises(ValueError, match="17"):
        credit_check_char(wrong)


def test_organisation_check_needs_8_characters() -> None:
    with pytest.raises(ValueError, match="8"):
        organisation_check_char("D214356")


def test_typed_forms_are_normalised() -> None:
    typed = " １１０１０５ 19491231 002x "
    assert check_identity("1", typed, today=TODAY) == "11010519491231002X"


def test_old_number_of_15_digits_is_converted() -> None:
    assert check_identity(IdType.RESIDENT_ID, "430602850312001", today=TODAY) == FLAT_OWNER


@pytest.mark.parametrize("area", ["810000", "820000", "830000"])
@pytest.mark.parametrize("id_type", [IdType.RESIDENT_ID, IdType.HK_MACAO_TAIWAN])
def test_residence_permits(area: str, id_type: IdType) -> None:
    number = with_check(f"{area}19900101123")
    assert check_identity(id_type, number, today=TODAY) == number
    wrong = number[:-1] + ("0" if number[-1] != "0" else "1")
    assert refused(id_type, wrong) == [FaultCode.IDENTITY_CHECK_DIGIT]


@pytest.mark.parametrize(
    ("text", "codes"),
    [
        ("", [FaultCode.REQUIRED]),
        ("43060219850312001", [FaultCode.IDENTITY_FORMAT]),
        ("4306021985031200155", [FaultCode.IDENTITY_FORMAT]),
        ("03060219850312001X", [FaultCode.IDENTITY_FORMAT]),
        ("43060219850312X015", [FaultCode.IDENTITY_FORMAT]),
        ("430602198503120016", [FaultCode.IDENTITY_CHECK_DIGIT]),
        (with_check("43060219850230001"), [FaultCode.IDENTITY_BIRTH_DATE]),
        (with_check("43060220241113001"), [FaultCode.IDENTITY_BIRTH_DATE]),
        (with_check("43060218491231001"), [FaultCode.IDENTITY_BIRTH_DATE]),
        ("430602850230001", [FaultCode.IDENTITY_BIRTH_DATE]),
        ("9" * 51, [FaultCode.TOO_LONG]),
    ],
)
def test_resident_refusals(text: str, codes: list[FaultCode]) -> None:
    assert refused(IdType.RESIDENT_ID, text) == codes


def test_date_and_check_digit_are_told_together() -> None:
    codes = refused(IdType.RESIDENT_ID, "430602198502300010")
    assert codes == [FaultCode.IDENTITY_BIRTH_DATE, FaultCode.IDENTITY_CHECK_DIGIT]


def test_birth_of_today_and_of_1850_are_accepted() -> None:
    for day in ("20241112", "18500101"):
        number = with_check(f"430602{day}001")
        assert check_identity(IdType.RESIDENT_ID, number, today=TODAY) == number


@pytest.mark.parametrize("code", ["91350100M000100Y43", "12430600446000001W", "91100000100003962T"])
@pytest.mark.parametrize("id_type", [IdType.CREDIT_CODE, IdType.BUSINESS_LICENCE])
def test_credit_codes(code: str, id_type: IdType) -> None:
    assert check_identity(id_type, code.lower(), today=TODAY) == code


def test_inner_code_is_only_a_hint() -> None:
    assert inner_code_agrees("91350100M000100Y43")
    assert not inner_code_agrees("12430600446000001W")


def test_the_widely_quoted_wrong_code_is_refused() -> None:
    with pytest.raises(Faults) as caught:
        check_identity(IdType.CREDIT_CODE, "91110000100003962T", today=TODAY)
    (fault,) = caught.value.faults
    assert fault.code is FaultCode.CREDIT_CODE_CHECK
    assert fault.data["organisation_code"] == "agrees"


@pytest.mark.parametrize(
    ("id_type", "text", "code"),
    [
        (IdType.CREDIT_CODE, "91350100M000100Y4", FaultCode.IDENTITY_FORMAT),
        (IdType.CREDIT_CODE, "91350100I000100Y43", FaultCode.IDENTITY_FORMAT),
        (IdType.BUSINESS_LICENCE, "91350100M000100Y44", FaultCode.CREDIT_CODE_CHECK),
        (IdType.BUSINESS_LICENCE, "43060000001234", FaultCode.IDENTITY_FORMAT),
        (IdType.ORGANISATION_CODE, "D21435690", FaultCode.CREDIT_CODE_CHECK),
        (IdType.ORGANISATION_CODE, "D2143569Y", FaultCode.IDENTITY_FORMAT),
        (IdType.ORGANISATION_CODE, "91350100M000100Y43", FaultCode.IDENTITY_FORMAT),
        (IdType.PASSPORT, "E1", FaultCode.IDENTITY_FORMAT),
        (IdType.PASSPORT, "护照E12345678", FaultCode.IDENTITY_FORMAT),
        (IdType.HK_MACAO_TAIWAN, "A12", FaultCode.IDENTITY_FORMAT),
        (IdType.OTHER, " ", FaultCode.REQUIRED),
    ],
)
def test_other_refusals(id_type: IdType, text: str, code: FaultCode) -> None:
    assert refused(id_type, text) == [code]


@pytest.mark.parametrize(
    ("id_type", "text", "kept"),
    [
        (IdType.ORGANISATION_CODE, "d2143569-x", "D2143569X"),
        (IdType.BUSINESS_LICENCE, "430600000012345", "430600000012345"),
        (IdType.PASSPORT, "e 12345678", "E12345678"),
        (IdType.HK_MACAO_TAIWAN, "A123456（7）", "A1234567"),
        (IdType.HK_MACAO_TAIWAN, "H12345678", "H12345678"),
        (IdType.HOUSEHOLD_BOOK, "430602123", "430602123"),
        (IdType.OFFICER_CARD, "军字第 0012345 号", "军字第0012345号"),
        (IdType.OTHER, "湘岳社证001", "湘岳社证001"),
    ],
)
def test_other_papers(id_type: IdType, text: str, kept: str) -> None:
    assert check_identity(id_type, text, today=TODAY) == kept


def test_kind_outside_the_list() -> None:
    with pytest.raises(Faults, match="请从列表中选择证件种类"):
        check_identity("12", "123", today=TODAY)


def test_facts_inside_a_number() -> None:
    assert birth_date(FLAT_OWNER) == birth_date("430602850312001") == date(1985, 3, 12)
    assert birth_date("E12345678") is None
    assert birth_date(with_check("43060219850230001")) is None


@pytest.mark.parametrize(
    ("born", "today", "minor"),
    [
        ("20061113", date(2024, 11, 12), True),
        ("20061112", date(2024, 11, 12), False),
        ("20061111", date(2024, 11, 12), False),
        ("20080229", date(2026, 2, 27), True),
        ("20080229", date(2026, 2, 28), False),
    ],
)
def test_minor_up_to_the_18th_birthday(born: str, today: date, minor: bool) -> None:
    assert is_minor(with_check(f"430602{born}001"), today) is minor


def test_no_minor_without_a_birth_date() -> None:
    assert not is_minor("E12345678", TODAY)


def test_age_in_leap_years() -> None:
    assert age(date(2008, 2, 29), date(2024, 2, 28)) == 15
    assert age(date(2008, 2, 29), date(2024, 2, 29)) == 16
    assert age(date(2025, 1, 1), TODAY) == -1


@pytest.mark.parametrize(
    ("number", "masked"),
    [
        ("430602197811244136", "4306**********4136"),
        ("430602850312001", "4306*******2001"),
        ("E12345678", "E1*****78"),
        ("12345", "1***5"),
        ("123", "***"),
        ("", ""),
    ],
)
def test_mask(number: str, masked: str) -> None:
    assert mask(number) == masked


@pytest.mark.parametrize(
    ("name", "masked"),
    [("刘建平", "刘*平"), ("刘平", "刘*"), ("刘", "*"), ("欧阳娜娜", "欧**娜"), ("", "")],
)
def test_mask_name(name: str, masked: str) -> None:
    assert mask_name(name) == masked


@given(
    st.dates(date(1850, 1, 1), TODAY),
    st.integers(100_000, 999_999),
    st.integers(0, 999),
    st.integers(0, 17),
    st.integers(1, 9),
)
def test_one_wrong_digit_never_passes(
    born: date, area: int, order: int, place: int, shift: int
) -> None:
    number = with_check(f"{area}{born:%Y%m%d}{order:03d}")
    assert check_identity(IdType.RESIDENT_ID, number, today=TODAY) == number
    assert birth_date(number) == born
    old = 10 if number[place] == "X" else int(number[place])
    wrong = number[:place] + str((old + shift) % 10) + number[place + 1 :]
    if wrong != number:
        with pytest.raises(Faults):
            check_identity(IdType.RESIDENT_ID, wrong, today=TODAY)
