"""The whole city as a demonstration loads it: who can sign in, and what can be tried."""

import time
from datetime import datetime, timedelta
from pathlib import Path

import psutil
import pytest
from django.conf import LazySettings
from django.db import connection
from django.utils import timezone

from dengbu.accounts import api as accounts
from dengbu.casework import api as casework
from dengbu.casework.catalogue import load_catalogue
from dengbu.casework.catalogue import service as service_in_force
from dengbu.casework.models import Case, JournalLine
from dengbu.casework.past import BEFORE
from dengbu.casework.rehearsing.history import forecast
from dengbu.kernel.identity import resident_check_digit
from dengbu.register import api as register
from dengbu.site.demonstration import load
from dengbu.site.demonstration.cast import OFFICE
from dengbu.site.wiring import audit_evidence

pytestmark = pytest.mark.django_db
CATALOGUE = Path(__file__).resolve().parents[3] / "catalogue"
LONGEST = 90  # seconds of the whole load, of processors: others may be at work beside it
SHOWN = 12  # citizens that the sign-in lists at first
OWN = 60  # seconds of this process on a core
FINISHED, FEWEST, SAMPLE = 1_500, 20, 299


def citizen(name: str, id_no: str) -> accounts.Actor:
    account = accounts.Account.objects.get(kind=accounts.AccountKind.CITIZEN, id_no=id_no)
    assert account.name == name
    return accounts.actor_of(account)


def of_the_database() -> float:
    """Seconds of processors that the connection's server process has had."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_backend_pid()")
        (pid,) = cursor.fetchone()
    if not psutil.pid_exists(pid):  # a server on another machine
        return 0.0
    spent = psutil.Process(pid).cpu_times()
    return float(spent.user + spent.system)


def test_buyers_can_sign_in_and_every_story_is_there(
    offices: None, settings: LazySettings, tmp_path: Path
) -> None:
    settings.HOME = tmp_path
    started, busy, asked = timezone.now(), time.process_time(), of_the_database()
    load_catalogue(CATALOGUE, office=OFFICE, now=started - load.STORY)
    casework.seed_calendar(OFFICE)
    load.load_demonstration(started, lambda _: None)
    now = timezone.now()
    own = time.process_time() - busy
    assert own < OWN
    assert own + of_the_database() - asked < LONGEST
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
            if party.role == casework.Role.BUYER and case.closed_at is None:
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
    assert {number for _, number in suggested} <= shown
    for account in chosen[: load.FIRST_OWNERS]:
        (home, *_) = register.holdings("1", account.id_no or "")
        assert home.certificate_nos, account.name
    shared = next(state for title, state in states.items() if "按份共有" in title)
    assert shared.ownership is not None
    assert shared.ownership.co_ownership is register.CoOwnership.BY_SHARES
    assert all(title in printed for title in states)
    history(now, clerk)


def history(now: datetime, clerk: accounts.Actor) -> None:
    """The city begins with a past of its own, whole under every nightly check."""
    past = Case.objects.filter(rules_version=BEFORE)
    assert past.count() > FINISHED
    assert not past.exclude(status="ENTERED").exists()
    first = JournalLine.objects.filter(case__in=past, seq=1)
    assert first.count() == past.count()
    assert not first.exclude(text__contains="演示数据，不是真的件").exists()
    free = unit_with_open_nothing(now)
    for service, channel in (("G10", "W"), ("G10", "M"), ("G39", "A"), ("C09", "W"), ("C07", "O")):
        guide = service_in_force(service, office=OFFICE, now=now)
        request = casework.CaseRequest(
            service=service, unit_code=free, channel=channel, tax_cleared=True, tax_note="完税"
        )
        told = forecast(request, guide, now=now)
        assert told.cases >= FEWEST, (service, channel)
        assert told.low_at is not None and told.high_at is not None
        assert now < told.low_at <= told.high_at < now + timedelta(days=7)
    standing = {run.service: run for run in casework.smart.runs(chief(), now=now)}
    assert standing["G44"].state == "IN_FORCE"
    assert standing["G44"].bound is not None and standing["G44"].bound.checked == SAMPLE
    waiting = {one.service for one in casework.smart.candidates(OFFICE, now=now)}
    assert waiting == {"G37", "G37-2", "G38", "G38-2"}
    for service in waiting:  # each has a past to try its first list on, one enough of it
        tried = casework.smart.begin_shadow(service, actor=chief(), now=now)
        drawn = casework.smart.draw_sample(tried.id, actor=chief(), now=now)
        assert drawn == SAMPLE if service == "G37-2" else drawn >= FEWEST
        view = casework.smart.run_view(tried.id, actor=chief(), now=now)
        table = casework.smart.lines_of(tried.id, actor=chief())
        assert table and {line.outcome for line in table} == {"新的放行，现在的转人工"}
        assert (view.counted, view.differing) == (drawn, drawn) or service == "G37-2"
        turned = {line.case_no for line in table}
        assert Case.objects.filter(case_no__in=turned, service__code=service).count() == len(table)
    assert casework.misplaced(now=now) == ()
    assert casework.mortgaged.idle_money(now=now) == ()
    assert list(register.audit()) == []
    assert list(audit_evidence()) == []


def chief() -> accounts.Actor:
    return accounts.actor_of(accounts.Account.objects.get(username="zhaolei"))


def unit_with_open_nothing(now: datetime) -> str:
    return next(s.unit_code for s in load.stories() if "没有负担" in s.title)
