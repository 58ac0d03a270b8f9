"""回避: an officer's declared interests keep cases away, in the draw and in every other giving."""

import json

import pytest

from dengbu.accounts import api as accounts
from dengbu.casework.api import approve, dispatching, hand_on, hand_over, may_take, submit
from dengbu.casework.dispatching import interests
from dengbu.casework.dispatching.checking import _inside
from dengbu.casework.models import Assignment, Case, Interest
from dengbu.exchange import api as exchange
from dengbu.kernel.fault import FaultCode, Faults
from tests.casework.desk import NOW, OFFICE, Desk, officer, open_desk
from tests.casework.test_review import request
from tests.register.city import BANK, person

pytestmark = pytest.mark.django_db


@pytest.fixture
def desk() -> Desk:
    return open_desk(2)


def declare(who: accounts.Actor, relation: str = "FAMILY", **told: str) -> None:
    given = {"name": "亲戚", "id_no": "", "unit_code": "", "note": "", **told}
    dispatching.declare(who, relation=relation, now=NOW, **given)


def test_own_family_and_declared_interests_keep_a_case_away(desk: Desk) -> None:
    """The holder of the unit, a party to the case, the unit itself: the third gets all."""
    one, other, third = desk.mortgages
    declare(one, id_no=person(1).id_no.lower())
    declare(one, "DECLARED", name="银行", id_no=BANK.id_no)
    declare(other, "OWN", name="", unit_code=desk.units[0])
    view = submit(request(desk, 0), actor=desk.windows[0], now=NOW)
    assert view.examiner_id == third.id
    told = json.loads(Assignment.objects.get().content)
    assert sorted(why for _, why in told["excluded"]) == ["INTEREST", "INTEREST"]
    assert person(1).id_no not in Assignment.objects.get().content
    assert list(_inside(OFFICE)) == []
    elsewhere = submit(request(desk, 1), actor=desk.windows[0], now=NOW)
    assert elsewhere.examiner_id == other.id  # who has nothing to do with that one


def test_nor_is_it_handed_to_whoever_must_keep_away(desk: Desk) -> None:
    one, other, third = desk.mortgages
    declare(one, id_no=person(1).id_no)
    view = submit(request(desk, 0), actor=desk.windows[0], now=NOW)
    chief = officer("科长", (accounts.Post.CHIEF, accounts.Department.MORTGAGE))
    takers = {e.id for e in may_take(view.case_no, actor=chief, now=NOW)}
    assert takers == {other.id, third.id} - {view.examiner_id}
    with pytest.raises(Faults) as refused:
        hand_over(
            view.case_no,
            to=one.id,
            reason="忙不过来",
            actor=chief,
            now=NOW,
            revision=view.revision,
        )
    assert refused.value.faults[0].code is FaultCode.CODE_LIST


def test_who_has_the_case_or_chooses_keeps_away_too(desk: Desk) -> None:
    """Declared after the draw: no decision, no handing over by a chief whose matter it is."""
    view = submit(request(desk, 0), actor=desk.windows[0], now=NOW)
    me = next(e for e in desk.mortgages if e.id == view.examiner_id)
    to = next(e for e in desk.mortgages if e.id != view.examiner_id)
    chief = officer(
        "科长",
        (accounts.Post.CHIEF, accounts.Department.MORTGAGE),
        (accounts.Post.EXAMINER, accounts.Department.MORTGAGE),
    )
    declare(me, id_no=person(1).id_no)
    declare(chief, "OWN", name="", unit_code=desk.units[0])
    with pytest.raises(Faults, match="请科长改派给别人"):
        approve(view.case_no, actor=me, now=NOW, revision=view.revision)
    assert may_take(view.case_no, actor=chief, now=NOW) == ()
    with pytest.raises(Faults, match="请别的科长改派"):
        hand_over(
            view.case_no, to=to.id, reason="回避", actor=chief, now=NOW, revision=view.revision
        )
    with pytest.raises(Faults, match="请别的科长交接"):
        hand_on(me.id, cases=None, to=[], reason="回避", actor=chief, now=NOW)
    assert Case.objects.get(id=view.id).examiner_id == me.id


def test_a_person_and_a_home_declared_at_once_are_two(desk: Desk) -> None:
    one = desk.mortgages[0]
    declare(one, id_no=person(1).id_no, unit_code=desk.units[1])
    stands = set(Interest.objects.values_list("id_no", "unit_code"))
    assert stands == {(person(1).id_no, ""), ("", desk.units[1])}
    with pytest.raises(Faults) as refused:
        declare(one, id_no=person(2).id_no, unit_code=desk.units[1])
    assert [f.field for f in refused.value.faults] == ["unit_code"]
    assert Interest.objects.count() == 2


def test_an_exclusion_that_nobody_declared_is_found(desk: Desk) -> None:
    declare(desk.mortgages[0], id_no=person(1).id_no)
    submit(request(desk, 0), actor=desk.windows[0], now=NOW)
    Interest.objects.all().delete()
    assert [code for _, code, _ in _inside(OFFICE)] == ["EXCLUDED"]
    Assignment.objects.update(candidates=[])
    Case.objects.update(case_no="0" * 20)
    assert {code for _, code, _ in _inside(OFFICE)} == {"EXCLUDED", "NUMBER", "CASE"}


