"""A year's 18,058 decisions of automatic approval, replayed from what was kept.

A few hundred real decisions are made (one in nine hands its case over), and written again set-wise
under numbers of their own until there are as many as the office had in a year; they are taken away
afterwards. ``seconds``: all of them judged again, with what reading them costs.
"""

import base64
import hashlib
import os
import random
import time
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

import psycopg

from benchmarks import agreed, http_cancel
from benchmarks.ground import OFFICE, UNITS, Supply, build_city, report, say
from dengbu.accounts import api as accounts
from dengbu.casework import api as casework
from dengbu.casework.models import SmartDecision
from dengbu.register import api as register

DECISIONS, REAL = 18_058, 270
YEAR = date(2001, 1, 1)  # into which they are written: no real decision is as old
BASE = 9_000_000_000_000_000_000  # of their ids: above all that are ever drawn
ROOT = Path(__file__).resolve().parents[1]
COPY_CASES = (
    "INSERT INTO casework_case SELECT (jsonb_populate_record(c, jsonb_build_object("
    "'id', %(base)s + n, 'case_no', 'R' || lpad(n::text, 19, '0'), 'submission_key', ''))).*"
    " FROM generate_series(1, %(many)s) n JOIN casework_case c"
    " ON c.id = (%(cases)s::bigint[])[1 + n %% %(real)s]"
)
COPY_DECISIONS = (
    "INSERT INTO casework_smartdecision SELECT (jsonb_populate_record(d, jsonb_build_object("
    "'id', %(base)s + n, 'case_id', %(base)s + n,"
    " 'at', %(start)s::timestamptz + n * interval '29 minutes'))).*"
    " FROM generate_series(1, %(many)s) n JOIN casework_smartdecision d"
    " ON d.case_id = (%(cases)s::bigint[])[1 + n %% %(real)s]"
)
GONE = (
    "DELETE FROM casework_smartdecision WHERE id > %s",
    "DELETE FROM casework_case WHERE id > %s",
)


def main() -> None:
    """Make real ones, multiply them, replay the year three times."""
    codes = build_city(int(os.environ.get("DENGBU_BENCH_UNITS", UNITS)))
    casework.seed_calendar(OFFICE)
    casework.load_catalogue(ROOT / "catalogue", office=OFFICE, now=datetime.now(UTC))
    agreed.put_in_force(codes[0])
    cases = _decided(codes)
    start = datetime(YEAR.year, YEAR.month, YEAR.day, tzinfo=UTC)
    given = {"base": BASE, "many": DECISIONS, "cases": cases, "real": len(cases), "start": start}
    _clean()  # what a run that was stopped has left
    try:
        _write(given)
        runs = [_replayed() for _ in range(3)]
    finally:
        _clean()
    seconds, done = sorted(runs, key=lambda run: run[0])[1]
    report(
        "autopilot_replay",
        seconds=round(seconds, 2),
        decisions=done.decisions,
        approvals=done.approvals,
        differences=len(done.differences),
        rate=round(done.decisions / seconds),
    )


def _decided(codes: list[str]) -> list[int]:
    """Cases that the whitelist has just considered, every ninth of them with a wrong amount."""
    key_id, private = http_cancel._bank()
    known = accounts.organisation(http_cancel.BANK.id_no)
    if known is None:
        raise RuntimeError("the bank is not there")
    agent = accounts.Account.objects.filter(organisation_id=known.id).latest("id")
    chosen = Supply(codes, random.Random(9)).mortgaged(REAL)
    states = register.unit_states(chosen, now=datetime.now(UTC))
    lines = [_line(states[code], n) for n, code in enumerate(chosen)]
    body = repr(lines).encode()
    digest = base64.b64encode(hashlib.sha256(body).digest()).decode()
    text = f'"content-digest": sha-256=:{digest}:'
    casework.file_batch(
        lines,
        actor=accounts.actor_of(agent),
        idempotency_key=f"replay-{time.time_ns()}",
        body=body,
        signed=casework.SignedText(key_id=key_id, text=text, signature=private.sign(text.encode())),
        now=datetime.now(UTC),
    )
    while casework.autopilot_step():
        continue
    found = SmartDecision.objects.order_by("-id").values_list("case_id", flat=True)
    return list(found[:REAL])


def _line(state: register.UnitState, n: int) -> casework.FiledLine:
    mortgage = state.mortgages[0]
    return casework.FiledLine(
        unit_code=state.unit_code,
        proof_no=mortgage.proof_no,
        amount=mortgage.amount + (Decimal(1) if n % 9 == 0 else 0),
        mortgagor="、".join(p.name for p in mortgage.mortgagors),
    )


def _write(given: dict[str, Any]) -> None:
    with psycopg.connect(os.environ["DENGBU_LOADER_URL"]) as raw:
        raw.execute("SET session_replication_role = replica")
        for statement in (COPY_CASES, COPY_DECISIONS):
            raw.execute(statement.encode(), given)
    say(f"wrote {DECISIONS} decisions")


def _clean() -> None:
    with psycopg.connect(os.environ["DENGBU_LOADER_URL"]) as raw:
        raw.execute("SET session_replication_role = replica")
        for statement in GONE:
            raw.execute(statement.encode(), [BASE])


def _replayed() -> tuple[float, casework.smart.Replayed]:
    start = time.perf_counter()
    done = casework.smart.replay(first=YEAR, last=YEAR + timedelta(days=400), office=OFFICE)
    return time.perf_counter() - start, done
