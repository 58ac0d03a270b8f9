"""告知承诺书 to be printed, for the hand of whoever promises: before acceptance and after it."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET

from dengbu.accounts.api import Actor, Permission, office
from dengbu.cadastre import api as cadastre
from dengbu.casework import api as casework
from dengbu.kernel.chinese import normalise_code
from dengbu.kernel.fault import Fault, FaultCode, Faults
from dengbu.web.shared.access import acting
from dengbu.web.shared.jurisdiction import require_served
from dengbu.web.window.cases import case_at

NONE = Fault(code=FaultCode.NOT_FOUND, message="这里没有能用承诺代替的材料")


@never_cache
@require_GET
@acting(Permission.ACCEPT)
def promise_sheets(request: HttpRequest, actor: Actor, case_no: str) -> HttpResponse:
    """A sheet for each paper of a case that a promise stands in for. Raises `Faults` NOT_FOUND."""
    view = case_at(case_no, actor=actor, now=timezone.now())
    sheets = casework.promise_sheets(view.case_no, actor=actor)
    if not sheets:
        raise Faults(NONE)
    context = {
        "case": view,
        "case_no": view.case_no,
        "sheets": sheets,
        "office": office(view.office),
    }
    return render(request, "window/promise_sheets.html", context)


@never_cache
@require_GET
@acting(Permission.ACCEPT)
def blank_promise(request: HttpRequest, actor: Actor) -> HttpResponse:
    """The sheet of one paper of a service (`service`, `unit`, `material`), names left open.

    Raises `Faults` NOT_FOUND, NOT_SUPPORTED.
    """
    asked = request.GET
    code = normalise_code(asked.get("unit", ""))
    require_served(code, actor)
    unit = cadastre.unit(code)
    if unit is None:
        raise Faults(NONE)
    service = casework.service(asked.get("service", ""), office=unit.office, now=timezone.now())
    sheet = casework.blank_sheet(service, asked.get("material", ""))
    if sheet is None:
        raise Faults(NONE)
    case = {"title": service.title, "address": unit.address, "unit_code": unit.code}
    context = {"case": case, "case_no": "", "sheets": (sheet,), "office": office(unit.office)}
    return render(request, "window/promise_sheets.html", context)