def test_everything_wrong_with_a_declaration_is_told_at_once(desk: Desk) -> None:
    one = desk.mortgages[0]
    with pytest.raises(Faults) as refused:
        declare(one, "COUSIN", name="", id_no="430602199001011230", note="长" * 201)
    found = {(f.field, f.code) for f in refused.value.faults}
    assert found >= {("relation", FaultCode.CODE_LIST), ("note", FaultCode.TOO_LONG)}
    assert "id_no" in {field for field, _ in found}
    with pytest.raises(Faults) as empty:
        declare(one)
    assert [(f.field, f.code) for f in empty.value.faults] == [("id_no", FaultCode.REQUIRED)]
    declare(one, id_no=person(1).id_no)
    with pytest.raises(Faults, match="已经申报过"):
        declare(one, id_no=person(1).id_no)
    with pytest.raises(Faults) as window:
        declare(desk.windows[0], id_no=person(1).id_no)
    assert window.value.faults[0].code is FaultCode.PERMISSION_MISSING


def test_a_chief_sees_them_masked_and_ends_them_with_a_reason(desk: Desk) -> None:
    one, other, _ = desk.mortgages
    declare(one, id_no=person(1).id_no)
    chief = officer("科长", *((p, accounts.Department.MORTGAGE) for p in (accounts.Post.CHIEF,)))
    declare(chief, id_no=person(2).id_no)
    (mine,) = dispatching.declared(one)
    assert dispatching.declared(other) == ()
    assert person(1).id_no != mine.number
    assert (mine.mine, mine.may_end) == (True, False)
    own = next(v for v in dispatching.declared(chief) if v.account == chief.id)
    for wrong, said in ((own.id, "别的科长"), (1, "没有这项")):
        with pytest.raises(Faults, match=said):
            dispatching.end(chief, wrong, reason="x", now=NOW)
    with pytest.raises(Faults, match="为什么"):
        dispatching.end(chief, mine.id, reason=" ", now=NOW)
    with pytest.raises(Faults):
        dispatching.end(one, mine.id, reason="不用了", now=NOW)
    dispatching.end(chief, mine.id, reason="离婚了", now=NOW)
    assert dispatching.declared(one) == ()
    view = submit(request(desk, 0), actor=desk.windows[0], now=NOW)
    assert json.loads(Assignment.objects.get(case_id=view.id).content)["excluded"] == []


def test_whoever_is_a_person_of_the_case_is_kept_away_undeclared(desk: Desk) -> None:
    """By the own number alone; the newest that was noted counts, and nobody else's."""
    one, other, third = desk.mortgages
    accounts.identify(one.name, person(7).id_no, now=NOW)
    accounts.identify(one.name, person(1).id_no.lower(), now=NOW)  # the first was a slip
    accounts.identify(other.name, person(1).id_no, now=NOW)
    view = submit(request(desk, 0), actor=desk.windows[0], now=NOW)
    assert view.examiner_id == third.id
    told = json.loads(Assignment.objects.get().content)
    assert sorted(why for _, why in told["excluded"]) == ["INTEREST", "INTEREST"]
    assert list(_inside(OFFICE)) == []
    for wrong in ("1", "", person(1).id_no[:-1] + "Y"):
        with pytest.raises(Faults) as refused:
            accounts.identify(one.name, wrong, now=NOW)
        assert {f.field for f in refused.value.faults} == {"id_no"}
    with pytest.raises(Faults) as nobody:
        accounts.identify("没有这个人", person(1).id_no, now=NOW)
    assert nobody.value.faults[0].code is FaultCode.NOT_FOUND
    assert not list(accounts.audit_leaves())


def test_a_draw_that_kept_nobody_away_is_found_at_night(desk: Desk) -> None:
    """Known when it was drawn, and drawn all the same: by number, by declaration, by family."""
    for n, one in enumerate(desk.mortgages[:2]):
        accounts.identify(one.name, person(n + 1).id_no, now=NOW)
    assert submit(request(desk, 0), actor=desk.windows[0], now=NOW).examiner_id
    row = Assignment.objects.get()
    told = json.loads(row.content)
    who = next(name for name, _ in told["excluded"])
    names = [*told["people"], who]
    row.candidates = [*row.candidates, desk.mortgages[0].id]
    told |= {"people": names, "excluded": []}
    row.content = json.dumps(told)
    row.save(update_fields=["candidates", "content"])
    found = list(_inside(OFFICE))
    assert [code for _, code, _ in found] == ["INTEREST"]
    assert who in found[0][2]


def test_family_that_a_department_confirmed_keeps_an_officer_away(desk: Desk) -> None:
    """From the answer on, in every case of that person; kept once, and a chief may end it."""
    one, other, third = desk.mortgages
    accounts.identify(one.name, person(50).id_no, now=NOW)
    couple = exchange.Marriage(
        name=person(50).name,
        id_no=person(50).id_no,
        other_name=person(1).name,
        other_id_no=person(1).id_no,
    )
    kin = exchange.Kinship(
        name=person(2).name,
        id_no=person(2).id_no,
        other_name=person(50).name,
        other_id_no=person(50).id_no,
    )
    strangers = exchange.Divorce(
        name=person(50).name,
        id_no=person(50).id_no,
        other_name=person(3).name,
        other_id_no=person(3).id_no,
    )
    for _ in range(2):
        interests.note_family(OFFICE, [couple, kin, strangers], now=NOW)
    kept = {(row.account_id, row.id_no) for row in Interest.objects.all()}
    assert kept == {(one.id, person(1).id_no), (one.id, person(2).id_no)}
    for n in range(2):
        view = submit(request(desk, n), actor=desk.windows[0], now=NOW)
        assert view.examiner_id in {other.id, third.id}
    assert list(_inside(OFFICE)) == []
    assert {v.note for v in dispatching.declared(one)} == {"办件时部门答复是一家人"}
