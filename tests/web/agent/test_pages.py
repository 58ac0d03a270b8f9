"""The pages of a bank's officers: figures, groups, sheet and how-to, of the own bank alone."""

import csv
import io

import pytest
from django.http import HttpResponse
from django.test import Client

from dengbu.accounts import api as accounts
from dengbu.casework import api as casework
from dengbu.casework.models import Case, CaseStatus
from dengbu.web.agent.grouping import HEADS, Place, counts, groups, sheet
from dengbu.web.agent.guide import html_of
from tests.casework.desk import NOW, Desk, item


def line(place: int, status: str | None, **more: object) -> casework.BatchLine:
    values: dict[str, object] = {
        "unit_code": "430602003012GB00045F00010001",
        "proof_no": "湘(2024)岳阳市不动产证明第0000001号",
        "case_no": f"43060220241212{place:06d}" if status else None,
        "status_label": "没收下",
        **more,
    }
    return casework.BatchLine(line=place, status=status, **values)  # type: ignore[arg-type]  # keywords of one test


def fault(code: str) -> dict[str, str]:
    return {"code": code, "message": f"说明{code}", "remedy": "", "field": ""}


LINES = (
    line(1, "ENTERED", entered_at=NOW),
    line(2, "EXAMINING"),
    line(3, "AUTOPILOT"),
    line(4, None, refused=(fault("UNIT_BUSY"),), proof_no="=cmd()"),
    line(5, None, refused=(fault("UNIT_UNKNOWN"),)),
    line(6, None, refused=(fault("UNIT_CODE_FORMAT"),)),
    line(7, "REFUSED", status_label="不予登记"),
)


def test_lines_are_counted_and_grouped_by_what_to_do() -> None:
    found = counts(LINES)
    assert (found.total, found.done, found.examiner, found.refused) == (7, 1, 2, 3)
    assert (found.returned, found.mine) == (1, 4)
    titles = [(g.title, [e.line for e in g.entries]) for g in groups(LINES, Place.MINE)]
    assert titles == [("单元号写错", [5, 6]), ("单元另有一件在办", [4]), ("不予登记", [7])]


def test_the_sheet_keeps_numbers_and_starts_no_formula() -> None:
    text = sheet(LINES).decode("utf-8-sig")
    rows = list(csv.reader(io.StringIO(text)))
    assert tuple(rows[0]) == HEADS
    assert len(rows) == 8
    assert rows[1][3] == "430602 20241212 000001"
    assert rows[1][5] == "2024年12月12日 10:06"
    assert rows[4][2] == "'=cmd()"


def test_markdown_is_escaped_and_drawn() -> None:
    page = html_of(
        "# 题\n\n一段 `<b>`，**重**，[好](/x) [坏](javascript:1)\n\n- 甲\n- 乙\n\n"
        "| a | b |\n|---|---|\n| 1 | 2 |\n\n```python\nx < 1\n```"
    )
    for said in (
        "<h1>题</h1>",
        "<code>&lt;b&gt;</code>",
        "<strong>重</strong>",
        '<a href="/x">好</a>',
        "<ul><li>甲</li><li>乙</li></ul>",
        "<td>2</td>",
        "x &lt; 1</code></pre>",
    ):
        assert said in page
    assert "javascript" not in page


@pytest.fixture
def officer(client: Client, desk: Desk) -> Client:
    return signed_in(client, desk.bank)


def signed_in(client: Client, actor: accounts.Actor) -> Client:
    client.force_login(accounts.Account.objects.get(id=actor.id))
    return client


def text_of(answer: HttpResponse) -> str:
    return answer.content.decode()


@pytest.mark.django_db
def test_an_empty_list_and_the_how_to(officer: Client) -> None:
    assert "还没有交过批次" in text_of(officer.get("/agent/"))
    page = text_of(officer.get("/agent/docs"))
    assert page.count("<h1>") == 1
    assert "load_pem_private_key" in page
    assert "//cdn" not in page


@pytest.mark.django_db
@pytest.mark.parametrize("path", ["batches/1", "batches/1.csv", "batches/99999999999999999999"])
def test_what_is_not_the_banks_is_not_there(officer: Client, path: str) -> None:
    assert officer.get(f"/agent/{path}").status_code == 404


@pytest.mark.django_db
def test_others_have_no_such_pages(client: Client, desk: Desk) -> None:
    assert client.get("/agent/").status_code == 302
    assert signed_in(client, desk.windows[0]).get("/agent/").status_code == 403


@pytest.mark.django_db
def test_a_cell_bears_the_name_of_its_column(officer: Client, desk: Desk) -> None:
    filed = casework.file_batch(
        [item(desk, 0), item(desk, 1, unit_code="430602003012GB00045F00019999")],
        actor=desk.bank,
        idempotency_key="k1",
        body=b"{}",
        signed=None,
        now=NOW,
    )
    page = f"/agent/batches/{filed.id}"
    refused = text_of(officer.get(f"{page}?show=mine"))
    assert 'data-label="原因"' in refused
    assert 'data-label="怎么改"' in refused
    waiting = text_of(officer.get(f"{page}?show=examiner"))
    assert 'data-label="进度"' in waiting
    for said in ('data-label="原因"', 'data-label="说明"></td>'):
        assert said not in waiting, said
    entered = {"status": CaseStatus.ENTERED, "entered_at": NOW, "closed_at": NOW}
    Case.objects.update(**entered, booking_id=1)
    done = text_of(officer.get(f"{page}?show=done"))
    assert 'data-label="进度"' in done
    assert "说明" not in done


@pytest.mark.django_db
def test_the_guide_is_for_everybody(client: Client, desk: Desk) -> None:
    answer = client.get("/agent/docs")
    assert answer.status_code == 200
    shown = text_of(answer)
    assert "能直接运行的例子" in shown
    assert "demonstration/keys/" in shown
    assert "登录看批次" in shown
    assert "退出" not in shown
    client.force_login(accounts.Account.objects.get(id=desk.windows[0].id))
    assert client.get("/agent/docs").status_code == 200  # a clerk may read it too
    assert client.get("/agent/").status_code == 403
