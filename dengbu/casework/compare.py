"""The compare table: each fact as requested, as the papers say, and as registered, side by side."""

from collections.abc import Collection, Iterable, Iterator, Mapping
from decimal import Decimal

from dengbu.cadastre import api as cadastre
from dengbu.casework import uses
from dengbu.casework.building import co_ownership, selling
from dengbu.casework.compare_frame import NOTHING, names, row
from dengbu.casework.compare_inputs import said_rows
from dengbu.casework.compare_presale import NOT_COMPARED, Presale, presale_rows, seller_filed
from dengbu.casework.service_views import ServiceView
from dengbu.casework.staying import mortgages_left
from dengbu.casework.values import CaseRequest, PartyInput, Role
from dengbu.casework.views import CompareRow
from dengbu.exchange import api as exchange
from dengbu.kernel.chinese import day_words
from dengbu.kernel.identity import mask
from dengbu.kernel.money import show_yuan
from dengbu.register import api as register

LEFT, BEFORE = "留下的抵押", "在先的抵押"
CONTRACTS = ("ct", "cf")  # papers: contract of an existing home, of a new one
DISPOSERS = (Role.SELLER, Role.MORTGAGOR)
BANKS = (Role.OLD_MORTGAGEE, Role.MORTGAGEE)
CHANGE = "ChangeOwnership"
SETTING = frozenset({"FirstRegistration", "Transfer", "CorrectOwnership", CHANGE})
"""Acts that write who holds; all others leave it as it stands."""
WAYS = {
    register.CoOwnership.SOLE: "单独所有",
    register.CoOwnership.JOINT: "共同共有",
    register.CoOwnership.BY_SHARES: "按份共有",
    register.CoOwnership.OTHER: "其他共有",
}


def compare_rows(
    request: CaseRequest,
    unit: cadastre.UnitFacts,
    service: ServiceView,
    state: register.UnitState,
    *,
    filed: Mapping[str, str] | None = None,
    presale: Presale | None = None,
) -> tuple[CompareRow, ...]:
    """Rows in the order in which an examiner reads them.

    ``filed``: what the housing department told of the contract that is filed for these sellers
    and buyers. ``presale``: what is known beside what is sold before it is built.
    """
    acts = {item.act for item in service.items}
    seller = seller_filed(filed) if selling(service) is Role.SELLER else NOTHING
    return (
        *_unit_rows(request, unit),
        *(
            presale_rows(request, presale, seller)
            if presale
            else _holder_rows(request, service, state, seller)
        ),
        *_acquirer_rows(request, acts, state, filed),
        *(_cancelled_rows(request, state) if "CancelMortgage" in acts else ()),
        *(_mortgage_rows(request) if "CreateMortgage" in acts else ()),
        *_input_rows(request, state),
        *_left_rows(request, service, state),
        *([_price_row(request, filed or {})] if presale else ()),
        *_restriction_rows(request, state),
        *_use_rows(state, sold="Transfer" in acts),
        *(_tax_rows(request) if "Transfer" in acts else ()),
    )


def _unit_rows(request: CaseRequest, unit: cadastre.UnitFacts) -> Iterator[CompareRow]:
    yield row("不动产单元", request.unit_code, unit.code, same=request.unit_code == unit.code)
    area = f"{unit.floor_area} 平方米" if unit.floor_area is not None else "没有测绘面积"
    yield row("坐落", NOTHING, unit.address, same=None)
    yield row("建筑面积", NOTHING, area, same=None)


def _holder_rows(
    request: CaseRequest, service: ServiceView, state: register.UnitState, filed: str
) -> Iterator[CompareRow]:
    stated = request.of(*DISPOSERS)
    if not stated:
        return
    held = state.ownership.holders if state.ownership else ()
    registered = [h.party for h in held]
    label = service.called(stated[0].role)
    yield row(
        f"{label}和权利人",
        names(p.name for p in stated),
        names(p.name for p in registered) or "还没有首次登记",
        same=_called(stated) == _called(registered),
        differs="和登记簿上的权利人对不上",
    )
    numbered = any(p.id_no for p in stated)  # a bank's batch states names alone
    yield row(
        "证件号码",
        names(mask(p.id_no) for p in stated),
        names(mask(p.id_no) for p in registered),
        material=filed,
        same={(p.id_type, p.id_no) for p in stated} == {p.key for p in registered}
        if numbered
        else None,
        differs="和登记簿上的号码不一样",
        says="" if numbered else "没有写，照登记簿",
    )
    if state.ownership is not None:
        numbers = names(state.ownership.certificate_nos)
        yield row("不动产权证书", NOTHING, numbers, same=None)
        yield row("现在的共有方式", NOTHING, WAYS[state.ownership.co_ownership], same=None)


