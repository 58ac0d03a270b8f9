"""What the window offers for a unit: possible, possible with a consent, and not possible."""

import re
from datetime import date

import pytest
from django.http import HttpResponse
from django.test import Client
from django.utils import timezone

from dengbu.accounts import api as accounts
from dengbu.casework import api as casework
from dengbu.register import api as register
from dengbu.web.shared.parts import Hindrance
from dengbu.web.window.offering import Choices, choices
from dengbu.web.window.strip import cells
from tests.casework.desk import ENTERED, Desk, open_desk
from tests.register.city import BANK, OTHER_BANK, book, booking, mortgage, person

pytestmark = pytest.mark.django_db
HIDDEN = re.compile(r'<input type="hidden" name="([^"]+)" value="([^"]*)"')


@pytest.fixture
def desk() -> Desk:
    return open_desk()


@pytest.fixture
def clerk(client: Client, desk: Desk) -> Client:
    client.force_login(accounts.Account.objects.get(id=desk.windows[0].id))
    return client


def text_of(answer: HttpResponse) -> str:
    return answer.content.decode()


def notice(unit: str) -> None:
    """Somebody has an advance notice on the unit."""
    act = register.EnterNotice(
        unit_code=unit,
        kind=register.NoticeKind.OTHER_SALE,
        holders=(person(7),),
        obligors=(person(1),),
    )
    assert book(booking(act, applicants=(person(7), person(1))))[0].booked


def free(desk: Desk, unit: str) -> None:
    """The mortgage of the unit is gone."""
    act = register.CancelMortgage(unit_code=unit, proof_no=desk.proofs[0], applicants=(BANK,))
    assert book(booking(act, applicants=(BANK,)))[0].booked


def lend(desk: Desk, *, restricted: bool = False) -> None:
    loan = mortgage(desk.units[0], (person(1),), bank=OTHER_BANK, restricted=restricted)
    assert book(booking(loan, applicants=(person(1), OTHER_BANK)), at=ENTERED)[0].booked


def offered(unit: str) -> Choices:
    offers = casework.offered(unit, now=timezone.now())
    return choices(offers, unit_code=unit, chosen="", text="", cases=())


def split(found: Choices) -> tuple[list[Hindrance], list[Hindrance]]:
    """Those of a consent, and the bars."""
    bars = found.hindrances
    return [b for b in bars if b.consent], [b for b in bars if not b.consent]


def test_no_consent_is_asked_for_what_is_not_possible_anyway(clerk: Client, desk: Desk) -> None:
    free(desk, desk.units[0])
    notice(desk.units[0])
    found = offered(desk.units[0])
    asked, barred = split(found)
    possible = {act.label for act in found.acts}
    assert {title for bar in asked for title in bar.what.split("、")} <= possible
    assert not {title for bar in barred for title in bar.what.split("、")} & possible
    (way,) = (way for bar in barred for way in bar.ways)
    assert way.label == "没有抵押的房子可以直接过户，也要有人同意，见“能办，但要有人同意”"
    shown = text_of(clerk.get("/window/", {"unit": desk.units[0]}))
    assert shown.index("能办，但要有人同意</h2>") < shown.index("暂时不能办</h2>")
    assert "有人同意就能办" not in shown


def test_the_way_out_of_a_mere_lack_of_mortgage_names_no_consent(desk: Desk) -> None:
    free(desk, desk.units[0])
    asked, barred = split(offered(desk.units[0]))
    assert not asked
    assert [way.label for bar in barred for way in bar.ways] == ["没有抵押的房子可以直接过户"]


def test_an_agreed_ban_names_the_consent_and_the_way_round(desk: Desk) -> None:
    lend(desk, restricted=True)
    asked, _ = split(offered(desk.units[0]))
    (ban,) = (bar for bar in asked if "限制转让" in bar.reason)
    assert f"请{OTHER_BANK.name}一起来签字同意，就能直接过户" in ban.reason
    assert "改办带押过户" in ban.ways[0].label


