"""Asking departments: `ask_all` asks at the same time, keeps a row for each, and never stalls.

A match that is young enough serves again (ages are data of the city); nothing else does, so that
who has just paid is not told of yesterday. Ground: 《不动产登记暂行条例》第23、24条.
"""

import logging
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta

import orjson
from django.utils.crypto import salted_hmac

from dengbu.accounts import api as accounts
from dengbu.database.ids import next_ids
from dengbu.exchange.calling import Answer, Call, call_all
from dengbu.exchange.models import Ask
from dengbu.exchange.partners import Partner, overlay_of
from dengbu.exchange.questions.frame import Outcome, Question, Told
from dengbu.exchange.wire import Trouble

log = logging.getLogger(__name__)
DAY = 24 * 60  # minutes for which a match serves again where the city says nothing
_OUTCOMES = {
    Trouble.NOT_CONNECTED: Outcome.NOT_CONNECTED,
    Trouble.NOT_JSON: Outcome.GARBLED,
    Trouble.SHAPE: Outcome.GARBLED,
    Trouble.TOO_LARGE: Outcome.GARBLED,
}


@dataclass(frozen=True, kw_only=True, slots=True)
class Reason:
    """Why something is asked: it is sent along, and kept."""

    purpose: str  # 受理
    reference: str  # case number, or key of the draft
    actor: accounts.Actor


@dataclass(frozen=True, kw_only=True, slots=True)
class Fact:
    """What came of one question."""

    question: Question
    outcome: Outcome
    facts: Mapping[str, str] = field(default_factory=dict, hash=False)
    fetched_at: datetime
    ask_id: int  # the row that was kept
    kept: bool = False  # a match of earlier served again
    trouble: str = ""

    @property
    def partner(self) -> Partner:
        """Who was asked."""
        return self.question.partner


def ask_all(
    questions: Sequence[Question],
    *,
    office: str,
    reason: Reason | Mapping[Question, Reason],
    now: datetime,
    fresh: bool = False,
    deadline: float | None = None,
) -> list[Fact]:
    """The facts in the order of the questions; the same question is asked once.

    ``reason``: of all, or of each question. ``fresh``: no kept match serves. ``deadline``: seconds,
    instead of each partner's own. Raises RuntimeError inside a transaction (see `call_all`).
    """
    once = list(dict.fromkeys(questions))
    why = reason if isinstance(reason, Mapping) else dict.fromkeys(once, reason)
    subjects = {q: _subject(q) for q in once}
    kept = {} if fresh else _kept(subjects, office, now)
    open_ones = [q for q in once if q not in kept]
    ids = dict(zip(once, next_ids(len(once)), strict=True))
    calls = [_call(q, str(ids[q]), why[q], office, deadline) for q in open_ones]
    answers = call_all(calls, office=office, now=now) if calls else []
    found = {q: _served(q, row, ids[q]) for q, row in kept.items()}
    rows = [_row(f, subjects[q], office, why[q], now) for q, f in found.items()]
    for question, answer in zip(open_ones, answers, strict=True):
        fact = _fact(question, answer, ids[question], office)
        found[question] = fact
        row = _row(fact, subjects[question], office, why[question], now)
        row.digest, row.took = answer.digest, round(answer.took * 1000)
        rows.append(row)
    Ask.objects.bulk_create(rows)
    return [found[q] for q in questions]


def _subject(question: Question) -> str:
    """Tells the same question again, and says nothing about whom it is."""
    said = orjson.dumps([question.kind, question.about()], option=orjson.OPT_SORT_KEYS)
    return salted_hmac("dengbu.exchange.subject", said, algorithm="sha256").hexdigest()


def _kept(subjects: Mapping[Question, str], office: str, now: datetime) -> dict[Question, Ask]:
    """The last match of each question, where it is not too old."""
    ages = overlay_of(office).get("ages", {})
    oldest = {q: now - timedelta(minutes=ages.get(q.kind, DAY)) for q in subjects}
    if not oldest:
        return {}
    rows = Ask.objects.filter(
        office=office,
        subject__in=list(subjects.values()),
        outcome=Outcome.MATCH,
        kept=False,
        fetched_at__gt=min(oldest.values()),
        fetched_at__lte=now,
    )
    latest = {row.subject: row for row in rows.order_by("fetched_at")}
    return {
        q: latest[s]
        for q, s in subjects.items()
        if s in latest and latest[s].fetched_at > oldest[q]
    }


def _call(
    question: Question, number: str, reason: Reason, office: str, deadline: float | None
) -> Call[Told]:
    body = {
        "number": number,
        "purpose": reason.purpose,
        "reference": reason.reference,
        "office": office,
        "requester": reason.actor.name,
        "about": question.about(),
    }
    return Call(
        partner=question.partner,
        path=question.path,
        body=body,
        shape=question.shape,
        deadline=deadline,
    )


def _served(question: Question, row: Ask, ask_id: int) -> Fact:
    return Fact(
        question=question,
        outcome=Outcome.MATCH,
        facts=row.facts,
        fetched_at=row.fetched_at,
        ask_id=ask_id,
        kept=True,
    )


def _fact(question: Question, answer: Answer[Told], ask_id: int, office: str) -> Fact:
    told = answer.value
    if told is None:
        trouble = answer.trouble or Trouble.BROKEN
        outcome = _OUTCOMES.get(trouble, Outcome.DOWN)
        return Fact(
            question=question,
            outcome=outcome,
            fetched_at=answer.at,
            ask_id=ask_id,
            trouble=trouble,
        )
    if told.number != str(ask_id) or told.about != question.about():
        log.warning("%s %s answered about another, ask %s", question.partner, office, ask_id)
        return Fact(
            question=question, outcome=Outcome.WRONG_PERSON, fetched_at=answer.at, ask_id=ask_id
        )
    return Fact(
        question=question,
        outcome=told.outcome(),
        facts=told.facts(),
        fetched_at=answer.at,
        ask_id=ask_id,
    )


def _row(fact: Fact, subject: str, office: str, reason: Reason, now: datetime) -> Ask:
    return Ask(
        id=fact.ask_id,
        office=office,
        partner=fact.partner,
        kind=fact.question.kind,
        purpose=reason.purpose,
        reference=reason.reference,
        requester_id=reason.actor.id,
        requester_name=reason.actor.name[:50],
        subject=subject,
        outcome=fact.outcome,
        trouble=fact.trouble,
        facts=dict(fact.facts),
        asked_at=now,
        fetched_at=fact.fetched_at,
        kept=fact.kept,
    )
