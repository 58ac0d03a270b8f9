"""谁看过我的信息: every look at one's data, and asking why about one of them."""

from datetime import datetime, timedelta

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_GET, require_http_methods

from dengbu.accounts import api as accounts
from dengbu.accounts.api import Actor
from dengbu.casework import api as casework
from dengbu.casework.api import terms as casework_terms
from dengbu.kernel.fault import Fault, FaultCode, Faults
from dengbu.web.citizen.entrance import citizen
from dengbu.web.shared.look_places import place_words
from dengbu.web.shared.problem import status_of
from dengbu.web.shared.whole import whole

PAGE = 30


@require_GET
@citizen
def looks(request: HttpRequest, actor: Actor) -> HttpResponse:
    """The newest first; `before` goes on from one."""
    before = whole(request.GET.get("before", ""))
    found, more = newest(actor, before=before, limit=PAGE)
    context = {
        "looks": found,
        "more": more,
        "first": before is None,
        "now": timezone.now(),
        "tab": "home",
    }
    return render(request, "citizen/looks.html", context)


def newest(
    actor: Actor, *, limit: int, before: int | None = None
) -> tuple[list[tuple[accounts.LookView, str]], int | None]:
    """The newest looks at somebody with what was looked at, and where more of them begin.

    Looks at a case of a seizure are left out until that is entered.
    """
    untold = casework.untold_seizures(actor.id_type, actor.id_no)
    found = accounts.looks_of(
        actor.id_type, actor.id_no, before=before, limit=limit + 1, without=untold
    )
    said = place_words(one.place for one in found[:limit])
    shown = [(one, said[one.place]) for one in found[:limit]]
    return shown, found[limit - 1].id if len(found) > limit else None


@require_http_methods(["GET", "POST"])
@citizen
def look(request: HttpRequest, actor: Actor, id: int) -> HttpResponse:
    """One look: asking why, and what was answered. Raises `Faults` NOT_FOUND."""
    now = timezone.now()
    found = accounts.look_of(id, actor=actor)
    untold = casework.untold_seizures(actor.id_type, actor.id_no)
    if found is None or found.place in untold:
        raise Faults(Fault(code=FaultCode.NOT_FOUND, message="没有这条记录，或者不是看您的"))
    faults: Faults | None = None
    office = accounts.office_of_look(id)
    days = _answered_within(office, now)
    if request.method == "POST":
        calendar = casework.work_calendar(office, since=now - timedelta(days=1))
        due = calendar.add_statutory_days(now, days).at
        try:
            accounts.question_look(
                id, actor=actor, reason=request.POST.get("reason", ""), due=due, now=now
            )
        except Faults as error:
            faults = error
        else:
            return HttpResponseRedirect(reverse("citizen:look", args=[id]))
    context = {
        "look": accounts.look_of(id, actor=actor),
        "place": place_words([found.place])[found.place],
        "typed": request.POST.get("reason", ""),
        "faults": faults,
        "days": days,
        "now": now,
        "tab": "home",
    }
    return render(
        request, "citizen/look.html", context, status=status_of(faults) if faults else 200
    )


def _answered_within(office: str, now: datetime) -> int:
    """Working days, as the office's terms say; those of the house where it has none in force."""
    try:
        return casework.inquiry_terms(office=office, now=now).looks_answered
    except Faults:
        return casework_terms.LOOKS_ANSWERED
