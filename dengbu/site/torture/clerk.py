"""One clerk of the torture: enters random acts on the hot units until it is told to stop.

Run as ``python -c "import django; django.setup(); from dengbu.site.torture.clerk import main;
main()" NAME FILE UNIT...``. The number of each case whose booking was committed goes to ``FILE``
before the next one is begun: a case named there must never be lost.
"""

import logging
import os
import signal
import sys
import time
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date, timedelta
from decimal import Decimal
from pathlib import Path
from random import Random

import orjson
from django.db import DatabaseError, InterfaceError, connection, transaction
from django.utils import timezone

from dengbu.kernel.fault import FaultCode, Faults
from dengbu.kernel.identity import resident_check_digit
from dengbu.register import api as register

OFFICE = "430602"
PATIENCE = 120.0  # seconds in which a killed database must be back
PEOPLE = 12
BANKS = (
    ("湘北银行岳阳分行", "91430600722541386Q"),
    ("巴陵银行南湖支行", "914306005869374228"),
)
COURTS = ("岳阳楼区人民法院", "岳阳市中级人民法院")
LOAN_FROM, LOAN_TO = date(2024, 1, 1), date(2050, 1, 1)


def person(n: int) -> register.PartyRef:
    """A made-up adult."""
    first = f"43060219850312{n:03d}"
    return register.PartyRef(name=f"周{n}", id_type="1", id_no=first + resident_check_digit(first))


def bank(n: int) -> register.PartyRef:
    """One of the banks."""
    name, number = BANKS[n]
    return register.PartyRef(
        name=name, id_type="8", id_no=number, party_type=register.PartyType.ENTERPRISE
    )


EVERYBODY = frozenset(
    p.key for p in (*(person(n) for n in range(PEOPLE)), *(bank(n) for n in range(len(BANKS))))
)


@dataclass
class Clerk:
    """Who acts, and what came of it."""

    name: str  # part of every case number
    file: Path
    units: list[str]
    chance: Random
    counts: Counter[str] = field(default_factory=Counter)
    stopping: bool = False

    def work(self) -> None:
        """Until told to stop; every case is brought to an answer first."""
        with self.file.open("a", encoding="ascii") as acknowledged:
            for number in range(10**9):
                if self.stopping:
                    break
                case_no = f"{self.name}{number:012d}"
                said = self.insist(lambda case_no=case_no: self.enter(case_no))  # type: ignore[misc]  # bound now
                self.counts[said] += 1
                if said == "booked":
                    acknowledged.write(f"{case_no}\n")
                    acknowledged.flush()
                    os.fsync(acknowledged.fileno())

    def enter(self, case_no: str) -> str:
        """Book one case; an answer that was lost with the connection is asked for again."""
        if register.entries_of_case(case_no):
            return "booked"
        unit = self.chance.choice(self.units)
        state = register.unit_state(unit, now=timezone.now())
        acts = tuple(
            act
            for act in (self.chance.choice(KINDS)(self, state) for _ in range(2))
            if act is not None
        )
        if not acts:
            return "nothing"
        booking = register.Booking(
            office=OFFICE,
            case_no=case_no,
            acts=acts[: self.chance.choice((1, 1, 2))],
            registrar=register.Registrar(id=1, name="段俊"),
            facts=register.CaseFacts(applicants=EVERYBODY, tax_cleared=True),
        )
        try:
            with transaction.atomic():
                (outcome,) = register.book([booking])
        except Faults as faults:
            if faults.faults[0].code is not FaultCode.LOCK_TIMEOUT:
                raise
            return "waited too long"
        return "booked" if outcome.booked else "refused"

    def insist(self, act: Callable[[], str]) -> str:
        """Again when the database was not there; a deadlock is counted and is a fault of ours."""
        end = time.monotonic() + PATIENCE
        while True:
            try:
                return act()
            except (DatabaseError, InterfaceError) as error:
                state = getattr(error.__cause__, "sqlstate", None) or ""
                if state.startswith("23"):
                    raise
                self.counts["deadlock" if state == "40P01" else "interrupted"] += 1
                if time.monotonic() > end:
                    raise
                connection.close()
                time.sleep(0.1)


def owners(state: register.UnitState) -> tuple[register.PartyRef, ...]:
    """Who holds the unit."""
    return tuple(h.party for h in state.ownership.holders) if state.ownership else ()


def first(clerk: Clerk, state: register.UnitState) -> register.Act:
    holder = register.HolderShare(party=person(clerk.chance.randrange(PEOPLE)))
    return register.FirstRegistration(
        unit_code=state.unit_code, holders=(holder,), co_ownership=register.CoOwnership.SOLE
    )


