"""An OpenType font of few glyphs (ISO/IEC 14496-22), with outlines in CFF (Adobe TN 5176).

Written by hand because it is written for each paper: a library's subset of a font of 65,000
glyphs takes seconds, this takes a millisecond.
"""

import struct
from collections.abc import Sequence
from dataclasses import dataclass

EM = 1000
ASCENT, DESCENT = 880, 120
STANDARD_STRINGS = 391  # of CFF; ours are numbered behind them
MOST_BMP = 0xFFFF
EPOCH = 0  # no date: the same glyphs give the same bytes
CHECKSUM = 0xB1B0AFBA
BOX = (-1000, -300, 3000, 1200)


@dataclass(frozen=True, slots=True)
class Glyph:
    """One character's form."""

    code: int  # Unicode; 0 for the first, which stands for what is missing
    outline: bytes  # Type 2 charstring that calls no subroutine, its width in front
    advance: int  # in 1000ths of the size


def font(name: str, glyphs: Sequence[Glyph], *, bold: bool) -> bytes:
    """The font file; ``glyphs`` by rising code, the one for what is missing first."""
    count = len(glyphs)
    tables = {
        b"CFF ": _cff(name, glyphs),
        b"OS/2": _os2(glyphs, bold),
        b"cmap": _cmap([g.code for g in glyphs]),
        b"head": _head(bold),
        b"hhea": struct.pack(
            ">HHhhhHhhhhhhhhhhhH", 1, 0, ASCENT, -DESCENT, 0, EM, *(0,) * 11, count
        ),
        b"hmtx": b"".join(struct.pack(">Hh", g.advance, 0) for g in glyphs),
        b"maxp": struct.pack(">IH", 0x5000, count),
        b"name": _name(name),
        b"post": struct.pack(">IIhhIIIII", 0x30000, 0, -100, 50, 0, 0, 0, 0, 0),
    }
    return _packed(tables)


def _packed(tables: dict[bytes, bytes]) -> bytes:
    count = len(tables)
    power = count.bit_length() - 1
    head = struct.pack(">4sHHHH", b"OTTO", count, 16 << power, power, 16 * count - (16 << power))
    directory, bodies, place, at = [], [], len(head) + 16 * count, 0
    for tag, body in tables.items():  # in the order of their tags
        at = place + 8 if tag == b"head" else at
        padded = body + bytes(-len(body) % 4)
        directory.append(struct.pack(">4sIII", tag, _sum(padded), place, len(body)))
        bodies.append(padded)
        place += len(padded)
    whole = b"".join((head, *directory, *bodies))
    return whole[:at] + struct.pack(">I", (CHECKSUM - _sum(whole)) & 0xFFFFFFFF) + whole[at + 4 :]


def _sum(padded: bytes) -> int:
    words: tuple[int, ...] = struct.unpack(f">{len(padded) // 4}I", padded)
    return sum(words) & 0xFFFFFFFF


def _head(bold: bool) -> bytes:
    return struct.pack(
        ">IIIIHHqqhhhhHHhhh",
        0x10000,
        0x10000,
        0,
        0x5F0F3CF5,
        3,
        EM,
        EPOCH,
        EPOCH,
        *BOX,
        int(bold),
        6,
        2,
        0,
        0,
    )


def _os2(glyphs: Sequence[Glyph], bold: bool) -> bytes:
    first, last = glyphs[min(1, len(glyphs) - 1)].code, glyphs[-1].code
    weight, style = (700, 0x20) if bold else (400, 0x40)
    size = struct.pack(">HhHHH", 3, EM, weight, 5, 0) + bytes(20) + bytes(2)
    who = bytes(10) + bytes(16) + b"DGBU"
    span = struct.pack(">HHH", style, min(first, MOST_BMP), min(last, MOST_BMP))
    lines = struct.pack(">hhhHH", ASCENT, -DESCENT, 0, ASCENT, DESCENT)
    return size + who + span + lines + bytes(8) + struct.pack(">hhHHH", 543, 733, 0, 0x20, 1)


