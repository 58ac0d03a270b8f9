"""Replaying decisions of automatic approval from what was kept: the same facts, the same rules.

Nothing is fetched and nothing is written. A decision gives the same answer again, or it is told
which rule says otherwise, or which rule in its version this program does not have.
"""

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time
from typing import Any

import orjson

from dengbu.casework import rows
from dengbu.casework.rules import kept_facts
from dengbu.casework.rules.autopilot import WhitelistRule, approved, consider
from dengbu.casework.rules.whitelist_notices import RULES
from dengbu.kernel.chinese import SHANGHAI

CHUNK = 2_000
KEPT = (
    "SELECT d.id, c.case_no, d.service, d.at, d.rules::text, d.facts::text, d.failed::text,"
    " d.approved, d.switched_off::text FROM casework_smartdecision d"
    " JOIN casework_case c ON c.id = d.case_id"
    " WHERE d.id > %s AND d.at >= %s AND d.at < %s AND (%s = '' OR d.office = %s)"
    " ORDER BY d.id LIMIT %s"
)


@dataclass(frozen=True, kw_only=True, slots=True)
class Difference:
    """A decision that does not come out as it was kept."""

    case_no: str
    at: datetime
    what: str  # in words: which rule, which version


@dataclass(frozen=True, kw_only=True, slots=True)
class Replayed:
    """What came of replaying a period."""

    decisions: int
    approvals: int
    differences: tuple[Difference, ...]
    rules: tuple[tuple[str, int], ...]  # how often each rule was asked, by name


def replay(*, first: date, last: date, office: str = "") -> Replayed:
    """Every decision from ``first`` to ``last``, both included, judged again from what was kept.

    In chunks of 2,000, so memory is bounded whatever the period is.
    """
    decisions = approvals = 0
    found: list[Difference] = []
    asked: Counter[str] = Counter()
    for row in _kept(first, last, office):
        decisions += 1
        approvals += row[7]
        names = orjson.loads(row[4])
        asked.update(names)
        if said := _again(names, row):
            found.append(Difference(case_no=row[1], at=row[3], what=said))
    return Replayed(
        decisions=decisions,
        approvals=approvals,
        differences=tuple(found),
        rules=tuple(sorted(asked.items())),
    )


def _kept(first: date, last: date, office: str) -> Iterator[tuple[Any, ...]]:
    start = datetime.combine(first, time(), SHANGHAI)
    end = datetime.combine(date.fromordinal(last.toordinal() + 1), time(), SHANGHAI)
    after = 0
    while chunk := rows.fetch(KEPT, [after, start, end, office, office, CHUNK]):
        after = chunk[-1][0]
        yield from chunk


def _again(names: Sequence[str], row: tuple[Any, ...]) -> str:
    """What is otherwise; "" for the same answer."""
    facts, failed, was, off = row[5], orjson.loads(row[6]), row[7], orjson.loads(row[8])
    missing = [name for name in names if name not in RULES]
    if missing:
        there = "、".join(n for n in RULES if n.partition(".")[0] == missing[0].partition(".")[0])
        return f"这个版本的系统没有规则 {'、'.join(missing)}（有 {there or '无'}），不能重演"
    try:
        said = consider(kept_facts.restored(orjson.loads(facts)), _rules(names))
    except (KeyError, TypeError, ValueError, ArithmeticError) as error:
        return f"留存的事实读不出来：{type(error).__name__}"
    again = [v.code for v in said if not v.holds]
    if again != failed:
        return f"没通过的规则原来是 {'、'.join(failed) or '无'}，重演是 {'、'.join(again) or '无'}"
    return "" if (approved(said) and not off) is was else "结论和留存的不一样"


def _rules(names: Sequence[str]) -> list[WhitelistRule]:
    return [RULES[name] for name in names]
