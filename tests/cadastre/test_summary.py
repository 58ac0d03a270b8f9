"""The few lines that an import tells people."""

from datetime import UTC, datetime

from dengbu.cadastre.importing.findings import Reason, Row, Table
from dengbu.cadastre.importing.report import ImportReport
from dengbu.cadastre.importing.summary import WHYS, import_report
from dengbu.cadastre.rules import BUILDING_RULES, PARCEL_RULES, UNIT_RULES


def report(*, dry_run: bool) -> ImportReport:
    rows = [Row(table=Table.PARCELS, number=number, values={}) for number in (1, 2, 3)]
    rows[1].note(Reason.HEIGHT_DROPPED)
    rows[2].refuse(Reason.NO_SHAPE)
    rows[2].note(Reason.HEIGHT_DROPPED)
    return ImportReport(
        name="trial",
        office="430602",
        files={},
        dry_run=dry_run,
        taken_at=datetime(2026, 11, 23, tzinfo=UTC),
        rows=tuple(rows),
        added={"parcels": 2, "buildings": 0, "units": 0},
        remarks=("来源没有幢的图形",),
    )


def test_every_code_has_words() -> None:
    rules = {rule.code for rule in (*PARCEL_RULES, *BUILDING_RULES, *UNIT_RULES)}
    assert set(Reason) | rules <= WHYS.keys()


def test_what_became_of_every_row_and_why() -> None:
    assert import_report(report(dry_run=False)).splitlines() == [
        "已入库：trial，登记机构430602",
        "宗地：读入3行，入库1行，入库但须核对1行，未入库1行",
        "  未入库：没有图形（NO_SHAPE）1行",
        "  须核对：高程未入库（HEIGHT_DROPPED）1行",
        "已建立：宗地2个，幢0个，单元0个",
        "来源没有幢的图形",
    ]


def test_a_dry_run_says_that_nothing_was_written() -> None:
    told = import_report(report(dry_run=True))
    assert told.startswith("试运行，什么都没有写入")
    assert "将建立" in told
