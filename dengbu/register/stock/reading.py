"""CSV as it comes to CSV that can be relied on: UTF-8, numbered, every row with all its values.

What cannot be read is told row by row; nothing of a file is held but a block of it.
"""

import codecs
import csv
import io
import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

from dengbu.kernel.fault import Fault, FaultCode, Faults
from dengbu.register.stock.reasons import Reason

BLOCK = 4 << 20  # bytes
CELLS = 20_000  # characters of an unreadable row that are looked at
LINE = 16 << 20  # bytes of the longest line; what is longer is told in pieces
RECORD = 1 << 20  # bytes of the longest record; a quotation mark never closed goes further
UTF8, GB = "utf-8", "gb18030"
BOM = b"\xef\xbb\xbf"
_HAN = re.compile("[\u4e00-\u9fff]")
_CONTROL = re.compile(rb"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]")
_CONTROLS = bytes({*range(32), 127} - set(b"\t\n\r"))
Tell = Callable[[int, Reason, str, bytes], None]  # row, why, what was found, the row as it stands
Told = Callable[[int], None]  # bytes read since the last call


@dataclass(slots=True)
class Reading:
    """One file on its way."""

    path: Path
    encoding: str
    columns: int  # of the header
    tell: Tell
    rows: int = 0  # records so far, the header not counted
    held: list[bytes] = field(default_factory=list)  # lines of a record that is not closed yet
    size: int = 0  # bytes of them

    def clean(self, lines: Iterable[bytes]) -> Iterator[bytes]:
        """The records of some whole lines, each with its number before it.

        A record that is not closed yet is kept in ``held`` for the lines to come.
        """
        for line in lines:
            if self.held or b'"' in line or b"\r" in line:
                yield from self._hold(line)
            elif line:
                self.rows += 1
                if line.count(b",") == self.columns - 1:
                    yield b"%d,%s\n" % (self.rows, line)
                else:
                    self._ragged(line.count(b",") + 1, line)

    def _hold(self, line: bytes) -> Iterator[bytes]:
        self.held.append(line)
        self.size += len(line) + 1
        odd = line.count(b'"') % 2 == 1
        if odd == (len(self.held) == 1) and self.size <= RECORD:
            return  # opened by its first line, closed by the next with an odd number of them
        if (made := self._quoted(b"\n".join(self.held))) is not None:
            self.rows += 1
            self.held, self.size = [], 0
            yield b"%d,%s\n" % (self.rows, made)
        else:
            yield from self.give_up()

    def give_up(self) -> Iterator[bytes]:
        """What is held is no record: its first line is told, the others are read on their own."""
        if not self.held:
            return
        (first, *others), self.held, self.size = self.held, [], 0
        self.rows += 1
        self._ragged(len(first.split(b",")), first)
        yield from self.clean(others)

    def end(self) -> Iterator[bytes]:
        """The end of the file: a record that was never closed is given up."""
        while self.held:
            yield from self.give_up()

    def _quoted(self, record: bytes) -> bytes | None:
        """A record with quotation marks, written anew so that it can be read in one way only; None
        if it is not exactly one record of all columns."""
        if record.count(b'"') % 2:
            return None
        try:
            text = io.StringIO(record.decode(UTF8), newline="")
            found = list(csv.reader(text, strict=True))
        except csv.Error:
            return None
        if len(found) != 1 or len(found[0]) != self.columns:
            return None
        return written(found[0])

    def _ragged(self, found: int, line: bytes) -> None:
        self.tell(self.rows, Reason.RAGGED, f"{found}列，表头{self.columns}列", line)

    def sound(self, lines: Iterable[bytes]) -> Iterator[bytes]:
        """Lines that are text; the others are told and counted. One at a time, so slowly."""
        for line in lines:
            reason = None
            try:
                text = line.decode(self.encoding)
            except UnicodeDecodeError:
                self._undecodable(line)
                reason = Reason.ENCODING
            if _CONTROL.search(line):
                reason = reason or Reason.NUL
            if reason is None:
                yield from self.clean([text.encode(UTF8)])
                continue
            yield from self.end()
            self.rows += 1
            self.tell(self.rows, reason, "", line)

    def _undecodable(self, line: bytes) -> None:
        """Refuse a whole file that is plainly GBK."""
        if self.encoding == UTF8 and self.rows == 0 and _is_gb(line):
            raise Faults(not_utf8(self.path.name, self.rows + 1))


class _Utf8:
    """Whether all that was seen is UTF-8 with Chinese in it."""

    def __init__(self) -> None:
        self._decoder = codecs.getincrementaldecoder(UTF8)()
        self._possible = True
        self._chinese = False

    def see(self, block: bytes) -> None:
        """The next bytes of the file."""
        if self._possible:
            try:
                text = self._decoder.decode(block)
            except UnicodeDecodeError:
                self._possible = False
            else:
                self._chinese = self._chinese or _HAN.search(text) is not None

    @property
    def certain(self) -> bool:
        """After the last byte."""
        return self._possible and self._chinese and not self._decoder.getstate()[0]


