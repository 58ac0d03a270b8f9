"""The comparison of a case: what can differ in rows, what is new in a list, the rest folded."""

from dataclasses import replace

import pytest
from django.utils import timezone

from dengbu.casework import api as casework
from dengbu.web.office.desk import compare
from dengbu.web.shared.signals import Signal
from tests.casework import asks
from tests.casework.desk import Desk, open_desk

pytestmark = pytest.mark.django_db


@pytest.fixture
def desk() -> Desk:
    return open_desk()


def test_the_column_of_papers_is_left_out_when_empty(desk: Desk) -> None:
    case = casework.submit(asks.sale(desk, 0), actor=desk.windows[0], now=timezone.now())
    view = casework.case(case.case_no, actor=desk.transfers[0], now=timezone.now())
    papers = [replace(row, material="HT-1") for row in view.compare]
    bare = [replace(row, material="—") for row in view.compare]
    for rows, titles in (
        (papers, ["申请", "材料", "登记簿"]),
        (bare, ["申请", "登记簿"]),
    ):
        table = compare(replace(view, compare=tuple(rows)), now=timezone.now())
        assert [column.title for column in table.columns] == titles
        assert {len(row.cells) for row in table.rows} == {len(titles)}


def test_only_what_can_differ_stands_in_rows(desk: Desk) -> None:
    now = timezone.now()
    case = casework.submit(asks.sale_under_mortgage(desk, 0), actor=desk.windows[0], now=now)
    table = compare(case, now=now)
    code = desk.units[0]
    blocks = f"{code[:6]} {code[6:12]} {code[12:19]} {code[19:]}"
    first, last = table.rows[0], table.rows[-1]
    assert (first.cells[0].text, first.cells[-1].text) == (blocks, blocks)
    assert (last.label, last.verdict) == ("查封、预告、异议", "没有限制")
    assert {one.label for one in table.written} >= {"登记给谁", "成交价格", "担保的债权数额"}
    assert {row.label for row in table.folded} >= {"坐落", "建筑面积"}
    assert len(table.rows) + len(table.written) + len(table.folded) == len(case.compare) - 2


def test_a_notice_is_never_folded_away(desk: Desk) -> None:
    now = timezone.now()
    case = casework.submit(asks.sale(desk, 0), actor=desk.windows[0], now=now)
    rows = [replace(row, register="周启明") if row.fact == "预告" else row for row in case.compare]
    table = compare(replace(case, compare=tuple(rows)), now=now)
    (notice,) = [row for row in table.rows if row.label == "预告"]
    assert (notice.verdict, notice.signal) == ("要留意", Signal.WARN)
    assert table.rows[-1].label == "查封、异议"
