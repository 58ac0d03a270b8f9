"""Asking the register: who is told what, what is kept, and what it still says later."""

from dataclasses import replace
from datetime import timedelta

import pytest
import shapely
from django.db import IntegrityError, transaction

from dengbu.accounts import api as accounts
from dengbu.cadastre.models import Parcel, Unit
from dengbu.inquiry import api as inquiry
from dengbu.inquiry.models import Concerned, Inquiry
from dengbu.kernel.fault import FaultCode, Faults
from dengbu.register import api as register
from tests.casework.desk import Desk, officer, open_desk
from tests.inquiry.asked import NOW, citizen, question, who
from tests.register.city import BANK, OFFICE, booking, first, person, sale

pytestmark = pytest.mark.django_db
OWNER, STRANGER = person(1), person(9)


@pytest.fixture
def desk() -> Desk:
    return open_desk()


def seized(code: str) -> register.Seize:
    return register.Seize(
        unit_code=code,
        kind=register.SeizureKind.SEIZURE,
        organ="岳阳楼区人民法院",
        document_no="（2024）湘0602执318号",
        delivered_at=NOW,
        term_days=1095,
    )


def ask(desk: Desk, asked: inquiry.Question) -> inquiry.InquiryView:
    return inquiry.ask(asked, actor=desk.windows[0], now=NOW)


def labels(view: inquiry.InquiryView) -> dict[str, str]:
    return {row.label: row.value for part in view.parts for row in part.rows}


def codes(error: pytest.ExceptionInfo[Faults]) -> list[tuple[FaultCode, str]]:
    return [(fault.code, fault.field) for fault in error.value.faults]


def test_n57_everything_that_a_person_holds(desk: Desk) -> None:
    view = ask(desk, question("N57", "HOLDER", OWNER))
    assert view.answered
    assert view.number == f"CX{OFFICE}20241212000001"
    assert view.conclusion == f"{OWNER.name}名下有1处不动产登记"
    assert [part.unit_code for part in view.parts] == [desk.units[0]]
    assert labels(view)["抵押登记"] == "有，1笔"
    assert labels(view)["权利人"] == OWNER.name
    assert "第1顺位抵押" not in labels(view)


def test_n58_whether_a_family_has_a_home(desk: Desk) -> None:
    family = (who(person(2)), who(STRANGER))
    view = ask(desk, question("N58", "HOLDER", OWNER, people=family))
    assert view.conclusion == f"{OWNER.name}、{person(2).name}、{STRANGER.name}名下有2处住宅登记"
    none = ask(desk, question("N58", "HOLDER", STRANGER))
    assert (none.conclusion, none.parts) == (f"{STRANGER.name}名下没有住宅登记", ())


def test_n59_the_one_with_a_contract_is_told_the_particulars_the_curious_only_whether(
    desk: Desk,
) -> None:
    place = desk.units[0]
    full = labels(ask(desk, question("N59", "DEAL", STRANGER, place=place)))
    assert full["第1顺位抵押"].startswith(BANK.name)
    assert full["权利人"] == OWNER.name
    least = labels(ask(desk, question("N59", "INTENT", STRANGER, place=place)))
    assert least["抵押登记"] == "有，1笔"
    assert (least["查封登记"], least["预告登记"]) == ("没有", "没有")
    assert not {"权利人", "第1顺位抵押", "证号"} & least.keys()


def test_n60_the_plan_for_anybody(desk: Desk) -> None:
    asked = question("N60", "PUBLIC", STRANGER, place=desk.units[0])
    assert ask(desk, asked).drawings == ()  # never surveyed
    Parcel.objects.update(geometry=shapely.box(50.0, 40.0, 62.5, 48.0).wkb)
    view = ask(desk, asked)
    (plan,) = view.drawings
    assert (plan.title, plan.width, plan.height) == ("宗地图（430602003012GB00045）", 1250, 800)
    assert set(plan.outline) == {(0, 0), (1250, 0), (1250, 800), (0, 800)}
    assert set(labels(view)) == {"不动产单元号", "坐落", "用途", "面积"}
    assert "抵押" not in view.conclusion  # it is mortgaged, which is not asked and not told


