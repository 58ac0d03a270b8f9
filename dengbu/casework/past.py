"""Cases that were finished before this system kept cases, taken over beside their bookings.

The register has their entries already: nothing is booked here and nothing waits any more. What is
taken over says in its journal where it came from. Written set-wise, a statement a table, so that an
office begins with its own history: work lists, archive, and forecasts before filing.
"""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction

from dengbu.accounts import api as accounts
from dengbu.casework import attesting, rows
from dengbu.casework.calendar import Deadlines, deadlines, work_calendar
from dengbu.casework.catalogue import service as service_in_force
from dengbu.casework.intake import confirmations, party_rows
from dengbu.casework.judging import between_firms
from dengbu.casework.materials import material_rows
from dengbu.casework.models import (
    Case,
    CaseItem,
    CaseParty,
    CaseStatus,
    CaseUnit,
    Channel,
    Decision,
    DecisionKind,
    JournalLine,
    Material,
    SmartDecision,
)
from dengbu.casework.rules import kept_facts
from dengbu.casework.rules.autopilot import SmartFacts
from dengbu.casework.rules.searching import searchable
from dengbu.casework.service_views import ServiceView
from dengbu.casework.smart.judging import NOT_YET
from dengbu.casework.taking_over import PERSON
from dengbu.casework.values import CaseRequest, to_json
from dengbu.evidence.api import NewLeaf
from dengbu.kernel.calendar import WorkCalendar

BEFORE = "before"  # in place of the release whose rules judged a case


@dataclass(frozen=True, kw_only=True, slots=True)
class FinishedCase:
    """One case as it was."""

    case_no: str
    request: CaseRequest
    address: str  # of the unit, for lists
    origin: str  # where the case comes from, in plain Chinese, for the first line of its journal
    acceptor: accounts.Actor | None  # None: it came on line
    organisation_id: int | None = None  # that filed it
    examiner: tuple[int, str]  # account and name
    accepted_at: datetime
    ended_at: datetime  # entered, or withdrawn
    booking_id: int | None  # of its entry; None: it was withdrawn
    tax_paid_at: datetime | None = None  # it waited for the deed tax until then
    facts: SmartFacts | None = None  # that automatic approval read when nothing was in force


@transaction.atomic
def keep_finished(cases: Sequence[FinishedCase], *, office: str, now: datetime) -> int:
    """Take over finished cases of one office; how many.

    Raises `Faults` NOT_SUPPORTED for a service that the office does not offer now, IntegrityError
    where a number is there already.
    """
    codes = {one.request.service for one in cases}
    guides = {code: service_in_force(code, office=office, now=now) for code in codes}
    since = min((one.accepted_at for one in cases), default=now)
    days = {c: work_calendar(office, since=since, hours=g.hours) for c, g in guides.items()}
    made = [
        (_case(one, office, guides[one.request.service], days[one.request.service]), one)
        for one in cases
    ]
    Case.objects.bulk_create(case for case, _ in made)
    _parts(made, guides)
    _story(made)
    _decided(made)
    _judged(made)
    return len(made)


Made = Sequence[tuple[Case, FinishedCase]]


def _case(one: FinishedCase, office: str, guide: ServiceView, days: WorkCalendar) -> Case:
    limits = _deadlines(one, guide, days)
    entered = one.booking_id is not None
    status = CaseStatus.ENTERED if entered else CaseStatus.WITHDRAWN
    return Case(
        office=office,
        case_no=one.case_no,
        service_id=guide.id,
        channel=one.request.channel,
        status=status,
        title=guide.title,
        address=one.address,
        acceptor_id=one.acceptor.id if one.acceptor else None,
        acceptor_name=one.acceptor.name if one.acceptor else "网上受理",
        examiner_id=one.examiner[0],
        examiner_name=one.examiner[1],
        organisation_id=one.organisation_id,
        request=to_json(one.request),
        accepted_at=one.accepted_at,
        due_at=limits.due_at,
        statutory_due_at=limits.statutory_due_at,
        provisional=limits.provisional,
        search=searchable(one.address, [p.name for p in one.request.parties]),
        decided_at=one.ended_at if entered else None,
        entered_at=one.ended_at if entered else None,
        closed_at=one.ended_at,
        booking_id=one.booking_id,
        rules_version=BEFORE,
    )


