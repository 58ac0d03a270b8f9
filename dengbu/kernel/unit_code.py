"""Parcel code (宗地代码, 19) and real-estate unit code (不动产单元代码, 28) of GB/T 37346-2019.

Levels 6+3+3+2+5 make the parcel code, 1+8 more the unit code; there is no check digit. Letters F,
G and L occur in several places, so everything is read by position.
"""

import re
from collections.abc import Container, Mapping
from dataclasses import dataclass
from enum import StrEnum, unique
from types import MappingProxyType
from typing import Self

from dengbu.kernel.chinese import normalise_code
from dengbu.kernel.fault import FaultCode, FaultList

YUEYANG_DISTRICTS: Mapping[str, str] = MappingProxyType(
    {
        "430602": "岳阳楼区",
        "430603": "云溪区",
        "430611": "君山区",
        "430621": "岳阳县",
        "430623": "华容县",
        "430624": "湘阴县",
        "430626": "平江县",
        "430681": "汨罗市",
        "430682": "临湘市",
    }
)
"""Districts of 岳阳市 (430600) by GB/T 2260 code; 430601 is statistical, never in unit codes."""

SEVERAL_BUILDINGS = 9999
"""Building number of a unit that is made of several buildings."""


@unique
class Ownership(StrEnum):
    """Land ownership (所有权), first letter of the parcel feature code."""

    STATE = "G"  # 国家土地所有权
    COLLECTIVE = "J"  # 集体土地所有权
    DISPUTED = "Z"  # 土地所有权未确定或有争议


@unique
class ParcelKind(StrEnum):
    """Kind of parcel (宗地特征), second letter of the parcel feature code."""

    COLLECTIVE_OWNERSHIP = "A"  # 集体土地所有权宗地
    CONSTRUCTION_SURFACE = "B"  # 建设用地使用权宗地(地表)
    CONSTRUCTION_ABOVE = "S"  # 建设用地使用权宗地(地上)
    CONSTRUCTION_BELOW = "X"  # 建设用地使用权宗地(地下)
    HOMESTEAD = "C"  # 宅基地使用权宗地
    CONTRACT_ARABLE = "D"  # 土地承包经营权宗地(耕地)
    CONTRACT_FOREST = "E"  # 土地承包经营权宗地(林地)
    CONTRACT_GRASS = "F"  # 土地承包经营权宗地(草地)
    FOREST_USE_OTHER = "L"  # 林地使用权宗地(承包经营以外)
    FARM_USE_OTHER = "N"  # 农用地使用权宗地(承包经营以外、非林地)
    SEA = "H"  # 海域使用权宗海
    ISLAND = "G"  # 无居民海岛使用权海岛
    DISPUTED = "W"  # 使用权未确定或有争议
    OTHER = "Y"  # 其他使用权


@unique
class FixtureKind(StrEnum):
    """Kind of fixture (定着物特征码), position 20 of the unit code."""

    NONE = "W"  # 无定着物
    BUILDING = "F"  # 房屋等建筑物、构筑物
    FOREST = "L"  # 森林或林木
    OTHER = "Q"  # 其他类型的定着物


KINDS_OF: Mapping[Ownership, frozenset[ParcelKind]] = MappingProxyType(
    {
        Ownership.STATE: frozenset(map(ParcelKind, "BSXCDEFLNHGWY")),
        Ownership.COLLECTIVE: frozenset(map(ParcelKind, "ABSXCDEFLNWY")),
        Ownership.DISPUTED: frozenset(map(ParcelKind, "WY")),
    }
)
"""Which kinds of parcel go with which ownership."""

# Segments by position: first, last (1-based, both in), pattern, name, what belongs there.
_PARCEL_SEGMENTS = (
    (1, 6, r"\d{6}", "县级行政区划代码", "6位数字"),
    (7, 9, r"\d{3}", "地籍区代码", "3位数字"),
    (10, 12, r"\d{3}", "地籍子区代码", "3位数字"),
    (13, 13, "[GJZ]", "所有权字母", "G、J、Z之一"),
    (14, 14, "[ABSXCDEFLNHGWY]", "宗地类型字母", "A、B、S、X、C、D、E、F、L、N、H、G、W、Y之一"),
    (15, 19, r"\d{5}", "宗地顺序号", "5位数字"),
)
_UNIT_SEGMENTS = (
    *_PARCEL_SEGMENTS,
    (20, 20, "[FLQW]", "定着物字母", "F、L、Q、W之一"),
    (21, 28, r"\d{8}", "定着物单元编号", "8位数字"),
)
# Whole codes that are right, since millions pass here when stock data is loaded.
_PAIRS = "|".join(f"{owner}[{''.join(sorted(kinds))}]" for owner, kinds in KINDS_OF.items())
_PARCEL_FORM = rf"\d{{12}}(?:{_PAIRS})(?!00000)\d{{5}}"
_FIXTURE_FORM = r"(?:W0{8}|F(?!0000)\d{4}(?!0000)\d{4}|[LQ](?!0{8})\d{8})"
_RIGHT = {
    19: re.compile(_PARCEL_FORM, re.ASCII),
    28: re.compile(_PARCEL_FORM + _FIXTURE_FORM, re.ASCII),
}
_SHOWN = 40  # characters of a wrong input that a message repeats


