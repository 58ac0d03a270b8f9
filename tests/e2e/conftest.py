"""The running site with an office, officers and banks, and people at browsers of their own."""

from collections.abc import Iterator
from dataclasses import dataclass

import pytest
from django.conf import LazySettings
from playwright.sync_api import Browser

from dengbu.accounts import api as accounts
from tests.casework.desk import ENTERED, OFFICE, Desk, open_desk
from tests.e2e.visitor import PASSWORD, Visitor


@dataclass(frozen=True, kw_only=True)
class Town:
    """Where it happens."""

    browser: Browser
    address: str  # of the running site
    desk: Desk

    def visitor(self) -> Visitor:
        """Somebody new."""
        return Visitor(self.browser, self.address)


@pytest.fixture
def town(browser: Browser, live_server: object, settings: LazySettings) -> Iterator[Town]:
    # As in the demonstration: no second factor, and cookies that go over plain HTTP.
    settings.SECOND_FACTOR = False
    settings.SESSION_COOKIE_SECURE = settings.CSRF_COOKIE_SECURE = False
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
    yield Town(browser=browser, address=str(live_server), desk=desk)
