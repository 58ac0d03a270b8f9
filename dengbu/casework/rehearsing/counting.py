"""How often a program may ask about homes in a day, so that no number of tries tells who owns one.

Whoever names the owners rightly is answered, whoever does not is refused: asked often enough, that
difference would say whose home it is. So both are counted: questions about one home, and refusals
over all homes. The office sets how many (`[rehearsal]` in `settings.toml`); applications by program
are judged before they are cases, and count with them.
"""

from datetime import date, datetime

from dengbu.accounts import api as accounts
from dengbu.casework import rows
from dengbu.casework.catalogue import service as service_in_force
from dengbu.casework.rehearsing.seeing import Key, people_on, require_concern, require_seeing
from dengbu.casework.service_views import AskingTerms
from dengbu.casework.values import CaseRequest
from dengbu.database.ids import next_id
from dengbu.kernel.chinese import SHANGHAI, normalise_code
from dengbu.kernel.clause import CIVIL_CODE
from dengbu.kernel.fault import Fault, FaultCode, Faults

LONGEST, OFFICE = 28, 6  # characters of a unit code, and of its office in it
_COUNT = (
    "INSERT INTO casework_homeasked AS h (id, office, organisation_id, day, unit_code, asked,"
    " refused) VALUES (%s, %s, %s, %s, %s, 1, 0)"
    " ON CONFLICT (organisation_id, day, unit_code) DO UPDATE SET asked = h.asked + 1"
    " RETURNING asked, (SELECT coalesce(sum(o.refused), 0) FROM casework_homeasked o"
    "  WHERE o.organisation_id = h.organisation_id AND o.day = h.day)"
)
_REFUSED = (
    "UPDATE casework_homeasked SET refused = refused + 1"
    " WHERE organisation_id = %s AND day = %s AND unit_code = %s"
)


def ask_about(
    request: CaseRequest, actor: accounts.Actor, *, now: datetime, applying: bool = False
) -> frozenset[Key]:
    """The people on the unit of a program's request, if its organisation may be told of it.

    ``applying``: where nobody holds anything yet, an application may be made. Raises `Faults`
    PERMISSION_MISSING for a unit that is not theirs to ask about, whether it is there or not;
    RATE_LIMIT once they have asked too often today, before anything is looked up.
    """
    code = normalise_code(request.unit_code)[:LONGEST]
    office = code[:OFFICE]
    organisation, day = actor.organisation_id or 0, now.astimezone(SHANGHAI).date()
    ((asked, refused),) = rows.fetch(_COUNT, [next_id(), office, organisation, day, code])
    terms = _terms(request.service, office, now)
    if asked > terms.per_home:
        raise _too_often(f"今天问这处房屋已经 {terms.per_home} 次了，一天最多这么多次")
    if refused >= terms.refused:
        said = f"今天有 {refused} 次写的权利人和登记簿对不上，一天最多 {terms.refused} 次"
        raise _too_often(f"{said}，今天不能再问")
    try:
        if applying:
            return require_concern(code, request, actor, now=now)
        return people_on(require_seeing(code, request, actor, now=now))
    except Faults as error:
        if any(fault.code is FaultCode.PERMISSION_MISSING for fault in error.faults):
            _note_refused(organisation, day, code)
        raise


def _terms(service: str, office: str, now: datetime) -> AskingTerms:
    """What the office of the unit allows; the usual where there is no such office or service."""
    try:
        return service_in_force(service, office=office, now=now).asking
    except Faults:
        return AskingTerms()


def _note_refused(organisation: int, day: date, unit_code: str) -> None:
    rows.execute(_REFUSED, [organisation, day, unit_code])


def _too_often(said: str) -> Faults:
    return Faults(
        Fault(
            code=FaultCode.RATE_LIMIT,
            message=said,
            field="unit_code",
            clause=CIVIL_CODE.of(219),
            remedy="请明天再问；急办的，和权利人一起到窗口，或者由权利人在手机上问自己的房子",
        )
    )
