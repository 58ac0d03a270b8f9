"""Where a page of a list begins, as addresses write it: a moment and numbers, or a number alone."""

from datetime import UTC, datetime, timedelta

from dengbu.kernel.fault import Fault, FaultCode, Faults

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_TICK = timedelta(microseconds=1)
_LAST_TICK, _LAST_NUMBER = 2**57, 2**62  # beyond what a database's column takes is no page either


def ticks(at: datetime) -> int:
    """Microseconds since 1970, as cursors write a moment."""
    return (at - _EPOCH) // _TICK


def written_cursor(at: datetime, *numbers: int) -> str:
    """A place in a list, for addresses."""
    return "~".join(map(str, (ticks(at), *numbers)))


def read_cursor(text: str, numbers: int) -> tuple[datetime, tuple[int, ...]]:
    """The moment and the numbers of a cursor. Raises `Faults` CODE_LIST for any other text."""
    found = text.split("~")
    sound = len(found) == numbers + 1 and all(_whole(n) for n in found)
    if not sound:
        raise _no_cursor()
    moment, *rest = (int(n) for n in found)
    return _EPOCH + min(moment, _LAST_TICK) * _TICK, tuple(min(n, _LAST_NUMBER) for n in rest)


def read_id(text: str) -> int:
    """A cursor that is an id. Raises `Faults` CODE_LIST for any other text."""
    if not _whole(text):
        raise _no_cursor()
    return min(int(text), _LAST_NUMBER)


def _whole(text: str) -> bool:
    return text.isascii() and text.isdigit() and len(text) <= 19


def _no_cursor() -> Faults:
    said = "翻页的位置不对，请从第一页重新看"
    return Faults(Fault(code=FaultCode.CODE_LIST, message=said, field="after"))