def test_n61_what_a_firm_holds_that_is_no_home(desk: Desk) -> None:
    home = ask(desk, question("N61", "PUBLIC", STRANGER, place=desk.units[0]))
    assert not home.answered
    assert [one.code for one in home.refusals] == ["Q04"]
    assert (home.parts, home.conclusion) == ((), "")
    assert Concerned.objects.count() == 0


def test_n62_an_agent_is_named_and_brings_the_mandate(desk: Desk) -> None:
    with pytest.raises(Faults) as error:
        ask(desk, question("N62", "HOLDER", OWNER))
    assert codes(error) == [(FaultCode.REQUIRED, "agent.name")]
    papers = ("身份证明", *inquiry.AGENT_PAPERS)
    view = ask(desk, question("N62", "HOLDER", OWNER, agent=who(STRANGER), papers=papers))
    assert view.agent == who(STRANGER)
    assert view.conclusion == f"{OWNER.name}名下有1处不动产登记"


def test_n63_the_papers_behind_a_certificate(desk: Desk) -> None:
    number = register.certificates_of_holder(OWNER.id_type, OWNER.id_no)[0].number
    view = ask(desk, question("N63", "HOLDER", OWNER, place=number))
    assert view.answered  # entered by the test without a case: there is nothing to copy
    assert view.conclusion == "这次登记的材料不在系统里，请到档案室查阅"


def test_n63_the_papers_of_others_are_not_those_of_who_came_after_or_lent(desk: Desk) -> None:
    old = register.certificates_of_holder(OWNER.id_type, OWNER.id_no)[0].number
    lender = ask(desk, question("N63", "HOLDER", BANK, place=old))
    assert [one.code for one in lender.refusals] == ["Q01"]
    assert ask(desk, question("N63", "HOLDER", BANK, place=desk.proofs[0])).answered
    with transaction.atomic():
        (outcome,) = register.book(
            [booking(sale(desk.units[0], (OWNER,), STRANGER), applicants=(OWNER, STRANGER, BANK))],
            at=NOW,
        )
    assert outcome.booked, outcome.blocks
    for asker in (STRANGER, OWNER):
        later = ask(desk, question("N63", "HOLDER", asker, place=old))
        assert [one.code for one in later.refusals] == ["Q01"]
    new = register.certificates_of_holder(STRANGER.id_type, STRANGER.id_no)[0].number
    assert ask(desk, question("N63", "HOLDER", STRANGER, place=new)).answered


def test_strangers_are_refused_with_ground_and_remedy(desk: Desk) -> None:
    view = ask(desk, question("N59", "HOLDER", STRANGER, place=desk.units[0]))
    (refused,) = view.refusals
    assert (refused.code, refused.clause) == ("Q01", "《民法典》第218条")
    assert refused.remedy
    bank = ask(desk, question("N59", "HOLDER", BANK, place=desk.units[0]))
    assert bank.answered  # its mortgage stands in the register


def test_heirs_name_whose_place_they_take(desk: Desk) -> None:
    asked = question("N59", "HEIR", STRANGER, place=desk.units[0])
    with pytest.raises(Faults) as error:
        ask(desk, asked)
    assert codes(error) == [(FaultCode.REQUIRED, "people.0.name")]
    assert ask(desk, replace(asked, people=(who(OWNER),))).answered
    wrong = ask(desk, replace(asked, people=(who(person(2)),)))
    assert [one.code for one in wrong.refusals] == ["Q03"]


def test_an_organ_brings_its_letter(desk: Desk) -> None:
    asked = question("N57", "AUTHORITY", STRANGER, people=(who(OWNER),), papers=())
    with pytest.raises(Faults) as error:
        ask(desk, asked)
    assert {field for _, field in codes(error)} == {
        "organ",
        "document_no",
        "papers.协助查询通知书",
        "papers.两名执行人员的工作证",
    }
    letter = question(
        "N57",
        "AUTHORITY",
        STRANGER,
        people=(who(OWNER),),
        organ="岳阳楼区人民法院",
        document_no="（2024）湘0602执查12号",
    )
    assert ask(desk, letter).answered
    (line,) = inquiry.asked_about(OWNER.id_type, OWNER.id_no)
    assert (line.who, line.kind_name) == ("岳阳楼区人民法院", "个人产权查询")


