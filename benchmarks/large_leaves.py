"""The canonical form of each booking of the large register, as SQL: see ``register.booking.leaf``.

The audit rebuilds the very same from the rows, so it tells at once when the two differ.
"""

import re

from benchmarks.ground import BANK, OFFICE
from benchmarks.large_facts import (
    HELD,
    KINDS,
    LEND,
    PRICE,
    SCOPE,
    SHARED,
    SOLD,
    case_no,
    certificate_no,
    instant,
    serials,
)

SALT = "decode(md5(booking::text), 'hex')"
_AT = {kind.code: instant(kind.at) for kind in KINDS}
_SQL = re.compile("«(.*?)»", re.DOTALL)
_BANK = f'["{BANK.name}","8","{BANK.id_no}","2"]'


def _text(template: str) -> str:
    """An SQL expression of ``template``, in which SQL stands between « and »."""
    parts = _SQL.split(template)
    return " || ".join(
        f"({part})" if n % 2 else "'" + part.replace("'", "''") + "'"
        for n, part in enumerate(parts)
        if part
    )


def _instant(value: str) -> str:
    """As JSON has it: UTC, whole seconds."""
    return f"""to_char({value} AT TIME ZONE 'UTC', '\\"YYYY-MM-DD"T"HH24:MI:SS"+00:00"\\"')"""


def _person(who: str) -> str:
    return f'["«{who}_name»","1","«{who}_no»","1"]'


def _opened_first() -> str:
    first = _text(_person("h"))
    seller = _text(_person("s"))
    second = _text(f",[«b + 4»,«b + 2»,{_person('o')},1«CASE WHEN {SHARED} THEN ',1' ELSE '' END»]")
    way = (
        f"CASE WHEN {HELD} THEN '\"1\",null,2' WHEN {SHARED} THEN '\"2\",3,2'"
        " ELSE '\"0\",null,1' END"
    )
    return _text(
        '{"register_ownership":[[«b + 2»,«b + 8»,«b + 1»,'
        f'«{_instant(_AT["F"])}»,"4",«{way}»,"102",null,"2079-06-30"]],'
        '"register_ownershipholder":[[«b + 3»,«b + 2»,'
        f"«CASE WHEN {SOLD} THEN {seller} ELSE {first} END»,0"
        f"«CASE WHEN {SHARED} THEN ',2' ELSE '' END»]"
        f"«CASE WHEN {HELD} OR {SHARED} THEN {second} ELSE '' END»]}}"
    )


def _opened_sale() -> str:
    return _text(
        '{"register_ownership":[[«b + 23»,«b + 8»,«b + 22»,'
        f'«{_instant(_AT["T"])}»,"4","0",null,1,"102",null,"2079-06-30",'
        f'"«{PRICE}».00",«b + 2»]],'
        f'"register_ownershipholder":[[«b + 24»,«b + 23»,{_person("h")},0]]}}'
    )


def _opened_mortgage(code: str, slot: int, who: str, rank: str) -> str:
    return _text(
        f'{{"register_mortgage":[[«b + {slot + 2}»,«b + 8»,«b + {slot + 1}»,'
        f'«{_instant(_AT[code])}»,"1","«{LEND}».00","2016-01-01","2046-01-01",'
        f'"{SCOPE}",null,"",«{rank}»,0]],'
        f'"register_mortgageparty":[[«b + {slot + 3}»,«b + {slot + 2}»,{_BANK},"E",0],'
        f'[«b + {slot + 4}»,«b + {slot + 2}»,{_person(who)},"O",0]]}}'
    )


def _opened_seizure() -> str:
    at = _instant(_AT["Z"])
    return _text(
        f'{{"register_seizure":[[«b + 37»,«b + 8»,«b + 36»,«{at}»,"1","岳阳楼区人民法院","执«n»",'
        f'«{at}»,0,1095,"全部",""]]}}'
    )


def _closed(table: str, slot: int, entry: int, code: str) -> str:
    return _text(f'[["register_{table}",«b + {slot}»,«b + {entry}»,«{_instant(_AT[code])}»]]')


def _certificate(number: int, letter: str, year: str, serial: str) -> str:
    slot = KINDS[number - 1].slot
    right = f"«b + {slot + 2}»" if letter == "T" else f"null,«b + {slot + 2}»"
    return _text(
        f'[[«b + {slot + 5}»,"{letter}",«{year}»,«{serial}»,'
        f'"«{certificate_no(letter, year, serial)}»",«b + 8»,«b + {slot + 1}»,{right}]]'
    )


def _by_kind(found: dict[int, str], otherwise: str) -> str:
    cases = " ".join(f"WHEN {number} THEN {sql}" for number, sql in found.items())
    return f"CASE kind {cases} ELSE '{otherwise}' END"


def payload() -> str:
    """The canonical form of the booking of an event, as text."""
    opened = {
        1: _opened_first(),
        2: _opened_mortgage("L", 11, "s", "1"),
        4: _opened_sale(),
        5: _opened_mortgage("M", 28, "h", "1 + (k % 8 = 5)::integer"),
        6: _opened_seizure(),
    }
    closed = {3: _closed("mortgage", 13, 19, "X"), 4: _closed("ownership", 2, 22, "T")}
    certificates = {number: _certificate(number, *rest) for number, *rest in serials()}
    at = _instant("at")
    return _text(
        f'{{"booking":[«booking»,"«{case_no()}»",0,1,"段俊",false,«{at}»],'
        f'"closed":«{_by_kind(closed, "[]")}»,'
        '"entries":[[«booking + 1»,«booking»,0,«b + 8»,«registration»,"«subclass»","«right_type»",'
        f'"«cause»",«coalesce(follows::text, \'null\')»,«{at}»]],"office":"{OFFICE}",'
        f'"opened":«{_by_kind(opened, "{}")}»,"pages":[[«b + 8»,"«code»"]]}}\n'
        f"«{_by_kind(certificates, '[]')}»"
    )
