"""The examiner's screen: the queue at the left, one case at the right, the decision below it."""

import logging
from collections.abc import Mapping
from datetime import datetime

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.http import urlencode
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_POST

from dengbu.accounts.api import Actor, Permission, disclose, may
from dengbu.casework import api as casework
from dengbu.kernel.chinese import normalise_code
from dengbu.kernel.fault import Fault, FaultCode, Faults
from dengbu.register import api as register
from dengbu.web.office import (
    beside,
    deciding,
    desk,
    drafting,
    effects,
    mark_card,
    notice_card,
)
from dengbu.web.shared.access import acting
from dengbu.web.shared.bills import bill_context
from dengbu.web.shared.families import family_card
from dengbu.web.shared.looks import showed
from dengbu.web.shared.mortgaged import of_case
from dengbu.web.shared.problem import status_of
from dengbu.web.shared.signals import Signal
from dengbu.web.shared.whole import revision as revision_of
from dengbu.web.shared.whole import whole
from dengbu.web.window.cases import case_at

access_log = logging.getLogger("dengbu.access")
PAGE = 30


@never_cache
@require_GET
@acting(Permission.EXAMINE)
def queue(request: HttpRequest, actor: Actor) -> HttpResponse:
    """My cases, due first, with the first one open."""
    now = timezone.now()
    page = _queue(request, actor, now=now)
    first = page.lines[0].case_no if page.lines else ""
    view = case_at(first, actor=actor, now=now) if first else None
    return _show(request, actor, page, view, now=now)


@never_cache
@require_GET
@acting(Permission.SEARCH_REGISTER)
def case(request: HttpRequest, actor: Actor, case_no: str) -> HttpResponse:
    """One case: beside the queue for examiners, alone and to read only for other officers.

    Raises `Faults` NOT_FOUND.
    """
    now = timezone.now()
    view = case_at(case_no, actor=actor, now=now)
    if not may(actor, Permission.EXAMINE):
        access_log.info("case read: officer=%s case=%s", actor.id, view.case_no)
        return _reading(request, actor, view, None, now=now)
    return _show(request, actor, _queue(request, actor, now=now), view, now=now)


def _reading(
    request: HttpRequest,
    actor: Actor,
    view: casework.CaseView,
    faults: Faults | None,
    *,
    now: datetime,
) -> HttpResponse:
    context = _case_context(request, actor, view, request.POST, now=now)
    context |= {"view": view, "now": now, "faults": faults}
    context |= bill_context(view.orders, view.office, now=now)
    status = status_of(faults) if faults else 200
    return render(request, "office/reading.html", context, status=status)


def _queue(request: HttpRequest, actor: Actor, *, now: datetime) -> casework.QueuePage:
    page = casework.queue(
        actor,
        now=now,
        after=request.GET.get("after") or None,
        limit=PAGE,
        text=request.GET.get("q", ""),
        of=_of(request, actor),
    )
    showed(request, cases=[line.case_no for line in page.lines])
    return page


def _of(request: HttpRequest, actor: Actor) -> int | None:
    """Whose queue is looked at; None: the own. Others' are for who may hand their cases over."""
    asked = request.GET.get("of", "")
    return whole(asked) if may(actor, Permission.ASSIGN) else None


@never_cache
@require_POST
@acting(Permission.EXAMINE)
def decide(request: HttpRequest, actor: Actor, case_no: str) -> HttpResponse:
    """Approve and enter, return for supplement, or refuse; what was written comes back with faults.

    The page carries the revision that the examiner saw, so a decision on a case that has changed
    since is answered with STATE_CHANGED and the case as it is now.
    """
    now = timezone.now()
    number = normalise_code(case_no)
    try:
        _decide(request, actor, number, now=now)
    except Faults as error:
        return refused(request, actor, number, error, now=now)
    return back_to(request, number)


def back_to(request: HttpRequest, number: str) -> HttpResponse:
    """On to the case again, beside the same page of the queue."""
    place = reverse("office:case", args=[number])
    kept = _kept(request)
    return HttpResponseRedirect(f"{place}?{kept}" if kept else place)


def refused(
    request: HttpRequest, actor: Actor, number: str, faults: Faults, *, now: datetime
) -> HttpResponse:
    """The case as it is now, with everything that the examiner wrote."""
    fresh = case_at(number, actor=actor, now=now)
    page = _queue(request, actor, now=now)
    return _show(request, actor, page, fresh, now=now, faults=faults, sent=request.POST)


