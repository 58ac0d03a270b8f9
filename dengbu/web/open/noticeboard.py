"""公告 in the open: the list, found by address or number, and each notice as it was published."""

from dataclasses import dataclass

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.http import urlencode
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET

from dengbu.accounts import api as accounts
from dengbu.casework import api as casework
from dengbu.web.shared.parts import Option
from dengbu.web.shared.signals import Signal
from dengbu.web.window.receipts import qr

PAGE = 20
LONGEST = 80  # characters of what is typed
SHOWS = {"running": True, "ended": False, "all": None}
"""Filters of the list: whether the notices take objections."""
_LABELS = {"running": "正在公告", "ended": "已经结束", "all": "全部"}


@dataclass(frozen=True, kw_only=True, slots=True)
class Chip:
    """A filter of the list."""

    label: str
    href: str
    current: bool


@dataclass(frozen=True, kw_only=True, slots=True)
class Line:
    """One notice of the list."""

    notice: casework.NoticeView
    href: str
    said: str  # where it stands
    signal: Signal
    icon: str


@never_cache
@require_GET
def board(request: HttpRequest) -> HttpResponse:
    """The list, the newest first; search, filter and place are kept in the address.

    Raises `Faults` CODE_LIST for a place that is none.
    """
    now = timezone.now()
    text, office = request.GET.get("q", "")[:LONGEST], request.GET.get("office", "")[:LONGEST]
    show = request.GET.get("show", "")
    show = show if show in SHOWS else "running"
    page = casework.notices(
        now=now,
        text=text,
        office=office,
        running=SHOWS[show],
        after=request.GET.get("after") or None,
        limit=PAGE,
    )
    kept = {key: value for key, value in (("q", text), ("office", office)) if value}
    here = kept | {"show": show}
    place = reverse("notices:board")
    offices = accounts.offices()
    context = {
        "lines": [line(notice) for notice in page.lines],
        "chips": [
            Chip(
                label=_LABELS[name],
                href=f"{place}?{urlencode(kept | {'show': name})}",
                current=name == show,
            )
            for name in SHOWS
        ],
        "following": f"{place}?{urlencode(here | {'after': page.after})}" if page.after else "",
        "previous": f"{place}?{urlencode(here)}" if request.GET.get("after") else "",
        "offices": (Option(value="", label="全部登记机构"), *_options(offices)),
        "chosen": office,
        "text": text,
        "show": show,
        "now": now,
        "office": next((o for o in offices if o.code == office), offices[0] if offices else None),
    }
    return render(request, "open/notices.html", context)


def _options(offices: tuple[accounts.OfficeView, ...]) -> tuple[Option, ...]:
    return tuple(Option(value=office.code, label=office.name) for office in offices)


def line(notice: casework.NoticeView) -> Line:
    """A notice in the list, or at the head of its page."""
    said, signal, icon = _standing(notice)
    href = reverse("notices:notice", args=[notice.number])
    return Line(notice=notice, href=href, said=said, signal=signal, icon=icon)


def _standing(notice: casework.NoticeView) -> tuple[str, Signal, str]:
    if notice.runs:
        left = f"还有 {notice.days_left} 个工作日" if notice.days_left else "今天是最后一天"
        return left, Signal.ACCENT if notice.days_left else Signal.WARN, "clock"
    return notice.state, Signal.QUIET, "done" if notice.ran else "info"


@never_cache
@require_GET
def notice(request: HttpRequest, number: str) -> HttpResponse:
    """One notice, made to be read and printed. Raises `Faults` NOT_FOUND."""
    now = timezone.now()
    found = casework.public_notice(number, now=now)
    context = {
        "notice": found,
        "line": line(found),
        "now": now,
        "office": accounts.office(found.office),
        "qr": qr(request.build_absolute_uri(request.path)),
    }
    return render(request, "open/notice.html", context)
