"""部门共享: what other departments answer in place of papers (《不动产登记暂行条例》第24条).

Asked before a transaction, never within: `ask_departments`, for the draft and again when it is
sent. A match takes the place of the paper and is kept with the case; anything else leaves the paper
to be handed in, and is told in plain words. Nobody outside can say that a paper was shared.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime

from dengbu.accounts import api as accounts
from dengbu.cadastre import api as cadastre
from dengbu.casework import limits
from dengbu.casework.believing import substance
from dengbu.casework.catalogue import service as service_in_force
from dengbu.casework.dispatching import interests
from dengbu.casework.materials import TAX_VOUCHER
from dengbu.casework.models import Case, SharedFact
from dengbu.casework.questions import SMALL_ENTERPRISE, Wanted, wanted
from dengbu.casework.service_views import ServiceView
from dengbu.casework.sharing_words import answer_words, small_words, whose
from dengbu.casework.tax_vouchers import as_line, taxed
from dengbu.casework.values import CaseRequest, MaterialInput, MaterialSource
from dengbu.exchange import api as exchange
from dengbu.exchange.api import Outcome
from dengbu.kernel.chinese import SHANGHAI, normalise_code
from dengbu.kernel.fault import FaultCode, FaultList, Faults

ACCEPTING = "受理"
AT_ONCE = 1.5  # seconds for all departments together when a request is sent: people wait for it
WORST_FIRST = (
    Outcome.WRONG_PERSON,
    Outcome.NO_MATCH,
    Outcome.UNKNOWN,
    Outcome.GARBLED,
    Outcome.DOWN,
    Outcome.NOT_CONNECTED,
)
SILENT = frozenset(
    {Outcome.UNKNOWN, Outcome.GARBLED, Outcome.DOWN, Outcome.NOT_CONNECTED}
)  # a department that said nothing of the matter
MAY_ASK = (accounts.Permission.ACCEPT, accounts.Permission.APPLY, accounts.Permission.FILE_BATCH)


@dataclass(frozen=True, kw_only=True, slots=True)
class PaperAnswer:
    """What departments say in place of one paper."""

    code: str  # of the paper, or SMALL_ENTERPRISE
    facts: tuple[exchange.Fact, ...]
    whole: bool  # whether they can stand in for it
    second: tuple[exchange.Fact, ...] = ()  # serve where those have nothing to say
    beside: tuple[exchange.Fact, ...] = ()  # only contradict

    @property
    def all(self) -> tuple[exchange.Fact, ...]:
        """Whatever was asked for it."""
        return (*self.facts, *self.second, *self.beside)

    @property
    def serving(self) -> tuple[exchange.Fact, ...]:
        """The answers on which it rests: the second where the first have nothing to say."""
        silent = {fact.outcome for fact in self.facts} - {Outcome.MATCH}
        known = bool(self.second) and {f.outcome for f in self.second} == {Outcome.MATCH}
        return self.second if known and silent and silent <= SILENT else self.facts

    @property
    def outcome(self) -> Outcome:
        """The worst of the answers; a match only where nobody is left out."""
        found = {fact.outcome for fact in self.serving}
        if found == {Outcome.MATCH}:
            return Outcome.MATCH if self.whole else Outcome.UNKNOWN
        return next(outcome for outcome in WORST_FIRST if outcome in found)

    @property
    def shared(self) -> bool:
        """Whether the paper need not be handed in."""
        return self.outcome is Outcome.MATCH

    @property
    def words(self) -> tuple[str, ...]:
        """What is told, a sentence each; nothing where no department is connected."""
        against = [f for f in self.all if f.outcome is Outcome.NO_MATCH]
        if self.shared:
            first, *others = self.serving
            said = [answer_words(first, others=others), *map(answer_words, against)]
        else:
            missed = [f for f in self.facts if f.outcome is not Outcome.MATCH]
            said = [answer_words(f) for f in (*missed, *against)]
        return tuple(dict.fromkeys(filter(None, said)))


@dataclass(frozen=True, kw_only=True, slots=True)
class Shared:
    """The answers for a request, by code of the paper."""

    answers: Mapping[str, PaperAnswer] = field(default_factory=dict, hash=False)

    @property
    def small(self) -> tuple[str, ...]:
        """What was told of those who ask to pay nothing for being small, a sentence each."""
        answer = self.answers.get(SMALL_ENTERPRISE)
        said = (
            small_words(
                f.partner, getattr(f.question, "name", ""), f.outcome, f.facts, f.fetched_at
            )
            for f in (answer.facts if answer is not None else ())
        )
        return tuple(filter(None, said))

    def shares(self, code: str) -> bool:
        """Whether departments stand in for this paper."""
        return code in self.answers and self.answers[code].shared


NOTHING = Shared()


def ask_departments(
    request: CaseRequest,
    *,
    actor: accounts.Actor,
    now: datetime,
    deadline: float | None = None,
    purpose: str = ACCEPTING,
) -> Shared:
    """Everything that departments can answer for this request by now, all asked at the same time.

    What cannot be asked yet, or by this actor, is not asked: `submit` judges the request. Raises
    RuntimeError inside a transaction.
    """
    if not any(accounts.may(actor, power) for power in MAY_ASK):
        return NOTHING
    unit = cadastre.unit(normalise_code(request.unit_code))
    if unit is None or (actor.office and not accounts.same_city(actor.office, unit.office)):
        return NOTHING
    try:
        service = service_in_force(request.service, office=unit.office, now=now)
    except Faults:
        return NOTHING
    reason = exchange.Reason(purpose=purpose, reference=request.submission_key[:80], actor=actor)
    asked = wanted(request, service, today=now.astimezone(SHANGHAI).date())
    return answers_to(asked, office=unit.office, reason=reason, now=now, deadline=deadline)


def answers_to(
    asked: Mapping[str, Wanted],
    *,
    office: str,
    reason: exchange.Reason,
    now: datetime,
    deadline: float | None = None,
    fresh: bool = False,
) -> Shared:
    """The answers to these questions, a question that several papers have asked once."""
    questions = list(dict.fromkeys(q for one in asked.values() for q in one.all))
    if not questions:
        return NOTHING
    found = exchange.ask_all(
        questions, office=office, reason=reason, now=now, deadline=deadline, fresh=fresh
    )
    said = dict(zip(questions, found, strict=True))
    return Shared(answers={code: paper_answer(code, one, said) for code, one in asked.items()})


def paper_answer(
    code: str, asked: Wanted, said: Mapping[exchange.Question, exchange.Fact]
) -> PaperAnswer:
    """The answers in place of one paper, of all that were given."""
    return PaperAnswer(
        code=code,
        facts=tuple(said[question] for question in asked.questions),
        second=tuple(said[question] for question in asked.second),
        beside=tuple(said[question] for question in asked.beside),
        whole=asked.whole,
    )


def with_shared(
    request: CaseRequest,
    service: ServiceView,
    shared: Shared,
    *,
    before: CaseRequest | None = None,
) -> CaseRequest:
    """The request with shared facts in place of papers; a file that came as well is kept.

    What somebody says was shared is not believed: only what departments answered is, now or
    ``before`` for the same people, property and price (a case that comes back after a return).
    """
    sharing = {r.code for r in service.materials if MaterialSource.SHARED in r.sources}
    stays = before is not None and substance(before) == substance(request)
    seen = set(before.materials) if before is not None and stays else set()
    papers = {
        p.code: p
        for p in request.materials
        if p.source != MaterialSource.SHARED or p.code not in sharing or p in seen
    }
    for code in sorted(sharing):
        if shared.shares(code):
            given = papers.get(code, MaterialInput(code=code, source=""))
            number = reference_of(shared.answers[code].serving)
            papers[code] = replace(
                given, source=MaterialSource.SHARED, reference=number, signed=False
            )
    found = replace(request, materials=tuple(papers.values()))
    voucher = papers.get(TAX_VOUCHER)
    if voucher is None or voucher.source != MaterialSource.SHARED or found.tax_cleared:
        return found
    if before is not None and before.tax_note and not shared.shares(TAX_VOUCHER):
        return replace(found, tax_cleared=True, tax_note=before.tax_note)
    note = _tax_note(shared.answers[TAX_VOUCHER], taxed(service))
    return replace(found, tax_cleared=True, tax_note=note or voucher.reference)


def _tax_note(answer: PaperAnswer, taxes: Sequence[str]) -> str:
    """Of each tax the number of its voucher, or the ground on which it is free."""
    numbers = (reference_of([fact]) for fact in answer.serving)
    return as_line(dict(zip(taxes, numbers, strict=False)), taxes)[: limits.TAX_NOTE]


REFERENCES = ("凭证号", "免税依据", "合同", "票据", "公证书", "字号", "编号")


def reference_of(facts: Iterable[exchange.Fact]) -> str:
    """The number under which the paper is known at the department; "" where it has none."""
    said = (fact.facts.get(name, "") for fact in facts for name in REFERENCES)
    return next((number[:100] for number in said if number), "")


def keep(case: Case, shared: Shared, *, now: datetime) -> None:
    """Keep the answers with a case, in its transaction; what nobody was asked leaves nothing.

    Whose family an officer is, as far as they tell, keeps the officer away from then on.
    """
    facts = [fact for answer in shared.answers.values() for fact in answer.all]
    sure = [fact.question for fact in facts if fact.outcome is Outcome.MATCH]
    interests.note_family(case.office, sure, now=now)
    SharedFact.objects.bulk_create(
        SharedFact(
            office=case.office,
            case=case,
            material=code,
            partner=fact.partner,
            kind=fact.question.kind,
            who=whose(fact.question)[:100],
            outcome=fact.outcome,
            facts=dict(fact.facts),
            fetched_at=fact.fetched_at,
            noted_at=now,
            ask_id=fact.ask_id,
        )
        for code, answer in shared.answers.items()
        for fact in answer.all
        if fact.outcome is not Outcome.NOT_CONNECTED
    )


def kept_of(case: Case) -> Sequence[SharedFact]:
    """The answers of the last time that departments were asked for a case, in order.

    The tax office alone is asked again while its tax is awaited: of it the last word stands.
    """
    return last_answers(list(SharedFact.objects.filter(case=case).order_by("id")))


def last_answers(rows: Sequence[SharedFact]) -> Sequence[SharedFact]:
    """Of all answers that are kept with a case those of the last time, see `kept_of`."""
    others = max((r.noted_at for r in rows if r.material != TAX_VOUCHER), default=None)
    tax = max((r.noted_at for r in rows if r.material == TAX_VOUCHER), default=None)
    if others is not None and tax is not None and tax < others:
        tax = None  # the case came back since, without a question to the tax office
    return [r for r in rows if r.noted_at == (tax if r.material == TAX_VOUCHER else others)]


def contradicted(shared: Shared) -> FaultList:
    """Who asks to pay nothing for being small, and is not by what the department knows."""
    faults = FaultList()
    answer = shared.answers.get(SMALL_ENTERPRISE)
    for fact in answer.facts if answer is not None else ():
        if fact.outcome is Outcome.MATCH and fact.facts.get("小微企业") == "不是":
            name = getattr(fact.question, "name", "")
            faults.add(
                FaultCode.PRECONDITION,
                f"{fact.partner.label}答：{name}不是小微企业，不能免登记费",
                field=SMALL_ENTERPRISE,
                remedy=f"把“小微企业”去掉，照交；认为有错的，请先到{fact.partner.label}更正",
            )
    return faults
