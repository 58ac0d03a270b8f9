"""Automatic approval put in force at the benches' office, by the verbs that every office uses."""

from datetime import UTC, datetime

from benchmarks.ground import OFFICE, say
from dengbu.accounts import api as accounts
from dengbu.casework import api as casework
from dengbu.site.demonstration import trial

SMART = ("G44", "G37", "G37-2", "G38", "G38-2")
SAMPLE = 299  # of the city's own settings
_P, _D = accounts.Post, accounts.Department


def put_in_force(unit_code: str) -> None:
    """Have the rules of the smart four agreed to, once a database."""
    now = datetime.now(UTC)
    waiting = {one.service for one in casework.smart.candidates(OFFICE, now=now)}
    services = [code for code in SMART if code in waiting]
    if not services:
        return
    past = _officer("past", _P.ARCHIVIST, _D.ARCHIVES)
    trial.make_past(
        services,
        office=OFFICE,
        examiner=(past.id, past.name),
        unit_code=unit_code,
        now=now,
        many=SAMPLE,
    )
    chief = _officer("chief", _P.CHIEF, _D.MORTGAGE)
    auditor = _officer("auditor", _P.AUDITOR, _D.LEGAL)
    for code in services:
        trial.put_in_force(code, chief=chief, auditor=auditor, now=now)
    say(f"rules in force: {', '.join(services)}")


def _officer(name: str, post: accounts.Post, department: accounts.Department) -> accounts.Actor:
    account = accounts.create_account(
        accounts.NewAccount(
            username=f"rules-{name}-{datetime.now(UTC):%Y%m%d%H%M%S}",
            name=f"规则{name}",
            kind=accounts.AccountKind.OFFICER,
            password="long-enough-for-benches",
            office=OFFICE,
            posts=((post, department),),
        ),
        now=datetime.now(UTC),
    )
    return accounts.actor_of(account)
