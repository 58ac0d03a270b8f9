"""Worker and database are killed (SIGKILL) while a bank files and officers approve.

Whatever was accepted is entered exactly once, with its certificates, evidence and messages.
"""

import random
import shutil
import signal
import tempfile
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from pathlib import Path
from subprocess import Popen
from typing import Any

import pytest

from dengbu.site import server
from tests.crash.bank import Bank
from tests.crash.city import SOLD
from tests.crash.house import Frail, line_of
from tests.site.test_run import wait_for

pytestmark = pytest.mark.crash
PROGRAMS = 2  # of the bank, filing at once
PACE = 0.1  # seconds between the requests of one of them
KEPT = 5  # mortgages that the first test leaves to the others
POINTS = (  # the table at which the worker is held, and who is killed then
    ("register_entry", Frail.kill_database),  # half booked
    ("casework_journalline", Frail.kill_worker),  # booked, the case not yet marked
    ("evidence_treehead", Frail.kill_worker),  # leaves numbered, no head yet
    ("evidence_logcheckpoint", Frail.kill_worker),  # the head is written, not yet signed
    ("casework_message", Frail.kill_worker),  # entered, the parties not yet told
)


@dataclass(kw_only=True)
class Town:
    """A house with people in it."""

    house: Frail
    bank: Bank
    city: Popen[bytes]
    mortgages: list[tuple[str, str, str]]  # unit, proof, mortgagor
    answers: dict[str, dict[str, Any]] = field(default_factory=dict)  # by proof

    def file(self, mortgage: tuple[str, str, str]) -> None:
        """The bank cancels a mortgage, and keeps the answer."""
        self.answers[mortgage[1]] = self.bank.cancel(*mortgage)

    def accepted(self) -> set[str]:
        """The case numbers that the bank was given."""
        lines = [line for answer in self.answers.values() for line in answer["lines"]]
        assert all(line["errors"] == [] for line in lines)
        return {line["case_no"] for line in lines}

    def settle(self) -> None:
        """Until nothing waits."""
        wait_for(self.house.ready)
        wait_for(lambda: self.house.one(WAITING) == 0)


WAITING = (
    "SELECT (SELECT count(*) FROM casework_case WHERE status IN ('AUTOPILOT', 'APPROVED'))"
    " + (SELECT count(*) FROM evidence_leaf WHERE log_index IS NULL)"
    " + (SELECT count(*) FROM procrastinate_jobs"
    " WHERE queue_name = 'follow_up' AND status IN ('todo', 'doing'))"
)
STATUS = "SELECT case_no, status FROM casework_case WHERE case_no NOT LIKE 'B%'"  # of before
BOOKED = "SELECT case_no, count(*) FROM register_booking GROUP BY case_no"
MARKED = (
    "SELECT c.case_no, count(*) FROM casework_journalline j JOIN casework_case c"
    " ON c.id = j.case_id WHERE j.kind = 'ENTER' GROUP BY c.case_no"
)
CLOSED = (
    "SELECT b.case_no, count(*) FROM register_mortgage m JOIN register_entry e"
    " ON e.id = m.closed_by_id JOIN register_booking b ON b.id = e.booking_id GROUP BY b.case_no"
)
FOLLOWED = (
    "SELECT c.case_no, count(*) FROM procrastinate_jobs j,"
    " jsonb_array_elements_text(j.args->'case_ids') AS one(id)"
    " JOIN casework_case c ON c.id = one.id::bigint"
    " WHERE j.queue_name = 'follow_up' AND j.status = 'succeeded' GROUP BY c.case_no"
)
UNTOLD = (
    "SELECT DISTINCT p.case_id, p.id_no FROM casework_caseparty p WHERE p.id_no <> '' EXCEPT ALL"
    " SELECT case_id, recipient FROM casework_message"
)
OVERTOLD = (
    "SELECT case_id, recipient FROM casework_message EXCEPT ALL"
    " SELECT DISTINCT p.case_id, p.id_no FROM casework_caseparty p WHERE p.id_no <> ''"
)
CASE_NUMBERS = (
    "SELECT count(*) FROM casework_casecounter n WHERE n.last <> (SELECT count(*)"
    " FROM casework_case c WHERE c.office = n.office"
    " AND (c.accepted_at AT TIME ZONE 'Asia/Shanghai')::date = n.day)"
)
CERTIFICATE_NUMBERS = (
    "SELECT kind, year, array_agg(serial ORDER BY serial), count(*) FROM register_certificate"
    " GROUP BY office, kind, year"
)


