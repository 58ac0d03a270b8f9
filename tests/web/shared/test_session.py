"""An open form outlives the sign-in: what the page is told, and what it asks before it sends."""

import json

import pytest
from django.test import Client

from dengbu.accounts import api as accounts
from tests.casework.desk import open_desk

HTMX = {"hx-request": "true", "hx-current-url": "https://testserver/window/?unit=1"}


def test_an_open_page_stays_and_says_where_to_sign_in(client: Client) -> None:
    answer = client.post("/desk", headers=HTMX)
    assert answer.status_code == 401
    assert "HX-Redirect" not in answer.headers
    assert answer.headers["HX-Retarget"] == "#faults"
    said = answer.content.decode()
    assert "已退出登录；请" in said
    assert "填的内容都还在" in said
    assert 'href="/sign-in?next=%2Fsigned-in" target="_blank"' in said


def test_a_citizen_is_led_to_the_sign_in_of_citizens(client: Client) -> None:
    headers = {**HTMX, "hx-current-url": "https://testserver/me/cases/1"}
    assert "/sign-in/citizen?next=" in client.get("/session", headers=headers).content.decode()


def test_without_script_it_is_said_that_the_form_is_lost(client: Client) -> None:
    said = client.post("/desk").content.decode()
    assert "刚才填了还没交的，要重新填" in said
    assert "不用重填" not in said


def test_the_sign_in_beside_a_form_says_so_and_ends_there(client: Client) -> None:
    shown = client.get("/sign-in?next=/signed-in").content.decode()
    assert "再回到刚才那一页提交，填的内容都还在" in shown
    assert "要重新填" in client.get("/sign-in?next=/desk&expired=1").content.decode()
    assert "关上这一页" in client.get("/signed-in").content.decode()


@pytest.mark.django_db
def test_who_is_signed_in_gets_the_token_of_now() -> None:
    desk = open_desk(1)
    client = Client(enforce_csrf_checks=True)
    client.force_login(accounts.Account.objects.get(id=desk.windows[0].id))
    answer = client.get("/session")
    assert answer.headers["Cache-Control"].startswith("max-age=0")
    token = json.loads(answer.content)["token"]
    assert client.post("/desk", headers={"x-csrftoken": token}).status_code == 200


def test_who_only_asked_is_not_told_to_fill_in_again(client: Client) -> None:
    asked, sent = client.get("/wrong"), client.post("/wrong")
    assert asked.status_code == sent.status_code == 422
    assert "这样查不了" in asked.content.decode()
    assert "不用重填" not in asked.content.decode()
    assert "其他内容不用重填" in sent.content.decode()