@dataclass(frozen=True, slots=True, order=True)
class ParcelCode:
    """Parcel code (宗地代码), 19 characters; `Faults` if it is not one. Sorts by its text."""

    value: str  # bare code, upper case

    def __post_init__(self) -> None:
        """Check the form, the feature pair and the serial."""
        _Checker("宗地代码", 19, _PARCEL_SEGMENTS, "").check(self.value)

    @classmethod
    def parse(cls, text: str, *, districts: Container[str] | None = None, field: str = "") -> Self:
        """Read a typed code: blanks, lower case and full-width characters are accepted.

        `districts` are the allowed GB/T 2260 codes, `field` the path named in the faults.
        """
        code = normalise_code(text)
        _Checker("宗地代码", 19, _PARCEL_SEGMENTS, field).check(code, districts)
        return cls(code)

    @classmethod
    def of(cls, sub_district: str, feature: str, serial: int) -> Self:
        """Put together 12 digits of sub-district, two feature letters and a serial 1-99999."""
        return cls(f"{sub_district}{feature}{serial:05d}")

    @property
    def district(self) -> str:
        """县级行政区划代码, 6 digits of GB/T 2260."""
        return self.value[:6]

    @property
    def sub_district_code(self) -> str:
        """地籍子区 DJZQDM, 12 digits."""
        return self.value[:12]

    @property
    def feature(self) -> str:
        """宗地特征码, two letters."""
        return self.value[12:14]

    @property
    def ownership(self) -> Ownership:
        """所有权, the first feature letter."""
        return Ownership(self.value[12])

    @property
    def kind(self) -> ParcelKind:
        """宗地类型, the second feature letter."""
        return ParcelKind(self.value[13])

    @property
    def serial(self) -> int:
        """宗地顺序号, 1-99999 within sub-district and feature code."""
        return int(self.value[14:])

    def display(self) -> str:
        """Blocks of 6+6+7, as printed."""
        return f"{self.value[:6]} {self.value[6:12]} {self.value[12:]}"

    def __str__(self) -> str:
        """Bare code."""
        return self.value


@dataclass(frozen=True, slots=True, order=True)
class UnitCode:
    """Unit code (不动产单元代码), 28 characters; `Faults` if it is not one. Sorts by its text."""

    value: str  # bare code, upper case

    def __post_init__(self) -> None:
        """Check the form and everything that follows from the code alone."""
        _Checker("不动产单元号", 28, _UNIT_SEGMENTS, "").check(self.value)

    @classmethod
    def parse(cls, text: str, *, districts: Container[str] | None = None, field: str = "") -> Self:
        """Read a typed code: blanks, lower case and full-width characters are accepted.

        `districts` are the allowed GB/T 2260 codes, `field` the path named in the faults.
        """
        code = normalise_code(text)
        _Checker("不动产单元号", 28, _UNIT_SEGMENTS, field).check(code, districts)
        return cls(code)

    @classmethod
    def of_house(cls, parcel: ParcelCode | str, building_no: int, household_no: int) -> Self:
        """House unit: building 1-9999 within the parcel, household 1-9999 within the building."""
        return cls(f"{parcel}F{building_no:04d}{household_no:04d}")

    @classmethod
    def of_land(cls, parcel: ParcelCode | str) -> Self:
        """Unit of the land alone, which carries the land right."""
        return cls(f"{parcel}W00000000")

    @classmethod
    def of_fixture(cls, parcel: ParcelCode | str, kind: FixtureKind, serial: int) -> Self:
        """Trees (L) or another fixture (Q): serial 1-99999999 within the parcel."""
        return cls(f"{parcel}{kind}{serial:08d}")

    @property
    def parcel(self) -> ParcelCode:
        """The parcel's code as a value."""
        return ParcelCode(self.value[:19])

    @property
    def parcel_code(self) -> str:
        """宗地代码 ZDDM, first 19 characters."""
        return self.value[:19]

    @property
    def district(self) -> str:
        """县级行政区划代码, 6 digits of GB/T 2260."""
        return self.value[:6]

    @property
    def cadastral_district(self) -> str:
        """地籍区代码, 3 digits (positions 7-9)."""
        return self.value[6:9]

    @property
    def cadastral_sub_district(self) -> str:
        """地籍子区代码, 3 digits (positions 10-12)."""
        return self.value[9:12]

    @property
    def sub_district_code(self) -> str:
        """地籍子区 DJZQDM, 12 digits."""
        return self.value[:12]

    @property
    def feature(self) -> str:
        """宗地特征码, two letters."""
        return self.value[12:14]

    @property
    def ownership(self) -> Ownership:
        """所有权, the first feature letter."""
        return Ownership(self.value[12])

    @property
    def kind(self) -> ParcelKind:
        """宗地类型, the second feature letter."""
        return ParcelKind(self.value[13])

    @property
    def fixture(self) -> FixtureKind:
        """定着物特征码, position 20."""
        return FixtureKind(self.value[19])

    @property
    def fixture_code(self) -> str:
        """定着物代码, last 9 characters."""
        return self.value[19:]

    @property
    def building_code(self) -> str | None:
        """自然幢号 ZRZH, 24 characters; None for no house, or one made of several buildings."""
        if self.building_no in (None, SEVERAL_BUILDINGS):
            return None
        return self.value[:24]

    @property
    def building_no(self) -> int | None:
        """幢号 within the parcel, 9999 for several buildings; None if this is no house."""
        return int(self.value[20:24]) if self.fixture is FixtureKind.BUILDING else None

    @property
    def household_no(self) -> int | None:
        """户号 within the building, a serial and not the door number; None for no house."""
        return int(self.value[24:]) if self.fixture is FixtureKind.BUILDING else None

    def display(self) -> str:
        """Blocks of 6+6+7+9, as printed."""
        return f"{self.value[:6]} {self.value[6:12]} {self.value[12:19]} {self.value[19:]}"

    def __str__(self) -> str:
        """Bare code."""
        return self.value


