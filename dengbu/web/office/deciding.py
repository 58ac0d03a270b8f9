"""What stands beside the decision: whose queue, who else may examine, grounds."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime

from dengbu.accounts.api import Actor, Permission, may
from dengbu.casework import api as casework
from dengbu.kernel.clause import REGULATION, Clause, cited
from dengbu.kernel.fault import Fault, FaultCode
from dengbu.web.shared.parts import Option

_MINE = "我的件"


def queues(actor: Actor, of: int | None) -> dict[str, object]:
    """Whose queue is shown, and whose may be, for who may hand cases over."""
    if not may(actor, Permission.ASSIGN):
        return {}
    found = casework.examiners_of(actor)
    names = {e.id: e.name for e in found}
    others = [Option(value=str(e.id), label=f"{e.name}，{e.open} 件") for e in found]
    return {
        "colleagues": (Option(value="", label=_MINE), *others),
        "of": "" if of is None else str(of),
        "of_name": "" if of is None else names.get(of, ""),
    }


def takers(view: casework.CaseView, actor: Actor, *, now: datetime) -> tuple[Option, ...]:
    """Who else may examine the case; nobody where the actor may not say so."""
    if not may(actor, Permission.ASSIGN):
        return ()
    found = casework.may_take(view.case_no, actor=actor, now=now)
    options = tuple(Option(value=str(e.id), label=f"{e.name}，手上 {e.open} 件") for e in found)
    return (Option(value="", label="请选"), *options) if options else ()


OTHER = "other"
_REGULATION_22 = (
    ("1", "违反法律、行政法规规定"),
    ("2", "存在尚未解决的权属争议"),
    ("3", "申请登记的权利超过规定期限"),
    ("4", "法律、行政法规规定不予登记的其他情形"),
)


def grounds(blocks: Iterable[casework.CheckView]) -> tuple[Option, ...]:
    """Grounds to choose from: what bars the case now, the Regulation's own list, or another."""
    barring = {b.clause: f"{b.clause} {b.message.rstrip('。')}" for b in blocks if whole(b.clause)}
    listed = {str(REGULATION.of(f"22第{n}项")): said for n, said in _REGULATION_22}
    return (
        Option(value="", label="请选依据"),
        *(Option(value=value, label=label) for value, label in barring.items()),
        *(Option(value=v, label=f"{v} {s}") for v, s in listed.items() if v not in barring),
        Option(value=OTHER, label="别的法条，写在下面"),
    )


def whole(citation: str) -> bool:
    """Whether a citation says which article, as a refusal must."""
    clause = cited(citation)
    return clause is not None and bool(clause.article)


def chosen(sent: Mapping[str, str], options: Sequence[Option], ground: str) -> tuple[str, str]:
    """The ground chosen and the one written, for the form to be shown again."""
    if "clause" not in sent:
        return (ground, "") if whole(ground) else ("", "")
    known = {o.value for o in options}
    value, text = sent["clause"], sent.get("clause_text", "")
    return (value, text) if value in known else (OTHER, text or value)


def ground_of(sent: Mapping[str, str]) -> tuple[Clause, Fault | None]:
    """The ground of a refusal, and what is wrong with the words; a bare law where it is none."""
    value = sent.get("clause", "").strip()
    text = "".join((sent.get("clause_text", "") if value == OTHER else value).split())
    if not text:
        return REGULATION.of(), None
    clause = cited(text)
    if clause is not None and str(clause) == text:
        return clause, None
    said = "依据要写成“《民法典》第399条”的样子：书名号里是哪部法律，后面第几条，不写别的字"
    return REGULATION.of(), Fault(code=FaultCode.CODE_LIST, message=said, field="clause")
