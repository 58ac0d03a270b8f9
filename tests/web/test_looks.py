"""Every page and operation is declared: it leaves a look, or it is said why not."""

import shutil
from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
from django.test import Client
from django.urls import NoReverseMatch, URLPattern, URLResolver, get_resolver, reverse
from django.utils import timezone

from dengbu.accounts import api as accounts
from dengbu.accounts.models import Disclosure, LookQuestion
from dengbu.cadastre import api as cadastre
from dengbu.casework import api as casework
from dengbu.casework.catalogue import load_catalogue
from dengbu.inquiry.jobs import erase_old
from dengbu.kernel.numbers import show_case_no
from dengbu.web.office.looks import PAGE
from dengbu.web.shared import looks
from tests.casework import asks
from tests.casework.desk import ENTERED, NOW, OFFICE, ROOT, Desk, officer, open_desk
from tests.casework.test_waiting_for_nobody import seizure
from tests.register.city import person
from tests.web.citizen.test_citizen import citizen, sell, text_of
from tests.web.uses import LIVING, burden

SEEING = (accounts.Post.CHIEF, accounts.Post.AUDITOR, accounts.Post.CASHIER, accounts.Post.ADMIN)
HOUSE = {"None"}  # /healthz, which says whether the house stands


def _names(resolver: URLResolver, inside: str = "") -> Iterator[str]:
    for one in resolver.url_patterns:
        if isinstance(one, URLPattern):
            yield f"{inside}{one.name}"
        else:
            yield from _names(one, f"{inside}{one.namespace}:" if one.namespace else inside)


ALL = set(_names(get_resolver()))


@pytest.mark.parametrize("name", sorted(ALL - HOUSE))
def test_every_address_is_declared_once(name: str) -> None:
    whole = name.partition(":")[0] in looks.FACES
    assert (name in looks.READS) + (name in looks.NOT_READS) + whole == 1


def test_nothing_is_declared_that_is_not_there() -> None:
    assert set(looks.READS) | set(looks.NOT_READS) <= ALL
    assert all(len(why) > 5 for why in looks.NOT_READS.values())


@pytest.fixture
def desk(db: None) -> Desk:
    return open_desk()


def browser(actor: accounts.Actor) -> Client:
    client = Client()
    client.force_login(accounts.Account.objects.get(id=actor.id))
    return client


def seen(n: int) -> list[accounts.LookView]:
    who = person(n)
    return list(accounts.looks_of(who.id_type, who.id_no))


def test_a_case_page_is_seen_by_everybody_in_the_case(desk: Desk) -> None:
    case = sell(desk)
    window = browser(desk.windows[0])
    assert window.get(f"/window/cases/{case.case_no}").status_code == 200
    for n in (1, 901):
        (look,) = seen(n)
        assert look.kind is accounts.LookKind.CASE and look.place == case.case_no
        assert look.who == desk.windows[0].name and look.post == "受理岗"


def test_lists_searches_and_units_are_seen(desk: Desk) -> None:
    sell(desk)
    window = browser(desk.windows[0])
    window.get("/window/cases/")
    window.get("/window/search", {"q": person(1).id_no})
    window.get("/window/", {"unit": desk.units[0]})
    kinds = [look.kind for look in seen(1)]
    assert sorted(kinds) == ["LIST", "SEARCH", "UNIT"]


def test_everybody_on_a_unit_sees_it_not_only_the_owner(desk: Desk) -> None:
    burden(desk)
    window = browser(desk.windows[0])
    assert window.get(f"/office/units/{desk.units[0]}").status_code == 200
    looked = set(Disclosure.objects.values_list("id_type", "id_no"))
    assert {person(1).key, person(2).key, LIVING.key} <= looked


def test_what_was_not_shown_leaves_nothing(desk: Desk) -> None:
    case = sell(desk)
    assert Client().get(f"/window/cases/{case.case_no}").status_code == 302
    assert citizen(1).get(f"/window/cases/{case.case_no}").status_code == 403
    window = browser(desk.windows[0])
    assert window.get("/window/cases/43060220991231000001").status_code == 404
    assert seen(1) == []


