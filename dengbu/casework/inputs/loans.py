"""What is asked of mortgages (抵押权)."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Annotated

from dengbu.casework import limits
from dengbu.casework.inputs.frame import Asked, Input

MODES = {"1": "一般抵押", "2": "最高额"}

_AMOUNT = Asked(label="担保的债权", missing="请填写担保的债权数额")
_FROM = Asked(label="借款从哪天起", missing="请填写债务履行期限的开始日")
_TO = Asked(
    label="到哪天止",
    missing="请填写债务履行期限的结束日",
    after="debt_from",
    ahead=True,
)
_CONTRACT = Asked(label="抵押合同编号", most=limits.CONTRACT_NO)
_SCOPE = Asked(label="担保范围", hint="不填按法律规定", most=limits.SCOPE)
_BAN = Asked(label="约定了禁止或限制转让吗", missing="请选择抵押期间是不是禁止或者限制转让")
_PROOF = Asked(label="哪一笔抵押", missing="请填写抵押的登记证明号", right="mortgage")


@dataclass(frozen=True, kw_only=True, slots=True)
class MortgageInput(Input):
    """A new mortgage as agreed (Civil Code 400)."""

    amount: Annotated[Decimal | None, _AMOUNT] = None
    contract_no: Annotated[str, _CONTRACT] = ""
    debt_from: Annotated[date | None, _FROM] = None
    debt_to: Annotated[date | None, _TO] = None
    mode: Annotated[str, Asked(label="抵押方式", codes=MODES)] = "1"
    scope: Annotated[str, _SCOPE] = ""  # "": what the law secures (Civil Code 389)
    restricted: Annotated[bool | None, _BAN] = None
    from_notice: Annotated[
        str, Asked(label="抵押预告的登记证明号", right="loan_notice", hint="预抵押转抵押的要填")
    ] = ""
    construction_address: Annotated[str, Asked(label="在建建筑物坐落", most=200)] = ""
    construction_scope: Annotated[str, Asked(label="在建建筑物抵押范围", most=limits.SCOPE)] = ""


@dataclass(frozen=True, kw_only=True, slots=True)
class CancelInput(Input):
    """Which mortgage ends (Civil Code 393)."""

    proof_no: Annotated[
        str, Asked(label="哪一笔抵押", missing="请填写要注销的登记证明号", right="mortgage")
    ] = ""
    amount: Annotated[Decimal | None, Asked(label="债权数额", hint="写了就要和登记簿一样")] = None
    partial: Annotated[bool | None, Asked(label="只解除这个单元，债权还有别的单元担保吗")] = None


@dataclass(frozen=True, kw_only=True, slots=True)
class LoanChangeInput(Input):
    """What of a mortgage changes; what is left open stays as it was."""

    proof_no: Annotated[str, _PROOF] = ""
    amount: Annotated[Decimal | None, Asked(label="债权数额改为")] = None
    debt_from: Annotated[date | None, Asked(label="期限开始日改为")] = None
    debt_to: Annotated[date | None, Asked(label="期限结束日改为", after="debt_from")] = None
    scope: Annotated[str, Asked(label="担保范围改为", most=limits.SCOPE)] = ""
    restricted: Annotated[bool | None, Asked(label="约定了禁止或限制转让吗")] = None
    contract_no: Annotated[str, Asked(label="抵押合同编号改为", most=limits.CONTRACT_NO)] = ""


@dataclass(frozen=True, kw_only=True, slots=True)
class LoanTransferInput(Input):
    """Which mortgage passes with its debt (Civil Code 407)."""

    proof_no: Annotated[str, _PROOF] = ""
    agreed_before_fixing: Annotated[
        bool | None, Asked(label="最高额抵押：约定了确定前可以转让吗", hint="一般抵押不用选")
    ] = None


@dataclass(frozen=True, kw_only=True, slots=True)
class FixingInput(Input):
    """The claim of a maximum mortgage as fixed (Civil Code 423)."""

    proof_no: Annotated[str, _PROOF] = ""
    amount: Annotated[Decimal | None, Asked(label="确定的债权数额")] = None
    fact: Annotated[str, Asked(label="债权确定的事实", hint="如：约定的期间届满", most=200)] = ""


@dataclass(frozen=True, kw_only=True, slots=True)
class RanksInput(Input):
    """Two mortgages that exchange their ranks (Civil Code 409)."""

    proof_no: Annotated[str, _PROOF] = ""
    other_proof_no: Annotated[
        str, Asked(label="和哪一笔换顺位", missing="请填写另一笔抵押的登记证明号", right="mortgage")
    ] = ""
