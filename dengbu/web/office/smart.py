"""智能审批 of the office: what is switched off, and rule sets in shadow until they may decide.

For who assigns cases (switches, sets in shadow, the sample's draw) and who audits (findings, the
second consent). Casework checks each power again.
"""

from dataclasses import replace
from datetime import datetime

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, QueryDict
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from dengbu.accounts.api import Actor, Permission, may, require
from dengbu.casework import api as casework
from dengbu.kernel.fault import Fault, FaultCode, Faults
from dengbu.web.office.units import home_of
from dengbu.web.shared.access import acting
from dengbu.web.shared.parts import Option
from dengbu.web.shared.problem import status_of

_smart = casework.smart
_LONGEST = 200
PAGE = 20  # lines of the table, and of the sample: on a phone each is a card
_DONE = {
    "off": "停了，从下一件起转给审核员",
    "on": "开了，从下一件起照规则放行",
    "begun": "开始陪跑，不影响任何一件",
    "drawn": "样本抽好了，请督查岗逐件查",
    "noted": "记下了",
    "proposed": "提出来了，等第二个人同意",
    "forced": "启用了，从下一件起按新规则",
    "dropped": "不用这套规则了，什么都没有变",
}


@never_cache
@require_http_methods(["GET", "POST"])
@acting(Permission.SEARCH_REGISTER)
def smart(request: HttpRequest, actor: Actor) -> HttpResponse:
    """Switches and sets of the office; POST does one thing. Raises `Faults` PERMISSION_MISSING."""
    _look(actor)
    now, faults = timezone.now(), None
    if request.method == "POST":
        try:
            done, run = _act(request, actor, now)
        except Faults as error:
            faults = _on_page(error)
        else:
            place = reverse("office:shadow", args=[run]) if run else reverse("office:smart")
            return HttpResponseRedirect(f"{place}?done={done}")
    history = _history(actor, now)
    context = _context(request, actor, faults, now) | {
        "off": [one for one in history if one.on_at is None],
        "past": [one for one in history if one.on_at is not None],
        "subjects": _subjects(actor, now),
        "chosen": request.POST.get("what", ""),
        "reason": request.POST.get("reason", ""),
        "runs": _smart.runs(actor, now=now),
        "candidates": _smart.candidates(actor.office, now=now),
    }
    status = status_of(faults) if faults else 200
    return render(request, "office/smart.html", context, status=status)


@never_cache
@require_http_methods(["GET", "POST"])
@acting(Permission.SEARCH_REGISTER)
def shadow(request: HttpRequest, actor: Actor, run: int) -> HttpResponse:
    """One set in shadow: differences, sample, bound; POST does one thing with it.

    Raises `Faults` PERMISSION_MISSING, NOT_FOUND.
    """
    _look(actor)
    now, faults = timezone.now(), None
    if request.method == "POST":
        try:
            done = _with_run(request, actor, run, now)
        except Faults as error:
            faults = _on_page(error)
        else:
            return HttpResponseRedirect(f"{reverse('office:shadow', args=[run])}?done={done}")
    view = _smart.run_view(run, actor=actor, now=now)
    before = _number(request.GET.get("before", "")) or None
    checked = _smart.checked_lines(run, actor=actor)
    again = {_number(request.GET.get("again", ""))} | {f.line for f in _said(request)}
    sample = [one for one in checked if one.id in again]
    sample += _smart.drawn_lines(run, actor=actor, only_open=True, most=PAGE)
    context = _context(request, actor, faults, now) | {
        "run": view,
        "before": before,
        "differing": _smart.lines_of(run, actor=actor, before=before, most=PAGE),
        "open": [_asked(one, request.POST) for one in sample],
        "checked": checked,
        "reason": request.POST.get("reason", ""),
        "most": PAGE,
        "own": view.proposed_by_id == actor.id,
        "findings": (
            Option(value=_smart.RIGHT, label="放行得对"),
            Option(value=_smart.WRONG, label="不该放行"),
        ),
    }
    status = status_of(faults) if faults else 200
    return render(request, "office/shadow.html", context, status=status)


