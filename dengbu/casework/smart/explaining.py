"""Why a case was approved by rule or went to a person, and the smallest change that would turn it.

Computed from the facts that were kept with the decision, by its own rules.
"""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime

from dengbu.casework.models import SmartDecision
from dengbu.casework.rules import kept_facts
from dengbu.casework.rules.autopilot import Change, Verdict, approved, consider, said_of
from dengbu.casework.rules.flipping import smallest_flip
from dengbu.casework.rules.whitelist_notices import RULES

CALLED: Mapping[str, str] = {
    "agreed": "合同",
    "answer": "部门答",
    "at": "判的时候",
    "bank": "申请的单位",
    "burdens": "单元上有",
    "cases": "在办件",
    "error": "错误",
    "key_id": "公钥",
    "match": "号码",
    "mortgages": "抵押权笔数",
    "obligors": "预告的义务人",
    "owners": "登记的权利人",
    "proof_no": "登记证明",
    "registered": "登记簿",
    "seizures": "查封个数",
    "stated": "申请写的",
    "until": "答复管到",
}
"""What a fact that a rule read is called on screens."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Answer:
    """One rule's answer as it is shown."""

    code: str
    question: str
    holds: bool
    error: bool  # the rule itself failed
    clause: str
    facts: tuple[tuple[str, str], ...]

    @property
    def said(self) -> str:
        """Question and answer."""
        return said_of(self.question, holds=self.holds, error=self.error)


@dataclass(frozen=True, kw_only=True, slots=True)
class Why:
    """Why a decision came out as it did."""

    case_id: int
    approved: bool
    at: datetime
    switched_off: tuple[str, ...]
    answers: tuple[Answer, ...]  # failed ones first, each in the order of the rules
    flip: tuple[Change, ...]  # the fewest changes that would have turned it; empty: none known
    sources: tuple[tuple[str, datetime], ...]  # who said the facts, and when
    replays: bool  # the kept facts give the kept answer by this program

    @property
    def failed(self) -> tuple[Answer, ...]:
        """Rules that said no."""
        return tuple(a for a in self.answers if not a.holds)

    @property
    def words(self) -> str:
        """The reason in one sentence."""
        if self.approved:
            return f"{len(self.answers)} 条规则全部通过"
        said = [*self.switched_off, *(a.said for a in self.failed)]
        return "；".join(said) or "登簿以前登记簿变了"


def why(cases: Collection[int]) -> dict[int, Why]:
    """The reasons by case, of those that the whitelist considered; one query."""
    found = SmartDecision.objects.filter(case_id__in=list(cases)) if cases else ()
    return {row.case_id: _why(row) for row in found}


def _why(row: SmartDecision) -> Why:
    rules = [RULES[name] for name in row.rules if name in RULES]
    facts = kept_facts.restored(row.facts)
    verdicts = consider(facts, rules)
    whole = len(rules) == len(row.rules)
    off = tuple(row.switched_off)
    return Why(
        case_id=row.case_id,
        approved=row.approved,
        at=row.at,
        switched_off=off,
        answers=tuple(_answer(v) for v in sorted(verdicts, key=lambda v: v.holds)),
        flip=_switch(off) if off and approved(verdicts) else smallest_flip(facts, rules),
        sources=_times(row.facts["times"]),
        replays=whole
        and [v.code for v in verdicts if not v.holds] == row.failed
        and (approved(verdicts) and not off) is row.approved,
    )


def _switch(off: Collection[str]) -> tuple[Change, ...]:
    return tuple(Change(fact="switched_off", words=f"不停这一项（{words}）") for words in off)


def _answer(verdict: Verdict) -> Answer:
    return Answer(
        code=verdict.code,
        question=verdict.question,
        holds=verdict.holds,
        error=bool(verdict.error),
        clause=str(verdict.clause),
        facts=tuple((CALLED.get(n, n), said) for n, said in verdict.facts.items()),
    )


def _times(told: Mapping[str, str]) -> tuple[tuple[str, datetime], ...]:
    return tuple((source, datetime.fromisoformat(at)) for source, at in told.items())