def sell(clerk: Clerk, state: register.UnitState) -> register.Act:
    buyer = register.HolderShare(party=person(clerk.chance.randrange(PEOPLE)))
    return register.Transfer(
        unit_code=state.unit_code,
        transferors=owners(state),
        holders=(buyer,),
        co_ownership=register.CoOwnership.SOLE,
    )


def lend(clerk: Clerk, state: register.UnitState) -> register.Act:
    return register.CreateMortgage(
        unit_code=state.unit_code,
        mortgagees=(bank(clerk.chance.randrange(len(BANKS))),),
        mortgagors=owners(state),
        amount=Decimal(clerk.chance.randrange(1, 10**6)),
        debt_from=LOAN_FROM,
        debt_to=LOAN_TO,
    )


def repay(clerk: Clerk, state: register.UnitState) -> register.Act | None:
    if not state.mortgages:
        return None
    loan = clerk.chance.choice(state.mortgages)
    return register.CancelMortgage(
        unit_code=state.unit_code, proof_no=loan.proof_no, applicants=loan.mortgagees
    )


def assign(clerk: Clerk, state: register.UnitState) -> register.Act | None:
    if not state.mortgages:
        return None
    return register.TransferMortgage(
        unit_code=state.unit_code,
        proof_no=clerk.chance.choice(state.mortgages).proof_no,
        mortgagees=(bank(clerk.chance.randrange(len(BANKS))),),
    )


def exchange(clerk: Clerk, state: register.UnitState) -> register.Act | None:
    if len(state.mortgages) < 2:
        return None
    one, other = clerk.chance.sample(state.mortgages, 2)
    return register.ExchangeRanks(
        unit_code=state.unit_code, proof_no=one.proof_no, other_proof_no=other.proof_no
    )


def seize(clerk: Clerk, state: register.UnitState) -> register.Act:
    return register.Seize(
        unit_code=state.unit_code,
        kind=register.SeizureKind.SEIZURE,
        organ=clerk.chance.choice(COURTS),
        document_no=f"执{clerk.chance.randrange(10**9)}号",
        delivered_at=timezone.now() - timedelta(seconds=clerk.chance.randrange(3)),
        term_days=1095,
    )


def release(clerk: Clerk, state: register.UnitState) -> register.Act | None:
    if not state.seizures:
        return None
    seizure = clerk.chance.choice(state.seizures)
    return register.ReleaseSeizure(
        unit_code=state.unit_code,
        seizure_document_no=seizure.document_no,
        organ=seizure.organ,
        release_document_no="解",
        delivered_at=timezone.now(),
    )


def reissue(clerk: Clerk, state: register.UnitState) -> register.Act | None:
    if state.ownership is None:
        return None
    number = clerk.chance.choice(state.ownership.certificate_nos)
    return register.ReissueCertificate(unit_code=state.unit_code, number=number)


def annul(clerk: Clerk, state: register.UnitState) -> register.Act | None:
    """One of the last entries: an earlier one is refused for what came after it."""
    lines = register.history(state.unit_code)[-3:]
    if not lines:
        return None
    line = clerk.chance.choice(lines)
    told = register.undoing(state.unit_code, line.case_no, line.seq, now=timezone.now())
    keeps = told is not None and clerk.chance.random() < 0.5  # noqa: PLR2004 - one of two
    return register.AnnulEntry(
        unit_code=state.unit_code,
        case_no=line.case_no,
        entry_no=line.seq,
        organ=clerk.chance.choice(COURTS),
        document_no="行初",
        stays=told.stays if told is not None and keeps else (),
    )


Kind = Callable[[Clerk, register.UnitState], register.Act | None]
KINDS: tuple[Kind, ...] = (
    first,
    *(sell,) * 4,
    *(lend,) * 3,
    *(repay,) * 3,
    assign,
    exchange,
    seize,
    *(release,) * 3,
    reissue,
    annul,
)


def main() -> None:
    """Work, then print the counts as JSON."""
    name, file, *units = sys.argv[1:]
    clerk = Clerk(name, Path(file), units, Random(name))  # noqa: S311 - chance, not secrecy

    def stop(*_: object) -> None:
        clerk.stopping = True

    signal.signal(signal.SIGTERM, stop)
    logging.getLogger("psycopg").setLevel(logging.ERROR)  # lost connections are what is wanted
    clerk.work()
    sys.stdout.write(orjson.dumps(clerk.counts).decode() + "\n")
