"""税费估算: what a sale would cost in deed tax, VAT and income tax, by dated national tables.

An estimate is never the figure: that is the tax office's answer (契税法 art 10, 11). Yuan, to the
cent. What a province, a city or its tax office sets (`Place`) comes from the city's overlay.

Sources: 契税法 art 3, 4; 财税〔2016〕23号; 财政部 税务总局 住房城乡建设部公告2024年第16号;
财税〔2016〕36号附件3 (五); 财政部 税务总局公告2025年第17号; 城市维护建设税法 art 4;
财政部 税务总局公告2023年第12号; 个人所得税法 art 3, 6; 财税字〔1994〕20号; 国税发〔2006〕108号.
"""

from dataclasses import dataclass
from datetime import date
from decimal import ROUND_HALF_UP, Decimal
from typing import TypeVar

CENT = Decimal("0.01")
NOTHING = Decimal("0.00")
FIVE_YEARS = 5
EDUCATION = Decimal("0.05")  # 教育费附加 3 %, 地方教育附加 2 %, of the VAT
GAINS = Decimal("0.2")  # 个人所得税法 art 3: income from transfer of property
RELIEVED_HOMES = 2
"""Homes of a family up to which the deed tax is reduced; from the third on it is not."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Place:
    """What is set nearer than the nation."""

    deed: Decimal  # statutory rate of the province, 0.03 to 0.05 (契税法 art 3)
    construction: Decimal  # 城市维护建设税: 0.07 in a city, 0.05 in a town, else 0.01, of the VAT
    assessed_income: Decimal  # 核定征收, 0.01 to 0.03 of the price (国税发〔2006〕108号)


@dataclass(frozen=True, kw_only=True, slots=True)
class Dated:
    """From when to when a line of a table holds, both days included, and by which decree."""

    valid_from: date
    valid_to: date | None = None
    source: str

    def holds(self, on: date) -> bool:
        """Whether it holds on a day."""
        return self.valid_from <= on and (self.valid_to is None or on <= self.valid_to)


@dataclass(frozen=True, kw_only=True, slots=True)
class HomeRates(Dated):
    """Deed tax on a family's first and second home, up to a floor area and above it."""

    border: Decimal  # m2
    only: tuple[Decimal, Decimal]  # up to the border, above it
    second: tuple[Decimal, Decimal]


@dataclass(frozen=True, kw_only=True, slots=True)
class SaleRate(Dated):
    """VAT of a person who sells a home held for less than so many years."""

    years: int
    rate: Decimal


@dataclass(frozen=True, kw_only=True, slots=True)
class Halving(Dated):
    """Surcharges on the VAT of small taxpayers, as a part of the full ones."""

    part: Decimal


_ONE, _ONE_HALF, _TWO = Decimal("0.01"), Decimal("0.015"), Decimal("0.02")
HOMES = (
    HomeRates(
        valid_from=date(2016, 2, 22),
        valid_to=date(2024, 11, 30),
        source="财税〔2016〕23号第一条",
        border=Decimal(90),
        only=(_ONE, _ONE_HALF),
        second=(_ONE, _TWO),
    ),
    HomeRates(
        valid_from=date(2024, 12, 1),
        source="财政部 税务总局 住房城乡建设部公告2024年第16号第一条",
        border=Decimal(140),
        only=(_ONE, _ONE_HALF),
        second=(_ONE, _TWO),
    ),
)
SALES = (
    SaleRate(
        valid_from=date(2016, 5, 1),
        valid_to=date(2025, 12, 31),
        source="财税〔2016〕36号附件3第五条",
        years=2,
        rate=Decimal("0.05"),
    ),
    SaleRate(
        valid_from=date(2026, 1, 1),
        source="财政部 税务总局公告2025年第17号",
        years=2,
        rate=Decimal("0.03"),
    ),
)
HALVINGS = (
    Halving(
        valid_from=date(2023, 1, 1),
        valid_to=date(2027, 12, 31),
        source="财政部 税务总局公告2023年第12号第二条",
        part=Decimal("0.5"),
    ),
)
STATUTORY = "契税法第三条"
INCOME = "个人所得税法第三条、第六条，国税发〔2006〕108号"
FREE_INCOME = "财税字〔1994〕20号第二条"


@dataclass(frozen=True, kw_only=True, slots=True)
class SaleFacts:
    """What the estimates read of a sale."""

    price: Decimal  # yuan, above 0, with VAT
    area: Decimal | None  # floor area in m2; None: not known, the larger rate is taken
    home: bool  # planned as a home
    buyers_are_people: bool = True
    homes: int = 1  # of the buyer's family with this one: 1, 2, 3 and more
    seller_is_person: bool  # who sells a home for the first time, or a firm, declares by itself
    held_since: date | None = None  # None: not known, no exemption is taken
    sellers_only_home: bool = False
    bought_for: Decimal | None = None  # yuan, with costs, proved; None: income tax is assessed
    on: date  # of the declaration


@dataclass(frozen=True, kw_only=True, slots=True)
class Estimate:
    """One tax as it would be."""

    amount: Decimal  # yuan
    parts: tuple[tuple[str, Decimal], ...]  # of the amount
    reason: str
    source: str  # law and article


