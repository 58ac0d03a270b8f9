"""加急, 绿色通道, 科长带办: who sets them, on what ground, who reads it, what they leave."""

import shutil
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path
from textwrap import dedent

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dengbu.accounts import api as accounts
from dengbu.casework import api as casework
from dengbu.casework.catalogue import load_catalogue
from dengbu.casework.models import Case, CaseMark, JournalLine
from dengbu.casework.rules.marks import FIRST, Mark, letters_of, marks_of, precedence
from dengbu.kernel.fault import FaultCode, Faults
from tests.casework import asks
from tests.casework.desk import NOW, OFFICE, ROOT, Desk, officer, open_desk

WHY = "下周二手术，等房款"
URGENT = casework.MarkAsked(mark=Mark.URGENT, ground="MEDICAL", reason=WHY)


@given(st.sets(st.sampled_from(Mark)))
def test_a_row_bears_its_marks_and_only_urgency_comes_first(marks: set[Mark]) -> None:
    assert set(marks_of(letters_of(marks))) == marks
    assert (precedence(marks) == FIRST) == (Mark.URGENT in marks)


@pytest.fixture
def desk() -> Desk:
    return open_desk(2)


@pytest.fixture
def chief(desk: Desk) -> accounts.Actor:
    return officer("科长", (accounts.Post.CHIEF, accounts.Department.TRANSFER))


def accepted(desk: Desk, n: int = 0) -> casework.CaseView:
    return casework.submit(asks.sale(desk, n), actor=desk.windows[0], now=NOW)


@pytest.mark.django_db
def test_an_urgent_case_comes_first_of_its_day_and_nothing_else_changes(desk: Desk) -> None:
    first, second = accepted(desk), accepted(desk, 1)
    before = Case.objects.get(case_no=second.case_no)
    casework.mark(second.case_no, URGENT, actor=desk.windows[0], now=NOW, revision=1)
    after = Case.objects.get(case_no=second.case_no)
    assert (after.marks, after.precedence, after.revision) == ("U", 0, 2)
    kept = ("examiner_id", "due_at", "statutory_due_at", "status", "acceptor_id")
    assert all(getattr(before, name) == getattr(after, name) for name in kept)
    filters = casework.Filters()
    page = casework.work_list(desk.windows[0], "EXAMINE", filters=filters, now=NOW)
    assert [line.case_no for line in page.lines] == [second.case_no, first.case_no]
    line = JournalLine.objects.get(kind="MARK")
    assert (line.who, line.text) == (desk.windows[0].name, f"标了加急：{WHY}")
    (view,) = casework.marks_on(second.case_no, actor=desk.transfers[0])
    assert (view.mark, view.ground, view.reason) == (Mark.URGENT, "等钱治病", WHY)
    casework.unmark(
        second.case_no, Mark.URGENT, reason="手术改期", actor=desk.windows[0], now=NOW, revision=2
    )
    assert Case.objects.get(case_no=second.case_no).precedence == 1
    assert casework.marks_on(second.case_no, actor=desk.transfers[0]) == ()
    assert CaseMark.objects.get().end_reason == "手术改期"
    casework.mark(second.case_no, URGENT, actor=desk.windows[1], now=NOW, revision=3)


@pytest.mark.django_db
def test_the_ground_of_a_green_channel_is_for_officers_alone(desk: Desk) -> None:
    case = accepted(desk)
    asked = casework.MarkAsked(mark=Mark.GREEN, ground="DISABLED", reason="听力残疾，带了手语翻译")
    casework.mark(case.case_no, asked, actor=desk.windows[0], now=NOW, revision=1)
    told = " ".join(JournalLine.objects.values_list("text", flat=True))
    assert "走绿色通道" in told
    assert "残疾" not in told
    assert casework.marks_on(case.case_no, actor=desk.windows[1])[0].ground == "残疾人"
    assert casework.marks_on(case.case_no, actor=desk.bank) == ()
    stranger = replace(desk.windows[0], office="430603")
    assert casework.marks_on(case.case_no, actor=stranger) == ()


