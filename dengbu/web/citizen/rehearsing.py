"""预演 on the phone: what could be done with a home of mine, and what it would take."""

from collections.abc import Iterable
from datetime import datetime

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_GET

from dengbu.accounts.api import Actor
from dengbu.casework import api as casework
from dengbu.casework.api import rehearsing
from dengbu.kernel.chinese import normalise_code
from dengbu.kernel.fault import Fault, FaultCode, Faults
from dengbu.web.citizen.entrance import citizen
from dengbu.web.citizen.homes import Home, homes
from dengbu.web.shared.outlines import questions_of, read_outline
from dengbu.web.shared.problem import status_of
from dengbu.web.shared.rehearsals import rehearsal_context


@require_GET
@citizen
def rehearse(request: HttpRequest, actor: Actor) -> HttpResponse:
    """My homes; with `unit` what can be done with one; with `service` too what it would take.

    Raises `Faults` NOT_FOUND for a home that is not mine, NOT_SUPPORTED for an unknown service.
    """
    now = timezone.now()
    mine = homes(actor, now=now)
    context: dict[str, object] = {"homes": mine, "now": now, "tab": "home"}
    code = normalise_code(request.GET.get("unit", ""))
    if not code:
        return render(request, "citizen/rehearsal.html", context)
    context["home"] = _own(code, mine)
    service = request.GET.get("service", "")
    if not service:
        offers = casework.offered(code, now=now)
        context["families"] = _families(o for o in offers if o.possible)
        context["barred"] = _families(o for o in offers if not o.possible and o.common)
        return render(request, "citizen/rehearsal.html", context)
    return _answered(request, actor, code, context, now=now)


def _answered(
    request: HttpRequest, actor: Actor, code: str, context: dict[str, object], *, now: datetime
) -> HttpResponse:
    """The few questions of a service, and what follows from the answers."""
    service = casework.service(request.GET["service"], office=code[:6], now=now)
    typed = {name: request.GET[name] for name in request.GET}
    context |= {
        "service": service,
        "asks": questions_of(service, unit=True),
        "typed": typed,
    }
    outline, faults = read_outline(typed, service.code)
    try:
        faults.raise_if_any()
        said = rehearsing.of_own_unit(outline, code, actor=actor, now=now)
    except Faults as error:
        context["faults"] = error
        return render(request, "citizen/rehearsal.html", context, status=status_of(error))
    context |= rehearsal_context(said, now=now)
    return render(request, "citizen/rehearsal.html", context)


def _own(code: str, mine: Iterable[Home]) -> Home:
    found = next((home for home in mine if home.unit_code == code), None)
    if found is None:
        said = "这套房子不在您名下，请从您的房产里选"
        raise Faults(Fault(code=FaultCode.NOT_FOUND, message=said))
    return found


def _families(offers: Iterable[casework.Offer]) -> list[tuple[str, list[casework.Offer]]]:
    """Services under their headings, those asked for every day first."""
    found: dict[str, list[casework.Offer]] = {}
    for offer in offers:
        found.setdefault("常办的" if offer.common else offer.family, []).append(offer)
    return sorted(found.items(), key=lambda family: family[0] != "常办的")