def test_people_read_where_it_was_in_words(desk: Desk) -> None:
    case = sell(desk)
    window, unit = browser(desk.windows[0]), desk.units[0]
    window.get("/window/search", {"q": person(1).id_no})
    window.get("/window/", {"unit": unit})
    window.get(f"/window/cases/{case.case_no}")
    phone = citizen(1)
    told = text_of(phone.get("/me/looks/"))
    address = cadastre.places({unit})[unit].address
    assert f"{address}（单元 {unit[:6]} {unit[6:12]} {unit[12:19]} {unit[19:]}）" in told
    assert f"业务号 {show_case_no(case.case_no)}" in told
    assert accounts.office(OFFICE).name in told and f'note">{OFFICE}<' not in told
    for look in seen(1):
        page = text_of(phone.get(f"/me/looks/{look.id}"))
        assert f"<dd>{look.place}</dd>" not in page
    assert address in text_of(browser_of_auditor().get("/office/looks"))


def test_a_debtor_is_not_told_of_a_seizure_by_who_looked_at_it(desk: Desk) -> None:
    request, debtor = seizure(desk), asks.party(casework.Role.DEBTOR, person(1), agreed=False)
    window = desk.windows[0]
    order = casework.submit(
        replace(request, parties=(*request.parties, debtor)), actor=window, now=timezone.now()
    )
    browser(window).get(f"/window/cases/{order.case_no}")
    (look,) = seen(1)
    phone = citizen(1)
    assert show_case_no(order.case_no) not in text_of(phone.get("/me/looks/"))
    assert phone.get(f"/me/looks/{look.id}").status_code == 404


def test_the_phone_lists_asks_and_reads_the_answer(desk: Desk) -> None:
    case = sell(desk)
    browser(desk.windows[0]).get(f"/window/cases/{case.case_no}")
    phone = citizen(1)
    assert "谁看过我的信息" in text_of(phone.get("/me/"))
    page = text_of(phone.get("/me/looks/"))
    assert f"{desk.windows[0].name}，受理岗" in page and "办理这一件登记" in page
    (look,) = seen(1)
    wrong = phone.post(f"/me/looks/{look.id}", {"reason": "?"})
    assert wrong.status_code == 422 and "至少 4 个字" in text_of(wrong)
    assert phone.post(f"/me/looks/{look.id}", {"reason": "为什么看我的"}).status_code == 302
    assert "还没有答复" in text_of(phone.get(f"/me/looks/{look.id}"))
    assert "已经问过了" in text_of(phone.post(f"/me/looks/{look.id}", {"reason": "为什么看我"}))
    assert citizen(2).get(f"/me/looks/{look.id}").status_code == 404
    account = accounts.create_account(
        accounts.NewAccount(
            username="audit1",
            name="韩静",
            kind=accounts.AccountKind.OFFICER,
            password="long-enough-for-tests",
            office=desk.windows[0].office,
            posts=((accounts.Post.AUDITOR, accounts.Department.ARCHIVES),),
        ),
        now=NOW,
    )
    auditor = browser(accounts.actor_of(account))
    board = text_of(auditor.get("/office/looks"))
    assert "为什么看我的" in board and desk.windows[0].name in board
    assert f"看办件，{case.case_no}：办理这一件登记" in board  # the answerer can open it
    (question,) = accounts.questions(accounts.actor_of(account))
    short = auditor.post("/office/looks", {"question": question.id, "answer": "x"})
    assert short.status_code == 422
    sent = {"question": question.id, "answer": "那天您在窗口申请了过户"}
    assert auditor.post("/office/looks", sent).status_code == 302
    assert "那天您在窗口申请了过户" in text_of(phone.get(f"/me/looks/{look.id}"))
    assert browser(desk.windows[0]).get("/office/looks").status_code == 403
    found = text_of(auditor.get("/office/looks", {"officer": desk.windows[0].name}))
    assert show_case_no(case.case_no) in found
    assert auditor.get("/office/looks", {"day": "x"}).status_code == 422