def _asked(line: casework.smart.LineView, sent: QueryDict) -> dict[str, object]:
    """A line of the sample with what was chosen and written, if it comes back."""
    chosen, note = sent.get(f"line-{line.id}", ""), sent.get(f"note-{line.id}", "")
    return {"line": line, "chosen": chosen, "note": note}


def _look(actor: Actor) -> None:
    """Who may see the pages."""
    if not may(actor, Permission.AUDIT):
        require(actor, Permission.ASSIGN)


def _context(
    request: HttpRequest, actor: Actor, faults: Faults | None, now: datetime
) -> dict[str, object]:
    return {
        "home": home_of(actor),
        "now": now,
        "faults": faults,
        "done": _DONE.get(request.GET.get("done", ""), "") if request.method == "GET" else "",
        "assigns": may(actor, Permission.ASSIGN),
        "audits": may(actor, Permission.AUDIT),
        "longest": _LONGEST,
    }


def _history(actor: Actor, now: datetime) -> list[casework.smart.SwitchView]:
    """What was switched off, each called as where it is chosen."""
    chosen = _smart.choices(actor, now=now)
    called = {(kind, value): name for kind, named in chosen.items() for value, name in named}
    return [
        replace(one, name=called.get((one.kind, one.subject), one.name))
        for one in _smart.history(actor)
    ]


def _subjects(actor: Actor, now: datetime) -> list[Option]:
    """What can be switched off, kind by kind."""
    found = [Option(value="", label="请选一项")]
    for kind, named in _smart.choices(actor, now=now).items():
        found += [
            Option(value=f"{kind.value}:{value}", label=f"{kind.label}：{name}")
            for value, name in named
        ]
    return found


def _act(request: HttpRequest, actor: Actor, now: datetime) -> tuple[str, int]:
    """What was done, and the set that it is about (0: none)."""
    sent = request.POST
    reason = sent.get("reason", "")
    match sent.get("do", ""):
        case "off":
            kind, _, subject = sent.get("what", "").partition(":")
            _smart.switch_off(kind, subject, reason=reason, actor=actor, now=now)
            return "off", 0
        case "on":
            switch = _number(sent.get("switch", ""))
            _smart.switch_on(switch, reason=sent.get("back", ""), actor=actor, now=now)
            return "on", 0
        case "begin":
            made = _smart.begin_shadow(sent.get("service", ""), actor=actor, now=now)
            return "begun", made.id
        case _:
            raise Faults(Fault(code=FaultCode.REQUIRED, message="请选要办的事"))


def _with_run(request: HttpRequest, actor: Actor, run: int, now: datetime) -> str:
    sent = request.POST
    match sent.get("do", ""):
        case "draw":
            _smart.draw_sample(run, actor=actor, now=now)
            return "drawn"
        case "note":
            _smart.note_findings(run, _findings(request), actor=actor, now=now)
            return "noted"
        case "propose":
            _smart.propose(run, reason=sent.get("reason", ""), actor=actor, now=now)
            return "proposed"
        case "force":
            _smart.put_in_force(run, actor=actor, now=now)
            return "forced"
        case "drop":
            _smart.drop(run, actor=actor, now=now)
            return "dropped"
        case _:
            raise Faults(Fault(code=FaultCode.REQUIRED, message="请选要办的事"))


def _said(request: HttpRequest) -> list[casework.smart.Finding]:
    """The findings that were sent, as they are."""
    sent = request.POST
    return [
        _smart.Finding(
            line=_number(name.removeprefix("line-")),
            finding=str(said),
            note=sent.get(f"note-{name.removeprefix('line-')}", ""),
        )
        for name, said in sent.items()
        if name.startswith("line-") and said
    ]


def _findings(request: HttpRequest) -> list[casework.smart.Finding]:
    found = _said(request)
    if not found:
        raise Faults(Fault(code=FaultCode.REQUIRED, message="请至少查一件，再记下"))
    return found


def _number(text: str) -> int:
    number = int(text) if text.isascii() and text.isdecimal() and len(text) < 20 else 0
    return number if number < 2**63 else 0


def _on_page(error: Faults) -> Faults:
    """What is told on the page; a missing power is answered as everywhere."""
    if status_of(error) == 403 and all("两个人" not in f.message for f in error.faults):
        raise error
    return error
