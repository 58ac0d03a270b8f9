"""权籍调查 and 中止办理 on the page of a case: begin one, note what came of it."""

from collections.abc import Mapping
from datetime import datetime

from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from dengbu.accounts.api import Actor, Permission
from dengbu.casework import api as casework
from dengbu.kernel.chinese import normalise_code
from dengbu.kernel.clause import REGULATION, Clause, cited
from dengbu.kernel.fault import Fault, FaultCode, Faults
from dengbu.web.office.beside import ENDS, names_of
from dengbu.web.office.views import back_to, shown_again
from dengbu.web.shared.access import acting
from dengbu.web.shared.whole import revision
from dengbu.web.window.cases import case_at

_K = casework.InterruptionKind


@never_cache
@require_POST
@acting(Permission.EXAMINE)
def interrupt(request: HttpRequest, actor: Actor, case_no: str) -> HttpResponse:
    """Order a survey or suspend the case. Raises `Faults` NOT_FOUND."""
    now, number, sent = timezone.now(), normalise_code(case_no), request.POST
    case_at(number, actor=actor, now=now)
    try:
        _begin(sent, actor, number, now=now)
    except Faults as error:
        return shown_again(request, actor, number, error, now=now)
    return back_to(request, number)


def _begin(sent: Mapping[str, str], actor: Actor, number: str, *, now: datetime) -> None:
    revision = _revision(sent)
    match sent.get("kind", ""):
        case _K.SURVEY.value:
            casework.order_survey(
                number,
                what=sent.get("what", ""),
                surveyor=sent.get("surveyor", ""),
                actor=actor,
                now=now,
                revision=revision,
            )
        case _K.SUSPENSION.value:
            _suspend(sent, actor, number, revision, now=now)
        case _:
            said = "请选是安排权籍调查，还是中止办理"
            raise Faults(Fault(code=FaultCode.REQUIRED, message=said, field="kind"))


def _suspend(
    sent: Mapping[str, str], actor: Actor, number: str, revision: int, *, now: datetime
) -> None:
    """A ground that cannot be read is told together with all else."""
    ground, unread = _ground(sent.get("ground", ""))
    try:
        casework.suspend(
            number,
            reason=sent.get("what", ""),
            ground=ground,
            actor=actor,
            now=now,
            revision=revision,
        )
    except Faults as error:
        if unread is None:
            raise
        raise Faults(unread if f.field == unread.field else f for f in error.faults) from error


def _ground(text: str) -> tuple[Clause, Fault | None]:
    plain = "".join(text.split())
    clause = cited(plain) if plain else None
    if not plain or (clause is not None and str(clause) == plain):
        return clause or REGULATION.of(), None
    said = "依据要写成“《民法典》第220条”的样子：书名号里是哪部法律，后面第几条，不写别的字"
    return REGULATION.of(), Fault(code=FaultCode.CODE_LIST, message=said, field="ground")


@never_cache
@require_POST
@acting(Permission.EXAMINE)
def end_interruption(
    request: HttpRequest, actor: Actor, case_no: str, interruption: int
) -> HttpResponse:
    """Note what came of a survey, or go on with a suspended case. Raises `Faults` NOT_FOUND."""
    now, number, names = timezone.now(), normalise_code(case_no), names_of(interruption)
    case_at(number, actor=actor, now=now)
    how = request.POST.get(names.how, "")
    try:
        if how not in {o.value for o in ENDS}:
            said = "请选是等到了，还是不用等了"
            raise Faults(Fault(code=FaultCode.REQUIRED, message=said, field="how"))
        casework.end_interruption(
            number,
            interruption,
            done=how == "done",
            result=request.POST.get(names.result, ""),
            actor=actor,
            now=now,
            revision=_revision(request.POST),
        )
    except Faults as error:
        placed = Faults(f.under(names.prefix) if f.field else f for f in error.faults)
        return shown_again(request, actor, number, placed, now=now)
    return back_to(request, number)


def _revision(sent: Mapping[str, str]) -> int:
    seen = sent.get("revision", "")
    return revision(seen)
