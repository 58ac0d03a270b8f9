"""带押过户 at the window: begin the confirmation on line, keep what people sign, break it off."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from decimal import Decimal

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from dengbu.accounts.api import Actor, OrganisationKind, Permission, organisations
from dengbu.casework import api as casework
from dengbu.kernel.fault import Fault, FaultCode, FaultList, Faults
from dengbu.kernel.money import yuan
from dengbu.web.shared.access import acting
from dengbu.web.shared.mortgaged import board, fits, reading
from dengbu.web.shared.problem import status_of
from dengbu.web.shared.whole import whole
from dengbu.web.window import signed_in
from dengbu.web.window.cases import case_at
from dengbu.web.window.reading import Upload

DONE = {
    "begin": "发起了，各方在网上确认；卖方买方也可以当场在这里签",
    "confirm": "确认记好了",
    "break_off": "中止了，钱原路退回；可以按新的内容重新发起",
}


@never_cache
@require_http_methods(["GET", "POST"])
@acting(Permission.ACCEPT)
def mortgaged(request: HttpRequest, actor: Actor, case_no: str) -> HttpResponse:
    """Where a case's transfer stands, and what can be done here. Raises `Faults` NOT_FOUND."""
    now = timezone.now()
    view = case_at(case_no, actor=actor, now=now)
    if not fits(view, actor, now=now):
        said = "这件不是带押过户"
        raise Faults(Fault(code=FaultCode.NOT_FOUND, message=said))
    faults: Faults | None = None
    if request.method == "POST":
        try:
            signed_in.raise_if_another(request.POST, actor)
            _act(request, view, actor, now=now)
        except Faults as error:
            faults = error
        else:
            place = reverse("window:mortgaged", args=[view.case_no])
            return HttpResponseRedirect(f"{place}?done={request.POST.get('do', '')}")
    return _show(request, view, actor, faults, now=now)


def _presence(
    sent: Mapping[str, str], file: Upload | None, seq: int
) -> casework.mortgaged.Presence:
    """Who is there, and the paper; a file that is too large is told by its size, unread."""
    if file is None:
        return casework.mortgaged.Presence(id_no=sent.get(f"id_no.{seq}", ""))
    faults = FaultList()
    if not casework.check_size(file.size or 0, file.name or "", faults, field="paper"):
        faults.raise_if_any()
    return casework.mortgaged.Presence(
        id_no=sent.get(f"id_no.{seq}", ""),
        paper=file.read(),
        media_type=file.content_type or "",
        paper_name=file.name or "",
    )


def _of_person(error: Faults, seq: int) -> Faults:
    """The same faults at the fields of this person's form."""
    names = {"id_no": f"id_no.{seq}", "paper": f"paper.{seq}"}
    return Faults([replace(f, field=names.get(f.field, f.field)) for f in error.faults])


def _act(request: HttpRequest, view: casework.CaseView, actor: Actor, *, now: datetime) -> None:
    sent = request.POST
    verbs, do = casework.mortgaged, sent.get("do", "")
    if do == "begin":
        faults, payoff = FaultList(), None
        with faults.catch():
            payoff = yuan(sent.get("payoff", ""), field="payoff")
        if not sent.get("escrow"):
            faults.add(FaultCode.REQUIRED, "请选由谁监管这笔钱", field="escrow")
        faults.raise_if_any()
        assert payoff is not None
        verbs.open_transfer(
            view.case_no, payoff=payoff, escrow=sent.get("escrow", ""), actor=actor, now=now
        )
        return
    found = verbs.latest_of(view.case_no, actor=actor)
    if found is None or do not in DONE:
        said = "这件还没有发起网上确认"
        raise Faults(Fault(code=FaultCode.STEP_NOT_ALLOWED, message=said))
    if do == "break_off":
        verbs.break_off(found.number, reason=sent.get("reason", ""), actor=actor, now=now)
        return
    _confirm(request, found, actor, now=now)


def _confirm(
    request: HttpRequest, found: casework.mortgaged.TransferView, actor: Actor, *, now: datetime
) -> None:
    verbs, sent = casework.mortgaged, request.POST
    seq = whole(sent.get("seq", "")) or 0
    if sent.get(f"signed.{seq}") != "1":
        said = "请本人看过内容、签了字，再勾上"
        raise Faults(Fault(code=FaultCode.REQUIRED, message=said, field=f"signed.{seq}"))
    file = request.FILES.get(f"paper.{seq}")
    try:
        heard = verbs.say(
            found.number,
            seq,
            verbs.Kind.CONFIRM,
            amount=sent.get("amount", ""),
            agreed=sent.get("agreed", ""),
            presence=_presence(sent, None if isinstance(file, list) else file, seq),
            actor=actor,
            now=now,
        )
    except Faults as error:
        raise _of_person(error, seq) from error
    if heard.outcome == verbs.Heard.FINDING:
        raise Faults(Fault(code=FaultCode.STATE_CHANGED, message=heard.said))


@dataclass(frozen=True, kw_only=True, slots=True)
class Signer:
    """Somebody whose word is awaited, and whether this officer may take it."""

    seq: int
    label: str  # of their side
    name: str
    amount: Decimal
    bar: str  # why not; "": may
    typed: str  # number that was typed

    @property
    def box(self) -> str:
        """Name of the box that says that this person has signed."""
        return f"signed.{self.seq}"

    @property
    def number(self) -> str:
        """Name of the field of the identity number."""
        return f"id_no.{self.seq}"

    @property
    def paper(self) -> str:
        """Name of the field of the signed paper."""
        return f"paper.{self.seq}"


def _signers(
    found: casework.mortgaged.TransferView | None, sent: Mapping[str, str], actor: Actor
) -> list[Signer]:
    if found is None or found.phase is not casework.mortgaged.Phase.OPEN:
        return []
    people = (casework.mortgaged.Side.SELLER, casework.mortgaged.Side.BUYER)
    asked = [p for p in found.parties if p.side in people and p.confirmed_at is None]
    return [
        Signer(
            seq=p.seq,
            label=p.side.label,
            name=p.name,
            amount=p.amount,
            bar=found.bars(p.side, actor.id),
            typed=sent.get(f"id_no.{p.seq}", ""),
        )
        for p in asked
    ]


def _show(
    request: HttpRequest,
    view: casework.CaseView,
    actor: Actor,
    faults: Faults | None,
    *,
    now: datetime,
) -> HttpResponse:
    found = casework.mortgaged.latest_of(view.case_no, actor=actor)
    if found is not None:
        reading(found, actor)
    accounts = organisations(OrganisationKind.ESCROW)
    context = {
        "view": view,
        "board": board(found, "", now=now) if found else None,
        "proposal": casework.mortgaged.proposed(view.case_no, actor=actor, now=now),
        "escrows": [(one.credit_code, one.name) for one in accounts],
        "for_office": True,
        "signers": _signers(found, request.POST, actor),
        "sent": request.POST,
        "done": DONE.get(request.GET.get("done", ""), ""),
        "faults": faults,
        "now": now,
    }
    status = status_of(faults) if faults else 200
    return render(request, "window/mortgaged.html", context, status=status)
