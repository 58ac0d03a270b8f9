"""Random acts on land: what is built on it, what its owners share, who farms it."""

from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal

from dengbu.register import api as register
from tests.reference import chance
from tests.reference.asked import CONTRACT, LAND_USE
from tests.reference.dice import Dice
from tests.register.land import FARM, USED

SHARED = tuple(
    register.CommonPart(number=str(n), name="物业用房", count=1, area=Decimal("86.50"))
    for n in (1, 2, 3)
)


def first(d: Dice, right: register.RightType) -> register.Act:
    holders, way = d.holders()
    farm = right is CONTRACT
    return register.FirstRegistration(
        unit_code=d.unit,
        holders=holders,
        co_ownership=way,
        right_type=right,
        right_nature="201" if farm else "102",
        term_from=date(2018, 1, 1),
        term_to=date(2047, 12, 31) if d.chance(9) else None,
        particulars=(FARM if farm else USED) if d.chance(9) else None,
    )


def passed(d: Dice) -> register.Act:
    """Contracted land passes with a new household."""
    sold = chance.transfer(d)
    assert isinstance(sold, register.Transfer)
    return replace(sold, particulars=FARM if d.chance(8) else None)


def build(d: Dice) -> register.Act:
    """One debt on the land and on some of the homes that are being built on it."""
    homes = [u for u in d.sheets if u[:19] == d.unit[:19] and u[19] == "F"]
    chosen = [u for u in homes if d.sheets[u].title(d.at) is None or d.chance(1)]
    owners = d.owners()
    more = tuple(register.Collateral(unit_code=u, mortgagors=owners) for u in chosen[:3])
    lent = chance.lend(d)
    assert isinstance(lent, register.CreateMortgage)
    return replace(
        lent,
        mortgagors=owners,
        collateral=more,
        mortgaged_kind=register.MortgagedKind.UNDER_CONSTRUCTION,
        construction_address="金鹗东路86号",
        construction_scope="1栋六层",
        from_notice="",
    )


def share(d: Dice) -> register.Act:
    chosen = tuple(part for part in SHARED if d.chance(5))
    return register.RegisterCommonParts(unit_code=d.unit, parts=chosen)


def unshare(d: Dice) -> register.Act:
    standing = d.sheet.commons_on(d.at)
    numbers = tuple(standing[:1]) if d.chance(8) else ("9",)
    return register.CancelCommonParts(unit_code=d.unit, numbers=numbers, basis="灭失证明1号")


def grant(d: Dice) -> register.Act:
    begins = d.at.date() - timedelta(days=d.one_of(0, 30, 400))
    return register.CreateOperation(
        unit_code=d.unit,
        holders=d.people(),
        grantors=d.owners(),
        mode=register.OperationMode.LEASE,
        area=Decimal(d.one_of(1000, 2400, 2400, 9000)),
        term_from=begins,
        term_to=begins + timedelta(days=d.one_of(365, 365 * 5 + 1, 365 * 6, 365 * 9)),
        effective_at=d.at - timedelta(days=d.one_of(-1, 1, 30)) if d.chance(3) else None,
    )


def pass_on(d: Dice) -> register.Act:
    return register.TransferOperation(unit_code=d.unit, proof_no=d.work(), holders=d.people())


def change(d: Dice) -> register.Act:
    return register.ChangeOperation(
        unit_code=d.unit,
        proof_no=d.work(),
        area=d.one_of(None, Decimal(500), Decimal(5000)),
        term_to=d.one_of(None, date(2033, 1, 1), date(2050, 1, 1)),
    )


def end(d: Dice) -> register.Act:
    return register.CancelOperation(unit_code=d.unit, proof_no=d.work())


def lend(d: Dice) -> register.Act:
    lent = chance.lend(d)
    assert isinstance(lent, register.CreateMortgage)
    farms = d.chance(8)
    givers = d.farmers() if farms else d.owners()
    return replace(lent, mortgagors=givers, of_operation=farms)


def alter(d: Dice) -> register.Act:
    act = chance.alter(d)
    assert isinstance(act, register.ChangeMortgage)
    return replace(act, mortgagors=d.farmers() if d.chance(4) else None)


LOANS = (chance.repay, chance.repay, chance.assign, chance.fix, chance.exchange, alter)
OTHERS = (chance.seize, chance.release, chance.notice, chance.stop, chance.lift, chance.cancel)
WORKS = (grant, grant, grant, pass_on, pass_on, change, change, end, lend, lend, lend)
FARM_ACTS = (*WORKS, *LOANS, *OTHERS, passed, passed, chance.correct, chance.reissue, chance.bear)
LAND_ACTS = (
    *(build, build, build, share, share, unshare, chance.lend, chance.transfer),
    *(chance.repay, chance.repay, chance.repay, chance.assign, chance.alter, chance.exchange),
    *OTHERS,
)


def drawn(d: Dice, acts: Sequence[Callable[[Dice], register.Act]]) -> register.Act:
    """One of the acts that fit what stands on the unit."""
    worked = d.sheet.work(d.at) is not None
    on_work = (pass_on, change, end)
    fit = [
        act
        for act in acts
        if chance.fitting(d, act)
        and (worked or act not in on_work)
        and not (worked and act is grant)
    ]
    chosen: Callable[[Dice], register.Act] = d.one_of(*fit)
    return chosen(d)


def on_farm(d: Dice) -> register.Act:
    """Any act on contracted land."""
    if d.sheet.title(d.at) is None and d.chance(8):
        return first(d, CONTRACT)
    return drawn(d, FARM_ACTS)


def on_land(d: Dice) -> register.Act:
    """Any act on the land that homes stand on."""
    if d.sheet.title(d.at) is None and d.chance(8):
        return first(d, LAND_USE)
    return drawn(d, LAND_ACTS)
