"""What the office tells people in writing, as one paper: to be sealed, printed, or sent.

补正通知书 (《不动产登记暂行条例》第17条), 不予登记告知书 (第22条), 不予受理通知书 (第17条), and
撤回申请确认单: that a request was taken back (第15条) and what that leaves. Each says what its page
says.
"""

import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import datetime
from enum import StrEnum, unique
from pathlib import Path

from django.db.models import Sum

from dengbu.accounts import api as accounts
from dengbu.casework.declining import Ground, declined
from dengbu.casework.models import (
    Case,
    CaseStatus,
    Decision,
    DecisionKind,
    JournalLine,
    Material,
    Payment,
)
from dengbu.casework.papers.glyphs import require_glyphs
from dengbu.casework.papers.render import qr_svg, typeset
from dengbu.casework.papers.told import applicants_of, refusal_notice, return_notice, seen_case
from dengbu.casework.review import APPEAL
from dengbu.evidence import api as evidence
from dengbu.kernel.chinese import day_words, moment_words
from dengbu.kernel.money import show_yuan
from dengbu.kernel.numbers import show_case_no

SHEET = Path(__file__).with_name("letter.typ")
TO_WINDOW = (
    "带上补好的和身份证，到任何一个登记窗口，说业务号就行，不用再取号排队申请。"
    "补正的时间不算在办理时间里；不想办了，可以撤回申请。"
)
ASK_TAX = "契税已经缴了的，登记机构退不了：带上这份确认单，向税务部门申请退税。"
ASK_HOUSING = "合同网签备案过的，备案还在：不买了的，带上这份确认单，到住建部门撤销网签。"
CONTRACTS = frozenset({"cf", "ct"})  # papers: contract of a new home, of an existing one


@unique
class LetterKind(StrEnum):
    """What is told; the value stands in addresses."""

    SUPPLEMENT = "supplement"
    REFUSAL = "refusal"
    WITHDRAWAL = "withdrawal"

    @property
    def label(self) -> str:
        """Head of the paper."""
        return _TITLES[self]


_TITLES = {
    LetterKind.SUPPLEMENT: "补正通知书",
    LetterKind.REFUSAL: "不予登记告知书",
    LetterKind.WITHDRAWAL: "撤回申请确认单",
}
DECLINED = "不予受理通知书"


@dataclass(frozen=True, kw_only=True, slots=True)
class Section:
    """A part of a letter under its own head."""

    title: str
    lines: tuple[str, ...]


@dataclass(frozen=True, kw_only=True, slots=True)
class Letter:
    """A paper as it is written, before any seal."""

    title: str
    number: str  # as printed under the title
    case_no: str  # 20 digits; "" where no case was opened
    to: str
    said: tuple[str, ...]
    sections: tuple[Section, ...]
    office: accounts.OfficeView
    at: datetime
    clerk: str = ""  # who wrote it, where that is told
    subject: str  # of the sealed file
    leaf: str  # of the log, which the proof in it proves

    @property
    def name(self) -> str:
        """Of the file to keep, without its ending."""
        return f"{self.title}-{self.case_no or self.subject.partition(':')[2]}"


def letter(kind: LetterKind, case_no: str, *, actor: accounts.Actor) -> Letter | None:
    """The last such letter of a case that the actor may see; None: there is none."""
    found = seen_case(case_no, actor)
    return _WRITERS[kind](found, actor) if found is not None else None


def _supplement(case: Case, actor: accounts.Actor) -> Letter | None:
    notice = return_notice(case.case_no, actor=actor)
    if notice is None:
        return None
    decision = Decision.objects.filter(case=case, kind=DecisionKind.RETURN).latest("round")
    times = f"，第 {notice.round} 次" if notice.round > 1 else ""
    items = tuple(f"{n}．{name}：{what}" for n, (name, what) in enumerate(notice.items, start=1))
    return Letter(
        title=LetterKind.SUPPLEMENT.label,
        number=f"业务号 {show_case_no(case.case_no)}{times}",
        case_no=case.case_no,
        to="、".join(notice.applicants),
        said=(
            f"{_asked(case)}，有下面 {len(items)} 样要补正。要补的都写在这张单子上，"
            "补齐一次交来就行，别的不用再交。",
        ),
        sections=(
            Section(title="要补正的", lines=items),
            *([Section(title="说明", lines=(notice.said,))] if notice.said else []),
            Section(title="怎么办", lines=(TO_WINDOW, "依据：《不动产登记暂行条例》第17条。")),
        ),
        office=notice.office,
        at=notice.returned_at,
        subject=f"supplement:{case.case_no}-{notice.round}",
        leaf=f"decision:{decision.id}",
    )


def _refusal(case: Case, actor: accounts.Actor) -> Letter | None:
    notice = refusal_notice(case.case_no, actor=actor)
    if notice is None:
        return None
    decision = Decision.objects.filter(case=case, kind=DecisionKind.REFUSE).latest("round")
    ways = (_ended(notice.remedy), *([_ended(APPEAL)] if notice.remedy != APPEAL else []))
    return Letter(
        title=LetterKind.REFUSAL.label,
        number=f"业务号 {show_case_no(case.case_no)}",
        case_no=case.case_no,
        to="、".join(notice.applicants),
        said=(f"{_asked(case)}，经审核，决定不予登记。房子现在的登记没有变。",),
        sections=(
            Section(title="理由", lines=(_ended(notice.reason),)),
            Section(title="依据", lines=(_ended(notice.clause),)),
            Section(
                title="申请人可以怎么办",
                lines=(*ways, "交来的原件可以凭身份证和业务号到登记窗口领回。"),
            ),
        ),
        office=notice.office,
        at=notice.refused_at,
        subject=f"refusal:{case.case_no}",
        leaf=f"decision:{decision.id}",
    )


