"""Loading the demonstration city once: survey, people, history, troubles."""

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
from dengbu.site.demonstration.cadastre import SEED, Dice, load_city, surveyed, write_city
from dengbu.site.demonstration.cases import open_cases
from dengbu.site.demonstration.history import Chronicle, write_years
from dengbu.site.demonstration.past import keep_past, put_rules_in_force
from dengbu.site.demonstration.people import BANKS, SUPERVISOR
from dengbu.site.demonstration.presales import buy_ahead
from dengbu.site.demonstration.troubles import Story, found, tell

Say = Callable[[str], None]
OPEN_CASES = 26
CLERKS = ("wangmin", "liwenbo")
FIRST_OWNERS = 3  # stories whose owners, holders of certificates, are the first to choose from
WITH_CASES = 6  # owners of homes with an open case among the citizens
SUGGESTED = 2  # people to be typed as buyers
FIRST_BUYERS = 4  # buyers of open cases among the first to choose from
STORY = timedelta(days=2)  # before the load: what its open cases tell began no earlier
KEPT_BACK = 400  # units on which no history is written: stories and first registrations


def folder() -> Path:
    """Where the demonstration keeps its files: survey, bank keys, stories."""
    return settings.HOME / "demonstration"


def residents_file(home: Path) -> Path:
    """Whom the simulated police know: names by number."""
    return home / "residents.json"


def load_demonstration(now: datetime, say: Say) -> None:
    """Load everything through the paths that a real office uses; about a minute."""
    started = monotonic()
    with connection.cursor() as cursor:
        # Inside one transaction no statistics are made: plans for empty tables would stay, and
        # those that this connection has already made for them do.
        cursor.execute("SET LOCAL enable_seqscan = off")
        cursor.execute("DISCARD PLANS")
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
    units = list(cadastre.units(surveyed(home)).values())
    write_years(chronicle, units[KEPT_BACK:], now, beside=buy_ahead)
    homes = _free_homes(chronicle, units)
    made = tell(chronicle, units[:KEPT_BACK], now)
    stories = [*made, *found(chronicle, units[KEPT_BACK:], set(homes), now)]
    say("演示城市：办完的件")
    finished = keep_past(chronicle, units, CLERKS, now)
    checked = put_rules_in_force(now)
    say("演示城市：在办件")
    buyers = open_cases(chronicle, homes, CLERKS, now)
    suggested = [chronicle.crowd.person() for _ in range(SUGGESTED)]
    _welcome(suggested, buyers, homes, [s.unit_code for s in stories], now)
    _keep(home, stories, suggested)
    residents_file(home).write_text(json.dumps(chronicle.crowd.names, ensure_ascii=False))
    file_batch(chronicle, home / "keys", now, spared={s.unit_code for s in stories})
    count, seconds = chronicle.ledger.booked, monotonic() - started
    say(
        f"演示城市：{len(units)} 个单元，{count} 件登记，{finished} 件办完的，"
        f"抽查 {checked} 件，用时 {seconds:.0f} 秒"
    )


def _welcome(
    suggested: list[register.PartyRef],
    buyers: list[register.PartyRef],
    homes: list[str],
    told: list[str],
    now: datetime,
) -> None:
    """Citizens who can sign in: first those with a home and its certificate to look at, then those
    with a case, then those who hold nothing until a case of somebody's own begins."""
    owners = _holders(told[:FIRST_OWNERS], now)
    holders = _holders([*homes[:WITH_CASES], *told[FIRST_OWNERS:]], now)
    noticed = _notice_holders(told, now)
    few, rest = buyers[:FIRST_BUYERS], buyers[FIRST_BUYERS:]
    people = {p.key: p for p in (*owners, *noticed, *few, *suggested, *holders, *rest)}
    cast.welcome_citizens(list(people.values()), now)


def _free_homes(chronicle: Chronicle, units: list[cadastre.UnitFacts]) -> list[str]:
    """Registered homes that nothing rests on, for the cases that are open."""
    ledger = chronicle.ledger
    homes = (u.code for u in units[KEPT_BACK:] if u.planned_use == "11")
    return [c for c in homes if c in ledger.holders and c not in ledger.mortgaged][:OPEN_CASES]


def _holders(codes: list[str], now: datetime) -> list[register.PartyRef]:
    """Who holds these units."""
    states = register.unit_states(codes, now=now + timedelta(seconds=1))
    owned = [state.ownership for state in states.values() if state.ownership]
    return [h.party for ownership in owned for h in ownership.holders]


def _notice_holders(codes: list[str], now: datetime) -> list[register.PartyRef]:
    """Whose advance notices rest on these units: people whose consent a sale needs."""
    states = register.unit_states(codes, now=now + timedelta(seconds=1))
    held = [n.holders for state in states.values() for n in state.notices]
    return [p for holders in held for p in holders if p.party_type is register.PartyType.PERSON]


def _keep(home: Path, told: list[Story], suggested: list[register.PartyRef]) -> None:
    """What is printed at every start."""
    rows = [[s.title, s.unit_code, s.address] for s in told]
    (home / "stories.json").write_text(json.dumps(rows, ensure_ascii=False))
    people = [[p.name, p.id_no] for p in suggested]
    (home / "buyers.json").write_text(json.dumps(people, ensure_ascii=False))


def stories() -> list[Story]:
    """The units with something to try, as loaded."""
    path = folder() / "stories.json"
    rows = json.loads(path.read_text()) if path.exists() else []
    return [Story(title=t, unit_code=c, address=a) for t, c, a in rows]


def suggested_buyers() -> list[tuple[str, str]]:
    """Name and identity number of people who hold nothing yet and can sign in, as loaded."""
    path = folder() / "buyers.json"
    rows = json.loads(path.read_text()) if path.exists() else []
    return [(name, number) for name, number in rows]


def account_lines() -> Iterator[str]:
    """What `make run` prints: who can sign in and what to try."""
    yield f"演示账号，密码都是 {cast.PASSWORD}"
    for username, name, posts in cast.OFFICERS:
        post, department = posts[0]
        yield f"  {username:<12}{name}  {department.label}{post.label}"
    for (username, name), bank in zip(cast.AGENTS, BANKS, strict=True):
        yield f"  {username:<12}{name}  {bank.name}"
    username, name = cast.ESCROW
    yield f"  {username:<12}{name}  {SUPERVISOR.name}"
    yield "银行接口的私钥（编号是文件名去掉 .pem，怎么用见 /agent/docs）："
    yield from (f"  {path}" for path in sorted((folder() / "keys").glob("*.pem")))
    yield "其他八家机构，每个岗位一位：岗位加机构代码，如 clerk430603、examiner430603、chief430603"
    yield "市民：在手机端登录页选一位演示人物，前几位有房有证，后几位有正在办的件"
    yield "可以填的买方（填好以后，就用他的身份在手机端看缴税、看新证）："
    for name, number in suggested_buyers():
        yield f"  {name}  {number}"
    yield "可以试的房子："
    for story in stories():
        yield f"  {story.title}：{story.address}"
