"""Reading the fields under a question: every one that cannot be read is noted at its name."""

import re
from collections.abc import Iterable, Mapping
from datetime import date, time
from fractions import Fraction

from dengbu.kernel.chinese import day_words, normalise_code, parse_date, visible
from dengbu.kernel.fault import FaultCode, FaultList
from dengbu.kernel.share import parse_share

MOST_ROWS = 20
"""Persons under one question."""
MOST_NAME = 60
"""Characters of a name."""


MOST_TEXT = 200
"""Characters of a field that are kept; what is longer cannot be read as anything."""

_PLAIN = "any|couple|since|common|made_on|form|witnesses|loose|danger_over|knew_on|accepted_on"
_SAID = "stance|on|ground|pardoned|shared|guardian"
_ROW = "name|life|born_on|died_on|died_at|event|since|until|tie|other|of|through|share"
_HOLDER = "life|died_on|died_at|event|share"
_BESIDE = r"spouse\.(?:name|of|since|died_on|died_at|event)|reserve\.(?:name|share)"
_KNOWN = re.compile(
    rf"(?:{_PLAIN}|{_SAID})|rows\.1?\d\.(?:{_ROW})|h\d{{1,3}}\.(?:{_HOLDER})|{_BESIDE}", re.ASCII
)


def kept(said: Mapping[str, str]) -> dict[str, str]:
    """What is kept of an answer: fields that questions have, filled, of bounded length."""
    return {
        name: text[:MOST_TEXT]
        for name, text in said.items()
        if text.strip() and _KNOWN.fullmatch(name)
    }


class Said:
    """What stands in the fields, by name."""

    __slots__ = ("_faults", "_said")

    def __init__(self, said: Mapping[str, str], faults: FaultList) -> None:
        """Read from `said`, noting in `faults`."""
        self._said, self._faults = said, faults

    def missing(self, field: str, words: str) -> None:
        """Note that a field must be given."""
        self._faults.add(FaultCode.REQUIRED, words, field=field)

    def text(self, field: str) -> str:
        """One line of text without what nobody sees."""
        return " ".join(visible(self._said.get(field, "")).split())[:MOST_NAME]

    def name(self, field: str) -> str:
        """A name, which must be given."""
        raw = " ".join(self._said.get(field, "").split())
        if not raw:
            self.missing(field, "请填写姓名")
        elif len(raw) > MOST_NAME:
            said = f"姓名最多{MOST_NAME}个字"
            self._faults.add(FaultCode.TOO_LONG, said, field=field)
        return self.text(field)

    def day(self, field: str) -> date | None:
        """A day; None for none."""
        typed = self._said.get(field, "").strip()
        if typed:
            with self._faults.catch():
                return parse_date(typed, field=field)
        return None

    def hour(self, field: str) -> time | None:
        """A time of the day such as 09:30; None for none."""
        typed = normalise_code(self._said.get(field, ""))
        if not typed:
            return None
        try:
            return time.fromisoformat(typed)
        except ValueError:
            said = f"“{typed[:20]}”不是有效的时刻，请按“09:30”的样式填写"
            self._faults.add(FaultCode.DATE_FORMAT, said, field=field)
            return None

    def share(self, field: str) -> Fraction:
        """A share above 0 and up to 1; 1 where it cannot be read, and it is noted."""
        with self._faults.catch():
            return parse_share(self._said.get(field, ""), field=field)
        return Fraction(1)

    def count(self, field: str) -> int:
        """A whole number from 0 to 99; 0 for none."""
        typed = normalise_code(self._said.get(field, ""))
        if typed and not (typed.isdecimal() and len(typed) < 3):
            self._faults.add(FaultCode.CODE_LIST, "请填整数", field=field)
            return 0
        return int(typed or "0")

    def code(self, field: str, allowed: Iterable[str], default: str) -> str:
        """One of the allowed values; the default for none."""
        typed = self._said.get(field, "").strip()
        if not typed:
            return default
        if typed not in set(allowed):
            self._faults.add(FaultCode.CODE_LIST, "请从选项里选一个", field=field)
            return default
        return typed


DAYS_PAST = (".died_on", ".born_on", ".since", ".until")
"""Ends of the names of fields whose day lies behind whoever tells it."""


def to_come(said: Mapping[str, str], *, today: date) -> FaultList:
    """Days that have not come yet, each at its field: nobody has died tomorrow."""
    faults, unread = FaultList(), FaultList()
    read = Said(said, unread)  # what cannot be read is told where the question is read
    for field in said:
        day = read.day(field) if f".{field}".endswith(DAYS_PAST) else None
        if day is not None and day > today:
            words = f"{day_words(day)}还没有到，请对照证明材料核对"
            faults.add(FaultCode.DATE_RANGE, words, field=field)
    return faults
