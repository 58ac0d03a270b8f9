"""The running site with an office, officers and banks, and people at browsers of their own."""

import time
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

import pytest
from django.conf import LazySettings
from django.db import connection, transaction
from django.utils import timezone
from playwright.sync_api import Browser, expect

from dengbu.accounts import api as accounts
from dengbu.casework import api as casework
from dengbu.casework.catalogue import load_catalogue
from dengbu.site.demonstration import cast, load
from tests.casework.desk import ENTERED, OFFICE, ROOT, Desk, open_desk
from tests.e2e.visitor import Visitor

PASSWORD = "long-enough-for-tests"
expect.set_options(timeout=30_000)  # ms; the machine may be busy with other tests

BUSY = (
    "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database()"
    " AND pid <> pg_backend_pid() AND state <> 'idle'"
)


@pytest.fixture(autouse=True)
def quiet_end(live_server: object) -> Iterator[None]:
    """What a page asked in the background is answered before the tables are emptied."""
    yield
    end = time.monotonic() + 10
    with connection.cursor() as cursor:
        while time.monotonic() < end:
            cursor.execute(BUSY)
            if cursor.fetchone() == (0,):
                return
            time.sleep(0.05)


@dataclass(frozen=True, kw_only=True)
class Site:
    """Where it happens."""

    browser: Browser
    address: str  # of the running site
    password: str  # of every officer
    usernames: Mapping[str, str]  # of officers, by the name that people see

    def visitor(self) -> Visitor:
        """Somebody new."""
        return Visitor(self.browser, self.address, self.password)


@dataclass(frozen=True, kw_only=True)
class Town(Site):
    """An office with a few homes of its own."""

    desk: Desk


def _usernames() -> dict[str, str]:
    officers = accounts.Account.objects.filter(kind=accounts.AccountKind.OFFICER, office=OFFICE)
    return dict(officers.values_list("name", "username"))


@pytest.fixture
def address(live_server: object, settings: LazySettings) -> str:
    """Of the site; as in the demonstration no second factor, and cookies over plain HTTP."""
    settings.SECOND_FACTOR = False
    settings.SESSION_COOKIE_SECURE = settings.CSRF_COOKIE_SECURE = False
    return str(live_server)


@pytest.fixture
def city(browser: Browser, address: str, settings: LazySettings, tmp_path: Path) -> Site:
    """The whole city of the demonstration, loaded as ``make run`` loads it."""
    settings.HOME = tmp_path
    now = timezone.now()
    accounts.load_offices(ROOT / "catalogue" / "cities" / "430600" / "offices.toml")
    load_catalogue(ROOT / "catalogue", office=OFFICE, now=now - load.STORY)
    casework.seed_calendar(OFFICE)
    with transaction.atomic():
        load.load_demonstration(now, lambda _: None)
    return Site(browser=browser, address=address, password=cast.PASSWORD, usernames=_usernames())


@pytest.fixture
def town(browser: Browser, address: str) -> Town:
    desk = open_desk(1)
    for n in (1, 2):
        accounts.create_account(
            accounts.NewAccount(
                username=f"首次{n}",
                name=f"首次{n}",
                kind=accounts.AccountKind.OFFICER,
                password=PASSWORD,
                office=OFFICE,
                posts=((accounts.Post.EXAMINER, accounts.Department.FIRST),),
            ),
            now=ENTERED,
        )
    return Town(
        browser=browser,
        address=address,
        password=PASSWORD,
        usernames=_usernames(),
        desk=desk,
    )
