"""Reading the lines of a batch: form first, then whether the unit exists."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

from dengbu.cadastre import api as cadastre
from dengbu.database.ids import next_ids
from dengbu.kernel.clause import CIVIL_CODE
from dengbu.kernel.fault import Fault, FaultCode, FaultList
from dengbu.kernel.numbers import CertificateNumber
from dengbu.kernel.unit_code import UnitCode


@dataclass(frozen=True, kw_only=True, slots=True)
class CancellationItem:
    """One mortgage to be cancelled, as the bank states it."""

    unit_code: str  # 28 characters, spaces allowed
    proof_no: str  # 登记证明号
    amount: Decimal | None = None  # yuan, as registered; None: not stated
    mortgagor: str = ""  # names as registered, joined by 、; "": not stated
    faults: tuple[Fault, ...] = ()  # of its shape, found by whoever read it


Refused = dict[int, tuple[Fault, ...]]  # by place in the batch, from 1


@dataclass(frozen=True, slots=True)
class SoundLine:
    """A sound line on its way to become a case."""

    place: int  # from 1
    case_id: int
    unit: cadastre.UnitPlace
    item: CancellationItem  # code and number in storage form


def read_lines(items: Sequence[CancellationItem], refused: Refused) -> dict[int, CancellationItem]:
    """The well-formed lines by place, in storage form; the others are noted as refused."""
    read = {}
    for place, item in enumerate(items, start=1):
        faults = FaultList()
        read[place] = _read(item, faults)
        if faults:
            refused[place] = faults.faults
            del read[place]
    return read


def sound_lines(
    read: Mapping[int, CancellationItem],
    units: Mapping[str, cadastre.UnitPlace],
    mortgagees: Mapping[tuple[str, str], frozenset[str]],
    bank: str,
    refused: Refused,
) -> list[SoundLine]:
    """Lines whose unit is there, all of one office, and mortgaged to the bank by that proof.

    The others are noted as refused. ``mortgagees`` by (proof, unit); ``bank``: its credit code.
    """
    found = (units[i.unit_code] for i in read.values() if i.unit_code in units)
    office = next((unit.office for unit in found), "")
    lines = []
    for (place, item), id in zip(read.items(), next_ids(len(read)), strict=True):
        unit = units.get(item.unit_code)
        if unit is None or unit.office != office:
            refused[place] = (_no_unit(item, unit, office),)
        elif bank not in mortgagees.get((item.proof_no, item.unit_code), ()):
            refused[place] = (_not_theirs(item),)
        else:
            lines.append(SoundLine(place, id, unit, item))
    return lines


def wrong_lines(items: Sequence[CancellationItem]) -> Refused:
    """What is wrong with the form of each line, by place; nothing is looked up."""
    refused: Refused = {}
    read_lines(items, refused)
    return refused


def _read(item: CancellationItem, faults: FaultList) -> CancellationItem:
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
    return CancellationItem(
        unit_code=code, proof_no=proof, amount=item.amount, mortgagor=item.mortgagor.strip()
    )


def _proof(typed: str, faults: FaultList) -> str:
    number = CertificateNumber.parse(typed, field="proof_no")
    if number.title:
        said = f"{number.display()}是产权证书号，注销抵押要填登记证明号"
        faults.add(FaultCode.CERTIFICATE_NUMBER_FORMAT, said, field="proof_no")
    return str(number)


def _not_theirs(item: CancellationItem) -> Fault:
    """The same words whether the mortgage is another's, ended or never was: nobody may probe."""
    return Fault(
        code=FaultCode.NOT_HOLDER,
        message=f"单元 {item.unit_code} 上没有贵行凭这个登记证明、现在有效的抵押权，请核对证明号",
        field="proof_no",
        clause=CIVIL_CODE.of(393),
        remedy="证明号和单元都对的，请和抵押人一起到登记窗口查询",
    )


def _no_unit(item: CancellationItem, unit: cadastre.UnitPlace | None, office: str) -> Fault:
    if unit is not None and unit.office != office:
        said = "这一批的单元分属两个登记机构，请按登记机构分批提交"
        return Fault(code=FaultCode.NOT_SUPPORTED, message=said, field="unit_code")
    return Fault(
        code=FaultCode.UNIT_UNKNOWN,
        message=f"没有代码为 {item.unit_code} 的不动产单元，请对照登记证明核对",
        field="unit_code",
    )
