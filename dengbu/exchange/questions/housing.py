"""住建: contracts that are filed (网签备案), the maintenance fund (维修资金)."""

from dataclasses import dataclass
from datetime import date
from typing import ClassVar

from dengbu.exchange.partners import Partner
from dengbu.exchange.questions.frame import (
    Outcome,
    Question,
    Text,
    Told,
    Yuan,
    day,
    money,
    without_empty,
)

CONTRACT_SELLERS, SAME = "卖方", "相符"
"""A fact that is kept of a contract that is filed, and what it says."""
CONTRACT_PRICE = "合同价"
"""A fact that is kept of a filed contract, yuan as shown."""


class ContractTold(Told):
    """Whether a contract is filed for this unit, these sellers and buyers, at which price."""

    contract_no: Text = ""
    filed_on: date | None = None
    price: Yuan | None = None

    def facts(self) -> dict[str, str]:
        """Number, day, price; that the sellers are those who were asked about."""
        sold_by = SAME if self.result == "MATCH" and self.about.get("sellers") else ""
        said = {
            "合同": self.contract_no,
            "备案": day(self.filed_on),
            CONTRACT_PRICE: money(self.price),
            CONTRACT_SELLERS: sold_by,
        }
        return without_empty(said)


class PermitTold(Told):
    """Whether the developer may sell this home before it is built."""

    permit_no: Text = ""
    issued_on: date | None = None

    def facts(self) -> dict[str, str]:
        """Number, day."""
        return without_empty({"许可证": self.permit_no, "发证日期": day(self.issued_on)})

    def outcome(self) -> Outcome:
        """A permit without its number is none that anybody could look up."""
        nameless = self.result == "MATCH" and not self.permit_no
        return Outcome.UNKNOWN if nameless else Outcome(self.result)


class FundTold(Told):
    """Whether the maintenance fund of this unit is paid."""

    receipt_no: Text = ""
    amount: Yuan | None = None
    paid_on: date | None = None

    def facts(self) -> dict[str, str]:
        """Receipt, amount, day."""
        return without_empty(
            {"票据": self.receipt_no, "金额": money(self.amount), "缴存": day(self.paid_on)}
        )


@dataclass(frozen=True, kw_only=True, slots=True)
class FiledContract(Question):
    """Is a contract of sale filed for this unit, these sellers and buyers, and at which price?

    A match tells its own price; that it differs from the one stated is for an examiner to see.
    """

    kind: ClassVar[str] = "filed_contract"
    partner: ClassVar[Partner] = Partner.HOUSING
    path: ClassVar[str] = "/filed-contract"
    shape: ClassVar[type[Told]] = ContractTold
    what: ClassVar[str] = "网签备案合同"

    unit_code: str
    sellers: str  # identity numbers or credit codes in order, parted by commas; "": not stated
    buyers: str  # identity numbers in order, parted by commas
    price: str  # yuan as text, as the parties state it; "": none


@dataclass(frozen=True, kw_only=True, slots=True)
class PresalePermit(Question):
    """May this developer sell this home before it is built?

    Which firm it is says its unified social credit code; its name may have changed since.
    """

    kind: ClassVar[str] = "presale_permit"
    partner: ClassVar[Partner] = Partner.HOUSING
    path: ClassVar[str] = "/presale-permit"
    shape: ClassVar[type[Told]] = PermitTold
    what: ClassVar[str] = "商品房预售许可"

    unit_code: str
    developer: str  # credit codes in order, parted by commas


@dataclass(frozen=True, kw_only=True, slots=True)
class MaintenanceFund(Question):
    """Is the maintenance fund of this unit paid?"""

    kind: ClassVar[str] = "maintenance_fund"
    partner: ClassVar[Partner] = Partner.HOUSING
    path: ClassVar[str] = "/maintenance-fund"
    shape: ClassVar[type[Told]] = FundTold
    what: ClassVar[str] = "住宅专项维修资金"

    unit_code: str
