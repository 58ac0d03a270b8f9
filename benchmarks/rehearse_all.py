"""Every service of the catalogue from request to entry, one after another, nothing kept."""

import time
from datetime import UTC, datetime
from pathlib import Path

from benchmarks.ground import OFFICE, report, say
from dengbu.accounts import api as accounts
from dengbu.casework import api as casework
from dengbu.site.rehearsal import rehearse

CATALOGUE = Path(__file__).resolve().parents[1] / "catalogue"


def main() -> None:
    """Whole, with officers where the database has none; every service must be entered."""
    now = datetime.now(UTC)
    accounts.load_offices(CATALOGUE / "cities" / "430600" / "offices.toml")
    casework.seed_calendar(OFFICE)
    casework.load_catalogue(CATALOGUE, office=OFFICE, now=now)
    _hire(now)
    services = casework.services(office=OFFICE, now=now)
    begun = time.perf_counter()
    done = list(rehearse(services, office=OFFICE, now=now, every_right=True))
    seconds = time.perf_counter() - begun
    for failed in (d for d in done if not d.entered):
        say(f"{failed.code}: {'; '.join(failed.why)}")
    report(
        "rehearse_all",
        seconds=round(seconds, 1),
        services=len(services),
        tried=len(done),
        entered=sum(d.entered for d in done),
        slowest_s=round(max(d.seconds for d in done), 2),
    )
    if not all(d.entered for d in done):
        raise SystemExit("not every service was entered")


def _hire(now: datetime) -> None:
    """Somebody who accepts, and two examiners of each department."""
    if any(accounts.may(a, accounts.Permission.EXAMINE) for a in accounts.officers(OFFICE)):
        return
    posts, of = accounts.Post, accounts.Department
    wanted = [("受理", posts.WINDOW, of.INTAKE)]
    wanted += [(f"{d.label}{n}", posts.EXAMINER, d) for d in of for n in (1, 2)]
    for n, (name, post, department) in enumerate(wanted):
        account = accounts.NewAccount(
            username=f"rehearsal-{now:%Y%m%d%H%M%S}-{n}",
            name=name,
            kind=accounts.AccountKind.OFFICER,
            password=f"rehearsal-{now.timestamp()}",
            office=OFFICE,
            posts=((post, department),),
        )
        accounts.create_account(account, now=now)
