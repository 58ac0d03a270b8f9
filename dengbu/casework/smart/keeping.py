"""Keeping what the whitelist said: every yes and no with its facts, the decision, the bill."""

from collections.abc import Sequence
from datetime import datetime

from dengbu.cadastre import api as cadastre
from dengbu.casework import rows
from dengbu.casework.fees import bill
from dengbu.casework.models import CheckPhase, FeeLine
from dengbu.casework.payments import issuing
from dengbu.casework.rows import JsonRows
from dengbu.casework.rules import kept_facts
from dengbu.casework.rules.autopilot import Verdict
from dengbu.casework.smart.claiming import OTHER_SIDE
from dengbu.casework.smart.judging import Considered
from dengbu.casework.views import FeeView
from dengbu.database.ids import next_ids

FREE = "CANCELLATION"
OFF = "OFF"  # code of the row that says what is switched off
DECISIONS = JsonRows(
    table="casework_smartdecision",
    shared=(("office", "text"), ("at", "timestamptz")),
    each=(
        ("id", "bigint"),
        ("case_id", "bigint"),
        ("service", "text"),
        ("organisation_id", "bigint"),
        ("rules", "text"),
        ("facts", "text"),
        ("failed", "text"),
        ("switched_off", "text"),
        ("approved", "boolean"),
    ),
    json=frozenset({"rules", "facts", "failed", "switched_off"}),
)


def keep(office: str, considered: Sequence[Considered], now: datetime) -> None:
    """Every yes and no with its facts, the decisions, and the other side as the register has it."""
    _checks(office, considered, now)
    _decisions(office, considered, now)
    _parties(office, considered)
    _bills([c for c in considered if c.gathered.waiting.service.items[0].fee != FREE], now)


def _checks(office: str, considered: Sequence[Considered], now: datetime) -> None:
    flat = [
        (c.gathered.waiting.case.id, seq, *said)
        for c in considered
        for seq, said in enumerate((*map(_said, c.verdicts), *_off(c)), start=1)
    ]
    values = [(id, *row) for id, row in zip(next_ids(len(flat)), flat, strict=True)]
    rows.insert(rows.CHECKS, (office, CheckPhase.AUTOPILOT.value, now), values)


def _said(verdict: Verdict) -> tuple[str, str, str, str, str, str]:
    """Code, effect, message, clause, remedy and facts of one answer."""
    facts = {**verdict.facts, "error": verdict.error} if verdict.error else dict(verdict.facts)
    return (
        verdict.code,
        "pass" if verdict.holds else "warn",
        verdict.said,
        str(verdict.clause),
        "" if verdict.holds else "转由审核员办理",
        rows.json(facts),
    )


def _off(considered: Considered) -> list[tuple[str, str, str, str, str, str]]:
    return [
        (OFF, "warn", words[:500], "", "转由审核员办理", "{}") for words in considered.switched_off
    ]


def _decisions(office: str, considered: Sequence[Considered], now: datetime) -> None:
    values = [
        (
            id,
            c.gathered.waiting.case.id,
            c.gathered.waiting.service.code,
            c.gathered.waiting.organisation_id,
            rows.json(list(c.rules)),
            rows.json(kept_facts.kept(c.gathered.facts, c.gathered.times)),
            rows.json([v.code for v in c.failed]),
            rows.json(list(c.switched_off)),
            "t" if c.passes else "f",
        )
        for id, c in zip(next_ids(len(considered)), considered, strict=True)
    ]
    rows.insert(DECISIONS, (office, now), values)


def _parties(office: str, considered: Sequence[Considered]) -> None:
    people = [
        (c.gathered.waiting.case.id, seq, _role(c), party)
        for c in considered
        for seq, party in enumerate(c.gathered.bearers, start=2)
    ]
    values = [
        (id, office, case, seq, role, p.name, p.id_type, p.id_no, p.party_type, None)
        for id, (case, seq, role, p) in zip(next_ids(len(people)), people, strict=True)
    ]
    rows.insert(rows.PARTIES, ("", "", ""), values)


def _role(considered: Considered) -> str:
    stated = considered.gathered.waiting.others
    return stated[0].role if stated else OTHER_SIDE[0].value


def _bills(considered: Sequence[Considered], now: datetime) -> None:
    """What a registration costs that is not free, with its payment orders."""
    if not considered:
        return
    units = cadastre.units({c.gathered.waiting.unit_code for c in considered})
    for c in considered:
        w = c.gathered.waiting
        lines = bill(w.request, units[w.unit_code], w.service, now=w.accepted_at)
        FeeLine.objects.bulk_create(
            _line(w.case.office, w.case.id, n, x) for n, x in _from_1(lines)
        )
        issuing.issue(w.case, lines, before_entry=w.service.fees_before_entry, now=now)


def _from_1(lines: Sequence[FeeView]) -> list[tuple[int, FeeView]]:
    return list(enumerate(lines, start=1))


def _line(office: str, case: int, seq: int, line: FeeView) -> FeeLine:
    return FeeLine(
        office=office,
        case_id=case,
        seq=seq,
        item=line.item,
        rule=line.rule,
        version=line.version,
        payer=line.payer,
        amount=line.amount,
        reason=line.reason,
    )
