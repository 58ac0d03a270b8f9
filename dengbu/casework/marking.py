"""Setting marks on a case and taking them off: with a reason, in the journal, seen by all on it.

A mark moves a case forward in the lists and names who accompanies it. It changes neither its time
nor its examiner: whoever decides is the one to whom it was given, and never who accepted it. The
ground of a green channel (illness, disability, age) is a matter of the person served, so the
journal, which all parties read, bears the mark without it; officers see it on the case.
"""

from dataclasses import dataclass
from datetime import datetime

from django.db import transaction

from dengbu.accounts import api as accounts
from dengbu.casework import journal, limits
from dengbu.casework.catalogue import mark_grounds
from dengbu.casework.holding import held, taken
from dengbu.casework.models import Case, CaseMark, CaseStatus
from dengbu.casework.rules.marks import Grounds, Mark, ground, letters_of, precedence
from dengbu.kernel.chinese import normalise_code
from dengbu.kernel.fault import Fault, FaultCode, FaultList, Faults

MARKED_BY = {
    Mark.URGENT: (accounts.Permission.ACCEPT, accounts.Permission.ASSIGN),
    Mark.GREEN: (accounts.Permission.ACCEPT, accounts.Permission.ASSIGN),
    Mark.CHIEF: (accounts.Permission.ASSIGN,),
}
"""Who may set a mark and take it off: any one of these powers is enough."""
COLUMNS = ("marks", "precedence", "revision")


@dataclass(frozen=True, kw_only=True, slots=True)
class MarkAsked:
    """A mark as somebody asks for it."""

    mark: Mark | None  # None: nothing was chosen
    ground: str  # code, see marks.toml
    reason: str
    chief: int | None = None  # account of who accompanies the case, for `Mark.CHIEF` alone


@dataclass(frozen=True, kw_only=True, slots=True)
class MarkView:
    """A mark that stands, as officers see it."""

    mark: Mark
    ground: str  # words
    reason: str
    chief: str  # name, empty for other marks
    by: str  # name of who set it
    at: datetime


def may_mark(actor: accounts.Actor, mark: Mark) -> bool:
    """Whether the actor may set and take off a mark."""
    return any(accounts.may(actor, power) for power in MARKED_BY[mark])


def marks_on(case_no: str, *, actor: accounts.Actor) -> tuple[MarkView, ...]:
    """The standing marks of a case of the actor's office; nothing for anybody outside of it."""
    if not actor.office:
        return ()
    found = CaseMark.objects.filter(
        case__case_no=normalise_code(case_no), office=actor.office, ended_at=None
    )
    order = list(Mark)
    return tuple(sorted(map(_view, found), key=lambda view: order.index(view.mark)))


def _view(row: CaseMark) -> MarkView:
    """The ground in the words of the day on which the mark was set."""
    then = mark_grounds(office=row.office, now=row.set_at)
    known = ground(then, Mark(row.mark), row.ground)
    return MarkView(
        mark=Mark(row.mark),
        ground=known.label if known else row.ground,
        reason=row.reason,
        chief=row.chief_name,
        by=row.set_by_name,
        at=row.set_at,
    )


def mark(
    case_no: str, asked: MarkAsked, *, actor: accounts.Actor, now: datetime, revision: int
) -> None:
    """Set a mark on an open case; its revision goes on.

    Raises `Faults` PERMISSION_MISSING, NOT_FOUND, STATE_CHANGED, LOCK_TIMEOUT, STEP_NOT_ALLOWED for
    a mark that stands already; REQUIRED, CODE_LIST, TOO_LONG at ``mark``, ``ground``, ``reason``,
    ``chief``, all at once.
    """
    _require(actor, asked.mark)
    with transaction.atomic():
        case = _open(case_no, actor, revision)
        which, words, chief = _checked(case, asked, mark_grounds(office=case.office, now=now))
        if which.value in case.marks:
            said = f"这件已经标了“{which.label}”"
            raise Faults(Fault(code=FaultCode.STEP_NOT_ALLOWED, message=said))
        CaseMark.objects.create(
            office=case.office,
            case=case,
            mark=which.value,
            ground=asked.ground,
            reason=words,
            chief_id=chief.id if chief else None,
            chief_name=chief.name if chief else "",
            set_by_id=actor.id,
            set_by_name=actor.name,
            set_at=now,
        )
        _rewrite(case)
        _note(case, "MARK", actor, _said(which, words, chief), now=now)


