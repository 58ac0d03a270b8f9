"""A code that somebody shows on the phone (亮证): opened by scanning, checked once.

Opening the address writes nothing, since programs that look ahead open it too; the page then sends
the form by itself, or its button does.
"""

import ipaddress
from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods

from dengbu.accounts import api as accounts
from dengbu.inquiry import api as inquiry
from dengbu.kernel.fault import Faults
from dengbu.kernel.numbers import CertificateNumber
from dengbu.web.open.words import proved, void_reason
from dengbu.web.shared.signals import Signal

showing = inquiry.showing
Outcome = showing.Outcome


@dataclass(frozen=True, kw_only=True, slots=True)
class Band:
    """The verdict at the top."""

    words: str
    signal: Signal
    icon: str


GOOD = Band(words="是真的，现在有效", signal=Signal.OK, icon="done")
SEIZED = Band(words="是真的，但被查封了", signal=Signal.WARN, icon="warn")
VOID = Band(words="是真的，但已不再有效", signal=Signal.WARN, icon="warn")
STALE = Band(words="这个码已经不能用", signal=Signal.WARN, icon="warn")
FALSE = Band(words="这个码不能信", signal=Signal.STOP, icon="block")
STALE_OUTCOMES = frozenset(
    {Outcome.EXPIRED, Outcome.STOPPED, Outcome.OVER, Outcome.REPLAYED, Outcome.USED_UP}
)
INSIDE, OUTSIDE = "内部网络上的人", "互联网上的人"


@never_cache
@require_http_methods(["GET", "POST"])
def shown(request: HttpRequest, code: str) -> HttpResponse:
    """The page that a scanned code opens; sent, what it tells."""
    offices = accounts.offices()
    context: dict[str, Any] = {"office": offices[0] if offices else None, "code": code.lower()}
    if request.method == "GET":
        return render(request, "open/shown.html", context)
    now = timezone.now()
    found = showing.check(code, checker=_checker(request), now=now)
    if found.office:
        context["office"] = accounts.office(found.office)
    context |= {"found": found, "now": now, "band": _band(found), "number": _number(found)}
    if found.told is not None:
        view = found.told.view
        context |= {
            "seconds": int(found.age.total_seconds()) if found.age else 0,
            "proves": "" if CertificateNumber.parse(view.number).title else proved(view),
            "untold": showing.untold(found.told.told),
            "why": "" if view.valid else view.lapsed or void_reason(view),
        }
    return render(request, "open/shown_found.html", context)


def _checker(request: HttpRequest) -> inquiry.showing.Checker:
    """An organisation or officer who is signed in by name; else only the kind of network."""
    if isinstance(request.user, accounts.Account):
        actor = accounts.actor_of(request.user)
        if actor.organisation_name:
            return showing.Checker(who=actor.organisation_name)
        if actor.kind is accounts.AccountKind.OFFICER:
            return showing.Checker(who=f"{accounts.office(actor.office).name}工作人员{actor.name}")
    try:
        address = ipaddress.ip_address(request.META.get("REMOTE_ADDR", ""))
    except ValueError:
        return showing.Checker(who=OUTSIDE)
    return showing.Checker(who=INSIDE if address.is_private else OUTSIDE)


def _band(found: inquiry.showing.Checked) -> Band:
    if found.told is None:
        return STALE if found.outcome in STALE_OUTCOMES else FALSE
    bits = found.told.found
    if showing.Found.IN_FORCE not in bits:
        return VOID
    return SEIZED if showing.Found.SEIZED in bits else GOOD


def _number(found: inquiry.showing.Checked) -> str:
    if found.told is None:
        return ""
    try:
        return CertificateNumber.parse(found.number).display()
    except Faults:
        return found.number  # of a paper from before the numbers of today


@require_GET
def keys(request: HttpRequest) -> JsonResponse:
    """The public keys of all offices, for whoever judges a code without asking us each time."""
    told = [
        {
            "office": office.code,
            "id": view.key.id.hex(),
            "public": view.key.public.hex(),
            "since": view.since,
            "until": view.key.until,
            "revoked_from": view.key.revoked_from,
        }
        for office in accounts.offices()
        for view in showing.keys_of(office.code)
    ]
    return JsonResponse({"life_seconds": int(showing.LIFE.total_seconds()), "keys": told})
