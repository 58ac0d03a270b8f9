"""A rehearsal without a unit, for anybody: papers, fees, taxes and time from a few words.

Nothing of the register is read. What the bill and the estimates ask of a unit is what is said: its
use and its floor area, in a unit that is nowhere.
"""

from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal

from dengbu.casework.catalogue import service as service_in_force
from dengbu.casework.estimates import sale_estimates
from dengbu.casework.fees import MORTGAGEES, bill, total
from dengbu.casework.guides import USES, sections
from dengbu.casework.rehearsing.history import forecast
from dengbu.casework.rehearsing.nowhere import unit_nowhere
from dengbu.casework.rehearsing.papers import papers_asked
from dengbu.casework.rehearsing.views import Rehearsal
from dengbu.casework.service_views import ServiceView
from dengbu.casework.values import CaseRequest, PartyInput, Role
from dengbu.database.reading import read_only
from dengbu.kernel.chinese import SHANGHAI
from dengbu.kernel.fault import FaultCode, FaultList
from dengbu.kernel.money import yuan
from dengbu.register import api as register

MOST_BUYERS = 50
LARGEST = Decimal(1_000_000)  # square metres
CONDITIONS = "要符合什么条件"


@dataclass(frozen=True, kw_only=True, slots=True)
class Outline:
    """What somebody says of a matter without naming a unit."""

    service: str  # G10, C09 ...
    channel: str = "W"
    use: str = "HOME"  # HOME, GARAGE or OTHER
    area: Decimal | None = None  # floor area in m2; None: not said
    price: Decimal | None = None  # yuan
    buyers: int = 1  # who come to hold
    separate_certificates: bool = False  # 分别持证
    seller_is_firm: bool = False
    buyer_is_firm: bool = False  # whoever comes to hold is an organisation
    held_years: int | None = None  # whole years for which the seller has held it
    small_enterprise: bool = False
    tax_cleared: bool = False  # the deed tax is settled before


def in_general(outline: Outline, *, office: str, now: datetime) -> Rehearsal:
    """Papers, fees, taxes and time of a service at an office; nothing is written.

    Raises `Faults` with everything that is wrong: NOT_SUPPORTED, CODE_LIST, MONEY_FORMAT,
    AREA_FORMAT, TOO_MANY_ITEMS.
    """
    with read_only():
        service = checked(outline, office, now=now)
        unit = unit_nowhere(service, use=outline.use, area=outline.area)
        request = blank_people(outline, service)
        today = now.astimezone(SHANGHAI).date()
        fees = bill(request, unit, service, now=now)
        guide = sections(service, today=today)
        return Rehearsal(
            service=service,
            request=request,
            address="",
            faults=(),
            looks=(),
            papers=papers_asked(request, service),
            fees=fees,
            fee_total=total(fees),
            taxes=sale_estimates(
                request, unit, service, held_since=_since(outline, today), now=now
            ),
            forecast=forecast(request, service, now=now),
            at=now,
            conditions=next((s.lines for s in guide if s.title == CONDITIONS), ()),
        )


def checked(outline: Outline, office: str, *, now: datetime) -> ServiceView:
    """The service, where nothing is wrong with what was said of it."""
    faults = FaultList()
    found: ServiceView | None = None
    with faults.catch():
        found = service_in_force(outline.service, office=office, now=now)
    if found is not None and outline.channel not in found.channels:
        said = f"“{found.title}”不能从这个渠道申请，请到窗口办"
        faults.add(FaultCode.NOT_SUPPORTED, said, field="channel")
    if outline.use not in dict(USES):
        faults.add(FaultCode.CODE_LIST, "请选择房子的用途", field="use")
    if outline.price is not None:
        with faults.catch():
            if yuan(outline.price, field="price") <= 0:
                faults.add(FaultCode.MONEY_FORMAT, "金额要大于0，请核对", field="price")
    if outline.area is not None and not 0 < outline.area <= LARGEST:
        said = f"面积要大于0、不超过{LARGEST}平方米，请核对"
        faults.add(FaultCode.AREA_FORMAT, said, field="area")
    if not 1 <= outline.buyers <= MOST_BUYERS:
        faults.add(FaultCode.TOO_MANY_ITEMS, f"人数请填1到{MOST_BUYERS}", field="buyers")
    if outline.held_years is not None and not 0 <= outline.held_years <= 100:
        faults.add(FaultCode.CODE_LIST, "持有几年请填0到100的整数", field="held_years")
    faults.raise_if_any()
    if found is None:
        raise LookupError("no service and no fault")
    return found


def _since(outline: Outline, today: date) -> date | None:
    """From when it was held; of a 29 February the day before."""
    if outline.held_years is None:
        return None
    day = min(today.day, 28) if today.month == 2 else today.day
    return today.replace(year=today.year - outline.held_years, day=day)


def blank_people(outline: Outline, service: ServiceView) -> CaseRequest:
    """A request of as many people as were said, without a name."""
    person, firm = register.PartyType.PERSON.value, register.PartyType.ENTERPRISE.value
    several = (Role.BUYER, Role.OWNER)
    firms: dict[str, bool] = {
        Role.SELLER: outline.seller_is_firm,
        **dict.fromkeys(several, outline.buyer_is_firm),
        **dict.fromkeys(MORTGAGEES, True),
    }
    parties = []
    for rule in service.roles:
        count = outline.buyers if rule.role in several else rule.least
        kind = firm if firms.get(rule.role, False) else person
        one = PartyInput(role=rule.role, name="", id_no="", party_type=kind)
        parties += [one] * min(count, rule.most)
    return CaseRequest(
        service=service.code,
        unit_code="",
        channel=outline.channel,
        parties=tuple(parties),
        price=outline.price,
        separate_certificates=outline.separate_certificates,
        small_enterprise=outline.small_enterprise,
        tax_cleared=outline.tax_cleared or None,
    )
