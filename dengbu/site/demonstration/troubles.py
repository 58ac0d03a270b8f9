"""Living cases of every trouble, on units that can be looked up and tried."""

import datetime as dt
from dataclasses import dataclass

from dengbu.cadastre import api as cadastre
from dengbu.register import api as register
from dengbu.site.demonstration.history import Chronicle
from dengbu.site.demonstration.people import BANKS

COURTS = ("岳阳楼区人民法院", "岳阳市中级人民法院", "君山区人民法院")
OLDEST = 400  # units in the order of their registration
CIVIL_CODE = dt.date(2021, 1, 1)  # 《民法典》 in force
THREE_YEARS = 1095


@dataclass(frozen=True, kw_only=True, slots=True)
class Story:
    """One unit with something to try on it."""

    title: str  # what can be tried
    unit_code: str
    address: str


def tell(chronicle: Chronicle, units: list[cadastre.UnitFacts], now: dt.datetime) -> list[Story]:
    """Give each of the first homes in ``units`` (not yet registered) its trouble."""
    homes = iter(u for u in units if u.planned_use == "11" and u.floor_area)
    at = now - dt.timedelta(days=20)
    stories = []
    for title, make in _STORIES:
        unit = next(homes)
        make(chronicle, unit, at)
        stories.append(Story(title=title, unit_code=unit.code, address=unit.address))
    return stories


def _family(chronicle: Chronicle, unit: cadastre.UnitFacts, at: dt.datetime) -> None:
    """A couple with a mortgage that bans transfer: the sale with the mortgage on it."""
    couple = chronicle.crowd.couple()
    chronicle.book(at, [(chronicle.first(unit, *couple),)])
    loan = at + dt.timedelta(hours=1)
    act = chronicle.mortgage(unit.code, loan, restricted=True, bank=BANKS[0].party)
    chronicle.book(loan, [(act,)])


def _free(chronicle: Chronicle, unit: cadastre.UnitFacts, at: dt.datetime) -> None:
    chronicle.book(at, [(chronicle.first(unit, chronicle.crowd.person()),)])


def _following(chronicle: Chronicle, unit: cadastre.UnitFacts, at: dt.datetime) -> None:
    _free(chronicle, unit, at)
    loan = at + dt.timedelta(hours=1)
    chronicle.book(loan, [(chronicle.mortgage(unit.code, loan, restricted=False),)])


def _seized(chronicle: Chronicle, unit: cadastre.UnitFacts, at: dt.datetime) -> None:
    _free(chronicle, unit, at)
    orders = [
        (
            register.Seize(
                unit_code=unit.code,
                kind=register.SeizureKind.SEIZURE,
                organ=court,
                document_no=f"(2026)湘06执{n + 1}18号",
                delivered_at=at + dt.timedelta(hours=n + 2),
                term_days=THREE_YEARS,
            ),
        )
        for n, court in enumerate(COURTS)
    ]
    chronicle.book(at + dt.timedelta(days=1), orders)


def _noticed(chronicle: Chronicle, unit: cadastre.UnitFacts, at: dt.datetime) -> None:
    _free(chronicle, unit, at)
    notice = register.EnterNotice(
        unit_code=unit.code,
        kind=register.NoticeKind.OTHER_SALE,
        holders=(chronicle.crowd.person(),),
        obligors=chronicle.ledger.holders[unit.code],
    )
    chronicle.book(at + dt.timedelta(days=1), [(notice,)])


def _objected(chronicle: Chronicle, unit: cadastre.UnitFacts, at: dt.datetime) -> None:
    _free(chronicle, unit, at)
    objection = register.EnterObjection(
        unit_code=unit.code,
        objector=chronicle.crowd.person(),
        matter="主张自己出资一半，登记簿少记了共有人",
    )
    chronicle.book(at + dt.timedelta(days=17), [(objection,)])


def _expropriated(chronicle: Chronicle, unit: cadastre.UnitFacts, at: dt.datetime) -> None:
    _free(chronicle, unit, at)
    decree = register.RestrictByGovernment(
        unit_code=unit.code,
        organ="岳阳楼区人民政府",
        document_no="岳楼政征〔2026〕7号",
        from_day=at.date(),
        to_day=None,
    )
    chronicle.book(at + dt.timedelta(days=1), [(decree,)])


def _minor(chronicle: Chronicle, unit: cadastre.UnitFacts, at: dt.datetime) -> None:
    child = chronicle.crowd.child(at.date())
    chronicle.book(at, [(chronicle.first(unit, child),)])


def _old(chronicle: Chronicle, unit: cadastre.UnitFacts, at: dt.datetime) -> None:
    """Two mortgages: ranks one and two."""
    _following(chronicle, unit, at)
    loan = at + dt.timedelta(hours=2)
    act = chronicle.mortgage(unit.code, loan, restricted=False, bank=BANKS[2].party)
    chronicle.book(loan, [(act,)])


def found(
    chronicle: Chronicle, units: list[cadastre.UnitFacts], taken: set[str], now: dt.datetime
) -> list[Story]:
    """Homes of the written years that are worth a try: an old mortgage, co-owners by share."""
    ledger = chronicle.ledger
    homes = {u.code: u for u in units if u.planned_use == "11" and u.code not in taken}
    oldest = [c for c in list(ledger.holders)[:OLDEST] if c in homes and c in ledger.mortgaged]
    states = register.unit_states(oldest, now=now)
    old = next(c for c in oldest if _silent(states[c]))
    shared = next(c for c in homes if ledger.shares.get(c) and c not in ledger.mortgaged)
    return [
        Story(title=title, unit_code=code, address=homes[code].address)
        for title, code in (
            ("2021年以前的抵押，没写能不能转让", old),
            ("两人按份共有，各持一证", shared),
        )
    ]


def _silent(state: register.UnitState) -> bool:
    """Whether a mortgage from before the Civil Code says nothing of a ban on transfer."""
    return any(m.transfer_restricted is None and m.debt_from < CIVIL_CODE for m in state.mortgages)


_STORIES = (
    ("带押过户（夫妻共有，抵押限制转让）", _family),
    ("存量房买卖（没有负担）", _free),
    ("抵押随房走（没有限制转让）", _following),
    ("两笔抵押，看顺位", _old),
    ("被三家法院轮候查封", _seized),
    ("有预告登记", _noticed),
    ("有异议登记", _objected),
    ("被征收决定冻结", _expropriated),
    ("未成年人的房子", _minor),
)
