"""What departments say, on the clerk's screen: beside the form, on sending it, on the case."""

import pytest
from django.conf import LazySettings
from django.test import Client
from django.utils import timezone

from dengbu.casework import api as casework
from dengbu.casework.models import Case, Promise
from dengbu.exchange.models import BreakerState
from dengbu.site.simulators.scenarios import Scenario
from dengbu.site.simulators.server import Simulators
from tests.casework.desk import Desk, open_desk
from tests.register.city import person
from tests.web.window.test_window import address, hidden, sale_fields, sign_in, text_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def desk() -> Desk:
    return open_desk(1)


@pytest.fixture
def clerk(client: Client, desk: Desk) -> Client:
    sign_in(client, desk.windows[0])
    return client


def bare(clerk: Client, desk: Desk, **changes: str) -> dict[str, str]:
    nothing = {"materials.m2": "", "materials.ct": "", "tax_cleared": "", "tax_note": ""}
    return sale_fields(clerk, desk.units[0], **{**nothing, **changes})


def test_the_papers_say_what_departments_answered(
    clerk: Client, desk: Desk, departments: Simulators
) -> None:
    departments.behaviour.scenarios["HOUSING"] = Scenario.DOWN
    place = address(desk.units[0], "G10").replace("/window/", "/window/ask")
    told = text_of(clerk.post(place, bare(clerk, desk)))
    assert "问过部门了：2 样不用交，1 样没有问到，照常交" in told
    assert 'data-signal="warn"' in told.partition("问过部门了")[0]
    assert "住建部门现在没有回答，请交材料" in told
    assert 'id="told-materials-m2" data-shared hx-swap-oob="true"' in told
    assert "公安部门共享（" in told
    assert person(1).id_no not in told
    assert person(901).id_no not in told


def test_opening_the_form_waits_for_nobody(
    clerk: Client, desk: Desk, departments: Simulators
) -> None:
    shown = text_of(clerk.get(address(desk.units[0], "G10")))
    assert departments.behaviour.asked == {}
    assert 'id="departments"' in shown


def test_without_script_the_button_asks_and_keeps_what_was_typed(
    clerk: Client, desk: Desk, departments: Simulators
) -> None:
    answer = clerk.post(address(desk.units[0], "G10"), bare(clerk, desk, ask="1"))
    assert answer.status_code == 200
    assert "不用交：公安部门共享（" in text_of(answer)
    assert person(901).name in text_of(answer)
    assert not Case.objects.exists()


def test_a_request_is_received_without_the_papers_that_match(
    clerk: Client, desk: Desk, departments: Simulators
) -> None:
    place, fields = address(desk.units[0], "G10"), bare(clerk, desk)
    clerk.post(place.replace("/window/", "/window/ask"), fields)  # while the form is filled in
    answer = clerk.post(place, fields)
    assert answer.status_code == 302, text_of(answer)
    number = Case.objects.get().case_no
    told = text_of(clerk.get(f"/office/cases/{number}")).partition("部门的回答")[2]
    assert "公安部门：姓名和身份证号" in told
    assert "答过的，还在有效期内" in told
    page = text_of(clerk.get(f"/window/cases/{number}"))
    assert "公安部门共享（" in page
    assert "契税相符（契税 已缴清" in page


def test_what_does_not_match_is_told_at_its_paper(
    clerk: Client, desk: Desk, departments: Simulators
) -> None:
    departments.behaviour.scenarios["HOUSING"] = Scenario.OTHER
    answer = clerk.post(address(desk.units[0], "G10"), bare(clerk, desk))
    assert answer.status_code == 422
    assert "还差一样材料：存量房买卖合同" in text_of(answer)
    assert "住建部门答的不是这件事，没有采用，请看材料" in text_of(answer)


def test_an_office_without_connections_shows_no_button(
    clerk: Client, desk: Desk, settings: LazySettings
) -> None:
    settings.DEPARTMENTS = {}
    assert "问部门" not in text_of(clerk.get(address(desk.units[0], "G10")))


def couple(clerk: Client, desk: Desk, **changes: str) -> dict[str, str]:
    """G17 as a clerk fills it in: owner and spouse."""
    who = {"parties.0.agreed": "1"}
    for row, n in ((1, 1), (2, 931)):
        who |= {
            f"parties.{row}.role": "BUYER",
            f"parties.{row}.name": person(n).name,
            f"parties.{row}.id_type": "1",
            f"parties.{row}.id_no": person(n).id_no,
            f"parties.{row}.agreed": "1",
        }
    return {
        **hidden(clerk.get(address(desk.units[0], "G17"))),
        **who,
        "co_ownership": "1",
        "tax_cleared": "yes",
        "tax_note": "夫妻间免征",
        "materials.m1": "ORIGINAL",
        "materials.m2": "ORIGINAL",
        "materials.ma": "PROMISE",
        "materials.dv": "ORIGINAL",
        "delivery": "ELECTRONIC",
        **changes,
    }


