"""The examiner's desk: queue, case, decision, entry, and the life of a unit."""

from dataclasses import replace
from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone

from dengbu.accounts import api as accounts
from dengbu.casework import api as casework
from dengbu.casework import registration
from dengbu.casework.models import Case, CaseStatus, Decision
from dengbu.kernel.fault import Fault, FaultCode, Faults
from dengbu.register import api as register
from dengbu.web.office import drafting, views
from tests.casework import asks
from tests.casework.desk import Desk, open_desk
from tests.register.city import book, booking, person
from tests.web.office.working import case_of, decide, sign_in, text_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def desk() -> Desk:
    return open_desk(4)


def test_the_queue_opens_the_first_case_with_everything(client: Client, desk: Desk) -> None:
    case = case_of(desk)
    shown = text_of(sign_in(client, case.examiner_id).get("/office/"))
    for said in ("待我审核 1 件", "周901", "卖方和权利人", "登记簿", "P03", "随机派", "通过并登簿"):
        assert said in shown, said
    assert person(1).id_no not in shown
    assert f'name="revision" value="{case.revision}"' in shown


def test_an_empty_queue_says_so(client: Client, desk: Desk) -> None:
    assert "都审完了" in text_of(sign_in(client, desk.transfers[0].id).get("/office/"))