def shown_again(
    request: HttpRequest, actor: Actor, number: str, faults: Faults, *, now: datetime
) -> HttpResponse:
    """The same for whoever may act on the case without examining it."""
    if may(actor, Permission.EXAMINE):
        return refused(request, actor, number, faults, now=now)
    return _reading(request, actor, case_at(number, actor=actor, now=now), faults, now=now)


def _decide(request: HttpRequest, actor: Actor, number: str, *, now: datetime) -> None:
    """What the button says; the page about the case is not made for it, whoever decides saw it."""
    sent = request.POST
    seen = sent.get("revision", "")
    revision = revision_of(seen)
    match sent.get("do", ""):
        case "approve":
            decided = casework.approve_and_enter(number, actor=actor, now=now, revision=revision)
            _raise_if_stopped(decided.outcome)
        case "return":
            view = case_at(number, actor=actor, now=now)
            casework.return_for_supplement(
                number,
                actor=actor,
                now=now,
                revision=revision,
                items=drafting.from_text(sent.get("items", ""), drafting.prepared(view)),
            )
        case "refuse":
            _refuse(sent, actor, number, revision, now=now)
        case _:
            said = "请选通过、退回补正或者不予登记"
            raise Faults(Fault(code=FaultCode.REQUIRED, message=said))


def _refuse(
    sent: Mapping[str, str], actor: Actor, case_no: str, revision: int, *, now: datetime
) -> None:
    """Refuse the case; a ground that cannot be read is told together with all else."""
    clause, unread = deciding.ground_of(sent)
    try:
        casework.refuse(
            case_no,
            actor=actor,
            now=now,
            revision=revision,
            reason=sent.get("reason", ""),
            clause=clause,
            remedy=sent.get("remedy", ""),
        )
    except Faults as error:
        if unread is None:
            raise
        told = (unread if f.field == unread.field else f for f in error.faults)
        raise Faults(told) from error


def _raise_if_stopped(outcome: register.Outcome | None) -> None:
    """The register's rules stopped the entry: each with its words."""
    if outcome is None or outcome.booked:
        return
    raise Faults(
        Fault(code=FaultCode.PRECONDITION, message=r.message, clause=r.clause, remedy=r.remedy)
        for r in outcome.blocks
    )


def _kept(request: HttpRequest, **more: str) -> str:
    """Whose queue, search and page of it, for addresses."""
    held = {name: request.GET[name] for name in ("of", "q", "after") if request.GET.get(name)}
    return urlencode(held | more)


def _show(
    request: HttpRequest,
    actor: Actor,
    page: casework.QueuePage,
    view: casework.CaseView | None,
    *,
    now: datetime,
    faults: Faults | None = None,
    sent: Mapping[str, str] | None = None,
) -> HttpResponse:
    current = view.case_no if view else ""
    asked = urlencode({name: request.GET[name] for name in ("of", "q") if request.GET.get(name)})
    after = urlencode({"after": page.after}) if page.after else ""
    place = reverse("office:queue")
    context: dict[str, object] = {
        "page": page,
        "lines": desk.lines(page, now=now, current=current, query=_kept(request)),
        "text": request.GET.get("q", ""),
        "following": f"{place}?{'&'.join(x for x in (asked, after) if x)}" if after else "",
        "previous": f"{place}?{asked}".rstrip("?") if request.GET.get("after") else "",
        "kept": _kept(request),
        "now": now,
        "faults": faults,
        "view": view,
        "ledger": may(actor, Permission.LEDGER),
        "reminded": casework.reminding.unseen_reminders(actor),
        **deciding.queues(actor, _of(request, actor)),
    }
    if view:
        context |= _case_context(request, actor, view, sent or {}, now=now)
        context |= bill_context(view.orders, view.office, now=now)
        context["next"] = _next(request, actor, page, current, now=now)
    status = status_of(faults) if faults else 200
    return render(request, "office/case.html", context, status=status)


