"""Writing and reading as people in China do: dates, remaining time, numerals, typed codes."""

import re
import unicodedata
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

from dengbu.kernel.fault import Fault, FaultCode, Faults

SHANGHAI = ZoneInfo("Asia/Shanghai")
"""Official time of China (北京时间), in which every time is shown."""

_INVISIBLE = dict.fromkeys(map(ord, "\u200b\u200c\u200d\u2060\ufeff"))
_HIDDEN = frozenset({"Cc", "Cf", "Cs"})  # controls, format characters, lone surrogates
_DATE = re.compile(
    r"(?P<y>\d{4})(?:(?P<sep>[-/.])(?P<m1>\d{1,2})(?P=sep)(?P<d1>\d{1,2})"
    r"|年(?P<m2>\d{1,2})月(?P<d2>\d{1,2})日|(?P<m3>\d{2})(?P<d3>\d{2}))",
    re.ASCII,
)
_DIGITS = "零一二三四五六七八九"
_PLACES = ("", "十", "百", "千")
_GROUPS = ("", "万", "亿")
_NO_TIME = timedelta(0)
_DAY = timedelta(days=1)


def fold(text: str) -> str:
    """Form of a text for search: half-width, lower case, no blanks of any width."""
    return _squeeze(_squeeze(text).casefold())


def normalise_code(text: str) -> str:
    """Form of a typed code: half-width, upper case, no blanks of any width."""
    return _squeeze(text).upper()


def visible(text: str) -> str:
    """The text without what nobody sees: control and direction characters, zero widths, NUL.

    Line ends and tabs stay, as do private characters, by which rare names are written.
    """
    if text.isascii() and text.isprintable():
        return text
    return "".join([c for c in text if c in "\t\n\r" or unicodedata.category(c) not in _HIDDEN])


def _squeeze(text: str) -> str:
    bare = "".join(unicodedata.normalize("NFKC", text).translate(_INVISIBLE).split())
    # What a removed blank kept apart may now join: a letter and its accent.
    return bare if bare.isascii() else unicodedata.normalize("NFKC", bare)


def person_name(text: str) -> str:
    """A typed name: `张　三` is `张三`, `Anna  Maria` keeps one blank; nothing that nobody sees."""
    words = visible(text).split()
    joined = " ".join(words)
    return _BETWEEN_HAN.sub("", joined)


_HAN = "[\u2e80-\u9fff\U00020000-\U0003ffff]"
_BETWEEN_HAN = re.compile(f"(?<={_HAN}) (?={_HAN})")


def day_words(day: date) -> str:
    """`2024年11月12日`; a date-time is shown as its day in China."""
    if isinstance(day, datetime):
        day = _local(day).date()
    return f"{day.year}年{day.month}月{day.day}日"


def moment_words(moment: datetime) -> str:
    """`2024年11月12日 14:05` in China; `ValueError` for a time without a zone."""
    local = _local(moment)
    return f"{day_words(local)} {local:%H:%M}"


show_date = day_words
"""Second name of `day_words`, by which `web.shared` knows it."""

show_datetime = moment_words
"""Second name of `moment_words`, by which `web.shared` knows it."""


def _local(moment: datetime) -> datetime:
    if moment.tzinfo is None:
        raise ValueError("a moment needs a time zone")
    return moment.astimezone(SHANGHAI)


def show_duration(duration: timedelta, *, day: timedelta = _DAY) -> str:
    """`41 分`, `3 小时 5 分`, `2 天 3 小时`; begun minutes are left out, `ValueError` below 0.

    `day` is the length of one day in words: 24 hours, or the office hours of a working day.
    """
    if duration < _NO_TIME:
        raise ValueError("a duration is not negative")
    days, rest = divmod(duration, day)
    hours, minutes = divmod(rest // timedelta(minutes=1), 60)
    if days:
        return f"{days} 天 {hours} 小时" if hours else f"{days} 天"
    if hours:
        return f"{hours} 小时 {minutes} 分" if minutes else f"{hours} 小时"
    return f"{minutes} 分" if minutes else "不到 1 分"


def show_remaining(remaining: timedelta, *, day: timedelta = _DAY) -> str:
    """`还剩 41 分`, or `超时 18 分` when the time is negative; `day` as in `show_duration`."""
    word = "还剩" if remaining >= _NO_TIME else "超时"
    return f"{word} {show_duration(abs(remaining), day=day)}"


def remaining_words(due: datetime, now: datetime) -> str:
    """`还剩 41 分` before a deadline, `超时 18 分` after it, in real time.

    `ValueError` for a time without a zone.
    """
    return show_remaining(_local(due).astimezone(UTC) - _local(now).astimezone(UTC))


def parse_date(text: str, *, field: str = "") -> date:
    """Read `2024-11-12`, `2024/11/12`, `2024.11.12`, `2024年11月12日` or `20241112`."""
    typed = _squeeze(text)
    found = _DATE.fullmatch(typed)
    if found is not None:
        month = found["m1"] or found["m2"] or found["m3"]
        day = found["d1"] or found["d2"] or found["d3"]
        try:
            return date(int(found["y"]), int(month), int(day))
        except ValueError:
            found = None
    code = FaultCode.DATE_FORMAT if typed else FaultCode.REQUIRED
    said = f"“{typed[:20]}”不是有效的日期，请按“2024-11-12”的样式填写" if typed else "请填写日期"
    raise Faults(Fault(code=code, message=said, field=field))


def numeral(number: int) -> str:
    """Whole number from 0 to below 10^12 in Chinese numerals: 105 is 一百零五, 15 is 十五."""
    if not 0 <= number < 10**12:
        raise ValueError("numerals run from 0 to below 10^12")
    groups: list[int] = []
    while number:
        number, group = divmod(number, 10_000)
        groups.append(group)
    text = ""
    gap = False
    for place in reversed(range(len(groups))):
        group = groups[place]
        if group:
            # A zero is spoken once for any run of empty places inside the number.
            text += "零" if text and (gap or group < 1000) else ""
            text += _spoken_group(group) + _GROUPS[place]
        gap = group == 0
    if text.startswith("一十"):
        text = text[1:]
    return text or "零"


def _spoken_group(group: int) -> str:
    text = ""
    gap = False
    for place in (3, 2, 1, 0):
        digit = group // 10**place % 10
        if digit:
            text += ("零" if gap and text else "") + _DIGITS[digit] + _PLACES[place]
        gap = digit == 0 and (gap or bool(text))
    return text
