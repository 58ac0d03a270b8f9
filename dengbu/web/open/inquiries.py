"""Whether the result of a query is genuine, and whether it still holds: by number and code."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET

from dengbu.accounts import api as accounts
from dengbu.inquiry import api as inquiry
from dengbu.kernel.fault import FaultCode, FaultList, Faults
from dengbu.kernel.identity import mask_name
from dengbu.web.shared.problem import INPUT_WRONG

LONGEST = 80  # characters of what is typed


@never_cache
@require_GET
def check_inquiry(request: HttpRequest) -> HttpResponse:
    """The form, or with ``no`` and ``code`` what may be said of the result."""
    typed, code = request.GET.get("no", "")[:LONGEST], request.GET.get("code", "")[:LONGEST]
    offices = accounts.offices()
    context: dict[str, object] = {
        "typed": typed,
        "code": code,
        "office": offices[0] if offices else None,
    }
    if "no" not in request.GET:
        return render(request, "open/inquiry.html", context)
    now = timezone.now()
    try:
        _require(typed, code)
        checked = inquiry.check(typed, code, now=now, field="no")
    except Faults as error:
        return render(
            request, "open/inquiry.html", {**context, "faults": error}, status=INPUT_WRONG
        )
    if checked is not None:
        view = checked.view
        context |= {
            "office": accounts.office(view.office),
            "view": view,
            "who": view.organ or mask_name(view.asker.name),
            "shown_no": inquiry.show_inquiry_no(view.number),
        }
    context |= {"checked": checked, "asked": True, "now": now}
    return render(request, "open/inquiry.html", context)


def _require(number: str, code: str) -> None:
    """Raises `Faults` for whatever is empty."""
    faults = FaultList()
    for field, value, label in (("no", number, "查询编号"), ("code", code, "防伪码")):
        if not value.strip():
            faults.add(FaultCode.REQUIRED, f"请填写{label}", field=field)
    faults.raise_if_any()
