"""What an office changes by a file of its own: the difference, the effect, the day, the faults."""

import shutil
from datetime import timedelta
from pathlib import Path

import pytest
from django.db import IntegrityError, transaction

from dengbu.casework import api as casework
from dengbu.casework.models import Case, ServiceVersion
from dengbu.database.ids import next_id
from tests.casework import asks
from tests.casework.desk import ENTERED, NOW, OFFICE, ROOT, open_desk
from tests.casework.noticed import examiner_of

CITY = "cities/430600"
DAY = timedelta(days=1)
MONTH = NOW + 30 * DAY


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return Path(shutil.copytree(ROOT / "catalogue", tmp_path / "catalogue"))


def own(folder: Path, name: str, text: str) -> None:
    """A file of the city's own."""
    file = folder / CITY / name
    file.parent.mkdir(exist_ok=True)
    file.write_text(text)


def gaps(folder: Path) -> dict[str, tuple[str, int]]:
    return {f"{g.key}": (g.file, g.line) for g in casework.check_catalogue(folder)}


def test_faults_are_named_in_the_file_in_which_they_stand(folder: Path) -> None:
    own(
        folder,
        "services/G10.toml",
        'department = "SALES"\n\n[[material]]\ncode = "ct"\nsources = ["PIGEON"]\n',
    )
    own(folder, "services/G30.toml", "[notice]\ndays = 0\n")
    own(folder, "services/L09.toml", 'title = "没有写完"\n')
    own(folder, "services/G39.toml", "code = ")
    own(folder, "fees.toml", '[[rate]]\nrule = "F10"\namount = "half"\n')
    own(folder, "services/L08.toml", "withdrawn = true\n")
    own(folder, "services/G11.toml", 'withdrawn = true\ntitle = "两样"\n')
    national = folder / "services" / "G44.toml"
    national.write_text(national.read_text().replace('department = "', 'department = "X'))
    found = gaps(folder)
    assert found["material.0.sources"] == (f"{CITY}/services/G10.toml", 5)
    assert found["notice.days"] == (f"{CITY}/services/G30.toml", 2)
    assert found["rate.0.amount"] == (f"{CITY}/fees.toml", 3)
    files = {g.file for g in casework.check_catalogue(folder)}
    assert {
        f"{CITY}/services/L09.toml",
        f"{CITY}/services/L08.toml",
        f"{CITY}/services/G11.toml",
        f"{CITY}/services/G39.toml",
        "services/G44.toml",
    } <= files
    departments = [g.file for g in casework.check_catalogue(folder) if g.key == "department"]
    assert set(departments) == {
        f"{CITY}/services/G10.toml",
        f"{CITY}/services/L09.toml",
        "services/G44.toml",
    }


@pytest.mark.django_db
def test_the_difference_is_told_in_words_and_changes_nothing(folder: Path) -> None:
    casework.load_catalogue(ROOT / "catalogue", office=OFFICE, now=ENTERED)
    assert casework.differences(folder, office=OFFICE, now=NOW) == ()
    own(folder, "services/G30.toml", "[notice]\ndays = 20\n")
    own(folder, "services/G10.toml", '[[material]]\ncode = "ct"\nname = "本市的合同"\n')
    own(folder, "services/C12.toml", "withdrawn = true\n")
    before = ServiceVersion.objects.count()
    found = casework.differences(folder, office=OFFICE, now=NOW)
    assert {(d.service, d.what, d.before, d.after) for d in found} == {
        ("C12", "这项业务", casework.service("C12", office=OFFICE, now=NOW).title, "（没有）"),
        ("G10", "材料·本市的合同·名称", "存量房买卖合同", "本市的合同"),
        ("G30", "公告·工作日", "15", "20"),
    }
    assert ServiceVersion.objects.count() == before


@pytest.mark.django_db
def test_what_is_in_force_from_a_day_to_come_begins_on_that_day(folder: Path) -> None:
    desk = open_desk()
    own(folder, "services/G10.toml", 'title = "二手房买卖（新）"\n')
    report = casework.load_catalogue(folder, office=OFFICE, now=NOW, since=MONTH)
    assert report.added == ("G10 v2",)
    assert [(p.service, p.version, p.valid_from) for p in casework.planned(office=OFFICE, now=NOW)]
    assert casework.service("G10", office=OFFICE, now=NOW).version == 1
    assert casework.service("G10", office=OFFICE, now=MONTH - DAY).version == 1
    assert casework.service("G10", office=OFFICE, now=MONTH).title == "二手房买卖（新）"
    early = casework.submit(asks.sale(desk, 0), actor=desk.windows[0], now=MONTH - DAY)
    later = casework.submit(asks.sale(desk, 1), actor=desk.windows[0], now=MONTH)
    assert (early.title, later.title) == ("二手房买卖", "二手房买卖（新）")
    seen = casework.case(early.case_no, actor=desk.windows[0], now=MONTH + DAY)
    assert seen.service_id == early.service_id, "an open case keeps its version"
    casework.approve(
        early.case_no, actor=examiner_of(desk, early), now=MONTH + DAY, revision=seen.revision
    )
    assert Case.objects.get(case_no=early.case_no).service_id == early.service_id