def _name(name: str) -> bytes:
    told = {1: name, 2: "Regular", 4: name, 6: name}
    texts = [(key, text.encode("utf-16-be")) for key, text in told.items()]
    records, place = [], 0
    for key, text in texts:
        records.append(struct.pack(">6H", 3, 1, 0x409, key, len(text), place))
        place += len(text)
    head = struct.pack(">HHH", 0, len(texts), 6 + 12 * len(texts))
    return b"".join((head, *records, *(text for _, text in texts)))


def _cmap(codes: Sequence[int]) -> bytes:
    """Formats 4 and 12: the first is all that older readers know, and knows no rare characters."""
    runs = _runs(codes)
    low = [run for run in runs if run[1] <= MOST_BMP]
    four, twelve = _format4(low), _format12(runs)
    start = 4 + 8 * 2
    head = struct.pack(">HH", 0, 2)
    records = struct.pack(">HHI", 3, 1, start) + struct.pack(">HHI", 3, 10, start + len(four))
    return head + records + four + twelve


def _runs(codes: Sequence[int]) -> list[tuple[int, int, int]]:
    """First and last code and first glyph of each stretch without a gap."""
    runs: list[tuple[int, int, int]] = []
    for glyph, code in enumerate(codes):
        if glyph == 0:
            continue
        if runs and code == runs[-1][1] + 1 and code != MOST_BMP + 1:
            runs[-1] = (runs[-1][0], code, runs[-1][2])
        else:
            runs.append((code, code, glyph))
    return runs


def _format4(runs: Sequence[tuple[int, int, int]]) -> bytes:
    full = [*runs, (MOST_BMP, MOST_BMP, 0)]
    count = len(full)
    power = count.bit_length() - 1
    deltas = [(glyph - first) & MOST_BMP for first, _, glyph in full[:-1]] + [1]
    body = (
        struct.pack(">HHHH", 2 * count, 2 << power, power, 2 * count - (2 << power))
        + struct.pack(f">{count}H", *(last for _, last, _ in full))
        + bytes(2)
        + struct.pack(f">{count}H", *(first for first, _, _ in full))
        + struct.pack(f">{count}H", *deltas)
        + bytes(2 * count)
    )
    return struct.pack(">HHH", 4, 6 + len(body), 0) + body


def _format12(runs: Sequence[tuple[int, int, int]]) -> bytes:
    groups = b"".join(struct.pack(">III", *run) for run in runs)
    return struct.pack(">HHIII", 12, 0, 16 + len(groups), 0, len(runs)) + groups


def _cff(name: str, glyphs: Sequence[Glyph]) -> bytes:
    head = bytes((1, 0, 4, 4)) + _index([name.encode()])
    strings = _index([f"u{g.code:04X}".encode() for g in glyphs[1:]])
    ranged = struct.pack(">BHH", 2, STANDARD_STRINGS, len(glyphs) - 2)
    charset = ranged if len(glyphs) > 1 else b"\0"
    forms = _index([g.outline for g in glyphs])
    private = _number(EM) + b"\x14" + _number(0) + b"\x15"  # widths: default, nominal
    room = len(_index([_top(0, 0, 0, len(private))]))
    at = len(head) + room + len(strings) + 2  # no global subroutines: two bytes
    top = _top(at, at + len(charset), at + len(charset) + len(forms), len(private))
    return b"".join((head, _index([top]), strings, bytes(2), charset, forms, private))


def _top(charset: int, forms: int, private: int, length: int) -> bytes:
    box = b"".join(_number(edge) for edge in BOX) + b"\x05"
    places = _number(charset) + b"\x0f" + _number(forms) + b"\x11"
    return box + places + _number(length) + _number(private) + b"\x12"


def _number(value: int) -> bytes:
    """In five bytes always, so that no place depends on another."""
    return b"\x1d" + struct.pack(">i", value)


def _index(items: Sequence[bytes]) -> bytes:
    offsets, place = [1], 1
    for item in items:
        place += len(item)
        offsets.append(place)
    return b"".join(
        (struct.pack(">HB", len(items), 4), struct.pack(f">{len(offsets)}I", *offsets), *items)
    )
