"""How the values of the register and the cadastre are said on a certificate."""

from zoneinfo import ZoneInfo

from dengbu.cadastre import api as cadastre
from dengbu.kernel.chinese import day_words
from dengbu.register import api as register

CHINA = ZoneInfo("Asia/Shanghai")
CO_OWNERSHIP = {
    register.CoOwnership.SOLE: "单独所有",
    register.CoOwnership.JOINT: "共同共有",
    register.CoOwnership.BY_SHARES: "按份共有",
    register.CoOwnership.OTHER: "其他共有",
}


def co_ownership(ownership: register.OwnershipState) -> str:
    """单独所有, or who owns together and how much."""
    said = CO_OWNERSHIP[ownership.co_ownership]
    if ownership.co_ownership is register.CoOwnership.SOLE:
        return said
    people = [
        f"{h.party.name} {h.share.numerator}/{h.share.denominator}" if h.share else h.party.name
        for h in ownership.holders
    ]
    return f"{said}：{'，'.join(people)}"


def right_type(code: register.RightType) -> str:
    """国有建设用地使用权／房屋所有权."""
    return cadastre.RIGHT_TYPES.get(code.value, "").replace("/", "／")


def nature(unit: cadastre.UnitFacts, ownership: register.OwnershipState) -> str:
    """Nature of the land right and of the house."""
    land = cadastre.RIGHT_NATURES.get(ownership.right_nature, "")
    house = cadastre.HOUSE_NATURES.get(unit.house_nature, "")
    return "／".join(x for x in (land, house) if x) or "未记载"


def use(unit: cadastre.UnitFacts) -> str:
    """Use of the land and of the house."""
    land = cadastre.LAND_USES.get(unit.parcel.land_use, "")
    house = cadastre.PLANNED_USES.get(unit.planned_use, "")
    return "／".join(x for x in (land, house) if x) or "未记载"


def areas(unit: cadastre.UnitFacts) -> str:
    """Area of the land and of the house, in square metres."""
    house = "未记载" if unit.floor_area is None else f"{unit.floor_area:,.2f} ㎡"
    return f"共有宗地面积 {unit.parcel.area:,.2f} ㎡／房屋建筑面积 {house}"


def term(ownership: register.OwnershipState) -> str:
    """Term of the land right."""
    if ownership.term_to is None:
        return "土地使用期限没有记载（划拨土地不设期限）"
    start = f"{day_words(ownership.term_from)}起，" if ownership.term_from else ""
    return f"国有建设用地使用权 {start}{day_words(ownership.term_to)}止"


def more(unit: cadastre.UnitFacts, numbers: list[str]) -> str:
    """权利其他状况: structure, floors, exclusive and shared area, masked identity numbers."""
    lines = []
    if structure := cadastre.STRUCTURES.get(unit.structure, ""):
        lines.append(f"房屋结构：{structure}")
    if unit.total_floors is not None and unit.floor_no is not None:
        lines.append(f"房屋总层数：{unit.total_floors}层，所在层：第{unit.floor_no}层")
    if unit.inner_area is not None and unit.shared_area is not None:
        inner, shared = f"{unit.inner_area:,.2f}", f"{unit.shared_area:,.2f}"
        lines.append(f"专有建筑面积：{inner} ㎡，分摊建筑面积：{shared} ㎡")
    lines.append(f"权利人证件号：{'，'.join(numbers)}")
    return "\n".join(lines)


def notes(case_no: str, other_certificates: list[str]) -> str:
    """附记: the case, and the other certificates where co-owners hold one each."""
    lines = [f"业务编号：{case_no}"]
    if other_certificates:
        lines.insert(0, f"各共有人分别持证，另有：{'，'.join(other_certificates)}")
    return "\n".join(lines)
