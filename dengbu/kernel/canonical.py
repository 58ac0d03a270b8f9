"""One way to write facts as bytes, so that the same facts have the same digest for ever.

JSON in UTF-8 without blanks, keys sorted by code point. Decimals keep their scale (`80.00` is not
`80.0`), so give amounts the scale of their kind. Used by the evidence log, by pinned decisions and
by idempotency keys; changing a byte of it would break every digest ever taken.
"""

from collections.abc import Mapping
from datetime import UTC, date, datetime
from decimal import Decimal
from fractions import Fraction

import orjson

_MOST = 2**63 - 1
"""Largest whole number, that of a bigint."""


def canonical_json(value: object) -> bytes:
    """Canonical bytes of a tree of mappings, lists, tuples and plain values.

    Written as themselves: None, bool, str, int within 64 bits. Written as text: Decimal in plain
    digits, Fraction as `n/d`, date as `2024-11-12`, aware datetime as UTC with microseconds
    `2024-11-12T06:05:00.000000Z`. `TypeError` for anything else: floats, sets, bytes, keys that
    are not text, times without a zone, numbers that are not finite, text that is not Unicode.
    """
    return orjson.dumps(_plain(value), option=orjson.OPT_SORT_KEYS)


def _plain(value: object) -> object:
    if value is None or isinstance(value, bool):
        return value
    if isinstance(value, str):
        return str.__str__(value)
    if isinstance(value, int):
        return _whole(value)
    if isinstance(value, Mapping):
        return {_key(key): _plain(item) for key, item in value.items()}
    if isinstance(value, list | tuple):
        return [_plain(item) for item in value]
    return _text(value)


def _text(value: object) -> str:
    if isinstance(value, Decimal) and value.is_finite():
        return format(value, "f")
    if isinstance(value, Fraction):
        return f"{value.numerator}/{value.denominator}"
    if isinstance(value, datetime):
        if value.tzinfo is None:
            raise TypeError("canonical JSON needs times with a zone")
        return value.astimezone(UTC).isoformat(timespec="microseconds")[:-6] + "Z"
    if isinstance(value, date):
        return value.isoformat()
    raise TypeError(f"canonical JSON cannot hold {type(value).__name__}")


def _whole(value: int) -> int:
    if not -_MOST <= value <= _MOST:
        raise TypeError("canonical JSON holds whole numbers of 64 bits")
    return int(value)


def _key(key: object) -> str:
    if not isinstance(key, str):
        raise TypeError("canonical JSON needs text as keys")
    return str.__str__(key)
