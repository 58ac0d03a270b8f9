"""What the window does after acceptance: the list, the supplement, the tax, the withdrawal."""

import re
from dataclasses import replace
from pathlib import Path

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.http import HttpResponse
from django.test import Client
from django.utils import timezone

from dengbu.accounts import api as accounts
from dengbu.casework import api as casework
from dengbu.casework.models import Case, CaseStatus, CaseUnit
from dengbu.register import api as register
from tests.casework import asks
from tests.casework.desk import OTHER_CITY, Desk, officer, open_desk, open_other_city
from tests.register.city import book, booking, person

pytestmark = pytest.mark.django_db
PDF = b"%PDF-1.7\n" + b"x" * 200
HIDDEN = re.compile(r'<input type="hidden" name="([^"]+)" value="([^"]*)"')
ITEMS = (
    casework.ReturnItem(
        kind="MATERIAL", name="存量房买卖合同", what="缺第 3 页，请补", field="materials.ct"
    ),
    casework.ReturnItem(kind="FIELD", name="成交价", what="和合同不一样，请改", field="price"),
    casework.ReturnItem(kind="OTHER", name="婚姻状况", what="请买方当面说明"),
)


@pytest.fixture
def desk() -> Desk:
    return open_desk()


@pytest.fixture
def clerk(client: Client, desk: Desk) -> Client:
    return sign_in(client, desk.windows[0])


def sign_in(client: Client, actor: accounts.Actor) -> Client:
    client.force_login(accounts.Account.objects.get(id=actor.id))
    return client


def text_of(answer: HttpResponse) -> str:
    return answer.content.decode()


def accepted(desk: Desk, n: int = 0, **changes: object) -> casework.CaseView:
    asked = replace(asks.sale(desk, n), **changes)  # type: ignore[arg-type]  # keywords of one test
    return casework.submit(asked, actor=desk.windows[0], now=timezone.now())


def examiner(desk: Desk, view: casework.CaseView) -> accounts.Actor:
    return next(e for e in desk.transfers if e.id == view.examiner_id)


def returned(
    desk: Desk, items: tuple[casework.ReturnItem, ...] = ITEMS, **changes: object
) -> casework.CaseView:
    view = accepted(desk, **changes)
    casework.return_for_supplement(
        view.case_no,
        actor=examiner(desk, view),
        now=timezone.now(),
        revision=view.revision,
        items=items,
    )
    return again(desk, view)


def again(desk: Desk, view: casework.CaseView) -> casework.CaseView:
    return casework.case(view.case_no, actor=desk.windows[0], now=timezone.now())


def place(view: casework.CaseView, act: str = "") -> str:
    return f"/window/cases/{view.case_no}" + (f"/{act}" if act else "")


def supplied(view: casework.CaseView, **changes: object) -> dict[str, object]:
    """The form filled in as it should be."""
    return {
        "revision": view.revision,
        "materials.ct": "UPLOAD",
        "materials.ct.file": SimpleUploadedFile("合同.pdf", PDF, "application/pdf"),
        "price": "810,000.00",
        "items.2.done": "1",
        "signed": "1",
        **changes,
    }


def test_the_list_puts_what_waits_for_applicants_first(clerk: Client, desk: Desk) -> None:
    going = accepted(desk, 1)
    waiting = returned(desk)
    groups = clerk.get("/window/cases/").context["groups"]
    assert [(g.id, [r.case_no for r in g.rows]) for g in groups] == [
        ("waiting", [waiting.case_no]),
        ("going", [going.case_no]),
        ("ended", []),
    ]
    shown = text_of(clerk.get("/window/cases/"))
    assert "等补正，时间停着" in shown
    assert "还没有办结的件" in shown


def test_a_number_opens_the_case_also_of_another_window(clerk: Client, desk: Desk) -> None:
    mine, other = accepted(desk), accepted(desk, 1)
    for number in (mine.case_no, mine.case_no[-6:]):
        answer = clerk.get("/window/cases/", {"q": number})
        assert answer["Location"] == place(mine)
    sign_in(clerk, desk.windows[1])
    assert clerk.get("/window/cases/", {"q": other.case_no})["Location"] == place(other)
    assert "没有找到" in text_of(clerk.get("/window/cases/", {"q": "43060220000101000001"}))


