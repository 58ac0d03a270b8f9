"""Reading the lines of a batch: form first, then whether the unit exists."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal

from dengbu.cadastre import api as cadastre
from dengbu.database.ids import next_ids
from dengbu.kernel.clause import CIVIL_CODE
from dengbu.kernel.fault import Fault, FaultCode, FaultList
from dengbu.kernel.identity import check_identity
from dengbu.kernel.numbers import CertificateNumber
from dengbu.kernel.unit_code import UnitCode


@dataclass(frozen=True, kw_only=True, slots=True)
class OtherSide:
    """Somebody of the other side, with the number of an identity paper."""

    name: str
    id_type: str  # kernel.identity.IdType value
    id_no: str


@dataclass(frozen=True, kw_only=True, slots=True)
class FiledLine:
    """One application of a batch, as the organisation states it."""

    unit_code: str  # 28 characters, spaces allowed
    proof_no: str  # 登记证明号, of the mortgage or of the advance notice
    amount: Decimal | None = None  # yuan, as registered; None: not stated
    mortgagor: str = ""  # names of the other side as registered, joined by 、; "": not stated
    parties: tuple[OtherSide, ...] = ()  # the other side, where its numbers are needed
    price: Decimal | None = None  # yuan, of a sale
    debt_from: date | None = None
    debt_to: date | None = None
    restricted: bool | None = None  # transfer is forbidden or limited by agreement
    contract_no: str = ""
    agreed_alone: bool | None = None  # the contract lets the organisation apply by itself
    faults: tuple[Fault, ...] = ()  # of its shape, found by whoever read it


Refused = dict[int, tuple[Fault, ...]]  # by place in the batch, from 1
NOTHING: tuple[object, ...] = (None, "", ())
PARTS = {
    "amount": "债权数额",
    "mortgagor": "对方姓名",
    "parties": "对方的姓名和证件",
    "price": "成交价",
    "debt_from": "债务履行期开始日",
    "debt_to": "债务履行期结束日",
    "restricted": "约定了禁止或者限制转让没有",
    "contract_no": "合同编号",
    "agreed_alone": "合同约定可以一方申请没有",
}
"""Parts of a line that only some services have, as they are called."""


@dataclass(frozen=True, slots=True)
class SoundLine:
    """A sound line on its way to become a case."""

    place: int  # from 1
    case_id: int
    unit: cadastre.UnitPlace
    item: FiledLine  # code and number in storage form


def read_lines(
    items: Sequence[FiledLine],
    refused: Refused,
    *,
    needs: Collection[str] = (),
    lacks: Collection[str] = (),
) -> dict[int, FiledLine]:
    """The well-formed lines by place, in storage form; the others are noted as refused.

    ``needs`` and ``lacks``: parts that a line of this service must have, and cannot have.
    """
    read = {}
    for place, item in enumerate(items, start=1):
        faults = FaultList()
        read[place] = _read(item, faults)
        _check_parts(item, faults, needs, lacks)
        if faults:
            refused[place] = faults.faults
            del read[place]
    return read


def sound_lines(
    read: Mapping[int, FiledLine],
    units: Mapping[str, cadastre.UnitPlace],
    holders: Mapping[tuple[str, str], frozenset[str]],
    bank: str,
    refused: Refused,
    *,
    what: str = "抵押权",
) -> list[SoundLine]:
    """Lines whose unit is there, all of one office, and whose proof is of a right of the bank.

    The others are noted as refused. ``holders`` by (proof, unit); ``bank``: its credit code;
    ``what``: the right.
    """
    found = (units[i.unit_code] for i in read.values() if i.unit_code in units)
    office = next((unit.office for unit in found), "")
    lines = []
    for (place, item), id in zip(read.items(), next_ids(len(read)), strict=True):
        unit = units.get(item.unit_code)
        if unit is None or unit.office != office:
            refused[place] = (_no_unit(item, unit, office),)
        elif bank not in holders.get((item.proof_no, item.unit_code), ()):
            refused[place] = (_not_theirs(item, what),)
        else:
            lines.append(SoundLine(place, id, unit, item))
    return lines


def _check_parts(
    item: FiledLine, faults: FaultList, needs: Collection[str], lacks: Collection[str]
) -> None:
    shapeless = {fault.field for fault in item.faults}
    if "" in shapeless:
        return
    for name in needs:
        if getattr(item, name) in NOTHING and name not in shapeless:
            faults.add(FaultCode.REQUIRED, f"请写明{PARTS[name]}", field=name)
    for name in lacks:
        if getattr(item, name) not in NOTHING:
            said = f"这个事项没有{PARTS[name]}这一项，请去掉"
            faults.add(FaultCode.UNKNOWN_FIELD, said, field=name)


def wrong_lines(items: Sequence[FiledLine]) -> Refused:
    """What is wrong with the form of each line, by place; nothing is looked up."""
    refused: Refused = {}
    read_lines(items, refused)
    return refused


def _read(item: FiledLine, faults: FaultList) -> FiledLine:
    """The line in storage form; a part that has no shape is not judged further."""
    faults.extend(item.faults)
    shapeless = {fault.field for fault in item.faults}
    code, proof = item.unit_code, item.proof_no
    if not shapeless & {"", "unit_code"}:
        with faults.catch():
            code = str(UnitCode.parse(item.unit_code, field="unit_code"))
    if not shapeless & {"", "proof_no"}:
        with faults.catch():
            proof = _proof(item.proof_no, faults)
    if item.amount is not None and not (item.amount.is_finite() and item.amount > 0):
        faults.add(FaultCode.MONEY_FORMAT, "债权数额要大于 0", field="amount")
    if item.price is not None and not (item.price.is_finite() and item.price > 0):
        faults.add(FaultCode.MONEY_FORMAT, "成交价要大于 0", field="price")
    if item.debt_from and item.debt_to and item.debt_to < item.debt_from:
        faults.add(FaultCode.DATE_RANGE, "债务履行期的结束日在开始日前面", field="debt_to")
    parties = _parties(item, faults)
    return replace(
        item,
        unit_code=code,
        proof_no=proof,
        mortgagor=item.mortgagor.strip(),
        parties=parties,
        faults=(),
    )


def _parties(item: FiledLine, faults: FaultList) -> tuple[OtherSide, ...]:
    """Names and numbers of the other side in storage form."""
    read = []
    for place, one in enumerate(item.parties):
        number = one.id_no
        if not one.name.strip():
            faults.add(FaultCode.REQUIRED, "请填写姓名", field=f"parties.{place}.name")
        with faults.catch():
            at = f"parties.{place}.id_no"
            number = check_identity(one.id_type, one.id_no, today=date.max, field=at)
        read.append(replace(one, name=" ".join(one.name.split()), id_no=number))
    return tuple(read)


def _proof(typed: str, faults: FaultList) -> str:
    number = CertificateNumber.parse(typed, field="proof_no")
    if number.title:
        said = f"{number.display()}是产权证书号，这里要填登记证明号"
        faults.add(FaultCode.CERTIFICATE_NUMBER_FORMAT, said, field="proof_no")
    return str(number)


def _not_theirs(item: FiledLine, what: str) -> Fault:
    """The same words whether the right is another's, ended or never was: nobody may probe."""
    return Fault(
        code=FaultCode.NOT_HOLDER,
        message=f"单元 {item.unit_code} 上没有贵行凭这个登记证明、现在有效的{what}，请核对证明号",
        field="proof_no",
        clause=CIVIL_CODE.of(393),
        remedy="证明号和单元都对的，请和抵押人一起到登记窗口查询",
    )


def _no_unit(item: FiledLine, unit: cadastre.UnitPlace | None, office: str) -> Fault:
    if unit is not None and unit.office != office:
        said = "这一批的单元分属两个登记机构，请按登记机构分批提交"
        return Fault(code=FaultCode.NOT_SUPPORTED, message=said, field="unit_code")
    return Fault(
        code=FaultCode.UNIT_UNKNOWN,
        message=f"没有代码为 {item.unit_code} 的不动产单元，请对照登记证明核对",
        field="unit_code",
    )
