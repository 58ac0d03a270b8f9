"""One accepted case at the window: the supplement, the deed tax, the withdrawal."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from dengbu.accounts.api import Actor, Permission
from dengbu.casework import api as casework
from dengbu.kernel.chinese import SHANGHAI
from dengbu.kernel.clause import REGULATION
from dengbu.kernel.fault import Fault, FaultCode, FaultList, Faults
from dengbu.kernel.identity import mask
from dengbu.web.shared import withdrawing
from dengbu.web.shared.access import acting
from dengbu.web.shared.bills import bill_context, elsewhere_on_withdrawal, on_withdrawal
from dengbu.web.shared.clock import Clock
from dengbu.web.shared.mortgaged import fits
from dengbu.web.shared.parts import Person, Progress, Step
from dengbu.web.shared.problem import status_of
from dengbu.web.shared.signatures import signature
from dengbu.web.shared.words import near_words
from dengbu.web.window import consents, reading, request_fields, signed_in, supplement
from dengbu.web.window.cases import case_at
from dengbu.web.window.question import Question
from dengbu.web.window.typed import ORGANISATION_PAPERS

TAX_RULE = "P16"  # deed tax is settled before entry
TAXABLE = frozenset(
    {
        casework.CaseStatus.ACCEPTED,
        casework.CaseStatus.EXAMINING,
        casework.CaseStatus.SUPPLEMENT,
    }
)
_STATES = {"done": Progress.DONE, "now": Progress.NOW, "todo": Progress.TODO}
_DONE = {
    "supplement": "补正收到了，时限接着算",
    "tax": "契税记好了，审核不再等它",
    "promise": "承诺撤回了，代替的材料要补交",
    "withdrawn": "撤回了，房子可以办别的登记了",
    "paid": "缴费记好了",
}


@dataclass(frozen=True, kw_only=True, slots=True)
class Side:
    """Somebody who must agree to a withdrawal."""

    name: str
    number: str  # masked for people
    agrees: Question


@never_cache
@require_GET
@acting(Permission.ACCEPT)
def case(request: HttpRequest, actor: Actor, case_no: str) -> HttpResponse:
    """A case and what can be done for it now. Raises `Faults` NOT_FOUND."""
    now = timezone.now()
    view = case_at(case_no, actor=actor, now=now)
    return _show(request, view, actor, now=now, done=_DONE.get(request.GET.get("done", ""), ""))


@never_cache
@require_POST
@acting(Permission.ACCEPT)
def hand_in(request: HttpRequest, actor: Actor, case_no: str) -> HttpResponse:
    """The supplement: everything that is wrong is told at once, and what was typed stays.

    `add` asks for the form again, with a row for one more person.
    """
    now = timezone.now()
    view = case_at(case_no, actor=actor, now=now)
    typed = {name: request.POST[name] for name in request.POST}
    files = ((name, request.FILES[name]) for name in request.FILES)
    uploads = {name: file for name, file in files if not isinstance(file, list)}
    unkept = reading.keep_uploads(uploads, typed, office=view.office, now=now)
    more = "add" in request.POST
    typed = request_fields.with_others(view, typed, more=more)
    if more:
        return _show(request, view, actor, now=now, typed=typed)
    try:
        signed_in.raise_if_another(request.POST, actor)
        _raise_if_stale(request, view)
        _hand_in(view, typed, unkept, actor, now=now)
    except Faults as error:
        fresh = case_at(case_no, actor=actor, now=now)
        return _show(request, fresh, actor, now=now, faults=error, typed=typed)
    return _back(view, "supplement")


def _hand_in(
    view: casework.CaseView,
    typed: dict[str, str],
    unkept: FaultList,
    actor: Actor,
    *,
    now: datetime,
) -> None:
    """Hand the request in; with open items everything else is judged too, and nothing kept."""
    today = now.astimezone(SHANGHAI).date()
    absent = consents.absent(view, now=now)
    asked, unsettled = supplement.read(view, typed, today=today, absent=absent)
    faults = FaultList()
    faults.extend(unkept)
    failed = {fault.field for fault in unkept}
    faults.extend(fault for fault in unsettled if fault.field not in failed)
    shared = casework.ask_departments(asked, actor=actor, now=now, deadline=casework.AT_ONCE)
    try:
        with transaction.atomic():
            casework.resubmit(
                view.case_no,
                asked,
                actor=actor,
                now=now,
                revision=view.revision,
                note=typed.get("note", ""),
                shared=shared,
            )
            faults.raise_if_any()
    except Faults as error:
        judged = () if error.faults == faults.faults else error.faults
        raise Faults(supplement.at_fields(faults, judged, asked, view)) from error


def _raise_if_stale(request: HttpRequest, view: casework.CaseView) -> None:
    """Raise `Faults` STATE_CHANGED unless the case is still as the clerk saw it."""
    if request.POST.get("revision", "") == str(view.revision):
        return
    said = f"您打开以后这件变了，现在是“{view.status_label}”，刚才的没有交上去"
    remedy = "下面已经是现在的样子，请看过再办。"
    raise Faults(Fault(code=FaultCode.STATE_CHANGED, message=said, remedy=remedy))


@never_cache
@require_POST
@acting(Permission.ACCEPT)
def note_tax(request: HttpRequest, actor: Actor, case_no: str) -> HttpResponse:
    """Note the voucher of the deed tax, or the ground of exemption."""
    now = timezone.now()
    view = case_at(case_no, actor=actor, now=now)
    note, of = request.POST.get("tax_note", ""), request.POST.get("tax_of", "")
    try:
        signed_in.raise_if_another(request.POST, actor)
        _raise_if_stale(request, view)
        casework.record_tax(
            view.case_no, note=note, of=of, actor=actor, now=now, revision=view.revision
        )
    except Faults as error:
        fresh = case_at(case_no, actor=actor, now=now)
        typed = {"tax_note": note, "tax_of": of}
        return _show(request, fresh, actor, now=now, faults=error, typed=typed)
    return _back(view, "tax")


@never_cache
@require_POST
@acting(Permission.ACCEPT)
def note_paid(request: HttpRequest, actor: Actor, case_no: str) -> HttpResponse:
    """Note the treasury's receipt of an order that was paid at the desk."""
    now = timezone.now()
    view = case_at(case_no, actor=actor, now=now)
    order_no, receipt = request.POST.get("order_no", ""), request.POST.get("receipt_no", "")
    try:
        signed_in.raise_if_another(request.POST, actor)
        if order_no not in {order.number for order in view.orders}:
            said = "请选是哪一张缴款单"
            raise Faults(Fault(code=FaultCode.REQUIRED, message=said, field="order_no"))
        casework.note_paid(order_no, receipt_no=receipt, actor=actor, now=now)
    except Faults as error:
        fresh = case_at(case_no, actor=actor, now=now)
        return _show(request, fresh, actor, now=now, faults=error, typed={"receipt_no": receipt})
    return _back(view, "paid")


