"""Files that other bodies sealed, such as an order of a court: whose seals they bear."""

from collections.abc import Callable, Iterable
from datetime import datetime

from dengbu.evidence.sealing.found import NotJudged
from dengbu.evidence.sealing.verdict import judge_file

Authorities = Callable[[], Iterable[bytes]]
"""Certificates (DER) of the authorities whose seals an office believes."""
_believed: list[Authorities] = []


def use_authorities(named: Authorities) -> None:
    """From now on these are believed; said once, where everything is joined."""
    _believed[:] = [named]


def sealed_by(content: bytes, *, now: datetime) -> tuple[str, ...]:
    """Names on the seals of a PDF or OFD, where every one is genuine; none where one is not.

    Nobody's seal counts whose authority is not believed here.
    """
    try:
        found = judge_file(content, authorities=[a for n in _believed for a in n()], now=now)
    except NotJudged:
        return ()
    return tuple(seal.name for seal in found) if all(seal.genuine for seal in found) else ()