@pytest.fixture(scope="module")
def town() -> Iterator[Town]:
    # Not pytest's folder: each run of pytest closes it to others, and as root the database server
    # is another user.
    home = Path(tempfile.mkdtemp(prefix="dengbu-"))
    house = Frail(home)
    city = None
    try:
        bank = Bank(address=f"http://127.0.0.1:{house.port}")
        city = house.city(bank.public_key)
        yield Town(house=house, bank=bank, city=city, mortgages=[tuple(m) for m in line_of(city)])
    finally:
        if city is not None:
            city.kill()
            city.communicate()
        house.process.send_signal(signal.SIGINT)
        try:
            house.process.wait(30)
        finally:
            server.stop(house.data)
            shutil.rmtree(home)


def sell_all(town: Town) -> set[str]:
    """The city sells its homes; the cases that were approved."""
    assert town.city.stdin is not None
    town.city.stdin.write(b"sell\n")
    town.city.stdin.flush()
    return {line_of(town.city) for _ in range(SOLD)}


def file_all(town: Town, mortgages: list[tuple[str, str, str]]) -> None:
    """One of the bank's programs."""
    for mortgage in mortgages:
        town.file(mortgage)
        time.sleep(PACE)


def everything_once(town: Town, cases: set[str]) -> None:
    """All that must hold of cases that were accepted, and of nothing else."""
    house = town.house
    once = dict.fromkeys(cases, 1)
    assert dict(house.ask(STATUS)) == dict.fromkeys(cases, "ENTERED")
    booked = dict(house.ask(BOOKED))
    assert {case: booked.get(case) for case in cases} == once
    assert set(booked.values()) == {1}
    assert dict(house.ask(MARKED)) == once
    assert dict(house.ask(CLOSED)) == dict.fromkeys(town.accepted(), 1)
    assert dict(house.ask(FOLLOWED)) == once
    assert house.ask(UNTOLD) == []
    assert house.ask(OVERTOLD) == []
    assert house.one(CASE_NUMBERS) == 0
    for kind, year, serials, count in house.ask(CERTIFICATE_NUMBERS):
        assert serials == list(range(1, count + 1)), (kind, year)
    assert house.audit() == ""


def test_random_kills_lose_nothing_and_double_nothing(town: Town) -> None:
    dice = random.Random()  # other moments in every run
    before = len(town.mortgages) - KEPT
    mortgages = town.mortgages[:before]
    with ThreadPoolExecutor(PROGRAMS + 1) as people:
        work = [people.submit(sell_all, town)]
        work += [people.submit(file_all, town, mortgages[n::PROGRAMS]) for n in range(PROGRAMS)]
        for share, kill in (
            (0.15, Frail.kill_worker),
            (0.4, Frail.kill_database),
            (0.7, Frail.kill_worker),
        ):
            wait_for(
                lambda share=share: (
                    len(town.answers) >= share * before or any(w.done() for w in work[1:])
                )
            )
            time.sleep(dice.random() * 0.8)
            kill(town.house)
        for done in work[1:]:
            done.result(120)
        sold = work[0].result(120)
    assert len(town.answers) == before
    assert len(sold) == SOLD
    town.settle()
    everything_once(town, town.accepted() | sold)


def test_the_same_request_again_is_the_same_answer(town: Town) -> None:
    for mortgage in random.sample(town.mortgages[:-KEPT], 8):
        before = town.answers[mortgage[1]]
        again = town.bank.cancel(*mortgage)
        assert again["id"] == before["id"]
        assert again["received_at"] == before["received_at"]
        assert again["lines"][0]["case_no"] == before["lines"][0]["case_no"]
        assert again["lines"][0]["status"] == "ENTERED"


@pytest.mark.parametrize(("n", "table", "kill"), [(n, *p) for n, p in enumerate(POINTS)])
def test_a_kill_in_mid_transaction(
    town: Town, n: int, table: str, kill: Callable[[Frail], None]
) -> None:
    house = town.house
    cases = {case for case, _ in house.ask(STATUS)}
    worker = house.worker()
    worker.suspend()
    town.file(town.mortgages[n - KEPT])
    with house.held(table):
        worker.resume()
        wait_for(house.stands)
        kill(house)
    town.settle()
    everything_once(town, cases | town.accepted())
