"""A citizen's pages: what is going on, one case, and taking it back."""

from collections.abc import Mapping, Sequence
from datetime import datetime

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_GET, require_http_methods

from dengbu.accounts.api import Actor, office
from dengbu.casework import api as casework
from dengbu.inquiry import api as inquiry
from dengbu.kernel.fault import Fault, FaultCode, FaultList, Faults
from dengbu.register import api as register
from dengbu.web.citizen.consenting import consent
from dengbu.web.citizen.entrance import citizen
from dengbu.web.citizen.homes import homes
from dengbu.web.citizen.looks import newest
from dengbu.web.citizen.progress import (
    Row,
    ToDo,
    own_orders,
    own_taxes,
    roles_of,
    row,
    steps,
    to_do,
)
from dengbu.web.citizen.words import short_place
from dengbu.web.shared import withdrawing
from dengbu.web.shared.bills import bill_context, elsewhere_on_withdrawal, on_withdrawal
from dengbu.web.shared.mortgaged import of_case
from dengbu.web.shared.problem import status_of
from dengbu.web.shared.promises import may_move

SHOWN = 5  # cases on the first page
LOOKS = 3  # latest looks at what is registered of one, and latest questions
LOOKED_AT = 10  # open cases that are asked what they wait for


@require_GET
@citizen
def home(request: HttpRequest, actor: Actor) -> HttpResponse:
    """What to do now, my cases, my homes."""
    now = timezone.now()
    lines = casework.my_cases(actor.id_type, actor.id_no)
    things, outlooks = _looked_at(lines, actor, now)
    looked, _ = newest(actor, limit=LOOKS)
    context = {
        "actor": actor,
        "now": now,
        "things": tuple(things.values()),
        "rows": _rows(lines[:SHOWN], things, outlooks, now),
        "total": len(lines),
        "homes": homes(actor, now=now),
        "asked": inquiry.asked_about(actor.id_type, actor.id_no, limit=LOOKS),
        "looks": looked,
        "tab": "home",
    }
    return render(request, "citizen/home.html", context)


@require_GET
@citizen
def cases(request: HttpRequest, actor: Actor) -> HttpResponse:
    """All my cases, the newest first."""
    now = timezone.now()
    lines = casework.my_cases(actor.id_type, actor.id_no)
    things, outlooks = _looked_at(lines, actor, now)
    rows = _rows(lines, things, outlooks, now)
    return render(request, "citizen/cases.html", {"rows": rows, "now": now, "tab": "cases"})


def _rows(
    lines: Sequence[casework.CaseLine],
    things: Mapping[str, ToDo],
    outlooks: Mapping[str, str],
    now: datetime,
) -> list[Row]:
    return [
        row(
            line,
            things.get(line.case_no),
            now=now,
            outlook=outlooks.get(line.case_no, ""),
        )
        for line in lines
    ]


def _looked_at(
    lines: Sequence[casework.CaseLine], actor: Actor, now: datetime
) -> tuple[dict[str, ToDo], dict[str, str]]:
    """What the person must do, in the order of the list, and notices waited for; by case number."""
    found: dict[str, ToDo] = {}
    outlooks: dict[str, str] = {}
    owing = casework.owing([line.id for line in lines if line.entered_at is not None])
    looked = [one for one in lines if casework.CaseStatus(one.status).open or one.id in owing]
    for line in looked[:LOOKED_AT]:
        view = casework.case(line.case_no, actor=actor, now=now)
        outlooks[line.case_no] = view.clock.outlook
        thing = to_do(view, actor, now=now)
        if thing is not None:
            found[line.case_no] = thing
    return found, outlooks


@require_GET
@citizen
def case(request: HttpRequest, actor: Actor, case_no: str) -> HttpResponse:
    """One case of mine. Raises `Faults` NOT_FOUND for those of others."""
    now = timezone.now()
    found = _mine(case_no, actor, now)
    thing = to_do(found, actor, now=now)
    own = register.certificates_of_holder(actor.id_type, actor.id_no)
    certificates = [c.number for c in own if c.number in found.certificates]
    ready = [number for number in certificates if casework.withheld(number) is None]
    applies = casework.is_applicant(casework.signed(found.parties), actor)
    context = {
        "case": found,
        "place": short_place(found.address),
        "thing": thing,
        "applies": applies,
        "consent": consent(found, actor, now=now),
        "stays": _stays(found, actor),
        "steps": steps(found, thing, certificates=ready, applies=applies, now=now),
        "fees": _own_fees(found, actor),
        "told": _told(found, actor, applies=applies),
        "office": office(found.office),
        "open": casework.CaseStatus(found.status).open,
        "certificates": ready,
        "withheld": len(certificates) > len(ready),
        "taxes": own_taxes(found, actor, now=now),
        **bill_context(own_orders(found, actor), found.office, now=now),
        "may_move": may_move(found),
        "mortgaged": of_case(found, actor, now=now),
        "now": now,
        "tab": "cases",
    }
    return render(request, "citizen/case.html", context)


