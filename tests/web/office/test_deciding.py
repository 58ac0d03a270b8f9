"""What stands beside the decision: what entry does to whom, and on what ground one refuses."""

from dataclasses import replace

import pytest
from django.test import Client
from django.utils import timezone

from dengbu.casework import api as casework
from dengbu.casework.models import Case, Decision
from dengbu.web.office.effects import effect
from tests.casework import asks
from tests.casework.desk import Desk, open_desk
from tests.web.office.working import case_of, decide, sign_in, text_of

pytestmark = pytest.mark.django_db
REFUSAL = {"do": "refuse", "reason": "存在争议", "remedy": "可以申请行政复议"}


@pytest.fixture
def desk() -> Desk:
    return open_desk()


def test_the_page_says_what_entry_does_to_whom(client: Client, desk: Desk) -> None:
    case = case_of(desk)
    shown = text_of(sign_in(client, case.examiner_id).get("/office/"))
    assert "点它或者按 A，马上登簿：房子从周1过户给周901" in shown
    assert "不能撤回" in shown


@pytest.mark.parametrize(
    ("service", "roles", "says"),
    [
        ("G54", "OWNER", ["补发证书，原来的那一本作废"]),
        ("G28", "OWNER", ["周1的权利注销，登记在它上面的一起注销"]),
        ("G23", "OWNER", ["权利人姓名（名称）、证件变更登记"]),
        ("G05", "OWNER", ["房子登记给周1"]),
        ("G33", "SELLER BUYER", ["预购商品房预告登记，登记给周2"]),
        (
            "C03",
            "SELLER BUYER NEW_MORTGAGEE",
            ["预购商品房预告登记，登记给周2", "预购商品房抵押预告登记，登记给周3"],
        ),
        ("C12", "SELLER OWNER BUYER", ["房子从周1过户给周2", "房子从周2过户给周3"]),
    ],
)
def test_only_what_passes_is_told_as_passing(
    desk: Desk, service: str, roles: str, says: list[str]
) -> None:
    sale = casework.submit(asks.sale(desk, 0), actor=desk.windows[0], now=timezone.now())
    version = casework.service(service, office=sale.office, now=timezone.now()).id
    parties = tuple(
        replace(sale.parties[0], role=role, name=f"周{n}")
        for n, role in enumerate(roles.split(), 1)
    )
    assert list(effect(replace(sale, service_id=version, parties=parties))) == says


def test_grounds_are_offered(client: Client, desk: Desk) -> None:
    case = case_of(desk)
    sign_in(client, case.examiner_id)
    shown = text_of(client.get(f"/office/cases/{case.case_no}?refuse=1"))
    assert "《不动产登记暂行条例》第22条第2项" in shown
    assert "存在尚未解决的权属争议" in shown
    decide(client, case, clause="《不动产登记暂行条例》第22条第2项", **REFUSAL)
    assert Decision.objects.get().clause == "《不动产登记暂行条例》第22条第2项"


@pytest.mark.parametrize(
    ("clause", "says"),
    [
        ("《民法典》第9999条", "没有第9999条"),
        ("《民法典》第399条随便写", "第399条”的样子"),
        ("《民法典》第0条", "第399条”的样子"),
        ("没有法", "第399条”的样子"),
        ("", "请写明依据哪部法律第几条"),
        ("《民法典》", "请写明依据哪部法律第几条"),
    ],
)
def test_a_ground_that_is_none_is_told_and_stays_in_the_form(
    client: Client, desk: Desk, clause: str, says: str
) -> None:
    case = case_of(desk)
    sign_in(client, case.examiner_id)
    answer = decide(client, case, clause="other", clause_text=clause, **REFUSAL)
    assert answer.status_code == 422
    assert says in text_of(answer)
    assert not clause or clause in text_of(answer)
    assert not Decision.objects.exists()
    assert Case.objects.get().closed_at is None


def test_another_clause_may_be_written(client: Client, desk: Desk) -> None:
    case = case_of(desk)
    sign_in(client, case.examiner_id)
    decide(client, case, clause="other", clause_text=" 《土地管理法》 第62条 ", **REFUSAL)
    assert Decision.objects.get().clause == "《土地管理法》第62条"
