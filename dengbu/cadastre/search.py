"""Finding a unit from what a person types: parts of an address, or the front of a code.

People at a window say “金鹗路 3栋 502”. Every part must occur in the address; a part that starts
with a digit starts a number there too, so that “3栋” does not bring “13栋”. What was typed is first
looked for as it stands, then with gaps (“3栋502” in “3栋2单元502室”). The trigram index answers
parts of three characters and more, the index of single characters shorter ones.
"""

import re
from collections.abc import Iterator, Sequence

from django.db import connection

from dengbu.cadastre.models import VALID
from dengbu.cadastre.values import UnitHit
from dengbu.kernel.chinese import fold, normalise_code

LONGEST = 100  # characters of a query that are read
_CODE = re.compile(r"\d{7,12}([GJZ][A-Z]?(\d{0,5}|\d{5}[FLQW]\d{0,8}))?", re.ASCII)
_PIECES = re.compile(r"[0-9]+|[^0-9]+")
_CANDIDATES = 200  # rows sorted by address; more are only counted as more
_TRIGRAM = 3  # characters from which the trigram index can answer
_COLUMNS = "code, address, planned_use, floor_area"

Value = str | list[str]


def search_units(text: str, *, limit: int = 20, office: str | None = None) -> list[UnitHit]:
    """Valid units whose code starts with `text`, or whose address holds all its parts.

    At most `limit`, in the order of their addresses; empty for a text without a letter or digit.
    """
    code = normalise_code(text[:LONGEST])
    if _CODE.fullmatch(code):
        return _ask("code LIKE %s", [f"{code}%"], limit=limit, office=office)
    parts = [fold(part) for part in re.split(r"[\s,，、;；]+", text[:LONGEST]) if fold(part)]
    if not any(char.isalnum() for part in parts for char in part):
        return []
    for conditions in (_as_typed, _with_gaps):
        found = [condition for part in parts for condition in conditions(part)]
        where = " AND ".join(sql for sql, _ in found)
        hits = _ask(where, [value for _, value in found], limit=limit, office=office)
        if hits:
            return hits
    return []


def _as_typed(part: str) -> Iterator[tuple[str, Value]]:
    yield "search LIKE %s", f"%{_escape(part)}%"
    if len(part) < _TRIGRAM:
        yield "string_to_array(search, NULL) @> %s", list(part)
    if part[0].isdigit():
        yield "search ~ %s", _number_or_text(part)


def _with_gaps(part: str) -> Iterator[tuple[str, Value]]:
    """Between the pieces of one part other parts of the address may stand."""
    pieces = _PIECES.findall(part)
    yield "search LIKE %s", f"%{'%'.join(_escape(piece) for piece in pieces)}%"
    if all(len(piece) < _TRIGRAM for piece in pieces):
        yield "string_to_array(search, NULL) @> %s", sorted(set(part))
    if any(piece[0].isdigit() for piece in pieces):
        yield "search ~ %s", ".*".join(_number_or_text(piece) for piece in pieces)


def _escape(piece: str) -> str:
    return re.sub(r"([\\%_])", r"\\\1", piece)


def _number_or_text(piece: str) -> str:
    text = re.sub(r"(\W)", r"\\\1", piece)
    return f"(?<![0-9]){text}" if piece[0].isdigit() else text


def _ask(where: str, values: Sequence[Value], *, limit: int, office: str | None) -> list[UnitHit]:
    scope, scope_values = ("AND office = %s", [office]) if office is not None else ("", [])
    # The inner limit bounds the sort, whatever the person typed. Constants and placeholders only.
    sql = (
        f"SELECT {_COLUMNS} FROM (SELECT {_COLUMNS} FROM cadastre_unit WHERE {where} "  # noqa: S608
        f"AND status = {VALID} {scope} LIMIT {_CANDIDATES}) AS found "
        "ORDER BY address, code LIMIT %s"
    )
    with connection.cursor() as cursor:
        cursor.execute(sql, [*values, *scope_values, limit])
        rows = cursor.fetchall()
    return [UnitHit(code=c, address=a, planned_use=u, floor_area=m) for c, a, u, m in rows]
