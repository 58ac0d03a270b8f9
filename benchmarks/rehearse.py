"""What-if of C09 (预演, 带押过户) over HTTP: by a bank's program, then at the window's form.

Web and worker run. Every question is of another mortgaged home, with a buyer, a
seller and two banks, and with a past of finished cases for the forecast; the slower way counts.
"""

import json
import os
import random
import statistics
import subprocess
import sys
import time
from contextlib import suppress
from datetime import UTC, datetime, timedelta
from pathlib import Path
from urllib.parse import urlencode

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from django.db import connection

from benchmarks import http_cancel
from benchmarks.browsing import Browser, Forms, Watch
from benchmarks.ground import BANK, OFFICE, Supply, build_city, newcomer, report
from dengbu.accounts import api as accounts
from dengbu.casework import api as casework
from dengbu.casework.models import Case
from dengbu.database.ids import next_ids
from dengbu.register import api as register

PAPERS = ("m1", "m2", "ct", "lo")
ASKED, WARM, PAST = 120, 20, 400
ROOT = Path(__file__).resolve().parents[1]
API, DESK, FORM = "/agent/v1/rehearsals", "/window/", "/window/rehearsal"
TABLES = ("casework_case", "casework_journalline", "casework_caseunit")


def main() -> None:
    """Start web and worker on the city, ask, stop them."""
    codes = build_city()
    now = datetime.now(UTC)
    casework.load_catalogue(ROOT / "catalogue", office=OFFICE, now=now)
    casework.seed_calendar(OFFICE)
    _past(now)
    states = _mortgaged(codes, now)
    key_id, private = http_cancel._bank()
    port = http_cancel._free_port()
    parts = [
        subprocess.Popen(
            [sys.executable, "-m", "dengbu", *arguments], env={**os.environ, "DENGBU_DEMO": "1"}
        )
        for arguments in (["web", "--port", str(port)], ["worker"])
    ]
    try:
        http_cancel._wait_ready(port)
        before = _written()
        by_program = _by_program(port, states[: ASKED + WARM], key_id, private)
        at_window = _at_window(port, states[ASKED + WARM :])
        kept = _written() - before
    finally:
        for part in parts:
            part.terminate()
        for part in parts:
            with suppress(subprocess.TimeoutExpired):
                part.wait(15)
            part.kill()
    found = {"api": by_program, "window": at_window}
    worst = {way: statistics.quantiles(times, n=20)[-1] * 1000 for way, times in found.items()}
    report(
        "rehearse",
        p95_ms=round(max(worst.values()), 1),
        **{f"{way}_p95_ms": round(ms, 1) for way, ms in worst.items()},
        **{f"{way}_p50_ms": round(statistics.median(t) * 1000, 1) for way, t in found.items()},
        asked=2 * ASKED,
        rows_kept=kept,
        units=len(codes),
    )


def _past(now: datetime) -> None:
    """Finished cases of the service, of the last fifty working days or so."""
    service = casework.service("C09", office=OFFICE, now=now)
    there = Case.objects.filter(service_id=service.id, status="ENTERED").count()
    dice, made = random.Random(9), []
    for n, id in enumerate(next_ids(max(PAST - there, 0))):
        since = now - timedelta(days=10 + n / 8, minutes=dice.randrange(120))
        until = since + timedelta(minutes=dice.lognormvariate(3.3, 0.6))
        made.append(
            Case(
                id=id,
                office=OFFICE,
                case_no=f"{id:020d}",
                service_id=service.id,
                channel="W",
                status="ENTERED",
                title=service.title,
                address="",
                request={},
                accepted_at=since,
                due_at=until,
                statutory_due_at=until,
                entered_at=until,
                closed_at=until,
                booking_id=id,
            )
        )
    Case.objects.bulk_create(made)


def _mortgaged(codes: list[str], now: datetime) -> list[register.UnitState]:
    """Homes with one mortgage, each asked about once."""
    chosen = Supply(codes, random.Random(time.time_ns())).mortgaged(2 * (ASKED + WARM))
    return list(register.unit_states(chosen, now=now).values())


def _written() -> int:
    """Rows in the tables that an application would have gone to."""
    with connection.cursor() as cursor:
        count = 0
        for table in TABLES:
            cursor.execute(f"SELECT count(*) FROM {table}")  # noqa: S608 - names of tables only
            count += cursor.fetchone()[0]
    return count


