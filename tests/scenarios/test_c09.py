"""C09 带押过户: the old mortgage ends, the home passes, the new mortgage begins, all at once."""

from dataclasses import replace
from datetime import timedelta

import pytest

from dengbu.accounts import api as accounts
from dengbu.casework import api as casework
from dengbu.register import api as register
from tests.casework import asks
from tests.casework.desk import NOW, open_desk
from tests.register.city import OTHER_BANK, person
from tests.scenarios.journey import travel

pytestmark = pytest.mark.django_db(transaction=True)


def test_a_home_is_sold_with_the_old_mortgage_on_it() -> None:
    desk = open_desk(1)
    done = travel(desk, asks.sale_under_mortgage(desk, 0, buyer=903))
    assert done.state.ownership is not None
    assert [h.party.name for h in done.state.ownership.holders] == [person(903).name]
    (only,) = done.state.mortgages
    assert (only.rank, only.mortgagees[0].name) == (1, OTHER_BANK.name)
    assert desk.proofs[0] in done.outcome.voided
    assert len(done.outcome.voided) == 2  # the seller's certificate and the old proof
    assert len(done.outcome.entry_ids) == 3
    causes = {line.cause for line in register.history(done.accepted.unit_code)}
    assert "抵押权人同意注销（带押过户）" in causes
    assert "债务履行完毕" not in causes  # the seller's debt is paid from the price, later
    assert [line.guide for line in done.accepted.fees] == ["G44", "G10", "G39"]
    assert [line.amount for line in done.accepted.fees] == [0, 80, 80]
    # A combined case has the time of one: a working day, not three.
    assert done.accepted.clock.due_at == NOW + timedelta(hours=1)  # "1160"


def test_what_was_settled_on_the_way_does_not_cling_to_the_entered_case() -> None:
    desk = open_desk(1)
    ask = asks.sale_under_mortgage(desk, 0)
    window = desk.windows[0]
    accepted = casework.submit(replace(ask, tax_cleared=None, tax_note=""), actor=window, now=NOW)
    assert [r.code for r in accepted.blocks] == ["P16"]
    assert accepted.pending
    settled = casework.record_tax(
        accepted.case_no, note="完税证明43240612", actor=window, now=NOW, revision=accepted.revision
    )
    examiner = accounts.actor(settled.examiner_id or 0)
    assert examiner is not None
    casework.approve_and_enter(accepted.case_no, actor=examiner, now=NOW, revision=settled.revision)
    entered = casework.case(accepted.case_no, actor=window, now=NOW)
    assert entered.status == casework.CaseStatus.ENTERED
    assert entered.blocks == ()
    assert entered.pending == ()
    assert "P16" in {r.code for r in entered.rules if r.effect == "pass"}
    voucher = next(m for m in entered.materials if m.code == "tx")
    assert (voucher.source, voucher.source_label) == ("NOTED", "登记了凭证号")
    assert "P16" in {r.code for r in entered.accepted_rules if r.effect == "block"}
