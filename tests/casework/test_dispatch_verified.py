"""What the house publishes of its draws is verified by the file alone, and bears no change."""

import shutil
import subprocess
import sys
from argparse import ArgumentParser
from datetime import timedelta
from pathlib import Path

import pytest

from dengbu.accounts.api import Account
from dengbu.casework.api import approve, submit
from dengbu.casework.dispatching import checking, days
from dengbu.casework.dispatching.publishing import publish
from dengbu.casework.models import Assignment, Case, CaseStatus, DispatchCheck
from dengbu.casework.rules.dispatch import case_mark
from dengbu.casework.rules.verify_dispatch import Report, verify
from dengbu.evidence import api as evidence
from dengbu.register import api as register
from dengbu.site.commands import dispatch as command
from tests.casework.desk import NOW, OFFICE, Desk, open_desk
from tests.casework.test_review import request
from tests.evidence.signing import signer

pytestmark = pytest.mark.django_db(transaction=True)
TOMORROW = NOW + timedelta(days=1)


def sequence() -> None:
    evidence.sequence(OFFICE, now=lambda: NOW, order=register.LOG_ORDER, signers=signer)


def work(desk: Desk) -> None:
    """Two days at an office: seeds the day before, draws, a decision, the seeds told after."""
    days.prepare(now=NOW - timedelta(days=1))
    sequence()
    first = submit(request(desk, 0), actor=desk.windows[0], now=NOW)
    submit(request(desk, 1), actor=desk.windows[0], now=NOW)
    me = next(e for e in desk.mortgages if e.id == first.examiner_id)
    approve(first.case_no, actor=me, now=NOW, revision=first.revision)
    days.prepare(now=NOW)
    sequence()
    for n in (2, 3):
        submit(request(desk, n), actor=desk.windows[0], now=TOMORROW)
    days.tell(OFFICE, now=NOW + timedelta(days=2))
    sequence()


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    desk = open_desk(4)
    work(desk)
    assert publish(OFFICE, tmp_path / "out") == 4
    return tmp_path / "out"


def codes(report: Report) -> set[str]:
    return {code for _, code, _ in report.violations}


def check(folder: Path) -> Report:
    return verify(folder, "", "", [str(signer(OFFICE).verifier)])