@pytest.mark.django_db
def test_a_chief_accompanies_and_the_examiner_decides(desk: Desk, chief: accounts.Actor) -> None:
    case = accepted(desk)
    asked = casework.MarkAsked(
        mark=Mark.CHIEF, ground="COMPLEX", reason="三代人没分家", chief=chief.id
    )
    casework.mark(case.case_no, asked, actor=chief, now=NOW, revision=1)
    found = Case.objects.get()
    assert (found.marks, found.precedence, found.examiner_id) == ("C", 1, case.examiner_id)
    assert "由科长科长带办" in JournalLine.objects.get(kind="MARK").text
    assert casework.marks_on(case.case_no, actor=chief)[0].chief == "科长"
    with pytest.raises(Faults) as caught:
        casework.approve(case.case_no, actor=chief, now=NOW, revision=2)
    assert caught.value.faults[0].code in (FaultCode.STEP_NOT_ALLOWED, FaultCode.STATE_CHANGED)


@pytest.mark.django_db
def test_everything_wrong_is_told_at_once_and_nothing_is_written(
    desk: Desk, chief: accounts.Actor
) -> None:
    case = accepted(desk)

    def refused(asked: casework.MarkAsked, actor: accounts.Actor, revision: int = 1) -> set[str]:
        with pytest.raises(Faults) as caught:
            casework.mark(case.case_no, asked, actor=actor, now=NOW, revision=revision)
        return {f"{f.code.value} {f.field}".strip() for f in caught.value.faults}

    bare = casework.MarkAsked(mark=Mark.CHIEF, ground="", reason=" ")
    assert refused(bare, chief) == {"REQUIRED ground", "REQUIRED reason", "REQUIRED chief"}
    wrong = casework.MarkAsked(mark=Mark.CHIEF, ground="MEDICAL", reason="长" * 201, chief=1)
    assert refused(wrong, chief) == {"CODE_LIST ground", "TOO_LONG reason", "CODE_LIST chief"}
    assert refused(URGENT, desk.windows[0], 9) == {"STATE_CHANGED"}
    for actor in (desk.transfers[0], desk.bank):
        assert refused(URGENT, actor) == {"PERMISSION_MISSING"}
    assert refused(replace(wrong, ground="COMPLEX"), desk.windows[0]) == {"PERMISSION_MISSING"}
    assert not CaseMark.objects.exists()
    casework.mark(case.case_no, URGENT, actor=chief, now=NOW, revision=1)
    assert refused(URGENT, chief, 2) == {"STEP_NOT_ALLOWED"}
    with pytest.raises(Faults) as caught:
        casework.unmark(case.case_no, Mark.GREEN, reason="没有", actor=chief, now=NOW, revision=2)
    assert caught.value.faults[0].code is FaultCode.STEP_NOT_ALLOWED
    Case.objects.update(status="WITHDRAWN", closed_at=NOW)
    assert refused(URGENT, chief, 2) == {"STATE_CHANGED"}


@pytest.mark.django_db
def test_a_mark_keeps_the_words_of_its_ground_when_the_office_changes_them(
    desk: Desk, tmp_path: Path
) -> None:
    case, clerk = accepted(desk), desk.windows[0]
    casework.mark(case.case_no, URGENT, actor=clerk, now=NOW, revision=1)
    later = NOW + timedelta(days=30)
    overlaid(
        tmp_path,
        """
        [[ground]]
        code = "MEDICAL"
        label = "等钱治病"
        marks = []

        [[ground]]
        code = "FLOOD"
        label = "水灾安置"
        marks = ["URGENT", "GREEN"]
        """,
        since=later,
    )
    known = casework.mark_grounds(office=OFFICE, now=later)
    codes = {m: [g.code for g in known[m]] for m in Mark}
    assert "MEDICAL" not in codes[Mark.URGENT] and "FLOOD" in codes[Mark.URGENT]
    assert "FLOOD" in codes[Mark.GREEN]
    assert codes[Mark.CHIEF] == [
        g.code for g in casework.mark_grounds(office=OFFICE, now=NOW)[Mark.CHIEF]
    ]
    assert casework.marks_on(case.case_no, actor=clerk)[0].ground == "等钱治病"
    other = accepted(desk, 1)
    with pytest.raises(Faults) as caught:
        casework.mark(other.case_no, URGENT, actor=clerk, now=later, revision=1)
    assert [(f.code, f.field) for f in caught.value.faults] == [(FaultCode.CODE_LIST, "ground")]
    flooded = replace(URGENT, ground="FLOOD")
    with pytest.raises(Faults):
        casework.mark(other.case_no, flooded, actor=clerk, now=NOW, revision=1)
    casework.mark(other.case_no, flooded, actor=clerk, now=later, revision=1)
    assert casework.marks_on(other.case_no, actor=clerk)[0].ground == "水灾安置"


