"""A family told at the window becomes the heirs of a case, and the case keeps it."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import date, timedelta
from fractions import Fraction

import pytest
from django.db import IntegrityError, transaction

from dengbu.casework import api as casework
from dengbu.casework.api import rehearsing, successions
from dengbu.casework.inputs.titles import DeathInput
from dengbu.casework.models import Case, JournalLine, Succession
from dengbu.casework.rules.notices import GRACE
from dengbu.casework.succession_checks import family_digest, rest_on_family
from dengbu.casework.values import Role
from dengbu.kernel.fault import FaultCode, Faults
from dengbu.register import api as register
from dengbu.web.shared import families
from tests.casework import asks
from tests.casework.desk import NOW, Desk, open_desk
from tests.casework.noticed import examiner_of, published, seen
from tests.casework.test_services import asked
from tests.register.city import person

HEIRS = (("赵妻", "1/2"), ("赵子", "1/2"))
SAID: Mapping[str, Mapping[str, str]] = {
    "HOLDERS": {"h0.life": "DEAD", "h0.died_on": "2024-11-02"},
    "SPOUSE:h0": {"any": "yes", "rows.0.name": "赵妻", "rows.0.since": "1990-01-01"},
    "COMMON:h0": {"common": "no"},
    "CHILDREN:h0": {"any": "yes", "rows.0.name": "赵子", "rows.0.other": "h0s0"},
}

pytestmark = pytest.mark.django_db


@pytest.fixture
def desk() -> Desk:
    return open_desk(3)


def told(
    desk: Desk, *, until: str = "", will: Mapping[str, str] | None = None
) -> successions.SuccessionView:
    """The family of the first home, told to the end, or until a question."""
    known = SAID if will is None else {**SAID, "WILL:h0": will}
    actor = desk.windows[0]
    view = successions.begin_succession(desk.units[0], actor=actor, now=NOW)
    while view.questions and view.questions[0].key != until:
        key = view.questions[0].key
        said = known.get(key, {"stance": "takes"} if key.startswith("STANCE") else {"any": "no"})
        view = successions.tell(view.token, key, said, actor=actor, now=NOW, revision=view.revision)
    return view


def request(desk: Desk, family: str, *heirs: tuple[str, str]) -> casework.CaseRequest:
    acquirers = [
        replace(asks.party(Role.BUYER, replace(person(940 + n), name=name)), share=Fraction(share))
        for n, (name, share) in enumerate(heirs or HEIRS)
    ]
    who = person(1).name
    return asked(
        "G19",
        desk.units[0],
        asks.party(Role.SELLER, person(1), agreed=False),
        *acquirers,
        inputs={"death": DeathInput(who=who, died_on=date(2024, 11, 2), family=family)},
        co_ownership="2",
        tax_cleared=True,
        tax_note="继承免税",
    )


def refused(asked_: casework.CaseRequest, desk: Desk) -> dict[str, FaultCode]:
    with pytest.raises(Faults) as caught:
        casework.submit(asked_, actor=desk.windows[0], now=NOW)
    return {f.field: f.code for f in caught.value.faults}


def test_the_register_knows_who_holds(desk: Desk) -> None:
    view = successions.begin_succession(desk.units[0], actor=desk.windows[0], now=NOW)
    assert [h.name for h in view.holders] == [person(1).name]
    assert view.holders[0].born_on is not None
    assert [q.key for q in view.questions] == ["HOLDERS"]
    assert (view.answer, view.whole, view.faults) == (None, False, ())


def test_told_to_the_end(desk: Desk) -> None:
    view = told(desk)
    assert view.answer is not None
    names = {p.key: p.name for p in view.family.people}
    shares = {names[k]: str(v) for k, v in view.answer.shares.items()}
    assert shares == dict(HEIRS)
    assert view.whole
    assert view.replays


def test_a_case_rests_on_its_family_and_freezes_it(desk: Desk) -> None:
    view = told(desk)
    case = casework.submit(request(desk, view.token), actor=desk.windows[0], now=NOW)
    row = Succession.objects.get(token=view.token)
    assert row.case is not None
    assert row.case.case_no == case.case_no
    kept = successions.succession(view.token, actor=desk.windows[0], now=NOW)
    assert kept.replays
    assert kept.answer == view.answer
    with pytest.raises(Faults) as caught:
        again(kept, desk)
    assert caught.value.faults[0].code is FaultCode.STEP_NOT_ALLOWED


def test_a_frozen_family_is_refused_every_change(desk: Desk) -> None:
    view = told(desk)
    case = casework.submit(request(desk, view.token), actor=desk.windows[0], now=NOW)
    mine = Succession.objects.filter(token=view.token)
    for change in ({"answer": {}}, {"told": []}, {"case": None}, {"rules_version": "0"}):
        with pytest.raises(IntegrityError, match="refused"), transaction.atomic():
            mine.update(**change)
    line = JournalLine.objects.get(case__case_no=case.case_no, kind="ACCEPT")
    row = mine.get()
    assert line.data == {**line.data, **family_digest(request(desk, row.token))}
    assert len(line.data["family"]) == 64
    assert family_digest(request(desk, "")) == {}


@pytest.mark.django_db(transaction=True)
def test_the_notice_tells_the_shares_and_the_register_has_them(desk: Desk) -> None:
    view = told(desk)
    case = casework.submit(request(desk, view.token), actor=desk.windows[0], now=NOW)
    notice = published(desk, case)
    assert "赵妻（1/2）、赵子（1/2）申请继承登记" in notice.text
    later = notice.ends_at + GRACE + timedelta(hours=1)
    ready = seen(desk, case, now=later)
    decided = casework.approve_and_enter(
        case.case_no, actor=examiner_of(desk, case), now=later, revision=ready.revision
    )
    assert decided.outcome is not None
    assert decided.outcome.booked
    held = register.unit_state(desk.units[0], now=later).ownership
    assert held is not None
    assert {h.party.name: str(h.share) for h in held.holders} == dict(HEIRS)
    assert len(held.certificate_nos) >= 1
    kept = successions.succession(view.token, actor=desk.windows[0], now=later)
    assert kept.replays


def test_heirs_and_shares_are_those_of_the_family(desk: Desk) -> None:
    view = told(desk)
    wrong = request(desk, view.token, ("赵妻", "1/3"), ("外人", "2/3"))
    assert refused(wrong, desk) == {
        "parties.1.share": FaultCode.FAMILY,
        "parties.2.name": FaultCode.FAMILY,
        "parties": FaultCode.FAMILY,
    }


def test_a_will_that_was_told_is_handed_in(desk: Desk) -> None:
    """Of a family by will nobody is entered without the paper."""
    left = {"any": "will", "form": "OWN_HAND", "made_on": "2022-01-01", "rows.0.name": "赵子"}
    family = told(desk, will={**left, "rows.0.share": "1"}).token
    by_will = request(desk, family, ("赵子", "1"))
    dead, heir = by_will.parties
    only = replace(by_will, co_ownership="", parties=(dead, replace(heir, share=None)))
    assert refused(only, desk)["materials.wl"] is FaultCode.MATERIAL_MISSING
    said = rehearsing.rehearse(only, actor=desk.windows[0], now=NOW)
    assert "materials.wl" in {f.field for f in said.faults}
    paper = casework.MaterialInput(code="wl", source="ORIGINAL")
    shown = replace(only, materials=(*only.materials, paper))
    casework.submit(shown, actor=desk.windows[0], now=NOW)


def test_heirs_may_agree_on_other_shares(desk: Desk) -> None:
    view = told(desk)
    other = request(desk, view.token, ("赵妻", "1/3"), ("赵子", "2/3"))
    assert refused(other, desk) == {
        "parties.1.share": FaultCode.FAMILY,
        "parties.2.share": FaultCode.FAMILY,
    }
    death = replace(other.given(DeathInput, "death"), agreed=True)
    accepted = casework.submit(other.saying(death=death), actor=desk.windows[0], now=NOW)
    assert accepted.blocks == ()


def test_a_family_that_is_not_told_to_the_end_carries_no_case(desk: Desk) -> None:
    view = told(desk, until="CHILDREN:h0")
    assert refused(request(desk, view.token), desk) == {"death.family": FaultCode.REQUIRED}
    assert refused(request(desk, "0" * 32), desk) == {"death.family": FaultCode.NOT_FOUND}


def test_a_family_carries_one_case(desk: Desk) -> None:
    view = told(desk)
    casework.submit(request(desk, view.token), actor=desk.windows[0], now=NOW)
    Case.objects.update(status="WITHDRAWN", closed_at=NOW)
    assert refused(request(desk, view.token), desk)["death.family"] is FaultCode.STEP_NOT_ALLOWED
    with pytest.raises(Faults) as caught:
        rest_on_family(Case(id=1), request(desk, view.token))
    assert caught.value.faults[0].code is FaultCode.STATE_CHANGED


def again(view: successions.SuccessionView, desk: Desk) -> successions.SuccessionView:
    """The children told once more: a daughter besides."""
    said = {"any": "yes", "rows.0.name": "赵子", "rows.1.name": "赵女"}
    key, revision = "CHILDREN:h0", view.revision
    return successions.tell(
        view.token, key, said, actor=desk.windows[0], now=NOW, revision=revision
    )


def test_an_answer_is_put_right(desk: Desk) -> None:
    view = told(desk)
    right = again(view, desk)
    assert right.answer is not None
    assert sorted(right.answer.shares.values()) == [Fraction(1, 3)] * 3
    assert [step.key for step in right.steps] == [step.key for step in view.steps]
    with pytest.raises(Faults) as caught:
        again(view, desk)
    assert caught.value.faults[0].code is FaultCode.STATE_CHANGED


def test_a_frozen_family_is_copied_to_be_put_right(desk: Desk) -> None:
    view, actor = told(desk), desk.windows[0]
    casework.submit(request(desk, view.token), actor=actor, now=NOW)
    copy = successions.begin_succession(desk.units[0], actor=actor, now=NOW, copied=view.token)
    assert copy.token != view.token
    assert (copy.steps, copy.answer, copy.case_no) == (view.steps, view.answer, "")
    assert copy.replays
    with pytest.raises(Faults) as caught:
        successions.begin_succession(desk.units[0], actor=actor, now=NOW, copied="nobody")
    assert caught.value.faults[0].code is FaultCode.NOT_FOUND
    other = successions.begin_succession(desk.units[1], actor=actor, now=NOW, copied=view.token)
    assert other.steps == ()


def test_whoever_has_not_decided_is_asked_last(desk: Desk) -> None:
    view, actor = told(desk, until="STANCE:h0c0:h0"), desk.windows[0]
    for said in ({"stance": "waits"}, {"stance": "takes"}):
        key = view.questions[0].key
        view = successions.tell(view.token, key, said, actor=actor, now=NOW, revision=view.revision)
    assert [q.key for q in view.questions] == ["STANCE:h0c0:h0"]
    assert not view.whole
    view = successions.tell(
        view.token,
        "STANCE:h0c0:h0",
        {"stance": "takes"},
        actor=actor,
        now=NOW,
        revision=view.revision,
    )
    assert view.whole


def test_what_cannot_be_read_is_not_kept(desk: Desk) -> None:
    view = told(desk, until="CHILDREN:h0")
    with pytest.raises(Faults) as caught:
        successions.tell(
            view.token,
            "CHILDREN:h0",
            {"any": "yes", "rows.0.name": "赵子", "rows.0.born_on": "去年"},
            actor=desk.windows[0],
            now=NOW,
            revision=view.revision,
        )
    assert [f.field for f in caught.value.faults] == ["rows.0.born_on"]
    same = successions.succession(view.token, actor=desk.windows[0], now=NOW)
    assert same.steps == view.steps


def test_a_death_to_come_is_refused_at_the_question_and_once_in_the_request(desk: Desk) -> None:
    view = successions.begin_succession(desk.units[0], actor=desk.windows[0], now=NOW)
    with pytest.raises(Faults) as caught:
        successions.tell(
            view.token,
            "HOLDERS",
            {"h0.life": "DEAD", "h0.died_on": "2031-05-06"},
            actor=desk.windows[0],
            now=NOW,
            revision=view.revision,
        )
    assert [(f.code, f.field) for f in caught.value.faults] == [
        (FaultCode.DATE_RANGE, "h0.died_on")
    ]
    whole = request(desk, told(desk).token)
    death = DeathInput(who=person(1).name, died_on=date(2031, 5, 6))
    with pytest.raises(Faults) as caught:
        late = replace(whole, inputs={**whole.inputs, "death": death})
        casework.submit(late, actor=desk.windows[0], now=NOW)
    assert [f.field for f in caught.value.faults if "还没有到" in f.message] == ["death.died_on"]
    assert not any("现在以后" in f.message for f in caught.value.faults)


def test_nothing_is_doubted_before_the_questions_are_answered(desk: Desk) -> None:
    """After the first answer nobody inherits yet, which says nothing of the estate."""
    actor = desk.windows[0]
    begun = successions.begin_succession(desk.units[0], actor=actor, now=NOW)
    first = successions.tell(
        begun.token, "HOLDERS", SAID["HOLDERS"], actor=actor, now=NOW, revision=begun.revision
    )
    assert first.answer is not None and first.answer.remarks
    assert families.shown(first).looks == ()
    said = " ".join(s.text for s in families.shown(told(desk)).reasons)
    assert "留下全部" in said and "留下1" not in said


def test_a_family_that_cannot_be_true_says_why(desk: Desk) -> None:
    view = told(desk, until="CHILDREN:h0")
    wrong = successions.tell(
        view.token,
        "CHILDREN:h0",
        {"any": "yes", "rows.0.name": "赵子", "rows.0.born_on": "1900-01-01"},
        actor=desk.windows[0],
        now=NOW,
        revision=view.revision,
    )
    assert wrong.answer is None
    assert [f.data["flaw"] for f in wrong.faults] == ["PARENT_YOUNGER"]
    assert Succession.objects.get(token=view.token).answer == {}


def test_nobody_else_sees_a_family(desk: Desk) -> None:
    view = told(desk)
    stranger = replace(desk.windows[0], id=1, office="110101")
    with pytest.raises(Faults) as caught:
        successions.succession(view.token, actor=stranger, now=NOW)
    assert caught.value.faults[0].code is FaultCode.NOT_FOUND
    citizen = replace(desk.windows[0], posts=frozenset())
    with pytest.raises(Faults) as caught:
        successions.begin_succession(desk.units[0], actor=citizen, now=NOW)
    assert caught.value.faults[0].code is FaultCode.PERMISSION_MISSING


def test_another_version_of_the_rules_is_told(desk: Desk) -> None:
    view = told(desk)
    Succession.objects.filter(token=view.token).update(rules_version="2020.1")
    assert not successions.succession(view.token, actor=desk.windows[0], now=NOW).replays


@pytest.mark.django_db(transaction=True)
def test_a_home_in_the_name_of_the_spouse_who_lives(desk: Desk) -> None:
    """Half of it was the husband's, whom the register does not know; his half is entered."""
    wife, actor = person(1).name, desk.windows[0]
    said = {
        "HOLDERS": {"h0.life": "ALIVE", "spouse.name": "赵夫", "spouse.died_on": "2024-11-02"},
        "CHILDREN:h0d": {"any": "yes", "rows.0.name": "赵子", "rows.0.other": "h0"},
    }
    view = successions.begin_succession(desk.units[0], actor=actor, now=NOW)
    while view.questions:
        key = view.questions[0].key
        given = said.get(key, {"stance": "takes"} if key.startswith("STANCE") else {"any": "no"})
        view = successions.tell(
            view.token, key, given, actor=actor, now=NOW, revision=view.revision
        )
    heirs = [
        replace(asks.party(Role.BUYER, person(1)), share=Fraction(3, 4)),
        replace(asks.party(Role.BUYER, replace(person(941), name="赵子")), share=Fraction(1, 4)),
    ]
    asked_ = asked(
        "G19",
        desk.units[0],
        asks.party(Role.SELLER, person(1)),
        *heirs,
        inputs={"death": DeathInput(who="赵夫", died_on=date(2024, 11, 2), family=view.token)},
        co_ownership="2",
        tax_cleared=True,
        tax_note="继承免税",
    )
    case = casework.submit(asked_, actor=actor, now=NOW)
    later = published(desk, case).ends_at + GRACE + timedelta(hours=1)
    ready = seen(desk, case, now=later)
    decided = casework.approve_and_enter(
        case.case_no, actor=examiner_of(desk, case), now=later, revision=ready.revision
    )
    assert decided.outcome is not None
    assert decided.outcome.booked
    held = register.unit_state(desk.units[0], now=later).ownership
    assert held is not None
    shares = {h.party.name: str(h.share) for h in held.holders}
    assert shares == {wife: "3/4", "赵子": "1/4"}
