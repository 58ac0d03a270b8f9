"""Template tags of the small parts: icons, words with a signal, codes, amounts, times.

Text arguments are escaped; the tags take the values of `dengbu.web.shared.parts` or plain ones.
"""

import re
from datetime import date as Date
from datetime import datetime
from decimal import ROUND_CEILING, Decimal
from fractions import Fraction
from functools import cache

from django import template
from django.templatetags.static import static
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

from dengbu.kernel.area import Area
from dengbu.kernel.chinese import SHANGHAI, show_date, show_datetime
from dengbu.kernel.identity import mask, mask_name
from dengbu.kernel.money import show_yuan
from dengbu.kernel.share import speak
from dengbu.web.shared.clock import Clock
from dengbu.web.shared.parts import Source
from dengbu.web.shared.signals import SIGNAL_ICONS, Signal
from dengbu.web.shared.words import code_blocks, near_words, time_words

register = template.Library()


@register.simple_tag
@cache  # a page shows dozens of them, all from one sprite
def icon(name: str, large: bool = False) -> SafeString:
    """Decorative icon of the sprite; its word always stands beside it."""
    return format_html(
        '<svg class="icon{}" aria-hidden="true" focusable="false"><use href="{}#{}"></use></svg>',
        " icon-large" if large else "",
        static("dengbu/icons.svg"),
        name,
    )


@register.simple_tag
def signal(kind: str, text: str, mark: str = "") -> SafeString:
    """Word with icon in a signal colour: `{% signal "ok" "没有" %}`."""
    found = Signal(kind)
    return format_html(
        '<span class="with-icon signal" data-signal="{}">{}<span>{}</span></span>',
        found.value,
        icon(mark or SIGNAL_ICONS[found]),
        text,
    )


@register.simple_tag
def tag(text: str, kind: str = "", mark: str = "") -> SafeString:
    """Small label: `{% tag "补正已回" "accent" %}`; with `mark` an icon before it."""
    colour = format_html(' data-signal="{}"', Signal(kind).value) if kind else ""
    drawn = icon(mark) if mark else ""
    return format_html('<span class="tag"{}>{}{}</span>', colour, drawn, text)


@register.simple_tag
def key(letter: str) -> SafeString:
    """A key of the keyboard; single letters vanish when the person switched them off."""
    single = SafeString(" data-letter") if len(letter) == 1 and letter.isalpha() else ""
    return format_html('<kbd class="key"{}>{}</kbd>', single, letter)


@register.simple_tag
def code(text: str, copy: bool = True) -> SafeString:
    """Unit, parcel or case code in blocks, wrapped between them at most, copied bare by a click."""
    blocks = code_blocks(text)
    copied = format_html(' data-copy="{}"', "".join(blocks)) if copy and text else ""
    return format_html(
        '<span class="code"{}>{}</span>',
        copied,
        format_html_join("", "<span>{}</span>", ((block,) for block in blocks)),
    )


@register.simple_tag
def money(amount: Decimal | str | int | None, free: str = "") -> SafeString:
    """Amount in yuan, two decimals; nothing to pay is 0.00, or 免 with the reason in `free`."""
    if amount is None:
        return format_html('<span class="money quiet">{}</span>', "不记载")
    if free and not Decimal(amount):
        return format_html('<span class="money money-free">免，{}</span>', free)
    return format_html('<span class="money">{}</span>', show_yuan(Decimal(amount)))


@register.simple_tag
def figure(amount: Decimal | str | int) -> SafeString:
    """The same without 元, for columns whose head says the unit."""
    return format_html('<span class="money">{}</span>', show_yuan(Decimal(amount))[:-2])


@register.simple_tag
def area(size: Decimal | str | None) -> SafeString:
    """Area in square metres."""
    if size is None:
        return format_html('<span class="quiet">{}</span>', "不记载")
    return format_html('<span class="nowrap">{}</span>', Area(Decimal(size)).show())


@register.simple_tag
def share(value: Fraction | str | None) -> SafeString:
    """Stacked fraction, spoken 五分之三; 1 is 全部; nothing for None."""
    if value is None or value == "":
        return SafeString("")
    fraction = Fraction(value)
    spoken = speak(fraction)
    if fraction == 1:
        return format_html("<span>{}</span>", spoken)
    return format_html(
        '<span class="share" role="img" aria-label="{}"><span>{}</span><span>{}</span></span>',
        spoken,
        fraction.numerator,
        fraction.denominator,
    )


@register.simple_tag
def date(day: Date | None, missing: str = "没有记载") -> SafeString:
    """`2024年11月12日`."""
    if day is None:
        return format_html('<span class="quiet">{}</span>', missing)
    if isinstance(day, datetime):
        day = day.astimezone(SHANGHAI).date()
    return format_html(
        '<time class="nowrap" datetime="{}">{}</time>', day.isoformat(), show_date(day)
    )


@register.simple_tag
def moment(at: datetime | None, now: datetime | None = None, missing: str = "还没有") -> SafeString:
    """`2024年12月12日 10:06`; with `now` as one says it then: `今天 10:06`."""
    if at is None:
        return format_html('<span class="quiet">{}</span>', missing)
    text = near_words(at, now) if now else show_datetime(at)
    return format_html(
        '<time class="nowrap" datetime="{}">{}</time>',
        at.astimezone(SHANGHAI).isoformat(timespec="minutes"),
        text,
    )


@register.simple_tag
def clock_line(clock: Clock) -> SafeString:
    """Remaining time in a line of a list: `剩 12 分`; the page counts it down."""
    running = SafeString("")
    if not clock.paused:
        running = format_html(
            ' data-clock="short" data-due="{}" data-now="{}"',
            clock.due.isoformat(),
            clock.now.isoformat(),
        )
    return format_html(
        '<span class="clock-line" data-signal="{}"{}>{}<span data-clock-words>{}</span></span>',
        clock.signal.value,
        running,
        icon(clock.icon),
        clock.short,
    )


@register.simple_tag
def source(given: Source) -> SafeString:
    """Where a fact came from: icon, department, time."""
    stamp = f" {time_words(given.at)}" if given.at else ""
    return format_html(
        '<span class="source">{}<span>{}{}</span></span>', icon(given.kind), given.name, stamp
    )


@register.filter
def per_cent(value: Decimal | float) -> str:
    """A share in per cent, rounded up so that it never promises too much: 0.0099 is 0.99 %."""
    hundredths = Decimal(str(round(float(value), 9))).scaleb(4).to_integral_value(ROUND_CEILING)
    return f"{hundredths / 100:f} %"


@register.filter
def masked_number(number: str) -> str:
    """`4306**********4136`."""
    return mask(number)


@register.filter
def masked_name(name: str) -> str:
    """`刘*平`."""
    return mask_name(name)


@register.filter
def breakable(address: str) -> SafeString:
    """An address that breaks after the number of its street first, not within a name."""
    parts = re.split("(?<=[0-9]号)(?=.)", address)
    return format_html_join(SafeString("<wbr>"), "{}", ((part,) for part in parts))


@register.filter
def near(at: datetime, now: datetime) -> str:
    """`今天 10:06`, `昨天 15:02`, `12月10日 14:32`."""
    return near_words(at, now)
