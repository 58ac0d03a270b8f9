"""不予受理: whoever is turned away at the window gets in writing why, everything at one time.

《不动产登记暂行条例》第17条: what does not fit is told in writing, with all that is to be brought.
The
grounds are what acceptance itself would say; nobody types them, and nothing that could be accepted
is turned away.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction
from django.db.models import Q

from dengbu.accounts import api as accounts
from dengbu.casework import attesting, limits, rows
from dengbu.casework.believing import as_far_as_believed
from dengbu.casework.guides import APPEAL
from dengbu.casework.judging import judge, place_of
from dengbu.casework.models import Declined
from dengbu.casework.offers import offered
from dengbu.casework.service_views import ServiceView
from dengbu.casework.sharing import NOTHING, Shared, with_shared
from dengbu.casework.values import CaseRequest
from dengbu.kernel.chinese import SHANGHAI
from dengbu.kernel.fault import Fault, FaultCode, FaultList, Faults

NAMES = 300  # characters of all names
UNFILLED = frozenset(
    {
        FaultCode.REQUIRED,
        FaultCode.CODE_LIST,
        FaultCode.TOO_LONG,
        FaultCode.UNKNOWN_FIELD,
        FaultCode.IDENTITY_FORMAT,
        FaultCode.IDENTITY_BIRTH_DATE,
        FaultCode.IDENTITY_CHECK_DIGIT,
        FaultCode.CREDIT_CODE_CHECK,
        FaultCode.CERTIFICATE_NUMBER_FORMAT,
        FaultCode.PHONE_FORMAT,
        FaultCode.MONEY_FORMAT,
        FaultCode.AREA_FORMAT,
        FaultCode.DATE_FORMAT,
        FaultCode.SHARE_FORMAT,
    }
)
"""What is wrong with how a form was filled in, and says nothing of the matter itself."""
LARGEST_PAGE = 100
_ONE_AT_A_TIME = "SELECT pg_advisory_xact_lock(hashtextextended(%s, 17))"
_LAST = "SELECT coalesce(max(serial), 0) FROM casework_declined WHERE office = %s AND year = %s"


@dataclass(frozen=True, kw_only=True, slots=True)
class Ground:
    """One thing for which a request is turned away."""

    said: str  # what is wrong
    clause: str  # by which article, "" where it is a paper or an answer that is missing
    remedy: str  # the way out


@dataclass(frozen=True, kw_only=True, slots=True)
class DeclinedNotice:
    """A notice as it was handed over."""

    id: int
    number: str  # office, year, six digits
    office: accounts.OfficeView
    title: str  # of the service
    unit_code: str
    address: str
    applicants: str
    grounds: tuple[Ground, ...]
    remedy: str
    at: datetime
    by_name: str


@dataclass(frozen=True, kw_only=True, slots=True)
class DeclinedPage:
    """A page of notices, the newest first."""

    lines: tuple[DeclinedNotice, ...]
    after: str | None  # cursor of the next page


@transaction.atomic
def decline(
    request: CaseRequest,
    *,
    applicants: str,
    actor: accounts.Actor,
    now: datetime,
    filled_in: bool,
    shared: Shared = NOTHING,
    unread: Sequence[Fault] = (),
) -> str:
    """Write the notice; its number.

    ``filled_in``: the request was typed, so that it is judged whole; else only what bars the
    service on this unit is told. Nobody is turned away for a form that is half filled in or cannot
    be read (``unread``): all that is wrong is then told, and nothing is written. Raises `Faults` as
    ``submit`` for unit and service, REQUIRED without a name, TOO_LONG, PERMISSION_MISSING,
    NOT_SUPPORTED for a request that can be accepted.
    """
    accounts.require(actor, accounts.Permission.ACCEPT)
    unit, service = place_of(request, actor, now=now)
    names, faults = " ".join(applicants.split()), FaultList()
    if not names:
        faults.add(FaultCode.REQUIRED, "请填写申请人，通知书要写给他", field="applicants")
    limits.within(names, NAMES, "申请人", faults, field="applicants")
    if filled_in:
        asked = with_shared(as_far_as_believed(request, actor), service, shared)
        found = judge(asked, unit, service, now=now, shared=shared).faults
        _require_filled(faults, unread, found)
        grounds = [_ground(fault) for fault in found]
    else:
        faults.raise_if_any()
        grounds = _barred(service, unit.code, now=now)
    if not grounds:
        said = "这件可以受理，不能开《不予受理通知书》"
        raise Faults(Fault(code=FaultCode.NOT_SUPPORTED, message=said))
    year = now.astimezone(SHANGHAI).year
    rows.fetch(_ONE_AT_A_TIME, [f"declined:{unit.office}:{year}"])
    ((last,),) = rows.fetch(_LAST, [unit.office, year])
    row = Declined.objects.create(
        office=unit.office,
        year=year,
        serial=last + 1,
        intake_office=actor.office,
        service=service.code,
        title=service.title,
        unit_code=unit.code,
        address=unit.address,
        applicants=names,
        grounds=[{"said": g.said, "clause": g.clause, "remedy": g.remedy} for g in grounds],
        remedy=APPEAL,
        at=now,
        by_id=actor.id,
        by_name=actor.name,
    )
    attesting.declined(row.id)
    return _number(row)


def _require_filled(faults: FaultList, unread: Sequence[Fault], judged: Sequence[Fault]) -> None:
    """Raise everything where the form itself is not whole yet."""
    known = {fault.field for fault in unread}
    rest = [fault for fault in judged if fault.field not in known]
    if not faults and not unread and not any(fault.code in UNFILLED for fault in rest):
        return
    raise Faults((*faults, *unread, *rest))


def _ground(fault: Fault) -> Ground:
    clause = str(fault.clause) if fault.clause else ""
    return Ground(said=fault.message, clause=clause, remedy=fault.remedy)


def _barred(service: ServiceView, unit_code: str, *, now: datetime) -> list[Ground]:
    """What the register says against the service on the unit, whoever asks."""
    mine = next((o for o in offered(unit_code, now=now) if o.service == service.code), None)
    found = [r for r in mine.reasons if r.effect == "block"] if mine else []
    return [Ground(said=r.message, clause=r.clause, remedy=r.remedy) for r in found]


def declined(number: str, *, actor: accounts.Actor) -> DeclinedNotice | None:
    """A notice of the actor's office, or that its window wrote for another; None: there is none."""
    accounts.require(actor, accounts.Permission.SEARCH_REGISTER)
    digits = number.strip()
    if len(digits) != 16 or not (digits.isascii() and digits.isdigit()):
        return None
    found = Declined.objects.filter(
        office=digits[:6], year=int(digits[6:10]), serial=int(digits[10:])
    ).first()
    ours = found is not None and actor.office in (found.office, found.intake_office)
    return _view(found) if found is not None and ours else None