def overlaid(folder: Path, text: str, *, since: datetime) -> None:
    """The catalogue with the city's own grounds, in force from a day to come."""
    copy = Path(shutil.copytree(ROOT / "catalogue", folder / "catalogue"))
    (copy / "cities" / "430600" / "marks.toml").write_text(dedent(text))
    load_catalogue(copy, office=OFFICE, now=NOW, since=since)


FAULTS = {
    ("MEDICAL", "medical"): ("ground.0.code", "capital letters"),
    ("MEDICAL", "OTHER"): ("ground.12.code", "twice"),
    ("等钱治病", ""): ("ground.0.label", "1 to 40"),
    ("等钱治病", "赶入学报名"): ("ground.1.label", "twice"),
    ('marks = ["URGENT"]', 'marks = ["SOON"]'): ("ground.0.marks", "URGENT"),
    ('marks = ["URGENT"]', 'marks = ["URGENT", "URGENT"]'): ("ground.0.marks", "twice"),
    ('marks = ["URGENT"]', 'marks = "URGENT"'): ("ground.0.marks", "list"),
    ('marks = ["URGENT"]', ""): ("ground.0.marks", "missing"),
    ('label = "等钱', 'lable = "等钱'): ("ground.0.lable", "unknown key"),
    ('title = "办件标记的理由"', 'title = " "'): ("title", "what the list is"),
    ("[[ground]]", "[[grounds]]"): ("ground", "at least one"),
    ('title = "', "title = "): ("", "TOML"),
}


@pytest.mark.parametrize(("old", "new"), FAULTS)
def test_a_fault_in_the_grounds_is_named_with_file_and_line(
    tmp_path: Path, old: str, new: str
) -> None:
    copy = Path(shutil.copytree(ROOT / "catalogue", tmp_path / "catalogue"))
    file = copy / "marks.toml"
    count = -1 if old == "[[ground]]" else 1
    file.write_text(file.read_text().replace(old, new, count))
    key, what = FAULTS[old, new]
    gaps = [gap for gap in casework.check_catalogue(copy) if gap.key == key and what in gap.what]
    assert gaps, casework.check_catalogue(copy)
    assert gaps[0].file == "marks.toml"
    assert gaps[0].line or key == "ground"


def test_an_office_cannot_leave_a_mark_without_a_ground(tmp_path: Path) -> None:
    copy = Path(shutil.copytree(ROOT / "catalogue", tmp_path / "catalogue"))
    own = copy / "cities" / "430600" / "marks.toml"
    codes = ("MEDICAL", "SCHOOL", "DEADLINE", "DELAYED")
    rows = [f'[[ground]]\ncode = "{code}"\nmarks = []\n' for code in codes]
    own.write_text("".join([*rows, '[[ground]]\ncode = "OTHER"\nmarks = ["CHIEF"]\n']))
    (gap,) = casework.check_catalogue(copy)
    assert (gap.file, gap.what) == (
        "cities/430600/marks.toml",
        "no ground for URGENT: nobody could set it",
    )
    own.write_text('[[ground]]\ncode = "new"\nlabel = "水灾"\nmarks = ["URGENT"]\n')
    (gap,) = casework.check_catalogue(copy)
    assert (gap.file, gap.line, gap.key) == ("cities/430600/marks.toml", 2, "ground.0.code")
