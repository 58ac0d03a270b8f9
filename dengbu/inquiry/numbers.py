"""Numbers of queries (查询编号): `CX`, office, day, serial of the day."""

import re
from datetime import date

from dengbu.kernel.chinese import normalise_code
from dengbu.kernel.fault import Fault, FaultCode, Faults

_NUMBER = re.compile(r"CX\d{20}", re.ASCII)


def inquiry_no(office: str, day: date, serial: int) -> str:
    """`CX43060220261126000012`."""
    return f"CX{office}{day:%Y%m%d}{serial:06d}"


def read_inquiry_no(text: str, *, field: str = "") -> str:
    """A typed number in storage form. Raises `Faults` CASE_NUMBER_FORMAT."""
    found = normalise_code(text)
    if _NUMBER.fullmatch(found) is None:
        said = f"“{text[:40]}”不是查询编号：应为 CX 和20位数字，请照结果上印的填"
        raise Faults(Fault(code=FaultCode.CASE_NUMBER_FORMAT, message=said, field=field))
    return found


def show_inquiry_no(number: str) -> str:
    """Blocks, as printed: `CX 430602 20261126 000012`."""
    return f"{number[:2]} {number[2:8]} {number[8:16]} {number[16:]}"
