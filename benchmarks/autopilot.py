"""The smart four by the agent API to the entered state: 50 cases a second for a minute.

A quarter each: ordinary mortgages and maximum-amount mortgages that end, notices of mortgages that
end, notices that become the right (half of them a mortgage, half a title for which tax office and
housing are asked). Web and worker run; departments answer in 20 ms. ``p99_s``: from sending a
request to its entry being visible. ``DENGBU_BENCH_SECONDS`` and ``DENGBU_BENCH_UNITS`` name a
shorter run and a smaller city.
"""

import os
import random
import statistics
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime
from decimal import Decimal
from pathlib import Path

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from django.db import connection, transaction

from benchmarks import agreed, day_at_the_office, http_cancel
from benchmarks.ground import (
    BANK,
    OFFICE,
    UNITS,
    booking,
    build_city,
    mortgage_act,
    owner,
    report,
    say,
)
from dengbu.casework import api as casework
from dengbu.register import api as register

RATE = 50.0  # cases a second
SECONDS = float(os.environ.get("DENGBU_BENCH_SECONDS", "60"))
WARM = 80
ROOT = Path(__file__).resolve().parents[1]
AMOUNT, PRICE = Decimal("680000.00"), Decimal("1060000.00")
Act = Callable[[str, register.PartyRef], register.Act]


def _maximum(code: str, owner: register.PartyRef) -> register.Act:
    return replace(mortgage_act(code, owner), mode=register.MortgageMode.MAXIMUM_AMOUNT)


def _notice(code: str, owner: register.PartyRef) -> register.Act:
    """Of a mortgage that its owner will give."""
    return register.EnterNotice(
        unit_code=code,
        kind=register.NoticeKind.OTHER_MORTGAGE,
        holders=(BANK,),
        obligors=(owner,),
        amount=AMOUNT,
    )


def _sale(code: str, owner: register.PartyRef) -> register.Act:
    """Of a sale to the bank itself, which signs for it."""
    return register.EnterNotice(
        unit_code=code, kind=register.NoticeKind.OTHER_SALE, holders=(BANK,), obligors=(owner,)
    )


@dataclass(frozen=True, kw_only=True, slots=True)
class Kind:
    """One of the smart four: what stands before, and how it is asked for."""

    service: str
    share: int  # of eight
    before: Act
    line: Callable[[register.PartyRef, str], dict[str, object]]  # owner and proof


def _side(owner: register.PartyRef) -> dict[str, object]:
    numbers = {"name": owner.name, "id_type": owner.id_type, "id_no": owner.id_no}
    return {"parties": [numbers], "agreed_alone": True}


def _stated(owner: register.PartyRef, proof: str) -> dict[str, object]:
    return {"proof_no": proof, "amount": str(AMOUNT), "mortgagor": owner.name}


def _to_mortgage(owner: register.PartyRef, proof: str) -> dict[str, object]:
    days = {"debt_from": date(2024, 1, 1).isoformat(), "debt_to": date(2054, 1, 1).isoformat()}
    said = {"proof_no": proof, "amount": str(AMOUNT), "restricted": False}
    return {**said, **days, **_side(owner)}


def _to_title(owner: register.PartyRef, proof: str) -> dict[str, object]:
    return {"proof_no": proof, "price": str(PRICE), **_side(owner)}


KINDS = (
    Kind(service="G44", share=2, before=mortgage_act, line=_stated),
    Kind(service="G44", share=2, before=_maximum, line=_stated),
    Kind(service="G37-2", share=2, before=_notice, line=_stated),
    Kind(service="G38-2", share=1, before=_notice, line=_to_mortgage),
    Kind(service="G38", share=1, before=_sale, line=_to_title),
)


