"""Identity papers (证件): numbers of persons and bodies, their check digits, and their masking.

Citizen number: GB 11643-1999, ISO 7064 MOD 11-2. Unified social credit code: GB 32100-2015,
MOD 31-3. Organisation code: GB 11714. Messages never repeat the number, since they are logged.
"""

import re
from collections.abc import Callable, Mapping
from datetime import date
from enum import StrEnum, unique
from types import MappingProxyType

from dengbu.kernel.chinese import normalise_code
from dengbu.kernel.fault import Fault, FaultCode, FaultList, Faults


@unique
class IdType(StrEnum):
    """Kind of identity paper (证件种类 ZJZL), by national code value."""

    RESIDENT_ID = "1"
    HK_MACAO_TAIWAN = "2"
    PASSPORT = "3"
    HOUSEHOLD_BOOK = "4"
    OFFICER_CARD = "5"
    ORGANISATION_CODE = "6"
    BUSINESS_LICENCE = "7"
    CREDIT_CODE = "8"
    OTHER = "99"

    @property
    def label(self) -> str:
        """Name on screens and in reports."""
        return _LABELS[self]


_LABELS: Mapping[IdType, str] = MappingProxyType(
    {
        IdType.RESIDENT_ID: "身份证",
        IdType.HK_MACAO_TAIWAN: "港澳台身份证",
        IdType.PASSPORT: "护照",
        IdType.HOUSEHOLD_BOOK: "户口簿",
        IdType.OFFICER_CARD: "军官证（士兵证）",
        IdType.ORGANISATION_CODE: "组织机构代码",
        IdType.BUSINESS_LICENCE: "营业执照",
        IdType.CREDIT_CODE: "统一社会信用代码",
        IdType.OTHER: "其他",
    }
)


EARLIEST_BIRTH = date(1850, 1, 1)
"""Births before this day are taken for slips of the hand."""

ADULT_AGE = 18
"""Years at which a person comes of age, Civil Code 17."""

MAX_LENGTH = 50
"""Longest number that the register's field ZJH (C50) holds."""

_RESIDENT_WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
_CREDIT_ALPHABET = "0123456789ABCDEFGHJKLMNPQRTUWXY"
_CREDIT_WEIGHTS = tuple(pow(3, place, 31) for place in range(17))
_ORGANISATION_ALPHABET = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ"
_ORGANISATION_WEIGHTS = (3, 7, 9, 10, 5, 8, 4, 2)

_RESIDENT = re.compile(r"[1-9]\d{16}[\dX]", re.ASCII)
_RESIDENT_OLD = re.compile(r"[1-9]\d{14}", re.ASCII)
_RESIDENCE_PERMIT = re.compile(r"8[123]\d{15}[\dX]", re.ASCII)  # 港澳台居民居住证
_FORMS: Mapping[IdType, tuple[re.Pattern[str], str]] = MappingProxyType(
    {
        IdType.HK_MACAO_TAIWAN: (re.compile(r"[A-Z0-9]{7,18}"), "7至18位字母和数字"),
        IdType.PASSPORT: (re.compile(r"[A-Z0-9]{5,20}"), "5至20位字母和数字"),
        IdType.BUSINESS_LICENCE: (
            re.compile(r"\d{13}|\d{15}", re.ASCII),
            "13位或15位注册号，或者18位统一社会信用代码",
        ),
    }
)


def resident_check_digit(first17: str) -> str:
    """Check digit 0-9 or X of a citizen number's first 17 digits, GB 11643-1999."""
    if re.fullmatch(r"\d{17}", first17, re.ASCII) is None:
        raise ValueError("needs 17 digits")
    total = sum(
        int(digit) * weight for digit, weight in zip(first17, _RESIDENT_WEIGHTS, strict=True)
    )
    return "10X98765432"[total % 11]


def credit_check_char(first17: str) -> str:
    """Check character of a credit code's first 17 characters, GB 32100-2015."""
    if len(first17) != 17 or not set(first17) <= set(_CREDIT_ALPHABET):
        raise ValueError("needs 17 characters of the credit code alphabet")
    total = sum(
        _CREDIT_ALPHABET.index(char) * weight
        for char, weight in zip(first17, _CREDIT_WEIGHTS, strict=True)
    )
    return _CREDIT_ALPHABET[-total % 31]


