"""Whatever is accepted can be entered: no typed text is longer than the column where it ends."""

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest
from django.db.models import Model

from dengbu.accounts import api as accounts
from dengbu.casework import api as casework
from dengbu.casework.api import Role, limits
from dengbu.casework.models import (
    Case,
    CaseMark,
    CaseParty,
    Decision,
    FeeLine,
    Material,
    Message,
    Notice,
    NoticeObjection,
)
from dengbu.kernel.fault import FaultCode, Faults
from dengbu.kernel.identity import IdType
from dengbu.register.models import Certificate, Mortgage, Party
from tests.casework import asks
from tests.casework.desk import NOW, Desk, open_desk
from tests.register.city import person
from tests.scenarios.journey import travel

ENDS = [
    (max(map(len, Role)), CaseParty, "role"),
    (limits.NAME, CaseParty, "name"),
    (limits.NAME, Party, "name"),
    (limits.NAME, Message, "name"),
    (limits.NAME, FeeLine, "payer"),
    (limits.IDENTITY, CaseParty, "id_no"),
    (limits.IDENTITY, Party, "id_no"),
    (limits.IDENTITY, Message, "recipient"),
    (limits.GUARDIAN_NAME, CaseParty, "guardian_name"),
    (limits.IDENTITY, CaseParty, "guardian_id_no"),
    (limits.PHONE, CaseParty, "phone"),
    (limits.CONTRACT_NO, Mortgage, "contract_no"),
    (limits.PROOF_NO, Certificate, "number"),
    (limits.DIGEST, Material, "sha256"),
    (limits.MEDIA_TYPE, Material, "media_type"),
    (limits.SUBMISSION_KEY, Case, "submission_key"),
    (limits.MARK, CaseMark, "reason"),
    (limits.MARK, CaseMark, "end_reason"),
    (limits.REASON, Decision, "reason"),
    (limits.OPINION, Decision, "reason"),
    (limits.REMEDY, Decision, "remedy"),
    (limits.CLAUSE, Decision, "clause"),
    (limits.NOTICE_TITLE, Notice, "title"),
    (limits.TAKING_BACK, Notice, "end_reason"),
    (limits.NAME, NoticeObjection, "name"),
    (limits.IDENTITY, NoticeObjection, "id_no"),
    (limits.PHONE, NoticeObjection, "phone"),
    (limits.OBJECTION, NoticeObjection, "what"),
    (limits.RULING, NoticeObjection, "reason"),
]


@pytest.mark.parametrize(("limit", "model", "column"), ENDS)
def test_a_limit_is_no_longer_than_its_column(limit: int, model: type[Model], column: str) -> None:
    assert limit <= model._meta.get_field(column).max_length  # type: ignore[union-attr, operator]


@pytest.fixture
def desk(db: None) -> Desk:
    return open_desk()


def changed(request: casework.CaseRequest, n: int, **more: Any) -> casework.CaseRequest:
    """The request with one party said otherwise."""
    parties = list(request.parties)
    parties[n] = replace(parties[n], **more)
    return replace(request, parties=tuple(parties))


def loan(desk: Desk, **more: Any) -> casework.CaseRequest:
    return asks.mortgage(desk, 0).saying(mortgage=replace(asks.LOAN, **more))


Make = Callable[[Desk, int], casework.CaseRequest]
"""The request with a text of so many characters."""

TEXTS: list[tuple[str, int, Make]] = [
    ("parties.1.name", limits.NAME, lambda d, n: changed(asks.sale(d, 0), 1, name="周" * n)),
    (
        "parties.1.id_no",
        limits.IDENTITY,
        lambda d, n: changed(asks.sale(d, 0), 1, id_type=IdType.OTHER.value, id_no="A" * n),
    ),
    (
        "parties.1.guardian_name",
        limits.GUARDIAN_NAME,
        lambda d, n: changed(
            asks.sale(d, 0), 1, guardian_name="周" * n, guardian_id_no=person(77).id_no
        ),
    ),
    ("tax_note", limits.TAX_NOTE, lambda d, n: replace(asks.sale(d, 0), tax_note="税" * n)),
    ("mortgage.contract_no", limits.CONTRACT_NO, lambda d, n: loan(d, contract_no="9" * n)),
    (
        "submission_key",
        limits.SUBMISSION_KEY,
        lambda d, n: replace(asks.sale(d, 0), submission_key="k" * n),
    ),
]


