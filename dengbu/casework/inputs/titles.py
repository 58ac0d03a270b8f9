"""What is asked of the right itself (所有权、用益物权): first, passing on, changing, ending."""

from dataclasses import dataclass, make_dataclass
from datetime import date
from decimal import Decimal
from typing import Annotated, Any

from dengbu.casework.inputs.frame import Asked, Input
from dengbu.casework.inputs.restrictions import OFFICER, OFFICER_NO, SECOND, SECOND_NO
from dengbu.kernel.national_codes import RIGHT_NATURES
from dengbu.register import api as register

GROUNDS = {
    "DESTROYED": "灭失",
    "WAIVED": "放弃",
    "EXPROPRIATED": "征收、收回",
    "BY_DECISION": "法院、仲裁、政府的生效决定",
}


@dataclass(frozen=True, kw_only=True, slots=True)
class RightInput(Input):
    """What is said of a right that is entered first or whose terms change."""

    nature: Annotated[str, Asked(label="权利性质", codes=RIGHT_NATURES)] = ""
    term_from: Annotated[date | None, Asked(label="使用期限从哪天起")] = None
    term_to: Annotated[date | None, Asked(label="到哪天止", after="term_from")] = None
    basis: Annotated[
        str,
        Asked(
            label="依据的文书编号",
            hint="证明变更或者错误的文书",
            missing="请填写依据的文书编号",
        ),
    ] = ""


@dataclass(frozen=True, kw_only=True, slots=True)
class OrderInput(Input):
    """A court or authority that disposes (Civil Code 229), and when its paper took effect."""

    organ: Annotated[str, Asked(label="作出文书的机关", missing="请填写法院或者机关的名称")] = ""
    document_no: Annotated[str, Asked(label="文书编号")] = ""
    effective_on: Annotated[date | None, Asked(label="生效日", behind=True)] = None
    officer: Annotated[str, OFFICER] = ""
    officer_no: Annotated[str, OFFICER_NO] = ""
    second_officer: Annotated[str, SECOND] = ""
    second_officer_no: Annotated[str, SECOND_NO] = ""


@dataclass(frozen=True, kw_only=True, slots=True)
class DeathInput(Input):
    """The death by which the right passed (Civil Code 230)."""

    who: Annotated[
        str,
        Asked(
            label="去世的权利人",
            hint="写姓名，几个人用“、”隔开；还在世的共有人要签字",
            missing="请写明是哪一位权利人去世了",
        ),
    ] = ""
    died_on: Annotated[date | None, Asked(label="被继承人死亡日", behind=True)] = None
    family: Annotated[
        str,
        Asked(
            label="家庭关系", hint="在“家庭关系”里填，算出谁继承、各多少", most=32, reference=True
        ),
    ] = ""
    agreed: Annotated[
        bool | None, Asked(label="全体继承人对份额另有约定吗", hint="没有约定的，按法律算出的登记")
    ] = None


@dataclass(frozen=True, kw_only=True, slots=True)
class EndingInput(Input):
    """Why the right ends."""

    ground: Annotated[str, Asked(label="注销的原因", codes=GROUNDS, missing="请选择注销的原因")] = (
        ""
    )
    organ: Annotated[str, Asked(label="作出决定的机关", hint="征收、判决的要填")] = ""
    document_no: Annotated[str, Asked(label="文书编号", hint="征收、判决的要填")] = ""
    officer: Annotated[str, OFFICER] = ""
    officer_no: Annotated[str, OFFICER_NO] = ""
    second_officer: Annotated[str, SECOND] = ""
    second_officer_no: Annotated[str, SECOND_NO] = ""


@dataclass(frozen=True, kw_only=True, slots=True)
class PaperInput(Input):
    """A certificate or proof that is replaced."""

    number: Annotated[
        str, Asked(label="哪一本证书或者证明", missing="请填写证书号或者登记证明号", right="paper")
    ] = ""


@dataclass(frozen=True, kw_only=True, slots=True)
class ReshapeInput(Input):
    """Division or merger: the units that come of it (权籍调查 has made their codes)."""

    results: Annotated[
        tuple[str, ...], Asked(label="分割、合并以后的单元代码", hint="一行一个")
    ] = ()
    basis: Annotated[str, Asked(label="规划批准或者调查报告的编号")] = ""


@dataclass(frozen=True, kw_only=True, slots=True)
class CommonPartsInput(Input):
    """Parts that all owners hold together (Civil Code 273)."""

    parts: Annotated[
        tuple[register.CommonPart, ...],
        Asked(
            label="共有部分",
            hint="一行一项：编号 名称 数量 面积",
            rows=register.CommonPart,
        ),
    ] = ()


@dataclass(frozen=True, kw_only=True, slots=True)
class OperationInput(Input):
    """A land operation right (土地经营权) as agreed."""

    proof_no: Annotated[str, Asked(label="哪一项土地经营权", right="operation")] = ""
    mode: Annotated[
        str, Asked(label="流转方式", codes={"L": "出租、转包", "S": "入股", "O": "其他"})
    ] = ""
    area: Annotated[Decimal | None, Asked(label="流转面积", unit="平方米")] = None
    term_from: Annotated[date | None, Asked(label="从哪天起")] = None
    term_to: Annotated[date | None, Asked(label="到哪天止", after="term_from", ahead=True)] = None
    contract_no: Annotated[str, Asked(label="流转合同编号", most=60)] = ""


def _particulars(kind: type[Any]) -> type[Input]:
    """An input with the columns of one class of the register's particulars."""
    made: list[tuple[str, Any, Any]] = []
    for name, (column, plain, _) in register.columns_of(kind).items():
        asked = Asked(
            label=column.label,
            most=column.most or 100,
            codes=column.codes,
            unit=_unit(column, plain),
            places=column.places,
            zero=not column.positive,
        )
        empty: object = "" if plain is str else None
        made.append((name, Annotated[plain if plain is str else plain | None, asked], empty))
    parts = register.parts_of(kind)
    if parts is not None:
        name, part = parts
        rows = Asked(label=ROWS[part], hint="一行一项", rows=part)
        made.append((name, Annotated[tuple[Any, ...], rows], ()))
    return make_dataclass(
        f"{kind.__name__}Input", made, bases=(Input,), frozen=True, kw_only=True, slots=True
    )


def _unit(column: Any, plain: type) -> str:
    if plain is not Decimal:
        return ""
    return "元" if "使用金" in column.label else "平方米"


ROWS = {register.ProjectHouse: "幢", register.HouseholdMember: "家庭成员"}
PARTICULARS: dict[str, type[Input]] = {
    kind.__name__: _particulars(kind) for kind in register.PARTICULARS_KINDS
}
"""Inputs of what a right is about, by the name of the register's class."""
