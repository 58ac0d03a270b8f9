"""派件公平 and 回避申报: what staff and inspectors see, and who may do what there."""

from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone

from dengbu.accounts import api as accounts
from dengbu.casework.api import dispatching, submit
from dengbu.casework.dispatching import checking
from dengbu.casework.models import DailySeed, Interest, OutsideValue
from dengbu.casework.rules.verify_dispatch import Report
from tests.casework.desk import OFFICE, Desk, officer, open_desk
from tests.casework.test_review import request
from tests.register.city import person
from tests.web.window.test_window import sign_in, text_of

pytestmark = pytest.mark.django_db
PAGE, DECLARING = "/office/fairness", "/office/interests"


@pytest.fixture
def desk() -> Desk:
    return open_desk(3)


def chief() -> accounts.Actor:
    return officer("科长", (accounts.Post.CHIEF, accounts.Department.MORTGAGE))


def test_counts_against_chance_and_how_it_was_verified(client: Client, desk: Desk) -> None:
    sign_in(client, desk.mortgages[0])
    assert "这段日子没有派过件" in text_of(client.get(PAGE))
    for n in range(3):
        submit(request(desk, n), actor=desk.windows[0], now=timezone.now())
    text = text_of(client.get(PAGE))
    for said in ("派件公平吗：公平，没有异常", "一共 3 次", "还没有核对过", "E01"):
        assert said in text
    assert DailySeed.objects.get().seed not in text
    assert "公开数只有本所自己的日志" in text  # nothing from outside: said here, not only in docs
    assert "种子当天才封存" in text
    assert "还没有登记本人身份证号的" in text
    noted = Report(draws=3, pending=3, notes=["2024-12-11：当天早过了，种子还没有公开"], alone=1)
    checking.keep(OFFICE, noted, now=timezone.now())
    text = text_of(client.get(PAGE))
    assert "2024-12-11：当天早过了，种子还没有公开" in text
    assert "1 天的公开数没有外面的见证" in text
    assert "没有一处不符" in text_of(client.get(PAGE))
    found = Report(draws=3, violations=[("2024-12-12", "LOAD", "第 2 号：对不上")])
    checking.keep(OFFICE, found, now=timezone.now())
    text = text_of(client.get(PAGE))
    assert "派件公平吗：核对不符" in text
    assert "LOAD 第 2 号：对不上" in text
    assert client.get(f"{PAGE}?from=2024-12-12&to=2024-12-01").status_code == 422


def test_it_is_for_staff_and_inspectors(client: Client, desk: Desk) -> None:
    assert client.get(PAGE).status_code == 302
    for other in (desk.bank, desk.windows[0]):
        sign_in(client, other)
        assert client.get(PAGE).status_code == 403
    sign_in(client, officer("监督", (accounts.Post.AUDITOR, accounts.Department.INTAKE)))
    assert client.get(PAGE).status_code == 200
    assert "派件公平" in text_of(client.get("/no-desk"))
    sent = {"day": "2026-01-01", "source": "x", "outside": "1"}
    assert client.post(PAGE, sent).status_code == 403
    assert client.get(DECLARING).status_code == 403


def test_a_value_drawn_elsewhere_is_entered_once_before_the_first_draw(
    client: Client, desk: Desk
) -> None:
    now = timezone.now()
    sign_in(client, chief())
    tomorrow = timezone.localtime(now + timedelta(days=1)).date().isoformat()
    sent = {"day": tomorrow, "source": "福彩3D 第1期", "outside": "3 7 1"}
    assert "种子要已经封存" in text_of(client.post(PAGE, sent))
    dispatching.prepare(now=now)
    empty = text_of(client.post(PAGE, {}))
    for said in ("请填用在哪一天", "请填哪里开的数", "请填开出来的数"):
        assert said in empty
    assert client.post(PAGE, sent).status_code == 302
    assert "填过了" in text_of(client.post(PAGE, sent))
    assert "福彩3D 第1期：3 7 1" in text_of(client.get(PAGE))
    submit(request(desk, 0), actor=desk.windows[0], now=now + timedelta(days=1))
    assert "公开数只有本所自己的日志" not in text_of(client.get(PAGE))
    DailySeed.objects.filter(office=OFFICE, day=tomorrow).update(seed="1" * 64)
    assert "对不上，这天不用它派件" in text_of(client.get(PAGE))
    assert (
        '"outside":["福彩3D 第1期","3 7 1"]'
        in DailySeed.objects.get(office=OFFICE, day=tomorrow).beacon
    )
    OutsideValue.objects.all().delete()
    assert "已经开始派件" in text_of(client.post(PAGE, sent))


def test_an_officer_declares_and_a_chief_ends(client: Client, desk: Desk) -> None:
    sign_in(client, desk.mortgages[0])
    number = person(1).id_no
    wrong = text_of(client.post(DECLARING, {"party_name": "周一", "id_no": "1"}))
    assert "请选是什么关系" in wrong
    told = {"relation": "FAMILY", "party_name": "周一", "id_no": number}
    assert client.post(DECLARING, told).status_code == 302
    assert "周一" in text_of(client.get(DECLARING))
    assert number not in text_of(client.get(DECLARING))
    one = Interest.objects.get()
    assert client.post(DECLARING, {"end": one.id, "why": "x"}).status_code == 403
    sign_in(client, chief())
    assert "为什么不用再回避" in text_of(client.post(DECLARING, {"end": one.id}))
    assert client.post(DECLARING, {"end": 7, "why": "x"}).status_code == 404
    assert client.post(DECLARING, {"end": one.id, "why": "离婚了"}).status_code == 302
    assert "还没有申报" in text_of(client.get(DECLARING))