def declined_list(
    *, actor: accounts.Actor, text: str = "", after: str | None = None, limit: int = 30
) -> DeclinedPage:
    """Notices of the actor's office and window, the newest first.

    ``text`` finds a part of an applicant's name or of the address. Raises `Faults` CODE_LIST for a
    cursor that is none.
    """
    accounts.require(actor, accounts.Permission.SEARCH_REGISTER)
    found = Declined.objects.filter(Q(office=actor.office) | Q(intake_office=actor.office))
    if words := text.strip():
        found = found.filter(Q(applicants__contains=words) | Q(address__contains=words))
    if after:
        if not (after.isascii() and after.isdigit() and int(after) <= limits.WHOLE):
            raise Faults(Fault(code=FaultCode.CODE_LIST, message="没有这一页，请从第一页看起"))
        found = found.filter(id__lt=int(after))
    size = max(1, min(limit, LARGEST_PAGE))
    page: Sequence[Declined] = list(found.order_by("-id")[: size + 1])
    more = len(page) > size
    shown = page[:size]
    return DeclinedPage(
        lines=tuple(_view(row) for row in shown), after=str(shown[-1].id) if more else None
    )


def _number(row: Declined) -> str:
    return f"{row.office}{row.year}{row.serial:06d}"


def _view(row: Declined) -> DeclinedNotice:
    return DeclinedNotice(
        id=row.id,
        number=_number(row),
        office=accounts.office(row.office),
        title=row.title,
        unit_code=row.unit_code,
        address=row.address,
        applicants=row.applicants,
        grounds=tuple(Ground(**ground) for ground in row.grounds),
        remedy=row.remedy,
        at=row.at,
        by_name=row.by_name,
    )
