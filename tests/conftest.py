"""Every test run has a PostgreSQL of its own: ``DATABASE_URL``, or the embedded one.

The database's name carries the process id, so that several runs can share one server.
"""

import os
from collections.abc import Iterator
from pathlib import Path
from shutil import which

import django
import psycopg
import pytest
from django.conf import settings
from playwright.sync_api import Browser, sync_playwright
from pytest_django import DjangoDbBlocker

from dengbu.site import memory, server
from tests import emptying, template

if "DATABASE_URL" not in os.environ:
    _uri = server.start(server.home() / "postgres-test")
    server.ensure_database(_uri, "dengbu")
    with psycopg.connect(_uri, autocommit=True) as _connection:  # nobody needs these data tomorrow
        _connection.execute("ALTER SYSTEM SET fsync = off")
        _connection.execute("ALTER SYSTEM SET full_page_writes = off")
        # Statistics of tables that a test has emptied mislead the plans of the next one.
        _connection.execute("ALTER SYSTEM SET autovacuum = off")
        _connection.execute("SELECT pg_reload_conf()")
    os.environ["DATABASE_URL"] = server.address(
        _uri, role="postgres", database=f"dengbu_{os.getpid()}"
    )
os.environ.setdefault("DENGBU_SECRET_KEY", "only-for-tests")
# Playwright keeps an event loop in the thread of a browser test, and Django would see it there.
os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "1"
# Here and not in pyproject.toml, where they would be read before the address above is known.
os.environ["DJANGO_SETTINGS_MODULE"] = "dengbu.site.settings"
django.setup()
emptying.use()
settings.PASSWORD_HASHERS = ["tests.hashing.LightArgon2"]

ROOT = Path(__file__).resolve().parents[1]
OTHERS = ("openssl", "pdfsig", "softhsm2-util", "unzip")  # judges and tools that we did not write
# The first has no window at all and draws in half the time.
BROWSERS = ("chromium-headless-shell", "chromium", "chromium-browser", "google-chrome")
CHROMIUM = next(filter(None, map(which, BROWSERS)), None)


def pytest_configure(config: pytest.Config) -> None:
    """Tests that need another's program are left out without it, but never in continuous
    integration."""
    lacking = [name for name in OTHERS if which(name) is None]
    if CHROMIUM is None:
        lacking.append("chromium")
    if lacking and os.environ.get("CI", "").lower() in {"1", "true"}:
        raise pytest.UsageError(f"CI must have {', '.join(lacking)}: .ci/run installs them")


def pytest_collection_finish(session: pytest.Session) -> None:
    """What is loaded stays, as in the processes of the product."""
    del session
    memory.spare()


@pytest.fixture(scope="session")
def django_db_setup(
    django_test_environment: None,
    django_db_blocker: DjangoDbBlocker,
    django_db_modify_db_settings: None,
) -> Iterator[None]:
    """The tests' database is a copy of a migrated template, in place of migrating it anew."""
    from django.db import connection  # noqa: PLC0415 - Django is ready only now

    with django_db_blocker.unblock():
        name = connection.creation._get_test_db_name()  # with the suffix of a parallel process
        before = connection.settings_dict["NAME"]
        template.ensure_copy(name)
        connection.close()
        settings.DATABASES["default"]["NAME"] = connection.settings_dict["NAME"] = name
        yield
        connection.close()
        settings.DATABASES["default"]["NAME"] = connection.settings_dict["NAME"] = before
        template.remove(name)


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    """A real Chromium, without a window; one a module, so that its event loop ends with it."""
    if CHROMIUM is None:
        pytest.skip("no Chromium on this machine")
    with sync_playwright() as driver:
        chromium = driver.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
        yield chromium
        chromium.close()


@pytest.fixture
def offices(db: None) -> None:
    """The nine offices of 430600, each with its system account."""
    from dengbu.accounts import api as accounts  # noqa: PLC0415 - Django is ready only now

    accounts.load_offices(ROOT / "catalogue" / "cities" / "430600" / "offices.toml")
