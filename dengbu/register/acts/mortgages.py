"""Acts on mortgages (抵押权), named by the number of their proof (登记证明号, storage form)."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from dengbu.register.codes import MortgagedKind, MortgageMode
from dengbu.register.parties import PartyRef

STATUTORY_SCOPE = "主债权及其利息、违约金、损害赔偿金和实现抵押权的费用"
"""担保范围 where the parties agreed on none (Civil Code 389; keeping costs are a pledge's)."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Collateral:
    """A further unit that secures the same debt: a line of the list of collateral (抵押物清单)."""

    unit_code: str
    mortgagors: tuple[PartyRef, ...]
    from_notice: str = ""  # proof number of the mortgage notice that kept its rank on this unit


@dataclass(frozen=True, kw_only=True, slots=True)
class Charged:
    """A further unit of a debt that several secure, with the proof of the mortgage on it."""

    unit_code: str
    proof_no: str


@dataclass(frozen=True, kw_only=True, slots=True)
class CreateMortgage:
    """抵押权首次登记 (Civil Code 402: arises on registration).

    With ``collateral`` several units secure one debt (Civil Code 395): each bears the whole of it,
    in a rank of its own and with a proof of its own.
    """

    unit_code: str
    mortgagees: tuple[PartyRef, ...]
    mortgagors: tuple[PartyRef, ...]
    amount: Decimal  # yuan: secured claim, or ceiling for a maximum-amount mortgage
    debt_from: date
    debt_to: date
    debtor: PartyRef | None = None  # None: the mortgagors
    mode: MortgageMode = MortgageMode.ORDINARY
    scope: str = STATUTORY_SCOPE  # 担保范围
    transfer_restricted: bool | None = (
        False  # 约定禁止或限制转让; None: nothing recorded (pre-2021)
    )
    contract_no: str = ""
    from_notice: str = ""  # proof number of the mortgage notice that kept its rank (预抵押转抵押)
    collateral: tuple[Collateral, ...] = ()  # further units for the same debt
    of_operation: bool = False  # of the land operation right on contracted land (农村土地承包法 47)
    mortgaged_kind: MortgagedKind | None = None  # None: by the right that the unit is held by
    construction_address: str = ""  # 在建建筑物坐落, of UNDER_CONSTRUCTION alone
    construction_scope: str = ""  # 在建建筑物抵押范围
    subclass: str = ""  # "": 1051, 1052 for a maximum-amount mortgage, 1053 under construction
    cause: str = "抵押"


@dataclass(frozen=True, kw_only=True, slots=True)
class CancelMortgage:
    """抵押权注销登记, named by its proof number (登记证明号, storage form)."""

    unit_code: str
    proof_no: str
    applicants: tuple[PartyRef, ...]
    amount: Decimal | None = None  # yuan as the applicant states it; None: not stated
    others: tuple[Charged, ...] = ()  # further units of the same debt
    partial: bool = False  # 部分解除: these units leave the list, the debt goes on with the rest
    subclass: str = ""  # "": 4051, or 4052 for a maximum-amount mortgage
    cause: str = "债务履行完毕"


@dataclass(frozen=True, kw_only=True, slots=True)
class TransferMortgage:
    """抵押权转移登记: it passes with its claim and keeps its rank (Civil Code 407, 421)."""

    unit_code: str
    proof_no: str
    mortgagees: tuple[PartyRef, ...]  # who hold it from now on
    agreed_before_fixing: bool = False  # of a maximum-amount mortgage: the parties agreed so
    others: tuple[Charged, ...] = ()  # the other units of the same debt
    subclass: str = "2051"
    cause: str = "主债权转让"


@dataclass(frozen=True, kw_only=True, slots=True)
class ChangeMortgage:
    """抵押权变更登记: the terms named change, the others stay; it keeps its rank."""

    unit_code: str
    proof_no: str
    amount: Decimal | None = None  # yuan; None here and below: as before
    debt_from: date | None = None
    debt_to: date | None = None
    scope: str | None = None
    transfer_restricted: bool | None = None
    contract_no: str | None = None
    construction_scope: str | None = None  # of a building under construction
    debtor: PartyRef | None = None
    mortgagees: tuple[PartyRef, ...] | None = None  # the same ones under new names
    mortgagors: tuple[PartyRef, ...] | None = None  # the same, or the holders by now; of this unit
    others: tuple[Charged, ...] = ()  # the other units of the same debt
    subclass: str = "3051"
    cause: str = "抵押权内容变更"


CHANGEABLE = (
    *("amount", "debt_from", "debt_to", "scope", "transfer_restricted", "contract_no"),
    *("construction_scope", "debtor", "mortgagees", "mortgagors"),
)
"""Fields of ``ChangeMortgage`` that say what becomes different; None: it stays."""


def changes(act: ChangeMortgage) -> bool:
    """Whether the act names anything that becomes different."""
    return any(getattr(act, name) is not None for name in CHANGEABLE)


@dataclass(frozen=True, kw_only=True, slots=True)
class FixClaim:
    """最高额抵押权确定: the claim under a maximum-amount mortgage is fixed (Civil Code 423)."""

    unit_code: str
    proof_no: str
    amount: Decimal  # yuan: the claim as fixed, at most the ceiling
    fact: str  # 最高债权确定事实
    others: tuple[Charged, ...] = ()  # the other units of the same debt
    subclass: str = "3052"
    cause: str = "最高额抵押债权确定"


@dataclass(frozen=True, kw_only=True, slots=True)
class ExchangeRanks:
    """抵押权顺位变更: two mortgages on a unit exchange their places (Civil Code 409)."""

    unit_code: str
    proof_no: str
    other_proof_no: str
    subclass: str = "3053"
    cause: str = "抵押权顺位变更"
