"""Calls over real HTTP to departments that answer, and to such as do anything but."""

import time
from datetime import datetime, timedelta

import pytest
from django.conf import LazySettings
from django.core.exceptions import ImproperlyConfigured
from django.db import transaction
from django.utils import timezone

from dengbu.exchange.api import Answer, Call, Partner, Shape, Trouble, breakers, call, call_all
from dengbu.exchange.breakers import note_failure
from dengbu.exchange.partners import check_url
from dengbu.exchange.rules.breaker import FIRST_REST, TRIPS_AT, Permit, permit
from dengbu.site.simulators.scenarios import Scenario
from dengbu.site.simulators.server import Simulators

OFFICE = "430602"
ABOUT = {"name": "陈建国", "id_no": "430602197503071234"}
POLICE = Partner.POLICE

pytestmark = pytest.mark.django_db


class Identity(Shape):
    number: str
    about: dict[str, str]
    result: str


class NotAgreed(Shape):
    never_told: int


def question() -> Call[Identity]:
    body = {"number": "1", "about": ABOUT}
    return Call(partner=POLICE, path="/identity", body=body, shape=Identity)


def ask() -> Answer[Identity]:
    return call(question(), office=OFFICE, now=timezone.now())


def test_an_answer_is_read_and_hashed(departments: Simulators) -> None:
    answer = ask()
    assert answer.value is not None
    assert answer.value.about == ABOUT
    assert len(answer.digest) == 64
    assert (answer.status, answer.attempts) == (200, 1)


@pytest.mark.parametrize(
    ("scenario", "trouble", "asked"),
    [
        (Scenario.DOWN, Trouble.STATUS, 2),
        (Scenario.DEAD, Trouble.BROKEN, 2),
        (Scenario.SLOW, Trouble.TIMEOUT, 1),
        (Scenario.HANG, Trouble.TIMEOUT, 1),
        (Scenario.DRIP, Trouble.TIMEOUT, 1),
        (Scenario.WRONG, Trouble.SHAPE, 1),
        (Scenario.GARBAGE, Trouble.NOT_JSON, 1),
        (Scenario.HTML, Trouble.NOT_JSON, 1),
        (Scenario.HUGE, Trouble.TOO_LARGE, 1),
        (Scenario.EMPTY, Trouble.NOT_JSON, 1),
    ],
)
def test_trouble_has_a_name_and_an_end(
    departments: Simulators, scenario: Scenario, trouble: Trouble, asked: int
) -> None:
    departments.behaviour.scenarios["POLICE"] = scenario
    began = time.monotonic()
    answer = ask()
    assert (answer.value, answer.trouble) == (None, trouble)
    assert time.monotonic() - began < 1.5
    assert departments.behaviour.asked["POLICE"] == asked
    assert breakers(OFFICE, [POLICE])[POLICE].reason == trouble


def test_nobody_there(settings: LazySettings, departments: Simulators) -> None:
    settings.DEPARTMENTS = {"POLICE": "http://127.0.0.1:9"}
    assert ask().trouble is Trouble.CONNECT


def test_without_an_address_nothing_is_asked(settings: LazySettings) -> None:
    settings.DEPARTMENTS = {}
    assert ask().trouble is Trouble.NOT_CONNECTED
    assert breakers(OFFICE, [POLICE])[POLICE].failures == 0


def test_a_path_it_does_not_have_is_a_refusal_and_no_failure(departments: Simulators) -> None:
    wanted = Call(partner=POLICE, path="/nothing", body={}, shape=Identity)
    assert call(wanted, office=OFFICE, now=timezone.now()).trouble is Trouble.REFUSED
    assert breakers(OFFICE, [POLICE])[POLICE].failures == 0


def test_whoever_fails_again_and_again_is_left_alone_then_tried_by_one(
    departments: Simulators,
) -> None:
    departments.behaviour.scenarios["POLICE"] = Scenario.DOWN
    for _ in range(TRIPS_AT):
        ask()
    reached = departments.behaviour.asked["POLICE"]
    assert ask().trouble is Trouble.RESTING
    assert departments.behaviour.asked["POLICE"] == reached
    breaker = breakers(OFFICE, [POLICE])[POLICE]
    assert breaker.rests_until is not None
    later = breaker.rests_until + timedelta(seconds=1)
    departments.behaviour.scenarios["POLICE"] = Scenario.ANSWER
    assert call(question(), office=OFFICE, now=later).ok
    assert permit(breakers(OFFICE, [POLICE])[POLICE], now=later) is Permit.CALL


