"""公告 on the page of a case: publish, take back, decide on objections."""

from collections.abc import Callable, Mapping
from datetime import datetime

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from dengbu.accounts.api import Actor, Permission, disclose
from dengbu.casework import api as casework
from dengbu.kernel.chinese import normalise_code
from dengbu.kernel.fault import Fault, FaultCode, Faults
from dengbu.web.office.notice_card import names_of
from dengbu.web.office.views import back_to, shown_again
from dengbu.web.shared.access import acting
from dengbu.web.shared.whole import revision
from dengbu.web.window.cases import case_at

Work = Callable[[str, Actor, int, datetime], None]


@never_cache
@require_POST
@acting(Permission.SEARCH_REGISTER)
def notice(request: HttpRequest, actor: Actor, case_no: str) -> HttpResponse:
    """Publish the notice of a case, or take it back. Raises `Faults` NOT_FOUND."""
    sent = request.POST

    def publish(number: str, by: Actor, revision: int, now: datetime) -> None:
        casework.publish_notice(number, actor=by, now=now, revision=revision)

    def take_back(number: str, by: Actor, revision: int, now: datetime) -> None:
        reason = sent.get("end_reason", "")
        casework.end_notice(number, actor=by, now=now, revision=revision, reason=reason)

    ways: Mapping[str, Work] = {"publish": publish, "take_back": take_back}
    return _done(request, actor, case_no, ways.get(sent.get("do", ""), _neither))


def _neither(number: str, by: Actor, revision: int, now: datetime) -> None:
    said = "请选发布公告或者撤下公告"
    raise Faults(Fault(code=FaultCode.REQUIRED, message=said))


@never_cache
@require_POST
@acting(Permission.EXAMINE)
def ruling(request: HttpRequest, actor: Actor, case_no: str, objection: int) -> HttpResponse:
    """Decide on one objection. Raises `Faults` NOT_FOUND."""
    place = names_of(objection)

    def settle(number: str, by: Actor, revision: int, now: datetime) -> None:
        try:
            casework.settle_objection(
                number,
                objection,
                ruling=request.POST.get(place.ruling, ""),
                reason=request.POST.get(place.reason, ""),
                actor=by,
                now=now,
            )
        except Faults as error:
            raise Faults(f.under(place.prefix) if f.field else f for f in error.faults) from error

    return _done(request, actor, case_no, settle)


def _done(request: HttpRequest, actor: Actor, case_no: str, work: Work) -> HttpResponse:
    """Do it, and on to the case; what is wrong is told on the case, with what was written."""
    now, number = timezone.now(), normalise_code(case_no)
    case_at(number, actor=actor, now=now)
    seen = request.POST.get("revision", "")
    try:
        work(number, actor, revision(seen), now)
    except Faults as error:
        return shown_again(request, actor, number, error, now=now)
    return back_to(request, number)


@never_cache
@require_POST
@acting(Permission.EXAMINE, Permission.VIEW_IDENTITY)
def reveal_objector(
    request: HttpRequest, actor: Actor, case_no: str, objection: int
) -> HttpResponse:
    """The whole identity number of who objected; who looked and why is kept.

    Raises `Faults` PURPOSE_MISSING or NOT_FOUND.
    """
    now = timezone.now()
    found = casework.case_notice(case_no, actor=actor, now=now)
    person = next((o for o in found.objections if o.id == objection), None) if found else None
    if person is None:
        raise Faults(Fault(code=FaultCode.NOT_FOUND, message="这件里没有这份异议"))
    purpose = disclose(
        actor,
        id_type=person.id_type,
        id_no=person.id_no,
        place=normalise_code(case_no),
        purpose=request.POST.get("purpose", ""),
        words=request.POST.get("words", ""),
        occasion="处理公告异议",
        now=now,
    )
    whole = request.headers.get("HX-Request") != "true"
    template = "window/revealed.html" if whole else "window/revealed_number.html"
    return render(request, template, {"person": person, "purpose": purpose})
