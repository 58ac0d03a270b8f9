"""What a service file may say of a notice, and what the office sets for all of them."""

import shutil
from pathlib import Path

import pytest

from dengbu.casework import api as casework
from dengbu.casework.catalogue import load_catalogue
from tests.casework.desk import ENTERED, NOW, OFFICE, ROOT

SOUND = {
    "kind": '"LOST"',
    "days": "15",
    "title": '"遗失声明"',
    "text": '"{holders}遗失{certificates}，{until}前可以提出异议"',
}
SETTINGS = Path("cities", "430600", "settings.toml")


@pytest.fixture
def copy(tmp_path: Path) -> Path:
    return Path(shutil.copytree(ROOT / "catalogue", tmp_path / "catalogue"))


def with_table(copy: Path, service: str = "G10", **changes: str) -> None:
    file = copy / "services" / f"{service}.toml"
    lines = [f"{key} = {value}" for key, value in {**SOUND, **changes}.items()]
    file.write_text("\n".join([file.read_text(), "[notice]", *lines, ""]))


def gaps(copy: Path) -> list[tuple[str, str]]:
    return [(gap.file, gap.key) for gap in casework.check_catalogue(copy)]


def test_a_sound_table_is_loaded_with_the_time_that_the_office_set(
    copy: Path, offices: None
) -> None:
    with_table(copy)
    file = copy / SETTINGS
    file.write_text(file.read_text().replace("notices_kept = 365", "notices_kept = 30"))
    assert gaps(copy) == []
    load_catalogue(copy, office=OFFICE, now=ENTERED)
    notice = casework.service("G10", office=OFFICE, now=NOW).notice
    assert notice is not None
    assert (notice.kind, notice.days, notice.kept_days) == ("LOST", 15, 30)
    assert casework.service("G39", office=OFFICE, now=NOW).notice is None


@pytest.mark.parametrize(
    ("changes", "keys"),
    [
        ({"kind": '"RUMOUR"'}, ["notice.kind"]),
        ({"days": "0"}, ["notice.days"]),
        ({"days": '"15"'}, ["notice.days"]),
        ({"days": "14"}, ["notice.days"]),
        ({"kind": '"FIRST"', "days": "14"}, ["notice.days"]),
        ({"kind": '"INHERITANCE"', "days": "14"}, ["notice.days"]),
        ({"kind": '"CORRECTION"', "days": "14"}, ["notice.days"]),
        ({"text": '"{holders}遗失{certificates}"'}, ["notice.text"]),
        ({"title": f'"{"长" * 101}"'}, ["notice.title"]),
        ({"text": '"{id_no}"'}, ["notice.text"]),
        ({"text": '"{holders"'}, ["notice.text"]),
        ({"text": '"{}"'}, ["notice.text"]),
        ({"kind": "1", "days": "-1", "more": "1"}, ["notice.kind", "notice.more", "notice.days"]),
    ],
)
def test_every_fault_is_named(copy: Path, changes: dict[str, str], keys: list[str]) -> None:
    with_table(copy, **changes)
    found = gaps(copy)
    assert {file for file, _ in found} == {"services/G10.toml"}
    assert list(dict.fromkeys(key for _, key in found)) == keys


def test_no_rule_approves_what_has_to_be_made_public_first(copy: Path) -> None:
    with_table(copy, "G44")
    assert gaps(copy) == [("services/G44.toml", "autopilot")]


@pytest.mark.parametrize("kept", ["-1", '"lang"'])
def test_the_time_that_notices_are_kept_is_in_days(copy: Path, kept: str) -> None:
    file = copy / SETTINGS
    file.write_text(file.read_text().replace("notices_kept = 365", f"notices_kept = {kept}"))
    assert gaps(copy) == [(str(SETTINGS), "notices_kept")]
