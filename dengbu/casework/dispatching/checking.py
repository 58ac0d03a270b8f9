"""The office verifies its own draws: what is published, by the published file, and what stays here.

From outside nobody sees who accepted a case, whose number is whose, or what an officer declared;
that the ledger tells the truth about these is compared here, row by row.
"""

import logging
import tempfile
from collections import defaultdict
from collections.abc import Iterator, Mapping
from datetime import datetime
from pathlib import Path
from typing import Any

from dengbu.accounts import api as accounts
from dengbu.casework import rows
from dengbu.casework.dispatching import interests
from dengbu.casework.dispatching.days import offices_drawing, tell
from dengbu.casework.dispatching.ledger import called, salt_of
from dengbu.casework.dispatching.publishing import publish
from dengbu.casework.models import Assignment, DispatchCheck, ExaminerNumber, Interest
from dengbu.casework.rules import verify_dispatch
from dengbu.casework.rules.dispatch import case_mark
from dengbu.database.ids import next_id
from dengbu.evidence import api as evidence

log = logging.getLogger("dengbu.casework")
CHUNK = 1_000
# Cases with an examiner whom neither the last draw nor a handing over with its reason put there.
GIVEN = (
    "SELECT c.case_no, c.examiner_name, a.drawn_id IS NULL FROM casework_case c"
    " LEFT JOIN LATERAL (SELECT drawn_id, at FROM casework_assignment WHERE case_id = c.id"
    "  ORDER BY round DESC LIMIT 1) a ON true"
    " WHERE c.office = %s AND c.status IN ('EXAMINING', 'SUPPLEMENT') AND c.examiner_id IS NOT NULL"
    " AND a.drawn_id IS DISTINCT FROM c.examiner_id"
    " AND NOT EXISTS (SELECT 1 FROM casework_journalline j WHERE j.case_id = c.id"
    "  AND j.kind IN ('REASSIGN', 'HAND_ON') AND (a.at IS NULL OR j.at >= a.at))"
    " AND NOT EXISTS (SELECT 1 FROM casework_deskevent e WHERE e.case_id = c.id"
    "  AND e.office = c.office AND e.why = 'BEGUN') ORDER BY c.case_no"
)
KEPT_WORDS = 20  # violations that are kept in words
Violation = tuple[str, str, str]  # day, code, words
Ground = tuple[str, datetime | None, datetime | None]  # number or unit; from when, until when


def check(office: str, *, first: str = "", last: str = "") -> verify_dispatch.Report:
    """Publish into a folder that is thrown away, verify it, and compare the rest with the rows.

    Days as 2024-12-12, both included. Raises `evidence.NothingSigned` and BadTile as `publish`.
    """
    with tempfile.TemporaryDirectory(prefix="dengbu-dispatch-") as folder:
        publish(office, Path(folder))
        keys = [str(key.verifier) for key in evidence.keys_of(office) if key.until_size is None]
        report = verify_dispatch.verify(Path(folder), first, last, keys[-1:])
    report.violations += _given(office)
    report.violations += [
        v for v in _inside(office) if first <= v[0] and (not last or v[0] <= last)
    ]
    return report


def check_all(*, now: datetime) -> int:
    """Tell the seeds of days that are over and verify every office's draws; how many violations.

    What was found is kept for the page and written to the log.
    """
    found = 0
    for office in offices_drawing():
        tell(office, now=now)
        try:
            report = check(office)
        except evidence.NothingSigned:
            log.warning("the draws of %s are not verified: its log has not been signed", office)
            continue
        keep(office, report, now=now)
        for day, code, said in report.violations[:KEPT_WORDS]:
            log.error("draws of %s: %s %s %s", office, code, day, said)
        found += len(report.violations)
    return found


def keep(office: str, report: verify_dispatch.Report, *, now: datetime) -> None:
    """Keep what a verification found."""
    DispatchCheck.objects.create(
        id=next_id(),
        office=office,
        at=now,
        draws=report.draws,
        pending=report.pending,
        violations=len(report.violations),
        said=[" ".join(v) for v in report.violations[:KEPT_WORDS]],
        notes=report.notes[-KEPT_WORDS:],
        alone=report.alone,
    )


