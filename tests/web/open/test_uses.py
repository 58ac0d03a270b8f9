"""Habitation, easement and the ban on transfer: what the open page and the printed proof say."""

from dataclasses import replace

import pytest
from django.utils import timezone

from dengbu.casework.api import certificate_pdf
from dengbu.casework.papers import content
from dengbu.kernel.chinese import SHANGHAI, day_words
from dengbu.kernel.numbers import CertificateNumber
from dengbu.register import api as register
from dengbu.web.open.checking import Answer, check_certificate, mortgaged
from tests.casework.desk import Desk, open_desk
from tests.register.city import OTHER_BANK, book, booking, mortgage, person
from tests.web.uses import LIVING, NEIGHBOUR, OWNER, UNTIL, burden

pytestmark = pytest.mark.django_db


@pytest.fixture
def desk() -> Desk:
    return open_desk(2)


def checked(number: str, *, proven: bool = True) -> Answer:
    view = register.certificate(number)
    assert view is not None
    code = view.check_code if proven else ""
    return check_certificate(CertificateNumber.parse(number), code, now=timezone.now())


def told(number: str, *, proven: bool = True) -> dict[str, str]:
    return {line.label: line.value for line in checked(number, proven=proven).lines}


def title_of(unit: str) -> str:
    ownership = register.unit_state(unit, now=timezone.now()).ownership
    assert ownership is not None
    return ownership.certificate_nos[0]


def test_the_title_tells_who_may_stay_and_pass_without_names(desk: Desk) -> None:
    title = title_of(desk.units[0])
    before = told(title)
    assert (before["居住权"], before["地役权"]) == ("没有", "没有")
    burden(desk)
    after, today = told(title), day_words(timezone.now().astimezone(SHANGHAI).date())
    assert "到居住权人去世" in after["居住权"]
    assert f"从院子通行，{UNTIL}" in after["地役权"]
    for right in ("居住权", "地役权"):
        assert after[right].endswith(f"（{today}起）")
    assert LIVING.name not in str(after)
    assert NEIGHBOUR.name not in str(after)


def test_a_proof_says_what_it_really_proves(desk: Desk) -> None:
    habitation, easement = burden(desk)
    living, passing = told(habitation), told(easement)
    assert (living["证明什么"], living["居住权人"]) == ("居住权", LIVING.name)
    assert (living["设立人"], living["居住的条件"]) == (OWNER.name, "主卧和共用部分")
    assert living["期限"] == "到居住权人去世"
    assert (passing["证明什么"], passing["权利人"]) == ("地役权", NEIGHBOUR.name)
    assert (passing["内容"], passing["期限"]) == ("从院子通行", UNTIL)
    assert passing["供役地"].replace(" ", "") == desk.units[0]
    assert " " in passing["供役地"]


def test_without_the_code_neither_names_nor_terms_are_told(desk: Desk) -> None:
    for number, right in zip(burden(desk), ("居住权", "地役权"), strict=True):
        public = told(number, proven=False)
        assert public["证明什么"] == right
        assert "期限" not in public
        assert not {LIVING.name, OWNER.name, NEIGHBOUR.name} & set(public.values())


def test_a_cancelled_habitation_is_named(desk: Desk) -> None:
    habitation, _ = burden(desk)
    act = register.CancelHabitation(
        unit_code=desk.units[0],
        proof_no=habitation,
        ground=register.HabitationEnd.WAIVED,
    )
    assert book(booking(act, applicants=(LIVING,)))[0].booked
    assert checked(habitation).ended == "居住权"
    assert told(habitation)["为什么"] == "居住权已经注销"


def rows_of(number: str, desk: Desk, monkeypatch: pytest.MonkeyPatch) -> dict[str, str]:
    """The rows of the printed proof."""
    printed = []
    monkeypatch.setattr(content, "render", lambda paper: printed.append(paper) or b"")
    assert certificate_pdf(number, check_url="https://x/check/") is not None
    return {row.label: row.value for row in printed[0].rows}


def test_the_printed_proofs_say_holder_content_and_term(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    habitation, easement = burden(desk)
    living, passing = (rows_of(n, desk, monkeypatch) for n in (habitation, easement))
    assert living["证明权利或事项"] == "居住权"
    assert (living["权利人（申请人）"], living["义务人"]) == (LIVING.name, OWNER.name)
    assert living["居住的条件和要求"] == "主卧和共用部分"
    assert (living["居住权期限"], living["出租"]) == ("到居住权人去世", "不能出租")
    assert passing["证明权利或事项"] == "地役权"
    assert (passing["权利人（申请人）"], passing["义务人"]) == (NEIGHBOUR.name, OWNER.name)
    assert passing["地役权内容"] == "从院子通行"
    assert passing["地役权期限"] == "2024年12月1日起，2044年12月1日止"


def test_how_many_mortgages_and_whether_they_ban_a_transfer(desk: Desk) -> None:
    owner, title = person(1), title_of(desk.units[0])
    free = "有，1 笔，已抵押给银行或他人；没有约定限制转让，过户以后抵押跟着房子走"
    assert told(title)["抵押"] == free
    act = mortgage(desk.units[0], (owner,), bank=OTHER_BANK, restricted=True)
    assert book(booking(act, applicants=(owner, OTHER_BANK)))[0].booked
    assert told(title)["抵押"] == (
        "有，2 笔，已抵押给银行或他人；其中 1 笔约定了禁止或者限制转让，要抵押权人同意才能过户"
    )


@pytest.mark.parametrize(
    ("bans", "said"),
    [
        ((True,), "1 笔，已抵押给银行或他人；约定了禁止或者限制转让，要抵押权人同意才能过户"),
        ((None,), "1 笔，已抵押给银行或他人；没有记载能不能转让，买之前请问清楚"),
        ((False, None), "2 笔，已抵押给银行或他人；其中 1 笔没有记载能不能转让，买之前请问清楚"),
    ],
)
def test_a_mortgage_that_says_nothing_of_a_ban_is_told_as_such(
    desk: Desk, bans: tuple[bool | None, ...], said: str
) -> None:
    (mortgage_there,) = register.unit_state(desk.units[0], now=timezone.now()).mortgages
    assert mortgaged([replace(mortgage_there, transfer_restricted=b) for b in bans]) == said
