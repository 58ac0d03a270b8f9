"""Numbers of certificates, proofs and cases (unit-code.md parts 4 and 5).

Certificate numbers follow 国土资发〔2015〕25号. Counting them without gaps is the register's
work; here they are only written and read.
"""

import re
from dataclasses import dataclass
from datetime import date
from typing import Self

from dengbu.kernel.chinese import normalise_code
from dengbu.kernel.fault import Fault, FaultCode, FaultList, Faults

PROVINCES = frozenset("京津冀晋蒙辽吉黑沪苏浙皖闽赣鲁豫鄂湘粤桂琼渝川贵云藏陕甘青宁新")
"""One-character names of the provinces that issue certificates."""

FIRST_YEAR = 2015
"""Year in which the unified certificates began, REGULATION in force 2015-03-01."""

LAST_SERIAL = 9_999_999
"""Largest yearly serial of one issuer."""

_TITLE = "不动产权"
_PROOF = "不动产证明"
_CERTIFICATE = re.compile(
    r"(?P<province>.)[(\[〔【]?(?P<year>\d{4})[)\]〕】]?(?P<issuer>[^不]+)"
    rf"(?P<kind>{_TITLE}|{_PROOF})第?(?P<serial>\d{{7}}|[1-9]\d{{0,5}})号?",
    re.ASCII,
)
_ISSUER = re.compile(r"[\u4e00-\u9fff]{2,30}")


@dataclass(frozen=True, slots=True, kw_only=True)
class CertificateNumber:
    """Number of a certificate or proof, as `湘(2024)岳阳市不动产权第0000001号`.

    `Faults` (CERTIFICATE_NUMBER_FORMAT) naming every part that is wrong.
    """

    province: str  # short name of the province, 湘
    year: int  # of issue
    issuer: str  # full name of the city or county, 岳阳市
    title: bool  # 不动产权证书, ownership and use rights; otherwise a proof 不动产登记证明
    serial: int  # 1 to 9999999 within issuer, year and kind of document

    def __post_init__(self) -> None:
        """Check each part."""
        faults = FaultList()
        code = FaultCode.CERTIFICATE_NUMBER_FORMAT
        if self.province not in PROVINCES:
            said = f"证号开头的“{self.province}”不是省份简称，请核对"
            faults.add(code, said, data={"reason": "province"})
        if not FIRST_YEAR <= self.year <= 9999:
            said = f"证号中的年份{self.year}早于{FIRST_YEAR}年，请核对"
            faults.add(code, said, data={"reason": "year"})
        if _ISSUER.fullmatch(self.issuer) is None or "不" in self.issuer:
            said = f"证号中的“{self.issuer[:30]}”不是发证市县的名称，请核对"
            faults.add(code, said, data={"reason": "issuer"})
        if not 1 <= self.serial <= LAST_SERIAL:
            said = "证号中的顺序号应为0000001至9999999，请核对"
            faults.add(code, said, data={"reason": "serial"})
        faults.raise_if_any()

    @classmethod
    def parse(cls, text: str, *, today: date | None = None, field: str = "") -> Self:
        """Read a typed number; digits of either width, blanks anywhere.

        Brackets of any kind or none, a serial without its leading noughts and a missing 第 or 号
        are read as well: only one number can be meant. A short serial that begins with a nought
        has lost a digit and is refused.

        With `today`, a year still to come is refused.
        """
        typed = normalise_code(text)
        if not typed:
            raise Faults(Fault(code=FaultCode.REQUIRED, message="请填写证号", field=field))
        found = _CERTIFICATE.fullmatch(typed)
        if found is None:
            said = (
                f"“{typed[:40]}”不是有效的证号，请按“湘(2024)岳阳市不动产权第0000001号”的样式填写"
            )
            raise _certificate_fault(said, field, "form")
        year = int(found["year"])
        if today is not None and year > today.year:
            raise _certificate_fault(f"证号中的年份{year}晚于今年，请核对", field, "future")
        try:
            return cls(
                province=found["province"],
                year=year,
                issuer=found["issuer"],
                title=found["kind"] == _TITLE,
                serial=int(found["serial"]),
            )
        except Faults as error:
            raise error.under(field) from None

    def __str__(self) -> str:
        """Storage form, ASCII brackets."""
        return f"{self.province}({self.year}){self._rest()}"

    def display(self) -> str:
        """Printed form, full-width brackets."""
        return f"{self.province}（{self.year}）{self._rest()}"

    def _rest(self) -> str:
        kind = _TITLE if self.title else _PROOF
        return f"{self.issuer}{kind}第{self.serial:07d}号"


def _certificate_fault(message: str, field: str, reason: str) -> Faults:
    code = FaultCode.CERTIFICATE_NUMBER_FORMAT
    return Faults(Fault(code=code, message=message, field=field, data={"reason": reason}))


class CaseNo(str):
    """Case number (业务号 YWH), a string of 20 digits: 6 district, 8 date, 6 serial.

    `Faults` (CASE_NUMBER_FORMAT) if it is not one.
    """

    __slots__ = ()

    def __new__(cls, digits: str) -> Self:
        """Check the digits, the date inside and the serial."""
        reason = _case_reason(digits)
        if reason:
            said = f"“{digits[:30]}”不是有效的业务号：{reason}，请核对"
            raise Faults(Fault(code=FaultCode.CASE_NUMBER_FORMAT, message=said))
        return super().__new__(cls, digits)

    @property
    def district(self) -> str:
        """District code of the office that accepted the case."""
        return str(self[:6])

    @property
    def day(self) -> date:
        """Day of acceptance in China."""
        return date.fromisoformat(self[6:14])

    @property
    def serial(self) -> int:
        """Serial of the office on that day, from 1."""
        return int(self[14:])


def _case_reason(digits: str) -> str:
    if re.fullmatch(r"\d{20}", digits, re.ASCII) is None:
        return "应为20位数字"
    try:
        date.fromisoformat(digits[6:14])
    except ValueError:
        return "第7至14位不是真实的日期"
    return "最后6位不能是000000" if digits[14:] == "000000" else ""


def case_no(district: str, day: date, serial: int) -> CaseNo:
    """Put a case number together; `Faults` if a part does not fit its place."""
    return CaseNo(f"{district}{day:%Y%m%d}{serial:06d}")


def show_case_no(number: str) -> str:
    """Blocks of 6+8+6, as printed: `430602 20241212 000318`."""
    return f"{number[:6]} {number[6:14]} {number[14:]}"