def _by_program(
    port: int, states: list[register.UnitState], key_id: str, private: Ed25519PrivateKey
) -> list[float]:
    """Seconds of each question of the bank whose mortgage is on the home."""
    times, link = [], http_cancel.Link(port)
    for state in states:
        body = json.dumps(_asked(state), ensure_ascii=False).encode()
        sent = http_cancel.whole(API, body, f"r-{time.time_ns()}", key_id, private)
        begun = time.perf_counter()
        status, answer = link.ask(sent)
        times.append(time.perf_counter() - begun)
        said = json.loads(answer)
        if status != 200 or not said["possible"] or not said["time"]["high_at"]:
            raise RuntimeError(f"{status}: {said}")
    link.close()
    return times[WARM:]


def _people(state: register.UnitState) -> list[tuple[str, register.PartyRef]]:
    owners = [h.party for h in state.ownership.holders] if state.ownership else []
    banks = [("OLD_MORTGAGEE", BANK), ("NEW_MORTGAGEE", BANK)]
    return [*(("SELLER", p) for p in owners), ("BUYER", newcomer()), *banks]


def _asked(state: register.UnitState) -> dict[str, object]:
    """The whole matter as a program has it."""
    mortgage, begin = state.mortgages[0], datetime.now(UTC).date()
    return {
        "service": "C09",
        "unit_code": state.unit_code,
        "purpose": "客户申请贷款买这套房",
        "price": "1060000.00",
        "tax_cleared": True,
        "tax_note": "完税证明43240612",
        "parties": [
            {
                "role": role,
                "name": p.name,
                "id_no": p.id_no,
                "id_type": p.id_type,
                "party_type": p.party_type.value,
            }
            for role, p in _people(state)
        ],
        "inputs": {
            "cancel": {"proof_no": mortgage.proof_no, "amount": str(mortgage.amount)},
            "mortgage": {
                "amount": "560000.00",
                "debt_from": begin.isoformat(),
                "debt_to": begin.replace(year=begin.year + 20, day=1).isoformat(),
                "restricted": True,
            },
        },
        "materials": [{"code": code} for code in PAPERS],
    }


def _at_window(port: int, states: list[register.UnitState]) -> list[float]:
    """Seconds of each press of the button on a form that is filled in."""
    name = f"bench-{time.time_ns()}"
    clerk = accounts.create_account(
        accounts.NewAccount(
            username=name,
            name="段俊",
            kind=accounts.AccountKind.OFFICER,
            password=name,
            office=OFFICE,
            posts=((accounts.Post.WINDOW, accounts.Department.INTAKE),),
        ),
        now=datetime.now(UTC),
    )
    watch = Watch()
    browser = Browser(f"http://localhost:{port}", clerk, watch)
    for state in states:
        query = urlencode({"unit": state.unit_code, "service": "C09"})
        form = Forms(browser.get(f"{DESK}?{query}", "form").text).of("request-form")
        if form is None:
            raise RuntimeError(f"C09 is not offered for {state.unit_code}")
        answer = browser.post(f"{FORM}?{query}", _typed(form[1]), "rehearsal")
        if "没有查到挡着的，能办" not in answer.text:
            raise RuntimeError(answer.text.partition("rehearsal-verdict")[2][:2000])
    browser.close()
    if watch.errors:
        raise RuntimeError(watch.errors[0])
    return watch.times["rehearsal"][WARM:]


def _typed(form: dict[str, str]) -> dict[str, str]:
    """The form as a clerk fills it in: a buyer, the new loan, everybody signed."""
    begin, buyer = datetime.now(UTC).date(), newcomer()
    typed = {
        **form,
        "price": "1060000.00",
        "tax_cleared": "yes",
        "tax_note": "完税证明43240612",
        "mortgage.amount": "560000.00",
        "mortgage.debt_from": begin.isoformat(),
        "mortgage.debt_to": begin.replace(year=begin.year + 20, day=1).isoformat(),
        "mortgage.restricted": "yes",
        **{f"materials.{code}": "ORIGINAL" for code in PAPERS},
    }
    for name, role in form.items():
        if not name.endswith(".role"):
            continue
        row = name.removesuffix(".role")
        typed[f"{row}.agreed"] = "1"
        if role == "BUYER":
            typed |= {f"{row}.name": buyer.name, f"{row}.id_no": buyer.id_no}
        if role == "NEW_MORTGAGEE":
            typed |= {f"{row}.bank": BANK.id_no}
    return typed
