"""Asking departments before the whitelist does: outside every transaction, all at the same time.

An answer that has grown old before its case was entered is asked again; a department that does not
answer sends the case to a person, since the rule that reads its word then says no.
"""

import logging
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from django.db import transaction

from dengbu.accounts import api as accounts
from dengbu.casework import sharing
from dengbu.casework.catalogue.services import service_version
from dengbu.casework.models import Case, CaseStatus
from dengbu.casework.questions import Wanted, wanted
from dengbu.casework.service_views import ServiceView
from dengbu.casework.sharing import Shared, with_shared
from dengbu.casework.smart.claiming import ready
from dengbu.casework.smart.gathering import answers_of
from dengbu.casework.values import CaseRequest, MaterialSource, from_json, to_json
from dengbu.exchange import api as exchange
from dengbu.kernel.chinese import SHANGHAI

log = logging.getLogger(__name__)
PURPOSE = "智能审批"
BATCH = 40  # cases of one turn


@dataclass(frozen=True, kw_only=True, slots=True)
class _Asked:
    """One case, and what is asked about it."""

    case: Case
    request: CaseRequest  # without what was answered before
    service: ServiceView
    wanted: dict[str, Wanted]


def ask_waiting(*, now: datetime, limit: int = BATCH) -> int:
    """Ask about what waits and was not answered yet, or too long ago; about how many cases."""
    asking = ready(now).asking
    if not asking:
        return 0
    waiting = Case.objects.filter(status=CaseStatus.AUTOPILOT, service_id__in=asking)
    cases = list(waiting.order_by("office", "id")[:limit])
    said = answers_of([case.id for case in cases])
    due = []
    for case in cases:
        life = timedelta(minutes=service_version(case.service_id).smart.answers_minutes)
        oldest = said[case.id].oldest if case.id in said else None
        if oldest is None or oldest + life <= now:
            due.append(_question(case, now))
    for office in {one.case.office for one in due}:
        _ask([one for one in due if one.case.office == office], office, now)
    return len(due)


def _question(case: Case, now: datetime) -> _Asked:
    service = service_version(case.service_id)
    stored = from_json(case.request)
    papers = tuple(p for p in stored.materials if p.source != MaterialSource.SHARED)
    request = replace(stored, materials=papers, tax_cleared=None, tax_note="")
    asked = wanted(request, service, today=now.astimezone(SHANGHAI).date())
    return _Asked(case=case, request=request, service=service, wanted=dict(asked))


def _ask(asked: Sequence[_Asked], office: str, now: datetime) -> None:
    actor = accounts.system_actor(office)
    reasons = {
        question: exchange.Reason(purpose=PURPOSE, reference=one.case.case_no, actor=actor)
        for one in asked
        for paper in one.wanted.values()
        for question in paper.all
    }
    fresh = bool(answers_of([one.case.id for one in asked]))  # a kept match would be as old
    facts = exchange.ask_all(list(reasons), office=office, reason=reasons, now=now, fresh=fresh)
    said = dict(zip(reasons, facts, strict=True))
    for one in asked:
        answers = {
            code: sharing.paper_answer(code, paper, said) for code, paper in one.wanted.items()
        }
        _note(one, Shared(answers=answers), now)


@transaction.atomic
def _note(one: _Asked, shared: Shared, now: datetime) -> None:
    """Keep the answers with the case, and in place of its papers, if it waits still."""
    still = Case.objects.select_for_update(no_key=True, skip_locked=True)
    case = still.filter(id=one.case.id, status=CaseStatus.AUTOPILOT).first()
    if case is None:
        return
    sharing.keep(case, shared, now=now)
    case.request = to_json(with_shared(one.request, one.service, shared))
    case.save(update_fields=["request"])
