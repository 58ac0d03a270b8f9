"""Typed questions to departments over real HTTP: facts, refusals, the log, and what is kept."""

from collections.abc import Iterator
from dataclasses import fields
from datetime import timedelta

import pytest
from django.conf import LazySettings
from django.utils import timezone

from dengbu.accounts import api as accounts
from dengbu.exchange.api import (
    QUESTIONS,
    DeedTax,
    Fact,
    FiledContract,
    Identity,
    Kinship,
    Outcome,
    Partner,
    Question,
    Reason,
    Trouble,
    ask_all,
    partners_of,
)
from dengbu.exchange.models import Ask
from dengbu.site.simulators.scenarios import Scenario
from dengbu.site.simulators.server import Simulators

OFFICE = "430602"
CLERK = accounts.Actor(id=7, name="李窗口", kind=accounts.AccountKind.OFFICER, office=OFFICE)
REASON = Reason(purpose="受理", reference="draft-1", actor=CLERK)
CHEN = Identity(name="陈建国", id_no="430602197503071234")
UNIT = "430602003012GB00045F00010203"

pytestmark = pytest.mark.django_db


def ask(*questions: Question, **more: object) -> list[Fact]:
    values: dict[str, object] = {"now": timezone.now(), **more}
    return ask_all(questions, office=OFFICE, reason=REASON, **values)  # type: ignore[arg-type]


def sample(kind: type[Question]) -> Question:
    said = dict.fromkeys([f.name for f in fields(kind)], "430602197503071234")
    return kind(**said | ({"price": "650000.00"} if "price" in said else {}))


@pytest.mark.parametrize("kind", QUESTIONS.values(), ids=QUESTIONS)
def test_every_question_has_a_department_that_understands_it(
    departments: Simulators, kind: type[Question]
) -> None:
    question = sample(kind)
    for scenario in (Scenario.MATCH, Scenario.NO_MATCH, Scenario.UNKNOWN):
        departments.behaviour.scenarios[kind.partner] = scenario
        (fact,) = ask(question, fresh=True)
        assert fact.outcome == scenario.value


def test_what_was_asked_is_kept_without_the_person(departments: Simulators) -> None:
    (fact,) = ask(CHEN)
    row = Ask.objects.get()
    assert fact.outcome is Outcome.MATCH
    assert (row.id, row.purpose, row.reference) == (fact.ask_id, "受理", "draft-1")
    assert (row.requester_id, row.requester_name, row.outcome) == (7, "李窗口", "MATCH")
    assert len(row.digest) == 64
    written = str({f.name: getattr(row, f.name) for f in Ask._meta.concrete_fields})
    assert CHEN.id_no not in written
    assert CHEN.name not in written


@pytest.mark.parametrize(
    ("scenario", "outcome", "trouble"),
    [
        (Scenario.OTHER, Outcome.WRONG_PERSON, ""),
        (Scenario.DOWN, Outcome.DOWN, Trouble.STATUS),
        (Scenario.DEAD, Outcome.DOWN, Trouble.BROKEN),
        (Scenario.HANG, Outcome.DOWN, Trouble.TIMEOUT),
        (Scenario.HTML, Outcome.GARBLED, Trouble.NOT_JSON),
        (Scenario.HUGE, Outcome.GARBLED, Trouble.TOO_LARGE),
        (Scenario.EMPTY, Outcome.GARBLED, Trouble.NOT_JSON),
        (Scenario.WRONG, Outcome.GARBLED, Trouble.SHAPE),
    ],
)
def test_what_is_no_answer_is_kept_as_such(
    departments: Simulators, scenario: Scenario, outcome: Outcome, trouble: str
) -> None:
    departments.behaviour.scenarios["POLICE"] = scenario
    (fact,) = ask(CHEN)
    assert (fact.outcome, fact.trouble) == (outcome, trouble)
    assert fact.facts == {}
    assert (Ask.objects.get().outcome, Ask.objects.get().trouble) == (outcome, trouble)


