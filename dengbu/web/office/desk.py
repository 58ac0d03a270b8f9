"""A case laid out for its examiner: comparison, rules, people, papers, time, for the parts."""

from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.urls import reverse

from dengbu.accounts.api import Actor, Permission, may
from dengbu.casework import api as casework
from dengbu.kernel.clause import cited
from dengbu.kernel.identity import mask
from dengbu.web.shared.clock import Clock
from dengbu.web.shared.parts import (
    Compare,
    CompareCell,
    CompareColumn,
    CompareRow,
    NewValue,
    Person,
    Progress,
    RuleRow,
    Step,
)
from dengbu.web.shared.signals import Signal
from dengbu.web.shared.signatures import signature
from dengbu.web.shared.words import code_blocks, differing, near_words, time_words
from dengbu.web.window.typed import ORGANISATION_PAPERS

_EFFECTS = {"pass": Signal.OK, "warn": Signal.WARN, "block": Signal.STOP}
_STATES = {"done": Progress.DONE, "now": Progress.NOW, "todo": Progress.TODO}
_EMPTY = frozenset({"", "—"})
_RESTRICTIONS = frozenset(
    {"查封", "预告", "异议", "限制", "居住权", "地役权", "留下的抵押", "在先的抵押"}
)
_BARRED_BY = {"查封": "P03", "限制": "P23", "异议": "P08"}
"""Rows of what no consent of this kind lifts, and the rule that bars because of it."""
_NO_COLUMN = "不记载"  # what the register has no place for
_BY_MACHINE = frozenset({"E08"})  # passes say nothing to a reader: texts fit their columns
_EITHER = "，或者"  # parts what may let a rule pass: nothing is there, or who is concerned agreed
_CLEAR = "没有"  # what the register says of a restriction that is not there
APPROVED = "已通过；这套房子别人正在办，系统会自动登簿，不用再点"
_UNIT_CODE = 28  # characters
_NOTHING = "—"


@dataclass(frozen=True, kw_only=True, slots=True)
class _Words:
    """What is said of something new that the register does not hold."""

    none: str  # in the register's column
    verdict: str


_OPEN = _Words(none="还没有", verdict="登簿后写入")
_ENTERED = _Words(none="当时没有", verdict="登簿时写入了")
_ENDED = _Words(none="当时没有", verdict="没有写入")


@dataclass(frozen=True, kw_only=True, slots=True)
class Line:
    """One case in the queue."""

    case_no: str
    title: str
    address: str
    people: str
    service: str
    marks: tuple[casework.Mark, ...]
    clock: Clock
    awaited: str  # what it waits for though its clock runs
    href: str
    current: bool


@dataclass(frozen=True, kw_only=True, slots=True)
class Standing:
    """Whether this examiner may decide now, and why not."""

    deciding: bool  # the bar is shown
    blocked: str  # what stands in the way of approval, empty for nothing
    why: str  # why there is no bar


def lines(page: casework.QueuePage, *, now: datetime, current: str, query: str) -> tuple[Line, ...]:
    """The queue, due first; `query` keeps search and page in the addresses."""
    end = f"?{query}" if query else ""
    awaited = casework.awaited(page.lines)
    return tuple(
        Line(
            case_no=c.case_no,
            title=c.title,
            address=c.address,
            people=c.people,
            service=c.service,
            marks=casework.marks_of(c.marks),
            clock=Clock(due=c.due_at, now=now, paused=c.paused_reason if c.paused else ""),
            awaited=awaited.get(c.id, ""),
            href=reverse("office:case", args=[c.case_no]) + end,
            current=c.case_no == current,
        )
        for c in page.lines
    )


def clock(view: casework.CaseView, *, now: datetime) -> Clock:
    """The case's own clock."""
    timing = view.clock
    return Clock(
        due=timing.due_at,
        now=now,
        started=timing.accepted_at,
        paused=timing.paused_reason if timing.paused_since else "",
    )


