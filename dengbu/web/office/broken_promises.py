"""承诺核查不实: an examiner looks into a promise that a department contradicts, and rules on it."""

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from dengbu.accounts.api import Actor, Permission
from dengbu.casework import api as casework
from dengbu.kernel.fault import Fault, FaultCode, Faults
from dengbu.web.office.units import home_of
from dengbu.web.shared.access import acting
from dengbu.web.shared.problem import status_of

VERDICTS = (("untrue", "确实不实"), ("wrong", "查错了，承诺属实"))


@never_cache
@require_http_methods(["GET", "POST"])
@acting(Permission.EXAMINE)
def broken_promise(request: HttpRequest, actor: Actor, case_no: str, material: str) -> HttpResponse:
    """What the department said, what the ruling does, and ruling. Raises `Faults` NOT_FOUND."""
    now = timezone.now()
    found = casework.finding(case_no, material, actor=actor)
    verdict, words = request.POST.get("verdict", ""), request.POST.get("words", "")
    faults: Faults | None = None
    if request.method == "POST":
        try:
            _settle(found, verdict, words, actor)
        except Faults as error:
            faults = error
        else:
            return HttpResponseRedirect(reverse("office:tasks"))
    context = {
        "found": found,
        "now": now,
        "home": home_of(actor),
        "verdict": verdict,
        "words": words,
        "verdicts": VERDICTS,
        "longest": casework.limits.RULING,
        "faults": faults,
    }
    status = status_of(faults) if faults else 200
    return render(request, "office/broken_promise.html", context, status=status)


def _settle(found: casework.Finding, verdict: str, words: str, actor: Actor) -> None:
    """Raises `Faults` with everything that is missing, at once."""
    if verdict not in dict(VERDICTS):
        faults = [Fault(code=FaultCode.REQUIRED, message="请选核实的结果", field="verdict")]
        if not words.strip():
            said = "请写明怎么核实的"
            faults.append(Fault(code=FaultCode.REQUIRED, message=said, field="words"))
        raise Faults(faults)
    casework.settle_promise(
        found.case_no,
        found.material,
        untrue=verdict == "untrue",
        words=words,
        actor=actor,
        now=timezone.now(),
    )
