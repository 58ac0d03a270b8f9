"""带押过户 for the office: where each side stands, to read only."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET

from dengbu.accounts.api import Actor, Permission
from dengbu.casework import api as casework
from dengbu.kernel.fault import Fault, FaultCode, Faults
from dengbu.web.shared.access import acting
from dengbu.web.shared.mortgaged import board, reading
from dengbu.web.window.cases import case_at


@never_cache
@require_GET
@acting(Permission.SEARCH_REGISTER)
def mortgaged(request: HttpRequest, actor: Actor, case_no: str) -> HttpResponse:
    """The last transfer of a case. Raises `Faults` NOT_FOUND."""
    now = timezone.now()
    view = case_at(case_no, actor=actor, now=now)
    found = casework.mortgaged.latest_of(view.case_no, actor=actor)
    if found is None:
        said = "这件没有在网上确认的带押过户"
        raise Faults(Fault(code=FaultCode.NOT_FOUND, message=said))
    reading(found, actor)
    context = {
        "view": view,
        "board": board(found, "", now=now),
        "for_office": True,
        "now": now,
    }
    return render(request, "office/mortgaged.html", context)
