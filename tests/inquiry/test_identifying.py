"""Nothing is certified of a name and a number that do not belong together (Q05)."""

from dataclasses import replace

import pytest

from dengbu.casework import api as casework
from dengbu.exchange import api as exchange
from dengbu.inquiry import api as inquiry
from dengbu.inquiry import identifying, intake
from dengbu.kernel.identity import mask
from dengbu.site.simulators.scenarios import Scenario
from dengbu.site.simulators.server import Simulators
from tests.casework.desk import Desk, open_desk
from tests.inquiry.asked import NOW, citizen, question, who
from tests.register.city import OFFICE, person

pytestmark = pytest.mark.django_db
OWNER = person(1)
MISTYPED = replace(OWNER, id_no=person(8).id_no)  # the owner's name, somebody else's number


@pytest.fixture
def desk() -> Desk:
    return open_desk()


def ask(desk: Desk, kind: str, capacity: str, **more: object) -> inquiry.InquiryView:
    asked = question(kind, capacity, MISTYPED, **more)
    return inquiry.ask(asked, actor=desk.windows[0], now=NOW)


@pytest.mark.parametrize("kind", ["N57", "N58"])
def test_q05_an_owner_by_a_wrong_number_has_no_answer(
    desk: Desk, departments: Simulators, kind: str
) -> None:
    departments.behaviour.scenarios["POLICE"] = Scenario.NO_MATCH
    view = ask(desk, kind, "HOLDER")
    assert not view.answered
    ((code, clause, remedy),) = [(r.code, r.clause, r.remedy) for r in view.refusals]
    assert code == "Q05" and clause and "核对姓名和号码" in remedy
    assert not view.parts and not view.conclusion
    assert view.identified[0].endswith("公安部门答，姓名和身份证号对不上")
    assert MISTYPED.id_no not in view.identified[0]


def test_the_result_says_by_what_the_person_is_known(desk: Desk, departments: Simulators) -> None:
    window = desk.windows[0]
    matched = inquiry.ask(question("N58", "HOLDER", OWNER), actor=window, now=NOW)
    assert matched.answered and matched.identified[0].endswith("公安部门比对一致")
    departments.behaviour.scenarios["POLICE"] = Scenario.DOWN
    stranger = question("N58", "HOLDER", person(9))
    said = inquiry.ask(stranger, actor=window, now=NOW).identified
    assert said[0].endswith(f"公安部门没有答上来，以{window.name}在窗口看过的身份证件原件为准")


@pytest.mark.parametrize(("capacity", "sure"), [("HEIR", True), ("HOLDER", False)])
def test_who_has_died_is_asked_about_by_heirs_alone(desk: Desk, capacity: str, sure: bool) -> None:
    """The police answer that name and number belong together, and that the person has died."""
    terms = casework.inquiry_terms(office=OFFICE, now=NOW)
    people = (who(OWNER),) if sure else ()
    asked = question("N57", capacity, person(9), people=people)
    read = intake.read(asked, terms, actor=desk.windows[0], now=NOW)
    about = read.question.people[0]
    fact = exchange.Fact(
        question=exchange.Identity(name=about.name, id_no=about.id_no),
        outcome=exchange.Outcome.NO_MATCH,
        facts={identifying.DIED: "已经去世"},
        fetched_at=NOW,
        ask_id=1,
    )
    said = identifying.known(about, fact, read, desk.windows[0])
    assert said.sure is sure and "已经去世" in said.words


def test_on_the_phone_the_face_counts(desk: Desk, departments: Simulators) -> None:
    departments.behaviour.scenarios["POLICE"] = Scenario.DOWN
    asked = question("N58", "HOLDER", OWNER, channel="M")
    view = inquiry.ask(asked, actor=citizen(1), now=NOW, office=OFFICE)
    assert view.answered
    assert view.identified == (f"{OWNER.name}（{mask(OWNER.id_no)}）：本人刷脸实名登录",)
