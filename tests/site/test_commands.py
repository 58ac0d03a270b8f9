"""The command line: its table, the catalogue, and a database that may not be used."""

import shutil
from argparse import ArgumentParser, Namespace
from importlib import import_module
from pathlib import Path

import pytest
from django.conf import LazySettings
from django.utils import timezone

from dengbu.accounts import api as accounts
from dengbu.casework import api as casework
from dengbu.site import cli
from dengbu.site.commands import catalogue, demo
from dengbu.site.models import Milestone

ROOT = Path(__file__).resolve().parents[2]
SHARED = {"folder": catalogue.FOLDER, "office": "430602", "since": None}


@pytest.mark.parametrize("name", cli.TABLE)
def test_every_command_of_the_table_is_there_and_explains_itself(name: str) -> None:
    module = import_module(f"{cli.COMMANDS}.{cli.TABLE[name].module}")
    parser = ArgumentParser()
    module.add_arguments(parser)
    assert callable(module.run)
    assert module.__doc__


def test_an_unknown_command_is_refused(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as ended:
        cli.main(["nothing"])
    assert ended.value.code == 2
    assert "catalogue" in capsys.readouterr().err


@pytest.mark.usefixtures("offices")
def test_the_catalogue_is_put_in_force_at_every_office_and_once(
    capsys: pytest.CaptureFixture[str],
) -> None:
    given = Namespace(verb="load", folder=catalogue.FOLDER, office=None, since=None)
    assert catalogue.run(given) == 0
    said = capsys.readouterr().out
    assert all(f"{office.code} + G10 v1" in said for office in accounts.offices())
    assert catalogue.run(given) == 0
    assert capsys.readouterr().out == ""


def test_gaps_of_a_catalogue_are_named(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "cities" / "430600").mkdir(parents=True)
    assert catalogue.run(Namespace(verb="check", folder=tmp_path, office=None)) == 1
    assert "services/" in capsys.readouterr().err


@pytest.mark.usefixtures("offices")
def test_a_rehearsal_names_services_that_nobody_offers(
    capsys: pytest.CaptureFixture[str],
) -> None:
    load = Namespace(verb="load", folder=catalogue.FOLDER, office="430602", since=None)
    assert catalogue.run(load) == 0
    given = Namespace(verb="rehearse", codes=["G98", "G99"], changes=False, **SHARED)
    assert catalogue.run(given) == 1
    assert capsys.readouterr().err == "G98：没有这项业务\nG99：没有这项业务\n"


@pytest.mark.django_db
def test_a_real_office_is_prepared_without_made_up_people(settings: object) -> None:
    settings.DEMO = False  # type: ignore[attr-defined]  # pytest-django's settings
    assert demo.run(Namespace(greet=False)) == 0
    assert len(accounts.offices()) == 9
    assert not accounts.Account.objects.filter(is_active=True).exists()


@pytest.mark.django_db
def test_another_city_is_opened_by_its_folder_alone(settings: LazySettings, tmp_path: Path) -> None:
    copy = Path(shutil.copytree(settings.CATALOGUE, tmp_path / "catalogue"))
    shutil.copytree(ROOT / "tests" / "scenarios" / "second_city", copy / "cities" / "330500")
    settings.DEMO, settings.CATALOGUE, settings.CITIES = False, copy, copy / "cities"
    settings.CITY = "330500"
    assert demo.run(Namespace(greet=False)) == 0
    assert {office.code[:4] for office in accounts.offices()} == {"3305"}
    services = casework.services(office="330502", now=timezone.now())
    assert len(services) > 80
    settings.DEMO = True
    assert demo.run(Namespace(greet=False)) == 1  # the made-up city is another one
    settings.DEMO, settings.CITY = False, "999900"
    assert demo.run(Namespace(greet=False)) == 1


@pytest.mark.django_db
def test_a_database_with_made_up_people_is_never_used_by_a_real_office(
    settings: object, capsys: pytest.CaptureFixture[str]
) -> None:
    settings.DEMO = False  # type: ignore[attr-defined]  # pytest-django's settings
    Milestone.objects.create(name=demo.CITY_LOADED, at=timezone.now())
    assert demo.run(Namespace(greet=False)) == 1
    assert "不能用来正式办公" in capsys.readouterr().err
