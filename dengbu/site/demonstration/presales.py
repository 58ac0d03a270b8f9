"""Shops that firms bought ahead: some notices are given up, others become the right (期转现).

These units stand beside the ledger, and the dice are put back afterwards, so that all else of the
city stays as it was.
"""

import datetime as dt
from collections.abc import Sequence
from dataclasses import replace
from decimal import Decimal

from dengbu.cadastre import api as cadastre
from dengbu.register import api as register
from dengbu.site.demonstration.history import Chronicle, held
from dengbu.site.demonstration.people import BANKS, DEVELOPERS

SHOP = "31"  # 规划用途
MONTHS = 9  # that have some
TURNED, GIVEN_UP = 12, 12  # of each: a table to look at; they are too few to rule out 1 in 100
NOTED_ON, DONE_ON = dt.timedelta(days=14), dt.timedelta(days=21)  # of the month
HOUR = dt.timedelta(hours=1)


def buy_ahead(
    chronicle: Chronicle, free: Sequence[cadastre.UnitFacts], month: int, at: dt.datetime
) -> None:
    """A month's notices on shops among ``free``, units that nobody holds, and what became of them.

    ``month``: how many are still to come; the latest belong to the stories.
    """
    if not 0 < month <= MONTHS:
        return
    dice, each = chronicle.dice, TURNED + GIVEN_UP
    before = dice.getstate()
    shops = [unit for unit in free if unit.planned_use == SHOP][(month - 1) * each : month * each]
    sales = [_sale(chronicle, unit.code) for unit in shops]
    turned, given_up = sales[:TURNED], sales[TURNED:]
    loans = [_loan(chronicle, sale) for sale in turned]
    chronicle.book(
        at + NOTED_ON,
        [*zip(turned, loans, strict=True), *((sale,) for sale in given_up)],
    )
    _give_up(chronicle, given_up, at + DONE_ON)
    _turn(chronicle, shops[:TURNED], turned, loans, at + DONE_ON + HOUR)
    dice.setstate(before)


def _sale(chronicle: Chronicle, code: str) -> register.EnterNotice:
    """One developer buys of the other."""
    seller, buyer = chronicle.dice.sample(DEVELOPERS, 2)
    return register.EnterNotice(
        unit_code=code,
        kind=register.NoticeKind.PRESALE,
        holders=(buyer.party,),
        obligors=(seller.party,),
        agreed_alone=True,
        subclass="7001",
        cause="预购商品房买卖",
    )


def _loan(chronicle: Chronicle, sale: register.EnterNotice) -> register.EnterNotice:
    amount = Decimal(chronicle.dice.randrange(20, 150) * 10_000).quantize(Decimal("0.01"))
    return replace(
        sale,
        kind=register.NoticeKind.PRESALE_MORTGAGE,
        holders=(chronicle.dice.choice(BANKS).party,),
        obligors=sale.holders,
        amount=amount,
        subclass="7003",
        cause="预购商品房抵押",
    )


def _give_up(chronicle: Chronicle, sales: Sequence[register.EnterNotice], at: dt.datetime) -> None:
    """The buyers let their notices be cancelled."""
    proofs = _remembered(chronicle, sales, at)
    ends = [
        register.CancelNotice(unit_code=sale.unit_code, proof_no=proofs[sale.unit_code])
        for sale in sales
    ]
    chronicle.book(at, [(end,) for end in ends])


def _turn(
    chronicle: Chronicle,
    shops: Sequence[cadastre.UnitFacts],
    sales: Sequence[register.EnterNotice],
    loans: Sequence[register.EnterNotice],
    at: dt.datetime,
) -> None:
    """The shops are registered, pass to their buyers, and secure the banks: a step an hour."""
    _remembered(chronicle, sales, at)
    chronicle.book(at, [(_built(unit, sale),) for unit, sale in zip(shops, sales, strict=True)])
    chronicle.book(at + HOUR, [(_passed(chronicle, sale),) for sale in sales])
    proofs = _remembered(chronicle, loans, at + 2 * HOUR)
    day = at.date()
    mortgages = [
        register.CreateMortgage(
            unit_code=loan.unit_code,
            mortgagees=loan.holders,
            mortgagors=loan.obligors,
            amount=loan.amount or Decimal(0),
            debt_from=day,
            debt_to=day.replace(year=day.year + 10, day=min(day.day, 28)),
            from_notice=proofs[loan.unit_code],
            cause="抵押预告转抵押权",
        )
        for loan in loans
    ]
    chronicle.book(at + 2 * HOUR, [(mortgage,) for mortgage in mortgages])


def _remembered(
    chronicle: Chronicle, notices: Sequence[register.EnterNotice], at: dt.datetime
) -> dict[str, str]:
    """The numbers of their proofs by unit; the chronicle remembers them, and the notices."""
    states = register.unit_states([notice.unit_code for notice in notices], now=at)
    found = {
        notice.unit_code: next(
            n.proof_no for n in states[notice.unit_code].notices if n.kind is notice.kind
        )
        for notice in notices
    }
    chronicle.ledger.noted |= {notice.unit_code: notice for notice in notices}
    chronicle.ledger.proofs |= found
    return found


def _built(unit: cadastre.UnitFacts, sale: register.EnterNotice) -> register.Act:
    return register.FirstRegistration(
        unit_code=unit.code,
        holders=held(sale.obligors, ()),
        co_ownership=register.CoOwnership.SOLE,
        right_nature=unit.parcel.right_nature or "102",
        term_from=unit.parcel.land_from,
        term_to=unit.parcel.land_to,
    )


def _passed(chronicle: Chronicle, sale: register.EnterNotice) -> register.Act:
    price = chronicle.dice.randrange(380, 2400) * 1000
    return register.Transfer(
        unit_code=sale.unit_code,
        transferors=sale.obligors,
        holders=held(sale.holders, ()),
        co_ownership=register.CoOwnership.SOLE,
        price=Decimal(price).quantize(Decimal("0.01")),
        subclass="2001",
        cause="预告登记转本登记",
    )
