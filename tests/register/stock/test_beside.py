"""The office works on while stock data comes in: who comes first is kept, and the load goes on."""

from collections.abc import Callable
from pathlib import Path

import pytest

from dengbu.kernel.fault import FaultCode, Faults
from dengbu.register import api as register
from dengbu.register.models import Mortgage, Ownership
from dengbu.register.stock import planning, writing
from tests.register import making
from tests.register.city import first, person, sale
from tests.register.stock.files import holder, loan, put, quarantined, take
from tests.register.stock.test_import import BANK
from tests.register.stock.test_quarantine import case, homes, number, proof
from tests.register.stock.whole import enter

pytestmark = pytest.mark.django_db(transaction=True)


def meanwhile(monkeypatch: pytest.MonkeyPatch, act: Callable[[], None]) -> None:
    """Something happens once all is planned and nothing is written yet."""
    rows, acts = writing.Writer._rows, [act]

    def after(self: writing.Writer) -> None:
        while acts:
            acts.pop()()
        rows(self)

    monkeypatch.setattr(writing.Writer, "_rows", after)


def test_a_home_that_a_clerk_registers_meanwhile_is_told_and_the_others_come_in(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(planning, "SLICE", 1)
    rows = homes(tmp_path / "in", {}, {}, {})
    unit = rows[1]["BDCDYH"]
    meanwhile(monkeypatch, lambda: enter(first(unit, making.OWNER)))
    report = take(tmp_path / "in")
    assert ("FDCQ2.csv", "2", "BDCDYH", "LATER_IN_REGISTER") in quarantined(tmp_path / "in")
    assert report.total.quarantined == 2
    names = Ownership.objects.values_list("page__unit_code", "holders__party__name")
    assert dict(names) == {
        rows[0]["BDCDYH"]: "周1",
        unit: making.OWNER.name,
        rows[2]["BDCDYH"]: "周3",
    }
    assert list(register.audit()) == []


def test_a_home_that_a_clerk_passes_on_meanwhile_is_told(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    rows = homes(tmp_path / "in", {})
    unit = rows[0]["BDCDYH"]
    put(tmp_path / "in", "QLR", [holder(unit, number(1), 11)])
    take(tmp_path / "in")
    put(tmp_path / "in", "DYAQ", [loan(unit, case(2), proof(1), "2019-06-04", DYR="周11")])
    people = [holder(unit, number(1), 11), holder(unit, proof(1), 1, **BANK)]
    put(tmp_path / "in", "QLR", people)
    meanwhile(monkeypatch, lambda: enter(sale(unit, (person(11),), making.BUYER)))
    take(tmp_path / "in")
    assert ("DYAQ.csv", "1", "BDCDYH", "LATER_IN_REGISTER") in quarantined(tmp_path / "in")
    assert Mortgage.objects.count() == 0
    assert list(register.audit()) == []


def test_where_it_changes_again_and_again_the_import_gives_up(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(writing.Writer, "_alone", lambda _self, _n: True)
    homes(tmp_path / "in", {})
    with pytest.raises(Faults) as told:
        take(tmp_path / "in")
    assert [f.code for f in told.value.faults] == [FaultCode.LOCK_TIMEOUT]


def test_no_slice_follows_one_that_failed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(planning, "SLICE", 1)
    monkeypatch.setattr(writing, "AT_ONCE", 2)
    homes(tmp_path / "in", *({} for _ in range(12)))
    begun: list[int] = []
    slice_of = writing.Writer._slice

    def fails(self: writing.Writer, duck: object, raw: object, folder: Path, n: int) -> None:
        begun.append(n)
        if len(begun) == 3:
            raise RuntimeError("no room")
        slice_of(self, duck, raw, folder, n)

    monkeypatch.setattr(writing.Writer, "_slice", fails)
    with pytest.raises(RuntimeError, match="no room"):
        take(tmp_path / "in")
    assert len(begun) <= 4  # the other worker may have begun one
    assert list(register.audit()) == []
    monkeypatch.setattr(writing.Writer, "_slice", slice_of)
    assert take(tmp_path / "in").total.quarantined == 0
    assert Ownership.objects.count() == 12