def burst(count: int, *, now: datetime) -> list[Answer[Identity]]:
    return call_all([question() for _ in range(count)], office=OFFICE, now=now)


def test_a_burst_that_fails_is_one_failure(departments: Simulators) -> None:
    departments.behaviour.scenarios["POLICE"] = Scenario.HANG
    now = timezone.now()
    for _ in range(TRIPS_AT):
        assert {a.trouble for a in burst(13, now=now)} == {Trouble.TIMEOUT}
    breaker = breakers(OFFICE, [POLICE])[POLICE]
    assert breaker.failures == TRIPS_AT
    assert breaker.rests_until is not None and breaker.failed_at is not None
    assert breaker.rests_until - breaker.failed_at == FIRST_REST


def test_a_burst_of_which_some_are_answered_is_no_failure(departments: Simulators) -> None:
    odd = Call(partner=POLICE, path="/identity", body=question().body, shape=NotAgreed)
    troubles = [a.trouble for a in call_all([odd, question()], office=OFFICE, now=timezone.now())]
    assert troubles == [Trouble.SHAPE, None]
    assert breakers(OFFICE, [POLICE])[POLICE].failures == 0


def test_after_its_rest_one_of_a_burst_tries(departments: Simulators) -> None:
    departments.behaviour.scenarios["POLICE"] = Scenario.DOWN
    for _ in range(TRIPS_AT):
        ask()
    resting = breakers(OFFICE, [POLICE])[POLICE].rests_until
    assert resting is not None
    reached = departments.behaviour.asked["POLICE"]
    departments.behaviour.scenarios["POLICE"] = Scenario.HANG  # asked once, however patient
    troubles = [a.trouble for a in burst(4, now=resting)]
    assert troubles == [Trouble.TIMEOUT, *[Trouble.RESTING] * 3]
    assert departments.behaviour.asked["POLICE"] == reached + 1
    doubled = breakers(OFFICE, [POLICE])[POLICE]
    assert doubled.rests_until is not None and doubled.failed_at is not None
    assert doubled.rests_until - doubled.failed_at == 2 * FIRST_REST


def test_who_was_under_way_when_it_went_to_rest_makes_it_no_longer(
    departments: Simulators,
) -> None:
    now = timezone.now()
    for _ in range(TRIPS_AT + 8):  # as many windows at once, each of its own
        note_failure(OFFICE, POLICE, reason="TIMEOUT", now=now)
    assert breakers(OFFICE, [POLICE])[POLICE].rests_until == now + FIRST_REST


def test_the_state_of_one_office_is_not_that_of_another(departments: Simulators) -> None:
    departments.behaviour.scenarios["POLICE"] = Scenario.DOWN
    for _ in range(TRIPS_AT):
        ask()
    departments.behaviour.scenarios["POLICE"] = Scenario.ANSWER
    assert call(question(), office="430603", now=timezone.now()).ok


def test_several_are_asked_at_the_same_time(departments: Simulators) -> None:
    departments.behaviour.latency = 0.2
    began = time.monotonic()
    answers = call_all([question() for _ in range(8)], office=OFFICE, now=timezone.now())
    assert all(answer.ok for answer in answers)
    assert time.monotonic() - began < 0.8


@pytest.mark.django_db(transaction=True)
def test_no_lock_waits_for_a_department(departments: Simulators) -> None:
    with pytest.raises(RuntimeError), transaction.atomic():
        ask()
    assert "POLICE" not in departments.behaviour.asked


def test_a_write_without_a_key_cannot_be_made() -> None:
    with pytest.raises(ValueError, match="idempotency"):
        Call(partner=POLICE, path="/order", body={}, shape=Identity, writes=True)


@pytest.mark.parametrize("url", ["http://ga.example.cn/api", "ftp://127.0.0.1", "ga.example.cn"])
def test_personal_data_go_by_tls_or_stay_here(url: str) -> None:
    with pytest.raises(ImproperlyConfigured):
        check_url(url)


def test_the_secret_is_not_in_what_is_printed(settings: LazySettings) -> None:
    from dengbu.exchange.api import address_of  # noqa: PLC0415

    settings.DEPARTMENTS = {"POLICE": "https://ga.example.cn/"}
    settings.DEPARTMENT_SECRETS = {"POLICE": "open sesame"}
    address = address_of(POLICE, office=OFFICE)
    assert address is not None
    assert (address.url, address.secret) == ("https://ga.example.cn", "open sesame")
    assert "sesame" not in repr(address)
