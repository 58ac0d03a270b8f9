"""住建: contracts that are filed (网签备案), the maintenance fund (维修资金)."""

from dataclasses import dataclass
from datetime import date
from typing import ClassVar

from dengbu.exchange.partners import Partner
from dengbu.exchange.questions.frame import Question, Text, Told, Yuan, day, money, without_empty

CONTRACT_PRICE = "合同价"
"""A fact that is kept of a filed contract, yuan as shown."""


class ContractTold(Told):
    """Whether a contract is filed for this unit and these buyers, at which price."""

    contract_no: Text = ""
    filed_on: date | None = None
    price: Yuan | None = None

    def facts(self) -> dict[str, str]:
        """Number, day, price."""
        said = {
            "合同": self.contract_no,
            "备案": day(self.filed_on),
            CONTRACT_PRICE: money(self.price),
        }
        return without_empty(said)


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
    """Is a contract of sale filed for this unit and these buyers, and at which price?

    A match tells its own price; that it differs from the one stated is for an examiner to see.
    """

    kind: ClassVar[str] = "filed_contract"
    partner: ClassVar[Partner] = Partner.HOUSING
    path: ClassVar[str] = "/filed-contract"
    shape: ClassVar[type[Told]] = ContractTold
    what: ClassVar[str] = "网签备案合同"

    unit_code: str
    buyers: str  # identity numbers in order, parted by commas
    price: str  # yuan as text, as the parties state it; "": none


@dataclass(frozen=True, kw_only=True, slots=True)
class MaintenanceFund(Question):
    """Is the maintenance fund of this unit paid?"""

    kind: ClassVar[str] = "maintenance_fund"
    partner: ClassVar[Partner] = Partner.HOUSING
    path: ClassVar[str] = "/maintenance-fund"
    shape: ClassVar[type[Told]] = FundTold
    what: ClassVar[str] = "住宅专项维修资金"

    unit_code: str
