"""What a right is about, and for how long: E28 to E30."""

from collections.abc import Iterator, Sequence
from datetime import date
from decimal import Decimal
from typing import Any

from dengbu.kernel.chinese import SHANGHAI
from dengbu.kernel.clause import CIVIL_CODE, REGULATION
from dengbu.kernel.fault import Faults
from dengbu.kernel.identity import check_identity
from dengbu.register.acts import ChangeOwnership, CorrectOwnership, FirstRegistration, Transfer
from dengbu.register.codes import WITHOUT_TERM, Effect, RightType
from dengbu.register.particulars import (
    OF_TREES,
    CommonPart,
    FarmlandHeld,
    ForestHeld,
    HouseholdMember,
    HousesOfProject,
    LandOwned,
    Part,
    Particulars,
    columns_of,
    parts_in,
)
from dengbu.register.rules.frame import Ask, Found, Rule, rule
from dengbu.register.titles import SEVERAL_BUILDINGS, TITLES, Term

ACTS = (FirstRegistration, Transfer, ChangeOwnership, CorrectOwnership)
TREES = "L"  # the unit's own letter (GB/T 37346): forest and trees
DIGITS = 15  # of a figure, decimals included
MOST_PARTS = 5000  # houses or members of one right
BY_HOUSEHOLD = ("106", "201")  # 家庭承包 of state and of collective land
CONTRACT_YEARS = {"D": (30, 30), "E": (30, 70), "F": (30, 50)}  # arable, forest, grass
CONTRACTS = (RightType.LAND_CONTRACT, RightType.LAND_CONTRACT_AND_FOREST)


def _right(ask: Ask) -> RightType | None:
    """The kind of right that the act is about."""
    if isinstance(ask.act, FirstRegistration):
        return ask.act.right_type
    return ask.state.ownership.right_type if ask.state.ownership is not None else None


@rule(
    "E28",
    REGULATION.of(8),
    on=(FirstRegistration,),
    holds="这种权利能登记在这个单元上",
    remedy="请核对权利类型和不动产单元代码；代码有误的，先请权籍调查更正",
)
def right_fits_unit(ask: Ask) -> Found | None:
    """不动产单元代码第13、14、20位是{letters}，不能登记{right}"""
    act = ask.act
    if not isinstance(act, FirstRegistration):
        return None
    title = TITLES.get(act.right_type)
    if title is not None and title.fits(act.unit_code):
        return None
    letters = f"{act.unit_code[12:14]}、{act.unit_code[19:20]}"
    return Found(words={"letters": letters, "right": title.name if title else "这种权利"})


@rule(
    "E29",
    REGULATION.of(8),
    on=ACTS,
    holds="权利的内容填写正确",
    remedy="请按权籍调查表、合同改好",
)
def particulars_are_sound(ask: Ask) -> tuple[Found, ...]:
    """{why}"""
    act, right = ask.act, _right(ask)
    if not isinstance(act, ACTS) or right is None or right not in TITLES:
        return ()
    return tuple(Found(words={"why": why}) for why in _faults(ask, act.particulars, right))


def _faults(ask: Ask, given: Particulars | None, right: RightType) -> Iterator[str]:
    title = TITLES[right]
    if given is None:
        if isinstance(ask.act, FirstRegistration) and title.needed:
            yield f"没有填{title.name}的内容"
        elif isinstance(ask.act, Transfer) and _members(ask):
            yield "承包户换了，没有填新承包户的家庭成员"
        elif _several_buildings(ask) and isinstance(ask.act, FirstRegistration):
            yield "一个单元有多幢房屋，没有逐幢填写"
        return
    if type(given) not in title.about:
        yield f"填的不是{title.name}的内容"
        return
    yield from content_faults(ask, given)


def content_faults(ask: Ask, given: Particulars) -> Iterator[str]:
    """What is wrong with the fields, with the rows of parts, and with all of them together."""
    faults = [*fields_faults(given)]
    parts = parts_in(given)
    if len(parts) > MOST_PARTS:
        yield f"最多{MOST_PARTS}行，现在有{len(parts)}行"
        return
    for number, part in enumerate(parts, start=1):
        faults += [f"第{number}行：{fault}" for fault in fields_faults(part)]
    yield from faults
    if not faults or not isinstance(given, LandOwned):  # figures that are none have no sum
        yield from _sense(ask, given)


def held_area(given: Particulars) -> Decimal | None:
    """The area of land that a right covers, m2; None where its kind names none."""
    area: Decimal | None = getattr(given, "use_right_area", None)
    return area if area is not None else getattr(given, "contract_area", None)


def _several_buildings(ask: Ask) -> bool:
    return ask.act.unit_code[19:24] == SEVERAL_BUILDINGS


def _members(ask: Ask) -> Sequence[object]:
    """Of the household that holds the unit by contract."""
    standing = ask.state.particulars
    content = standing.content if standing is not None else None
    return content.members if isinstance(content, FarmlandHeld | ForestHeld) else ()


def fields_faults(given: Particulars | Part | CommonPart) -> Iterator[str]:
    """Each value against its column."""
    for name, (column, _, empty) in columns_of(type(given)).items():
        value: Any = getattr(given, name)
        if value is None:
            if not empty:
                yield f"没有填{column.label}"
        elif column.codes is not None:
            if value not in column.codes:
                yield f"{column.label}没有代码“{value}”"
        elif isinstance(value, str):
            yield from _text(column.label, value, column.most)
        elif isinstance(value, Decimal | int):
            yield from figure_faults(
                column.label, Decimal(value), column.places, above=column.positive
            )


