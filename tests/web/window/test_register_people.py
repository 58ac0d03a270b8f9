"""People of the register in the form: who must consent, and the bank of the mortgage that ends."""

import re

import pytest
from django.http import HttpResponse
from django.test import Client

from dengbu.accounts import api as accounts
from dengbu.casework.models import Case
from tests.casework.desk import ENTERED, Desk, open_desk
from tests.register.city import BANK, OTHER_BANK, book, booking, first, mortgage, person, unit_code

pytestmark = pytest.mark.django_db
HIDDEN = re.compile(r'<input type="hidden" name="([^"]+)" value="([^"]*)"')


@pytest.fixture
def desk() -> Desk:
    return open_desk()


@pytest.fixture
def clerk(client: Client, desk: Desk) -> Client:
    client.force_login(accounts.Account.objects.get(id=desk.windows[0].id))
    return client


def lend(desk: Desk, *, restricted: bool = False) -> str:
    """A second mortgage on the first unit, of another bank; its proof."""
    loan = mortgage(desk.units[0], (person(1),), bank=OTHER_BANK, restricted=restricted)
    (done,) = book(booking(loan, applicants=(person(1), OTHER_BANK)), at=ENTERED)
    return done.certificates[0].number


def at(desk: Desk, service: str) -> str:
    return f"/window/?unit={desk.units[0]}&service={service}"


def hidden(answer: HttpResponse) -> dict[str, str]:
    return dict(HIDDEN.findall(answer.content.decode()))


def person_of(shown: str, role: str) -> str:
    """The name beside a role in the form."""
    found = re.search(rf'value="{role}">.*?class="person-name">([^<]+)<', shown, re.S)
    return found[1] if found else ""


def test_the_mortgagee_follows_the_chosen_proof(clerk: Client, desk: Desk) -> None:
    other = lend(desk)
    first = clerk.get(at(desk, "G44"))
    assert person_of(first.content.decode(), "MORTGAGEE") == BANK.name
    fields = {**hidden(first), "cancel.proof_no": other, "materials.m1": "ORIGINAL"}
    again = clerk.post(at(desk, "G44"), {**fields, "redraw": "1"})
    assert again.status_code == 200
    assert person_of(again.content.decode(), "MORTGAGEE") == OTHER_BANK.name
    assert f"{OTHER_BANK.name} 680,000.00 元" in again.content.decode()
    signed = {**fields, **hidden(again), "parties.0.agreed": "1"}
    assert clerk.post(at(desk, "G44"), signed).status_code == 302
    assert Case.objects.get().request["cancel"]["proof_no"] == other


def test_without_a_script_the_bank_that_was_shown_has_not_signed_for_the_other(
    clerk: Client, desk: Desk
) -> None:
    other = lend(desk)
    fields = {**hidden(clerk.get(at(desk, "G44"))), "parties.0.agreed": "1"}
    fields |= {"cancel.proof_no": other, "materials.m1": "ORIGINAL"}
    answer = clerk.post(at(desk, "G44"), fields)
    assert answer.status_code == 422
    assert f"抵押权人：还差{OTHER_BANK.name}的签字" in answer.content.decode()
    assert not Case.objects.exists()
    again = {**fields, **hidden(answer), "parties.0.agreed": "1"}
    assert clerk.post(at(desk, "G44"), again).status_code == 302


def test_nobody_who_died_is_asked_to_sign(clerk: Client, desk: Desk) -> None:
    """Of two who hold together whoever is named as dead; the other one signs."""
    spare = unit_code(len(desk.units) + 1)
    assert book(booking(first(spare, person(1), person(2))), at=ENTERED)[0].booked
    place, boxes = f"/window/?unit={spare}&service=G19", ("parties.0.agreed", "parties.1.agreed")
    blank = clerk.get(place)
    shown = blank.content.decode()
    assert all(f'name="{box}"' in shown for box in boxes)
    dead = person_of(shown, "SELLER")
    assert dead in (person(1).name, person(2).name)
    said = {**hidden(blank), "death.who": f"某人、{dead}", "redraw": "1"}
    again = clerk.post(place, said).content.decode()
    assert [f'name="{box}"' in again for box in boxes] == [False, True]
    assert "已经去世" in again


def test_the_bank_whose_consent_lifts_the_ban_is_added_by_one_button(
    clerk: Client, desk: Desk
) -> None:
    lend(desk, restricted=True)
    place = at(desk, "G10")
    shown = clerk.get(place)
    assert f"加一位现有抵押权人（{OTHER_BANK.name}）" in shown.content.decode()
    assert "加一位预告登记权利人" not in shown.content.decode()
    buyer = person(901)
    fields = {
        **hidden(shown),
        "parties.0.agreed": "1",
        "parties.1.name": buyer.name,
        "parties.1.id_type": "1",
        "parties.1.id_no": buyer.id_no,
        "parties.1.agreed": "1",
        "price": "800000",
        "materials.m1": "ORIGINAL",
        "materials.m2": "ORIGINAL",
        "materials.ct": "ORIGINAL",
    }
    assert "限制转让" in clerk.post(place, fields).content.decode()
    added = clerk.post(place, {**fields, "add": "PRIOR_MORTGAGEE"})
    assert person_of(added.content.decode(), "PRIOR_MORTGAGEE") == OTHER_BANK.name
    assert "加一位现有抵押权人" not in added.content.decode()
    row = next(k for k, v in hidden(added).items() if v == "PRIOR_MORTGAGEE").split(".")[1]
    without = clerk.post(place, {**fields, **hidden(added), "leave": row})
    assert "加一位现有抵押权人" in without.content.decode()
    moved = {k: v for k, v in fields.items() if not k.startswith("parties.")}
    people = {f"parties.{n}.agreed": "1" for n in range(3)}
    buyer_at = next(k for k, v in hidden(added).items() if v == "BUYER").removesuffix(".role")
    people |= {
        f"{buyer_at}.name": buyer.name,
        f"{buyer_at}.id_type": "1",
        f"{buyer_at}.id_no": buyer.id_no,
    }
    sent = clerk.post(place, {**moved, **hidden(added), **people})
    assert sent.status_code == 302, sent.content.decode()
    roles = [party["role"] for party in Case.objects.get().request["parties"]]
    assert sorted(roles) == ["BUYER", "PRIOR_MORTGAGEE", "SELLER"]


def test_papers_come_the_usual_way_and_nobody_claims_what_a_department_must_say(
    clerk: Client, desk: Desk
) -> None:
    place = at(desk, "G10")
    answer = clerk.get(place, {"unit": desk.units[0], "service": "G10", "q": "金鹗东路"})
    shown = answer.content.decode()
    assert shown.count('<option value="ORIGINAL" selected>') == 1  # the application, signed here
    assert "部门共享" not in shown
    fields = {**hidden(answer), "materials.ct": "SHARED", "materials.m1": "ORIGINAL"}
    refused = clerk.post(f"{place}&q=金鹗东路", fields).content.decode()
    assert "还差一样材料：存量房买卖合同" in refused
    assert "还差一样材料：登记申请书" not in refused
    assert 'name="q" value="金鹗东路"' in refused


def test_the_list_of_errors_says_whom_each_is_about(clerk: Client, desk: Desk) -> None:
    place = at(desk, "G10")
    two = clerk.post(place, {**hidden(clerk.get(place)), "add": "BUYER"})
    fields = {**hidden(two), "parties.1.phone": "1", "parties.2.phone": "2"}
    fields |= {"parties.1.name": "周小", "parties.2.id_no": "x"}
    shown = clerk.post(place, fields).content.decode()
    assert "买方 2：请填写姓名或者名称" in shown
