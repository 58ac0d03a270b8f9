"""The page of an inheritance, as a browser without script sees it."""

import html
import re
from pathlib import Path
from urllib.parse import urlencode

import pytest
from django.http import HttpResponse
from django.test import Client

from dengbu.accounts import api as accounts
from dengbu.casework.models import Succession
from tests.casework.desk import Desk, open_desk
from tests.register.city import person
from tests.web.window.test_window import hidden, sign_in, text_of

pytestmark = pytest.mark.django_db
WHO = person(1).name


@pytest.fixture
def desk() -> Desk:
    return open_desk(1)


@pytest.fixture
def clerk(client: Client, desk: Desk) -> Client:
    sign_in(client, desk.windows[0])
    return client


def begun(clerk: Client, unit: str) -> str:
    """The address of a new family."""
    answer = clerk.post("/window/heirs/?" + urlencode({"unit": unit, "service": "G19"}))
    assert answer.status_code == 302
    return answer.headers["Location"]


def told(clerk: Client, place: str, **said: str) -> HttpResponse:
    """One answer to whatever is asked now."""
    return clerk.post(place, {**hidden(clerk.get(place)), "do": "tell", **said})


def dead(clerk: Client, place: str) -> None:
    answer = told(clerk, place, **{"h0.life": "DEAD", "h0.died_on": "2024-11-02"})
    assert answer.status_code == 302


def test_the_request_leads_to_the_family(clerk: Client, desk: Desk) -> None:
    page = text_of(clerk.get("/window/?" + urlencode({"unit": desk.units[0], "service": "G19"})))
    assert "填家庭关系" in page
    sale = text_of(clerk.get("/window/?" + urlencode({"unit": desk.units[0], "service": "G10"})))
    assert "填家庭关系" not in sale
    first = text_of(clerk.get(begun(clerk, desk.units[0])))
    assert "登记的权利人，哪一位去世了？" in first
    assert person(1).id_no not in first


def test_a_wrong_answer_comes_back_with_every_fault_at_its_field(clerk: Client, desk: Desk) -> None:
    place = begun(clerk, desk.units[0])
    dead(clerk, place)
    answer = told(clerk, place, any="yes", **{"rows.0.since": "昨天", "rows.1.until": "x"})
    page = text_of(answer)
    assert answer.status_code == 422
    assert "请填写姓名" in page
    again = told(clerk, place, any="yes", **{"rows.0.name": "妻", "rows.0.since": "昨天"})
    page = text_of(again)
    assert again.status_code == 422
    assert 'value="妻"' in page
    assert 'href="#f-rows-0-since"' in page
    assert Succession.objects.get().told == [
        {"key": "HOLDERS", "said": {"h0.life": "DEAD", "h0.died_on": "2024-11-02"}}
    ]


def test_nobody_died_before_they_held(clerk: Client, desk: Desk) -> None:
    """Acceptance would refuse it (E12): it is told at the first question, not after the last."""
    place = begun(clerk, desk.units[0])
    answer = told(clerk, place, **{"h0.life": "DEAD", "h0.died_on": "2019-11-02"})
    page = text_of(answer)
    assert answer.status_code == 422
    assert f"{WHO}2024年1月8日才取得这套房子，去世的日期更早，请核对" in page
    assert 'href="#f-h0-died_on"' in page
    assert Succession.objects.get().told == []


def test_what_cannot_be_true_opens_the_last_answer(clerk: Client, desk: Desk) -> None:
    place = begun(clerk, desk.units[0])
    dead(clerk, place)
    told(clerk, place, any="no")
    told(clerk, place, any="yes", **{"rows.0.name": "子", "rows.0.born_on": "1900-01-01"})
    page = text_of(clerk.get(place))
    assert f"{WHO}不比子女子年长，请核对出生日期" in page
    assert "请先改好这一问" in page
    assert 'value="子"' in page


