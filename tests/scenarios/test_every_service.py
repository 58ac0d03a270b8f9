"""Every service of the catalogue goes from request to entry, and a rehearsal leaves nothing."""

from datetime import UTC, datetime
from pathlib import Path

import pytest
from django.db import connection

from dengbu.accounts import api as accounts
from dengbu.casework import api as casework
from dengbu.casework.calendar import seed_calendar
from dengbu.site.rehearsal import rehearse, rehearse_inquiries
from tests.casework.desk import ENTERED, OFFICE, officer

ROOT = Path(__file__).resolve().parents[2]
CODES = sorted(p.stem for p in (ROOT / "catalogue" / "services").glob("*.toml"))
NOW = datetime(2026, 11, 12, 2, 6, tzinfo=UTC)  # 10:06 on a Thursday
WRITTEN = ("casework_case", "casework_journalline", "register_booking", "cadastre_parcel")

pytestmark = pytest.mark.django_db


@pytest.fixture
def office() -> str:
    """An office with its catalogue, calendar and officers, and not one unit."""
    accounts.load_offices(ROOT / "catalogue" / "cities" / "430600" / "offices.toml")
    seed_calendar(OFFICE)
    casework.load_catalogue(ROOT / "catalogue", office=OFFICE, now=ENTERED)
    posts = accounts.Post
    officer("窗口", (posts.WINDOW, accounts.Department.INTAKE))
    for department in ("FIRST", "TRANSFER", "MORTGAGE"):
        of = accounts.Department(department)
        for n in (1, 2):
            officer(f"{of.label}{n}", (posts.EXAMINER, of))
    return OFFICE


def test_every_kind_of_query_is_answered_in_every_capacity(office: str) -> None:
    terms = casework.inquiry_terms(office=office, now=NOW)
    done = list(rehearse_inquiries(terms, office=office, now=NOW))
    assert {one.code: one.why for one in done} == {f"N{n}": () for n in range(57, 64)}
    asked = sum(len(terms.capacities_of(kind)) for kind in terms.kinds)
    assert sum(len(one.numbers) for one in done) == asked


@pytest.mark.parametrize("code", CODES)
def test_a_service_goes_from_request_to_entry(office: str, code: str) -> None:
    service = casework.service(code, office=office, now=NOW)
    tried = list(rehearse([service], office=office, now=NOW, every_right=True))
    assert [done.right for done in tried] == list(service.rights or ("4",))
    for done in tried:
        assert done.entered, (done.right, done.why)
        assert done.acts >= len(service.items)
        assert bool(done.certificates) is bool(service.result)
    for table in WRITTEN:
        with connection.cursor() as cursor:
            cursor.execute(f"SELECT count(*) FROM {table}")
            assert cursor.fetchone() == (0,), f"{table} keeps something of the rehearsal"
