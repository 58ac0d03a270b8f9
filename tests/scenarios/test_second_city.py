"""Another prefecture works from its own files alone: 湖州市, province 浙, nothing of ours in it."""

import shutil
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from pathlib import Path

import pytest

from dengbu.accounts import api as accounts
from dengbu.casework import api as casework
from dengbu.casework.calendar import seed_calendar
from dengbu.site.commands import catalogue_changes as changes
from dengbu.site.rehearsal import Effect, effects, rehearse
from tests.casework.desk import ENTERED, ROOT, officer

pytestmark = pytest.mark.django_db
FILES = Path(__file__).parent / "second_city"
CITY, OFFICE, COUNTY = "330500", "330502", "330521"
NOW = datetime(2026, 11, 12, 2, 6, tzinfo=UTC)  # 10:06 on a Thursday


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """The catalogue with the files of the second city beside those of the first."""
    copy = Path(shutil.copytree(ROOT / "catalogue", tmp_path / "catalogue"))
    shutil.copytree(FILES, copy / "cities" / CITY)
    return copy


@pytest.fixture
def opened(folder: Path) -> Path:
    """Both counties of the city are open, with officers at the first."""
    accounts.load_offices(folder / "cities" / CITY / "offices.toml")
    for office in (OFFICE, COUNTY):
        seed_calendar(office)
        casework.load_catalogue(folder, office=office, now=ENTERED)
    posts = accounts.Post
    officer("湖州窗口", (posts.WINDOW, accounts.Department.INTAKE), office=OFFICE)
    for department in ("FIRST", "TRANSFER", "MORTGAGE"):
        of = accounts.Department(department)
        for n in (1, 2):
            officer(f"湖州{of.label}{n}", (posts.EXAMINER, of), office=OFFICE)
    return folder


def service(code: str) -> casework.ServiceView:
    return casework.service(code, office=OFFICE, now=NOW)


def test_both_cities_are_sound(folder: Path) -> None:
    assert casework.check_catalogue(folder) == ()


def test_it_has_its_own_times_papers_notices_and_services(opened: Path) -> None:
    sale = service("G10")
    assert (sale.promised_on("W"), sale.statutory_days) == ("2个工作日", 20)
    assert sale.summary == "把房子过户给买方"
    assert sale.title == "二手房买卖", "what its file does not name stays as it is"
    papers = {paper.code: paper.name for paper in sale.materials}
    assert papers["ct"] == "湖州市存量房买卖合同"
    assert papers["x1"] == "房屋交接单"
    notice = service("G30").notice
    assert notice is not None
    assert (notice.days, notice.kept_days) == (20, 180)
    assert notice.text, "the text is the country's"
    codes = {s.code for s in casework.services(office=COUNTY, now=NOW)}
    assert "L01" in codes
    assert "C12" not in codes


@pytest.mark.parametrize("code", ["G10", "G30", "L01", "G44", "C07", "G48", "G54"])
def test_its_services_go_from_request_to_entry(opened: Path, code: str) -> None:
    (done,) = rehearse([service(code)], office=OFFICE, now=NOW)
    assert done.entered, done.why
    assert all(number.startswith("浙(2026)湖州市") for number in done.certificates)


def test_its_discount_has_a_beginning_and_an_end(opened: Path) -> None:
    (in_time,) = rehearse([service("G10")], office=OFFICE, now=NOW)
    assert in_time.fee == Decimal("40.00")
    (later,) = rehearse([service("G10")], office=OFFICE, now=NOW.replace(year=2027, month=3))
    assert later.fee == Decimal("80.00")


def test_the_first_city_has_none_of_it(opened: Path) -> None:
    accounts.load_offices(opened / "cities" / "430600" / "offices.toml")
    casework.load_catalogue(opened, office="430602", now=ENTERED)
    ours = casework.service("G10", office="430602", now=NOW)
    assert "x1" not in {paper.code for paper in ours.materials}
    assert "L01" not in {s.code for s in casework.services(office="430602", now=NOW)}


def test_what_a_change_does_is_rehearsed_and_nothing_stays(
    opened: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    own = opened / "cities" / CITY
    (own / "services" / "G44.toml").write_text('title = "抵押注销（改名）"\n')
    (own / "services" / "G30.toml").write_text("[notice]\ndays = 25\n")
    (own / "services" / "L01.toml").unlink()
    settings = own / "settings.toml"
    text = settings.read_text().replace('"G44", "L01"', '"G44"').replace('L01 = "0.5"\n', "")
    settings.write_text(text)
    found = {e.code: {what: (a, b) for what, a, b in e.rows} for e in _effects(opened)}
    assert found["G30"] == {"公告": ("20个工作日", "25个工作日")}
    assert found["G44"] == {}, "another title changes nothing of what comes out"
    assert found["L01"]["办成"] == ("是", "没有")
    notice = service("G30").notice
    assert notice is not None
    assert notice.days == 20
    assert service("L01").code == "L01", "the trial is rolled back"
    assert changes.tried(opened, office=OFFICE, now=NOW) == 0
    assert changes.told(opened, office=OFFICE, now=NOW) == 0
    casework.load_catalogue(opened, office=OFFICE, now=NOW, since=NOW + timedelta(days=9))
    changes.plans(office=OFFICE, now=NOW)
    said = capsys.readouterr().out
    assert "公告：20个工作日 → 25个工作日" in said
    assert "G30  公告·工作日\n    - 20\n    + 25" in said
    assert f"{OFFICE} 2026-11-21 10:06 起 G30 v2" in said


def test_a_fee_that_begins_later_is_seen_on_its_day(opened: Path) -> None:
    fees = opened / "cities" / CITY / "fees.toml"
    fees.write_text(
        fees.read_text().replace("2026-12-31", "2026-12-30")
        + '[[rate]]\nrule = "F10"\nuses = ["HOME"]\nregistrations = ["TRANSFER"]\n'
        'amount = "20.00"\nvalid_from = 2027-01-01\nreason = "再减"\nsource = "通知"\n'
    )
    later = datetime(2027, 3, 12, 2, tzinfo=UTC)
    rows = {e.code: list(e.rows) for e in effects(opened, office=OFFICE, now=later)}
    assert rows["G10"] == [("登记费", "80.00元", "20.00元")]


@pytest.mark.parametrize("code", ["G32", "G48", "G48-3"])
def test_what_is_done_at_once_is_rehearsed_for_a_day_to_come(opened: Path, code: str) -> None:
    """Entered by the real clock, before which nothing may have been delivered."""
    (done,) = rehearse([service(code)], office=OFFICE, now=NOW.replace(year=2028))
    assert done.entered, done.why


def _effects(folder: Path) -> tuple[Effect, ...]:
    return effects(folder, office=OFFICE, now=NOW)
