"""工作列表 on screen: counts, filters and pages that the address keeps; what cannot be asked."""

from datetime import timedelta
from urllib.parse import parse_qs, urlsplit

import pytest
from django.test import Client
from django.utils import timezone

from dengbu.accounts import api as accounts
from dengbu.casework import api as casework
from dengbu.casework.models import Case
from dengbu.web.office import lists
from tests.casework.desk import Desk, officer, open_desk
from tests.web.office.working import case_of, sign_in, text_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def desk() -> Desk:
    return open_desk(3)


@pytest.fixture
def cases(desk: Desk) -> list[casework.CaseView]:
    return [case_of(desk, n) for n in range(3)]


def test_each_list_shows_its_cases_and_every_tab_its_count(
    client: Client, desk: Desk, cases: list[casework.CaseView]
) -> None:
    Case.objects.filter(case_no=cases[0].case_no).update(
        paused_since=timezone.now(), paused_for="TAX", paused_reason="等缴税"
    )
    sign_in(client, desk.windows[0].id)
    answer = client.get("/office/lists")
    shown = {tab.label: tab.count for tab in answer.context["tabs"]}
    assert (shown["全部在办"], shown["待审核"], shown["等缴税"]) == (3, 2, 1)
    assert shown["已办结"] is None
    paused = client.get("/office/lists/tax")
    assert [one.line.case_no for one in paused.context["lines"]] == [cases[0].case_no]
    assert "暂停计时" in text_of(paused)
    assert f"/office/cases/{cases[0].case_no}" in text_of(paused)
    assert "这里没有件" in text_of(client.get("/office/lists/entry"))
    assert client.get("/office/lists/nowhere").status_code == 404


def test_promised_and_statutory_time_stand_side_by_side(
    client: Client, desk: Desk, cases: list[casework.CaseView]
) -> None:
    now = timezone.now()
    Case.objects.filter(case_no=cases[1].case_no).update(
        due_at=now - timedelta(minutes=18), statutory_due_at=now - timedelta(minutes=5)
    )
    sign_in(client, desk.windows[0].id)
    plain = client.get("/office/lists")
    assert [near.count for near in plain.context["nears"]][0] == 1
    over = client.get("/office/lists?due=OVERDUE")
    (one,) = over.context["lines"]
    assert one.line.case_no == cases[1].case_no
    assert "超时 18 分" in text_of(over)
    assert "超时 5 分" in text_of(over)  # of the statutory time
    assert len(client.get("/office/lists?due=BREACHED").context["lines"]) == 1
    back = next(near for near in over.context["nears"] if near.current)
    assert back.href == "/office/lists"