def _text(label: str, value: str, most: int) -> Iterator[str]:
    if not value.strip():
        yield f"没有填{label}"
    elif "\0" in value:
        yield f"{label}里有不能登记的字符"
    elif len(value) > most:
        yield f"{label}最多{most}个字，现在有{len(value)}个字"


def figure_faults(label: str, value: Decimal, places: int, *, above: bool) -> Iterator[str]:
    if not value.is_finite() or value < 0 or (above and value == 0):
        yield f"{label}应当{'大于0' if above else '不小于0'}"
    elif value >= Decimal(10) ** (DIGITS - places if places else 9):
        yield f"{label}太大，登记簿写不下"
    elif value != round(value, places):
        yield f"{label}最多{places}位小数" if places else f"{label}应当是整数"


def _sense(ask: Ask, given: Particulars) -> Iterator[str]:
    """What the figures and rows must be to one another."""
    if isinstance(given, LandOwned):
        parts = (given.arable_area, given.forest_area, given.grass_area)
        if sum(parts, given.other_agricultural_area) != given.agricultural_area:
            yield "农用地面积不等于耕地、林地、草地和其他农用地面积之和"
    elif isinstance(given, HousesOfProject):
        if not given.houses:
            yield "没有逐幢填写房屋"
        elif any(house.completed_on > ask.at.astimezone(SHANGHAI).date() for house in given.houses):
            yield "竣工时间在今天以后"
    elif isinstance(given, FarmlandHeld | ForestHeld):
        yield from _trees_unsaid(ask, given)
        by_household = _nature(ask) in BY_HOUSEHOLD
        if by_household and not given.members:
            yield "家庭承包的，要填家庭成员"
        elif len({(m.id_type, m.id_no) for m in given.members}) < len(given.members):
            yield "同一个家庭成员填了两次"
        today = ask.at.astimezone(SHANGHAI).date()
        for number, member in enumerate(given.members, start=1):
            yield from (f"第{number}行：{fault}" for fault in _identity(member, today))


def _trees_unsaid(ask: Ask, given: Particulars) -> Iterator[str]:
    """Of a unit that is land with its trees; of forest land alone nobody asks for trees."""
    if not isinstance(given, ForestHeld) or ask.act.unit_code[19:20] != TREES:
        return
    columns = columns_of(ForestHeld)
    yield from (f"没有填{columns[n][0].label}" for n in OF_TREES if getattr(given, n) is None)


def _identity(member: HouseholdMember, today: date) -> Iterator[str]:
    """What is wrong with the paper of a member; blank fields are told by their columns."""
    if not member.id_type.strip() or not member.id_no.strip():
        return
    try:
        check_identity(member.id_type, member.id_no, today=today)
    except Faults as wrong:
        yield from (fault.message for fault in wrong.faults)


def _nature(ask: Ask) -> str:
    nature: str | None = getattr(ask.act, "right_nature", None)
    if nature is not None:
        return nature
    return ask.state.ownership.right_nature if ask.state.ownership is not None else ""


@rule(
    "E30",
    CIVIL_CODE.of(332),
    on=ACTS,
    holds="期限说得通",
    remedy="请对照合同改好起止日期",
)
def term_is_sound(ask: Ask) -> Found | None:
    """{why}"""
    right, base = _right(ask), ask.state.ownership
    begins: date | None = getattr(ask.act, "term_from", None)
    ends: date | None = getattr(ask.act, "term_to", None)
    if begins is None and ends is None and not isinstance(ask.act, FirstRegistration):
        return None
    if not isinstance(ask.act, FirstRegistration) and base is not None:
        begins, ends = begins or base.term_from, ends or base.term_to
    if begins is not None and ends is not None and ends < begins:
        return Found(words={"why": "期限的截止日早于起始日"})
    if right not in CONTRACTS:
        return _term_fault(ask, right, begins, ends)
    if begins is None or ends is None:
        return Found(words={"why": "承包经营权要写明承包期限"})
    least, most = CONTRACT_YEARS.get(ask.act.unit_code[13:14], (0, 999))
    if _years(begins, ends) < least or _years(begins, ends) > most:
        span = f"{least}年" if least == most else f"{least}年到{most}年"
        why = f"承包期限应当是{span}，请核对合同（第二轮承包剩余年限等情形照合同登记）"
        return Found(words={"why": why}, effect=Effect.WARN)
    return None


def _term_fault(
    ask: Ask, right: RightType | None, begins: date | None, ends: date | None
) -> Found | None:
    """Of rights other than contracts: the end that is missing, or a term too long for the use."""
    title = TITLES.get(right) if right is not None else None
    if title is None:
        return None
    if ends is None:
        if title.term is Term.FREE or _nature(ask) in WITHOUT_TERM:
            return None
        told = Effect.WARN if title.term is Term.ASKED else None
        return Found(words={"why": f"{title.name}没有写期限的截止日"}, effect=told)
    most = title.longest(ask.facts.property.land_use)
    if begins is None or most is None or _years(begins, ends) <= most:
        return None
    why = f"期限超过了这种用途的最高年限{most}年，请核对合同和土地用途"
    return Found(words={"why": why}, effect=Effect.WARN)


def _years(begins: date, ends: date) -> int:
    """Whole years from the first day to the last, both counted; a day more or less is none."""
    return round(((ends - begins).days + 1) / 365.2425)


PARTICULARS_RULES: tuple[Rule, ...] = (right_fits_unit, particulars_are_sound, term_is_sound)
