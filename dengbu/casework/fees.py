"""The bill of a request: one line an item, by the tariff of the service's version."""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import datetime
from decimal import Decimal

from dengbu.accounts import api as accounts
from dengbu.cadastre import api as cadastre
from dengbu.casework import limits
from dengbu.casework.building import co_ownership
from dengbu.casework.rules.fees import FeeDue, FeeFacts, fee
from dengbu.casework.service_views import ItemRule, ServiceView
from dengbu.casework.values import CaseRequest, PartyInput, Role
from dengbu.casework.views import FeeView
from dengbu.kernel.chinese import SHANGHAI
from dengbu.register import api as register

ACQUIRERS = (Role.BUYER, Role.OWNER)
KIND_OF_LAND, RURAL = 13, frozenset("DEFLNY")  # contracted, forest, grass and other farm land
PARCEL = 19  # characters of a unit's code that name its parcel
NOT_ENTERED = "没有登簿，不收费"
LONGEST = 200  # characters of a reason
MORTGAGEES = (Role.MORTGAGEE, Role.NEW_MORTGAGEE, Role.OLD_MORTGAGEE)
TITLES = {
    "FirstRegistration": Role.OWNER,
    "Transfer": Role.BUYER,
    "ChangeOwnership": Role.OWNER,
    "CorrectOwnership": Role.OWNER,
}


def use_of(unit: cadastre.UnitFacts, service: ServiceView) -> str:
    """RURAL, HOME, GARAGE or OTHER, by the land (GB/T 37346) and what is registered."""
    if unit.code[KIND_OF_LAND] in RURAL:
        return "RURAL"
    if unit.house_type in service.garage_types:
        return "GARAGE"
    return "HOME" if unit.planned_use in service.home_uses else "OTHER"


def _certificates(request: CaseRequest, item: ItemRule) -> int:
    """How many certificates of title the item brings."""
    role = TITLES.get(item.act)
    holders = len(request.of(Role(item.cast.get(role, role)))) if role else 0
    sole = co_ownership(request, holders) is register.CoOwnership.SOLE
    return holders if request.separate_certificates and not sole else 1


def _not_exempt(request: CaseRequest, item: ItemRule) -> str:
    """Why a small enterprise's promise does not free this item; "" if it does.

    The exemption is the payer's own: 财税〔2016〕79号, 发改价格规〔2016〕2559号. A promise in a
    request with a buyer or an owner is theirs, never the bank's.
    """
    payers = request.of(Role(item.payer))
    names = "、".join(p.name for p in payers if p.name) or Role(item.payer).label
    if item.payer in MORTGAGEES and request.of(*ACQUIRERS):
        return f"小微企业的承诺不是{names}作的，它照交"
    if not payers or any(p.party_type != register.PartyType.ENTERPRISE for p in payers):
        return f"免收只给小微企业和个体工商户（填营业执照），{names}是个人或者别的单位，照交"
    if item.payer in MORTGAGEES and any(_is_bank(p.id_no) for p in payers):
        return f"{names}是银行，不按小微企业免收"
    return ""


def _names(payers: tuple[PartyInput, ...]) -> str:
    """All names, or the first and how many where all would not fit the line."""
    whole = "、".join(p.name for p in payers if p.name)
    if len(whole) <= limits.NAME:
        return whole
    more = f"等{len(payers)}个" if len(payers) > 1 else ""
    return f"{payers[0].name[: limits.NAME - len(more)]}{more}"


def _is_bank(credit_code: str) -> bool:
    known = accounts.organisation(credit_code)
    return known is not None and known.kind is accounts.OrganisationKind.BANK


def bill(
    request: CaseRequest, unit: cadastre.UnitFacts, service: ServiceView, *, now: datetime
) -> tuple[FeeView, ...]:
    """What the request costs and who pays, a line for each item and tariff line.

    An item on several units is charged by the unit; a mortgage of several units of one parcel for
    one debt is one item, of several parcels as many (发改价格规〔2016〕2559号).
    """
    further = cadastre.units(request.more_units) if request.more_units else {}
    units = [unit, *(further[code] for code in request.more_units if code in further)]
    return tuple(
        line
        for seq, item in enumerate(service.items, start=1)
        for line in _lines(seq, item, request, _charged(item, units, service), service, now=now)
    )


def _charged(
    item: ItemRule, units: Sequence[cadastre.UnitFacts], service: ServiceView
) -> list[cadastre.UnitFacts]:
    """The units that an item is charged for; of a parcel with homes and others, one of these."""
    if item.act == "CreateMortgage":
        dearest_last = sorted(units, key=lambda u: use_of(u, service) == "OTHER")
        return list({u.code[:PARCEL]: u for u in dearest_last}.values())
    return list(units) if item.each else [units[0]]


def _lines(
    seq: int,
    item: ItemRule,
    request: CaseRequest,
    units: Sequence[cadastre.UnitFacts],
    service: ServiceView,
    *,
    now: datetime,
) -> Iterator[FeeView]:
    why_not = _not_exempt(request, item) if request.small_enterprise else ""
    payers = request.of(Role(item.payer))
    called = next((r.called for r in service.roles if r.role == item.payer), item.payer)
    dues: dict[FeeDue, int] = {}
    for unit in units:
        facts = FeeFacts(
            registration=item.fee,
            use=use_of(unit, service),
            house_nature=unit.house_nature,
            small_enterprise=request.small_enterprise and not why_not,
            certificates=_certificates(request, item),
            on=now.astimezone(SHANGHAI).date(),
        )
        due = fee(facts, service.rates)
        dues[due] = dues.get(due, 0) + 1
    for due, count in dues.items():
        said = due.reason if count == 1 else f"{due.reason}，{count}件"
        yield FeeView(
            item=seq,
            guide=item.guide,
            name=item.name,
            payer=_names(payers) or called,
            payer_role=item.payer,
            amount=due.amount * count,
            reason=f"{said}；{why_not}"[:LONGEST] if why_not and due.amount else said,
            rule=due.rule,
            version=due.version,
        )


def waived(lines: tuple[FeeView, ...]) -> tuple[FeeView, ...]:
    """The bill of a case that ended without entry: the fee is for the entry, none is due."""
    return tuple(replace(line, amount=Decimal("0.00"), reason=NOT_ENTERED) for line in lines)


def in_short(lines: tuple[FeeView, ...]) -> list[dict[str, str]]:
    """A bill for the journal: item, who pays, how much and by which line of the tariff."""
    return [
        {"guide": x.guide, "payer": x.payer, "amount": str(x.amount), "rule": x.rule} for x in lines
    ]


def billed_anew(before: tuple[FeeView, ...], after: tuple[FeeView, ...]) -> tuple[str, ...]:
    """What a supplement changed of the bill, in words; nothing where it stays as it was."""
    if total(before) != total(after):
        return (f"登记费由{total(before)}元改为{total(after)}元",)
    if in_short(before) != in_short(after):
        return ("登记费的付款人或者项目按改后的申请重列了",)
    return ()


def total(lines: tuple[FeeView, ...]) -> Decimal:
    """Sum of a bill in yuan."""
    return sum((line.amount for line in lines), Decimal("0.00"))