def _case_context(
    request: HttpRequest,
    actor: Actor,
    view: casework.CaseView,
    sent: Mapping[str, str],
    *,
    now: datetime,
) -> dict[str, object]:
    found = desk.rules(view)
    passed = tuple(rule for rule in found if rule.effect is Signal.OK)
    attention = () if view.closed_at else tuple(rule for rule in found if rule not in passed)
    notice = casework.case_notice(view.case_no, actor=actor, now=now)
    return {
        "clock": desk.clock(view, now=now),
        "compare": desk.compare(view, now=now),
        "attention": attention,
        "rules": passed if attention else found,
        "counts": desk.counts(view.rules),
        "steps": desk.steps(view, now=now),
        "people": desk.people(view, actor),
        "revealing": may(actor, Permission.VIEW_IDENTITY) and may(actor, Permission.EXAMINE),
        "standing": beside.barred(desk.standing(view, actor), view, notice),
        **beside.cards(view, actor, sent),
        "family": family_card(view, actor, now=now),
        "smart": casework.smart.why([view.id]).get(view.id),
        "mortgaged": of_case(view, actor, now=now),
        **_cards(view, actor, notice, sent, now=now),
        "limits": casework.limits,
        "takers": deciding.takers(view, actor, now=now),
        "to": sent.get("to", ""),
        "why": sent.get("why", ""),
        "longest_why": casework.limits.REASSIGNMENT,
        "items": sent.get("items", drafting.as_text(drafting.prepared(view))),
        "effect": effects.effect(view),
        "refuse_href": f"?{_kept(request, refuse='1')}#decide",
        "back_href": f"?{_kept(request)}#decide",
        **_refusal(request, view, sent, notice_card.dispute(notice)),
    }


def _refusal(
    request: HttpRequest,
    view: casework.CaseView,
    sent: Mapping[str, str],
    dispute: tuple[str, str],
) -> dict[str, object]:
    """The form of a refusal, filled from what bars the case; ``dispute``: what is said, by law."""
    blocks = view.blocks
    disputed, disputed_by = dispute
    ground = blocks[0].clause if blocks else disputed_by
    barred = [b.message.rstrip("。") for b in blocks]
    grounds = deciding.grounds(blocks)
    clause, clause_text = deciding.chosen(sent, grounds, ground)
    return {
        "refusing": request.GET.get("refuse") == "1" or sent.get("do") == "refuse",
        "reason": sent.get("reason", "；".join((*barred, *((disputed,) if disputed else ())))),
        "grounds": grounds,
        "clause": clause,
        "clause_text": clause_text,
        "longest_clause": casework.limits.CLAUSE,
        "clause_hint": _clause_hint(ground),
        "remedy": sent.get("remedy", casework.APPEAL),
    }


def _cards(
    view: casework.CaseView,
    actor: Actor,
    notice: casework.CaseNotice | None,
    sent: Mapping[str, str],
    *,
    now: datetime,
) -> dict[str, object]:
    """What stands on the case beside the comparison: its public notice and its marks."""
    return {
        "notice": notice_card.card(notice, view.case_no, actor, sent),
        "marks": mark_card.card(view, actor, sent, now=now),
        "rulings": notice_card.RULINGS,
    }


def _clause_hint(ground: str) -> str:
    """How to fill the ground in; where a rule knows its law alone, which law that is."""
    form = "如《民法典》第399条"
    if not ground or deciding.whole(ground):
        return form
    return f"不符的那一项依据的是{ground}，请写明第几条，{form}"


def _next(
    request: HttpRequest, actor: Actor, page: casework.QueuePage, current: str, *, now: datetime
) -> str:
    """Address of the case to take up after this one, empty when none waits."""
    if _kept(request):  # the page shown is not the head of the queue
        page = casework.queue(actor, now=now, limit=2, of=_of(request, actor))
    following = next((c.case_no for c in page.lines if c.case_no != current), "")
    return reverse("office:case", args=[following]) if following else ""


@never_cache
@require_POST
@acting(Permission.EXAMINE, Permission.VIEW_IDENTITY)
def reveal(request: HttpRequest, actor: Actor, case_no: str, seq: int) -> HttpResponse:
    """A party's whole identity number; who, whose and why is kept.

    Raises `Faults` PURPOSE_MISSING or NOT_FOUND.
    """
    now = timezone.now()
    view = case_at(case_no, actor=actor, now=now)
    party = next((p for p in view.parties if p.seq == seq), None)
    if party is None:
        raise Faults(Fault(code=FaultCode.NOT_FOUND, message="这件里没有这个人"))
    purpose = disclose(
        actor,
        id_type=party.id_type,
        id_no=party.id_no,
        place=view.case_no,
        purpose=request.POST.get("purpose", ""),
        words=request.POST.get("words", ""),
        occasion=f"审核{view.title}",
        now=now,
    )
    whole = request.headers.get("HX-Request") != "true"
    template = "window/revealed.html" if whole else "window/revealed_number.html"
    return render(request, template, {"person": party, "purpose": purpose})
