"""Signing in and out: one page each, everything wrong said at once, everybody to the own desk."""

from datetime import UTC, datetime

import pytest
from django.conf import LazySettings
from django.test import Client

from dengbu.accounts.api import AccountKind, Department, NewAccount, Post, create_account

NOW = datetime(2026, 11, 2, 9, 0, tzinfo=UTC)
PASSWORD = "correct horse battery"

pytestmark = pytest.mark.django_db


@pytest.fixture
def clerk(offices: None, settings: LazySettings) -> None:
    settings.SECOND_FACTOR = False
    create_account(
        NewAccount(
            username="chen",
            name="陈窗口",
            kind=AccountKind.OFFICER,
            password=PASSWORD,
            office="430602",
            posts=((Post.WINDOW, Department.INTAKE),),
        ),
        now=NOW,
    )


@pytest.fixture
def citizen(settings: LazySettings) -> str:
    settings.DEMO = True
    made = create_account(
        NewAccount(
            username="su",
            name="苏婉宁",
            kind=AccountKind.CITIZEN,
            password=PASSWORD,
            id_type="1",
            id_no="11010519491231002X",
        ),
        now=NOW,
    )
    return str(made.id)


def test_a_clerk_comes_to_the_window_and_leaves(client: Client, clerk: None) -> None:
    answer = client.post("/sign-in", {"username": "chen", "password": PASSWORD})
    assert (answer.status_code, answer.headers["Location"]) == (302, "/window/")
    assert client.get("/").headers["Location"] == "/window/"
    assert client.get("/desk").content.decode() == "陈窗口"
    assert "已经退出" in client.post("/sign-out").content.decode()
    assert client.get("/desk").status_code == 302


def test_one_goes_on_to_the_page_one_came_for_but_never_away(client: Client, clerk: None) -> None:
    form = {"username": "chen", "password": PASSWORD}
    answer = client.post("/sign-in", form | {"next": "/desk?unit=1"})
    assert answer.headers["Location"] == "/desk?unit=1"
    answer = client.post("/sign-in", form | {"next": "https://evil.example/"})
    assert answer.headers["Location"] == "/window/"


def test_everything_missing_is_said_at_once_at_its_field(client: Client) -> None:
    answer = client.post("/sign-in", {"username": " ", "password": ""})
    page = answer.content.decode()
    assert answer.status_code == 422
    assert 'href="#f-username"' in page
    assert 'href="#f-password"' in page


def test_a_wrong_password_keeps_the_name_and_never_the_password(
    client: Client, clerk: None
) -> None:
    answer = client.post("/sign-in", {"username": "chen", "password": "wrong wrong wrong"})
    page = answer.content.decode()
    assert answer.status_code == 401
    assert 'value="chen"' in page
    assert "wrong wrong" not in page
    assert "没有登录上" in page


def test_an_expired_session_is_explained(client: Client) -> None:
    assert "30 分钟没有操作" in client.get("/sign-in?expired=1&next=/desk").content.decode()


def test_a_citizen_of_the_demonstration_is_chosen(client: Client, citizen: str) -> None:
    page = client.get("/sign-in/citizen").content.decode()
    assert "苏婉宁" in page
    assert "1101**********002X" in page
    assert "11010519491231002X" not in page
    assert "没有叫这个名字" in client.get("/sign-in/citizen?q=赵").content.decode()
    answer = client.post("/sign-in/citizen", {"person": citizen})
    assert answer.headers["Location"] == "/me/"


def test_nobody_else_can_be_chosen(client: Client, clerk: None, citizen: str) -> None:
    for wrong in ("", "0", "x", "-430602"):
        answer = client.post("/sign-in/citizen", {"person": wrong})
        assert answer.status_code == 422
        assert "请选一位" in answer.content.decode()


def test_outside_the_demonstration_nobody_is_chosen(
    client: Client, citizen: str, settings: LazySettings
) -> None:
    settings.DEMO = False
    answer = client.post("/sign-in/citizen", {"person": citizen})
    assert "还没有接通" in answer.content.decode()
    assert client.get("/desk").status_code == 302


def test_who_lacks_the_power_is_told_who_can_help(client: Client, citizen: str) -> None:
    client.post("/sign-in/citizen", {"person": citizen})
    answer = client.get("/desk")
    assert answer.status_code == 403
    assert "受理登记申请" in answer.content.decode()


def test_a_session_in_use_is_prolonged_once_a_minute(
    client: Client, clerk: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    moment = [1_700_000_000.0]
    monkeypatch.setattr("dengbu.site.middleware.time.time", lambda: moment[0])
    client.post("/sign-in", {"username": "chen", "password": PASSWORD})
    before = client.session["prolonged"]
    moment[0] += 59
    client.get("/desk")
    assert client.session["prolonged"] == before
    moment[0] += 1
    client.get("/desk")
    assert client.session["prolonged"] == before + 60
    assert client.session.get_expiry_age() == 30 * 60


def test_nobody_gets_a_session_for_looking(client: Client) -> None:
    assert "sessionid" not in client.get("/sign-in").cookies


@pytest.mark.parametrize(
    ("post", "said", "searches"),
    [
        (Post.ARCHIVIST, "档案借阅", True),
        (Post.AUDITOR, "质量抽查", True),
        (Post.ADMIN, "事项目录", False),
        (None, "没有设岗位", False),
    ],
)
def test_a_post_without_a_desk_is_told_so(
    client: Client,
    offices: None,
    settings: LazySettings,
    post: Post | None,
    said: str,
    searches: bool,
) -> None:
    settings.SECOND_FACTOR = False
    create_account(
        NewAccount(
            username="han",
            name="韩静",
            kind=AccountKind.OFFICER,
            password=PASSWORD,
            office="430602",
            posts=((post, Department.LEGAL),) if post else (),
        ),
        now=NOW,
    )
    answer = client.post("/sign-in", {"username": "han", "password": PASSWORD})
    assert answer.headers["Location"] == "/no-desk"
    assert client.get("/").headers["Location"] == "/no-desk"
    page = client.get("/no-desk").content.decode()
    assert "韩静，您的岗位还没有工作台" in page
    assert said in page
    assert ('action="/office/find"' in page) is searches
    assert "退出" in page


def test_who_has_a_desk_is_led_to_it(client: Client, clerk: None) -> None:
    assert client.get("/no-desk").status_code == 302
    client.post("/sign-in", {"username": "chen", "password": PASSWORD})
    assert client.get("/no-desk").headers["Location"] == "/window/"
