"""回避申报: an officer declares from whose cases to keep away; a chief sees all and ends them."""

from datetime import datetime

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from dengbu.accounts.api import Actor, Permission, may
from dengbu.casework import api as casework
from dengbu.casework.api import dispatching
from dengbu.kernel.fault import Faults
from dengbu.web.office.units import home_of
from dengbu.web.shared.access import acting
from dengbu.web.shared.parts import Option
from dengbu.web.shared.problem import status_of

_RELATIONS = (
    Option(value="OWN", label="我本人", hint="自己买房、抵押、继承的件派不到自己"),
    Option(value="FAMILY", label="近亲属", hint="配偶、父母、子女、兄弟姐妹等"),
    Option(value="DECLARED", label="其他利害关系", hint="参股的企业、有往来的人、有争议的房子"),
)
_FIELDS = ("relation", "party_name", "id_no", "unit_code", "note")


@never_cache
@require_http_methods(["GET", "POST"])
@acting(Permission.EXAMINE)
def interests(request: HttpRequest, actor: Actor) -> HttpResponse:
    """What stands; POST declares one, or (`end`) ends somebody else's with a reason (`why`).

    Raises `Faults` NOT_FOUND, PERMISSION_MISSING.
    """
    now, sent = timezone.now(), request.POST
    if request.method != "POST":
        return _show(request, actor, None, now=now)
    ended = sent.get("end", "")
    try:
        if ended:
            number = int(ended) if ended.isascii() and ended.isdigit() and len(ended) < 19 else 0
            dispatching.end(actor, number, reason=sent.get("why", ""), now=now)
        else:
            dispatching.declare(
                actor,
                relation=sent.get("relation", ""),
                name=sent.get("party_name", ""),
                id_no=sent.get("id_no", ""),
                unit_code=sent.get("unit_code", ""),
                note=sent.get("note", ""),
                now=now,
            )
    except Faults as error:
        if status_of(error) in (403, 404):
            raise
        return _show(request, actor, error, now=now)
    done = "ended" if ended else "declared"
    return HttpResponseRedirect(f"{reverse('office:interests')}?done={done}")


def _show(
    request: HttpRequest, actor: Actor, faults: Faults | None, *, now: datetime
) -> HttpResponse:
    sent = request.POST
    done = {"declared": "申报记下了，从下一次派件起就回避", "ended": "撤销了，原因留着"}
    context = {
        **{name: sent.get(name, "") for name in _FIELDS},
        "chief": may(actor, Permission.ASSIGN),
        "done": "" if faults else done.get(request.GET.get("done", ""), ""),
        "faults": faults,
        "home": home_of(actor),
        "longest": dispatching.NOTE,
        "longest_name": casework.limits.NAME,
        "now": now,
        "relations": _RELATIONS,
        "rows": dispatching.declared(actor),
        "why": sent.get("why", ""),
    }
    status = status_of(faults) if faults else 200
    return render(request, "office/interests.html", context, status=status)
