"""The city that benchmarks run on: a database of its own with 200,000 registered units."""

import itertools
import json
import os
import random
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from datetime import UTC, date, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any, LiteralString

import psycopg
from django.db import connection, transaction

from dengbu.accounts import api as accounts
from dengbu.cadastre.models import Building, Parcel, Unit
from dengbu.database.ids import next_ids
from dengbu.kernel.identity import resident_check_digit
from dengbu.register import api as register

OFFICE = "430602"
UNITS = 200_000
PER_PARCEL, PER_BUILDING = 1_000, 100
BATCH = 2_000
ROADS = ("金鹗东路", "南湖大道", "青年中路", "巴陵中路", "学院路", "湖滨路", "站前路", "康王路")
ESTATES = ("枫桥苑", "湖畔里", "翠竹园", "云锦苑", "桂花苑", "锦华园", "书香里", "云水台")
SURNAMES = "周何林陈蒋邓谭许段王李张刘杨赵黄吴徐孙胡朱高郭马罗梁宋郑谢韩唐冯于董萧程曹袁"
GIVEN = "启明雅琴书远静姝维国丽君舒文博志强晓红建华海燕子涵雨桐梓萱浩然欣怡思源嘉懿俊杰"
CLERK = register.Registrar(id=1, name="段俊")
BANK = register.PartyRef(
    name="湘北银行岳阳分行",
    id_type="8",
    id_no="91430600722541386Q",
    party_type=register.PartyType.ENTERPRISE,
)
_case_numbers: Iterator[int] = itertools.count(time.time_ns() // 1_000_000 * 1_000)


def say(text: str) -> None:
    """Progress, apart from the figures."""
    print(text, file=sys.stderr, flush=True)


def report(bench: str, **figures: object) -> None:
    """One line of figures."""
    print(json.dumps({"bench": bench, **figures}, ensure_ascii=False), flush=True)


def case_no() -> str:
    """A fresh 20-digit number, unique over all runs and processes."""
    return f"{os.getpid() % 10_000:04d}{next(_case_numbers):016d}"


def person(n: int) -> register.PartyRef:
    """A made-up person, always the same for ``n``, with a valid identity number."""
    first = f"430602{1950 + n % 50}{1 + n // 50 % 12:02d}{1 + n // 600 % 28:02d}"
    first += f"{n // 16_800 % 1000:03d}"
    name = SURNAMES[n % len(SURNAMES)] + GIVEN[n * 7 % len(GIVEN)] + GIVEN[n * 13 % len(GIVEN)]
    return register.PartyRef(name=name, id_type="1", id_no=first + resident_check_digit(first))


def newcomer() -> register.PartyRef:
    """A person whom the register has not met: named after a number used once."""
    number = case_no()
    made = person(int(number))
    return register.PartyRef(name=made.name + number[-8:], id_type="1", id_no=made.id_no)


def booking(
    act: register.Act, *applicants: register.PartyRef, number: str | None = None
) -> register.Booking:
    """A booking of one act with tax paid."""
    return register.Booking(
        office=OFFICE,
        case_no=number or case_no(),
        acts=(act,),
        registrar=CLERK,
        facts=register.CaseFacts(applicants=frozenset(p.key for p in applicants), tax_cleared=True),
    )


def owner() -> psycopg.Connection[Any]:
    """A connection as the schema's owner, for what the application may not do."""
    return psycopg.connect(os.environ["DENGBU_OWNER_URL"], autocommit=True)


def tend(statement: LiteralString) -> None:
    """Bring statistics up to date after a load."""
    with owner() as connected:
        connected.execute(statement)


def build_city(units: int = UNITS) -> list[str]:
    """Load the city if it is not there yet; all unit codes."""
    have = Unit.objects.count()
    if have < units:
        root = Path(__file__).resolve().parents[1]
        accounts.load_offices(root / "catalogue" / "cities" / "430600" / "offices.toml")
        _add_cadastre(units)
        tend("ANALYZE")
    codes = list(Unit.objects.order_by("id").values_list("code", flat=True)[:units])
    _register_all(codes)
    return codes


def _add_cadastre(units: int) -> None:
    say(f"adding {units} units")
    for number in range(units // PER_PARCEL):
        with transaction.atomic():
            _add_parcel(number)


def _add_parcel(number: int) -> None:
    parcel = Parcel(
        id=next_ids(1)[0],
        office=OFFICE,
        code=f"430602{number // 100:03d}001GB{number % 100 + 1:05d}",
        feature="GB",
        address=f"{ROADS[number % len(ROADS)]}{number + 1}号",
        area=Decimal("18426.30"),
        land_use="0701",
        right_type="4",
        right_nature="102",
        geometry=b"",
        crs=4547,
        bb=(number * 200.0, 0.0, number * 200.0 + 150, 150.0),
    )
    parcel.save(force_insert=True)
    buildings = [
        Building(id=pk, office=OFFICE, parcel=parcel, code=f"{parcel.code}F{b + 1:04d}")
        for b, pk in enumerate(next_ids(PER_PARCEL // PER_BUILDING))
    ]
    Building.objects.bulk_create(buildings)
    Unit.objects.bulk_create(
        _unit(parcel, buildings[n // PER_BUILDING], number, n, pk)
        for n, pk in enumerate(next_ids(PER_PARCEL))
    )


def _unit(parcel: Parcel, building: Building, number: int, n: int, pk: int) -> Unit:
    estate = ESTATES[number % len(ESTATES)]
    block, room = n // PER_BUILDING + 1, (n % PER_BUILDING // 4 + 1) * 100 + n % 4 + 1
    address = f"岳阳楼区{parcel.address}{estate}{block}栋{room}室"
    return Unit(
        id=pk,
        office=OFFICE,
        parcel=parcel,
        building=building,
        code=f"{building.code}{n % PER_BUILDING + 1:04d}",
        address=address,
        search=address,
        room_no=str(room),
        floor_no=room // 100,
        total_floors=25,
        planned_use="11",
        house_nature="0",
        structure="3",
        floor_area=Decimal("118.42"),
        inner_area=Decimal("96.35"),
        shared_area=Decimal("22.07"),
    )


def _register_all(codes: Sequence[str]) -> None:
    """First registration of each unit, a mortgage on every second one, through the door."""
    done = 0
    for start in range(0, len(codes), BATCH):
        chunk = codes[start : start + BATCH]
        known = register.registered(chunk)
        new = [c for c in chunk if c not in known]
        if not new:
            continue
        for make in (_first, _mortgage):
            batch = [b for c in new if (b := make(c, start + chunk.index(c))) is not None]
            with transaction.atomic():
                refused = [o for o in register.book(batch) if not o.booked]
            if refused:
                raise RuntimeError(refused[0].blocks[0].message)
        if start == 0:
            tend("ANALYZE")
            connection.close()  # plans were made for empty tables
        done += len(new)
        if done % 20_000 < BATCH:
            say(f"registered {done} of {len(codes)}")
    if done:
        tend("VACUUM ANALYZE")


def _first(code: str, n: int) -> register.Booking:
    return booking(
        register.FirstRegistration(
            unit_code=code,
            holders=(register.HolderShare(party=person(n)),),
            co_ownership=register.CoOwnership.SOLE,
            term_to=date(2079, 6, 30),
        )
    )


def _mortgage(code: str, n: int) -> register.Booking | None:
    if n % 2:
        return None
    return booking(mortgage_act(code, person(n)), person(n), BANK)


def mortgage_act(code: str, owner: register.PartyRef) -> register.CreateMortgage:
    """A mortgage for 680,000 yuan."""
    return register.CreateMortgage(
        unit_code=code,
        mortgagees=(BANK,),
        mortgagors=(owner,),
        amount=Decimal("680000.00"),
        debt_from=date(2024, 1, 1),
        debt_to=date(2044, 1, 1),
    )


def mixed(codes: Sequence[str]) -> list[register.Booking]:
    """Half mortgage cancellations, half transfers, on units as they stand now."""
    states = register.unit_states(codes, now=datetime.now(UTC))
    return [_mixed_one(states[c], n) for n, c in enumerate(codes)]


def _mixed_one(state: register.UnitState, n: int) -> register.Booking:
    owners = tuple(h.party for h in state.ownership.holders) if state.ownership else ()
    if n % 2 == 0 and state.mortgages:
        mortgage = state.mortgages[0]
        return booking(
            register.CancelMortgage(
                unit_code=state.unit_code,
                proof_no=mortgage.proof_no,
                applicants=mortgage.mortgagees,
                amount=mortgage.amount,
            ),
            *mortgage.mortgagees,
        )
    buyer = newcomer()
    return booking(
        register.Transfer(
            unit_code=state.unit_code,
            transferors=owners,
            holders=(register.HolderShare(party=buyer),),
            co_ownership=register.CoOwnership.SOLE,
            price=Decimal("1060000.00"),
        ),
        *owners,
        buyer,
    )


class Supply:
    """Units handed out once each, mortgaged and not in turns, so that batches are alike."""

    def __init__(self, codes: Sequence[str], rng: random.Random) -> None:
        with connection.cursor() as cursor:
            cursor.execute(
                "SELECT g.unit_code FROM register_mortgage m JOIN register_page g"
                " ON g.id = m.page_id WHERE m.recorded_to IS NULL"
            )
            mortgaged = {code for (code,) in cursor.fetchall()}
        self._with = [c for c in codes if c in mortgaged]
        self._without = [c for c in codes if c not in mortgaged]
        rng.shuffle(self._with)
        rng.shuffle(self._without)

    def mortgaged(self, count: int) -> list[str]:
        """``count`` units with a mortgage; where runs before used them up, new ones are booked."""
        while len(self._with) < count:
            self._mortgage_more()
        return [self._with.pop() for _ in range(count)]

    def _mortgage_more(self) -> None:
        chosen = [self._without.pop() for _ in range(BATCH)]
        states = register.unit_states(chosen, now=datetime.now(UTC))
        batch = []
        for code, state in states.items():
            owners = [h.party for h in state.ownership.holders] if state.ownership else []
            if owners:
                batch.append(booking(mortgage_act(code, owners[0]), *owners, BANK))
        with transaction.atomic():
            outcomes = register.book(batch)
        for one, outcome in zip(batch, outcomes, strict=True):
            if outcome.booked:
                self._with.append(one.acts[0].unit_code)

    def take(self, count: int) -> list[str]:
        """``count`` units, every second one mortgaged."""
        with_mortgage = self.mortgaged(count // 2)
        pairs = [(code, self._without.pop()) for code in with_mortgage]
        return [code for pair in pairs for code in pair]


def timed(work: Callable[[], Any]) -> float:
    """Seconds that ``work`` takes."""
    start = time.perf_counter()
    work()
    return time.perf_counter() - start
