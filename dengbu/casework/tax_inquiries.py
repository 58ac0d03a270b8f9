"""Asking the tax office again: a case that was accepted before its tax was paid (P16).

An engine of the worker. A turn claims what is due by moving its time on, commits, asks for all of
an office at the same time outside of every transaction, and writes each case in a transaction of
its own, locked. A process that is killed anywhere loses nothing: the time comes again. Ground:
《不动产登记暂行条例》第24条, 契税法第十一条.
"""

import logging
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import groupby

from django.db import transaction

from dengbu.accounts import api as accounts
from dengbu.casework import pausing, rows, sharing
from dengbu.casework.catalogue import service_version
from dengbu.casework.holding import taken
from dengbu.casework.materials import TAX_VOUCHER
from dengbu.casework.models import Case, SharedFact, TaxInquiry
from dengbu.casework.questions import Wanted, wanted
from dengbu.casework.sharing import PaperAnswer, Shared
from dengbu.casework.tax import OPEN, clear
from dengbu.casework.values import MaterialSource, from_json, to_json
from dengbu.database.waits import is_gone
from dengbu.exchange import api as exchange
from dengbu.exchange.api import Outcome, Partner
from dengbu.kernel.chinese import SHANGHAI

log = logging.getLogger(__name__)
ASKING = "缴税核验"
BATCH = 20  # cases of one turn, asked at the same time
LONGEST_WAIT = timedelta(minutes=30)  # between two questions about a case, doubling up to it
CLAIM = (
    "UPDATE casework_taxinquiry t SET ask_at = %s + least(%s * power(2, least(asks, 12)), %s),"
    " asks = asks + 1 FROM (SELECT id FROM casework_taxinquiry WHERE ask_at <= %s"
    " ORDER BY ask_at, id LIMIT %s FOR NO KEY UPDATE SKIP LOCKED) mine"
    " WHERE t.id = mine.id RETURNING t.case_id"
)


@dataclass(frozen=True, kw_only=True, slots=True)
class _Asked:
    """One case, and what is asked about it."""

    case: Case
    wanted: Wanted


def ask_taxes(*, now: datetime, limit: int = BATCH) -> int:
    """One turn; about how many cases.

    A clear answer is kept with the case and settles its tax, the clock runs on; unpaid changes
    nothing; any other answer is kept for the examiner where it is news.
    """
    due = _claimed(now, limit)
    open_ones = [one for case in due if (one := _question(case, now=now)) is not None]
    done = {one.case.id for one in open_ones}
    TaxInquiry.objects.filter(case__in=[c for c in due if c.id not in done]).delete()
    for office, theirs in groupby(
        sorted(open_ones, key=lambda o: o.case.office), lambda o: o.case.office
    ):
        _ask(list(theirs), office, now=now)
    return len(due)


def _claimed(now: datetime, limit: int) -> list[Case]:
    with transaction.atomic():
        found = rows.fetch(CLAIM, [now, pausing.FIRST_ASK, LONGEST_WAIT, now, limit])
    return list(Case.objects.filter(id__in=[id for (id,) in found]).order_by("id"))


def _question(case: Case, *, now: datetime) -> _Asked | None:
    """What is asked about a case; None where it waits no more, or nobody can be asked."""
    request, service = from_json(case.request), service_version(case.service_id)
    if case.status not in OPEN or not pausing.awaits_tax(request, service):
        return None
    found = wanted(request, service, today=now.astimezone(SHANGHAI).date()).get(TAX_VOUCHER)
    return _Asked(case=case, wanted=found) if found is not None else None


def _ask(asked: list[_Asked], office: str, *, now: datetime) -> None:
    actor = accounts.system_actor(office)
    reasons: Mapping[exchange.Question, exchange.Reason] = {
        question: exchange.Reason(purpose=ASKING, reference=one.case.case_no, actor=actor)
        for one in asked
        for question in one.wanted.questions
    }
    facts = exchange.ask_all(list(reasons), office=office, reason=reasons, now=now, fresh=True)
    said = dict(zip(reasons, facts, strict=True))
    for one in asked:
        answer = PaperAnswer(
            code=TAX_VOUCHER,
            facts=tuple(said[q] for q in one.wanted.questions),
            whole=one.wanted.whole,
        )
        _apart(one, answer, now=now)


def _apart(one: _Asked, answer: PaperAnswer, *, now: datetime) -> None:
    """One case in its own transaction: what fails there stops no other, and is asked again."""
    try:
        with transaction.atomic():
            _hear(one, answer, now=now)
    except Exception as error:
        if is_gone(error):
            raise
        log.exception("tax of case %s could not be noted", one.case.case_no)


def _hear(one: _Asked, answer: PaperAnswer, *, now: datetime) -> None:
    """Write what the tax office said, unless the case has changed since it was asked."""
    case = taken(one.case.case_no)
    still = _question(case, now=now)
    if still is None or still.wanted != one.wanted:
        return
    if _is_news(case, answer.facts):
        sharing.keep(case, Shared(answers={TAX_VOUCHER: answer}), now=now)
    if not answer.shared:
        return
    before, service = from_json(case.request), service_version(case.service_id)
    shared = Shared(answers={TAX_VOUCHER: answer})
    request = sharing.with_shared(before, service, shared, before=before)
    clear(
        case,
        to_json(request),
        said=f"{Partner.TAX.label}答：契税办好了，{request.tax_note}",
        source=MaterialSource.SHARED,
        who=Partner.TAX.label,
        now=now,
    )
    TaxInquiry.objects.filter(case=case).delete()


def _is_news(case: Case, facts: Iterable[exchange.Fact]) -> bool:
    """Whether it differs from what was last kept of it: a row each time would say nothing more."""
    kept = [r for r in sharing.kept_of(case) if r.material == TAX_VOUCHER]
    return [_said(r) for r in kept] != [(f.outcome.value, dict(f.facts)) for f in facts]


def _said(row: SharedFact) -> tuple[str, dict[str, str]]:
    return Outcome(row.outcome).value, row.facts
