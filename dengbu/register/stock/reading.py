"""CSV as it comes to CSV that can be relied on: UTF-8, numbered, every row with all its values.

What cannot be read is told row by row; nothing of a file is held but a block of it.
"""

import csv
import io
import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from dengbu.kernel.fault import Fault, FaultCode, Faults
from dengbu.register.stock.reasons import Reason

BLOCK = 4 << 20  # bytes
RECORD = 1 << 20  # bytes of the longest record; a quotation mark never closed goes further
UTF8, GB = "utf-8", "gb18030"
BOM = b"\xef\xbb\xbf"
_CONTROL = re.compile(rb"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]")
Tell = Callable[[int, Reason, str], None]  # row, why, what was found
Told = Callable[[int], None]  # bytes read since the last call


@dataclass(slots=True)
class Reading:
    """One file on its way."""

    path: Path
    encoding: str
    columns: int  # of the header
    tell: Tell
    rows: int = 0  # records so far, the header not counted

    def clean(self, lines: Iterable[bytes]) -> Iterator[bytes]:
        """The records of some whole lines, each with its number before it."""
        commas, held = self.columns - 1, b""
        for line in lines:
            if held or b'"' in line:
                held = held + b"\n" + line if held else line
                if held.count(b'"') % 2 == 0 or len(held) > RECORD:
                    self.rows += 1
                    if (made := self._quoted(held)) is not None:
                        yield b"%d,%s\n" % (self.rows, made)
                    held = b""
            elif line:
                self.rows += 1
                if line.count(b",") == commas:
                    yield b"%d,%s\n" % (self.rows, line)
                else:
                    self._ragged(line.count(b",") + 1)

    def _quoted(self, record: bytes) -> bytes | None:
        """A record with quotation marks, written anew so that it can be read in one way only."""
        if record.count(b'"') % 2:
            self._ragged(1)
            return None
        found = list(csv.reader(io.StringIO(record.decode(UTF8), newline="")))
        if len(found) != 1 or len(found[0]) != self.columns:
            self._ragged(len(found[0]) if found else 0)
            return None
        return written(found[0])

    def _ragged(self, found: int) -> None:
        self.tell(self.rows, Reason.RAGGED, f"{found}列，表头{self.columns}列")

    def sound(self, lines: Iterable[bytes]) -> Iterator[bytes]:
        """Lines that are text; the others are told and counted. One at a time, so slowly."""
        for line in lines:
            try:
                text = line.decode(self.encoding)
            except UnicodeDecodeError:
                self._undecodable(line)
                self.rows += 1
                self.tell(self.rows, Reason.ENCODING, "")
                continue
            if _CONTROL.search(line):
                self.rows += 1
                self.tell(self.rows, Reason.NUL, "")
                continue
            yield from self.clean([text.encode(UTF8)])

    def _undecodable(self, line: bytes) -> None:
        """Refuse a whole file that is plainly GBK."""
        if self.encoding == UTF8 and self.rows == 0 and _is_gb(line):
            raise Faults(not_utf8(self.path.name, self.rows + 1))


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
        return any("\u4e00" <= c <= "\u9fff" for c in line.decode(GB))
    except UnicodeDecodeError:
        return False


def written(values: list[str]) -> bytes:
    """One record as UTF-8 CSV, without its end of line."""
    into = io.StringIO()
    csv.writer(into, lineterminator="").writerow(values)
    return into.getvalue().encode(UTF8)


def header(path: Path, encoding: str) -> list[str]:
    """The names of the columns. `Faults` if the file is empty or its first line is no text."""
    with path.open("rb") as file:
        first = file.readline(RECORD).removeprefix(BOM).rstrip(b"\r\n")
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
    not said to be.
    """
    reading = Reading(path=path, encoding=encoding, columns=len(header(path, encoding)), tell=tell)
    with path.open("rb") as file, into.open("wb") as out:
        file.readline(RECORD)
        rest = b""
        while block := file.read(BLOCK):
            told(len(block))
            end = _last_record(rest + block)
            whole, rest = (rest + block)[:end], (rest + block)[end:]
            out.writelines(_block(reading, whole))
        out.writelines(_block(reading, rest))
    return reading.rows


def _last_record(block: bytes) -> int:
    """Where the last whole record ends; 0 when a quotation mark is open from the beginning on."""
    end = block.rfind(b"\n") + 1
    while end and block.count(b'"', 0, end) % 2:
        end = block.rfind(b"\n", 0, end - 1) + 1
        if len(block) - end > RECORD:
            return block.rfind(b"\n") + 1
    return end


def _at_once(reading: Reading, block: bytes) -> bytes | None:
    """Records without quotation marks that all have their values; None if there are others."""
    if b'"' in block:
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
    if not _CONTROL.search(plain):
        try:
            text = plain.decode(reading.encoding)
        except UnicodeDecodeError:
            pass
        else:
            if reading.encoding == UTF8 and (made := _at_once(reading, plain)):
                yield made
                return
            lines = (plain if reading.encoding == UTF8 else text.encode(UTF8)).split(b"\n")
            yield from reading.clean(lines)
            return
    yield from reading.sound(plain.split(b"\n"))