def test_everything_that_is_missing_is_told_at_once_and_nothing_kept(desk: Desk) -> None:
    asked = inquiry.Question(
        kind="N59",
        capacity="DEAL",
        channel="W",
        asker=inquiry.Person(name=" ", id_type="1", id_no="43060219870417413"),
        purpose="看看",
        place="43060X",
    )
    with pytest.raises(Faults) as error:
        ask(desk, asked)
    assert {field for _, field in codes(error)} == {
        "asker.name",
        "asker.id_no",
        "place",
        "purpose",
        "papers.身份证明",
        "papers.买卖、租赁、抵押等合同",
    }
    assert Inquiry.objects.count() == 0


@pytest.mark.parametrize(
    "changes",
    [{"kind": "N99"}, {"capacity": "NOBODY"}, {"channel": "A"}, {"capacity": "PUBLIC"}],
)
def test_what_is_not_offered_is_said(desk: Desk, changes: dict[str, str]) -> None:
    with pytest.raises(Faults) as error:
        ask(desk, replace(question("N57", "HOLDER", OWNER), **changes))  # type: ignore[arg-type]
    assert {code for code, _ in codes(error)} == {FaultCode.CODE_LIST}


def test_a_number_under_which_another_name_stands_is_not_answered(desk: Desk) -> None:
    typed = replace(who(OWNER), name=STRANGER.name)
    with pytest.raises(Faults) as error:
        ask(desk, replace(question("N57", "HOLDER", OWNER), asker=typed))
    assert codes(error) == [(FaultCode.NOT_HOLDER, "asker.id_no")]
    assert OWNER.name not in str(error.value)
    assert Inquiry.objects.count() == 0


def test_unknown_units_and_those_of_other_cities(desk: Desk) -> None:
    for place in ("430702201001GB00001F00010001", desk.units[0][:24] + "9999"):
        with pytest.raises(Faults) as error:
            ask(desk, question("N59", "INTENT", STRANGER, place=place))
        assert codes(error) == [(FaultCode.UNIT_UNKNOWN, "place")]


def test_whoever_is_told_of_sees_who_asked(desk: Desk) -> None:
    ask(desk, question("N59", "INTENT", STRANGER, place=desk.units[0]))
    ask(desk, question("N57", "HOLDER", OWNER))  # one's own question concerns nobody else
    (line,) = inquiry.asked_about(OWNER.id_type, OWNER.id_no)
    assert (line.purpose, line.capacity_name) == ("孩子上学报名用", "打算买、租、抵押的人")
    assert STRANGER.name not in line.who


def test_online_only_for_oneself_without_papers_and_not_without_end(desk: Desk) -> None:
    me = citizen(1)
    asked = question("N57", "HOLDER", OWNER, channel="O", papers=())
    view = inquiry.ask(asked, actor=me, now=NOW, office=OFFICE)
    assert (view.officer, view.answered) == ("", True)
    for wrong in (
        replace(asked, asker=who(STRANGER)),
        replace(asked, people=(who(STRANGER),)),
        question("N59", "DEAL", OWNER, channel="M", place=desk.units[0]),
    ):
        with pytest.raises(Faults):
            inquiry.ask(wrong, actor=me, now=NOW, office=OFFICE)
    for _ in range(19):
        inquiry.ask(asked, actor=me, now=NOW, office=OFFICE)
    with pytest.raises(Faults) as error:
        inquiry.ask(asked, actor=me, now=NOW, office=OFFICE)
    assert codes(error) == [(FaultCode.RATE_LIMIT, "")]
    tomorrow = NOW + timedelta(days=1)
    assert inquiry.ask(asked, actor=me, now=tomorrow, office=OFFICE).answered


def test_only_who_may_look_for_others(desk: Desk) -> None:
    with pytest.raises(Faults) as error:
        inquiry.ask(question("N57", "HOLDER", OWNER), actor=desk.bank, now=NOW)
    assert {code for code, _ in codes(error)} & {
        FaultCode.PERMISSION_MISSING,
        FaultCode.NOT_SUPPORTED,
    }


