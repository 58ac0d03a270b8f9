"""The simulated banks and account: how each conduct looks to the office, and their page."""

import json
from collections.abc import Mapping
from typing import Any
from urllib.parse import urlencode
from urllib.request import Request, urlopen

import pytest
from django.test import Client
from django.utils import timezone

from dengbu.accounts import api as accounts
from dengbu.casework import api as casework
from dengbu.casework.models import MortgagedWord
from dengbu.casework.mortgaged import api as mortgaged
from dengbu.casework.mortgaged.api import Mode, Phase, Side
from dengbu.site.simulators.sides.office import Office
from dengbu.site.simulators.sides.programs import LATE, Account, Bank
from dengbu.site.simulators.sides.scenarios import Conduct
from dengbu.site.simulators.sides.server import Sides
from tests.casework.desk import open_desk
from tests.casework.mortgaged.sale import ESCROW, PAYOFF, Sale, open_escrow, request
from tests.web.agent.signed import filed_key


def office(actor: accounts.Actor) -> Office:
    client = Client()

    def send(method: str, path: str, body: bytes, headers: Mapping[str, str]) -> Any:
        asked = client.get if method == "GET" else client.post
        data = None if method == "GET" else body
        answer = asked(path, data, content_type="application/json", headers=dict(headers))
        return answer.json() if answer.status_code == 200 else None

    key, key_id = filed_key(actor)
    return Office(send=send, key=key, key_id=key_id)


@pytest.mark.django_db(transaction=True)
def test_each_conduct_as_the_office_sees_it() -> None:
    desk, now = open_desk(1), timezone.now()
    escrow = open_escrow()
    case = casework.submit(request(desk, Mode.COMBINED), actor=desk.windows[0], now=now)
    number = mortgaged.open_transfer(
        case.case_no, payoff=PAYOFF, escrow=ESCROW.id_no, actor=desk.windows[0], now=now
    )
    sale = Sale(desk=desk, escrow=escrow, case=case, number=number, mode=Mode.COMBINED, now=now)
    ticks = [0.0]
    account = Account(name="a", office=office(escrow), prompt=0.0, clock=lambda: ticks[0])
    old = Bank(name="o", office=office(desk.bank), account=account, conduct=Conduct.SILENT)
    new = Bank(name="n", office=office(desk.other_bank), account=account, conduct=Conduct.TWICE)
    for program in (old, new):
        program.turn()
    outcomes = MortgagedWord.objects.order_by("id").values_list("side", "outcome")
    assert list(outcomes) == [("NEW_BANK", "APPLIED"), ("NEW_BANK", "KNOWN")]

    old.conduct = Conduct.TOO_LATE
    account.conduct = Conduct.SLOW
    sale.person(Side.SELLER)
    sale.person(Side.BUYER)
    for program in (old, new, account, account):
        program.turn()
    assert sale.phase is Phase.READY
    sale.enter()
    old.turn()
    assert old.said[-1].endswith("WITHDRAW : FINDING")
    account.turn()
    assert sale.phase is Phase.ENTERED
    ticks[0] += LATE
    account.turn()
    assert sale.phase is Phase.DONE


def test_the_page_tells_how_they_do_and_takes_orders() -> None:
    bank = Bank.__new__(Bank)
    bank.name, bank.conduct, bank.said = "湘北银行", Conduct.DOWN, ["<说过的>"]
    sides = Sides(programs={"XIANGBEI": bank}, pause=60.0).start()
    try:
        with urlopen(sides.url) as page:
            text = page.read().decode()
        assert "湘北银行" in text
        assert "&lt;说过的&gt;" in text
        form = urlencode({"side": "XIANGBEI", "conduct": "SILENT"}).encode()
        with urlopen(Request(f"{sides.url}control", form)):
            assert bank.conduct is Conduct.SILENT
        body = json.dumps({"conduct": "OBEY"}).encode()
        with urlopen(Request(f"{sides.url}control", body, {"Content-Type": "application/json"})):
            assert bank.conduct is Conduct.OBEY
        with urlopen(f"{sides.url}control") as told:
            assert json.load(told)["XIANGBEI"]["conduct"] == "OBEY"
    finally:
        sides.stop()