def main() -> None:
    """Start what ``make run`` starts, file at an even pace, wait for the entries."""
    codes = build_city(int(os.environ.get("DENGBU_BENCH_UNITS", UNITS)))
    casework.seed_calendar(OFFICE)
    casework.load_catalogue(ROOT / "catalogue", office=OFFICE, now=datetime.now(UTC))
    agreed.put_in_force(codes[0])
    with owner() as connected:  # the treasury that an earlier run told of them is gone
        connected.execute("UPDATE casework_paymentorder SET ask_at = NULL")
    key_id, private = http_cancel._bank()
    count = int(RATE * SECONDS)
    free = _free(codes, count + WARM)
    prepared = [_prepared(kind, n, free) for kind, n in _counts(count)]
    warm = [_prepared(kind, n, free) for kind, n in _counts(WARM)]
    port, beside = http_cancel._free_port(), http_cancel._free_port()
    parts = day_at_the_office._started(port, beside)
    try:
        http_cancel._wait_ready(port)
        http_cancel._paced(port, _signed(warm, key_id, private), RATE)  # caches and plans
        waits = http_cancel._paced(port, _signed(prepared, key_id, private), RATE)
    finally:
        day_at_the_office._stopped(parts)
    say(f"slowest hundredth by service, as entered: {_by_service(len(waits))}")
    report(
        "autopilot",
        p99_s=round(statistics.quantiles(waits, n=100)[-1], 3),
        p50_s=round(statistics.median(waits), 3),
        worst_s=round(max(waits), 3),
        rate=RATE,
        cases=len(waits),
        seconds=SECONDS,
        units=len(codes),
    )


def _by_service(last: int) -> dict[str, float]:
    """Seconds from acceptance to entry that 99 of 100 stay under, of the latest cases."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT service, percentile_cont(0.99) WITHIN GROUP (ORDER BY took) FROM (SELECT"
            " d.service, extract(epoch FROM c.entered_at - c.accepted_at)::float AS took"
            " FROM casework_smartdecision d JOIN casework_case c ON c.id = d.case_id"
            " ORDER BY d.id DESC LIMIT %s) l GROUP BY service ORDER BY service",
            [last],
        )
        return {service: round(took, 2) for service, took in cursor.fetchall()}


def _counts(total: int) -> list[tuple[Kind, int]]:
    return [(kind, max(1, total * kind.share // 8)) for kind in KINDS]


def _free(codes: Sequence[str], count: int) -> list[str]:
    """Units with an owner and nothing else on them, in random order."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT g.unit_code FROM register_page g WHERE NOT EXISTS (SELECT 1 FROM"
            " register_mortgage m WHERE m.page_id = g.id AND m.recorded_to IS NULL)"
            " AND NOT EXISTS (SELECT 1 FROM register_notice n WHERE n.page_id = g.id"
            "  AND n.recorded_to IS NULL) AND NOT EXISTS (SELECT 1 FROM casework_caseunit u"
            "  WHERE u.unit_code = g.unit_code AND u.open)"
        )
        known = {code for (code,) in cursor.fetchall()}
    free = [code for code in codes if code in known]
    random.Random(20261127).shuffle(free)
    states = register.unit_states(free[: 2 * count + 200], now=datetime.now(UTC))
    return [c for c, s in states.items() if s.ownership and _person(s) and not s.seizures]


def _person(state: register.UnitState) -> bool:
    holders = state.ownership.holders if state.ownership else ()
    return len(holders) == 1 and holders[0].party.id_type == "1"


def _prepared(kind: Kind, count: int, free: list[str]) -> list[tuple[str, dict[str, object]]]:
    """What stands before is entered; service and line of each case."""
    chosen = [free.pop() for _ in range(count)]
    states = register.unit_states(chosen, now=datetime.now(UTC))
    owners = {code: s.ownership.holders[0].party for code, s in states.items() if s.ownership}
    acts = [booking(kind.before(code, owners[code]), owners[code], BANK) for code in chosen]
    with transaction.atomic():
        outcomes = register.book(acts)
    if refused := [o for o in outcomes if not o.booked]:
        raise RuntimeError(refused[0].blocks[0].message)
    say(f"prepared {count} of {kind.service}")
    return [
        (kind.service, {"unit_code": code, **kind.line(owners[code], o.certificates[0].number)})
        for code, o in zip(chosen, outcomes, strict=True)
    ]


def _signed(
    prepared: Sequence[Sequence[tuple[str, dict[str, object]]]],
    key_id: str,
    private: Ed25519PrivateKey,
) -> list[bytes]:
    lines = [line for kind in prepared for line in kind]
    random.Random(7).shuffle(lines)
    now = time.time_ns()
    return [
        http_cancel.signed(service, line, f"ap-{now}-{n}", key_id, private)
        for n, (service, line) in enumerate(lines)
    ]