def organisation_check_char(first8: str) -> str:
    """Check character 0-9 or X of an organisation code's first 8 characters, GB 11714."""
    if len(first8) != 8 or not set(first8) <= set(_ORGANISATION_ALPHABET):
        raise ValueError("needs 8 characters 0-9 and A-Z")
    total = sum(
        _ORGANISATION_ALPHABET.index(char) * weight
        for char, weight in zip(first8, _ORGANISATION_WEIGHTS, strict=True)
    )
    return "0X987654321"[total % 11]


def inner_code_agrees(credit_code: str) -> bool:
    """Whether positions 9-17 of a credit code are an organisation code with a right check.

    A hint for data quality, never a ground to refuse: codes in use break it.
    """
    return organisation_check_char(credit_code[8:16]) == credit_code[16]


def check_identity(id_type: IdType | str, text: str, *, today: date, field: str = "") -> str:
    """Normalised number of an identity paper, or `Faults` with everything wrong in it.

    Blanks, full-width and lower-case characters are accepted; a citizen number of 15 digits comes
    back with 18, an organisation code without its hyphen. `today` bounds the birth date, `field`
    is the path named in the faults.
    """
    faults = FaultList()
    number = normalise_code(text)
    if id_type not in set(IdType):
        faults.add(FaultCode.CODE_LIST, "请从列表中选择证件种类", field=field)
    elif not number:
        label = IdType(id_type).label
        said = f"请填写{label}" if label.endswith("代码") else f"请填写{label}号码"
        faults.add(FaultCode.REQUIRED, said, field=field)
    elif len(number) > MAX_LENGTH:
        said = f"{IdType(id_type).label}号码最多{MAX_LENGTH}位，现有{len(number)}位，请核对"
        faults.add(FaultCode.TOO_LONG, said, field=field)
    faults.raise_if_any()
    kind = IdType(id_type)
    try:
        return _CHECKS[kind](kind, number, today)
    except Faults as error:
        raise error.under(field) from None


def _check_resident(kind: IdType, number: str, today: date) -> str:
    if _RESIDENT_OLD.fullmatch(number):
        first17 = f"{number[:6]}19{number[6:]}"
        number = first17 + resident_check_digit(first17)
    faults = FaultList()
    if len(number) != 18:
        said = f"身份证号码应为18位，现有{len(number)}位，请核对"
        faults.add(FaultCode.IDENTITY_FORMAT, said, data={"reason": "length"})
    elif _RESIDENT.fullmatch(number) is None:
        said = "身份证号码前17位应为数字，且不以0开头，最后一位应为数字或X，请核对"
        faults.add(FaultCode.IDENTITY_FORMAT, said, data={"reason": "characters"})
    else:
        _check_birth(faults, number, today)
        if resident_check_digit(number[:17]) != number[17]:
            said = "身份证号码最后一位与前17位不符，可能有数字输错，请对照证件核对"
            faults.add(FaultCode.IDENTITY_CHECK_DIGIT, said)
    faults.raise_if_any()
    return number


def _check_birth(faults: FaultList, number: str, today: date) -> None:
    born = birth_date(number)
    shown = f"身份证号码第7至14位是出生日期，现为{number[6:14]}"
    if born is None:
        said, reason = f"{shown}，不是真实的日期，请核对", "unreal"
    elif born > today:
        said, reason = f"{shown}，晚于今天，请核对", "future"
    elif born < EARLIEST_BIRTH:
        said, reason = f"{shown}，早于{EARLIEST_BIRTH.year}年，请核对", "too_early"
    else:
        return
    faults.add(FaultCode.IDENTITY_BIRTH_DATE, said, data={"reason": reason})


def _check_border_paper(kind: IdType, number: str, today: date) -> str:
    bare = re.sub("[()]", "", number)  # a Hong Kong card prints its check digit in brackets
    if _RESIDENCE_PERMIT.fullmatch(bare):
        return _check_resident(kind, bare, today)
    return _check_form(kind, bare, today)


def _check_licence(kind: IdType, number: str, today: date) -> str:
    check = _check_credit if len(number) == 18 else _check_form
    return check(kind, number, today)


def _check_form(kind: IdType, number: str, today: date) -> str:
    pattern, content = _FORMS[kind]
    if pattern.fullmatch(number) is None:
        _refuse(FaultCode.IDENTITY_FORMAT, f"{kind.label}号码应为{content}，请核对", "form")
    return number


