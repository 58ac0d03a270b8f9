"""带押过户 on the phone of a seller or buyer: where it stands, and their own word."""

from datetime import datetime

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from dengbu.accounts.api import Actor, office
from dengbu.casework import api as casework
from dengbu.casework.api import mortgaged as verbs
from dengbu.kernel.fault import Fault, FaultCode, Faults
from dengbu.web.citizen.entrance import citizen
from dengbu.web.citizen.words import short_place
from dengbu.web.shared.mortgaged import board, reading
from dengbu.web.shared.problem import status_of


@require_http_methods(["GET", "POST"])
@citizen
def mortgaged(request: HttpRequest, actor: Actor, case_no: str) -> HttpResponse:
    """The transfer of a case of mine. Raises `Faults` NOT_FOUND for those of others."""
    now = timezone.now()
    found, case = _mine(case_no, actor, now=now)
    faults: Faults | None = None
    if request.method == "POST":
        try:
            _say(request, found, actor, now=now)
        except Faults as error:
            faults = error
            found, case = _mine(case_no, actor, now=now)
        else:
            return HttpResponseRedirect(reverse("citizen:mortgaged", args=[case.case_no]))
    reading(found, actor)
    me = _party(found, actor)
    context = {
        "case": case,
        "place": short_place(case.address),
        "board": board(found, actor.id_no or "", now=now),
        "me": me,
        "asked": me is not None and me.confirmed_at is None and found.phase.undecided,
        "may_leave": me is not None and found.phase.undecided,
        "sent": request.POST,
        "faults": faults,
        "office": office(case.office),
        "now": now,
        "tab": "cases",
    }
    status = status_of(faults) if faults else 200
    return render(request, "citizen/mortgaged.html", context, status=status)


def _mine(
    case_no: str, actor: Actor, *, now: datetime
) -> tuple[verbs.TransferView, casework.CaseView]:
    """Raises `Faults` NOT_FOUND without a field: the page is not there for this person."""
    try:
        case = casework.case(case_no, actor=actor, now=now)
    except Faults as error:
        raise _unknown() from error
    found = verbs.latest_of(case.case_no, actor=actor)
    if found is None:
        raise _unknown()
    return found, case


def _unknown() -> Faults:
    said = "没有这一次带押过户，或者您不在里面"
    return Faults(Fault(code=FaultCode.NOT_FOUND, message=said))


def _party(found: verbs.TransferView, actor: Actor) -> verbs.Participant | None:
    me = (actor.id_type, actor.id_no)
    return next((p for p in found.parties if (p.id_type, p.id_no) == me), None)


def _say(request: HttpRequest, found: verbs.TransferView, actor: Actor, *, now: datetime) -> None:
    me, do = _party(found, actor), request.POST.get("do", "")
    if me is None or do not in ("confirm", "withdraw"):
        raise _unknown()
    if do == "confirm" and request.POST.get("sure") != "1":
        said = "请看过要确认的内容，再勾上“我看过上面写的，确认”"
        raise Faults(Fault(code=FaultCode.REQUIRED, message=said, field="sure"))
    heard = verbs.say(
        found.number,
        me.seq,
        verbs.Kind.CONFIRM if do == "confirm" else verbs.Kind.WITHDRAW,
        amount=request.POST.get("amount", ""),
        agreed=request.POST.get("agreed", ""),
        reason=request.POST.get("reason", ""),
        actor=actor,
        now=now,
    )
    if heard.outcome == verbs.Heard.FINDING:
        raise Faults(Fault(code=FaultCode.STATE_CHANGED, message=heard.said))