def _given(office: str) -> list[Violation]:
    """Cases that somebody has who was not drawn, and to whom nobody gave them with a reason."""
    told = []
    for number, name, undrawn in rows.fetch(GIVEN, [office]):
        said = "没有抽过签" if undrawn else "抽签抽中的是别人，也没有改派的原因"
        told.append(("", "STEERED", f"{number} 在{name}手上：{said}"))
    return told


def _inside(office: str) -> Iterator[Violation]:
    """What only the rows show."""
    numbers = ExaminerNumber.objects.filter(office=office).values_list("account_id", "number")
    names = {account: called(number) for account, number in numbers}
    grounds = _grounds(office, names)
    after = 0
    found = Assignment.objects.filter(office=office, serial__isnull=False).order_by("serial")
    while chunk := list(found.filter(serial__gt=after).select_related("case")[:CHUNK]):
        after = chunk[-1].serial or 0
        cases = sorted({row.case_id for row in chunk})
        then = interests.concerned(cases, at={row.case_id: row.at for row in chunk})
        now = interests.concerned(cases)
        for row in chunk:
            told = rows.plain(row.content)
            near = then.get(row.case_id, frozenset()), now.get(row.case_id, frozenset())
            for code, said in (*_of(row, told, names), *_kept(row, told, names, grounds, near)):
                yield str(row.day), code, f"第 {row.serial} 号：{said}"


def _of(
    row: Assignment, told: Mapping[str, Any], names: Mapping[int, str]
) -> Iterator[tuple[str, str]]:
    case = row.case
    people = [names.get(account) for account in row.candidates]
    if told["people"] != people or told["drawn"] != names.get(row.drawn_id):
        yield "NUMBER", "公布的编号不是抽签时的这些人"
    if told["case"] != case_mark(row.office, case.case_no, salt_of(case.mark_salt)):
        yield "CASE", "公布的件的记号不是这一件的"
    if case.acceptor_id in row.candidates:
        yield "ACCEPTOR", "受理的人在名单里"


def _grounds(office: str, names: Mapping[int, str]) -> dict[int, list[Ground]]:
    """By account, from what an officer keeps away, since when and until when."""
    made: dict[int, list[Ground]] = defaultdict(list)
    for account, number in accounts.officer_numbers(names).items():
        made[account].append((number, None, None))
    found = Interest.objects.filter(office=office)
    for account, number, unit, since, until in found.values_list(
        "account_id", "id_no", "unit_code", "declared_at", "ended_at"
    ):
        made[account].append((number or unit, since, until))
    return made


def _kept(
    row: Assignment,
    told: Mapping[str, Any],
    names: Mapping[int, str],
    grounds: Mapping[int, list[Ground]],
    near: tuple[frozenset[str], frozenset[str]],
) -> Iterator[tuple[str, str]]:
    """Whether all were kept away who had to be, and nobody else."""
    then, now = near
    stood = {
        account: {what for what, since, until in known if _within(row.at, since, until)}
        for account, known in grounds.items()
    }
    for account in row.candidates:
        if stood.get(account, set()) & then:
            yield "INTEREST", f"{names.get(account)} 和这件有利害关系，该回避，却在名单里"
    who_is = {name: account for account, name in names.items()}
    for who, why in told["excluded"]:
        account = who_is.get(who)
        if why == "ACCEPTOR" and account != row.case.acceptor_id:
            yield "EXCLUDED", f"{who} 不是受理的人，却按受理人回避了"
        elif why != "ACCEPTOR" and not (account and stood.get(account, set()) & (then | now)):
            yield "EXCLUDED", f"{who} 那时和这件没有利害关系，却回避了"


def _within(at: datetime, since: datetime | None, until: datetime | None) -> bool:
    return (since is None or since <= at) and (until is None or at < until)
