"""Forms of times, codes and differences for screens, beyond those of `kernel.chinese`."""

import re
from datetime import datetime, timedelta

from dengbu.kernel.chinese import SHANGHAI, show_date

_CODE_BLOCKS = {28: (6, 6, 7, 9), 24: (6, 6, 7, 5), 20: (6, 8, 6), 19: (6, 6, 7)}
_LOCAL_NUMBER = re.compile(r"[0-9A-Z]+", re.ASCII)


def time_words(at: datetime) -> str:
    """`09:24`, in China."""
    return f"{at.astimezone(SHANGHAI):%H:%M}"


def near_words(at: datetime, now: datetime) -> str:
    """Moment as one says it now: `今天 10:06`, `昨天 15:02`, `12月10日 14:32`, else in full."""
    day, today = at.astimezone(SHANGHAI).date(), now.astimezone(SHANGHAI).date()
    near = {0: "今天", 1: "明天", -1: "昨天"}.get((day - today) // timedelta(days=1))
    if near is None:
        near = f"{day.month}月{day.day}日" if day.year == today.year else show_date(day)
    return f"{near} {time_words(at)}"


def code_blocks(code: str) -> tuple[str, ...]:
    """Unit, building, case or parcel code in its blocks; any other code as one block."""
    bare = "".join(code.split())
    lengths = _CODE_BLOCKS.get(len(bare))
    if lengths is None or _LOCAL_NUMBER.fullmatch(bare) is None:
        return (bare,)
    blocks, start = [], 0
    for length in lengths:
        blocks.append(bare[start : start + length])
        start += length
    return tuple(blocks)


def differing(text: str, other: str) -> tuple[str, str, str]:
    """Split `text` into what precedes the difference to `other`, the difference, and the rest."""
    shorter = min(len(text), len(other))
    head = 0
    while head < shorter and text[head] == other[head]:
        head += 1
    tail = 0
    while tail < shorter - head and text[-1 - tail] == other[-1 - tail]:
        tail += 1
    end = len(text) - tail
    return text[:head], text[head:end], text[end:]