def test_by_the_file_alone_with_plain_python(folder: Path) -> None:
    """No violation; another process, kept from every package, says the same."""
    report = check(folder)
    assert (report.violations, report.notes) == ([], [])
    assert (report.draws, report.pending, report.waiting) == (4, 0, 0)
    alone = [sys.executable, "-I", "-S", folder / "verify_dispatch.py", folder]
    told = subprocess.run(
        [*alone, "--from", "2024-12-13", "--key", str(signer(OFFICE).verifier)],
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    assert (told.returncode, told.stderr) == (0, "")
    assert told.stdout.splitlines()[-1].startswith("2 次抽签，不符 0 处")
    text = "".join((folder / name).read_text() for name in ("draws", "others", "desks"))
    names = {*Case.objects.values_list("examiner_name", flat=True), "窗口"}
    numbers = Case.objects.values_list("case_no", flat=True)
    assert not [told for told in (*names, *numbers) if told in text]
    guessed = {case_mark(OFFICE, number, "") for number in numbers}
    assert not [mark for mark in guessed if mark in text]  # counting numbers up names none
    for number, salt in Case.objects.values_list("case_no", "mark_salt"):
        assert case_mark(OFFICE, number, salt.hex) in text


def test_whoever_puts_a_case_on_a_desk_by_hand_is_found(folder: Path) -> None:
    """In the database, past every function: one waits and is given, one is taken from whom it was
    drawn for. Inside it is found by name, outside by what the desks hold."""
    assert checking.check(OFFICE).violations == []
    case = Case.objects.filter(status=CaseStatus.EXAMINING).order_by("id")[0]
    other = Account.objects.exclude(id=case.examiner_id).filter(kind="OFFICER")[0]
    Case.objects.filter(id=case.id).update(examiner_id=other.id, examiner_name=other.name)
    found = checking.check(OFFICE).violations
    assert [code for _, code, _ in found] == ["STEERED"]
    assert case.case_no in found[0][2]
    hidden = Case.objects.exclude(id=case.id).filter(status=CaseStatus.EXAMINING)[0]
    Assignment.objects.filter(case=hidden).delete()
    assert {code for _, code, _ in checking.check(OFFICE).violations} >= {"STEERED", "DESK"}


def test_a_case_given_while_it_waited_is_found_outside(folder: Path, tmp_path: Path) -> None:
    case = Case.objects.filter(status=CaseStatus.EXAMINING).order_by("id")[0]
    Case.objects.filter(id=case.id).update(status=CaseStatus.ACCEPTED)
    clean = tmp_path / "waiting"
    publish(OFFICE, clean)
    assert codes(check(clean)) == set()
    other = Account.objects.exclude(id=case.examiner_id).filter(kind="OFFICER")[0]
    Case.objects.filter(id=case.id).update(
        status=CaseStatus.EXAMINING, examiner_id=other.id, examiner_name=other.name
    )
    publish(OFFICE, tmp_path / "given")
    assert codes(check(tmp_path / "given")) == {"DESK"}


def test_what_is_changed_afterwards_is_found(folder: Path, tmp_path: Path) -> None:
    """A line that was published otherwise than it was drawn; a seed that is not the committed."""
    whole = (folder / "draws").read_text().splitlines(keepends=True)
    first = whole[0].replace('"drawn":"E0', '"drawn":"E9')
    for spoiled in ([first, *whole[1:]], whole[:-1], [*whole, whole[-1]], [whole[1], whole[0]]):
        (folder / "draws").write_text("".join(spoiled))
        assert codes(check(folder)) & {"CHAIN", "LOG", "MISSING"}
    (folder / "draws").write_text("".join(whole))
    others = (folder / "others").read_text()
    place = others.index('"seed":"') + len('"seed":"')
    (folder / "others").write_text(f"{others[:place]}{'1' * 64}{others[place + 64 :]}")
    assert {"SEED", "LOG"} <= codes(check(folder))
    (folder / "others").write_text(others + others.splitlines(keepends=True)[0])
    assert {"SEED", "LOG"} <= codes(check(folder))
    (folder / "others").write_text(others)
    other = str(signer(OFFICE, seed=2).verifier)
    assert codes(verify(folder, "", "", [other])) == {"LOG"}
    shutil.rmtree(folder / "log")
    assert "LOG" in codes(check(folder))


def test_the_office_verifies_itself_every_night_and_on_command(
    folder: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """What is found is kept for the page, said by the command, and fails the job."""
    parser = ArgumentParser()
    command.add_arguments(parser)
    assert command.run(parser.parse_args(["verify", "--office", OFFICE])) == 0
    assert f"{OFFICE}：4 次抽签，不符 0 处" in capsys.readouterr().out
    assert checking.check_all(now=TOMORROW) == 0
    there = tmp_path / "again"
    assert command.run(parser.parse_args(["publish", "--to", str(there), "--office", OFFICE])) == 0
    assert (there / "draws").read_text() == (folder / "draws").read_text()
    one = Assignment.objects.get(serial=2)
    one.content = one.content.replace('"turn":1', '"turn":2')
    one.save(update_fields=["content"])
    assert checking.check_all(now=TOMORROW) > 0
    kept = DispatchCheck.objects.filter(office=OFFICE).order_by("-id")[0]
    assert kept.violations >= 2
    assert any("REPEATED" in said for said in kept.said)
    assert command.run(parser.parse_args(["verify", "--office", OFFICE])) == 1
    assert command.run(parser.parse_args(["verify", str(there)])) == 2
    assert "没有给日志的公钥" in capsys.readouterr().err
    nothing = ["verify", str(tmp_path / "nothing"), "--trust-folder"]
    assert command.run(parser.parse_args(nothing)) == 2
