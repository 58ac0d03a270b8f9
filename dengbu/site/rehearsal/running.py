"""One service after another, each from request to entry in a transaction that is rolled back."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import Decimal
from time import perf_counter

from django.db import transaction
from django.utils import timezone

from dengbu.accounts import api as accounts
from dengbu.casework import api as casework
from dengbu.casework.api import rehearsing
from dengbu.kernel.fault import Faults
from dengbu.register import api as register
from dengbu.site.rehearsal.filling import filled
from dengbu.site.rehearsal.ground import Ground
from dengbu.site.rehearsal.staging import HOME, NotStaged, staged


@dataclass(frozen=True, kw_only=True, slots=True)
class Rehearsed:
    """How a service went."""

    code: str
    title: str
    right: str  # 权利类型 of the unit on which it was tried
    entered: bool
    acts: int  # entries made
    certificates: tuple[str, ...]
    fee: Decimal  # yuan
    promised: str  # to who comes to the window
    papers: int  # that must be there
    notice_days: int  # working days for which it is made public; 0: it is not
    notice_text: str  # of the notice, with its gaps; "" for none
    seconds: float
    why: tuple[str, ...] = ()  # not entered: what stood in the way


class _RolledBack(Exception):
    """Ends a rehearsal: nothing of it is kept."""


def rehearse(
    services: Iterable[casework.ServiceView],
    *,
    office: str,
    now: datetime,
    every_right: bool = False,
) -> Iterator[Rehearsed]:
    """Each service on ground of its own; the register is afterwards as it was before.

    ``every_right``: once on a unit of each kind of right that it is for, else of the first.
    """
    officers = _officers(office)
    for service in services:
        rights = service.rights or (HOME,)
        for right in rights if every_right else rights[:1]:
            begun = perf_counter()
            made: list[Rehearsed] = []
            try:
                with transaction.atomic():
                    made.append(_one(service, right, office, officers, now=now, begun=begun))
                    raise _RolledBack
            except _RolledBack:
                yield made[0]


Officers = tuple[accounts.Actor, dict[int, accounts.Actor]]


def _officers(office: str) -> Officers:
    """Who accepts, and everybody who may examine."""
    people = accounts.officers(office=office)
    window = next(a for a in people if accounts.may(a, accounts.Permission.ACCEPT))
    able = (a for a in people if accounts.may(a, accounts.Permission.EXAMINE))
    return window, {a.id: a for a in able if a.id != window.id}


def _one(
    service: casework.ServiceView,
    right: str,
    office: str,
    officers: Officers,
    *,
    now: datetime,
    begun: float,
) -> Rehearsed:
    window, examiners = officers

    def told(*why: str, case: casework.CaseView | None = None, entries: int = 0) -> Rehearsed:
        return Rehearsed(
            code=service.code,
            title=service.title,
            right=right,
            entered=bool(entries),
            acts=entries,
            certificates=case.certificates if case else (),
            fee=case.fee_total if case else Decimal(0),
            promised=service.promised_on("W"),
            papers=sum(1 for paper in service.materials if paper.required),
            notice_days=service.notice.days if service.notice else 0,
            notice_text=service.notice.text if service.notice else "",
            seconds=perf_counter() - begun,
            why=why,
        )

    registrar = register.Registrar(id=window.id, name=window.name)
    try:
        # Entered by the real clock: for a day to come, what is there already is there by now.
        before = min(now, timezone.now())
        stage = staged(service, right, Ground(office), registrar, before)
    except NotStaged as error:
        return told(f"没搭好：{error}")
    try:
        request = filled(service, stage, now=before)
        foretold = rehearsing.rehearse(request, actor=window, now=now)
        if foretold.faults:
            raise Faults(foretold.faults)
        case = casework.submit(request, actor=window, now=now)
        if (foretold.fees, foretold.forecast.due_at) != (case.fees, case.clock.due_at):
            return told("预演说的费用或者期限和收件时的不一样", case=case)
        case = _through(case, service, examiners, now=now)
    except Faults as error:
        return told(*(f"{fault.field} {fault.message}".strip() for fault in error.faults))
    if case.status != casework.CaseStatus.ENTERED:
        return told(f"停在{case.status_label}", *(b.message for b in case.blocks), case=case)
    return told(case=case, entries=len(register.entries_of_case(case.case_no)))


def _through(
    case: casework.CaseView,
    service: casework.ServiceView,
    examiners: dict[int, accounts.Actor],
    *,
    now: datetime,
) -> casework.CaseView:
    """Examined, made public where it must be, and entered."""
    examiner = examiners[case.examiner_id or 0]
    later = now + timedelta(minutes=20)
    if service.notice is not None:
        case, later = _made_public(case, examiner, now=later)
    casework.approve(case.case_no, actor=examiner, now=later, revision=case.revision)
    casework.register_waiting()
    return casework.case(case.case_no, actor=examiner, now=later)


def _made_public(
    case: casework.CaseView, examiner: accounts.Actor, *, now: datetime
) -> tuple[casework.CaseView, datetime]:
    """The case once its notice has run and nobody objected, and the moment after."""
    casework.publish_notice(case.case_no, actor=examiner, now=now, revision=case.revision)
    noticed = casework.case_notice(case.case_no, actor=examiner, now=now)
    if noticed is None or noticed.notice is None:
        raise LookupError(f"the notice of {case.case_no} was not published")
    later = noticed.notice.ends_at + timedelta(minutes=1)
    casework.end_notices(now=later)
    return casework.case(case.case_no, actor=examiner, now=later), later
