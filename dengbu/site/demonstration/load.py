"""Loading the demonstration city once: survey, people, history, troubles."""

import csv
import json
from collections.abc import Callable, Iterator
from datetime import datetime, timedelta
from pathlib import Path
from time import monotonic

from django.conf import settings
from django.db import connection

from dengbu.cadastre import api as cadastre
from dengbu.register import api as register
from dengbu.site.demonstration import cast
from dengbu.site.demonstration.batch import file_batch
from dengbu.site.demonstration.cadastre import SEED, Dice, load_city, write_city
from dengbu.site.demonstration.cases import open_cases
from dengbu.site.demonstration.history import Chronicle, write_years
from dengbu.site.demonstration.people import BANKS
from dengbu.site.demonstration.troubles import Story, tell

Say = Callable[[str], None]
OPEN_CASES = 26
WITH_CASES = 6  # owners of homes with an open case among the citizens
KEPT_BACK = 400  # units on which no history is written: stories and first registrations


def folder() -> Path:
    """Where the demonstration keeps its files: survey, bank keys, stories."""
    return settings.HOME / "demonstration"


def load_demonstration(now: datetime, say: Say) -> None:
    """Load everything through the paths that a real office uses; about a minute."""
    started = monotonic()
    with connection.cursor() as cursor:
        # Inside one transaction no statistics are made: plans for empty tables would stay.
        cursor.execute("SET LOCAL enable_seqscan = off")
    home = folder()
    home.mkdir(parents=True, exist_ok=True)
    say("演示城市：测绘成果入库")
    write_city(home)
    load_city(home, office=cast.OFFICE, now=now)
    say("演示城市：人员和机构")
    registrars = cast.hire(now)
    cast.open_organisations(now, home / "keys")
    say("演示城市：三年登记历史")
    chronicle = Chronicle(cast.OFFICE, Dice(SEED), registrars)
    units = list(cadastre.units(_surveyed(home)).values())
    write_years(chronicle, units[KEPT_BACK:], now)
    stories = tell(chronicle, units[:KEPT_BACK], now)
    (home / "stories.json").write_text(
        json.dumps([[s.title, s.unit_code, s.address] for s in stories], ensure_ascii=False)
    )
    homes = _free_homes(chronicle, units)
    _welcome([*homes[:WITH_CASES], *(s.unit_code for s in stories)], now)
    say("演示城市：在办件")
    open_cases(chronicle, homes, ["wangmin", "liwenbo"], now)
    file_batch(chronicle, home / "keys", now)
    count, seconds = chronicle.ledger.booked, monotonic() - started
    say(f"演示城市：{len(units)} 个单元，{count} 件登记，用时 {seconds:.0f} 秒")


def _free_homes(chronicle: Chronicle, units: list[cadastre.UnitFacts]) -> list[str]:
    """Registered homes that nothing rests on, for the cases that are open."""
    ledger = chronicle.ledger
    homes = (u.code for u in units[KEPT_BACK:] if u.planned_use == "11")
    return [c for c in homes if c in ledger.holders and c not in ledger.mortgaged][:OPEN_CASES]


def _surveyed(home: Path) -> list[str]:
    """The unit codes of the survey, in its order."""
    with (home / "yueyang-units.csv").open(encoding="utf-8", newline="") as file:
        return [row["BDCDYH"] for row in csv.DictReader(file)]


def _welcome(codes: list[str], now: datetime) -> None:
    """The holders of these units may sign in as citizens."""
    states = register.unit_states(codes, now=now + timedelta(seconds=1))
    people = {
        h.party.key: h.party
        for state in states.values()
        if state.ownership
        for h in state.ownership.holders
    }
    cast.welcome_citizens(list(people.values()), now)


def stories() -> list[Story]:
    """The units with something to try, as loaded."""
    path = folder() / "stories.json"
    rows = json.loads(path.read_text()) if path.exists() else []
    return [Story(title=t, unit_code=c, address=a) for t, c, a in rows]


def account_lines() -> Iterator[str]:
    """What `make run` prints: who can sign in and what to try."""
    yield f"演示账号，密码都是 {cast.PASSWORD}"
    for username, name, posts in cast.OFFICERS:
        post, department = posts[0]
        yield f"  {username:<12}{name}  {department.label}{post.label}"
    for (username, name), bank in zip(cast.AGENTS, BANKS, strict=True):
        yield f"  {username:<12}{name}  {bank.name}"
    yield "市民：在手机端登录页选一位演示人物"
    yield "可以试的房子："
    for story in stories():
        yield f"  {story.title}：{story.address}"
