"""The office verifies its own draws: what is published, by the published file, and what stays here.

From outside nobody sees who accepted a case, whose number is whose, or what an officer declared;
that the ledger tells the truth about these is compared here, row by row.
"""

import logging
import tempfile
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path

from dengbu.casework import rows
from dengbu.casework.dispatching.days import offices_drawing, tell
from dengbu.casework.dispatching.ledger import called
from dengbu.casework.dispatching.publishing import publish
from dengbu.casework.models import Assignment, DispatchCheck, ExaminerNumber, Interest
from dengbu.casework.rules import verify_dispatch
from dengbu.casework.rules.dispatch import case_mark
from dengbu.database.ids import next_id
from dengbu.evidence import api as evidence

log = logging.getLogger("dengbu.casework")
CHUNK = 1_000
KEPT_WORDS = 20  # violations that are kept in words
Violation = tuple[str, str, str]  # day, code, words


def check(office: str, *, first: str = "", last: str = "9999") -> verify_dispatch.Report:
    """Publish into a folder that is thrown away, verify it, and compare the rest with the rows.

    Days as 2024-12-12, both included. Raises `evidence.NothingSigned` and BadTile as `publish`.
    """
    with tempfile.TemporaryDirectory(prefix="dengbu-dispatch-") as folder:
        publish(office, Path(folder))
        keys = [str(key.verifier) for key in evidence.keys_of(office) if key.until_size is None]
        report = verify_dispatch.verify(Path(folder), first, last, keys[-1:])
    report.violations += [v for v in _inside(office) if first <= v[0] <= last]
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
    )


def _inside(office: str) -> Iterator[Violation]:
    """What only the rows show."""
    numbers = ExaminerNumber.objects.filter(office=office).values_list("account_id", "number")
    names = {account: called(number) for account, number in numbers}
    after = 0
    found = Assignment.objects.filter(office=office, serial__isnull=False).order_by("serial")
    while chunk := list(found.filter(serial__gt=after).select_related("case")[:CHUNK]):
        after = chunk[-1].serial or 0
        for row in chunk:
            for code, said in _of(row, names):
                yield str(row.day), code, f"第 {row.serial} 号：{said}"


def _of(row: Assignment, names: dict[int, str]) -> Iterator[tuple[str, str]]:
    told, case = rows.plain(row.content), row.case
    people = [names.get(account) for account in row.candidates]
    if told["people"] != people or told["drawn"] != names.get(row.drawn_id):
        yield "NUMBER", "公布的编号不是抽签时的这些人"
    if told["case"] != case_mark(row.office, case.case_no):
        yield "CASE", "公布的业务号哈希不是这一件的"
    if case.acceptor_id in row.candidates:
        yield "ACCEPTOR", "受理的人在名单里"
    accounts = {name: account for account, name in names.items()}
    for who, why in told["excluded"]:
        account = accounts.get(who)
        if why == "ACCEPTOR" and account != case.acceptor_id:
            yield "EXCLUDED", f"{who} 不是受理的人，却按受理人回避了"
        elif why != "ACCEPTOR" and not (account and _declared(account, row.at)):
            yield "EXCLUDED", f"{who} 那时什么都没有申报过，却回避了"


def _declared(account: int, at: datetime) -> bool:
    stood = Interest.objects.filter(account_id=account, declared_at__lte=at)
    return stood.exclude(ended_at__lte=at).exists()