def test_the_queue_turns_pages_by_key_and_keeps_the_search(
    client: Client, desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(views, "PAGE", 1)
    for n in range(4):
        case_of(desk, n)
    mine = desk.transfers[0].id
    Case.objects.update(examiner_id=mine)
    Case.objects.filter(case_no__endswith="3").update(due_at=timezone.now() - timedelta(hours=1))
    sign_in(client, mine)
    seen = []
    page = "/office/?q=金鹗"
    while page:
        answer = client.get(page)
        seen += [line.case_no[-1] for line in answer.context["lines"]]
        page = answer.context["following"]
        assert not page or "q=" in page
    assert seen[0] == "3"
    assert sorted(seen) == ["1", "2", "3", "4"]
    assert "超时 1" in text_of(client.get("/office/"))
    assert "没有找到" in text_of(client.get("/office/?q=没有的"))


@pytest.mark.django_db(transaction=True)  # the entry commits
def test_approval_enters_and_shows_the_certificate(client: Client, desk: Desk) -> None:
    case = case_of(desk)
    sign_in(client, case.examiner_id)
    answer = decide(client, case, do="approve")
    assert answer.status_code == 302, text_of(answer)
    assert Case.objects.get().status == CaseStatus.ENTERED
    number = register.certificates_of_case(case.case_no)[0].number
    shown = text_of(client.get(answer["Location"]))
    assert "登簿了" in shown
    assert number in shown
    assert "通过并登簿" not in shown
    paper = client.get(f"/office/certificates/{number}.pdf")
    assert paper["Content-Type"] == "application/pdf"
    assert paper.content.startswith(b"%PDF")


def test_a_block_disables_approval_and_says_why(client: Client, desk: Desk) -> None:
    case = case_of(desk)
    sign_in(client, case.examiner_id)
    seize(desk.units[0])
    shown = text_of(client.get(f"/office/cases/{case.case_no}"))
    assert "先解决 1 项不符" in shown
    assert "岳阳楼区人民法院" in shown
    answer = decide(client, case, do="approve")
    assert answer.status_code == 422
    assert Case.objects.get().status == CaseStatus.EXAMINING


def seize(unit: str) -> None:
    order = register.Seize(
        unit_code=unit,
        kind=register.SeizureKind.SEIZURE,
        organ="岳阳楼区人民法院",
        document_no="（2026）湘0602执保317号",
        delivered_at=timezone.now(),
        term_days=1095,
    )
    assert book(booking(order))[0].booked


def test_a_return_sends_the_edited_list(client: Client, desk: Desk) -> None:
    case = case_of(desk)
    sign_in(client, case.examiner_id)
    items = "买卖合同：面积写成 118.24，请更正\n\n借款合同：名字写错一个字"
    assert decide(client, case, do="return", items=items).status_code == 302
    kept = Decision.objects.get().items
    assert [(i["name"], i["what"]) for i in kept] == [
        ("买卖合同", "面积写成 118.24，请更正"),
        ("借款合同", "名字写错一个字"),
    ]
    shown = text_of(client.get(f"/office/cases/{case.case_no}"))
    assert "退回时要补的" in shown
    assert "名字写错一个字" in shown


def test_an_empty_return_is_refused_at_its_field(client: Client, desk: Desk) -> None:
    case = case_of(desk)
    sign_in(client, case.examiner_id)
    answer = decide(client, case, do="return", items=" ")
    assert answer.status_code == 422
    assert 'href="#f-items"' in text_of(answer)


def test_a_refusal_needs_reason_clause_and_remedy_and_loses_nothing(
    client: Client, desk: Desk
) -> None:
    case = case_of(desk)
    sign_in(client, case.examiner_id)
    assert 'name="clause"' in text_of(client.get(f"/office/cases/{case.case_no}?refuse=1"))
    wrong = decide(client, case, do="refuse", reason="", clause="随便写的", remedy="可以复议")
    shown = text_of(wrong)
    assert wrong.status_code == 422
    assert 'href="#f-reason"' in shown
    assert 'href="#f-clause"' in shown
    assert 'value="随便写的"' in shown
    right = decide(
        client,
        case,
        do="refuse",
        reason="权属有争议",
        clause="《不动产登记暂行条例》第22条",
        remedy="可以申请行政复议",
    )
    assert right.status_code == 302
    assert Case.objects.get().status == CaseStatus.REFUSED
    assert Decision.objects.get().clause == "《不动产登记暂行条例》第22条"


@pytest.mark.django_db(transaction=True)  # the entry commits
def test_a_stale_decision_is_told_and_keeps_the_words(client: Client, desk: Desk) -> None:
    case = case_of(desk)
    sign_in(client, case.examiner_id)
    stale = decide(client, case, revision=case.revision + 7, do="return", items="合同：改")
    assert stale.status_code == 409
    assert "请看过现在的样子再办" in text_of(stale)
    assert "合同：改" in text_of(stale)
    assert decide(client, case, do="approve").status_code == 302
    again = decide(client, case, do="approve")
    assert again.status_code == 409
    assert "通过并登簿" not in text_of(again)


def test_another_examiner_sees_but_may_not_decide(client: Client, desk: Desk) -> None:
    case = case_of(desk)
    other = next(a for a in desk.transfers if a.id != case.examiner_id)
    sign_in(client, other.id)
    shown = text_of(client.get(f"/office/cases/{case.case_no}"))
    assert "只能由承办的审核员决定" in shown
    assert "通过并登簿" not in shown
    assert decide(client, case, do="approve").status_code == 409
    assert Case.objects.get().status == CaseStatus.EXAMINING


def test_a_clerk_has_no_desk_here_but_may_see_the_life(client: Client, desk: Desk) -> None:
    sign_in(client, desk.windows[0].id)
    assert client.get("/office/").status_code == 403
    assert client.get(f"/office/units/{desk.units[0]}").status_code == 200


def test_nobody_signed_in_is_led_to_the_sign_in(client: Client, desk: Desk) -> None:
    answer = client.get("/office/?q=金鹗")
    assert answer.status_code == 302
    assert "/sign-in" in answer["Location"]


def test_numbers_are_shown_on_asking_with_a_trace(client: Client, desk: Desk) -> None:
    case = case_of(desk)
    sign_in(client, case.examiner_id)
    place = f"/office/cases/{case.case_no}/reveal/1"
    assert client.post(place).status_code == 422
    assert person(1).id_no in text_of(client.post(place, {"purpose": "PAPERS"}))
    (look,) = accounts.looks_of("1", person(1).id_no, kinds=accounts.ASKED_FOR)
    assert (look.place, look.purpose) == (case.case_no, "审核二手房买卖，核对材料")


def test_unknown_papers_cases_and_certificates_are_missing_pages(
    client: Client, desk: Desk
) -> None:
    case = case_of(desk)
    sign_in(client, case.examiner_id)
    for place in (
        "cases/43060220241212999999",
        f"cases/{case.case_no}/papers/ct",
        "certificates/湘(2024)岳阳市不动产权第0999999号.pdf",
        "units/430602003012GB00045F00019999",
    ):
        assert client.get(f"/office/{place}").status_code == 404, place


def test_the_life_of_a_unit_now_and_on_a_day(client: Client, desk: Desk) -> None:
    sign_in(client, desk.transfers[0].id)
    place = f"/office/units/{desk.units[0]}"
    now = text_of(client.get(place))
    assert "在办" in now
    assert "首次登记" in now
    before = text_of(client.get(place, {"as_of": "2023-05-01"}))
    assert "那天" in before
    assert "还没有登记" in before or "没有权利人" in before
    assert "湘北银行" not in before.split("这套房子的历史")[0]
    assert client.get(place, {"as_of": "昨天"}).status_code == 422
    assert client.get(place, {"as_of": "2999-01-01"}).status_code == 422


def test_an_entry_says_what_undoing_it_would_change(client: Client, desk: Desk) -> None:
    sign_in(client, desk.transfers[0].id)
    unit = desk.units[0]
    lines = register.history(unit)
    whole = text_of(client.get(f"/office/units/{unit}"))
    place = f"/office/units/{unit}/entries/{lines[0].case_no}/{lines[0].seq + 1}"
    assert place in whole
    shown = text_of(client.get(place))
    assert "如果这条登记有误" in shown
    assert "更正登记" in shown
    assert "在它之后登记" in shown
    assert "要逐条写明保留哪一条登记" in shown
    told_of = register.undoing(unit, lines[0].case_no, lines[0].seq, now=timezone.now())
    assert told_of is not None
    assert told_of.stays
    for name in told_of.stays:
        assert f"/office/units/{unit}/entries/{name.case_no}/{name.entry_no + 1}" in shown
    assert register.history(unit) == lines  # nothing was written
    last = lines[-1]
    told = text_of(client.get(f"/office/units/{unit}/entries/{last.case_no}/{last.seq + 1}"))
    assert "撤销以后会怎样" in told
    assert "会变" in told
    assert "后来没有登记依据它" in told
    assert client.get(f"/office/units/{unit}/entries/{last.case_no}/9").status_code == 404


def test_what_has_to_be_found_out_stands_on_a_page_of_its_own(client: Client, desk: Desk) -> None:
    sign_in(client, desk.transfers[0].id)
    assert "没有要核实的事" in text_of(client.get("/office/tasks"))
    unit = desk.units[0]
    owner = register.unit_state(unit, now=timezone.now()).ownership
    assert owner is not None
    notice = register.EnterNotice(
        unit_code=unit,
        kind=register.NoticeKind.OTHER_SALE,
        holders=(person(5),),
        obligors=tuple(h.party for h in owner.holders),
    )
    applying = (person(5), *(h.party for h in owner.holders))
    (done,) = book(booking(notice, applicants=applying), at=timezone.now() - timedelta(days=100))
    assert done.booked, done.blocks
    shown = text_of(client.get("/office/tasks"))
    assert "预告登记可能已经失效" in shown
    assert f"/office/units/{unit}" in shown
    assert done.certificates[0].number in shown
    assert "没有要核实的事" in text_of(client.get("/office/tasks", {"after": "2999-01-01.1"}))
    assert client.get("/office/tasks", {"after": "昨天.x"}).status_code == 200
    assert "/office/tasks" in text_of(client.get("/office/"))
    sign_in(client, desk.windows[0].id)
    assert client.get("/office/tasks").status_code == 403


def test_lines_of_a_return_are_read_as_written() -> None:
    known = (
        casework.ReturnItem(kind="MATERIAL", name="申请书", what="请补交", field="materials.m1"),
    )
    items = drafting.from_text("申请书：请补签\n\n a: b ", known)
    assert [(i.kind, i.name, i.what, i.field) for i in items] == [
        ("MATERIAL", "申请书", "请补签", "materials.m1"),
        ("OTHER", "a", "b", ""),
    ]


def test_a_line_of_a_return_must_say_how() -> None:
    with pytest.raises(Faults) as wrong:
        drafting.from_text("只写了一句\n申请书：\n：请补签\na: b", ())
    assert [fault.field for fault in wrong.value.faults] == ["items"] * 3
    assert "只写了一句" in wrong.value.faults[0].message


def test_a_return_without_how_comes_back_with_what_was_written(client: Client, desk: Desk) -> None:
    case = case_of(desk)
    sign_in(client, case.examiner_id)
    answer = decide(client, case, do="return", items="买卖合同不清楚")
    shown = text_of(answer)
    assert answer.status_code == 422
    assert 'href="#f-items"' in shown
    assert "名称：要怎么补" in shown
    assert ">买卖合同不清楚</textarea>" in shown
    assert Case.objects.get().status == CaseStatus.EXAMINING


def test_what_blocks_stands_above_the_comparison(client: Client, desk: Desk) -> None:
    case = case_of(desk)
    sign_in(client, case.examiner_id)
    place = f"/office/cases/{case.case_no}"
    assert "先解决这些" not in text_of(client.get(place))
    seize(desk.units[0])
    shown = text_of(client.get(place))
    parts = ("先解决这些，才能登簿", "被岳阳楼区人民法院", "逐项比对", "通过的规则", "P01")
    places = [shown.index(said) for said in parts]
    assert places == sorted(places)
    assert shown.count('class="rule-code">P03<') == 1


@pytest.mark.django_db(transaction=True)  # the entry commits
def test_after_entry_nothing_is_said_to_be_still_to_come(client: Client, desk: Desk) -> None:
    case = case_of(desk)
    sign_in(client, case.examiner_id)
    before = text_of(client.get(f"/office/cases/{case.case_no}"))
    assert "登簿后写入" in before
    assert "到期" in before.split("case-time")[1]
    decide(client, case, do="approve")
    shown = text_of(client.get(f"/office/cases/{case.case_no}"))
    assert "登簿时写入了" in shown
    for said in ("登簿后写入", "还没有<", "现在重新问过"):
        assert said not in shown, said
    head = shown.split('class="case-time"')[1].split("</div>")[0]
    assert "到期" not in head
    assert "办结" in head


def test_a_stale_decision_has_a_head_of_its_own(client: Client, desk: Desk) -> None:
    case = case_of(desk)
    sign_in(client, case.examiner_id)
    shown = text_of(decide(client, case, revision=case.revision + 7, do="approve"))
    assert "这件刚刚变了，没有办成" in shown
    assert "处要改" not in shown


def test_a_law_without_its_article_is_not_filled_in_as_ground(client: Client, desk: Desk) -> None:
    unpaid = replace(asks.sale(desk, 0), tax_cleared=None, tax_note="")
    case = casework.submit(unpaid, actor=desk.windows[0], now=timezone.now())
    sign_in(client, case.examiner_id)
    answer = client.get(f"/office/cases/{case.case_no}?refuse=1")
    assert [b.clause for b in case.blocks] == ["《契税法》"]
    assert answer.context["clause"] == ""
    assert "依据的是《契税法》，请写明第几条" in text_of(answer)
    other = case_of(desk, 2)
    seize(desk.units[2])
    sign_in(client, other.examiner_id)
    whole = client.get(f"/office/cases/{other.case_no}?refuse=1")
    assert whole.context["clause"] == "《民法典》第399条"
    assert "请写明第几条" not in text_of(whole)


@pytest.mark.django_db(transaction=True)  # the decision commits
def test_while_others_hold_the_unit_the_examiner_reads_that_it_goes_on_by_itself(
    client: Client, desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    case = case_of(desk)
    sign_in(client, case.examiner_id)

    def busy(_: str) -> register.Outcome:
        raise Faults(Fault(code=FaultCode.LOCK_TIMEOUT, message="这个单元正有人在登簿"))

    monkeypatch.setattr(registration, "register_now", busy)
    answer = decide(client, case, do="approve")
    assert answer.status_code == 302
    shown = text_of(client.get(answer["Location"]))
    assert "已通过；这套房子别人正在办，系统会自动登簿，不用再点" in shown
    assert "这件现在是" not in shown
