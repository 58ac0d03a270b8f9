"""亮证 on the phone: choosing what to show, the code that renews itself, and who has checked."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import segno
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from dengbu.accounts.api import Actor, office
from dengbu.cadastre import api as cadastre
from dengbu.casework import api as casework
from dengbu.inquiry import api as inquiry
from dengbu.kernel.fault import Fault, FaultCode, Faults
from dengbu.kernel.numbers import CertificateNumber
from dengbu.web.citizen.entrance import citizen
from dengbu.web.citizen.words import short_place
from dengbu.web.shared.parts import Option
from dengbu.web.shared.problem import status_of
from dengbu.web.shared.whole import whole

showing = inquiry.showing
Shown = casework.terms.Shown
ShowTerms = casework.terms.ShowTerms
QUIET_ZONE = 4  # modules of white round the code, ISO/IEC 18004
NEVER = ("证件号码的其余部分", "价格", "贷款多少", "共有人")
NO_MORE_POLLS = 286  # htmx: stop asking


@dataclass(frozen=True, kw_only=True, slots=True)
class PaperRow:
    """A certificate or proof in the list."""

    number: str  # storage form
    said: str  # as people write it
    kind: str
    place: str
    office: str  # code


@require_GET
@citizen
def shows(request: HttpRequest, actor: Actor) -> HttpResponse:
    """What I may show, what I am showing, and what I have shown."""
    now = timezone.now()
    found = showing.showings(actor.id_type, actor.id_no)
    context = {
        "papers": _rows(actor, now),
        "running": [one for one in found if one.ended(now) is None],
        "past": [one for one in found if one.ended(now) is not None],
        "now": now,
        "tab": "home",
    }
    return render(request, "citizen/shows.html", context)


def _rows(actor: Actor, now: datetime) -> list[PaperRow]:
    papers = showing.papers(actor.id_type, actor.id_no, now=now)
    units = cadastre.units([paper.unit_code for paper in papers])
    return [
        PaperRow(
            number=paper.number,
            said=_said(paper.number),
            kind="不动产权证书" if paper.title else "登记证明",
            place=short_place(units[paper.unit_code].address)
            if paper.unit_code in units
            else paper.unit_code,
            office=paper.office,
        )
        for paper in papers
    ]


def _said(number: str) -> str:
    try:
        return CertificateNumber.parse(number).display()
    except Faults:
        return number  # of a paper from before the numbers of today


@require_http_methods(["GET", "POST"])
@citizen
def start(request: HttpRequest, actor: Actor, number: str) -> HttpResponse:
    """For what, to how many and how long; sent, the code. Raises `Faults` NOT_FOUND."""
    now = timezone.now()
    row = next((one for one in _rows(actor, now) if one.number == number), None)
    if row is None:
        said = "您名下没有这本证，或者它已经不再有效，不能出示"
        raise Faults(Fault(code=FaultCode.NOT_FOUND, message=said))
    faults: Faults | None = None
    if request.method == "POST":
        try:
            id = showing.start(_wanted(request, number), actor=actor, now=now)
        except Faults as error:
            faults = error
        else:
            return HttpResponseRedirect(reverse("citizen:showing", args=[id]))
    terms = casework.inquiry_terms(office=row.office, now=now).showing
    context = {
        "row": row,
        "faults": faults,
        "never": NEVER,
        "typed": request.POST if request.method == "POST" else _usual(terms),
        "tab": "home",
        **_choices(terms),
    }
    status = status_of(faults) if faults else 200
    return render(request, "citizen/show.html", context, status=status)


def _usual(terms: ShowTerms) -> dict[str, str]:
    """What most people want is the first of each list; for what, nobody can know."""
    return {
        "people": str(terms.people[0]) if terms.people else "",
        "minutes": str(terms.minutes[0]) if terms.minutes else "",
    }


def _wanted(request: HttpRequest, number: str) -> inquiry.showing.Wanted:
    sent = request.POST
    return showing.Wanted(
        number=number,
        purpose=sent.get("purpose", ""),
        words=sent.get("words", ""),
        people=whole(sent.get("people", "")) or 0,
        minutes=whole(sent.get("minutes", "")) or 0,
    )


def _choices(terms: ShowTerms) -> dict[str, Any]:
    return {
        "purposes": [
            Option(value=rule.code, label=rule.name, hint=f"看得到{_labels(rule.shows)}")
            for rule in terms.rules
        ],
        "people": [(str(n), f"{n} 个人") for n in terms.people],
        "minutes": [(str(n), f"{n} 分钟") for n in terms.minutes],
    }


def _labels(shows: Sequence[Shown]) -> str:
    return "、".join(one.label for one in shows)


@require_GET
@citizen
def show(request: HttpRequest, actor: Actor, id: int) -> HttpResponse:
    """The code and who has checked. Raises `Faults` NOT_FOUND."""
    now = timezone.now()
    view = showing.showing(id, actor=actor)
    context = _context(request, view, now)
    return render(request, "citizen/showing.html", context)


@require_GET
@citizen
def code(request: HttpRequest, actor: Actor, id: int) -> HttpResponse:
    """The code alone, anew: the page asks for it before the old one ends."""
    now = timezone.now()
    view = showing.showing(id, actor=actor)
    context = _context(request, view, now) | {"fresh": True}
    return render(request, "citizen/showing_code.html", context)


@require_GET
@citizen
def checks(request: HttpRequest, actor: Actor, id: int) -> HttpResponse:
    """Who has checked, for the page that stays open; a new check brings a new code."""
    now = timezone.now()
    view = showing.showing(id, actor=actor)
    ended = view.ended(now)
    context = {"view": view, "ended": ended, "now": now}
    response = render(request, "citizen/showing_checks.html", context)
    seen = whole(request.GET.get("seen", ""))
    if seen is not None and seen != len(view.checks) or ended:
        response.headers["HX-Trigger"] = "shown"
    if ended:
        response.status_code = NO_MORE_POLLS
    return response


def _context(request: HttpRequest, view: inquiry.showing.ShowingView, now: datetime) -> Any:
    ended = view.ended(now)
    context: dict[str, Any] = {
        "view": view,
        "ended": ended,
        "said": _said(view.number),
        "title": "不动产权证书（电子）" if _is_title(view.number) else "不动产登记证明（电子）",
        "office": office(view.office),
        "shows": f"有没有效、有没有查封、{_labels(view.shows)}",
        "never": NEVER,
        "now": now,
        "tab": "home",
    }
    if ended is None:
        coded = showing.code_of(view, now=now)
        address = request.build_absolute_uri(reverse("show:code", args=[coded.text])).upper()
        qr = segno.make(address, error="l", micro=False)
        context |= {
            "qr": qr.svg_data_uri(border=QUIET_ZONE, scale=6),
            "address": reverse("open:shown", args=[coded.text.lower()]),
            "seconds": max(0, int((coded.until - now).total_seconds())),
            "until": coded.until,
            "told": coded.told,
        }
    return context


def _is_title(number: str) -> bool:
    try:
        return CertificateNumber.parse(number).title
    except Faults:
        return True


@require_POST
@citizen
def stop(request: HttpRequest, actor: Actor, id: int) -> HttpResponse:
    """Nobody can check it any more. Raises `Faults` NOT_FOUND."""
    showing.stop(id, actor=actor, now=timezone.now())
    return HttpResponseRedirect(reverse("citizen:showing", args=[id]))