def unmark(
    case_no: str,
    which: Mark | None,
    *,
    reason: str,
    actor: accounts.Actor,
    now: datetime,
    revision: int,
) -> None:
    """Take a mark off an open case.

    Raises `Faults` as `mark` does; STEP_NOT_ALLOWED for a mark that does not stand, REQUIRED at
    ``mark`` where none was chosen, REQUIRED and TOO_LONG at ``reason``.
    """
    _require(actor, which)
    with transaction.atomic():
        case = _open(case_no, actor, revision)
        faults = FaultList()
        words = _reason(reason, f"请写为什么去掉{_called(which)}", faults)
        if which is None:
            faults.add(FaultCode.REQUIRED, "请选去掉哪个标记", field="mark")
        faults.raise_if_any()
        which = _chosen(which)
        ended = CaseMark.objects.filter(case=case, mark=which.value, ended_at=None).update(
            ended_at=now, ended_by_name=actor.name, end_reason=words
        )
        if not ended:
            said = f"这件没有标“{which.label}”"
            raise Faults(Fault(code=FaultCode.STEP_NOT_ALLOWED, message=said))
        _rewrite(case)
        said = f"去掉“{which.label}”"
        _note(case, "UNMARK", actor, said if which is Mark.GREEN else f"{said}：{words}", now=now)


def _require(actor: accounts.Actor, which: Mark | None) -> None:
    """The power over a mark; where none is chosen yet, over any."""
    asked = tuple(Mark) if which is None else (which,)
    if not any(may_mark(actor, one) for one in asked):
        accounts.require(actor, MARKED_BY[asked[0]][-1])


def _called(which: Mark | None) -> str:
    return f"“{which.label}”" if which else "这个标记"


def _chosen(which: Mark | None) -> Mark:
    if which is None:
        raise LookupError("a mark was neither chosen nor missed")
    return which


def _open(case_no: str, actor: accounts.Actor, revision: int) -> Case:
    """The case, locked, as the actor saw it."""
    case = taken(normalise_code(case_no))
    if case.office != actor.office:
        said = f"没有业务号为 {case.case_no} 的案件，请核对"
        raise Faults(Fault(code=FaultCode.NOT_FOUND, message=said))
    status = CaseStatus(case.status)
    held(case, status if status.open else CaseStatus.EXAMINING, revision)
    return case


def _checked(
    case: Case, asked: MarkAsked, grounds: Grounds
) -> tuple[Mark, str, accounts.ActorRef | None]:
    """The mark, the reason, regular, and the chief; `Faults` for everything at once."""
    faults = FaultList()
    if asked.mark is None:
        faults.add(FaultCode.REQUIRED, "请选标什么、凭什么", field="mark")
    elif ground(grounds, asked.mark, asked.ground) is None:
        said = f"请从名单里选凭什么标“{asked.mark.label}”"
        faults.add(
            FaultCode.CODE_LIST if asked.ground else FaultCode.REQUIRED, said, field="ground"
        )
    words = _reason(asked.reason, f"请写为什么标{_called(asked.mark)}", faults)
    chief = None
    if asked.mark is Mark.CHIEF:
        chief = next((c for c in accounts.chiefs(case.office) if c.id == asked.chief), None)
        if chief is None:
            code = FaultCode.REQUIRED if asked.chief is None else FaultCode.CODE_LIST
            faults.add(code, "请选由哪位科长带办", field="chief")
    faults.raise_if_any()
    return _chosen(asked.mark), words, chief


def _reason(text: str, ask: str, faults: FaultList) -> str:
    words = " ".join(text.split())
    if not words:
        faults.add(FaultCode.REQUIRED, ask, field="reason")
    limits.within(words, limits.MARK, "说明", faults, field="reason")
    return words


def _said(which: Mark, words: str, chief: accounts.ActorRef | None) -> str:
    if which is Mark.GREEN:
        return f"走{which.label}，优先办"
    if chief is not None:
        return f"由{chief.name}{which.label}，审核和决定的人不变：{words}"
    return f"标了{which.label}：{words}"


def _rewrite(case: Case) -> None:
    """What the lists read of the marks is written from the marks themselves."""
    standing = CaseMark.objects.filter(case=case, ended_at=None).values_list("mark", flat=True)
    marks = [Mark(letter) for letter in standing]
    case.marks, case.precedence = letters_of(marks), precedence(marks)
    case.revision += 1
    case.save(update_fields=COLUMNS)


def _note(case: Case, kind: str, actor: accounts.Actor, text: str, *, now: datetime) -> None:
    line = journal.Line(office=case.office, case_id=case.id, kind=kind, who=actor.name, text=text)
    journal.write([line], at=now)
