"""ASN.1 in its distinguished encoding (X.690), written and read by hand.

What is read here is signed by others and may be forged by anybody. The reader takes one encoding
of each value and no other, so that what it gives and the bytes determine each other; it goes no
deeper than it is asked, and copies nothing.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime

INTEGER, BITS, OCTETS, OID = 0x02, 0x03, 0x04, 0x06
UTF8, PRINTABLE, IA5 = 0x0C, 0x13, 0x16
UTC_TIME, GENERAL_TIME = 0x17, 0x18
SEQUENCE, SET = 0x30, 0x31
CONTEXT = 0xA0  # [0] constructed; [n] is this + n
LONG, MOST_DIGITS = 0x80, 4
LONGEST_NUMBER = 64  # bytes
CENTURY = 50  # two-digit years up to it are of this century (X.509)
SECONDS = 14  # digits of a time with four-digit year


class NotDer(ValueError):
    """Bytes that are not one distinguished encoding, or not of the kind that was asked for."""


def tlv(tag: int, *content: bytes) -> bytes:
    """One value."""
    value = b"".join(content)
    length = len(value)
    if length < LONG:
        return bytes((tag, length)) + value
    digits = length.to_bytes((length.bit_length() + 7) // 8, "big")
    return bytes((tag, LONG | len(digits))) + digits + value


def integer(value: int) -> bytes:
    """A whole number that is not negative."""
    return tlv(INTEGER, value.to_bytes(value.bit_length() // 8 + 1, "big"))


def bits(value: bytes) -> bytes:
    """A bit string of whole bytes."""
    return tlv(BITS, b"\0", value)


def octets(value: bytes) -> bytes:
    """An octet string."""
    return tlv(OCTETS, value)


def ia5(value: str) -> bytes:
    """A string of ASCII."""
    return tlv(IA5, value.encode("ascii"))


def utf8(value: str) -> bytes:
    """A string."""
    return tlv(UTF8, value.encode())


def oid(dotted: str) -> bytes:
    """An object identifier."""
    first, second, *rest = (int(part) for part in dotted.split("."))
    return tlv(OID, b"".join(_base128(n) for n in (first * 40 + second, *rest)))


def _base128(number: int) -> bytes:
    digits = [number & 0x7F]
    while number := number >> 7:
        digits.append(number & 0x7F | 0x80)
    return bytes(reversed(digits))


def general_time(at: datetime) -> bytes:
    """A moment to the second, in UTC."""
    return tlv(GENERAL_TIME, at.astimezone(UTC).strftime("%Y%m%d%H%M%SZ").encode())


@dataclass(frozen=True, slots=True)
class Value:
    """A value as it stands in its bytes."""

    tag: int
    content: bytes
    raw: bytes  # with tag and length

    def parts(self, tag: int = SEQUENCE) -> Iterator["Value"]:
        """What is inside a constructed value."""
        if self.tag != tag:
            raise NotDer(f"tag {self.tag:#x} and not {tag:#x}")
        rest = memoryview(self.content)
        while rest:
            found, rest = _first(rest)
            yield found

    def of(self, tag: int) -> bytes:
        """The content, if the value is of this kind."""
        if self.tag != tag:
            raise NotDer(f"tag {self.tag:#x} and not {tag:#x}")
        return self.content

    def number(self) -> int:
        """A whole number that is not negative."""
        content = self.of(INTEGER)
        long = len(content) > 1 and content[0] == 0 and content[1] < LONG
        if not content or long or content[0] >= LONG or len(content) > LONGEST_NUMBER:
            raise NotDer("a number in another form")
        return int.from_bytes(content, "big")

    def bit_bytes(self) -> bytes:
        """A bit string of whole bytes."""
        content = self.of(BITS)
        if not content or content[0]:
            raise NotDer("bits that are no bytes")
        return content[1:]

    def dotted(self) -> str:
        """An object identifier."""
        content = self.of(OID)
        if not content or content[-1] >= LONG or len(content) > LONGEST_NUMBER:
            raise NotDer("an identifier that does not end")
        numbers, running = [], 0
        for byte in content:
            if running == 0 and byte == LONG:
                raise NotDer("an identifier in another form")
            running = running << 7 | byte & 0x7F
            if byte < LONG:
                numbers.append(running)
                running = 0
        first = min(numbers[0] // 40, 2)
        return ".".join(map(str, (first, numbers[0] - first * 40, *numbers[1:])))

    def text(self, *tags: int) -> str:
        """A string of one of these kinds."""
        if self.tag not in tags:
            raise NotDer(f"tag {self.tag:#x} is not the text that was expected")
        try:
            return self.content.decode("utf-8" if self.tag == UTF8 else "ascii")
        except UnicodeDecodeError as error:
            raise NotDer("text in another encoding") from error

    def moment(self) -> datetime:
        """A time of either kind, to the second, in UTC."""
        told = self.text(UTC_TIME, GENERAL_TIME)
        if self.tag == UTC_TIME and told[:2].isdigit():
            told = ("20" if int(told[:2]) < CENTURY else "19") + told
        digits = told.removesuffix("Z")
        if len(digits) != SECONDS or not digits.isdigit() or digits == told:
            raise NotDer("a time in another form")
        try:
            return datetime.strptime(digits, "%Y%m%d%H%M%S").replace(tzinfo=UTC)
        except ValueError as error:
            raise NotDer("no such time") from error


def read(data: bytes) -> Value:
    """The one value that these bytes are. Raises NotDer."""
    found, rest = _first(memoryview(data))
    if rest:
        raise NotDer("something follows the value")
    return found


def _first(data: memoryview) -> tuple[Value, memoryview]:
    if len(data) < 2 or data[0] & 0x1F == 0x1F:  # no tag of several bytes is used
        raise NotDer("a value that is cut off")
    length, start = data[1], 2
    if length >= LONG:
        count = length - LONG
        length, start = int.from_bytes(data[2 : 2 + count], "big"), 2 + count
        if not 0 < count <= MOST_DIGITS or length < LONG or length.bit_length() <= 8 * (count - 1):
            raise NotDer("a length in another form")
    end = start + length
    if end > len(data):
        raise NotDer("a value that is cut off")
    return Value(data[0], bytes(data[start:end]), bytes(data[:end])), data[end:]