@dataclass(frozen=True, kw_only=True, slots=True)
class SaleTaxes:
    """The taxes of a sale; None where only the tax office can say."""

    deed: Estimate  # paid by the buyer
    vat: Estimate | None  # by the seller, with its surcharges
    income: Estimate | None  # by the seller

    @property
    def total(self) -> Decimal:
        """Sum of what could be estimated."""
        return sum((e.amount for e in (self.deed, self.vat, self.income) if e), NOTHING)


def sale_taxes(facts: SaleFacts, place: Place) -> SaleTaxes:
    """The taxes of a sale. LookupError for a day before the tables begin."""
    base = price_without_vat(facts)
    vat = _vat(facts, place)
    return SaleTaxes(
        deed=_deed(facts, place, base),
        vat=vat,
        income=_income(facts, place, base, vat.amount - (facts.price - base) if vat else NOTHING),
    )


def years_held(since: date, on: date) -> int:
    """Whole years; of a 29 February the year is over on 1 March."""
    return on.year - since.year - ((on.month, on.day) < (since.month, since.day))


def price_without_vat(facts: SaleFacts) -> Decimal:
    """The price less the VAT that is in it: what deed and income tax are taken of."""
    rate = _vat_rate(facts)
    return _cents(facts.price / (1 + rate.rate)) if rate else facts.price


def _deed(facts: SaleFacts, place: Place, base: Decimal) -> Estimate:
    if not facts.home or not facts.buyers_are_people or facts.homes > RELIEVED_HOMES:
        why = "家庭第三套住房起" if facts.home and facts.buyers_are_people else "不是家庭买住房"
        return _taken(base, place.deed, "契税", f"{why}，按法定税率", STATUTORY)
    rates = _of(HOMES, facts.on)
    small = facts.area is not None and facts.area <= rates.border
    rate = (rates.only if facts.homes == 1 else rates.second)[0 if small else 1]
    size = f"{rates.border} 平方米及以下" if small else f"{rates.border} 平方米以上"
    if facts.area is None:
        size = "不知道面积，按大的算"
    which = "家庭唯一住房" if facts.homes == 1 else "家庭第二套住房"
    return _taken(base, rate, "契税", f"{which}，{size}", rates.source)


def _vat_rate(facts: SaleFacts) -> SaleRate | None:
    """The rate by which a person's home is taxed; None: it is exempt, or declared otherwise."""
    if not facts.home or not facts.seller_is_person:
        return None
    rate = _of(SALES, facts.on)
    held = years_held(facts.held_since, facts.on) if facts.held_since else 0
    return rate if held < rate.years else None


def _vat(facts: SaleFacts, place: Place) -> Estimate | None:
    if not facts.home or not facts.seller_is_person:
        return None
    rate, line = _vat_rate(facts), _of(SALES, facts.on)
    if rate is None:
        said = f"持有满 {line.years} 年，免征"
        return Estimate(amount=NOTHING, parts=(), reason=said, source=line.source)
    vat = facts.price - price_without_vat(facts)
    halving = next((h for h in HALVINGS if h.holds(facts.on)), None)
    part = halving.part if halving else Decimal(1)
    parts = (
        ("增值税", vat),
        ("城市维护建设税", _cents(vat * place.construction * part)),
        ("教育费附加、地方教育附加", _cents(vat * EDUCATION * part)),
    )
    said = f"持有不满 {rate.years} 年，按 {_percent(rate.rate)} 全额；附加税费"
    said += "减半" if halving else "不减"
    return Estimate(
        amount=sum((p for _, p in parts), NOTHING), parts=parts, reason=said, source=rate.source
    )


def _income(facts: SaleFacts, place: Place, base: Decimal, surcharges: Decimal) -> Estimate | None:
    if not facts.home or not facts.seller_is_person:
        return None
    held = years_held(facts.held_since, facts.on) if facts.held_since else 0
    if held >= FIVE_YEARS and facts.sellers_only_home:
        said = f"持有满 {FIVE_YEARS} 年，是家庭唯一住房，免征"
        return Estimate(amount=NOTHING, parts=(), reason=said, source=FREE_INCOME)
    if facts.bought_for is None:
        said = "没有原值凭证的，按成交价核定"
        return _taken(base, place.assessed_income, "个人所得税", said, INCOME)
    gain = max(base - facts.bought_for - surcharges, NOTHING)
    return _taken(gain, GAINS, "个人所得税", "差额（成交价减原值、税费）的 20%", INCOME)


def _taken(base: Decimal, rate: Decimal, name: str, reason: str, source: str) -> Estimate:
    amount = _cents(base * rate)
    said = f"{reason}，{_percent(rate)}"
    return Estimate(amount=amount, parts=((name, amount),), reason=said, source=source)


Line = TypeVar("Line", bound=Dated)


def _of(table: tuple[Line, ...], on: date) -> Line:
    found = next((line for line in table if line.holds(on)), None)
    if found is None:
        raise LookupError(f"no rate for {on}")
    return found


def _cents(amount: Decimal) -> Decimal:
    return amount.quantize(CENT, rounding=ROUND_HALF_UP)


def _percent(rate: Decimal) -> str:
    return f"{(rate * 100).normalize():f}%"
