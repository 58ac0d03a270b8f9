"""What is asked of habitation and easements."""

from dataclasses import dataclass
from datetime import date
from typing import Annotated

from dengbu.casework.inputs.frame import Asked, Input

SOURCES = {"C": "合同", "W": "遗嘱", "J": "判决"}
ENDS = {"EXPIRED": "期限届满", "DEATH": "居住权人死亡", "WAIVED": "放弃"}


@dataclass(frozen=True, kw_only=True, slots=True)
class HabitationInput(Input):
    """A right of habitation (Civil Code 366, 367)."""

    scope: Annotated[str, Asked(label="居住的条件和要求", most=400)] = ""
    term_to: Annotated[date | None, Asked(label="住到哪天", hint="不填是终身", ahead=True)] = None
    may_let: Annotated[bool | None, Asked(label="约定了可以出租吗")] = None
    source: Annotated[str, Asked(label="怎么设立的", codes=SOURCES)] = "C"
    document_no: Annotated[str, Asked(label="遗嘱或者判决书编号", hint="合同设立的不用填")] = ""


@dataclass(frozen=True, kw_only=True, slots=True)
class HabitationEndInput(Input):
    """Which right of habitation ends, and why (Civil Code 370)."""

    proof_no: Annotated[
        str, Asked(label="哪一项居住权", missing="请填写居住权的登记证明号", right="habitation")
    ] = ""
    ground: Annotated[str, Asked(label="为什么消灭", codes=ENDS, missing="请选择消灭的原因")] = ""
    document_no: Annotated[str, Asked(label="死亡证明编号", hint="居住权人死亡的要填")] = ""


@dataclass(frozen=True, kw_only=True, slots=True)
class EasementInput(Input):
    """An easement on this unit for another (Civil Code 373)."""

    dominant_code: Annotated[
        str, Asked(label="为哪个单元（需役地）", unit="code", missing="请填写需役地的单元代码")
    ] = ""
    content: Annotated[str, Asked(label="利用的内容", hint="如：通行", most=400)] = ""
    term_from: Annotated[date | None, Asked(label="从哪天起")] = None
    term_to: Annotated[date | None, Asked(label="到哪天止", after="term_from", ahead=True)] = None


@dataclass(frozen=True, kw_only=True, slots=True)
class EasementEndInput(Input):
    """Which easement ends."""

    proof_no: Annotated[
        str, Asked(label="哪一项地役权", missing="请填写地役权的登记证明号", right="easement")
    ] = ""
