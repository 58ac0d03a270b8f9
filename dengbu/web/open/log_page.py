"""公开日志 for people: how far it is signed, who witnessed it, contradictions, a comparison.

A checkpoint that somebody else was shown is compared with ours; one that our key has signed and
that is not of this tree is a contradiction, which is kept and shown to everybody.
"""

from base64 import b64encode
from dataclasses import dataclass
from datetime import datetime

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from dengbu.accounts import api as accounts
from dengbu.evidence import api as evidence
from dengbu.kernel.fault import Fault, FaultCode, Faults
from dengbu.web.shared.problem import INPUT_WRONG
from dengbu.web.shared.signals import Signal

LONGEST = 20_000  # characters of a checkpoint that is typed or pasted
SHOWN_FORKS = 20


@dataclass(frozen=True, kw_only=True, slots=True)
class WitnessLine:
    """One witness of a log."""

    name: str
    said: str
    signal: Signal


@dataclass(frozen=True, kw_only=True, slots=True)
class LogView:
    """The log of one office."""

    code: str
    name: str
    size: int
    at: datetime
    root: str  # as the checkpoint writes it
    witnesses: tuple[WitnessLine, ...]
    forks: tuple[evidence.ForkView, ...]


@dataclass(frozen=True, kw_only=True, slots=True)
class Answer:
    """What the comparison gave."""

    words: str
    said: str
    signal: Signal


_ANSWERS = {
    evidence.Judgement.SAME: Answer(
        words="是同一本日志",
        said="它和这里的日志前面每一条都一样，后来只是往后加。",
        signal=Signal.OK,
    ),
    evidence.Judgement.SAME_REVOKED: Answer(
        words="是同一本日志",
        said="它和这里的日志前面每一条都一样。签它的那把钥匙后来作废了，所以要和这里的日志对过才算数。",
        signal=Signal.OK,
    ),
    evidence.Judgement.FORK: Answer(
        words="对不上，有人看到的是另一本",
        said="它有登记机构的签名，内容却和这里的不一样。已经记在本页“分叉”里，所有人都看得到。"
        "请把您手里的那一份保存好，告诉登记机构和它的上级。",
        signal=Signal.STOP,
    ),
    evidence.Judgement.STRANGER: Answer(
        words="说明不了什么",
        said="上面没有这本日志的有效签名，可能抄错了，也可能是别人编的。",
        signal=Signal.WARN,
    ),
}


@never_cache
@require_http_methods(["GET", "POST"])
def board(request: HttpRequest) -> HttpResponse:
    """All logs of the house; with POST one checkpoint compared."""
    now = timezone.now()
    typed = request.POST.get("note", "").replace("\r\n", "\n")
    faults: Faults | None = None
    answer: Answer | None = None
    if request.method == "POST":
        try:
            answer = _compared(typed, now)
        except Faults as error:
            faults = error
    offices = accounts.offices()
    logs = [log for office in offices if (log := _log(office)) is not None]
    context = {
        "logs": logs,
        "now": now,
        "typed": typed if faults else "",
        "faults": faults,
        "answer": answer,
        "longest": LONGEST,
        "office": next(iter(offices), None),
    }
    return render(request, "open/log.html", context, status=INPUT_WRONG if faults else 200)


def _compared(typed: str, now: datetime) -> Answer:
    """Raises `Faults` for what is no checkpoint of a log here."""
    text = typed.strip("\n") + "\n"
    if not typed.strip():
        raise _wrong(FaultCode.REQUIRED, "请把检查点整个贴进来，连同签名")
    if len(typed) > LONGEST:
        raise _wrong(FaultCode.TOO_LONG, f"检查点最多 {LONGEST} 个字，这不是检查点")
    for office in evidence.offices_signed():
        names = {key.verifier.name for key in evidence.keys_of(office)}
        if text.split("\n", 1)[0] in names:
            try:
                found = evidence.compare(office, text.encode(), source="公开页面", now=now)
            except evidence.BadNote as error:
                said = "这不是完整的检查点，请从第一行复制到最后一行签名"
                raise _wrong(FaultCode.REQUIRED, said) from error
            return _ANSWERS[found]
    raise _wrong(FaultCode.NOT_FOUND, "第一行不是这里任何一本日志的名字")


def _wrong(code: FaultCode, said: str) -> Faults:
    return Faults(Fault(code=code, message=said, field="note"))


def _log(office: accounts.OfficeView) -> LogView | None:
    shown = evidence.published_checkpoint(office.code)
    if shown is None:
        return None
    return LogView(
        code=office.code,
        name=office.name,
        size=shown.size,
        at=shown.made_at,
        root=b64encode(shown.root).decode(),  # as in the third line of the checkpoint
        witnesses=tuple(_witness(one, shown.size) for one in evidence.witnesses_of(office.code)),
        forks=evidence.forks_of(office.code)[:SHOWN_FORKS],
    )


def _witness(one: evidence.WitnessView, size: int) -> WitnessLine:
    if one.at is None:
        return WitnessLine(name=one.verifier.name, said="还没有签过", signal=Signal.WARN)
    if one.size >= size:
        return WitnessLine(name=one.verifier.name, said="签了", signal=Signal.OK)
    said = f"只签到第 {one.size} 条"
    return WitnessLine(name=one.verifier.name, said=said, signal=Signal.WARN)
