"""Acts on what all owners of a project hold together: 建筑物区分所有权业主共有部分 (FDCQ3)."""

from dataclasses import dataclass

from dengbu.register.particulars import CommonPart


@dataclass(frozen=True, kw_only=True, slots=True)
class RegisterCommonParts:
    """业主共有部分首次登记 (Civil Code 274, 实施细则 36): with the first houses of the project.

    They belong to all owners: nobody is named and no certificate is written. They stand on the
    sheet of the parcel.
    """

    unit_code: str  # the land of the parcel
    parts: tuple[CommonPart, ...]
    subclass: str = "1012"
    cause: str = "业主共有部分首次登记"


@dataclass(frozen=True, kw_only=True, slots=True)
class CancelCommonParts:
    """业主共有部分注销: they are gone, or were wrong and are entered anew in the same booking."""

    unit_code: str
    numbers: tuple[str, ...]  # 建(构)筑物编号
    basis: str  # number of the paper that proves it
    subclass: str = "4005"
    cause: str = "业主共有部分灭失"
