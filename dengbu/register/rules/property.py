"""What kind of property may be disposed of or mortgaged at all: P13, P17 to P22.

What other departments know of it comes as ``PropertyFacts``; what is not known is asked for, told
or passed over as the clause wants. Articles from memory are cited by law only.
"""

from collections.abc import Iterable

from dengbu.kernel.chinese import SHANGHAI as CHINA
from dengbu.kernel.chinese import day_words
from dengbu.kernel.clause import CIVIL_CODE, LAND_LAW, REGULATION, URBAN_PROPERTY_LAW, Law
from dengbu.register.acts import CreateMortgage, EnterNotice, FirstRegistration, Transfer
from dengbu.register.codes import MORTGAGE_NOTICES, Effect, PartyType, RightType
from dengbu.register.parties import PartyRef
from dengbu.register.rules.frame import Ask, Found, Rule, rule
from dengbu.register.rules.particulars import CONTRACTS
from dengbu.register.rules.people import acquirers, names, of_operation, ordered_by, sellers

LAND_ALONE = (
    RightType.STATE_CONSTRUCTION_LAND_USE,
    RightType.HOMESTEAD_USE,
    RightType.COLLECTIVE_CONSTRUCTION_LAND_USE,
    RightType.SEA_USE,
    RightType.ISLAND_USE,
)
HOMESTEADS = (RightType.HOMESTEAD_USE, RightType.HOMESTEAD_USE_AND_HOUSE_OWNERSHIP)
NEVER_MORTGAGED = (
    RightType.COLLECTIVE_LAND_OWNERSHIP,
    *HOMESTEADS,
    RightType.COLLECTIVE_CONSTRUCTION_LAND_USE,
    RightType.LAND_CONTRACT,
)
PRESALE = "2001"  # 商品房买卖转移
NO_SALE = ("2003", "2004", "2007", "2008", "2010", "2011")
"""Transfers that are no disposal at will: inheritance, legacy, within a family, merger, court."""
ALLOCATED = "101"
PUBLIC_BODIES = (PartyType.INSTITUTION, PartyType.STATE_ORGAN)


def _held(ask: Ask) -> RightType | None:
    return ask.state.ownership.right_type if ask.state.ownership is not None else None


@rule(
    "P13",
    CIVIL_CODE.of("356-357"),
    on=(Transfer, CreateMortgage, EnterNotice),
    holds="土地上没有另外登记的房屋，房地一起处分",
    remedy="请按每一户房屋办理，占用范围内的土地使用权跟着房屋走",
)
def land_goes_with_houses(ask: Ask) -> Found | None:
    """这块地上已经有{count}户登记了房屋所有权，土地不能单独处分"""
    if _held(ask) not in LAND_ALONE or not ask.state.houses_on_land:
        return None
    return Found(words={"count": str(ask.state.houses_on_land)})


@rule(
    "E41",
    CIVIL_CODE.of("352"),
    on=(FirstRegistration,),
    holds="房屋和占用范围内的土地是同一权利人",
    remedy="请先办土地使用权转移登记，或者和房屋首次登记一起申请",
)
def house_is_of_who_holds_the_land(ask: Ask) -> Found | None:
    """土地使用权登记在{holders}名下，房屋不能首次登记给{stated}"""
    land = ask.land.ownership if ask.land is not None else None
    if land is None or land.right_type not in LAND_ALONE:
        return None
    holders, stated = tuple(h.party for h in land.holders), acquirers(ask)
    if {p.key for p in holders} == {p.key for p in stated}:
        return None
    return Found(words={"holders": names(holders), "stated": names(stated) or "空白"})


@rule(
    "P17",
    Law("城市商品房预售管理办法").of(),
    on=(Transfer,),
    holds="不是新建商品房买卖，或者合同已备案、维修资金已缴",
    remedy="请先办网签备案，缴存住宅专项维修资金",
)
def presale_is_settled(ask: Ask) -> tuple[Found, ...]:
    """{why}"""
    act, known = ask.act, ask.facts.property
    if not isinstance(act, Transfer) or act.subclass != PRESALE:
        return ()
    found = []
    if not known.contract_filed:
        found.append("没有查到与这笔买卖一致的商品房买卖合同备案")
    if not known.fund_paid:
        found.append("住宅专项维修资金还没有缴存")
    return tuple(Found(words={"why": why}) for why in found)