def is_utf8(name: str) -> Fault:
    """The fault of a file that is UTF-8 though another encoding was named."""
    message = f"{name}的文字是UTF-8编码，不是gb18030；请去掉 --encoding gb18030 再导入。"
    return Fault(
        code=FaultCode.UPLOAD_DAMAGED, message=message, field=name, data={"reason": "encoding"}
    )


def not_utf8(name: str, row: int) -> Fault:
    """The fault of a file in the encoding of older systems."""
    message = (
        f"{name}第{row}行的文字不是UTF-8编码，看起来是GBK；"
        "如果整个文件都是GBK，请加上 --encoding gb18030 再导入。"
    )
    return Fault(
        code=FaultCode.UPLOAD_DAMAGED,
        message=message,
        field=name,
        data={"reason": "encoding", "row": str(row)},
    )


def _is_gb(line: bytes) -> bool:
    try:
        return _HAN.search(line.decode(GB)) is not None
    except UnicodeDecodeError:
        return False


def written(values: list[str]) -> bytes:
    """One record as UTF-8 CSV, without its end of line."""
    into = io.StringIO()
    csv.writer(into, lineterminator="", quoting=csv.QUOTE_ALL).writerow(values)
    return into.getvalue().encode(UTF8)


def cells(line: bytes, encoding: str) -> str:
    """What can still be read of a row that cannot be read: its values, a tab between."""
    text = line.decode(encoding, errors="replace").translate({9: " ", 10: ","})
    found = (cell.strip(' \t\r"') for cell in text[:CELLS].split(","))
    return "\t".join(dict.fromkeys(c for c in found if len(c) > 3 and "\ufffd" not in c))


def header(path: Path, encoding: str) -> list[str]:
    """The names of the columns. `Faults` if the file is empty or its first line is no text."""
    with path.open("rb") as file:
        first = file.readline(RECORD)
    if encoding != UTF8 and first.startswith(BOM):
        raise Faults(is_utf8(path.name))
    first = first.removeprefix(BOM).rstrip(b"\r\n")
    try:
        text = first.decode(encoding)
    except UnicodeDecodeError:
        raise Faults(not_utf8(path.name, 0)) from None
    names = next(csv.reader([text]), [])
    if not any(names):
        message = f"{path.name}是空的，第一行应是列名。"
        raise Faults(Fault(code=FaultCode.UPLOAD_DAMAGED, message=message, field=path.name))
    return [name.strip() for name in names]


def cleaned(path: Path, encoding: str, into: Path, tell: Tell, told: Told) -> int:
    """Write the sound records of a file, numbered; how many records it has.

    ``tell`` is called for each that is not sound. `Faults` for a file that is GBK though it was
    not said to be, and for one that is UTF-8 though GBK was said.
    """
    reading = Reading(path=path, encoding=encoding, columns=len(header(path, encoding)), tell=tell)
    utf8 = _Utf8() if encoding != UTF8 else None
    with path.open("rb") as file, into.open("wb") as out:
        first, rest = file.readline(RECORD), b""
        if utf8:
            utf8.see(first)
        while block := file.read(BLOCK):
            told(len(block))
            if utf8:
                utf8.see(block)
            block = rest + block
            end = block.rfind(b"\n") + 1 or (len(block) if len(block) > LINE else 0)
            rest = block[end:]
            out.writelines(_block(reading, block[:end]))
        out.writelines(_block(reading, rest))
        out.writelines(reading.end())
    if utf8 and utf8.certain:
        raise Faults(is_utf8(path.name))
    return reading.rows


def _at_once(reading: Reading, block: bytes) -> bytes | None:
    """Records without quotation marks that all have their values; None if there are others."""
    if reading.held or b'"' in block or b"\r" in block:
        return None
    lines = block.split(b"\n")
    if not lines[-1]:
        lines.pop()
    commas = reading.columns - 1
    if any(line.count(b",") != commas for line in lines):
        return None
    first = reading.rows + 1
    reading.rows += len(lines)
    return b"".join([b"%d,%s\n" % numbered for numbered in enumerate(lines, first)])


def _block(reading: Reading, block: bytes) -> Iterator[bytes]:
    """Whole records: at once when all of them are text, else line by line."""
    if not block:
        return
    plain = block.replace(b"\r\n", b"\n")
    if len(plain.translate(None, _CONTROLS)) == len(plain):
        try:
            text = plain.decode(reading.encoding)
        except UnicodeDecodeError:
            pass
        else:
            if reading.encoding == UTF8 and (made := _at_once(reading, plain)):
                yield made
                return
            lines = plain if reading.encoding == UTF8 else text.encode(UTF8)
            yield from reading.clean(lines.removesuffix(b"\n").split(b"\n"))
            return
    yield from reading.sound(plain.removesuffix(b"\n").split(b"\n"))
