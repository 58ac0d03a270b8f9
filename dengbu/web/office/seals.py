"""印章: the seals of the office, and two officers who say that one counts no more."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from dengbu.accounts.api import Actor, Permission
from dengbu.evidence import api as evidence
from dengbu.kernel.fault import Faults
from dengbu.web.office.units import home_of
from dengbu.web.shared.access import acting
from dengbu.web.shared.parts import Option
from dengbu.web.shared.problem import status_of
from dengbu.web.shared.whole import whole

LONGEST = 200
DONE = {
    "asked": "申请记下了，等另一个人确认；确认以前印章照常能盖",
    "agreed": "印章作废了",
    "refused": "不同意作废，印章照常用",
}


@dataclass(frozen=True, kw_only=True, slots=True)
class Row:
    """A seal on the page."""

    seal: evidence.SealView
    name: str
    form: str
    in_force: bool


@never_cache
@require_http_methods(["GET", "POST"])
@acting(Permission.SEALS)
def seals(request: HttpRequest, actor: Actor) -> HttpResponse:
    """All seals; POST asks for a revocation, or (`answer`) agrees to one or not.

    Raises `Faults` PERMISSION_MISSING, NOT_FOUND.
    """
    now, sent = timezone.now(), request.POST
    if request.method != "POST":
        return _show(request, actor, None, now=now)
    who = evidence.Officer(id=actor.id, name=actor.name)
    try:
        if "answer" in sent:
            id, agreed = whole(sent.get("asked", "")) or 0, sent["answer"] == "yes"
            evidence.answer_revocation(id, office=actor.office, officer=who, agreed=agreed, now=now)
            done = "agreed" if agreed else "refused"
        else:
            seal, reason = sent.get("seal", ""), sent.get("reason", "")
            evidence.ask_revocation(seal, office=actor.office, officer=who, reason=reason, now=now)
            done = "asked"
    except Faults as error:
        if status_of(error) in (403, 404) and sent.get("seal"):
            raise
        return _show(request, actor, error, now=now)
    return HttpResponseRedirect(f"{reverse('office:seals')}?done={done}")


def _show(
    request: HttpRequest, actor: Actor, faults: Faults | None, *, now: datetime
) -> HttpResponse:
    asked = evidence.asked_revocations(actor.office)
    rows = [_row(one, now) for one in evidence.seals_used(actor.office)]
    names = {row.seal.fingerprint: row.name for row in rows}
    waiting = [one for one in asked if one.answered is None]
    context = {
        "rows": rows,
        "waiting": [(one, names.get(one.fingerprint, "")) for one in waiting],
        "answered": [(one, names.get(one.fingerprint, "")) for one in asked if one not in waiting],
        "choices": _choices(rows, {one.fingerprint for one in waiting}),
        "seal": request.POST.get("seal", ""),
        "reason": request.POST.get("reason", ""),
        "longest": LONGEST,
        "done": "" if faults else DONE.get(request.GET.get("done", ""), ""),
        "faults": faults,
        "actor": actor,
        "now": now,
        "home": home_of(actor),
    }
    status = status_of(faults) if faults else 200
    return render(request, "office/seals.html", context, status=status)


def _row(seal: evidence.SealView, now: datetime) -> Row:
    return Row(
        seal=seal,
        name=seal.name or "没有名字",
        form="OFD（国密）" if seal.electronic else "PDF",
        in_force=seal.revoked_from is None or seal.revoked_from > now,
    )


def _choices(rows: Sequence[Row], waiting: set[str]) -> list[Option]:
    """Seals for whose revocation one can ask."""
    offered = [
        Option(
            value=row.seal.fingerprint,
            label=f"{row.name}，{row.form}，{row.seal.fingerprint[:8]}",
        )
        for row in rows
        if row.in_force and row.seal.fingerprint not in waiting
    ]
    return [Option(value="", label="请选一枚"), *offered] if offered else []
