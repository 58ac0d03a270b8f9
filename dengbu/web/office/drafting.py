"""The one complete list of a return: prepared from what was found, edited as lines of text."""

from collections.abc import Sequence

from dengbu.casework import api as casework
from dengbu.kernel.fault import FaultCode, FaultList

MISSING = "MISSING"
SHOWN = 20  # characters of a line in the sentence about it
_COLONS = ("：", ":")


def prepared(view: casework.CaseView) -> tuple[casework.ReturnItem, ...]:
    """Everything that keeps the case back: papers that are missing, rules that block."""
    papers = [
        casework.ReturnItem(
            kind="MATERIAL", name=m.name, what="请补交", field=f"materials.{m.code}"
        )
        for m in view.materials
        if m.status == MISSING
    ]
    rules = [
        casework.ReturnItem(kind="OTHER", name=r.message.rstrip("。"), what=r.remedy or "请更正")
        for r in view.blocks
    ]
    return (*papers, *rules)


def as_text(items: Sequence[casework.ReturnItem]) -> str:
    """One item a line: `契税：缴清以后交回凭证`."""
    return "\n".join(f"{item.name.replace('：', '，')}：{item.what}" for item in items)


def from_text(text: str, known: Sequence[casework.ReturnItem]) -> tuple[casework.ReturnItem, ...]:
    """The items of the lines, empty lines left out.

    Raises `Faults` at `items` for every line that does not say both what and how: the applicant
    reads nothing else.
    """
    kinds = {item.name.replace("：", "，"): item for item in known}
    lines = [line.strip() for line in text.splitlines() if line.strip()]
    faults = FaultList()
    for line in lines:
        name, what = _halves(line)
        if not (name and what):
            said = f"“{line[:SHOWN]}”没有写全，请写成“名称：要怎么补”，申请人才知道怎么办"
            faults.add(FaultCode.REQUIRED, said, field="items")
    faults.raise_if_any()
    return tuple(_item(line, kinds) for line in lines)


def _halves(line: str) -> tuple[str, str]:
    """What and how, parted at the first colon; either may be missing."""
    at = min((line.find(c) for c in _COLONS if c in line), default=len(line))
    return line[:at].strip(), line[at + 1 :].strip()


def _item(line: str, known: dict[str, casework.ReturnItem]) -> casework.ReturnItem:
    name, what = _halves(line)
    same = known.get(name)
    return casework.ReturnItem(
        kind=same.kind if same else "OTHER",
        name=name,
        what=what,
        field=same.field if same else "",
    )
