"""The lines of a batch by what is to be done with them, and the sheet of the result."""

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum, unique

from dengbu.casework import api as casework
from dengbu.kernel.chinese import show_datetime
from dengbu.kernel.fault import FaultCode, Faults
from dengbu.kernel.numbers import CertificateNumber, show_case_no
from dengbu.web.shared.sheets import sheet_of
from dengbu.web.shared.signals import Signal

HEADS = ("行", "不动产单元号", "登记证明号", "业务号", "状态", "登簿时间", "原因", "怎么改")
_WAITING = frozenset(
    {
        casework.CaseStatus.ACCEPTED,
        casework.CaseStatus.AUTOPILOT,
        casework.CaseStatus.EXAMINING,
        casework.CaseStatus.APPROVED,
    }
)
_KINDS = {
    FaultCode.UNIT_CODE_FORMAT: "单元号写错",
    FaultCode.UNIT_UNKNOWN: "单元号写错",
    FaultCode.CERTIFICATE_NUMBER_FORMAT: "证明号写错",
    FaultCode.MONEY_FORMAT: "金额写错",
    FaultCode.UNIT_BUSY: "单元另有一件在办",
}


@unique
class Place(StrEnum):
    """Whose turn it is."""

    MINE = "mine"  # the bank's: mend and send again, or supply
    EXAMINER = "examiner"  # automatic approval or an examiner
    DONE = "done"  # entered

    @property
    def label(self) -> str:
        """Words of the tab."""
        return {Place.MINE: "等我处理", Place.EXAMINER: "审核员在看", Place.DONE: "办好了"}[self]


@dataclass(frozen=True, kw_only=True, slots=True)
class Entry:
    """One line as its officer reads it."""

    line: int
    unit_code: str  # as the bank wrote it
    proof_no: str  # printed form where it can be read
    case_no: str
    why: tuple[str, ...]
    help: str  # how to mend it
    signal: Signal
    said: str  # where it stands
    line_view: casework.BatchLine


@dataclass(frozen=True, kw_only=True, slots=True)
class Group:
    """Lines with the same thing to do."""

    title: str  # 金额写错
    entries: tuple[Entry, ...]


@dataclass(frozen=True, kw_only=True, slots=True)
class Counts:
    """How a batch stands."""

    total: int
    done: int
    examiner: int
    refused: int  # not taken in
    returned: int  # taken in, waits for the bank, was refused, or withdrawn

    @property
    def mine(self) -> int:
        """What the bank has to look at."""
        return self.refused + self.returned


def place_of(line: casework.BatchLine) -> Place:
    """Whose turn it is with a line."""
    if line.status == casework.CaseStatus.ENTERED:
        return Place.DONE
    return Place.EXAMINER if line.status in _WAITING else Place.MINE


def counts(lines: Iterable[casework.BatchLine]) -> Counts:
    """Figures of a batch."""
    places = [(place_of(line), line.status is None) for line in lines]
    return Counts(
        total=len(places),
        done=sum(p is Place.DONE for p, _ in places),
        examiner=sum(p is Place.EXAMINER for p, _ in places),
        refused=sum(p is Place.MINE and unsent for p, unsent in places),
        returned=sum(p is Place.MINE and not unsent for p, unsent in places),
    )


def groups(lines: Iterable[casework.BatchLine], place: Place) -> tuple[Group, ...]:
    """The lines of one tab by what is to be done, the largest group first."""
    found: dict[str, list[Entry]] = {}
    for line in lines:
        if place_of(line) is place:
            found.setdefault(_kind(line, place), []).append(entry(line))
    ordered = sorted(found.items(), key=lambda item: -len(item[1]))
    return tuple(Group(title=title, entries=tuple(kept)) for title, kept in ordered)


def _kind(line: casework.BatchLine, place: Place) -> str:
    if place is Place.DONE:
        return "已登簿，证明作废"
    if place is Place.EXAMINER:
        return "要人看一眼" if line.failed_rules else "系统正在核对"
    if line.status is not None:
        return line.status_label
    codes = [str(fault["code"]) for fault in line.refused]
    known = {_KINDS.get(FaultCode(code), "其他") for code in codes}
    return known.pop() if len(known) == 1 else "几处都要改"


def entry(line: casework.BatchLine) -> Entry:
    """A line in words."""
    place = place_of(line)
    why = [str(fault["message"]) for fault in line.refused]
    why += [rule.message for rule in line.failed_rules]
    helps = [str(fault["remedy"]) for fault in line.refused if fault["remedy"]]
    if not helps and line.refused:
        helps = ["改好后放进新的一批再交；没收下的不占业务号，重交不会重复办"]
    if place is Place.EXAMINER and line.failed_rules:
        helps = ["不用重交，审核员看完就有结果；自己填错了的，也可以到窗口撤回"]
        if line.why and line.why.flip:
            helps.append("当时少这几处就会当场办结：" + "、".join(c.unnamed for c in line.why.flip))
    if line.status == casework.CaseStatus.SUPPLEMENT:
        helps = ["按补正通知到窗口补"]
    return Entry(
        line=line.line,
        unit_code=line.unit_code,
        proof_no=_printed(line.proof_no),
        case_no=line.case_no or "",
        why=tuple(why),
        help="；".join(dict.fromkeys(helps)),
        signal=_signal(line, place),
        said=line.status_label,
        line_view=line,
    )


def _signal(line: casework.BatchLine, place: Place) -> Signal:
    if place is Place.MINE:
        stopped = line.status == casework.CaseStatus.REFUSED
        return Signal.STOP if stopped else Signal.WARN
    return Signal.OK if place is Place.DONE else Signal.INK


def _printed(number: str) -> str:
    try:
        return CertificateNumber.parse(number).display()
    except Faults:
        return number


def sheet(lines: Iterable[casework.BatchLine]) -> bytes:
    """The result as CSV (RFC 4180) with a byte order mark, which Excel needs to see Chinese.

    Numbers keep their blanks, so that no program counts them; a cell never begins a formula.
    """
    rows: list[tuple[str, ...]] = [HEADS]
    for line in lines:
        said = entry(line)
        at = show_datetime(line.entered_at) if line.entered_at else ""
        number = show_case_no(said.case_no) if said.case_no else ""
        cells = (said.unit_code, said.proof_no, number, said.said, at, "；".join(said.why))
        rows.append((str(line.line), *cells, said.help))
    return sheet_of(rows)