def _check_credit(kind: IdType, number: str, today: date) -> str:
    if len(number) != 18:
        said = f"统一社会信用代码应为18位，现有{len(number)}位，请核对"
        _refuse(FaultCode.IDENTITY_FORMAT, said, "length")
    if not set(number) <= set(_CREDIT_ALPHABET):
        said = "统一社会信用代码只用数字和大写字母，不用I、O、S、V、Z，请核对"
        _refuse(FaultCode.IDENTITY_FORMAT, said, "characters")
    if credit_check_char(number[:17]) != number[17]:
        said = "统一社会信用代码最后一位与前17位不符，可能有字符输错，请对照证照核对"
        inner = "agrees" if inner_code_agrees(number) else "differs"
        _refuse(FaultCode.CREDIT_CODE_CHECK, said, "check", organisation_code=inner)
    return number


def _check_organisation(kind: IdType, number: str, today: date) -> str:
    bare = number.replace("-", "")
    if re.fullmatch(r"[0-9A-Z]{8}[0-9X]", bare) is None:
        said = "组织机构代码应为9位：前8位为数字或大写字母，最后一位为数字或X，请核对"
        if len(bare) == 18:
            said = "组织机构代码应为9位；如填写18位代码，请将证件种类改选为统一社会信用代码"
        _refuse(FaultCode.IDENTITY_FORMAT, said, "form")
    if organisation_check_char(bare[:8]) != bare[8]:
        said = "组织机构代码最后一位与前8位不符，可能有字符输错，请对照证照核对"
        _refuse(FaultCode.CREDIT_CODE_CHECK, said, "check")
    return bare


def _take(kind: IdType, number: str, today: date) -> str:
    return number


def _refuse(code: FaultCode, message: str, reason: str, **data: str) -> None:
    raise Faults(Fault(code=code, message=message, data={"reason": reason, **data}))


_CHECKS: Mapping[IdType, Callable[[IdType, str, date], str]] = MappingProxyType(
    {
        IdType.RESIDENT_ID: _check_resident,
        IdType.HK_MACAO_TAIWAN: _check_border_paper,
        IdType.PASSPORT: _check_form,
        # Numbers of these papers have no national form: 军字第0012345号, 430602123.
        IdType.HOUSEHOLD_BOOK: _take,
        IdType.OFFICER_CARD: _take,
        IdType.OTHER: _take,
        IdType.ORGANISATION_CODE: _check_organisation,
        IdType.BUSINESS_LICENCE: _check_licence,
        IdType.CREDIT_CODE: _check_credit,
    }
)


def birth_date(id_no: str) -> date | None:
    """Birth date in a citizen number of 18 or 15 digits; None if there is none."""
    number = normalise_code(id_no)
    if _RESIDENT.fullmatch(number):
        digits = number[6:14]
    elif _RESIDENT_OLD.fullmatch(number):
        digits = f"19{number[6:12]}"
    else:
        return None
    try:
        return date(int(digits[:4]), int(digits[4:6]), int(digits[6:]))
    except ValueError:
        return None


def age(born: date, today: date) -> int:
    """Completed years (周岁), Civil Code 200-202; negative before birth.

    Whoever was born on 29 February completes a year on 28 February where there is no 29th.
    """
    years = today.year - born.year
    day = born.day
    if (born.month, day) == (2, 29) and not _is_leap(today.year):
        day = 28
    return years if (today.month, today.day) >= (born.month, day) else years - 1


def _is_leap(year: int) -> bool:
    return year % 4 == 0 and (year % 100 != 0 or year % 400 == 0)


def is_minor(id_no: str, today: date) -> bool:
    """Whether the holder of a citizen number is under 18 (Civil Code 17).

    False for a number without a birth date: the birth date must then be asked for.
    """
    born = birth_date(id_no)
    return born is not None and age(born, today) < ADULT_AGE


def mask(id_no: str) -> str:
    """Number as strangers may see it: `4306**********4136`; a short one shows less."""
    length = len(id_no)
    shown = 4 if length >= 12 else 2 if length >= 7 else 1 if length >= 4 else 0
    return id_no[:shown] + "*" * (length - 2 * shown) + id_no[length - shown :]


def mask_name(name: str) -> str:
    """Person's name as strangers may see it: `刘*平`, `刘*`."""
    if len(name) < 3:
        return name[:1] + "*" if len(name) == 2 else "*" * len(name)
    return name[0] + "*" * (len(name) - 2) + name[-1]
