"""公告: what a notice says, of whom, and of which papers."""

from dataclasses import replace
from pathlib import Path

import pytest

from dengbu.accounts import api as accounts
from dengbu.casework import api as casework
from dengbu.casework import notices
from dengbu.casework.models import Case, Notice
from dengbu.casework.rules.notices import NoticeKind
from dengbu.register import api as register
from tests.casework import asks
from tests.casework.desk import NOW, OFFICE, Desk, officer, open_desk
from tests.casework.noticed import (
    END,
    noticed_desk,
    published,
    sale,
    with_notice,
)
from tests.register.city import person, unit_code

pytestmark = pytest.mark.django_db


@pytest.fixture
def desk(tmp_path: Path) -> Desk:
    return noticed_desk(tmp_path)


def test_it_says_names_and_the_home_and_no_number_of_a_paper(desk: Desk) -> None:
    view = sale(desk)
    notice = published(desk, view)
    owner, buyer = person(1), person(901)
    assert notice.number == f"{OFFICE}2024000001"
    assert notice.text.startswith(f"{owner.name}名下坐落于{view.address}（不动产单元号")
    assert f"{buyer.name}申请继承，{owner.name}、{buyer.name}签了字" in notice.text
    assert "请在2025年1月3日 17:00前" in notice.text
    assert "不动产权第" in notice.text
    for hidden in (owner.id_no, buyer.id_no, owner.id_no[-6:]):
        assert hidden not in notice.text
    assert (notice.ends_at, notice.published_end, notice.ended_at) == (END, END, None)


@pytest.mark.parametrize("kind", ["LOST", "CORRECTION", "CANCELLATION", "INHERITANCE", "FIRST"])
def test_the_holders_are_the_registers_unless_a_right_passes(tmp_path: Path, kind: str) -> None:
    opened = open_desk()
    with_notice(tmp_path, "G10", kind=kind)
    notice = published(opened, sale(opened))
    who = person(901) if kind in ("INHERITANCE", "FIRST") else person(1)
    assert f"，{who.name}申请继承" in notice.text


def test_a_first_registration_names_who_asks_for_it(desk: Desk, tmp_path: Path) -> None:
    with_notice(tmp_path / "first", "G06", kind="FIRST")
    officer("首次", (accounts.Post.EXAMINER, accounts.Department.FIRST))
    unit = unit_code(5)
    view = casework.submit(asks.first_registration(desk, unit), actor=desk.windows[0], now=NOW)
    number = casework.publish_notice(
        view.case_no, actor=desk.windows[0], now=NOW, revision=view.revision
    )
    text = Notice.objects.get(number=number).text
    assert f"{person(801).name}申请继承" in text
    assert "无名下坐落于" in text  # nobody is registered yet, and no certificate was issued
    assert "不动产权证号无" in text


def test_the_certificates_are_those_that_the_request_names(desk: Desk) -> None:
    view = sale(desk)
    state = register.unit_state(view.unit_code, now=NOW).ownership
    assert state is not None
    numbers = state.certificate_nos
    case = Case.objects.get()
    assert notices._certificates(case, state) == numbers
    two = replace(state, certificate_nos=(*numbers, "湘(2024)岳阳市不动产权第0009999号"))
    assert notices._certificates(case, two) == two.certificate_nos
    case.request = {**case.request, "replacement": {"certificate_no": numbers[0]}}
    assert notices._certificates(case, two) == numbers


def test_a_lost_certificate_is_its_holders_alone(desk: Desk) -> None:
    """Of two who each have a certificate of their own, only who lost his is named."""
    sale(desk)
    case, state = Case.objects.get(), register.unit_state(desk.units[0], now=NOW, papers=True)
    held = state.ownership
    assert held is not None
    mine, other = held.holders[0], register.HolderShare(party=person(77))
    both = replace(held, holders=(mine, other))
    papers = tuple(replace(c, holder=mine.party) for c in state.certificates)
    case.request = {**case.request, "paper": {"number": held.certificate_nos[0]}}
    kind, roles = NoticeKind.LOST, frozenset({"OWNER"})
    apart = replace(state, ownership=both, certificates=papers)
    assert notices._people(case, kind, apart, roles)["holders"] == mine.party.name
    together = replace(state, ownership=both)
    named = notices._people(case, kind, together, roles)["holders"]
    assert named == f"{mine.party.name}、{other.party.name}"
