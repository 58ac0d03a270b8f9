"""The simulated departments as a process of their own, told by their control address."""

import json
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from decimal import Decimal

import httpx
import pytest

from dengbu.exchange.api import QUESTIONS, Outcome, Partner
from dengbu.exchange.questions.tax import DeedTaxTold
from dengbu.site.simulators.asked import Asked
from dengbu.site.simulators.registry import DEPARTMENTS, departments
from dengbu.site.simulators.scenarios import Scenario
from dengbu.site.simulators.tax import TaxOffice
from tests.source import ROOT


@pytest.fixture(scope="module")
def address() -> Iterator[str]:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    process = subprocess.Popen(
        [sys.executable, "-m", "dengbu", "simulators", "--port", str(port)], cwd=ROOT
    )
    found = f"http://127.0.0.1:{port}"
    end = time.monotonic() + 60
    while not _answers(found):
        assert time.monotonic() < end
        assert process.poll() is None
        time.sleep(0.1)
    yield found
    process.send_signal(signal.SIGTERM)
    assert process.wait(20) == 0


def _answers(address: str) -> bool:
    try:
        return httpx.get(f"{address}/control").status_code == 200
    except httpx.HTTPError:
        return False


def ask(address: str) -> httpx.Response:
    body = {"number": "1", "about": {"name": "陈建国", "id_no": "430602197503071234"}}
    return httpx.post(f"{address}/POLICE/identity", json=body)


def test_every_department_that_is_asked_can_be_simulated() -> None:
    assert {kind.partner.value for kind in QUESTIONS.values()} <= set(DEPARTMENTS)
    assert set(DEPARTMENTS) <= {partner.value for partner in Partner}


def test_a_department_is_told_how_to_behave(address: str) -> None:
    assert ask(address).json()["result"] == "MATCH"
    told = {"department": "POLICE", "scenario": "DOWN"}
    httpx.post(f"{address}/control", json=told)
    assert ask(address).status_code == 503
    states = httpx.get(f"{address}/control").json()["scenarios"]
    assert (states["POLICE"], states["TAX"]) == ("DOWN", "ANSWER")
    httpx.post(f"{address}/control", json={"scenario": "ANSWER"})
    assert ask(address).status_code == 200


def test_the_page_of_whoever_demonstrates_sets_it_too(address: str) -> None:
    page = httpx.get(f"{address}/").text
    assert all(department.label in page for department in DEPARTMENTS.values())
    assert all(scenario.label in page for scenario in Scenario)
    form = {"department": "POLICE", "scenario": "NO_MATCH"}
    answer = httpx.post(f"{address}/control", data=form)
    assert (answer.status_code, answer.headers["location"]) == (303, "/")
    assert ask(address).json()["result"] == "NO_MATCH"
    httpx.post(f"{address}/control", json={"scenario": "ANSWER"})


def test_what_it_does_not_have(address: str) -> None:
    assert httpx.post(f"{address}/NOBODY/identity", json={}).status_code == 404
    assert httpx.post(f"{address}/POLICE/nothing", json={}).status_code == 404
    assert httpx.get(f"{address}/elsewhere").status_code == 404


def deed_tax(office: TaxOffice, price: str, scenario: Scenario = Scenario.ANSWER) -> DeedTaxTold:
    about = {"unit_code": "430602003012GB00045F00010001", "payers": "1", "price": price}
    body = {"number": "1", "about": about}
    said = office.answer(Asked(path="/deed-tax", body=body, key="", scenario=scenario))
    return DeedTaxTold.model_validate_json(json.dumps(said))


def test_the_deed_tax_follows_the_price_and_is_paid_a_while_after() -> None:
    now = 1000.0
    office = TaxOffice(prompt=180.0, clock=lambda: now)
    first = deed_tax(office, "650000.00")
    assert (first.state, first.outcome()) == ("UNPAID", Outcome.NO_MATCH)
    now += 181
    then = deed_tax(office, "650000.00")
    assert (then.state, then.amount, then.outcome()) == ("PAID", Decimal("6500.00"), Outcome.MATCH)
    assert deed_tax(office, "700000.00").state == "UNPAID"  # another sale
    assert deed_tax(office, "700000.00", Scenario.MATCH).state == "PAID"


def test_what_has_no_price_is_free() -> None:
    told = deed_tax(TaxOffice(prompt=180.0), "")
    assert (told.state, told.amount, told.outcome()) == ("EXEMPT", None, Outcome.MATCH)
    assert "契税法第六条" in told.basis


def test_a_known_number_goes_with_no_other_name() -> None:
    known = {"430602196405201014": "程维国"}
    police = departments(tax_after=0, residents=known)["POLICE"]

    def said(name: str, id_no: str) -> object:
        body = {"number": "Q1", "about": {"name": name, "id_no": id_no}}
        asked = Asked(path="/identity", body=body, key="", scenario=Scenario.ANSWER)
        answer = police.answer(asked)
        assert answer is not None
        return answer["result"]

    assert said("程维国", "430602196405201014") == "MATCH"
    assert said("王" * 100, "430602196405201014") == "NO_MATCH"
    assert said("李四", "430602198001011018") == "MATCH"
