"""The registration fee of one item (不动产登记费): per item, never by area or price.

Civil Code 223; 发改价格规〔2016〕2559号, 财税〔2016〕79号, 财税〔2019〕45号. The tariff is data
with dates (`catalogue/fees.toml`), read from top to bottom: the first line that fits wins.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

FREE = Decimal("0.00")


@dataclass(frozen=True, kw_only=True, slots=True)
class Rate:
    """One line of the tariff. An empty condition fits everything."""

    rule: str  # F01 ...
    amount: Decimal  # yuan
    registrations: tuple[str, ...] = ()  # FIRST, TRANSFER, MORTGAGE, CANCELLATION ...
    uses: tuple[str, ...] = ()  # HOME, GARAGE, OTHER
    house_natures: tuple[str, ...] = ()  # 房屋性质 codes
    small_enterprise: bool = False  # only with the written promise
    copy: Decimal = FREE  # yuan for each certificate after the first
    valid_from: date
    valid_to: date | None = None  # last day
    reason: str  # what the bill says
    source: str  # decree


@dataclass(frozen=True, kw_only=True, slots=True)
class FeeFacts:
    """What the tariff reads of one item."""

    registration: str
    use: str  # HOME, GARAGE, OTHER
    house_nature: str = ""
    small_enterprise: bool = False  # whoever pays is one and has promised so in writing
    certificates: int = 1  # certificates of title written; proofs are always free
    on: date  # day of acceptance


@dataclass(frozen=True, kw_only=True, slots=True)
class FeeDue:
    """What one item costs."""

    rule: str
    version: str  # first day of the line
    amount: Decimal
    reason: str


def fits(rate: Rate, facts: FeeFacts) -> bool:
    """Whether a line of the tariff speaks of this item on this day."""
    return (
        rate.valid_from <= facts.on
        and (rate.valid_to is None or facts.on <= rate.valid_to)
        and (not rate.registrations or facts.registration in rate.registrations)
        and (not rate.uses or facts.use in rate.uses)
        and (not rate.house_natures or facts.house_nature in rate.house_natures)
        and (not rate.small_enterprise or facts.small_enterprise)
    )


def fee(facts: FeeFacts, rates: Sequence[Rate]) -> FeeDue:
    """The fee of one item. LookupError if the tariff says nothing of it."""
    for rate in rates:
        if fits(rate, facts):
            further = max(facts.certificates - 1, 0)
            copies = rate.copy * further
            reason = rate.reason
            if copies:
                reason += f"，另加{further}本证书工本费{copies}元"
            return FeeDue(
                rule=rate.rule,
                version=rate.valid_from.isoformat(),
                amount=rate.amount + copies,
                reason=reason,
            )
    raise LookupError(f"the tariff has no line for {facts}")