def _called(people: Iterable[PartyInput | register.PartyRef]) -> set[str]:
    """Names, those that stand in one field apart: 张霞、刘欣怡."""
    return {name for p in people for name in p.name.split("、")}


def _acquirer_rows(
    request: CaseRequest,
    acts: set[str],
    state: register.UnitState,
    filed: Mapping[str, str] | None,
) -> Iterator[CompareRow]:
    acquirers = request.of(Role.BUYER, Role.OWNER)
    if not acquirers:
        return
    shown = names(f"{p.name} {p.share}" if p.share else p.name for p in acquirers)
    by_contract = NOTHING if filed is None else "网签备案的买方相符"
    sets = sets_holders(acts)
    yield row("登记给谁" if sets else "权利人", shown, NOTHING, material=by_contract, same=None)
    held = state.ownership
    known = WAYS[held.co_ownership] if held is not None else NOTHING
    way = WAYS[co_ownership(request, len(acquirers))] if sets_way(request, acts) else ""
    yield row("共有方式", way, known, same=None, says="" if way else "不变")
    if "Transfer" in acts:
        yield _price_row(request, filed or {})


def sets_holders(acts: Collection[str]) -> bool:
    """Whether the acts say anew who holds."""
    return not SETTING.isdisjoint(acts)


def sets_way(request: CaseRequest, acts: Collection[str]) -> bool:
    """Whether the acts say anew how those hold: a change does only where that is what it states."""
    return not (SETTING - {CHANGE}).isdisjoint(acts) or (
        CHANGE in acts and bool(request.co_ownership)
    )


def _price_row(request: CaseRequest, filed: Mapping[str, str]) -> CompareRow:
    """The price against the one of the contract that is filed, where its department told it."""
    numbers = (m.reference for m in request.materials if m.code in CONTRACTS and m.reference)
    number, stated = next(numbers, ""), _money(request.price)
    told = filed.get(exchange.CONTRACT_PRICE, "")
    if number and not told and request.price is None:  # nobody asks for one, or tells it
        return row("合同编号", NOTHING, NOTHING, material=number, same=None, says=NOT_COMPARED)
    return row(
        "成交价格",
        stated,
        NOTHING,
        material=f"{told}（网签备案 {number}）" if told else number or NOTHING,
        same=told == stated if told else None,
        differs="和网签备案的合同价不一样",
    )


def _money(amount: Decimal | None) -> str:
    return NOTHING if amount is None else show_yuan(amount)


def _cancelled_rows(request: CaseRequest, state: register.UnitState) -> Iterator[CompareRow]:
    named = request.cancel
    proof = named.proof_no
    found = next((m for m in state.mortgages if m.proof_no == proof), None)
    known = names(m.proof_no for m in state.mortgages) or "没有抵押"
    yield row(
        "要注销的登记证明",
        proof,
        found.proof_no if found else known,
        same=found is not None,
        differs="登记簿上没有这个证明号的抵押",
    )
    if found is None:
        return
    stated = request.of(*BANKS)
    yield row(
        "原抵押权人",
        names(p.name for p in stated),
        names(p.name for p in found.mortgagees),
        same={(p.id_type, p.id_no) for p in stated} == {p.key for p in found.mortgagees},
        differs="和登记的抵押权人对不上",
    )
    amount = named.amount
    same = None if amount is None else amount == found.amount
    yield row("原债权数额", _money(amount), show_yuan(found.amount), same=same)


def _mortgage_rows(request: CaseRequest) -> Iterator[CompareRow]:
    agreed = request.mortgage
    banks = request.of(Role.NEW_MORTGAGEE, Role.MORTGAGEE)
    number = agreed.contract_no or NOTHING
    yield row("抵押权人", names(p.name for p in banks), NOTHING, material=number, same=None)
    most = agreed.mode == register.MortgageMode.MAXIMUM_AMOUNT
    how = "最高额抵押" if most else "一般抵押"
    yield row("抵押方式", how, NOTHING, material=number, same=None)
    what = "最高债权额" if most else "担保的债权数额"
    yield row(what, _money(agreed.amount), NOTHING, material=number, same=None)
    if agreed.debt_from and agreed.debt_to:
        term = f"{day_words(agreed.debt_from)}至{day_words(agreed.debt_to)}"
        label = "债权确定期间" if most else "债务履行期限"
        yield row(label, term, NOTHING, material=number, same=None)
    secured = agreed.scope or f"没有约定，按法律规定：{register.STATUTORY_SCOPE}"
    yield row("担保范围", secured, NOTHING, material=number, same=None)
    ban = {True: "约定了", False: "没有约定", None: NOTHING}[agreed.restricted]
    yield row("禁止或者限制转让", ban, NOTHING, material=number, same=None)