@rule(
    "P18",
    URBAN_PROPERTY_LAW.of("40", confirmed=False),
    on=(Transfer,),
    holds="登记的不是划拨土地，没有政策性住房的记载，或者已经批准",
    remedy="请交批准文件或者补缴土地出让价款的凭证",
)
def disposal_is_approved(ask: Ask) -> Found | None:
    """{what}，转让要先经批准并补缴土地价款"""
    act, base, known = ask.act, ask.state.ownership, ask.facts.property
    if not isinstance(act, Transfer) or base is None or known.disposal_approval:
        return None
    if act.subclass in NO_SALE or ordered_by(ask):
        return None
    if known.policy_housing:
        return Found(words={"what": "这是政策性住房"})
    return Found(words={"what": "这是划拨土地"}) if base.right_nature == ALLOCATED else None


@rule(
    "P19",
    LAND_LAW.of("62", confirmed=False),
    on=(FirstRegistration, Transfer),
    holds="不是宅基地，或者取得的人是本集体的成员",
    remedy="请核对集体经济组织的成员证明；城镇居民不能取得宅基地，继承房屋的除外",
)
def homestead_stays_with_members(ask: Ask) -> Found | None:
    """{names}没有本集体经济组织成员的证明，不能取得宅基地使用权"""
    act = ask.act
    right = act.right_type if isinstance(act, FirstRegistration) else _held(ask)
    if right not in HOMESTEADS or act.subclass in ("2003", "2004"):
        return None
    others = tuple(p for p in acquirers(ask) if p.key not in ask.facts.property.members)
    return Found(words={"names": names(others)}) if others else None


@rule(
    "P20",
    CIVIL_CODE.of(399),
    on=(CreateMortgage, EnterNotice),
    holds="登记的权利可以抵押",
    remedy="请换一处可以抵押的财产；公益设施以外的房屋，请写明用途",
)
def may_be_mortgaged(ask: Ask) -> Found | None:
    """{what}不能抵押"""
    act = ask.act
    if isinstance(act, EnterNotice) and act.kind not in MORTGAGE_NOTICES:
        return None
    if of_operation(ask):
        return None if _held(ask) in CONTRACTS else Found(words={"what": "不是承包地，土地经营权"})
    if _held(ask) in NEVER_MORTGAGED:
        return Found(words={"what": "集体土地所有权、宅基地、承包地、集体建设用地"})
    public = ask.facts.property.public_facility
    if public:
        return Found(words={"what": "学校、医院等公益设施"})
    if public is None and _public_body(sellers(ask)):
        return Found(
            words={"what": "这是事业单位、机关的房屋；如果是公益设施，"}, effect=Effect.WARN
        )
    return None


def _public_body(people: Iterable[PartyRef]) -> bool:
    return any(p.party_type in PUBLIC_BODIES for p in people)


@rule(
    "P21",
    CIVIL_CODE.of(359),
    on=(CreateMortgage,),
    holds="土地使用权在期限内",
    remedy="请先办土地使用权续期；住宅用地自动续期，核对用途后可以继续",
)
def term_still_runs(ask: Ask) -> Found | None:
    """土地使用权{until}已经到期"""
    base = ask.state.ownership
    if base is None or base.term_to is None or base.term_to >= ask.at.astimezone(CHINA).date():
        return None
    ended = ask.facts.property.dwelling is False
    effect = Effect.BLOCK if ended else Effect.WARN
    return Found(words={"until": day_words(base.term_to)}, effect=effect)


@rule(
    "P22",
    REGULATION.of(22),
    on=(FirstRegistration, Transfer, CreateMortgage, EnterNotice),
    holds="没有权属争议、违法建筑的记载",
    remedy="争议请先协商、申请政府处理或者诉讼；违法建筑请先由规划部门处理",
)
def nothing_is_disputed(ask: Ask) -> tuple[Found, ...]:
    """{why}"""
    known = ask.facts.property
    found = []
    if known.dispute:
        found.append(f"权属有争议：{known.dispute}")
    if known.illegal_building:
        found.append(f"是违法建筑：{known.illegal_building}")
    if ask.act.unit_code[12:13] == "Z" or ask.act.unit_code[13:14] == "W":
        found.append("不动产单元代码表明权属未确定或者有争议")
    return tuple(Found(words={"why": why}) for why in found)


PROPERTY_RULES: tuple[Rule, ...] = (
    land_goes_with_houses,
    house_is_of_who_holds_the_land,
    presale_is_settled,
    disposal_is_approved,
    homestead_stays_with_members,
    may_be_mortgaged,
    term_still_runs,
    nothing_is_disputed,
)