@dataclass(frozen=True, slots=True)
class _Checker:
    """Finds every fault of one code; the form is checked first, the meaning only if it holds."""

    name: str  # what the person calls it
    length: int  # characters
    segments: tuple[tuple[int, int, str, str, str], ...]  # positions, pattern, name, content
    field: str  # path for the faults

    def check(self, code: str, districts: Container[str] | None = None) -> None:
        known = districts is None or code[:6] in districts
        if known and _RIGHT[self.length].fullmatch(code) is not None:
            return
        faults = FaultList()
        if not code:
            said = f"请填写{self.name}（{self.length}位）"
            faults.add(FaultCode.REQUIRED, said, field=self.field)
        elif len(code) != self.length:
            said = f"{self.name}“{code[:_SHOWN]}”现有{len(code)}位，应为{self.length}位，请核对"
            self._add(faults, "length", said, code)
        else:
            self._check_characters(faults, code)
        if not faults:
            self._check_parcel(faults, code, districts)
            if self.length > 19:
                self._check_fixture(faults, code)
        faults.raise_if_any()

    def _check_characters(self, faults: FaultList, code: str) -> None:
        for first, last, pattern, name, content in self.segments:
            part = code[first - 1 : last]
            if re.fullmatch(pattern, part, re.ASCII) is None:
                place = f"第{first}位" if first == last else f"第{first}至{last}位"
                said = f"{self.name}{place}是{name}，应为{content}，现为“{part}”，请核对"
                self._add(faults, "characters", said, code, position=str(first))

    def _check_parcel(self, faults: FaultList, code: str, districts: Container[str] | None) -> None:
        district, ownership, kind, serial = code[:6], code[12], code[13], code[14:19]
        if districts is not None and district not in districts:
            said = f"{self.name}前6位“{district}”不是可用的县级行政区划代码，请核对"
            self._add(faults, "district", said, code)
        if kind not in KINDS_OF[Ownership(ownership)]:
            said = f"{self.name}第13至14位“{ownership}{kind}”不是有效的宗地特征码，请核对"
            self._add(faults, "feature_pair", said, code)
        if serial == "00000":
            said = f"{self.name}第15至19位宗地顺序号不能是00000，请核对"
            self._add(faults, "parcel_serial", said, code)

    def _check_fixture(self, faults: FaultList, code: str) -> None:
        letter, number, building, household = code[19], code[20:], code[20:24], code[24:]
        reason = said = ""
        if letter == "W":
            if number != "00000000":
                reason = "land_number"
                said = f"第20位为W（无定着物）时后8位应为00000000，现为{number}"
        elif number == "00000000":
            reason, said = "fixture_serial", f"第20位为{letter}时后8位不能是00000000"
        elif letter == "F" and building == "0000":
            reason, said = "building", "第21至24位幢号不能是0000"
        elif letter == "F" and household == "0000":
            reason, said = "household", "第25至28位户号不能是0000，整幢房屋不能作为一个单元登记"
        if reason:
            self._add(faults, reason, f"{self.name}{said}，请核对", code)

    def _add(self, faults: FaultList, reason: str, message: str, code: str, **data: str) -> None:
        details = {"reason": reason, "value": code[:_SHOWN], **data}
        faults.add(FaultCode.UNIT_CODE_FORMAT, message, field=self.field, data=details)