def test_an_objection_asks_for_a_promise_before_one_begins(clerk: Client, desk: Desk) -> None:
    act = register.EnterObjection(unit_code=desk.units[0], objector=person(7), matter="少记了")
    assert book(booking(act, applicants=(person(7),)))[0].booked
    found = offered(desk.units[0])
    (look,) = (bar for bar in found.hindrances if bar.look)
    assert "签《知悉异议承诺书》就能接着办" in look.reason
    assert "二手房买卖" in look.what
    assert set(look.what.split("、")) <= {act.label for act in found.acts}
    shown = text_of(clerk.get("/window/", {"unit": desk.units[0]}))
    assert shown.index("能办，但要先知道</h2>") < shown.index("签《知悉异议承诺书》")


def test_a_stopped_home_says_each_service_once_and_nothing_of_what_is_done(desk: Desk) -> None:
    free(desk, desk.units[0])
    stop = register.RestrictByGovernment(
        unit_code=desk.units[0],
        organ="岳阳楼区政府",
        document_no="征1号",
        from_day=date(2024, 12, 1),
        to_day=None,
    )
    assert book(booking(stop))[0].booked
    asked, barred = split(offered(desk.units[0]))
    assert not asked
    titles = [title for bar in barred for title in bar.what.split("、")]
    assert titles.count("二手房买卖（带押过户）") == 1
    assert len(titles) == len(set(titles))
    assert not any("首次登记" in title for title in titles)
    (nothing,) = (bar for bar in barred if "没有什么要注销" in bar.reason)
    assert "带押过户" not in nothing.what  # the way round it is barred as well


def test_two_mortgages_are_both_named_and_told_apart(clerk: Client, desk: Desk) -> None:
    lend(desk)
    state = register.unit_state(desk.units[0], now=timezone.now())
    fact = cells(state, now=timezone.now())[1].fact
    assert BANK.name in fact
    assert OTHER_BANK.name in fact
    shown = text_of(clerk.get("/window/", {"unit": desk.units[0], "service": "C09"}))
    select = shown[shown.index('name="cancel.proof_no"') :].partition("</select>")[0]
    labels = re.findall(r"<option[^>]*>([^<]+)<", select)
    assert [label.partition(" ")[0] for label in labels] == [BANK.name, OTHER_BANK.name]


def sale(clerk: Client, unit: str) -> tuple[str, dict[str, str]]:
    """The address and the fields of a sale."""
    place, buyer = f"/window/?unit={unit}&service=G10", person(901)
    return place, {
        **dict(HIDDEN.findall(text_of(clerk.get(place)))),
        "parties.0.agreed": "1",
        "parties.1.name": buyer.name,
        "parties.1.id_type": "1",
        "parties.1.id_no": buyer.id_no,
        "parties.1.agreed": "1",
        "price": "800000",
        **{f"materials.{code}": "ORIGINAL" for code in ("m1", "m2", "ct")},
    }


def test_the_receipt_tells_what_stays_on_the_home(clerk: Client, desk: Desk) -> None:
    place, fields = sale(clerk, desk.units[0])
    sent = clerk.post(place, fields)
    assert sent.status_code == 302, text_of(sent)
    receipt = text_of(clerk.get(sent["Location"]))
    assert "留在房子上" in receipt
    assert f"{BANK.name}的抵押，过户以后跟着房子走" in receipt


def test_the_receipt_of_a_home_without_mortgage_says_nothing_stays(
    clerk: Client, desk: Desk
) -> None:
    free(desk, desk.units[0])
    place, fields = sale(clerk, desk.units[0])
    assert "留在房子上" not in text_of(clerk.get(clerk.post(place, fields)["Location"]))


def test_errors_change_nobody_s_place(clerk: Client, desk: Desk) -> None:
    lend(desk, restricted=True)
    place, fields = sale(clerk, desk.units[0])
    added = text_of(clerk.post(place, {**fields, "add": "PRIOR_MORTGAGEE"}))
    fields |= dict(HIDDEN.findall(added))
    roles = re.compile(r'name="parties\.\d\.role" value="(\w+)"')
    before = roles.findall(added)
    assert before == ["SELLER", "BUYER", "PRIOR_MORTGAGEE"]
    for changes in ({"price": ""}, {"parties.1.name": "", "parties.1.id_no": ""}):
        again = clerk.post(place, {**fields, **changes})
        assert again.status_code == 422
        assert roles.findall(text_of(again)) == before