def _withdrawal(case: Case, actor: accounts.Actor) -> Letter | None:
    if case.status != CaseStatus.WITHDRAWN:
        return None
    line = JournalLine.objects.filter(case=case, kind="WITHDRAW").latest("seq")
    return Letter(
        title=LetterKind.WITHDRAWAL.label,
        number=f"业务号 {show_case_no(case.case_no)}",
        case_no=case.case_no,
        to="、".join(applicants_of(case)),
        said=(
            f"{_asked(case)}，{moment_words(line.at)}撤回了，依据《不动产登记暂行条例》第15条。"
            "这件没有登簿，房子现在的登记没有变，也不再占着别的申请。",
        ),
        sections=(
            Section(title="记下的", lines=(_ended(f"{line.who}：{line.text}"),)),
            Section(title="钱和别的部门", lines=tuple(_afterwards(case))),
            Section(
                title="怎么办",
                lines=(
                    "交来的原件可以凭身份证和业务号到登记窗口领回。",
                    "以后想办，可以重新申请。",
                ),
            ),
        ),
        office=accounts.office(case.office),
        at=line.at,
        subject=f"withdrawal:{case.case_no}",
        leaf=f"journal:{line.id}",
    )


def _afterwards(case: Case) -> Iterator[str]:
    """What becomes of money, and what other departments must undo."""
    paid = Payment.objects.filter(order__case=case).aggregate(sum=Sum("amount"))["sum"]
    if paid:
        yield f"缴过的登记费 {show_yuan(paid)}全部按原路退回，不用另外申请。"
    else:
        yield "没有缴过登记费；有缴款码的，请不要再缴。"
    if case.request.get("tax_cleared"):
        yield ASK_TAX
    handed_in = Material.objects.filter(case=case, code__in=CONTRACTS).exclude(source="")
    if case.request.get("price") and handed_in.exists():
        yield ASK_HOUSING


_WRITERS: Mapping[LetterKind, Callable[[Case, accounts.Actor], Letter | None]] = {
    LetterKind.SUPPLEMENT: _supplement,
    LetterKind.REFUSAL: _refusal,
    LetterKind.WITHDRAWAL: _withdrawal,
}


def declined_letter(number: str, *, actor: accounts.Actor) -> Letter | None:
    """The notice that turned a request away; None: there is none that the actor may see."""
    notice = declined(number, actor=actor)
    if notice is None:
        return None
    asked = (
        f"{moment_words(notice.at)} 申请办理的{notice.address}（不动产单元号 {notice.unit_code}）"
    )
    return Letter(
        title=DECLINED,
        number=f"编号 {notice.number}",
        case_no="",
        to=notice.applicants,
        said=(
            f"{asked}“{notice.title}”，因为下面 {len(notice.grounds)} 项，现在不能受理。"
            "不能受理的原因都写在这张单子上，一次说全；解决以后，可以随时再来申请。",
        ),
        sections=(
            Section(title="理由、依据和怎么办", lines=tuple(_grounds(notice.grounds))),
            Section(
                title="不服怎么办",
                lines=(
                    _ended(notice.remedy),
                    "不予受理并书面告知，依据《不动产登记暂行条例》第17条。带来的材料都已退还。",
                ),
            ),
        ),
        office=notice.office,
        at=notice.at,
        clerk=notice.by_name,
        subject=f"declined:{notice.number}",
        leaf=f"declined:{notice.id}",
    )


def _grounds(grounds: Sequence[Ground]) -> Iterator[str]:
    for n, one in enumerate(grounds, start=1):
        basis = f"依据：{one.clause}。" if one.clause else ""
        remedy = f"怎么办：{_ended(one.remedy)}" if one.remedy else ""
        yield f"{n}．{_ended(one.said)}{basis}{remedy}"


def letter_pdf(letter: Letter, *, progress: str) -> bytes:
    """The PDF; the same letter gives the same bytes.

    ``progress``: address where the people of its case see how it stands, for the code. Raises
    `Faults` when a character stands in no font.
    """
    clerk = f"；经办 {letter.clerk}" if letter.clerk else ""
    scan = "；扫右上角的码，看这件办到哪一步" if letter.case_no else ""
    values = {
        "title": letter.title,
        "number": letter.number,
        "to": letter.to,
        "said": letter.said,
        "sections": [asdict(section) for section in letter.sections],
        "issuer": letter.office.name,
        "issued": day_words(letter.at),
        "seal": evidence.seal_shown(letter.office.code, evidence.Form.PDF),
        "foot": f"{letter.office.address}，电话 {letter.office.phone}{clerk}{scan}",
        "qr": "",
    }
    require_glyphs(json.dumps(values, ensure_ascii=False))
    return typeset(SHEET, {**values, "qr": qr_svg(progress) if letter.case_no else ""})


def _asked(case: Case) -> str:
    unit = case.request["unit_code"]
    at = moment_words(case.accepted_at)
    return f"{at} 申请办理的{case.address}（不动产单元号 {unit}）“{case.title}”"


def _ended(said: str) -> str:
    """A sentence with its full stop."""
    return said if said.endswith("。") else f"{said}。"