def _own_fees(found: casework.CaseView, actor: Actor) -> tuple[casework.FeeView, ...]:
    """The lines of the bill that this person pays, alone or with others."""
    roles = roles_of(found, actor)
    return tuple(fee for fee in found.fees if fee.payer_role in roles)


def _stays(found: casework.CaseView, actor: Actor) -> tuple[str, ...]:
    """What a buyer finds on the home after entry, while it is to come or is done."""
    ended = found.closed_at is not None and found.entered_at is None
    buys = casework.Role.BUYER in roles_of(found, actor)
    return found.stays if buys and not ended else ()


def _told(found: casework.CaseView, actor: Actor, *, applies: bool) -> tuple[casework.Told, ...]:
    """What was told, without what the page says already: a refusal stands at its head.

    What is to be put right is for those who apply.
    """
    told = casework.told(found.case_no, actor=actor)
    kinds = casework.DecisionKind
    unsaid = {kinds.REFUSE} if applies else {kinds.REFUSE, kinds.RETURN}
    return tuple(t for t in told if t.kind not in unsaid)


@require_GET
@citizen
def refusal(request: HttpRequest, actor: Actor, case_no: str) -> HttpResponse:
    """The notice of a refusal of mine. Raises `Faults` NOT_FOUND."""
    notice = casework.refusal_notice(case_no, actor=actor)
    if notice is None:
        raise Faults(Fault(code=FaultCode.NOT_FOUND, message="这件没有《不予登记告知书》"))
    context = {
        "notice": notice,
        "appeal": casework.APPEAL,
        "back": reverse("citizen:case", args=[notice.case_no]),
        "file": reverse("citizen:letter", args=[notice.case_no, "refusal"]),
        "office": notice.office,
        "tab": "cases",
    }
    return render(request, "citizen/refusal.html", context)


@require_http_methods(["GET", "POST"])
@citizen
def withdraw(request: HttpRequest, actor: Actor, case_no: str) -> HttpResponse:
    """What taking it back means, and doing it.

    Raises `Faults` NOT_FOUND. Whoever applies together with others is shown the way to the window,
    since all of them must sign.
    """
    now = timezone.now()
    found = _mine(case_no, actor, now)
    faults: Faults | None = None
    if request.method == "POST":
        try:
            _take_back(request, found, actor, now)
        except Faults as error:
            faults = error
        else:
            return HttpResponseRedirect(reverse("citizen:case", args=[found.case_no]))
        found = _mine(case_no, actor, now)
    context = {
        "case": found,
        "place": short_place(found.address),
        "alone": _alone(found, actor),
        "applied": casework.is_applicant(casework.signed(found.parties), actor),
        "consents": not casework.is_applicant(found.parties, actor),
        "open": casework.CaseStatus(found.status).open,
        "others": _others(found, actor),
        "back": (*on_withdrawal(own_orders(found, actor)), *elsewhere_on_withdrawal(found)),
        "reasons": [(one, one) for one in withdrawing.reasons(found)],
        "chosen": request.POST.get("reason", ""),
        "more": request.POST.get("more", "")[: withdrawing.LONGEST],
        "faults": faults,
        "office": office(found.office),
        "tab": "cases",
    }
    status = status_of(faults) if faults else 200
    return render(request, "citizen/withdraw.html", context, status=status)


def _mine(case_no: str, actor: Actor, now: datetime) -> casework.CaseView:
    """Raises `Faults` NOT_FOUND without a field: the page is not there for this person."""
    try:
        return casework.case(case_no, actor=actor, now=now)
    except Faults as error:
        said = "没有这件，或者您不在这一件里"
        raise Faults(Fault(code=FaultCode.NOT_FOUND, message=said)) from error


def _take_back(request: HttpRequest, found: casework.CaseView, actor: Actor, now: datetime) -> None:
    faults = FaultList()
    words = withdrawing.reason(request.POST, found, faults)
    if request.POST.get("sure") != "1":
        faults.add(FaultCode.REQUIRED, "请勾上“我知道了”，再撤回", field="sure")
    if not casework.is_applicant(casework.signed(found.parties), actor):
        faults.add(FaultCode.STEP_NOT_ALLOWED, "这件不是您申请的，要申请的人才能撤回")
    elif not _alone(found, actor):
        said = "这件不是您一个人申请的，撤回要各方都签字，请一起到窗口"
        faults.add(FaultCode.STEP_NOT_ALLOWED, said)
    faults.raise_if_any()
    casework.withdraw(
        found.case_no,
        actor=actor,
        now=now,
        revision=found.revision,
        agreed=True,
        reason=words,
    )


def _alone(found: casework.CaseView, actor: Actor) -> bool:
    """Whether this person alone applied, so that nobody else must agree."""
    applied = casework.signed(found.parties)
    one = len({(p.id_type, p.id_no) for p in applied}) == 1
    return one and casework.is_applicant(applied, actor)


def _others(found: casework.CaseView, actor: Actor) -> str:
    me = (actor.id_type, actor.id_no)
    applied = casework.signed(found.parties)
    return "、".join(dict.fromkeys(p.name for p in applied if (p.id_type, p.id_no) != me))
