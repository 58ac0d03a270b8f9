"""Finding a case by what a person types: a number, a unit code, a piece of the address, a name.

Chinese has no blanks between words and many names of two characters, so a text is cut into pairs
of neighbouring characters; the last character stands alone. A word of several characters is found
by its pairs, one of a single character by the pairs that begin with it. So nothing is too short.
"""

import re
from calendar import monthrange
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from enum import Enum

from dengbu.kernel.chinese import fold, normalise_code

LONGEST = 100  # characters of a query that are read
MOST_PARTS = 8
_PAIRS = 5  # of a text that an index is asked for
CASE_NUMBER, UNIT_CODE = 20, 28  # characters
_OFFICE, _YEAR_END = 6, 10  # places in a case number: office, year, month, day, serial
_NUMBER = re.compile(r"[0-9]{4,20}", re.ASCII)
_CODE = re.compile(r"(?=[0-9]*[A-Z])[0-9A-Z]{6,28}", re.ASCII)
_SURELY = 6  # digits from which a number is no part of an address
_BETWEEN = "\n"  # of address and names: nobody types it
_PARTS = re.compile(r"[\s,，、;；]+")


class Kind(Enum):
    """How a part of the query is understood."""

    TEXT = "TEXT"  # in the address or a name
    NUMBER = "NUMBER"  # beginning or end of a case number
    EITHER = "EITHER"  # few digits: the end of a number, or text
    CODE = "CODE"  # beginning or end of a unit code


@dataclass(frozen=True, slots=True)
class Part:
    """One part of a query; every part must be found."""

    kind: Kind
    text: str  # folded, or a code in capitals


def searchable(address: str, names: Iterable[str]) -> str:
    """What a case is found by, beside its numbers: its address and everybody in it."""
    return _BETWEEN.join(dict.fromkeys(fold(x) for x in (address, *names) if x.strip()))


def parts_of(typed: str) -> tuple[Part, ...]:
    """The query in parts; empty for one without a letter or digit.

    A number or code that is written in blocks, as it is shown, is one part.
    """
    whole_code = _part(typed[:LONGEST])
    if whole_code.kind is not Kind.TEXT:
        return (whole_code,)
    found = [_part(word) for word in _PARTS.split(typed[:LONGEST]) if fold(word)]
    whole = tuple(dict.fromkeys(found))[:MOST_PARTS]
    return whole if any(c.isalnum() for part in whole for c in part.text) else ()


def _part(word: str) -> Part:
    code = normalise_code(word)
    if _NUMBER.fullmatch(code):
        return Part(Kind.NUMBER if len(code) >= _SURELY else Kind.EITHER, code)
    if _CODE.fullmatch(code) and any(c.isdigit() for c in code):
        return Part(Kind.CODE, code)
    return Part(Kind.TEXT, fold(word))


def pairs_query(text: str) -> str:
    """Pairs of a text as a PostgreSQL ``tsquery``: all of a short one, of a long one some.

    Every pair more is one more list to read, and those of a street's beginning are in every case;
    a few from the whole length leave so little that the text itself is compared with the rest.
    """
    if len(text) == 1:
        return f"{_quoted(text)}:*"
    last = len(text) - 2
    few = [round(n * last / (_PAIRS - 1)) for n in range(_PAIRS)] if last >= _PAIRS else None
    places = range(last + 1) if few is None else few
    return " & ".join(dict.fromkeys(_quoted(text[i : i + 2]) for i in places))


def _quoted(lexeme: str) -> str:
    return "'" + lexeme.replace("\\", "\\\\").replace("'", "''") + "'"


def pattern(text: str) -> str:
    """A pattern for LIKE that holds the text anywhere."""
    return "%" + re.sub(r"([\\%_])", r"\\\1", text) + "%"


def number_begins(text: str) -> str | None:
    """A regular expression that lets a leading number begin there: 3栋 is not 13栋."""
    if not text[0].isdigit():
        return None
    return "(?<![0-9])" + re.sub(r"(\W)", r"\\\1", text)


def days_of(number: str) -> tuple[date, date] | None:
    """First and last day on which a case could be accepted whose number begins so.

    A case number bears its day behind the six digits of the office. None for a beginning that says
    too little, and for a whole number, which says enough without.
    """
    if not _YEAR_END <= len(number) < CASE_NUMBER:
        return None
    day = number[_OFFICE : _OFFICE + 8]
    return _day(day.ljust(8, "0")), _day(day.ljust(8, "9"))


def _day(digits: str) -> date:
    """The day that eight digits mean, or the nearest one there is."""
    year = max(1, int(digits[:4]))
    month = min(max(1, int(digits[4:6])), 12)
    return date(year, month, min(max(1, int(digits[6:])), monthrange(year, month)[1]))


def span(text: str, *, length: int, last: str) -> tuple[str, str]:
    """The first and the last code of that length that begins so, in every collation.

    ``last`` is the greatest character of the code: 9 or Z.
    """
    return text.ljust(length, "0"), text.ljust(length, last)