def test_only_the_window_of_the_office_sees_a_case(
    client: Client, desk: Desk, tmp_path: Path
) -> None:
    view = accepted(desk)
    assert sign_in(client, desk.windows[0]).get("/window/cases/4306").status_code == 404
    open_other_city(tmp_path)
    window = (accounts.Post.WINDOW, accounts.Department.INTAKE)
    stranger = officer("外地窗口", window, office=OTHER_CITY)
    neighbour = officer("邻县窗口", window, office="430621")
    for outside in (stranger, neighbour):
        nothing_is_shown(sign_in(client, outside), view)
    client.force_login(accounts.Account.objects.get(id=desk.transfers[0].id))
    assert client.get(place(view)).status_code == 403


def nothing_is_shown(client: Client, view: casework.CaseView) -> None:
    for act in ("", "withdraw"):
        assert client.get(place(view, act)).status_code == 404
    for act in ("supplement", "tax", "withdraw"):
        assert client.post(place(view, act), {"revision": view.revision}).status_code == 404


def test_the_case_shows_everything_and_no_whole_number(clerk: Client, desk: Desk) -> None:
    view = returned(desk)
    shown = text_of(clerk.get(place(view)))
    for said in ("要补的 3 样", "缺第 3 页，请补", "成交价", "请买方当面说明", "等申请人补正"):
        assert said in shown, said
    for said in ("卖方", "买方", "登记费", "打印回执", "撤回这件", "窗口核验原件"):
        assert said in shown, said
    assert person(1).id_no not in shown
    assert person(901).id_no not in shown
    assert shown.count('name="price"') == 1
    assert shown.count('name="materials.ct"') == 1


def test_the_supplement_goes_back_to_the_examiner(clerk: Client, desk: Desk) -> None:
    view = returned(desk)
    answer = clerk.post(place(view, "supplement"), supplied(view))
    assert answer.status_code == 302, text_of(answer)
    after = again(desk, view)
    assert after.status == CaseStatus.EXAMINING
    assert after.examiner_id == view.examiner_id
    assert str(after.request.price) == "810000.00"
    papers = {m.code: m for m in after.materials}
    assert papers["ct"].source == "UPLOAD"
    assert papers["ct"].sha256
    assert papers["m1"].source == "ORIGINAL"
    assert [(p.name, p.id_no) for p in after.parties] == [(p.name, p.id_no) for p in view.parties]
    shown = text_of(clerk.get(answer["Location"]))
    assert "补正收到了" in shown
    assert "等缴税（成交价改成了810,000.00 元，原来的完税凭证对不上）" in shown  # another price
    assert "交回审核员" not in shown


def test_everything_that_is_missing_is_told_at_once(clerk: Client, desk: Desk) -> None:
    view = returned(desk)
    sent = {
        "revision": view.revision,
        "price": "八十万",
        "parties.1.id_no": "430602199001010011",
        "parties.1.phone": "13800000000",
    }
    answer = clerk.post(place(view, "supplement"), sent)
    assert answer.status_code == 422
    fields = [f.field for f in answer.context["faults"].faults]
    assert {"price", "materials.ct", "items.2.done", "signed", "parties.1.id_no"} <= set(fields)
    assert len(fields) == len(set(fields))
    shown = text_of(answer)
    assert "八十万" in shown
    assert "13800000000" in shown
    assert again(desk, view).status == CaseStatus.SUPPLEMENT


def test_a_scan_that_arrived_is_kept_while_the_rest_is_put_right(clerk: Client, desk: Desk) -> None:
    view = returned(desk)
    answer = clerk.post(place(view, "supplement"), supplied(view, price="没有"))
    assert answer.status_code == 422
    assert "合同.pdf，已收好" in text_of(answer)
    kept = dict(HIDDEN.findall(text_of(answer)))
    sent = {**supplied(view), **kept}
    sent.pop("materials.ct.file")
    assert clerk.post(place(view, "supplement"), sent).status_code == 302
    assert next(m for m in again(desk, view).materials if m.code == "ct").sha256