def _deadlines(one: FinishedCase, guide: ServiceView, days: WorkCalendar) -> Deadlines:
    """As for a person who had it: no rule answered in minutes."""
    start, channel = one.tax_paid_at or one.accepted_at, one.request.channel
    firms = between_firms(one.request)
    by_person = PERSON if channel == Channel.AGENT else channel
    return deadlines(guide, start, days, channel=by_person, firms=firms)


def _parts(made: Made, guides: dict[str, ServiceView]) -> None:
    """Units, registrations, people and papers: a statement each."""
    CaseUnit.objects.bulk_create(
        CaseUnit(office=case.office, case=case, unit_code=code, open=False)
        for case, one in made
        for code in one.request.units
    )
    CaseItem.objects.bulk_create(
        CaseItem(office=case.office, case=case, seq=seq, guide=item.guide, act_kind=item.act)
        for case, one in made
        for seq, item in enumerate(guides[one.request.service].items, start=1)
    )
    CaseParty.objects.bulk_create(
        row for case, one in made for row in party_rows(case, one.request, now=one.accepted_at)
    )
    Material.objects.bulk_create(
        paper
        for case, one in made
        for paper in material_rows(
            case, one.request, guides[one.request.service], now=one.accepted_at
        )
    )


def _story(made: Made) -> None:
    """The journal of each, with a leaf for every line but the entry's, which its booking has."""
    lines = [line for case, one in made for line in _lines(case, one)]
    JournalLine.objects.bulk_create(lines)
    leaves: dict[str, list[NewLeaf]] = defaultdict(list)
    for line in lines:
        if line.kind != attesting.BY_BOOKING:
            told = (line.at, line.kind, line.who, line.text, rows.json(line.data))
            leaves[line.office] += attesting.of_line((line.id, line.office, line.case_id, *told))
    attesting.attest(leaves)


def _lines(case: Case, one: FinishedCase) -> list[JournalLine]:
    who = case.acceptor_name
    accepted = f"{Channel(case.channel).label}受理（{one.origin}）"
    begun: dict[str, object] = {"origin": one.origin, **confirmations(one.request)}
    told: list[tuple[datetime, str, str, str, dict[str, object]]] = [
        (one.accepted_at, "ACCEPT", who, accepted, begun)
    ]
    if one.tax_paid_at is not None:
        told.append((one.tax_paid_at, "TAX", "税务部门", "契税缴清了，时间从这时起算", {}))
    if one.booking_id is None:
        told.append((one.ended_at, "WITHDRAW", who, "申请人撤回了", {}))
    else:
        told.append((one.ended_at, "APPROVE", case.examiner_name, "审核通过，等登簿", {}))
        entered: dict[str, object] = {"booking": one.booking_id}
        told.append((one.ended_at, attesting.BY_BOOKING, case.examiner_name, "登簿了", entered))
    return [
        JournalLine(
            office=case.office,
            case_id=case.id,
            seq=seq,
            at=at,
            kind=kind,
            who=name,
            text=text,
            data=data,
        )
        for seq, (at, kind, name, text, data) in enumerate(told, start=1)
    ]


def _decided(made: Made) -> None:
    rulings = [
        Decision(
            office=case.office,
            case_id=case.id,
            round=1,
            kind=DecisionKind.APPROVE,
            by_id=one.examiner[0],
            by_name=one.examiner[1],
            at=one.ended_at,
        )
        for case, one in made
        if one.booking_id is not None
    ]
    Decision.objects.bulk_create(rulings)
    attesting.decisions([ruling.id for ruling in rulings])


def _judged(made: Made) -> None:
    """What automatic approval read and had no rule for: a person decided it."""
    SmartDecision.objects.bulk_create(
        SmartDecision(
            office=case.office,
            case_id=case.id,
            service=one.request.service,
            organisation_id=one.organisation_id,
            rules=[],
            facts=kept_facts.kept(one.facts, {kept_facts.REGISTER: one.accepted_at}),
            failed=[],
            switched_off=[NOT_YET],
            approved=False,
            at=one.accepted_at,
        )
        for case, one in made
        if one.facts is not None
    )