@never_cache
@require_POST
@acting(Permission.ACCEPT)
def take_back(request: HttpRequest, actor: Actor, case_no: str) -> HttpResponse:
    """The person takes a promise back: the paper is due from now on."""
    now = timezone.now()
    view = case_at(case_no, actor=actor, now=now)
    sent = {name: request.POST[name] for name in request.POST}
    try:
        signed_in.raise_if_another(sent, actor)
        _raise_if_stale(request, view)
        casework.withdraw_promise(
            view.case_no,
            sent.get("material", ""),
            actor=actor,
            now=now,
            revision=view.revision,
            reason=sent.get("reason", ""),
        )
    except Faults as error:
        fresh = case_at(case_no, actor=actor, now=now)
        return _show(request, fresh, actor, now=now, faults=error, typed=sent)
    return _back(view, "promise")


@never_cache
@require_http_methods(["GET", "POST"])
@acting(Permission.ACCEPT)
def withdraw(request: HttpRequest, actor: Actor, case_no: str) -> HttpResponse:
    """What a withdrawal means, who agrees to it and why, and doing it."""
    now = timezone.now()
    view = case_at(case_no, actor=actor, now=now)
    faults: Faults | None = None
    if request.method == "POST":
        try:
            signed_in.raise_if_another(request.POST, actor)
            _raise_if_stale(request, view)
            reason = _withdrawal(request.POST, view)
            casework.withdraw(
                view.case_no,
                actor=actor,
                now=now,
                revision=view.revision,
                agreed=True,
                reason=reason,
            )
        except Faults as error:
            faults, view = error, case_at(case_no, actor=actor, now=now)
        else:
            return _back(view, "withdrawn")
    context = {
        "view": view,
        "sides": sides(view, request.POST),
        "open": casework.CaseStatus(view.status).open,
        "reasons": [(one, one) for one in withdrawing.reasons(view)],
        "sent": request.POST,
        "longest": withdrawing.LONGEST,
        "faults": faults,
        "stale": _stale(faults),
        "back": (*on_withdrawal(view.orders), *elsewhere_on_withdrawal(view)),
    }
    status = status_of(faults) if faults else 200
    return render(request, "window/withdraw.html", context, status=status)


def _withdrawal(sent: Mapping[str, str], view: casework.CaseView) -> str:
    """The reason in words. Raises `Faults` for everything that is missing."""
    faults = FaultList()
    for side in sides(view, sent):
        if side.agrees.value != "1":
            said = f"还差{side.name}同意撤回的签字"
            faults.add(FaultCode.REQUIRED, said, field=side.agrees.name, clause=REGULATION.of(15))
    words = withdrawing.reason(sent, view, faults)
    if sent.get("sure") != "1":
        said = "请向申请人讲清楚后果，再勾上确认" if sides(view, sent) else "请勾上确认"
        faults.add(FaultCode.REQUIRED, said, field="sure")
    faults.raise_if_any()
    return words


