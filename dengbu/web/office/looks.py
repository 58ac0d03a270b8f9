"""Who looked at whose data: questions to be answered, and looks by officer and day."""

from datetime import datetime, time, timedelta

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from dengbu.accounts import api as accounts
from dengbu.accounts.api import Actor
from dengbu.kernel.chinese import SHANGHAI, parse_date
from dengbu.kernel.fault import Faults
from dengbu.web.office.units import home_of
from dengbu.web.shared.access import acting
from dengbu.web.shared.problem import status_of
from dengbu.web.shared.whole import whole

LONGEST_NAME = 50


@never_cache
@require_http_methods(["GET", "POST"])
@acting()
def looks(request: HttpRequest, actor: Actor) -> HttpResponse:
    """Questions first, by their term; sent, the answer to one.

    Raises `Faults` PERMISSION_MISSING for all but auditors and chiefs.
    """
    accounts.require_answering(actor)
    now, faults = timezone.now(), None
    if request.method == "POST":
        id = whole(request.POST.get("question", "")) or 0
        try:
            accounts.answer_look(id, actor=actor, answer=request.POST.get("answer", ""), now=now)
        except Faults as error:
            faults = error
        else:
            return HttpResponseRedirect(reverse("office:looks"))
    officer = " ".join(request.GET.get("officer", "").split())[:LONGEST_NAME]
    first, last, wrong = _days(request)
    asked = accounts.questions(actor)
    context = {
        "waiting": [one for one in asked if one.answered_at is None],
        "answered": [one for one in asked if one.answered_at is not None],
        "reads": accounts.reads(actor.office, officer=officer, first=first, last=last),
        "officer": officer,
        "day": request.GET.get("day", ""),
        "faults": faults or wrong,
        "chosen": request.POST.get("question", ""),
        "typed": request.POST.get("answer", ""),
        "now": now,
        "home": home_of(actor),
    }
    wrongs = faults or wrong
    status = status_of(wrongs) if wrongs else 200
    return render(request, "office/looks.html", context, status=status)


def _days(request: HttpRequest) -> tuple[datetime | None, datetime | None, Faults | None]:
    """The day that is looked at, from its beginning to its end."""
    text = request.GET.get("day", "").strip()
    if not text:
        return None, None, None
    try:
        day = parse_date(text, field="day")
    except Faults as error:
        return None, None, error
    begin = datetime.combine(day, time(), tzinfo=SHANGHAI)
    return begin, begin + timedelta(days=1), None