def test_a_promise_is_read_out_signed_and_taken_back(
    clerk: Client, desk: Desk, departments: Simulators
) -> None:
    departments.behaviour.scenarios["CIVIL_AFFAIRS"] = Scenario.DOWN
    place = address(desk.units[0], "G17")
    unsigned = clerk.post(place, couple(clerk, desk))
    assert unsigned.status_code == 422
    assert "本人承诺：申请书上填写的婚姻状况真实" in text_of(unsigned)
    assert "每一位在承诺书上签了字，再勾上" in text_of(unsigned)
    assert "/window/promise?service=G17" in text_of(unsigned)
    blank = f"/window/promise?service=G17&unit={desk.units[0]}&material="
    assert "本人承诺：申请书上填写的婚姻状况真实" in text_of(clerk.get(f"{blank}ma"))
    assert clerk.get(f"{blank}m1").status_code == 404
    BreakerState.objects.all().delete()
    sent = clerk.post(place, couple(clerk, desk, **{"materials.ma.signed": "1"}))
    assert sent.status_code == 302, text_of(sent)
    case = Case.objects.get()
    page = f"/window/cases/{case.case_no}"
    assert "撤回一份承诺" in text_of(clerk.get(page))
    fields = {"revision": str(case.revision), "material": "ma", "reason": ""}
    sheet = clerk.get(f"{page}/promises").content.decode()
    assert "告知承诺书" in sheet and "签字：" in sheet and "国办发〔2020〕42号" in sheet
    empty = clerk.post(f"{page}/promise", fields)
    assert empty.status_code == 422
    assert "请写明为什么撤回承诺" in text_of(empty)
    done = clerk.post(f"{page}/promise", {**fields, "reason": "结婚证找到了"})
    assert done.status_code == 302
    shown = text_of(clerk.get(done["Location"]))
    assert "承诺撤回了，代替的材料要补交" in shown
    assert "撤回一份承诺" not in shown
    assert set(Promise.objects.values_list("state", flat=True)) == {"WITHDRAWN"}


def test_an_examiner_rules_on_an_untrue_promise(
    client: Client, clerk: Client, desk: Desk, departments: Simulators
) -> None:
    departments.behaviour.scenarios["CIVIL_AFFAIRS"] = Scenario.DOWN
    signed = couple(clerk, desk, **{"materials.ma.signed": "1"})
    clerk.post(address(desk.units[0], "G17"), signed)
    departments.behaviour.scenarios["CIVIL_AFFAIRS"] = Scenario.NO_MATCH
    assert casework.check_promises(now=timezone.now()) == 1
    case = Case.objects.get()
    sign_in(client, next(a for a in desk.transfers if a.id == case.examiner_id))
    shown = text_of(client.get(f"/office/cases/{case.case_no}"))
    assert "核查不实" in shown
    assert "先解决这些，才能登簿" in shown
    tasks = text_of(client.get("/office/tasks"))
    place = f"/office/promises/{case.case_no}/ma"
    assert "查下来不实的承诺" in tasks
    assert place in tasks
    wrong = client.post(place, {"verdict": "", "words": ""})
    assert wrong.status_code == 422
    assert "请选核实的结果" in text_of(wrong)
    assert "请写明怎么核实的" in text_of(wrong)
    done = client.post(place, {"verdict": "wrong", "words": "民政部门更正了"})
    assert done.status_code == 302
    assert "查下来不实的承诺" not in text_of(client.get("/office/tasks"))
    assert client.get(place).status_code == 404


@pytest.mark.parametrize(
    ("scenario", "said"),
    [
        (Scenario.ANSWER, "小微企业"),
        (Scenario.NO_MATCH, "的名称和代码对不上，或者已经不在营业"),
        (Scenario.UNKNOWN, "市场监管部门没有查到洞庭实业有限公司，是不是小微企业请看承诺书"),
        (Scenario.DOWN, "市场监管部门现在没有回答，是不是小微企业请看承诺书"),
        (Scenario.GARBAGE, "市场监管部门的回答看不懂，没有采用，请看承诺书"),
        (Scenario.OTHER, "市场监管部门答的不是洞庭实业有限公司，没有采用"),
    ],
)
def test_whether_a_firm_is_small_stands_beside_the_fee(
    clerk: Client, desk: Desk, departments: Simulators, scenario: Scenario, said: str
) -> None:
    departments.behaviour.scenarios["MARKET"] = scenario
    place = address(desk.units[0], "G10").replace("/window/", "/window/ask")
    firm = {
        "parties.1.name": "洞庭实业有限公司",
        "parties.1.id_type": "8",
        "parties.1.id_no": "914306005869374228",
    }
    asked = bare(clerk, desk, **firm)
    told = text_of(clerk.post(place, {**asked, "small_enterprise": "1"}))
    (beside,) = (line for line in told.splitlines() if 'id="told-small"' in line)
    assert said in beside and 'hx-swap-oob="true"' in beside
    quiet = text_of(clerk.post(place, asked))
    (beside,) = (line for line in quiet.splitlines() if 'id="told-small"' in line)
    assert "市场监管" not in beside


def test_the_case_says_it_too(clerk: Client, desk: Desk, departments: Simulators) -> None:
    firm = {
        "parties.1.name": "洞庭实业有限公司",
        "parties.1.id_type": "8",
        "parties.1.id_no": "914306005869374228",
        "small_enterprise": "1",
    }
    departments.behaviour.scenarios["MARKET"] = Scenario.UNKNOWN
    fields = sale_fields(clerk, desk.units[0], **firm)
    answer = clerk.post(address(desk.units[0], "G10"), fields)
    assert answer.status_code == 302, text_of(answer)
    case = Case.objects.get()
    words = "市场监管部门没有查到洞庭实业有限公司，是不是小微企业请看承诺书"
    assert words in text_of(clerk.get(f"/window/cases/{case.case_no}"))
    assert case.examiner is not None
    clerk.force_login(case.examiner)
    assert words in text_of(clerk.get(f"/office/cases/{case.case_no}"))
