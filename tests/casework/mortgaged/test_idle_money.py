"""Money that is held with no clock running is named every night; the office sets the clocks."""

import logging
from datetime import timedelta
from pathlib import Path

import pytest
from django.utils import timezone

from dengbu.casework.catalogue import CatalogueError, load_catalogue
from dengbu.casework.jobs import check_money
from dengbu.casework.models import MortgagedSum, MortgagedTransfer
from dengbu.casework.mortgaged import api as mortgaged
from dengbu.casework.mortgaged.api import Kind, Leg, Phase, Side
from tests.casework.desk import ENTERED, OFFICE, by_the_day, open_desk
from tests.casework.mortgaged.sale import LOAN, PRICE, Sale, begin

pytestmark = pytest.mark.django_db


@pytest.fixture
def sale() -> Sale:
    return begin(open_desk(1))


def named(sale: Sale, after: timedelta = timedelta()) -> list[str]:
    return [str(one) for one in mortgaged.idle_money(now=sale.now + after)]


def test_money_that_waits_for_the_entry_is_not_named(sale: Sale) -> None:
    sale.make_ready()
    assert named(sale) == []


def test_a_clock_that_ran_out_unseen_is_named_with_the_sum(
    sale: Sale, caplog: pytest.LogCaptureFixture
) -> None:
    sale.says(Side.ACCOUNT, Kind.HELD, leg=Leg.FROM_NEW_BANK)
    expires = sale.view.expires_at
    assert mortgaged.idle_money(now=expires + timedelta(minutes=59)) == ()
    (one,) = mortgaged.idle_money(now=expires + timedelta(hours=2))
    assert (one.number, one.phase, one.amount, one.since) == (
        sale.number,
        Phase.OPEN,
        LOAN,
        expires,
    )
    MortgagedTransfer.objects.update(expires_at=timezone.now() - timedelta(days=1))
    with (
        caplog.at_level(logging.ERROR, logger="dengbu.casework"),
        pytest.raises(RuntimeError, match="1 sales under mortgage"),
    ):
        check_money(timestamp=0)
    assert sale.number in caplog.text
    assert "560,000.00" in caplog.text


def test_an_account_that_does_not_give_back_is_named_until_it_did(sale: Sale) -> None:
    sale.make_ready()
    sale.says(Side.NEW_BANK, Kind.WITHDRAW)
    assert sale.phase is Phase.ENDING
    assert named(sale) == []  # it has a working day
    (one,) = mortgaged.idle_money(now=sale.now + timedelta(days=15))
    assert (one.phase, one.amount) == (Phase.ENDING, PRICE)
    for kept in MortgagedSum.objects.filter(held_at__isnull=False):
        sale.says(Side.ACCOUNT, Kind.RETURNED, leg=Leg(kept.leg))
    assert named(sale, timedelta(days=15)) == []


def test_rows_that_nobody_of_us_wrote_are_found(sale: Sale) -> None:
    """An end without a clock, and money that lies there all the same."""
    sale.person(Side.SELLER, Kind.WITHDRAW, reason="不卖了")
    assert sale.phase is Phase.ENDED
    MortgagedSum.objects.filter(leg=Leg.FROM_NEW_BANK).update(held_at=sale.now)
    (said,) = named(sale)
    assert said == f"{sale.number} (ENDED): 560,000.00 元 is held and no clock runs"


def test_the_office_sets_the_clocks(tmp_path: Path) -> None:
    desk = open_desk(1)
    copy = by_the_day(tmp_path)
    settings = copy / "cities" / "430600" / "settings.toml"
    text = settings.read_text()
    settings.write_text(text.replace("pay_hours = 24", "pay_hours = 241"))
    with pytest.raises(CatalogueError, match="transfers.pay_hours"):
        load_catalogue(copy, office=OFFICE, now=ENTERED)
    changed = text.replace("words_days = 5", "words_days = 9").replace(
        "return_days = 1", "return_days = 3"
    )
    settings.write_text(changed)
    load_catalogue(copy, office=OFFICE, now=ENTERED + timedelta(minutes=1))
    sale = begin(desk)
    assert sale.view.expires_at - sale.now >= timedelta(days=9)
    sale.make_ready()
    sale.says(Side.NEW_BANK, Kind.WITHDRAW)
    due = sale.view.due_at
    assert due is not None
    assert due - sale.now >= timedelta(days=3)
