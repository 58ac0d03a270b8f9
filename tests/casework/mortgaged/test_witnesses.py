"""Words at the window: the person is there, signed, and another officer for each family."""

import pytest
from django.db import IntegrityError, transaction

from dengbu.accounts import api as accounts
from dengbu.casework.models import JournalLine, MortgagedParty, MortgagedWord
from dengbu.casework.mortgaged import api as mortgaged
from dengbu.casework.mortgaged.api import Heard, Kind, Presence, Side
from dengbu.evidence import api as evidence
from dengbu.kernel.fault import FaultCode, Faults
from tests.casework.desk import open_desk
from tests.casework.mortgaged.sale import PAPER, Sale, begin

pytestmark = pytest.mark.django_db


@pytest.fixture
def sale() -> Sale:
    return begin(open_desk(1))


def says(sale: Sale, side: Side, actor: accounts.Actor, presence: Presence | None = None) -> Heard:
    party = next(p for p in sale.view.parties if p.side is side)
    return mortgaged.say(
        sale.number,
        party.seq,
        Kind.CONFIRM,
        amount=str(party.amount),
        agreed=sale.view.agreed,
        presence=presence,
        actor=actor,
        now=sale.now,
    )


def test_who_took_a_word_and_its_paper_are_kept(sale: Sale) -> None:
    assert sale.person(Side.SELLER).outcome == "APPLIED"
    row, clerk = MortgagedParty.objects.get(side=Side.SELLER), sale.officer(Side.SELLER)
    assert (row.way, row.recorder_id, row.recorder_name) == ("WINDOW", clerk.id, clerk.name)
    assert evidence.document(row.paper, office=row.office) == (PAPER, "application/pdf")
    assert MortgagedWord.objects.get().content["paper"] == row.paper
    line = JournalLine.objects.get(text__contains="确认了")
    assert f"{clerk.name}在窗口核对了证件，收了签字的确认书" in line.text


def test_everything_that_is_missing_at_the_window_is_told_at_once(sale: Sale) -> None:
    with pytest.raises(Faults) as missing:
        says(sale, Side.SELLER, sale.desk.windows[0])
    assert {(f.code, f.field) for f in missing.value.faults} == {
        (FaultCode.STEP_NOT_ALLOWED, ""),  # it began it
        (FaultCode.REQUIRED, "id_no"),
        (FaultCode.REQUIRED, "paper"),
    }
    another = Presence(id_no="430602199001010012", paper=PAPER)
    with pytest.raises(Faults) as other:
        says(sale, Side.SELLER, sale.desk.windows[1], another)
    assert [(f.code, f.field) for f in other.value.faults] == [(FaultCode.IDENTITY_FORMAT, "id_no")]
    no_paper = Presence(id_no=sale.presence(Side.SELLER).id_no, paper=b"just words")
    with pytest.raises(Faults) as unread:
        says(sale, Side.SELLER, sale.desk.windows[1], no_paper)
    assert [(f.code, f.field) for f in unread.value.faults] == [(FaultCode.UPLOAD_TYPE, "paper")]
    assert not MortgagedWord.objects.exists()


def test_nobody_of_the_office_stands_for_both_families(sale: Sale) -> None:
    clerk = sale.desk.windows[1]
    assert says(sale, Side.SELLER, clerk, sale.presence(Side.SELLER)).outcome == "APPLIED"
    with pytest.raises(Faults, match="您已经记过另一方说的话"):
        says(sale, Side.BUYER, clerk, sale.presence(Side.BUYER))
    seen = sale.view
    assert seen.bars(Side.SELLER, clerk.id) == ""
    assert "另一位窗口人员" in seen.bars(Side.BUYER, clerk.id)
    assert "您发起的" in seen.bars(Side.BUYER, sale.desk.windows[0].id)


def test_the_database_refuses_it_too(sale: Sale) -> None:
    sale.person(Side.SELLER)
    buyer = MortgagedParty.objects.filter(side=Side.BUYER)
    taken = {"confirmed_at": sale.now, "way": "WINDOW", "agreed": "0" * 64}
    paper = {"recorder_name": "x", "paper": "0" * 64}
    with pytest.raises(IntegrityError, match="witnessed"), transaction.atomic():
        buyer.update(**taken)
    with pytest.raises(IntegrityError, match="one_side"), transaction.atomic():
        buyer.update(**taken, **paper, recorder_id=sale.officer(Side.SELLER).id)
    with pytest.raises(IntegrityError, match="who began it"), transaction.atomic():
        buyer.update(**taken, **paper, recorder_id=sale.desk.windows[0].id)
    buyer.update(**taken, **paper, recorder_id=sale.desk.windows[1].id)