def test_an_earlier_answer_is_opened_again_and_put_right(clerk: Client, desk: Desk) -> None:
    place = begun(clerk, desk.units[0])
    dead(clerk, place)
    told(clerk, place, any="yes", **{"rows.0.name": "妻", "rows.0.since": "1990-01-01"})
    opened = clerk.get(place.partition("?")[0], {"ask": "SPOUSE:h0"})
    assert 'value="妻"' in text_of(opened)
    sent = {**hidden(opened), "do": "tell", "any": "no"}
    assert clerk.post(place, sent).status_code == 302
    assert Succession.objects.get().told[-1]["said"] == {"any": "no"}


def back(clerk: Client, page: str, at: str) -> str:
    """What stands behind “上一问” of a page at an address."""
    href = re.search(r'<a class="button" href="([^"]+)">上一问', page)
    assert href is not None
    return text_of(clerk.get(at.partition("?")[0] + html.unescape(href[1])))


def test_one_question_back_shows_what_was_answered_and_keeps_all(clerk: Client, desk: Desk) -> None:
    place = begun(clerk, desk.units[0])
    assert "上一问" not in text_of(clerk.get(place))
    dead(clerk, place)
    told(clerk, place, any="yes", **{"rows.0.name": "妻", "rows.0.since": "1990-01-01"})
    kept = Succession.objects.get().told
    asked = text_of(clerk.get(place))
    last = back(clerk, asked, place)
    assert 'value="妻"' in last
    assert 'value="1990-01-01"' in last
    first = back(clerk, last, place)
    assert 'value="2024-11-02"' in first
    assert "上一问" not in first
    assert Succession.objects.get().told == kept
    dead(clerk, place.partition("?")[0] + "?ask=HOLDERS")  # going on: the same answer again
    assert Succession.objects.get().told == kept
    title = re.compile(r'heirs-title">([^<]*)')
    assert title.findall(text_of(clerk.get(place))) == title.findall(asked)


def test_what_belongs_to_an_answer_says_so(clerk: Client, desk: Desk) -> None:
    """The style sheet hides what belongs to an answer that was not given; nothing else does."""
    place = begun(clerk, desk.units[0])
    dead(clerk, place)
    while "遗嘱" not in (page := text_of(clerk.get(place))):
        told(clerk, place, any="no")
    will = page[page.index("heirs-form") :]
    for name, when in (
        ("made_on", "given"),
        ("form", "will"),
        ("witnesses", "witnessed"),
        ("loose", "printed"),
        ("danger_over", "oral"),
        ("rows.0.name", "given"),
        ("reserve.name", "will"),
    ):
        before = will[: will.index(f'name="{name}"')]
        assert before.rpartition('data-when="')[2].startswith(f'{when}"'), name
        sheet = Path("dengbu/web/window/static/window/heirs.css").read_text(encoding="utf-8")
        assert f'[data-when="{when}"]' in sheet
    assert "data-when" not in will[: will.index('name="any"')]


def test_nobody_is_called_he(clerk: Client, desk: Desk) -> None:
    """Whoever died is named: the register does not always tell a man from a woman."""
    place = begun(clerk, desk.units[0])
    dead(clerk, place)
    seen = ""
    for _ in range(20):
        page = text_of(clerk.get(place))
        seen += page[page.index('id="question"') :]
        if f'heirs-title">{WHO}有哪些子女' in page:
            gone = {"rows.0.name": "罗晓川", "rows.0.life": "DEAD", "rows.0.died_on": "2019-08-01"}
            told(clerk, place, any="yes", **gone)
        elif "要还是放弃" in page or "都问完了" in page:
            break
        else:
            told(clerk, place, any="no", common="no")
    assert f"由{WHO}抚养大的继子女" in seen
    assert f"对{WHO}尽了主要赡养义务" in seen
    assert not re.search("[由对给]他|他的|他实际", seen)


def test_two_windows_do_not_overwrite_each_other(clerk: Client, desk: Desk) -> None:
    place = begun(clerk, desk.units[0])
    old = hidden(clerk.get(place))
    dead(clerk, place)
    late = {**old, "do": "tell", "h0.life": "DEAD", "h0.died_on": "2024-05-01"}
    answer = clerk.post(place, late)
    assert answer.status_code == 409
    assert "别的窗口刚刚改过这份家庭关系" in text_of(answer)


