"""税费估算 of a sale: what buyer and seller may have to pay, for each thing that is not known here.

Whether it is the family's only home is for the tax office to see; so each answer has its line.
Where the tax office has answered, its answer stands in place of the estimate of the deed tax.
"""

from dataclasses import dataclass, replace
from datetime import date, datetime
from decimal import Decimal

from dengbu.cadastre import api as cadastre
from dengbu.casework.building import selling
from dengbu.casework.catalogue import service as service_in_force
from dengbu.casework.fees import use_of
from dengbu.casework.materials import TAX_VOUCHER
from dengbu.casework.models import CaseStatus
from dengbu.casework.rules.taxes import Estimate, SaleFacts, sale_taxes
from dengbu.casework.service_views import ServiceView
from dengbu.casework.values import CaseRequest, MaterialSource, Role
from dengbu.casework.views import CaseView
from dengbu.kernel.chinese import SHANGHAI
from dengbu.register import api as register

PERSON = "1"  # PartyType value of natural people
WHICH_HOME = ("家庭唯一住房", "家庭第二套住房", "家庭第三套住房起")


@dataclass(frozen=True, kw_only=True, slots=True)
class TaxLine:
    """What one tax may be."""

    tax: str  # 契税
    role: str  # Role value of who pays
    payer: str  # as the service calls them: 买方, 受让企业
    case: str  # for which of the things not known; "": it does not depend on them
    amount: Decimal  # yuan
    reason: str
    source: str  # law and article


@dataclass(frozen=True, kw_only=True, slots=True)
class TaxView:
    """What a sale may cost in taxes. Never the figure, but for ``settled``."""

    lines: tuple[TaxLine, ...] = ()
    settled: str = ""  # the deed tax by the tax office's answer or voucher, in words
    notes: tuple[str, ...] = ()  # what else is to pay, and to whom

    @property
    def sources(self) -> tuple[str, ...]:
        """Laws and articles of all lines, each once."""
        return tuple(dict.fromkeys(line.source for line in self.lines))

    def __bool__(self) -> bool:
        """Whether there is anything to say."""
        return bool(self.lines or self.settled or self.notes)


NOTHING = TaxView()


def tax_estimates(request: CaseRequest, *, now: datetime, figure: str = "") -> TaxView:
    """The taxes of a sale as it stands in a request; nothing where it is none.

    ``figure``: the tax office's answer on the deed tax, in words; without it the voucher that was
    noted. Raises `Faults` UNIT_UNKNOWN or NOT_SUPPORTED for a service that is not there.
    """
    unit = cadastre.unit(request.unit_code)
    if unit is None or not request.price or request.price <= 0:
        return NOTHING
    service = service_in_force(request.service, office=unit.office, now=now)
    if service.taxes is None or not _is_sale(service):
        return NOTHING
    held_since = held_since_on(register.unit_state(unit.code, now=now))
    settled = figure or (request.tax_note if request.tax_cleared else "")
    return sale_estimates(request, unit, service, held_since=held_since, now=now, settled=settled)


def held_since_on(state: register.UnitState) -> date | None:
    """The day from which the owners hold a unit; None where nobody does."""
    if state.ownership is None:
        return None
    since = state.ownership.stands_since or state.ownership.effective_from
    return since.astimezone(SHANGHAI).date()


def sale_estimates(
    request: CaseRequest,
    unit: cadastre.UnitFacts,
    service: ServiceView,
    *,
    held_since: date | None,
    now: datetime,
    settled: str = "",
) -> TaxView:
    """The taxes of a sale of a unit that was held since a day; nothing where it is none.

    ``settled``: the deed tax as the tax office or a voucher says it.
    """
    if not request.price or request.price <= 0 or service.taxes is None or not _is_sale(service):
        return NOTHING
    buyers, sellers = request.of(Role.BUYER), request.of(selling(service))
    facts = SaleFacts(
        price=request.price,
        area=unit.floor_area,
        home=use_of(unit, service) == "HOME",
        buyers_are_people=all(p.party_type == PERSON for p in buyers),
        seller_is_person=bool(sellers) and all(p.party_type == PERSON for p in sellers),
        held_since=held_since,
        on=now.astimezone(SHANGHAI).date(),
    )
    deed = () if settled else _deed_lines(facts, service)
    return TaxView(
        lines=(*deed, *_seller_lines(facts, service)), settled=settled, notes=_notes(facts, service)
    )


def taxes_of(case: CaseView, *, now: datetime) -> TaxView:
    """The taxes of an open case, with the tax office's own words where it answered."""
    answers = (
        said
        for paper in case.materials
        if paper.code == TAX_VOUCHER and paper.source == MaterialSource.SHARED
        for said in paper.told
    )
    if not CaseStatus(case.status).open:
        return NOTHING
    return tax_estimates(case.request, now=now, figure=next(answers, ""))


def _is_sale(service: ServiceView) -> bool:
    roles = {r.role for r in service.roles}
    return {Role.BUYER, Role.SELLER} <= roles


def _deed_lines(facts: SaleFacts, service: ServiceView) -> tuple[TaxLine, ...]:
    """One line for each home of the family, where that decides."""
    if service.taxes is None:
        return ()
    by_home = facts.home and facts.buyers_are_people
    found = []
    for homes in range(1, len(WHICH_HOME) + 1 if by_home else 2):
        deed = sale_taxes(replace(facts, homes=homes), service.taxes).deed
        case = WHICH_HOME[homes - 1] if by_home else ""
        found.append(_line("契税", Role.BUYER, case, deed, service))
    return tuple(found)


def _seller_lines(facts: SaleFacts, service: ServiceView) -> tuple[TaxLine, ...]:
    if service.taxes is None:
        return ()
    seller, other = selling(service), sale_taxes(facts, service.taxes)
    only = sale_taxes(replace(facts, sellers_only_home=True), service.taxes)
    if other.vat is None or other.income is None or only.income is None:
        return ()
    vat = _line("增值税及附加", seller, "", other.vat, service)
    if only.income == other.income:
        return (vat, _line("个人所得税", seller, "", other.income, service))
    return (
        vat,
        _line("个人所得税", seller, WHICH_HOME[0], only.income, service),
        _line("个人所得税", seller, "还有别的住房", other.income, service),
    )


def _line(tax: str, role: Role, case: str, found: Estimate, service: ServiceView) -> TaxLine:
    return TaxLine(
        tax=tax,
        role=role.value,
        payer=service.called(role),
        case=case,
        amount=found.amount,
        reason=found.reason.removeprefix(f"{case}，"),
        source=found.source,
    )


def _notes(facts: SaleFacts, service: ServiceView) -> tuple[str, ...]:
    """维修资金: paid to the housing department, relayed and not counted here."""
    if not facts.home:
        return ()
    buyer = service.called(Role.BUYER)
    if facts.seller_is_person:
        return (f"维修资金的余额随房屋转给{buyer}（《住宅专项维修资金管理办法》第28条）",)
    said = f"交房以前{buyer}交首期维修资金，交多少由住建部门定"
    return (f"{said}（《住宅专项维修资金管理办法》第7条）",)
