"""预演 for anybody: what a matter asks for, without a home's name and without a sign-in."""

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET

from dengbu.casework import api as casework
from dengbu.casework.api import rehearsing
from dengbu.kernel.fault import Faults
from dengbu.web.open.guidebook import office_of
from dengbu.web.shared.outlines import USES, questions_of, read_outline
from dengbu.web.shared.problem import status_of
from dengbu.web.shared.rehearsals import rehearsal_context


@never_cache
@require_GET
def rehearsal(request: HttpRequest) -> HttpResponse:
    """`service` at `office`: a few questions, and what follows from the answers.

    Without a service the list of guides is shown. Raises `Faults` NOT_SUPPORTED for a service that
    is not there.
    """
    now, office = timezone.now(), office_of(request)
    code = request.GET.get("service", "")
    if office is None or not code:
        return HttpResponseRedirect(reverse("guides:board"))
    service = casework.service(code, office=office.code, now=now)
    typed = {name: request.GET[name] for name in request.GET}
    context: dict[str, object] = {
        "service": service,
        "office": office,
        "asks": questions_of(service, unit=False),
        "uses": USES,
        "typed": typed,
        "now": now,
    }
    outline, faults = read_outline(typed, code)
    try:
        faults.raise_if_any()
        said = rehearsing.in_general(outline, office=office.code, now=now)
    except Faults as error:
        faults_and_all = {**context, "faults": error}
        status = status_of(error)
        return render(request, "open/rehearsal.html", faults_and_all, status=status)
    return render(request, "open/rehearsal.html", {**context, **rehearsal_context(said, now=now)})
