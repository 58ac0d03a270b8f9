"""The printed guides say what the catalogue's files say, and nothing else."""

import re
from datetime import UTC, date, datetime

import pytest

from dengbu.casework.catalogue import services_of
from dengbu.casework.guide_samples import sample_form
from dengbu.casework.guides import sections
from dengbu.casework.notices import acquiring_roles
from dengbu.site import guides
from tests.source import ROOT

NOW = datetime(2026, 11, 26, tzinfo=UTC)
CATALOGUE = ROOT / "catalogue"
SERVICES = {s.code: s for s in services_of(CATALOGUE, city="430600", now=NOW)}


def test_docs_guides_is_not_stale() -> None:
    written = guides.pages(CATALOGUE, city="430600", now=NOW)
    stale = [name for name, text in written.items() if guides.differs(name, text)]
    assert not stale, "write them by `bin/dengbu catalogue guides`"
    assert {p.name for p in guides.FOLDER.glob("*.md")} == set(written)


@pytest.mark.parametrize("code", SERVICES)
def test_a_guide_tells_all_that_people_ask(code: str) -> None:
    service = SERVICES[code]
    found = {s.title: s for s in sections(service, today=date(2026, 11, 26))}
    assert all(s.lines or s.rows for s in found.values())
    assert {"谁来申请", "带什么材料", "多久办好", "收多少钱", "怎么办", "依据"} <= set(found)
    assert [row[0] for row in found["带什么材料"].rows] == [m.name for m in service.materials]
    assert len(found["收多少钱"].rows) == len(service.items)
    whole = "".join("".join((*s.lines, *(c for r in s.rows for c in r))) for s in found.values())
    assert not re.search(r"[A-Z]{3,}|None|\{|\}", whole), whole


def test_what_the_window_promises_is_what_the_guide_says() -> None:
    sale = sections(SERVICES["G10"], today=date(2026, 11, 26))
    times = next(s for s in sale if s.title == "多久办好")
    assert times.lines[0] == "承诺1个工作日，在窗口60分钟"
    assert times.lines[-2] == "法定30个工作日"
    fees = next(s for s in sale if s.title == "收多少钱")
    assert fees.rows == (("存量房买卖转移登记", "买方", "80.00 元", "80.00 元", "550.00 元"),)
    lost = sections(SERVICES["G54"], today=date(2026, 11, 26))
    assert (
        "另有公告15个工作日，不算在办理时间里"
        in next(s for s in lost if s.title == "多久办好").lines
    )


def conditions_of(code: str) -> tuple[str, ...]:
    found = sections(SERVICES[code], today=date(2026, 11, 26))
    return next((s.lines for s in found if s.title == "要符合什么条件"), ())


def test_conditions_are_those_of_the_acts_and_what_only_warns_says_so() -> None:
    for code in ("G33", "G34", "C03", "G08", "G48-2"):
        assert not any("首次登记" in line for line in conditions_of(code)), code
    for code in ("G10", "G35", "G39"):
        assert any(line.startswith("已经首次登记") for line in conditions_of(code)), code
    sale = conditions_of("G10")
    assert not any("没有异议登记" in line for line in sale)
    assert sale[-1].startswith("有异议登记也能办")


def test_the_index_has_a_line_for_each_service_in_plain_chinese() -> None:
    index = guides.pages(CATALOGUE, city="430600", now=NOW)["README.md"]
    assert "| [G47](G47.md) | 居住权首次登记 | 1个工作日 |" in index
    assert "| [G47](G47.md) | 居住权注销登记 | 当场办结 |" in index
    names = [line.split("|")[2] for line in index.splitlines() if line.startswith("| [")]
    assert not [name for name in names if re.search(r"[A-Za-z+]", name)]


def test_the_notice_of_an_inheritance_names_heirs_and_not_who_buys_from_them() -> None:
    assert acquiring_roles(SERVICES["C12-2"]) == {"OWNER"}
    assert acquiring_roles(SERVICES["G19"]) == {"BUYER"}
    assert "OWNER" in acquiring_roles(SERVICES["G49"])
    both = SERVICES["C12-2"].notice, SERVICES["G19"].notice
    assert both[0] == both[1], "as without the sale"


def test_what_is_done_at_once_is_promised_in_minutes_to_agents_alone() -> None:
    service = SERVICES["G44"]
    assert (service.promised_on("W"), service.minutes_on("W")) == ("当场办结", 30)
    assert (service.promised_on("A"), service.minutes_on("A")) == ("3分钟", 3)
    assert service.promised == "当场办结"


def test_what_is_between_firms_is_said_only_where_firms_can_be_on_both_sides() -> None:
    told = {
        code
        for code, service in SERVICES.items()
        if "企业之间" in str(sections(service, today=date(2026, 11, 26)))
    }
    assert {"G10", "G11", "G39", "C09"} <= told
    assert not told & {"G17", "G18", "G19", "G30", "G47", "G49", "G54", "C12", "C13"}


def test_a_notice_stands_beside_the_promise_and_items_online_by_their_names() -> None:
    assert SERVICES["G54"].promised_whole == "公告15个工作日，另1个工作日"
    assert SERVICES["G44"].promised_whole == SERVICES["G44"].promised
    where = next(
        s for s in sections(SERVICES["G10"], today=date(2026, 11, 26)) if s.title == "从哪里办"
    )
    assert "网办事项：存量房转移、存量房转移(资金监管)" in where.lines


def test_guides_say_who_can_file_by_program_as_intake_does() -> None:
    for code, service in SERVICES.items():
        where = [s for s in sections(service, today=date(2026, 11, 26)) if s.title == "从哪里办"]
        told = any("单位代办" in line for s in where for line in s.lines)
        assert told == ("A" in service.channels), code


def test_a_sample_form_could_be_sent() -> None:
    for code, service in SERVICES.items():
        rows = [(label, answer) for label, _, answer in sample_form(service)]
        people = [answer for _, answer in rows if "身份证" in answer]
        assert len(people) == len(set(people)), f"{code}: somebody deals with themselves"
        firms = [answer for label, answer in rows if label.endswith(("企业", "公司"))]
        assert all("信用代码" in answer for answer in firms), code
        begins = [answer for label, answer in rows if "从哪天起" in label or "开始日" in label]
        ends = [answer for label, answer in rows if "到哪天" in label or "结束日" in label]
        assert all(one < other for one in begins for other in ends), code