def sides(view: casework.CaseView, sent: Mapping[str, str]) -> tuple[Side, ...]:
    """Everybody who signed the request, each once, whatever their roles; of an order nobody."""
    found: dict[tuple[str, str], list[casework.PartyView]] = {}
    for party in casework.signed(view.parties):
        found.setdefault((party.id_type, party.id_no), []).append(party)
    return tuple(_side(parties, sent) for parties in found.values())


def _side(parties: list[casework.PartyView], sent: Mapping[str, str]) -> Side:
    first = parties[0]
    roles = "、".join(party.role_label for party in parties)
    name = f"agree.{first.seq}"
    by = f"由监护人{first.guardian_name}代签，" if first.guardian_name else ""
    label = f"{roles} {first.name}：{by}同意撤回，已在撤回申请上签字"
    value = sent.get(name, "")
    agrees = Question(name=name, label=label, kind="checkbox", value=value, required=False)
    return Side(name=first.name, number=_number(first), agrees=agrees)


def _number(party: casework.PartyView) -> str:
    return party.id_no if party.id_type in ORGANISATION_PAPERS else mask(party.id_no)


def _back(view: casework.CaseView, done: str) -> HttpResponse:
    place = reverse("window:case", args=[view.case_no])
    return HttpResponseRedirect(f"{place}?done={done}")


def _stale(faults: Faults | None) -> bool:
    found = faults.faults if faults else ()
    return any(fault.code is FaultCode.STATE_CHANGED for fault in found)


def _show(
    request: HttpRequest,
    view: casework.CaseView,
    actor: Actor,
    *,
    now: datetime,
    faults: Faults | None = None,
    typed: Mapping[str, str] | None = None,
    done: str = "",
) -> HttpResponse:
    status = casework.CaseStatus(view.status)
    returned = status is casework.CaseStatus.SUPPLEMENT
    found = faults.faults if faults else ()
    tax = next((r for r in view.blocks if r.code == TAX_RULE and status in TAXABLE), None)
    context = {
        "view": view,
        "now": now,
        "open": status.open,
        "clock": _clock(view, now=now) if status.open else None,
        "steps": steps(view, now=now),
        "people": [_person(view, party) for party in view.parties],
        "form": _supplement(view, typed or {}, found, now=now) if returned else None,
        "tax": tax,
        "pending": [said for said in view.pending if tax is None or said != tax.message],
        "tax_note": (typed or {}).get("tax_note", ""),
        "tax_of": (typed or {}).get("tax_of", ""),
        "taxed": [(one, one) for one in casework.taxes_to_note(view.id)] if tax else (),
        "longest_tax": casework.limits.TAX_NOTE,
        "taking_back": dict(typed or {}) if "material" in (typed or {}) else {},
        "longest_promise": casework.limits.PROMISE,
        "faults": faults,
        "stale": _stale(faults),
        "done": done,
        "certificates": [(number, casework.withheld(number)) for number in view.certificates],
        "receipt_no": (typed or {}).get("receipt_no", ""),
        "taxes": casework.taxes_of(view, now=now),
        "mortgaged": fits(view, actor, now=now),
        "desk_office": actor.office,
        **bill_context(view.orders, view.office, now=now),
    }
    code = status_of(faults) if faults else 200
    return render(request, "window/case.html", context, status=code)


def _supplement(
    view: casework.CaseView, typed: Mapping[str, str], faults: Sequence[Fault], *, now: datetime
) -> supplement.Form:
    today, absent = now.astimezone(SHANGHAI).date(), consents.absent(view, now=now)
    return supplement.form(view, typed, faults, today=today, absent=absent)


def _clock(view: casework.CaseView, *, now: datetime) -> Clock:
    timing = view.clock
    paused = timing.paused_reason if timing.paused_since else ""
    return Clock(due=timing.due_at, now=now, started=timing.accepted_at, paused=paused)


def steps(view: casework.CaseView, *, now: datetime) -> tuple[Step, ...]:
    """The story of the case, told to the clerk."""
    return tuple(_step(told, now=now) for told in view.timeline)


def _step(told: casework.TimelineStep, *, now: datetime) -> Step:
    title = "等申请人补正，停下的时间不算" if told.waits_for_you else told.text
    when = near_words(told.at, now) if told.at else ""
    return Step(
        title=title,
        note="，".join(part for part in (when, told.who) if part),
        progress=_STATES.get(told.state, Progress.TODO),
        waits_for_reader=told.waits_for_you,
    )


def _person(view: casework.CaseView, party: casework.PartyView) -> Person:
    guardian = f"监护人 {party.guardian_name}" if party.guardian_name else ""
    standing, signal = signature(view, party)
    return Person(
        name=party.name,
        role=party.role_label,
        number=_number(party),
        note="，".join(part for part in (party.id_type_label, guardian) if part),
        share=party.share,
        standing=standing,
        signal=signal,
    )
