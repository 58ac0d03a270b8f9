"""An order that is brought to the window comes with two officers; one point to point does not."""

from dataclasses import replace
from datetime import UTC, datetime

import pytest

from dengbu.casework import api as casework
from dengbu.casework.catalogue import services_of
from dengbu.casework.inputs import SLOTS
from dengbu.casework.ordering import ORDERS, check_officers
from dengbu.kernel.fault import FaultCode
from tests.casework.desk import ROOT

SERVICES = {
    s.code: s
    for s in services_of(ROOT / "catalogue", city="430600", now=datetime(2026, 11, 26, tzinfo=UTC))
}
TWO = {
    "officer": "执行员甲",
    "officer_no": "湘F0101",
    "second_officer": "执行员乙",
    "second_officer_no": "湘F0102",
}


def order(code: str, channel: str = "W", **said: str) -> casework.CaseRequest:
    slot = ORDERS[SERVICES[code].items[0].act]
    given = replace(SLOTS[slot](), **said)
    return casework.CaseRequest(
        service=code, unit_code="", channel=channel, parties=(), inputs={slot: given}
    )


@pytest.mark.parametrize("code", ["G48", "G48-2", "G48-3", "G48-4"])
def test_two_officers_and_their_papers_come_to_the_window(code: str) -> None:
    slot, service = ORDERS[SERVICES[code].items[0].act], SERVICES[code]
    missing = check_officers(order(code), service)
    assert [f.field for f in missing] == [*(f"{slot}.{name}" for name in TWO), "materials.of"]
    shown = (casework.MaterialInput(code="of", source="ORIGINAL"),)
    whole = replace(order(code, **TWO), materials=shown)
    assert not list(check_officers(whole, service))
    assert {f"{slot}.{name}" for name in TWO} <= set(service.optional)
    assert not list(check_officers(order(code, channel="O"), service))  # signed by the court


def test_one_officer_twice_is_not_two() -> None:
    same = order("G48", **{**TWO, "second_officer_no": TWO["officer_no"]})
    faults = [(f.code, f.field) for f in check_officers(same, SERVICES["G48"])]
    assert (FaultCode.CODE_LIST, "seizure.second_officer_no") in faults


def test_nobody_else_is_asked_for_officers() -> None:
    sale = casework.CaseRequest(service="G10", unit_code="", channel="W", parties=())
    assert not list(check_officers(sale, SERVICES["G10"]))
