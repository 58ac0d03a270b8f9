"""What the register is asked to enter for a case."""

from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import datetime

from dengbu.cadastre import api as cadastre
from dengbu.casework.building import build_acts, case_facts
from dengbu.casework.calendar import work_calendar
from dengbu.casework.catalogue.services import service_version
from dengbu.casework.models import Case
from dengbu.casework.values import from_json
from dengbu.kernel.calendar import WorkCalendar
from dengbu.register import api as register


def build_booking(
    case: Case,
    *,
    registrar: register.Registrar,
    other_open_cases: Mapping[str, tuple[str, ...]] | None = None,
    unit: cadastre.UnitFacts | None = None,
    notice_over: bool = False,
    now: datetime,
    calendar: Callable[[str], WorkCalendar] | None = None,
) -> register.Booking:
    """What the register is asked to enter for a case, under the version that it is pinned to.

    One query for a first registration unless ``unit`` is passed, one for an objection unless
    ``calendar`` knows that of its office, none for other services.
    """
    request = from_json(case.request)
    service = service_version(case.service_id)
    if unit is None and any(item.act == "FirstRegistration" for item in service.items):
        unit = cadastre.unit(request.unit_code)
    return register.Booking(
        office=case.office,
        case_no=case.case_no,
        acts=_put_off(build_acts(request, unit, service), case.office, now, calendar),
        facts=case_facts(
            request,
            service,
            other_open_cases=other_open_cases,
            unit=unit,
            notice_over=notice_over,
        ),
        registrar=registrar,
    )


def _put_off(
    acts: tuple[register.Act, ...],
    office: str,
    now: datetime,
    calendar: Callable[[str], WorkCalendar] | None,
) -> tuple[register.Act, ...]:
    """Objections with their last day to sue, the fifteenth or the first working day after it
    (Civil Code 203): the register knows weekends, the office which days are off and which worked.
    """
    if not any(isinstance(act, register.EnterObjection) for act in acts):
        return acts
    days = calendar(office) if calendar else work_calendar(office, since=now)
    last = days.calendar_period_end(now, register.OBJECTION_DAYS).at.date()
    if last == register.objection_last_day(now):
        return acts  # so that no entry a second after midnight is a day out
    return tuple(
        replace(act, last_day=last) if isinstance(act, register.EnterObjection) else act
        for act in acts
    )