def compare(view: casework.CaseView, *, now: datetime) -> Compare:
    """Request, papers and register side by side; in a row that differs, the very characters.

    The column of the papers is left out when nothing was read from them.
    """
    shown = [row for row in view.compare if not any(f(row) for f in (_same_side, _new, _clear))]
    papers = any(row.material not in _EMPTY for row in shown)
    ended = "登簿前的记载" if view.entered_at else "办结时的记载"
    read = ended if view.closed_at else f"{time_words(now)} 读取"
    columns = (
        CompareColumn(title="申请", note=f"{view.channel_label}，{view.acceptor}受理"),
        *((CompareColumn(title="材料", note="合同、凭证上写的"),) if papers else ()),
        CompareColumn(title="登记簿", note=read),
    )
    words = _OPEN if view.closed_at is None else _ENTERED if view.entered_at else _ENDED
    clear = [row.fact for row in view.compare if _clear(row)]
    bars = {rule.code for rule in view.blocks}
    rows = [_row(row, words, papers=papers, barred=_barred(row, bars)) for row in shown]
    return Compare(
        caption="申请、材料和登记簿逐项比对",
        columns=columns,
        rows=(*rows, *((_unrestricted(clear, papers=papers),) if clear else ())),
        written=tuple(_written(view)),
        written_title=words.verdict,
        folded=tuple(_row(row, words, papers=papers) for row in view.compare if _same_side(row)),
    )


def _new(row: casework.CompareRow) -> bool:
    """Whether the fact is new, so that the register has nothing to compare with."""
    return row.same is None and row.request not in _EMPTY and row.register in _EMPTY


def _written(view: casework.CaseView) -> Iterator[NewValue]:
    """What is new, in order; the paper that it is from is said once, at the first of its facts."""
    said = {*_EMPTY}
    for row in filter(_new, view.compare):
        paper = "" if row.material in said else row.material
        said.add(row.material)
        yield NewValue(label=row.fact, value=row.request, paper=paper)


def _same_side(row: casework.CompareRow) -> bool:
    """Whether nobody stated the fact, so that it stays as registered and is not compared."""
    said = row.request not in _EMPTY or row.material not in _EMPTY
    return row.same is None and not said and row.fact not in _RESTRICTIONS


def _clear(row: casework.CompareRow) -> bool:
    return row.fact in _RESTRICTIONS and row.register == _CLEAR


def _unrestricted(facts: Sequence[str], *, papers: bool) -> CompareRow:
    """One row for all restrictions that are not there."""
    return CompareRow(
        label="、".join(facts),
        cells=(
            _plain("", "不用填"),
            *((_plain("", _NOTHING),) if papers else ()),
            _plain("都没有" if len(facts) > 1 else _CLEAR, ""),
        ),
        verdict="没有限制",
    )


def _barred(row: casework.CompareRow, bars: Collection[str]) -> bool:
    """Whether what the row tells keeps the case from being entered now."""
    code = row.lifted or _BARRED_BY.get(row.fact, "")
    return code in bars and row.same is not True and not _clear(row)


def _row(
    row: casework.CompareRow, words: _Words, *, papers: bool, barred: bool = False
) -> CompareRow:
    signal = {True: Signal.OK, None: Signal.PLAIN}.get(row.same, Signal.WARN)
    if row.same is None and row.fact in _RESTRICTIONS:
        signal = Signal.WARN
    asked, known = row.request not in _EMPTY, row.register not in {*_EMPTY, _NO_COLUMN}
    marked = signal is Signal.WARN and asked and known
    kept = "要留意" if row.fact in _RESTRICTIONS else "照登记簿"
    said = row.verdict or (words.verdict if asked else kept)
    if barred:
        signal = Signal.STOP
        said = f"不能登簿：{'还没有同意' if row.lifted else row.verdict or '还没有签承诺书'}"
    return CompareRow(
        label=row.fact,
        cells=(
            _marked(row.request, row.register) if marked else _plain(row.request, "不用填"),
            *((_plain(row.material, _NOTHING),) if papers else ()),
            _marked(row.register, row.request) if marked else _plain(row.register, words.none),
        ),
        verdict=said,
        signal=signal,
    )


def _plain(text: str, nothing: str) -> CompareCell:
    empty = text in _EMPTY
    return CompareCell(text=nothing if empty else _readable(text), quiet=empty)


