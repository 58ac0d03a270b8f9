"""The catalogue: sound, in versions that never change, every gap named at once; the calendar."""

import shutil
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest

from dengbu.casework import api as casework
from dengbu.casework.catalogue.words import PRECONDITIONS
from dengbu.casework.models import Case, ServiceVersion
from dengbu.register.rules import RULES
from tests.casework import asks
from tests.casework.desk import NOW, open_desk

ROOT = Path(__file__).resolve().parents[2]
CATALOGUE = ROOT / "catalogue"
OFFICE = "430602"
LATE_2026 = datetime(2026, 12, 25, 2, 0, tzinfo=UTC)


@pytest.fixture
def copy(tmp_path: Path) -> Path:
    return Path(shutil.copytree(CATALOGUE, tmp_path / "catalogue"))


def test_the_catalogue_is_sound() -> None:
    assert casework.check_catalogue(CATALOGUE) == ()


def test_the_catalogue_may_name_exactly_the_rules_that_the_register_has() -> None:
    assert {r.code for r in RULES if r.code.startswith("P")} == PRECONDITIONS


@pytest.mark.parametrize(("said", "instead"), [('"P07", ', ""), ('"P23"', '"P23", "P23"')])
def test_a_service_names_exactly_what_the_register_asks_of_its_acts(
    copy: Path, said: str, instead: str
) -> None:
    file = copy / "services" / "G10.toml"
    file.write_text(file.read_text().replace(said, instead))
    (gap,) = casework.check_catalogue(copy)
    assert (gap.file, gap.key) == ("services/G10.toml", "preconditions")
    assert "P07, P08" in gap.what


@pytest.mark.django_db
def test_same_content_adds_nothing_and_a_change_is_the_next_version(copy: Path) -> None:
    first = casework.load_catalogue(copy, office=OFFICE, now=NOW)
    assert "C09 v1" in first.added
    again = casework.load_catalogue(copy, office=OFFICE, now=NOW + timedelta(days=1))
    assert again.added == ()
    assert len(again.unchanged) == len(first.added)
    before = casework.service("G10", office=OFFICE, now=NOW)
    file = copy / "services" / "G10.toml"
    file.write_text(file.read_text().replace('title = "二手房买卖"', 'title = "买卖"'))
    later = NOW + timedelta(days=2)
    changed = casework.load_catalogue(copy, office=OFFICE, now=later)
    assert changed.added == ("G10 v2",)
    now = casework.service("G10", office=OFFICE, now=later)
    assert (before.version, before.title) == (1, "二手房买卖")
    assert (now.version, now.title) == (2, "买卖")
    assert ServiceVersion.objects.get(id=before.id).valid_to == later


@pytest.mark.django_db
def test_a_service_that_has_gone_is_no_longer_offered(copy: Path) -> None:
    casework.load_catalogue(copy, office=OFFICE, now=NOW)
    (copy / "services" / "G46-2.toml").unlink()
    later = NOW + timedelta(days=1)
    report = casework.load_catalogue(copy, office=OFFICE, now=later)
    assert report.ended == ("G46-2",)
    assert "G46-2" not in {s.code for s in casework.services(office=OFFICE, now=later)}


def test_every_gap_is_named_with_file_and_key(copy: Path) -> None:
    file = copy / "services" / "G39.toml"
    text = file.read_text()
    text = text.replace('department = "MORTGAGE"', 'department = "SALES"')
    text = text.replace('act = "CreateMortgage"', 'act = "Lend"')
    text = text.replace("summary = ", "sumary = ")
    file.write_text(text)
    fees = copy / "fees.toml"
    fees.write_text(fees.read_text().replace('"550.00"', '"550"'))
    settings = copy / "cities" / "430600" / "settings.toml"
    settings.write_text(settings.read_text().replace('["09:00", "12:00"]', '["12:00", "09:00"]'))
    (copy / "services" / "G44.toml").write_text("code = ")
    found = {(g.file, g.key) for g in casework.check_catalogue(copy)}
    assert {
        ("services/G39.toml", "department"),
        ("services/G39.toml", "item.0.act"),
        ("services/G39.toml", "summary"),
        ("services/G39.toml", "sumary"),
        ("services/G44.toml", ""),
        ("fees.toml", "rate.12.amount"),
        ("cities/430600/settings.toml", "hours.0"),
    } <= found


@pytest.mark.django_db
def test_a_broken_catalogue_changes_nothing(copy: Path) -> None:
    (copy / "services" / "G10.toml").unlink()
    (copy / "services" / "G39.toml").write_text("code = ")
    with pytest.raises(casework.CatalogueError) as caught:
        casework.load_catalogue(copy, office=OFFICE, now=NOW)
    assert "services/G39.toml" in str(caught.value)
    assert not ServiceVersion.objects.exists()


@pytest.mark.django_db
def test_the_seeded_calendar_knows_holidays_and_make_up_days() -> None:
    assert casework.seed_calendar(OFFICE) > 100
    assert casework.seed_calendar(OFFICE) == 0
    days = casework.work_calendar(OFFICE, since=NOW)
    assert not days.is_working_day(date(2025, 1, 28))
    assert days.is_working_day(date(2025, 1, 26))  # a Sunday worked for the Spring Festival
    assert days.is_provisional(date(2027, 1, 4))
    assert not days.is_provisional(date(2026, 12, 31))


@pytest.mark.django_db
def test_deadlines_into_a_year_not_announced_are_computed_again_when_it_is() -> None:
    desk = open_desk()
    view = casework.submit(asks.sale(desk, 0), actor=desk.windows[0], now=LATE_2026)
    assert view.clock.provisional
    case = Case.objects.get()
    statutory, promised = case.statutory_due_at, case.due_at
    holidays = {date(2027, 1, 1): False, date(2027, 1, 4): False, date(2027, 1, 5): False}
    report = casework.announce_year(
        2027, holidays, office=OFFICE, source="国办发明电〔2026〕9号", now=LATE_2026
    )
    assert report.cases == 1
    case.refresh_from_db()
    assert not case.provisional
    assert case.due_at == promised
    # 1 January falls on a Friday: three working days fewer than the weekdays said.
    assert case.statutory_due_at.date() == statutory.date() + timedelta(days=5)
