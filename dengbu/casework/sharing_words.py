"""What departments answered, in the words of screens."""

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime

from dengbu.casework.models import SharedFact
from dengbu.casework.questions import SMALL_ENTERPRISE
from dengbu.casework.views import CheckView, FactView
from dengbu.exchange import api as exchange
from dengbu.exchange.api import Outcome, Partner
from dengbu.kernel.chinese import SHANGHAI
from dengbu.kernel.clause import REGULATION

CODE = "部门共享"


def answer_words(fact: exchange.Fact, *, others: Sequence[exchange.Fact] = ()) -> str:
    """One sentence on a fact; "" where nobody was asked. ``others`` matched for the same paper."""
    said = _told(fact.facts)
    if fact.outcome is Outcome.MATCH:
        each = dict.fromkeys([fact.partner.label, *(f.partner.label for f in others)])
        latest = min([fact.fetched_at, *(f.fetched_at for f in others)])
        more = "" if others else said
        return f"不用交：{'、'.join(each)}共享（{_moment(latest)}）{more}"
    who = whose(fact.question)
    if _is_unpaid(fact.outcome, fact.facts):
        return _unpaid(fact.partner)
    return _missed(fact.partner, fact.question.kind, who, fact.outcome, said)


def whose(question: exchange.Question) -> str:
    """Whom a question is about, both of a couple or of kin; "" where it is about no person."""
    about = (getattr(question, name, "") for name in ("name", "other_name"))
    return "和".join(filter(None, about))


def _is_unpaid(outcome: Outcome, facts: Mapping[str, str]) -> bool:
    return outcome is Outcome.NO_MATCH and facts.get(exchange.DEED_TAX) == exchange.UNPAID


def _unpaid(partner: Partner) -> str:
    """Nothing is wrong with it: it is still to be paid, before or after acceptance."""
    return f"{partner.label}答：{exchange.DEED_TAX}{exchange.UNPAID}"


def _missed(partner: Partner, kind: str, who: str, outcome: Outcome, said: str) -> str:
    what = exchange.QUESTIONS[kind].what
    whose = f"{who}的{what}" if who else what
    return {
        Outcome.NO_MATCH: f"{partner.label}答：{whose}对不上{said}",
        Outcome.UNKNOWN: f"{partner.label}没有查到{whose}",
        Outcome.WRONG_PERSON: f"{partner.label}答的不是这件事，没有采用，请看材料",
        Outcome.GARBLED: f"{partner.label}的回答看不懂，没有采用，请交材料",
        Outcome.DOWN: f"{partner.label}现在没有回答，请交材料",
    }.get(outcome, "")


def _told(facts: Mapping[str, str]) -> str:
    return f"（{'，'.join(f'{name} {said}' for name, said in facts.items())}）" if facts else ""


def _moment(moment: datetime) -> str:
    local = moment.astimezone(SHANGHAI)
    return f"{local.month}月{local.day}日 {local:%H:%M}"


def row_words(row: SharedFact, *, promised: bool = False) -> str:
    """One sentence on an answer that is kept with a case; ``promised``: a promise stands in."""
    partner, outcome = Partner(row.partner), Outcome(row.outcome)
    said = _told(row.facts)
    if outcome is Outcome.MATCH:
        what = exchange.QUESTIONS[row.kind].what
        return f"{partner.label}共享（{_moment(row.fetched_at)}）：{what}相符{said}"
    if promised and outcome in (Outcome.DOWN, Outcome.GARBLED):
        return f"{partner.label}当时没有答上来，用承诺代替，恢复以后再核实"
    if _is_unpaid(outcome, row.facts):
        return _unpaid(partner)
    return _missed(partner, row.kind, row.who, outcome, said)


def fact_views(
    rows: Sequence[SharedFact], papers: Mapping[str, str], promised: Collection[str]
) -> tuple[FactView, ...]:
    """Each answer with its department, question and time; ``papers``: names by code.

    ``promised``: codes of papers in whose place a promise stands.
    """
    return tuple(
        FactView(
            partner=Partner(row.partner).label,
            what="，".join(filter(None, (exchange.QUESTIONS[row.kind].what, row.who))),
            paper=papers.get(row.material, ""),
            outcome=row.outcome,
            said=row_words(row, promised=row.material in promised),
            fetched_at=row.fetched_at,
            asked_at=row.noted_at,
        )
        for row in rows
    )


def checks_of(rows: Sequence[SharedFact]) -> list[CheckView]:
    """What an examiner should see of the answers: whatever contradicts the request."""
    told = [row_words(r) for r in rows if r.outcome in (Outcome.NO_MATCH, Outcome.WRONG_PERSON)]
    told += [
        f"{Partner(r.partner).label}答：{r.who}不是小微企业"
        for r in rows
        if r.material == SMALL_ENTERPRISE and r.facts.get("小微企业") == "不是"
    ]
    return [
        CheckView(code=CODE, effect="warn", message=said, clause=str(REGULATION.of(24)))
        for said in dict.fromkeys(told)
    ]


def small_of(rows: Sequence[SharedFact]) -> tuple[str, ...]:
    """What was told of those who ask to pay nothing for being small, a sentence each."""
    asked = [r for r in rows if r.material == SMALL_ENTERPRISE]
    return tuple(
        small_words(Partner(r.partner), r.who, Outcome(r.outcome), r.facts, r.fetched_at)
        for r in asked
    )


def small_words(
    partner: Partner, who: str, outcome: Outcome, facts: Mapping[str, str], at: datetime
) -> str:
    """Whether a firm is small (小微企业, whose fee is waived), as its department says it."""
    if outcome is Outcome.MATCH:
        said = "是" if facts.get("小微企业") == "是" else "不是"
        return f"{partner.label}答（{_moment(at)}）：{who}{said}小微企业"
    return {
        Outcome.NO_MATCH: f"{partner.label}答：{who}的名称和代码对不上，或者已经不在营业，请核对",
        Outcome.UNKNOWN: f"{partner.label}没有查到{who}，是不是小微企业请看承诺书",
        Outcome.WRONG_PERSON: f"{partner.label}答的不是{who}，没有采用，请看承诺书",
        Outcome.GARBLED: f"{partner.label}的回答看不懂，没有采用，请看承诺书",
        Outcome.DOWN: f"{partner.label}现在没有回答，是不是小微企业请看承诺书",
    }.get(outcome, "")


def filed_of(rows: Sequence[SharedFact]) -> Mapping[str, str] | None:
    """What was told of the contract filed for this home and these buyers; None where none is."""
    kind, match = exchange.FiledContract.kind, Outcome.MATCH.value
    return next((r.facts for r in rows if (r.kind, r.outcome) == (kind, match)), None)