def test_an_office_without_connections_asks_nobody(settings: LazySettings) -> None:
    settings.DEPARTMENTS = {}
    (fact,) = ask(CHEN)
    assert fact.outcome is Outcome.NOT_CONNECTED


def test_a_match_serves_again_until_it_is_too_old(departments: Simulators) -> None:
    began = timezone.now()
    ask(CHEN, now=began)
    (again,) = ask(CHEN, now=began + timedelta(minutes=5))
    assert (again.outcome, again.kept) == (Outcome.MATCH, True)
    assert again.fetched_at < began + timedelta(minutes=1)
    assert departments.behaviour.asked["POLICE"] == 1
    assert Ask.objects.count() == 2  # each use leaves its trace
    (late,) = ask(CHEN, now=began + timedelta(days=2))
    assert not late.kept
    assert departments.behaviour.asked["POLICE"] == 2


def test_nothing_but_a_match_serves_again(departments: Simulators) -> None:
    departments.behaviour.scenarios["TAX"] = Scenario.NO_MATCH
    tax = DeedTax(unit_code=UNIT, payers=CHEN.id_no, price="800000.00")
    assert ask(tax)[0].outcome is Outcome.NO_MATCH
    departments.behaviour.scenarios["TAX"] = Scenario.ANSWER  # paid a minute later
    assert ask(tax)[0].outcome is Outcome.MATCH


def test_a_kept_match_of_one_person_never_serves_another(departments: Simulators) -> None:
    ask(CHEN)
    departments.behaviour.scenarios["POLICE"] = Scenario.NO_MATCH
    (other,) = ask(Identity(name="陈建国", id_no="430602197503071218"))
    assert other.outcome is Outcome.NO_MATCH


def test_the_same_question_is_asked_once(departments: Simulators) -> None:
    facts = ask(CHEN, CHEN, CHEN)
    assert len({fact.ask_id for fact in facts}) == 1
    assert departments.behaviour.asked["POLICE"] == 1


def test_one_department_that_is_down_hides_no_other(departments: Simulators) -> None:
    departments.behaviour.scenarios["HOUSING"] = Scenario.DOWN
    contract = FiledContract(unit_code=UNIT, sellers="", buyers=CHEN.id_no, price="")
    found = ask(contract, CHEN)
    assert [fact.outcome for fact in found] == [Outcome.DOWN, Outcome.MATCH]


def test_facts_are_papers_and_not_people(departments: Simulators) -> None:
    tax = DeedTax(unit_code=UNIT, payers=CHEN.id_no, price="800000.00")
    kin = Kinship(name="甲", id_no=CHEN.id_no, other_name="乙", other_id_no="430602200001011234")
    paid, related = ask(tax, kin)
    assert paid.facts["契税"] == "已缴清"
    assert paid.facts["凭证号"]
    assert related.facts == {"关系": "子女"}


def test_the_data_of_the_simulators_have_exceptions(departments: Simulators) -> None:
    (fact,) = ask(Identity(name="钱不符", id_no=CHEN.id_no))
    assert fact.outcome is Outcome.NO_MATCH


@pytest.fixture
def stood(departments: Simulators, settings: LazySettings) -> Iterator[Simulators]:
    settings.DEPARTMENTS = {k: v for k, v in settings.DEPARTMENTS.items() if k != "TREASURY"}
    ask(CHEN)
    departments.behaviour.scenarios["HOUSING"] = Scenario.DOWN
    ask(FiledContract(unit_code=UNIT, sellers="", buyers=CHEN.id_no, price=""))
    yield departments


def test_officers_see_how_each_stands(stood: Simulators) -> None:
    found = {s.partner: s for s in partners_of(OFFICE, now=timezone.now() + timedelta(seconds=2))}
    assert found[Partner.POLICE].outcomes == {"MATCH": 1}
    assert not found[Partner.POLICE].down
    assert found[Partner.HOUSING].down
    assert found[Partner.HOUSING].breaker.down_since is not None
    assert not found[Partner.TREASURY].connected
