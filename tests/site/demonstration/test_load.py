"""The whole city as a demonstration loads it: who can sign in, and what can be tried."""

import time
from datetime import timedelta
from pathlib import Path

import pytest
from django.conf import LazySettings
from django.utils import timezone

from dengbu.accounts import api as accounts
from dengbu.casework import api as casework
from dengbu.casework.catalogue import load_catalogue
from dengbu.kernel.identity import resident_check_digit
from dengbu.register import api as register
from dengbu.site.demonstration import load
from dengbu.site.demonstration.cast import OFFICE

pytestmark = pytest.mark.django_db
CATALOGUE = Path(__file__).resolve().parents[3] / "catalogue"
LONGEST = timedelta(seconds=90)  # of the whole load
SHOWN = 12  # citizens that the sign-in lists at first
OWN = 60  # seconds of this process on a core


def citizen(name: str, id_no: str) -> accounts.Actor:
    account = accounts.Account.objects.get(kind=accounts.AccountKind.CITIZEN, id_no=id_no)
    assert account.name == name
    return accounts.actor_of(account)


def test_buyers_can_sign_in_and_every_story_is_there(
    offices: None, settings: LazySettings, tmp_path: Path
) -> None:
    settings.HOME = tmp_path
    started, busy = timezone.now(), time.process_time()
    load_catalogue(CATALOGUE, office=OFFICE, now=started - load.STORY)
    casework.seed_calendar(OFFICE)
    load.load_demonstration(started, lambda _: None)
    now = timezone.now()
    assert now - started < LONGEST
    assert time.process_time() - busy < OWN
    printed = "\n".join(load.account_lines())

    assert str(tmp_path / "demonstration" / "keys" / "xiangbei-1.pem") in printed
    suggested = load.suggested_buyers()
    assert len(suggested) == load.SUGGESTED
    for name, number in suggested:
        assert number[-1] == resident_check_digit(number[:17])
        assert f"{name}  {number}" in printed
        assert not register.holdings("1", citizen(name, number).id_no or "")

    waiting = 0
    clerk = accounts.actor_of(accounts.Account.objects.get(username="wangmin"))
    for line in casework.accepted_by(clerk):
        case = casework.case(line.case_no, actor=clerk, now=now)
        for party in case.parties:
            if party.role == casework.Role.BUYER:
                mine = citizen(party.name, party.id_no)
                assert case.case_no in {c.case_no for c in casework.my_cases("1", mine.id_no or "")}
                waiting += any(block.code == "P16" for block in case.blocks)
    assert waiting

    states = {s.title: register.unit_state(s.unit_code, now=now) for s in load.stories()}
    old = next(state for title, state in states.items() if "2021年以前" in title)
    assert old.mortgages[0].transfer_restricted is None
    assert old.mortgages[0].debt_from.year < 2021
    noticed = next(state for title, state in states.items() if "有预告登记" in title)
    chosen = accounts.Account.objects.filter(kind=accounts.AccountKind.CITIZEN).order_by("id")
    shown = {account.id_no for account in chosen[:SHOWN]}
    assert {p.id_no for n in noticed.notices for p in n.holders} <= shown
    shared = next(state for title, state in states.items() if "按份共有" in title)
    assert shared.ownership is not None
    assert shared.ownership.co_ownership is register.CoOwnership.BY_SHARES
    assert all(title in printed for title in states)