def test_an_answer_is_read_again_by_who_asked_and_by_the_auditor(desk: Desk) -> None:
    view = ask(desk, question("N57", "HOLDER", OWNER))
    auditor = officer("督查", (accounts.Post.AUDITOR, accounts.Department.INTAKE))
    for reader in (desk.windows[0], citizen(1), auditor):
        assert inquiry.inquiry(view.number, actor=reader) == view
    for other in (desk.windows[1], citizen(2), desk.bank):
        with pytest.raises(Faults):
            inquiry.inquiry(view.number, actor=other)
    assert [line.number for line in inquiry.log(actor=auditor)] == [view.number]
    assert inquiry.log(actor=desk.windows[1]) == ()
    assert [x.number for x in inquiry.log(actor=auditor, text=OWNER.id_no)] == [view.number]
    assert inquiry.log(actor=auditor, before=view.number) == ()


def test_an_answer_is_checked_by_number_and_code_and_says_whether_it_still_holds(
    desk: Desk,
) -> None:
    view = ask(desk, question("N59", "INTENT", STRANGER, place=desk.units[0]))
    assert len(view.code) == 16
    shown = inquiry.show_inquiry_no(view.number).lower()
    checked = inquiry.check(shown, view.code.lower(), now=NOW)
    assert checked is not None
    assert (checked.view, checked.still) == (view, True)
    assert inquiry.check(view.number, "0" * 16, now=NOW) is None
    assert inquiry.check("CX43060220241212999999", view.code, now=NOW) is None
    with transaction.atomic():
        (outcome,) = register.book([booking(seized(desk.units[0]))], at=NOW)
    assert outcome.booked
    later = inquiry.check(view.number, view.code, now=NOW + timedelta(hours=1))
    assert later is not None
    assert not later.still
    assert labels(later.view)["查封登记"] == "没有"  # as it was said


def test_numbers_have_no_gaps_and_answers_are_not_rewritten(desk: Desk) -> None:
    with pytest.raises(Faults):
        ask(desk, question("N59", "INTENT", STRANGER, place="x"))
    numbers = [ask(desk, question("N57", "HOLDER", OWNER)).number[-6:] for _ in range(3)]
    assert numbers == ["000001", "000002", "000003"]
    for change in (Inquiry.objects.all().delete, lambda: Inquiry.objects.update(purpose="x")):
        with pytest.raises(IntegrityError, match="only added"), transaction.atomic():
            change()


def test_a_home_of_nobody(desk: Desk) -> None:
    view = ask(desk, question("N59", "INTENT", STRANGER, place=unsold(desk)))
    assert view.conclusion == "这个单元没有登记所有权"


def unsold(desk: Desk) -> str:
    codes = [desk.units[0][:24] + f"{n:04d}" for n in range(1, 20)]
    return next(c for c in codes if c not in desk.units)


def test_a_pdf_bears_number_code_and_conclusion(desk: Desk) -> None:
    view = ask(desk, question("N60", "PUBLIC", STRANGER, place=desk.units[0]))
    made = inquiry.inquiry_pdf(view, check_url="https://example.invalid/check/inquiry")
    assert made.startswith(b"%PDF-")
    assert made == inquiry.inquiry_pdf(view, check_url="https://example.invalid/check/inquiry")
    refused = ask(desk, question("N61", "PUBLIC", STRANGER, place=desk.units[0]))
    assert inquiry.inquiry_pdf(refused, check_url="x").startswith(b"%PDF-")
    rare = replace(view, purpose="给\U0010fffd上学报名")
    with pytest.raises(Faults):
        inquiry.inquiry_pdf(rare, check_url="x")


def test_n61_of_a_shop_the_firm_is_named(desk: Desk) -> None:
    shop = unsold(desk)
    with transaction.atomic():
        (outcome,) = register.book([booking(first(shop, BANK))], at=NOW)
    assert outcome.booked
    asked = question("N61", "PUBLIC", STRANGER, place=shop)
    assert not ask(desk, asked).answered  # a home by its use
    Unit.objects.filter(code=shop).update(planned_use="31")
    view = ask(desk, asked)
    assert view.answered
    assert labels(view)["权利人"] == BANK.name