@pytest.mark.parametrize(("field", "longest", "make"), TEXTS)
def test_one_character_more_is_refused_at_its_field(
    desk: Desk, field: str, longest: int, make: Make
) -> None:
    with pytest.raises(Faults) as caught:
        casework.submit(make(desk, longest + 1), actor=desk.windows[0], now=NOW)
    (fault,) = caught.value.faults
    assert (fault.code, fault.field) == (FaultCode.TOO_LONG, field)
    assert f"最多{longest}个字，现在是{longest + 1}个" in fault.message
    assert casework.submit(make(desk, longest), actor=desk.windows[0], now=NOW).case_no


def test_a_file_described_at_too_great_length_is_not_taken(desk: Desk) -> None:
    paper = casework.MaterialInput(code="m1", source="ORIGINAL", sha256="a" * 65)
    sale = asks.sale(desk, 0)
    with pytest.raises(Faults, match="还没有上传成功"):
        casework.submit(
            replace(sale, materials=(paper, *sale.materials[1:])), actor=desk.windows[0], now=NOW
        )


def test_fifty_payers_fit_the_bill(desk: Desk) -> None:
    sale = asks.sale(desk, 0)
    buyers = tuple(asks.party(Role.BUYER, person(n)) for n in range(901, 945))
    many = replace(sale, parties=(sale.parties[0], *buyers), co_ownership="1")
    view = casework.submit(many, actor=desk.windows[0], now=NOW)
    assert view.fees[0].payer.endswith("等44个")


def test_words_of_an_examiner_and_of_the_window_are_measured(desk: Desk) -> None:
    view = casework.submit(
        replace(asks.sale(desk, 0), tax_cleared=None, tax_note=""),
        actor=desk.windows[0],
        now=NOW,
    )
    examiner = accounts.actor(view.examiner_id or 0)
    assert examiner is not None
    held = {"actor": examiner, "now": NOW, "revision": view.revision}
    long_item = casework.ReturnItem(kind="OTHER", name="名" * 101, what="补" * 501)
    asked: list[tuple[set[str], Callable[[], object]]] = [
        (
            {"items.0.name", "items.0.what", "note"},
            lambda: casework.return_for_supplement(
                view.case_no, items=[long_item], note="话" * 501, **held
            ),
        ),
        ({"opinion"}, lambda: casework.approve(view.case_no, opinion="好" * 501, **held)),
        (
            {"tax_note"},
            lambda: casework.record_tax(
                view.case_no,
                note="税" * 101,
                actor=desk.windows[0],
                now=NOW,
                revision=view.revision,
            ),
        ),
        (
            {"reason"},
            lambda: casework.withdraw(
                view.case_no,
                actor=desk.windows[0],
                now=NOW,
                revision=view.revision,
                agreed=True,
                reason="撤" * 401,
            ),
        ),
    ]
    for fields, act in asked:
        with pytest.raises(Faults) as caught:
            act()
        assert {f.field for f in caught.value.faults} == fields
        assert {f.code for f in caught.value.faults} == {FaultCode.TOO_LONG}


@pytest.mark.django_db(transaction=True)
def test_the_longest_texts_are_entered() -> None:
    desk = open_desk(1)
    longest = replace(asks.LOAN, contract_no="9" * limits.CONTRACT_NO)
    ask = changed(asks.sale_with_loan(desk, 0).saying(mortgage=longest), 1, name="周" * limits.NAME)
    done = travel(desk, ask)
    assert done.state.ownership is not None
    assert len(done.state.ownership.holders[0].party.name) == limits.NAME
