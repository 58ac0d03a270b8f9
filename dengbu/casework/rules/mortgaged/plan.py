"""Who takes part in a transfer with a mortgage, and which money moves, by its mode.

All money goes through the supervised account. What comes in is what goes out: the price, or of a
mortgage that stays with the home the price less the debt that passes to the buyer.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from enum import StrEnum, unique

from dengbu.kernel.clause import CIVIL_CODE
from dengbu.kernel.fault import FaultCode, FaultList

NOTHING = Decimal("0.00")


@unique
class Mode(StrEnum):
    """How the old mortgage, the title and the new mortgage follow each other."""

    COMBINED = "COMBINED"  # 组合: old ended, title, new begun, in one entry
    SEGMENTED = "SEGMENTED"  # 分段: title and new mortgage first; old ends once it is repaid
    CHANGED = "CHANGED"  # 抵押权变更: the same bank's mortgage stays, the buyer takes its debt over
    ASSIGNED = "ASSIGNED"  # 抵押权转移: the new bank buys the debt, the mortgage passes with it

    @property
    def number(self) -> int:
        """The mode as 自然资发〔2023〕29号 counts them: 1, 2 or 3."""
        return _NUMBERS[self]

    @property
    def label(self) -> str:
        """Name on screens."""
        return _MODES[self]


_NUMBERS = {Mode.COMBINED: 1, Mode.SEGMENTED: 2, Mode.CHANGED: 3, Mode.ASSIGNED: 3}
_MODES = {
    Mode.COMBINED: "新旧抵押一次办成",
    Mode.SEGMENTED: "先过户，还清以后再注销旧抵押",
    Mode.CHANGED: "原抵押留在房子上，改由买方还",
    Mode.ASSIGNED: "原抵押连同债权转给买方的银行",
}


@unique
class Side(StrEnum):
    """Who has a say."""

    SELLER = "SELLER"
    BUYER = "BUYER"
    OLD_BANK = "OLD_BANK"  # whose mortgage rests on the home
    NEW_BANK = "NEW_BANK"  # that lends to the buyer
    ACCOUNT = "ACCOUNT"  # 资金监管机构, that holds the money

    @property
    def label(self) -> str:
        """Name on screens."""
        return _SIDES[self]


_SIDES = {
    Side.SELLER: "卖方",
    Side.BUYER: "买方",
    Side.OLD_BANK: "卖方的银行",
    Side.NEW_BANK: "买方的银行",
    Side.ACCOUNT: "资金监管账户",
}


@unique
class Leg(StrEnum):
    """One sum on its way: into the supervised account, or out of it."""

    FROM_BUYER = "FROM_BUYER"
    FROM_NEW_BANK = "FROM_NEW_BANK"
    TO_OLD_BANK = "TO_OLD_BANK"
    TO_SELLER = "TO_SELLER"

    @property
    def label(self) -> str:
        """Name on screens."""
        return _LEGS[self]

    @property
    def side(self) -> Side:
        """Who pays it in, or whom it is paid to."""
        return _OF[self]


_LEGS = {
    Leg.FROM_BUYER: "买方的自有资金",
    Leg.FROM_NEW_BANK: "买方银行的贷款",
    Leg.TO_OLD_BANK: "还卖方银行的钱",
    Leg.TO_SELLER: "给卖方的房款",
}
_OF = {
    Leg.FROM_BUYER: Side.BUYER,
    Leg.FROM_NEW_BANK: Side.NEW_BANK,
    Leg.TO_OLD_BANK: Side.OLD_BANK,
    Leg.TO_SELLER: Side.SELLER,
}
DEPOSITS = frozenset({Leg.FROM_BUYER, Leg.FROM_NEW_BANK})
"""What comes in."""
PAYOUTS = frozenset({Leg.TO_OLD_BANK, Leg.TO_SELLER})
"""What goes out."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Plan:
    """What was agreed: who must confirm, and every sum."""

    mode: Mode
    price: Decimal  # yuan
    payoff: Decimal  # yuan that the old bank is to be paid; CHANGED: the debt that passes
    loan: Decimal  # yuan that the new bank lends; 0 where there is none
    legs: Mapping[Leg, Decimal] = field(hash=False)  # yuan, each above 0

    @property
    def sides(self) -> frozenset[Side]:
        """Who must confirm."""
        without = frozenset({Side.NEW_BANK}) if self.mode is Mode.CHANGED else frozenset()
        return frozenset(Side) - without

    @property
    def deposits(self) -> frozenset[Leg]:
        """What must be held before the entry."""
        return DEPOSITS & frozenset(self.legs)

    @property
    def payouts(self) -> frozenset[Leg]:
        """What is paid after it."""
        return PAYOUTS & frozenset(self.legs)

    @property
    def held(self) -> Decimal:
        """All that the account holds before the entry, in yuan."""
        return sum((self.legs[leg] for leg in self.deposits), NOTHING)

    def amount_of(self, side: Side) -> Decimal:
        """The sum that a side confirms, in yuan."""
        return {
            Side.SELLER: self.price,
            Side.BUYER: self.price,
            Side.OLD_BANK: self.payoff,
            Side.NEW_BANK: self.loan,
            Side.ACCOUNT: self.held,
        }[side]


def plan_of(mode: Mode, *, price: Decimal, payoff: Decimal, loan: Decimal) -> Plan:
    """The plan of these sums, in yuan.

    Raises `Faults` MONEY_FORMAT at `payoff` or `loan` for sums that do not fit each other: a debt
    above the price, a loan above it, and in ASSIGNED a loan that is not what the old bank gets.
    """
    faults = FaultList()
    for field_name, said in _misfits(mode, price, payoff, loan):
        faults.add(FaultCode.MONEY_FORMAT, said, field=field_name, clause=CIVIL_CODE.of(406))
    faults.raise_if_any()
    if mode is Mode.CHANGED:
        loan = NOTHING
    into = price - (payoff if mode is Mode.CHANGED else loan)
    back = NOTHING if mode is Mode.CHANGED else payoff
    sums = {
        Leg.FROM_BUYER: into,
        Leg.FROM_NEW_BANK: loan,
        Leg.TO_OLD_BANK: back,
        Leg.TO_SELLER: price - payoff,
    }
    legs = {leg: amount for leg, amount in sums.items() if amount > NOTHING}
    return Plan(mode=mode, price=price, payoff=payoff, loan=loan, legs=legs)


def _misfits(
    mode: Mode, price: Decimal, payoff: Decimal, loan: Decimal
) -> Iterator[tuple[str, str]]:
    if payoff <= NOTHING:
        yield "payoff", "还卖方银行的钱要大于 0"
    if payoff > price:
        yield (
            "payoff",
            f"欠银行的 {payoff:,} 元比房价 {price:,} 元多，房款还不清旧贷款，请卖方先补上差额",
        )
    if mode is Mode.CHANGED:
        return
    if loan <= NOTHING:
        yield "loan", "买方银行的贷款要大于 0"
    if loan > price:
        yield "loan", f"贷款 {loan:,} 元比房价 {price:,} 元多，请核对"
    if mode is Mode.ASSIGNED and loan != payoff:
        yield "loan", f"债权转让的价款 {loan:,} 元要和还卖方银行的 {payoff:,} 元一样"
