"""Whether the unit is open to an act at all: P01 to P03, P11, P16, P23.

Preconditions are asked when a case is accepted, when it is reviewed and once more inside the
transaction of entry, after locking: a seizure may have arrived a minute ago. ``[mem]`` articles are
cited by law only.
"""

from datetime import timedelta

from dengbu.kernel.chinese import SHANGHAI as CHINA
from dengbu.kernel.chinese import day_words
from dengbu.kernel.clause import CIVIL_CODE, DEED_TAX_LAW, REGULATION, RULES
from dengbu.register.acts import (
    AnnulEntry,
    CancelCommonParts,
    CancelEasement,
    CancelHabitation,
    CancelMortgage,
    CancelNotice,
    CancelOperation,
    CancelOwnership,
    ChangeMortgage,
    ChangeOperation,
    ChangeOwnership,
    CorrectOwnership,
    CreateEasement,
    CreateHabitation,
    CreateMortgage,
    CreateOperation,
    EnterNotice,
    EnterObjection,
    ExchangeRanks,
    FirstRegistration,
    FixClaim,
    RegisterCommonParts,
    ReissueCertificate,
    ReshapeUnits,
    Seize,
    Transfer,
    TransferMortgage,
    TransferOperation,
)
from dengbu.register.codes import MORTGAGE_NOTICES, CancelGround, NoticeKind, SeizureKind
from dengbu.register.parties import PartyRef
from dengbu.register.rules.frame import Ask, Found, Rule, rule
from dengbu.register.rules.people import (
    DISPOSALS,
    acquirers,
    alters_the_right,
    holding,
    names,
    of_operation,
    operating,
    ordered_by,
    sellers,
    under_construction,
)
from dengbu.register.state import SeizureState
from dengbu.register.titles import is_house


@rule(
    "P01",
    RULES.of("24", confirmed=False),
    on=(
        Transfer,
        ChangeOwnership,
        CorrectOwnership,
        CancelOwnership,
        CreateMortgage,
        CreateHabitation,
        CreateEasement,
        CreateOperation,
        CancelMortgage,
        EnterObjection,
        Seize,
    ),
    holds="已经首次登记",
    remedy="请先办首次登记，或者一起申请",
)
def registered_first(ask: Ask) -> Found | None:
    """这个单元还没有首次登记，别的登记办不了"""
    if ask.state.ownership is not None:
        return None
    return None if _allowed_before(ask) else Found()


def _allowed_before(ask: Ask) -> bool:
    """预查封, and the mortgage of what is being built with its end (E36 asks the rest).

    Notices are not asked at all: E24 says which of them wait for a first registration.
    """
    act = ask.act
    if isinstance(act, CreateMortgage):
        return under_construction(act) and is_house(act.unit_code)
    if isinstance(act, CancelMortgage):
        return bool(ask.state.mortgages)
    return isinstance(act, Seize) and act.kind is SeizureKind.PRE_SEIZURE


@rule(
    "P02",
    REGULATION.of(18),
    on=(*DISPOSALS, EnterNotice),
    holds="转让方、抵押人、义务人就是登记簿上的权利人",
    remedy="请权利人本人申请；如果已经继承或者判决给了现在的人，请先办转移登记",
)
def disposer_is_holder(ask: Ask) -> Found | None:
    """登记簿上的权利人是{holders}，申请里写的是{stated}，对不上"""
    ownership = ask.state.ownership
    if ownership is None or _of_a_buyer(ask):
        return None
    registered = tuple(h.party for h in ownership.holders)
    if of_operation(ask):
        registered = operating(ask)
    act = ask.act
    stated = act.transferors if isinstance(act, Transfer) else sellers(ask)
    if {(p.key, p.name) for p in registered} == {(p.key, p.name) for p in stated}:
        return None
    return Found(words={"holders": names(registered), "stated": names(stated) or "空白"})


def _of_a_buyer(ask: Ask) -> bool:
    """A mortgage notice before the home is the buyer's: the obligor holds nothing more so far.

    Of a home that somebody owns, the buyer's own notice must stand (带押过户 in two stages).
    """
    act = ask.act
    if not isinstance(act, EnterNotice) or act.kind not in MORTGAGE_NOTICES:
        return False
    if act.kind is NoticeKind.PRESALE_MORTGAGE:
        return True
    buying = {p.key for p in act.obligors}
    sold = (n for n in ask.state.notices if n.kind is NoticeKind.OTHER_SALE)
    return any({p.key for p in n.holders} == buying for n in sold)


@rule(
    "P03",
    CIVIL_CODE.of("399"),
    on=(
        FirstRegistration,
        *DISPOSALS,
        EnterNotice,
        ChangeOwnership,
        CorrectOwnership,
        CancelOwnership,
        ChangeMortgage,
        AnnulEntry,
        TransferOperation,
    ),
    holds="没有查封，或者查封不妨碍这件事",
    remedy="请向{organ}申请解封，全部解封后马上能办",
)
def not_seized(ask: Ask) -> tuple[Found, ...]:
    """房子被{organ}{seized}（{document}），这期间不能处分"""
    if _passes_seizure(ask):
        return ()
    barring = [s for s in ask.state.seizures if not _brings_to_debtor(ask, s)]
    if isinstance(ask.act, ChangeOwnership):  # no disposal: each organ may agree to it
        agreed = ask.facts.organs_agreed
        barring = [s for s in barring if (s.organ, s.document_no) not in agreed]
    return tuple(
        Found(words={"organ": s.organ, "seized": _seized(ask, s), "document": s.document_no})
        for s in barring
    )