def test_a_file_of_another_kind_is_refused_once(clerk: Client, desk: Desk) -> None:
    view = returned(desk)
    wrong = SimpleUploadedFile("合同.exe", b"MZ" * 50, "application/pdf")
    sent = supplied(view, **{"materials.ct.file": wrong})
    answer = clerk.post(place(view, "supplement"), sent)
    assert [f.field for f in answer.context["faults"].faults] == ["materials.ct"]
    assert "PDF、JPG" in text_of(answer)


def test_an_unchanged_field_may_be_confirmed_instead(clerk: Client, desk: Desk) -> None:
    view = returned(desk, ITEMS[1:2])
    sent = {"revision": view.revision, "price": "800000.00"}
    answer = clerk.post(place(view, "supplement"), sent)
    assert [f.field for f in answer.context["faults"].faults] == ["items.0.done"]
    answer = clerk.post(place(view, "supplement"), {**sent, "items.0.done": "1"})
    assert answer.status_code == 302


def test_a_forgotten_person_joins(clerk: Client, desk: Desk) -> None:
    view = returned(desk, ITEMS[2:])
    spouse = person(905)
    sent = {
        "revision": view.revision,
        "items.0.done": "1",
        "signed": "1",
        "parties.2.role": "BUYER",
        "parties.2.name": spouse.name,
        "parties.2.id_type": "1",
        "parties.2.id_no": spouse.id_no,
        "parties.2.agreed": "yes",
    }
    answer = clerk.post(place(view, "supplement"), sent)
    assert answer.status_code == 302, [str(f) for f in answer.context["faults"].faults]
    assert [p.name for p in again(desk, view).parties][-1] == spouse.name


def test_what_changed_since_is_said_and_nothing_is_handed_in(clerk: Client, desk: Desk) -> None:
    view = returned(desk, tax_cleared=None)
    casework.record_tax(
        view.case_no,
        note="完税1号",
        actor=desk.windows[1],
        now=timezone.now(),
        revision=view.revision,
    )
    answer = clerk.post(place(view, "supplement"), supplied(view))
    assert answer.status_code == 409
    shown = text_of(answer)
    assert "这件刚刚变了，没有办成" in shown
    assert "810,000.00" in shown
    fresh = again(desk, view)
    assert f'name="revision" value="{fresh.revision}"' in shown
    assert clerk.post(place(view, "supplement"), supplied(fresh)).status_code == 302
    after = again(desk, view)
    assert (after.request.tax_cleared, after.request.tax_note) == (None, "")  # of the old price
    assert next(m for m in after.materials if m.code == "tx").status == "OPTIONAL"
    assert clerk.post(place(view, "supplement"), supplied(fresh)).status_code == 409


def test_tax_noted_lets_approval_pass(clerk: Client, desk: Desk) -> None:
    view = accepted(desk, tax_cleared=None)
    assert "契税还没有缴清" in text_of(clerk.get(place(view)))
    answer = clerk.post(place(view, "tax"), {"revision": view.revision, "tax_note": " "})
    assert answer.status_code == 422
    assert "完税凭证号" in text_of(answer)
    sent = {"revision": view.revision, "tax_note": "(241)湘地现0012345"}
    answer = clerk.post(place(view, "tax"), sent)
    assert answer.status_code == 302
    shown = text_of(clerk.get(answer["Location"]))
    assert "契税记好了" in shown
    assert "tax-title" not in shown
    assert clerk.post(place(view, "tax"), sent).status_code == 409
    after = again(desk, view)
    assert after.request.tax_note == "(241)湘地现0012345"
    done = casework.approve(
        view.case_no, actor=examiner(desk, view), now=timezone.now(), revision=after.revision
    )
    assert done.status is CaseStatus.APPROVED