def test_nobody_else_opens_it(clerk: Client, desk: Desk) -> None:
    place = begun(clerk, desk.units[0])
    assert clerk.get("/window/heirs/" + "0" * 32).status_code == 404
    assert clerk.post(place, {"do": "tell", "key": "NOBODY", "revision": "0"}).status_code == 404
    examiner = accounts.Account.objects.get(id=desk.transfers[0].id)
    clerk.force_login(examiner)
    assert clerk.get(place).status_code == 403
    clerk.logout()
    assert clerk.get(place).status_code in (302, 401)


def test_a_waiting_share_cannot_be_entered_yet(clerk: Client, desk: Desk) -> None:
    place = begun(clerk, desk.units[0])
    dead(clerk, place)
    while "哪些子女" not in text_of(clerk.get(place)):
        told(clerk, place, any="no")
    told(clerk, place, any="yes", **{"rows.0.name": "胎儿", "rows.0.life": "UNBORN"})
    for _ in range(5):
        page = text_of(clerk.get(place))
        if "现在还不能登记" in page:
            break
        told(clerk, place, any="no")
    assert "胎儿的一份还没有人能登记" in page
    assert "填进申请" not in page


def test_a_home_in_the_name_of_the_spouse_who_lives(clerk: Client, desk: Desk) -> None:
    """From the first question to the form, filled in: who died, and the heirs with their shares."""
    place = begun(clerk, desk.units[0])
    first = text_of(clerk.get(place))
    assert "去世的是没有登记的配偶" in first
    gone = {"h0.life": "ALIVE", "spouse.name": "罗国栋", "spouse.died_on": "2023-03-04"}
    wrong = told(clerk, place, **{**gone, "spouse.died_on": ""})
    assert wrong.status_code == 422
    assert 'href="#f-spouse-died_on"' in text_of(wrong)
    assert told(clerk, place, **gone).status_code == 302
    for _ in range(20):
        page = text_of(clerk.get(place))
        asked = re.search(r'heirs-title">([^<]*)', page)
        assert asked is not None
        if asked[1] == "都问完了":
            break
        if "罗国栋有哪些子女" in asked[1]:
            told(clerk, place, any="yes", **{"rows.0.name": "罗晓峰", "rows.0.other": "h0"})
        elif "要还是放弃" in asked[1]:
            told(clerk, place, stance="takes")
        else:
            told(clerk, place, any="no")
    assert "都问完了" in page
    href = re.search(r'href="([^"]*heirs=[^"]*)"', page)
    assert href is not None
    form = text_of(clerk.get(html.unescape(href[1])))
    for said in ("罗国栋", "2023-03-04", "罗晓峰", WHO):
        assert f'value="{said}"' in form
    assert 'value="3/4"' in form


@pytest.mark.parametrize("kind", ["no", "will", "pact"])
def test_a_will_that_was_told_stands_among_the_papers(clerk: Client, desk: Desk, kind: str) -> None:
    """Whoever told it read it from the paper, so the form begins with the original."""
    place = begun(clerk, desk.units[0])
    dead(clerk, place)
    left = {"rows.0.name": "罗晓峰", "rows.0.share": "1", "made_on": "2022-01-01"}
    for _ in range(20):
        page = text_of(clerk.get(place))
        title = re.search(r'heirs-title">([^<]*)', page)
        assert title is not None
        if title[1] == "都问完了":
            break
        if title[1] == f"{WHO}有哪些子女？":
            told(clerk, place, any="yes", **{"rows.0.name": "罗晓峰"})
        elif "留下遗嘱" in title[1]:
            told(clerk, place, any=kind, form="OWN_HAND", **(left if kind != "no" else {}))
        elif "要还是放弃" in title[1]:
            told(clerk, place, stance="takes")
        else:
            told(clerk, place, any="no")
    assert title[1] == "都问完了"
    href = re.search(r'href="([^"]*heirs=[^"]*)"', page)
    assert href is not None
    form = text_of(clerk.get(html.unescape(href[1])))
    paper = form[form.index('name="materials.wl"') :].partition("</select>")[0]
    chosen = re.findall(r'value="(\w*)" selected', paper)
    assert chosen == ["" if kind == "no" else "ORIGINAL"]
