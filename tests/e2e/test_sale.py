"""A home is sold with its old mortgage on it (C09), from the window to the open page.

Once on a made unit, once on a unit that came from a real survey file by ``dengbu import``'s way and
was first registered (G06) and mortgaged (G39) at the same windows.
"""

import csv
import gzip
import json
import os
from pathlib import Path

import pytest

from dengbu.cadastre import api as cadastre
from dengbu.cadastre.models import Unit
from dengbu.register import api as register
from tests.cadastre import surveys
from tests.casework.desk import OFFICE
from tests.e2e.conftest import Town
from tests.e2e.sale import (
    LOAN,
    approve,
    bank_of,
    facts,
    open_request,
    papers,
    person_of,
    sell,
    send,
)
from tests.register.city import BANK, OTHER_BANK, person

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
CAMBRIDGE = Path(os.environ.get("DENGBU_SAMPLE_CADASTRE", "/nowhere"))
MAPPING = Path(cadastre.__file__).parent / "mappings" / "cambridge.toml"
SHEET = "106"  # a map sheet of the real survey: a hundred lots are enough for one sale
OWNER, BUYER = person(801), person(903)


def test_a_made_home_changes_hands(town: Town) -> None:
    clerk = town.visitor()
    clerk.sign_in("窗口1")
    sell(town, clerk, facts(town.desk.units[0]), buyer=BUYER, new_bank=OTHER_BANK)
    clerk.leave()


def sheet_of_cambridge(folder: Path) -> Path:
    """One map sheet of the real survey, in files of the same names."""
    source = folder / "parcels_fy2013.geojson.gz"
    survey = json.loads(gzip.decompress((CAMBRIDGE / source.name).read_bytes()))
    survey["features"] = [f for f in survey["features"] if f["properties"].get("MAP") == SHEET]
    source.write_bytes(gzip.compress(json.dumps(survey).encode()))
    name = "units_fy2013.csv.gz"
    with gzip.open(CAMBRIDGE / name, "rt", encoding="utf-8", newline="") as file:
        rows = csv.DictReader(file)
        kept = [row for row in rows if row["ML"].startswith(f"{SHEET}-")]
    with gzip.open(folder / name, "wt", encoding="utf-8", newline="") as out:
        writer = csv.DictWriter(out, fieldnames=rows.fieldnames or ())
        writer.writeheader()
        writer.writerows(kept)
    return source


def imported(folder: Path) -> str:
    """Import a survey as an office does; the code of a home in it."""
    if CAMBRIDGE.exists():
        cadastre.import_cadastre(
            sheet_of_cambridge(folder),
            cadastre.read_mapping(MAPPING),
            office=OFFICE,
            actor=surveys.OFFICER,
            dry_run=False,
            now=surveys.NOW,
        )
    else:
        surveys.take_in("dirty")
    known = set(register.registered(list(Unit.objects.values_list("code", flat=True))))
    homes = Unit.objects.filter(building__isnull=False, floor_area__gt=0, planned_use="11")
    homes = homes.exclude(code__in=known).exclude(parcel__address="金鹗东路86号")
    found = homes.order_by("code").values_list("code", flat=True).first()
    assert found is not None
    return str(found)


def test_a_home_of_a_real_survey_is_registered_mortgaged_and_sold(
    town: Town, tmp_path: Path
) -> None:
    unit = facts(imported(tmp_path))
    clerk = town.visitor()
    clerk.sign_in("窗口1")
    open_request(clerk, unit, "G06")
    case_no, examiner = send(clerk, person_of(clerk, "OWNER", OWNER) | papers("G06"))
    assert len(approve(town, case_no, examiner, unit.address)) == 1
    open_request(clerk, unit, "G39")
    values = {**bank_of(clerk, "MORTGAGEE", OTHER_BANK), **LOAN, **papers("G39")}
    case_no, examiner = send(clerk, values)
    assert len(approve(town, case_no, examiner, unit.address)) == 1
    sell(town, clerk, unit, buyer=BUYER, new_bank=BANK)
    clerk.leave()