def test_a_withdrawal_needs_all_sides_a_reason_and_a_yes(clerk: Client, desk: Desk) -> None:
    view = accepted(desk)
    shown = text_of(clerk.get(place(view, "withdraw")))
    assert "撤回了不能再恢复" in shown
    assert person(1).id_no not in shown
    seller, buyer = (f"agree.{p.seq}" for p in view.parties)
    sent = {"revision": view.revision, seller: "1"}
    answer = clerk.post(place(view, "withdraw"), sent)
    assert answer.status_code == 422
    assert [f.field for f in answer.context["faults"].faults] == [buyer, "reason", "sure"]
    assert CaseUnit.objects.filter(open=True).exists()
    sent |= {buyer: "1", "reason": "买卖没谈成", "sure": "1"}
    answer = clerk.post(place(view, "withdraw"), sent)
    assert answer.status_code == 302
    assert Case.objects.get().status == CaseStatus.WITHDRAWN
    shown = text_of(clerk.get(answer["Location"]))
    assert "撤回了，房子可以办别的登记了" in shown
    assert "撤回这件" not in shown
    assert accepted(desk).status == CaseStatus.EXAMINING  # the unit is free


def test_a_withdrawal_of_what_changed_is_not_done(clerk: Client, desk: Desk) -> None:
    view = accepted(desk)
    sent = {f"agree.{p.seq}": "1" for p in view.parties}
    sent |= {"revision": str(view.revision), "reason": "不想办了", "sure": "1"}
    casework.approve(
        view.case_no, actor=examiner(desk, view), now=timezone.now(), revision=view.revision
    )
    answer = clerk.post(place(view, "withdraw"), sent)
    assert answer.status_code == 409
    assert "这件刚刚变了，还没有撤回" in text_of(answer)
    assert Case.objects.get().status == CaseStatus.APPROVED
    sent["revision"] = str(again(desk, view).revision)
    assert clerk.post(place(view, "withdraw"), sent).status_code == 302


def test_several_forgotten_people_join_and_blank_rows_are_nobody(clerk: Client, desk: Desk) -> None:
    view = returned(desk, ITEMS[2:])
    first, second = person(905), person(906)
    row = {"role": "BUYER", "id_type": "1", "agreed": "yes"}
    named = {
        f"parties.{n}.{name}": text
        for n, who in ((2, first), (4, second))
        for name, text in {**row, "name": who.name, "id_no": who.id_no}.items()
    }
    sent = {
        "revision": view.revision,
        "items.0.done": "1",
        "signed": "1",
        "parties.3.role": "BUYER",
        **named,
    }
    answer = clerk.post(place(view, "supplement"), {**sent, "add": "1"})
    assert answer.status_code == 200
    shown = text_of(answer)
    assert f'name="parties.3.name" value="{second.name}"' in shown  # the blank row is gone
    assert 'name="parties.4.name" value=""' in shown  # and a new one is there
    assert again(desk, view).status == CaseStatus.SUPPLEMENT
    wrong = {**sent, "parties.4.id_no": "430602199001010011"}
    answer = clerk.post(place(view, "supplement"), wrong)
    assert "parties.3.id_no" in {f.field for f in answer.context["faults"].faults}
    assert clerk.post(place(view, "supplement"), sent).status_code == 302
    names = [p.name for p in again(desk, view).parties]
    assert names[-2:] == [first.name, second.name]


def test_the_promise_of_an_objection_is_asked_only_where_one_stands(
    clerk: Client, desk: Desk
) -> None:
    view = returned(desk, ITEMS[2:])
    assert "知悉异议登记" not in text_of(clerk.get(place(view)))
    objection = register.EnterObjection(
        unit_code=desk.units[0], objector=person(33), matter="登记的面积不对"
    )
    assert book(booking(objection, applicants=(person(33),)))[0].booked
    assert "知悉异议登记" in text_of(clerk.get(place(view)))


def test_what_must_be_put_right_is_handed_over_in_writing(clerk: Client, desk: Desk) -> None:
    case = returned(desk)
    place = f"/office/cases/{case.case_no}/supplement-notice"
    assert place in text_of(clerk.get(f"/window/cases/{case.case_no}"))
    page = text_of(clerk.get(place))
    for item in ITEMS:
        assert f"{item.name}：{item.what}" in page
    assert "《不动产登记暂行条例》第17条" in page
    other = casework.submit(asks.sale(desk, 1), actor=desk.windows[0], now=timezone.now())
    assert clerk.get(f"/office/cases/{other.case_no}/supplement-notice").status_code == 404