def _marked(text: str, other: str) -> CompareCell:
    before, mark, after = differing(_readable(text), _readable(other))
    return CompareCell(text=before, mark=mark, after=after)


def _readable(text: str) -> str:
    """A unit code in its blocks; everything else as it is."""
    return " ".join(code_blocks(text)) if len(text) == _UNIT_CODE else text


def rules(view: casework.CaseView) -> tuple[RuleRow, ...]:
    """What each rule said, without passes that no reader can weigh."""
    return tuple(
        RuleRow(
            effect=_EFFECTS.get(c.effect, Signal.STOP),
            code=c.code,
            sentence=_sentence(c, view.compare),
            clause=cited(c.clause),
            remedy=c.remedy if c.effect == "block" else "",  # a warning asks for nothing
        )
        for c in _read(view.rules)
    )


def _read(checks: Iterable[casework.CheckView]) -> list[casework.CheckView]:
    return [c for c in checks if c.effect != "pass" or c.code not in _BY_MACHINE]


def _sentence(check: casework.CheckView, compared: Sequence[casework.CompareRow]) -> str:
    """The rule's words; where it passes for one of two reasons, the one that holds here."""
    nothing, _, _ = check.message.partition(_EITHER)
    if check.effect != "pass" or nothing == check.message or check.code not in casework.LIFTED_BY:
        return check.message
    given = (r for r in compared if r.same and r.request not in _EMPTY)
    consents = dict.fromkeys(r.request for r in given if r.lifted == check.code)
    return "、".join(consents) or nothing


def counts(checks: Iterable[casework.CheckView]) -> dict[str, str]:
    """How many rules block, want a look, passed, in words; empty for none."""
    effects = [c.effect for c in _read(checks)]
    words = {"block": "项不符", "warn": "项留意", "pass": "项通过"}
    return {
        name: f"{effects.count(name)} {said}" if name in effects else ""
        for name, said in words.items()
    }


def steps(view: casework.CaseView, *, now: datetime) -> tuple[Step, ...]:
    """The story of the case."""
    return tuple(
        Step(
            title=s.text,
            note="，".join(x for x in (near_words(s.at, now) if s.at else "", s.who) if x),
            progress=_STATES.get(s.state, Progress.TODO),
        )
        for s in view.timeline
    )


def people(view: casework.CaseView, actor: Actor) -> tuple[Person, ...]:
    """The parties; numbers of people masked, shown whole on asking."""
    return tuple(_person(view, party, actor) for party in view.parties)


def _person(view: casework.CaseView, party: casework.PartyView, actor: Actor) -> Person:
    organised = party.id_type in ORGANISATION_PAPERS
    address = reverse("office:reveal", args=[view.case_no, party.seq])
    powers = (Permission.EXAMINE, Permission.VIEW_IDENTITY)
    asking = not organised and all(may(actor, power) for power in powers)
    guardian = f"监护人 {party.guardian_name}" if party.guardian_name else ""
    standing, signal = signature(view, party)
    return Person(
        name=party.name,
        role=party.role_label,
        number=party.id_no if organised else mask(party.id_no),
        reveal=address if asking else "",
        note="，".join(x for x in (party.id_type_label, guardian) if x),
        share=party.share,
        standing=standing,
        signal=signal,
    )


def standing(view: casework.CaseView, actor: Actor) -> Standing:
    """Whether the bar for deciding is shown, and what keeps approval back."""
    if view.status == casework.CaseStatus.APPROVED:
        return Standing(deciding=False, blocked="", why=APPROVED)
    if view.status != casework.CaseStatus.EXAMINING:
        return Standing(deciding=False, blocked="", why=f"这件现在是“{view.status_label}”")
    if not may(actor, Permission.EXAMINE):
        said = f"这件由{view.examiner or '审核员'}审核，您的岗位只能看，不能决定"
        return Standing(deciding=False, blocked="", why=said)
    if view.examiner_id != actor.id:
        said = f"这件派给了{view.examiner}，只能由承办的审核员决定"
        return Standing(deciding=False, blocked="", why=said)
    count = len(view.blocks)
    return Standing(deciding=True, blocked=f"先解决 {count} 项不符" if count else "", why="")
