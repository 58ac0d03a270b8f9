"""改派 from the page of a case: to whom, and why."""

from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from dengbu.accounts.api import Actor, Permission
from dengbu.casework import api as casework
from dengbu.kernel.chinese import normalise_code
from dengbu.kernel.fault import Faults
from dengbu.web.office.views import back_to, refused
from dengbu.web.shared.access import acting
from dengbu.web.shared.whole import revision, whole
from dengbu.web.window.cases import case_at


@never_cache
@require_POST
@acting(Permission.ASSIGN)
def hand_over(request: HttpRequest, actor: Actor, case_no: str) -> HttpResponse:
    """Give the case to another examiner; what is wrong is told on the case, with what was written.

    Raises `Faults` NOT_FOUND.
    """
    now, number = timezone.now(), normalise_code(case_no)
    view = case_at(number, actor=actor, now=now)
    seen, to = request.POST.get("revision", ""), request.POST.get("to", "")
    try:
        casework.hand_over(
            view.case_no,
            to=whole(to),
            reason=request.POST.get("why", ""),
            actor=actor,
            now=now,
            revision=revision(seen),
        )
    except Faults as error:
        return refused(request, actor, number, error, now=now)
    return back_to(request, number)