def _passes_seizure(ask: Ask) -> bool:
    """Acts that dispose of nothing, and the sale by the very court whose seizure is in force."""
    act = ask.act
    if isinstance(act, ChangeOwnership | ChangeMortgage):
        return not alters_the_right(ask)
    if isinstance(act, CancelOwnership):
        return act.ground in (CancelGround.EXPROPRIATED, CancelGround.BY_DECISION)
    in_force = next((s for s in ask.state.seizures if s.in_force), None)
    return in_force is not None and ordered_by(ask) == in_force.organ


def _brings_to_debtor(ask: Ask, seizure: SeizureState) -> bool:
    """Whether the act gives the home to the very debtor of a 预查封: it then becomes a 查封.

    So does what has to come before that: the first title of who built it or has sold it to him.
    """
    if seizure.kind is not SeizureKind.PRE_SEIZURE or seizure.debtor is None:
        return False
    to = {p.key for p in acquirers(ask)}
    first = isinstance(ask.act, FirstRegistration)
    return to == {seizure.debtor.key} or (first and _is_seller(ask, seizure.debtor, to))


def _is_seller(ask: Ask, debtor: PartyRef, to: set[tuple[str, str]]) -> bool:
    """Whether the debtor gets the home from these: they hold its land, or gave him a notice."""
    land = ask.land.ownership if ask.land is not None else None
    if land is not None and to == {h.party.key for h in land.holders}:
        return True
    sales = (n for n in ask.state.notices if n.kind not in MORTGAGE_NOTICES)
    bought = (n for n in sales if debtor.key in {p.key for p in n.holders})
    return any(to == {p.key for p in n.obligors} for n in bought)


def _seized(ask: Ask, seizure: SeizureState) -> str:
    """How a seizure stands; one that waits takes hold when those before it end.

    A 预查封 is a 查封 from the moment at which the home is its debtor's.
    """
    his = seizure.debtor is not None and seizure.debtor.key in {p.key for p in holding(ask)}
    word = "预查封" if seizure.kind is SeizureKind.PRE_SEIZURE and not his else "查封"
    if seizure.in_force and seizure.ends_at is not None:
        last_day = seizure.ends_at - timedelta(seconds=1)
        return f"{word}到{day_words(last_day.astimezone(CHINA).date())}"
    return f"轮候{word}，排第{seizure.place}位"


@rule(
    "P11",
    REGULATION.of(18),
    on=(
        AnnulEntry,
        FirstRegistration,
        Transfer,
        ChangeOwnership,
        CorrectOwnership,
        CancelOwnership,
        ReshapeUnits,
        ReissueCertificate,
        RegisterCommonParts,
        CancelCommonParts,
        CreateOperation,
        TransferOperation,
        ChangeOperation,
        CancelOperation,
        CreateMortgage,
        TransferMortgage,
        ChangeMortgage,
        FixClaim,
        ExchangeRanks,
        CancelMortgage,
        CreateHabitation,
        CancelHabitation,
        CreateEasement,
        CancelEasement,
        EnterNotice,
        CancelNotice,
    ),
    holds="没有别的在办件",
    remedy="等它办完再办；如果是同一家人的事，可以合在一起办",
)
def no_other_case(ask: Ask) -> Found | None:
    """这个单元另有一件在办：{cases}"""
    units = ask.units if isinstance(ask.act, ReshapeUnits) else (ask.act.unit_code,)
    other = [case for unit in units for case in ask.facts.other_open_cases.get(unit, ())]
    return Found(words={"cases": "、".join(other)}) if other else None


@rule(
    "P16",
    DEED_TAX_LAW.of("11", confirmed=False),
    on=(Transfer,),
    holds="契税已缴或者免缴",
    remedy="缴完契税，请把完税凭证号或者免税依据告诉窗口或者审核员，补记以后就能登簿",
)
def tax_cleared(ask: Ask) -> Found | None:
    """契税还没有缴清"""
    return None if ask.facts.tax_cleared else Found()


@rule(
    "P23",
    REGULATION.of(22),
    on=(
        FirstRegistration,
        *DISPOSALS,
        TransferOperation,
        EnterNotice,
        ChangeOwnership,
        ChangeMortgage,
    ),
    holds="没有政府的限制，或者限制不妨碍这件事",
    remedy="请向{organ}了解补偿安排，或者等限制解除",
)
def not_stopped(ask: Ask) -> tuple[Found, ...]:
    """{organ}作出{reason}（{document}），从{since}起限制交易"""
    if isinstance(ask.act, ChangeOwnership | ChangeMortgage) and not alters_the_right(ask):
        return ()
    return tuple(
        Found(
            words={
                "organ": stop.organ,
                "reason": stop.reason,
                "document": stop.document_no,
                "since": day_words(stop.from_day),
            }
        )
        for stop in ask.state.stops
    )


PRECONDITIONS: tuple[Rule, ...] = (
    registered_first,
    disposer_is_holder,
    not_seized,
    no_other_case,
    tax_cleared,
    not_stopped,
)
