"""What is entered on the n-th unit of the large register, as SQL of ``n`` alone.

Nothing is drawn by chance and nothing is read back: every table can be written by a statement of
its own, in the order of its indexes, and the register can grow by further units at any time.

Units come in chunks of 6,000, three persons to six units (with one, two and three homes). A chunk
belongs to one of four years of first registration, so that certificate numbers have no gap however
many chunks there are. On the k-th unit of a chunk, in this order:

* ``F`` first registration, of every unit: to one person, to two jointly, or to two by shares;
* ``L`` an old mortgage and ``X`` its cancellation, on every eighth;
* ``T`` a sale, of every fourth;
* ``M`` a mortgage that stands, on every third;
* ``Z`` a seizure, on every 300th.
"""

from dataclasses import dataclass
from datetime import UTC, datetime

from benchmarks.ground import GIVEN, OFFICE, ROADS, SURNAMES

CHUNK = 6_000  # units
SLOTS = 40  # ids a unit
RIGHTS = CHUNK + CHUNK // 3 + CHUNK // 300  # current rights of a chunk
LEAVES = CHUNK + 2 * (CHUNK // 8) + CHUNK // 4 + CHUNK // 3 + CHUNK // 300
FIRST_YEARS = (2016, 2018, 2020, 2022)
SOLD_AFTER = 3  # years
DAY = 86_400
SEIZED = datetime(2026, 2, 1, tzinfo=UTC)
SOLD, LENT, REPAID, HELD, SEIZURE = (
    "k % 4 = 1",
    "k % 3 = 0",
    "k % 8 = 5",
    "k % 6 = 4",
    "k % 300 = 7",
)
SHARED = "k % 30 = 8"
"""Which units have what. ``HELD``: by two jointly, ``SHARED``: by shares; all REPAID are SOLD."""
PRICE, LEND = "600000 + k * 100", "300000 + k * 100"  # yuan
SCOPE = "主债权及其利息、违约金、损害赔偿金和实现抵押权的费用"


@dataclass(frozen=True, kw_only=True, slots=True)
class Kind:
    """A kind of booking: on which units, when, its ids, and its entry."""

    code: str
    on: str  # condition
    at: str  # seconds since 1970
    slot: int  # of the booking's id; the entry has the next
    leaf: int  # slot of the leaf
    index: str  # of the leaf within those of its chunk
    entry: str  # registration type, subclass, right type, cause
    follows: str  # slot of the entry that it rests on
    day: str = "q * 30 + k % 30"  # number among those of its day
    certificate: str = ""  # T or P
    serial: str = ""
    a_chunk: int = 0  # certificates
    later: int = 0  # years after the first registration


def _years(later: int) -> str:
    """Seconds of the second day of the chunk's year and ``later`` years."""
    days = (datetime(y + later, 1, 2, tzinfo=UTC) for y in FIRST_YEARS)
    return f"('{{{','.join(str(int(d.timestamp())) for d in days)}}}'::bigint[])[c % 4 + 1]"


_FIRST = f"{_years(0)} + k * 4000 + q"
_SOLD = f"{_years(SOLD_AFTER)} + k * 4000 + q"
KINDS = (
    Kind(
        code="F",
        on="true",
        at=_FIRST,
        slot=0,
        leaf=6,
        index="k",
        entry="100, '1003', '4', '首次登记'",
        follows="NULL",
        certificate="T",
        serial="q * 6000 + k + 1",
        a_chunk=CHUNK,
    ),
    Kind(
        code="L",
        on=REPAID,
        at=f"{_FIRST} + {30 * DAY}",
        slot=11,
        leaf=17,
        index="6000 + k / 8",
        entry="100, '1051', '23', '抵押'",
        follows="b + 1",
        certificate="P",
        serial="q * 750 + k / 8 + 1",
        a_chunk=CHUNK // 8,
    ),
    Kind(
        code="X",
        on=REPAID,
        at=f"{_years(2)} + k * 1000 + q",
        slot=18,
        leaf=20,
        index="6750 + k / 8",
        entry="400, '4051', '23', '债务履行完毕'",
        follows="b + 12",
        day="q * 30 + k / 8 % 30",
    ),
    Kind(
        code="T",
        on=SOLD,
        at=_SOLD,
        slot=21,
        leaf=27,
        index="7500 + k / 4",
        entry="200, '2002', '4', '买卖'",
        follows="b + 1",
        certificate="T",
        serial="q * 1500 + k / 4 + 1",
        a_chunk=CHUNK // 4,
        later=SOLD_AFTER,
    ),
    Kind(
        code="M",
        on=LENT,
        at=f"{_SOLD} + {40 * DAY}",
        slot=28,
        leaf=34,
        index="9000 + k / 3",
        entry="100, '1051', '23', '抵押'",
        follows=f"CASE WHEN {SOLD} THEN b + 22 ELSE b + 1 END",
        certificate="P",
        serial="q * 2000 + k / 3 + 1",
        a_chunk=CHUNK // 3,
        later=SOLD_AFTER,
    ),
    Kind(
        code="Z",
        on=SEIZURE,
        at=f"{int(SEIZED.timestamp())} + (c * 20 + k / 300) * 60",
        slot=35,
        leaf=38,
        index="11000 + k / 300",
        entry="800, '8001', '99', '协助执行通知'",
        follows="NULL",
        day="c * 20 + k / 300",
    ),
)


def instant(seconds: str) -> str:
    """A timestamptz."""
    return f"to_timestamp({seconds})"


def home(k: str) -> str:
    """The unit of the chunk that the holder of its k-th unit is counted by."""
    return f"({k} - ('{{0,0,1000,0,1000,2000}}'::bigint[])[{k} / 1000 + 1])"


def id_no(h: str) -> str:
    """Identity number with its check digit of the person counted by unit ``h``."""
    year, month, day, rest = (
        f"(1950 + {h} % 50)",
        f"(1 + {h} / 50 % 12)",
        f"(1 + {h} / 600 % 28)",
        f"({h} / 16800 % 1000)",
    )
    digits = f"43060200000000000 + {year} * 10000000 + {month} * 100000 + {day} * 1000 + {rest}"
    total = (  # 104: of 430602 and the century
        f"(104 + {year} / 10 % 10 * 6 + {year} % 10 * 3 + {month} / 10 * 7 + {month} % 10 * 9"
        f" + {day} / 10 * 10 + {day} % 10 * 5 + {rest} / 100 * 8 + {rest} / 10 % 10 * 4"
        f" + {rest} % 10 * 2)"
    )
    return f"({digits})::text || substr('10X98765432', ({total} % 11 + 1)::integer, 1)"


def name(h: str) -> str:
    """A name that few share, as in a register of any size."""
    few = f"substr('{SURNAMES}', ({h} % {len(SURNAMES)} + 1)::integer, 1)"
    given = f"substr('{GIVEN}', ({h} / {len(SURNAMES)} % {len(GIVEN)} + 1)::integer, 1)"
    return f"{few} || {given} || chr((20000 + {h} / {len(SURNAMES) * len(GIVEN)} % 5400)::integer)"


def facts(origin: int, start: int, end: int) -> str:
    """The units ``start`` to ``end`` - 1 as a table: n, its chunk, place, ids, code and people.

    ``b``: its first id, ``z``: that of the chunk's first unit; ``h``, ``s``, ``o``: places of the
    persons who hold it, sold it, and hold it too.
    """
    people = ", ".join(
        f"{id_no(f'(n - k + {p})')} AS {p}_no, {name(f'(n - k + {p})')} AS {p}_name" for p in "hso"
    )
    prefix = f"'{OFFICE}' || lpad((100 + n / 100000)::text, 3, '0') || '001GB'"
    parcel = f"{prefix} || lpad((n / 1000 % 100 + 1)::text, 5, '0')"
    building = f"{parcel} || 'F' || lpad((n % 1000 / 100 + 1)::text, 4, '0')"
    roads = f"('{{{','.join(ROADS)}}}'::text[])[n / 1000 % {len(ROADS)} + 1]"
    return (
        f"(SELECT *, {people}, {parcel} AS parcel, {building} AS building,"
        f" {building} || lpad((n % 100 + 1)::text, 4, '0') AS code,"
        f" {roads} || (n / 1000 + 1) || '号' AS road"
        f" FROM (SELECT *, c / 4 AS q, {home('k')} AS h, {home('((k + 3000) % 6000)')} AS s,"
        f"  {home('((k + 500) % 6000)')} AS o"
        f"  FROM (SELECT n, n / {CHUNK} AS c, n % {CHUNK} AS k, {origin} + 1000 + n * {SLOTS} AS b,"
        f"   {origin} + 1000 + n / {CHUNK} * {CHUNK * SLOTS} AS z"
        f"   FROM generate_series({start}::bigint, {end - 1}) AS n) numbers) places OFFSET 0)"
    )


def events() -> str:
    """The bookings of each unit, to be joined laterally: in the order of their ids."""
    rows = [
        f"({number}, {kind.on}, b + {kind.slot}, b + {kind.leaf}, {instant(kind.at)}, {kind.entry},"
        f" ({kind.follows})::bigint, {number * 100_000} + {kind.day}, c * {LEAVES} + {kind.index})"
        for number, kind in enumerate(KINDS, 1)
    ]
    return (
        f"LATERAL (VALUES {', '.join(rows)}) AS e(kind, stands, booking, leaf, at, registration,"
        " subclass, right_type, cause, follows, number, place)"
    )


def case_no() -> str:
    """The case number of an event: office, day, number of the day."""
    return f"'{OFFICE}' || to_char(at, 'YYYYMMDD') || lpad(number::text, 6, '0')"


def serials() -> list[tuple[int, str, str, str]]:
    """Of each kind with a certificate: number, kind of certificate, year, serial."""
    return [
        (n, k.certificate, f"({FIRST_YEARS[0] + k.later} + 2 * (c % 4))", k.serial)
        for n, k in enumerate(KINDS, 1)
        if k.certificate
    ]


def certificate_no(kind: str, year: str, serial: str) -> str:
    """As the office of the city writes it."""
    title = "不动产权" if kind == "T" else "不动产证明"
    return f"'湘(' || {year} || ')岳阳市{title}第' || lpad(({serial})::text, 7, '0') || '号'"