def test_the_address_keeps_filters_over_pages_and_tabs(
    client: Client,
    desk: Desk,
    cases: list[casework.CaseView],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(lists, "PAGE", 2)
    sign_in(client, desk.windows[0].id)
    address = "/office/lists?whose=ACCEPTED&q=&service=G10&channel=W"
    first = client.get(address)
    assert len(first.context["lines"]) == 2
    assert not first.context["previous"]
    second = client.get(first.context["following"])
    asked = parse_qs(urlsplit(first.context["following"]).query)
    assert (asked["whose"], asked["service"], asked["channel"]) == (["ACCEPTED"], ["G10"], ["W"])
    assert len(second.context["lines"]) == 1
    assert not second.context["following"]
    again = client.get(second.context["previous"])
    assert [x.line.id for x in again.context["lines"]] == [
        x.line.id for x in first.context["lines"]
    ]
    assert all("service=G10" in tab.href for tab in second.context["tabs"])
    swapped = client.get(address, headers={"HX-Request": "true"})
    assert swapped.headers["HX-Push-Url"] == ("/office/lists?whose=ACCEPTED&service=G10&channel=W")


def test_a_click_on_a_head_sorts_and_the_address_keeps_it(
    client: Client,
    desk: Desk,
    cases: list[casework.CaseView],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(lists, "PAGE", 2)
    sign_in(client, desk.windows[0].id)
    plain = client.get("/office/lists?channel=W")
    heads = {one.label: one for one in plain.context["columns"]}
    assert heads["承诺时限"].sort == "ascending"
    assert (heads["坐落"].href, heads["办什么"].sort) == ("", "none")
    up = client.get(heads["办什么"].href)
    heads = {one.label: one for one in up.context["columns"]}
    down = client.get(heads["办什么"].href)
    for page, falling in ((up, False), (down, True)):
        asked = parse_qs(urlsplit(page.context["following"]).query)
        assert asked["sort"] == ["-number" if falling else "number"]
        assert asked["channel"] == ["W"]
        shown = [x.line.case_no for x in page.context["lines"]]
        shown += [x.line.case_no for x in client.get(page.context["following"]).context["lines"]]
        assert shown == sorted((c.case_no for c in cases), reverse=falling)
        tabs = {tab.label: tab.href for tab in page.context["tabs"]}
        assert "sort=" in tabs["待审核"]
        assert "sort=" not in tabs["已办结"]  # which is not sorted by it
        assert page.context["clear"]
    assert heads["承诺时限"].href == "/office/lists?channel=W"
    assert "受理" in text_of(client.get("/office/lists?sort=-received"))
    assert not client.get("/office/lists?sort=number").context["clear"]  # it narrows nothing
    taken = client.post("/office/lists/all/sheet?sort=-number", {"purpose": "核对本周的件"})
    numbers = [row.split(",")[0] for row in taken.content.decode("utf-8-sig").splitlines()[1:]]
    assert numbers == sorted(numbers, reverse=True)
    assert client.get("/office/lists?sort=name").status_code == 422
    assert client.get("/office/lists/closed?sort=number").status_code == 422


def test_everything_that_cannot_be_asked_is_told_at_once(
    client: Client, desk: Desk, cases: list[casework.CaseView]
) -> None:
    sign_in(client, desk.windows[0].id)
    answer = client.get("/office/lists?channel=X&mark=Q&from=2024-13-01&examiner=a&after=x")
    assert answer.status_code == 422
    fields = {fault.field for fault in answer.context["faults"].faults}
    assert fields == {"channel", "mark", "from", "examiner"}
    assert answer.context["page"] is None
    assert client.get("/office/lists?after=x").status_code == 422
    assert "没有对上的" in text_of(client.get("/office/lists?q=没有这个人"))


def test_who_may_look(client: Client, desk: Desk, cases: list[casework.CaseView]) -> None:
    post, where = accounts.Post, accounts.Department.ARCHIVES
    for n, (held, status) in enumerate(((post.AUDITOR, 200), (post.ADMIN, 403))):
        who = officer(f"别人{n}", (held, where))
        assert sign_in(client, who.id).get("/office/lists").status_code == status
        assert ("/office/lists" in text_of(client.get("/no-desk"))) == (status == 200)
    sign_in(client, desk.windows[0].id)
    assert client.get("/office/lists?whose=MINE").status_code == 403
    client.logout()
    assert client.get("/office/lists").status_code == 302


def test_a_number_longer_than_any_is_no_failure_of_ours(client: Client, desk: Desk) -> None:
    sign_in(client, officer("科长", (accounts.Post.CHIEF, accounts.Department.TRANSFER)).id)
    place = f"/office/cases/{case_of(desk, 0).case_no}/decide"
    for number in ("9" * 4_500, "9" * 30, "９" * 5, "-1"):
        assert client.get("/office/", {"of": number}).status_code == 200
        assert client.post(place, {"revision": number, "do": "approve"}).status_code < 500


def test_a_list_is_taken_out_for_a_purpose_and_names_by_post(
    client: Client, desk: Desk, cases: list[casework.CaseView], caplog: pytest.LogCaptureFixture
) -> None:
    person = cases[0].parties[0].name
    sign_in(client, desk.windows[0].id)
    place = "/office/lists/all/sheet?q=" + cases[0].case_no
    assert client.post(place, {"purpose": "看"}).status_code == 422
    with caplog.at_level("INFO", logger="dengbu.access"):
        answer = client.post(place, {"purpose": "核对本周超期的件"})
    sheet = answer.content.decode("utf-8-sig").splitlines()
    assert len(sheet) == 2  # the filter of the address holds
    assert cases[0].case_no[-4:] in sheet[1]
    assert (person in sheet[1]) is sheet[0].endswith("谁来办")
    assert "purpose=核对本周超期的件" in caplog.text
    auditor = officer("审计", (accounts.Post.AUDITOR, accounts.Department.ARCHIVES))
    sign_in(client, auditor.id)
    bare = client.post(place, {"purpose": "抽查办理时限"}).content.decode("utf-8-sig")
    assert person not in bare
    assert cases[0].address in bare