def _input_rows(request: CaseRequest, state: register.UnitState) -> Iterator[CompareRow]:
    for label, asked, known, same in said_rows(request, state):
        yield row(label, asked, known, same=same, differs="登记簿上没有这个号")


def _consent(
    request: CaseRequest, role: Role, people: Iterable[register.PartyRef]
) -> tuple[str, bool | None]:
    """What they said of the case, and whether all of them consented (None: nobody asked them)."""
    signed = {(p.id_type, p.id_no) for p in request.parties if p.agreed}
    known = tuple(people)
    if known and all(p.key in signed for p in known):
        return f"{names(p.name for p in known)}同意了", True
    asked = {(p.id_type, p.id_no) for p in request.of(role)}
    return NOTHING, False if any(p.key in asked for p in known) else None


def _left_rows(
    request: CaseRequest, service: ServiceView, state: register.UnitState
) -> Iterator[CompareRow]:
    """Mortgages that stay, and whether their banks consent."""
    sold = any(item.act == "Transfer" for item in service.items)
    for mortgage in mortgages_left(request, service, state):
        said, consents = _consent(request, Role.PRIOR_MORTGAGEE, mortgage.mortgagees)
        follows = "跟着房子走" if sold else f"第 {mortgage.rank} 顺位"
        yield row(
            LEFT if sold else BEFORE,
            said,
            f"{names(p.name for p in mortgage.mortgagees)} {show_yuan(mortgage.amount)}",
            same=consents,
            differs="还没有同意",
            says=f"{said}，{follows}" if consents else follows if consents is None else "",
            lifted=_lifted(mortgage) if sold else "",
        )


def _lifted(mortgage: register.MortgageState) -> str:
    """The rule that the mortgagee's consent to a sale lifts: P04, P06 or none."""
    if mortgage.transfer_restricted is not None:
        return "P04" if mortgage.transfer_restricted else ""
    since = mortgage.stands_since or mortgage.recorded_from
    return "P06" if since < register.CIVIL_CODE_IN_FORCE else ""


def _restriction_rows(request: CaseRequest, state: register.UnitState) -> Iterator[CompareRow]:
    seized = names(f"{s.organ}{s.document_no}" for s in state.seizures)
    yield row(
        "查封", NOTHING, seized or "没有", same=None if not seized else False, differs="有查封"
    )
    holders = [p for n in state.notices for p in n.holders]
    said, consents = _consent(request, Role.NOTICE_HOLDER, holders)
    known = names(p.name for p in holders) or "没有"
    yield row(
        "预告",
        said,
        known,
        same=consents,
        differs="还没有同意",
        says=said if consents else "",
        lifted="P07",
    )
    objections = names(o.objector.name for o in state.objections)
    yield row("异议", NOTHING, objections or "没有", same=None)
    stops = names(f"{s.organ}{s.document_no}" for s in state.stops)
    if stops:
        yield row("限制", NOTHING, stops, same=False, differs="有政府限制")


def _use_rows(state: register.UnitState, *, sold: bool) -> Iterator[CompareRow]:
    """What others may do with the home whoever owns it; it hinders nothing and must be known."""
    stays = "跟着房子走" if sold else ""
    living = [
        f"{names(p.name for p in h.holders)}，{uses.until(h)}" for h in uses.habitations(state)
    ]
    serving = [f"{e.content}，{uses.until(e)}" for e in uses.easements(state)]
    serving += [f"别的房子为它：{e.content}，{uses.until(e)}" for e in uses.benefits(state)]
    for fact, found in ((uses.HABITATION, living), (uses.EASEMENT, serving)):
        known = "；".join(found)
        yield row(fact, NOTHING, known or "没有", same=None, says=stays if known else "")


def _tax_rows(request: CaseRequest) -> Iterator[CompareRow]:
    stated = {True: "已缴或者免缴", False: "还没有缴", None: "受理后再缴"}[request.tax_cleared]
    yield row(
        "契税",
        stated,
        "不记载",
        material=request.tax_note or NOTHING,
        same=bool(request.tax_cleared),
        differs="还没有缴清，缴清才能登簿",
    )
