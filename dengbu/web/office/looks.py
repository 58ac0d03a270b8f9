"""Who looked at whose data: questions to be answered, and looks by officer and day."""

from datetime import datetime, time, timedelta

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.http import urlencode
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from dengbu.accounts import api as accounts
from dengbu.accounts.api import Actor
from dengbu.kernel.chinese import SHANGHAI, parse_date
from dengbu.kernel.fault import Faults
from dengbu.web.office.units import home_of
from dengbu.web.shared.access import acting
from dengbu.web.shared.look_places import place_words
from dengbu.web.shared.problem import status_of
from dengbu.web.shared.whole import whole

LONGEST_NAME, PAGE = 50, 50


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
    asked = accounts.questions(actor)
    officer, page, wrong = _officer(request), accounts.ReadPage(), None
    try:
        page = _page(request, actor, officer)
    except Faults as error:
        wrong = error
    wrongs, said = faults or wrong, place_words(one.place for one in page.reads)
    context = {
        "waiting": [one for one in asked if one.answered_at is None],
        "answered": [one for one in asked if one.answered_at is not None],
        "reads": [(one, said[one.place]) for one in page.reads],
        "following": _turned(request, "after", page.after),
        "previous": _turned(request, "before", page.before),
        "officer": officer,
        "day": request.GET.get("day", ""),
        "faults": wrongs,
        "chosen": request.POST.get("question", ""),
        "typed": request.POST.get("answer", ""),
        "now": now,
        "home": home_of(actor),
    }
    status = status_of(wrongs) if wrongs else 200
    return render(request, "office/looks.html", context, status=status)


def _officer(request: HttpRequest) -> str:
    return " ".join(request.GET.get("officer", "").split())[:LONGEST_NAME]


def _page(request: HttpRequest, actor: Actor, officer: str) -> accounts.ReadPage:
    """Raises `Faults` for a day or a cursor that is none."""
    first, last = _day(request.GET.get("day", "").strip())
    return accounts.reads(
        actor.office,
        officer=officer,
        first=first,
        last=last,
        after=request.GET.get("after") or None,
        before=request.GET.get("before") or None,
        limit=PAGE,
    )


def _day(text: str) -> tuple[datetime | None, datetime | None]:
    """The day that is looked at, from its beginning to its end. Raises `Faults`."""
    if not text:
        return None, None
    begin = datetime.combine(parse_date(text, field="day"), time(), tzinfo=SHANGHAI)
    return begin, begin + timedelta(days=1)


def _turned(request: HttpRequest, which: str, cursor: str | None) -> str:
    """The address of a page further on or back, under the same search; empty where none is."""
    if not cursor:
        return ""
    kept = {name: request.GET[name] for name in ("officer", "day") if request.GET.get(name)}
    return f"{reverse('office:looks')}?{urlencode({**kept, which: cursor})}#reads"