def test_terms_of_the_office_say_in_how_many_days_a_question_is_answered(
    desk: Desk, tmp_path: Path
) -> None:
    copy = Path(shutil.copytree(ROOT / "catalogue", tmp_path / "catalogue"))
    file = copy / "inquiry.toml"
    file.write_text(file.read_text().replace("looks_answered = 5", "looks_answered = 8"))
    load_catalogue(copy, office=OFFICE, now=ENTERED)
    case = sell(desk)
    browser(desk.windows[0]).get(f"/window/cases/{case.case_no}")
    phone = citizen(1)
    (look,) = seen(1)
    assert "8 个工作日内答复" in text_of(phone.get(f"/me/looks/{look.id}"))
    before = timezone.now()
    assert phone.post(f"/me/looks/{look.id}", {"reason": "为什么看我的"}).status_code == 302
    asked = LookQuestion.objects.get()
    calendar = casework.work_calendar(OFFICE, since=before - timedelta(days=1))
    assert asked.due_at == calendar.add_statutory_days(asked.asked_at, 8).at
    assert asked.due_at > before + timedelta(days=9)  # eight working days and a weekend


def test_an_auditor_turns_pages_and_the_search_goes_along(desk: Desk) -> None:
    account = browser_of_auditor()
    reader, now = desk.windows[0], timezone.now()
    for n in range(2 * PAGE + 3):
        at = now - timedelta(seconds=n // 3)  # several in one moment
        people = [person(k).key for k in range(1, 2 + n % 4)]
        kind, place = accounts.LookKind.CASE, f"件{n:03d}"
        accounts.note_reads(reader, people, kind=kind, place=place, now=at)
    other = desk.windows[1]
    accounts.note_reads(other, [person(1).key], kind=kind, place="别人的", now=now)
    address, found = f"/office/looks?officer={reader.name}", list[accounts.ReadView]()
    while address:
        page = account.get(address)
        assert page.status_code == 200 and len(page.context["reads"]) <= PAGE
        found += [one for one, _ in page.context["reads"]]
        address = page.context["following"].partition("#")[0]
    assert sorted(one.place for one in found) == [f"件{n:03d}" for n in range(2 * PAGE + 3)]
    assert {one.place: one.people for one in found} == {
        f"件{n:03d}": 1 + n % 4 for n in range(2 * PAGE + 3)
    }
    assert [one.at for one in found] == sorted((one.at for one in found), reverse=True)
    back = page.context["previous"].partition("#")[0]
    assert [one for one, _ in account.get(back).context["reads"]] == found[PAGE : 2 * PAGE]
    assert '<td data-label="哪一件、哪一处">别人的' not in text_of(account.get(back))
    for wrong in ("x", "1~", "1~2~3", "9" * 40, "1~-2"):
        answer = account.get("/office/looks", {"after": wrong})
        assert answer.status_code == 422 and "翻页的位置不对" in text_of(answer)


def browser_of_auditor() -> Client:
    return browser(officer("督查", (accounts.Post.AUDITOR, accounts.Department.ARCHIVES)))


def test_terms_of_the_office_say_how_long_looks_are_kept(desk: Desk) -> None:
    case = sell(desk)
    browser(desk.windows[0]).get(f"/window/cases/{case.case_no}")
    assert erase_old(now=NOW) == 0
    Disclosure.objects.update(at=NOW.replace(year=NOW.year - 6))
    rows = Disclosure.objects.count()
    assert rows and erase_old(now=NOW) == rows
    assert seen(1) == []


def test_pages_that_leave_no_look_show_nobody(desk: Desk) -> None:
    """Opened by whoever may: neither a name nor a number of people who are in the register."""
    case = sell(desk)
    staff = [
        *desk.windows[:1],
        *desk.transfers,
        *(officer(post.value, (post, accounts.Department.TRANSFER)) for post in SEEING),
    ]
    shown = dict[str, list[str]]()
    for name in sorted(looks.NOT_READS):
        try:
            place = reverse(name)
        except NoReverseMatch:  # of one thing, named in its address
            continue
        pages = [text_of(browser(one).get(place, {"q": case.case_no})) for one in staff]
        shown[name] = pages
        for who in (person(1), person(901)):
            assert all(who.id_no not in page for page in pages), name
            assert all(who.name not in page for page in pages), name
    assert len(shown) > 10
