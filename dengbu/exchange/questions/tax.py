"""税务: the deed tax (契税法 art 11: settled before registration)."""

from dataclasses import dataclass
from typing import ClassVar, Literal

from dengbu.exchange.partners import Partner
from dengbu.exchange.questions.frame import (
    Outcome,
    Question,
    Text,
    Told,
    Yuan,
    money,
    without_empty,
)

DEED_TAX, UNPAID = "契税", "还没有缴"
"""A fact that is kept, and what it says while the tax is still to be paid."""


class DeedTaxTold(Told):
    """Whether the deed tax of this acquisition is settled, and by which voucher."""

    state: Literal["PAID", "EXEMPT", "UNPAID"]
    voucher_no: Text = ""
    amount: Yuan | None = None
    basis: Text = ""  # of an exemption

    def facts(self) -> dict[str, str]:
        """Voucher, amount, and the ground of an exemption."""
        words = {"PAID": "已缴清", "EXEMPT": "免税", "UNPAID": UNPAID}
        return without_empty(
            {
                DEED_TAX: words[self.state],
                "凭证号": self.voucher_no,
                "税额": money(self.amount),
                "免税依据": self.basis,
            }
        )

    def outcome(self) -> Outcome:
        """A match without a voucher or a ground proves nothing."""
        unsettled = self.state == "UNPAID" or not (self.voucher_no or self.basis)
        return Outcome.NO_MATCH if self.result == "MATCH" and unsettled else Outcome(self.result)


@dataclass(frozen=True, kw_only=True, slots=True)
class DeedTax(Question):
    """Is the deed tax on this unit settled by these buyers?"""

    kind: ClassVar[str] = "deed_tax"
    partner: ClassVar[Partner] = Partner.TAX
    path: ClassVar[str] = "/deed-tax"
    shape: ClassVar[type[Told]] = DeedTaxTold
    what: ClassVar[str] = DEED_TAX

    unit_code: str
    payers: str  # identity numbers in order, parted by commas
    price: str  # yuan as text; "": none