@pytest.mark.django_db
def test_a_supplement_is_judged_by_the_version_under_which_the_case_was_accepted(
    folder: Path,
) -> None:
    desk = open_desk()
    view = casework.submit(asks.sale(desk, 0), actor=desk.windows[0], now=NOW)
    item = casework.ReturnItem(kind="OTHER", name="说明", what="请买方当面说明")
    casework.return_for_supplement(
        view.case_no,
        items=[item],
        actor=examiner_of(desk, view),
        now=NOW,
        revision=view.revision,
    )
    own(
        folder,
        "services/G10.toml",
        'materials = ["m1", "m2", "ce", "ct", "pl"]\nsummary = "多一样材料"\n',
    )
    casework.load_catalogue(folder, office=OFFICE, now=NOW + DAY)
    back = casework.case(view.case_no, actor=desk.windows[0], now=NOW + DAY)
    casework.resubmit(
        view.case_no,
        request=back.request,
        actor=desk.windows[0],
        now=NOW + DAY,
        revision=back.revision,
    )
    after = casework.case(view.case_no, actor=desk.windows[0], now=NOW + DAY)
    assert after.service_id == view.service_id
    assert after.status == casework.CaseStatus.EXAMINING
    assert "pl" not in {m.code for m in after.materials}


@pytest.mark.django_db
def test_plans_are_kept_by_what_is_loaded_at_once_and_replaced_by_other_plans(
    folder: Path,
) -> None:
    casework.load_catalogue(ROOT / "catalogue", office=OFFICE, now=ENTERED)
    own(folder, "services/G10.toml", 'title = "甲"\n')
    casework.load_catalogue(folder, office=OFFICE, now=NOW, since=MONTH)
    again = casework.load_catalogue(ROOT / "catalogue", office=OFFICE, now=NOW + DAY)
    assert (again.added, again.dropped) == ((), ())
    own(folder, "services/G10.toml", 'title = "乙"\n')
    at_once = casework.load_catalogue(folder, office=OFFICE, now=NOW + 2 * DAY)
    assert at_once.added == ("G10 v3",)
    titles = [
        casework.service("G10", office=OFFICE, now=day).title
        for day in (NOW + DAY, NOW + 3 * DAY, MONTH)
    ]
    assert titles == ["二手房买卖", "乙", "甲"]
    own(folder, "services/G10.toml", 'title = "丙"\n')
    other = casework.load_catalogue(folder, office=OFFICE, now=NOW + 4 * DAY, since=NOW + 10 * DAY)
    assert (other.added, other.dropped) == (("G10 v4",), ("G10 v2",))
    assert casework.service("G10", office=OFFICE, now=MONTH).title == "丙"
    back = casework.load_catalogue(
        ROOT / "catalogue", office=OFFICE, now=NOW + 5 * DAY, since=NOW + 6 * DAY
    )
    assert back.dropped == ("G10 v4",)
    assert casework.service("G10", office=OFFICE, now=MONTH).title == "二手房买卖"
    assert casework.service("G10", office=OFFICE, now=NOW + 5 * DAY).title == "乙"


@pytest.mark.django_db
def test_a_day_that_is_past_and_two_versions_at_once_are_refused(folder: Path) -> None:
    casework.load_catalogue(folder, office=OFFICE, now=ENTERED)
    with pytest.raises(ValueError, match="a day to come"):
        casework.load_catalogue(folder, office=OFFICE, now=NOW, since=NOW)
    row = ServiceVersion.objects.get(code="G10")
    row.pk, row.version, row.valid_from = next_id(), 2, NOW
    with pytest.raises(IntegrityError, match="casework_service_in_force"), transaction.atomic():
        row.save(force_insert=True)


@pytest.mark.django_db
def test_of_the_tariff_only_the_lines_that_change_are_told(folder: Path) -> None:
    casework.load_catalogue(ROOT / "catalogue", office=OFFICE, now=ENTERED)
    own(
        folder,
        "fees.toml",
        '[[rate]]\nrule = "F10"\nuses = ["HOME"]\nregistrations = ["TRANSFER"]\n'
        'amount = "40.00"\nvalid_from = 2027-01-01\nreason = "减半"\nsource = "通知"\n',
    )
    found = {
        (d.what, d.before, d.after) for d in casework.differences(folder, office=OFFICE, now=NOW)
    }
    assert found == {
        ("收费标准·F10 转移（住宅），2027-01-01起", "（没有）", "40.00元：减半（通知）")
    }
