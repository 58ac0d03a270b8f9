"""Receipts (回执) beside a file: believed where Python believes them, never else."""

import base64
import json
import random
from collections.abc import Callable, Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from django.utils import timezone
from playwright.sync_api import Page, expect

from dengbu.evidence import api as evidence
from dengbu.evidence.tlog import proofs, tiles
from dengbu.web.open.offline import offline_page
from tests.evidence.sealing.office import Sealing
from tests.evidence.sealing.test_receipts import receipt, revoked, witnessed
from tests.evidence.tlog.log import MemoryLog
from tests.offline.shown import Shown, shown
from tests.offline.test_page import look

pytestmark = [pytest.mark.browser, pytest.mark.django_db]
BOTH = pytest.mark.parametrize("form", list(evidence.Form))
CHANGED = 60  # places of a receipt that are tried


@pytest.fixture
def papers(sealing: Sealing) -> dict[evidence.Form, bytes]:
    """Sealed and witnessed, one of each form."""
    return {form: witnessed(sealing, form) for form in evidence.Form}


@pytest.fixture
def page(papers: dict[evidence.Form, bytes], tmp_path: Path) -> Iterator[Shown]:
    with shown(offline_page(["example.invalid"]), tmp_path) as opened:
        yield opened


def judged(page: Shown, content: bytes, beside: bytes | None) -> tuple[str, float | None]:
    """Grade and moment by the page; a receipt that Python does not believe is none to it either."""
    now = timezone.now()
    ours = evidence.verdict(content, now=now, receipt=beside)
    found = page.judge(content, now=now.timestamp(), receipt=beside)
    if ours.misdated:
        assert "misdated" in found["doubts"], found
        assert found["grade"] == "wrong"
    return found["grade"], found["by"]


@BOTH
def test_a_right_receipt_says_by_when(
    page: Shown, papers: dict[evidence.Form, bytes], form: evidence.Form
) -> None:
    content = papers[form]
    grade, by = judged(page, content, receipt(content))
    told = evidence.verdict(content, now=timezone.now(), receipt=receipt(content)).dated.by
    assert (grade, by) == ("good", told.timestamp() * 1000)
    assert judged(page, content, None) == ("good", None)


def _salted(size: int) -> Callable[[bytes], bytes]:
    """The same content with another border between it and its salt."""

    def made(told: bytes) -> bytes:
        lines = told.decode().split("\n")
        extra = json.loads(base64.b64decode(lines[1].removeprefix("extra ")))
        whole = base64.b64decode(extra["salt"]) + base64.b64decode(extra["content"])
        extra["salt"] = base64.b64encode(whole[:size]).decode()
        extra["content"] = base64.b64encode(whole[size:]).decode()
        lines[1] = "extra " + base64.b64encode(json.dumps(extra).encode()).decode()
        return "\n".join(lines).encode()

    return made


def _other_tree(_: bytes) -> bytes:
    log = MemoryLog(300)
    path = tuple(tiles.inclusion_path(log.read, 7, log.size))
    told = proofs.Attested(entry=log.entries[7]).to_bytes()
    made = proofs.Proof(index=7, path=path, checkpoint=log.checkpoint(), extra=told)
    return str(made).encode()


def _without_witness(told: bytes) -> bytes:
    """Signed by the log alone: nobody says by when."""
    kept = [line for line in told.decode().split("\n") if not line.startswith("— witness")]
    return "\n".join(kept).encode()


WRONG: dict[str, Callable[[bytes], bytes]] = {
    "empty": lambda _: b"",
    "no proof": lambda _: b"c2sp.org/tlog-proof@v1\n",
    "cut": lambda told: told[: len(told) // 2],
    "twice": lambda told: told * 2,
    "a letter more": lambda told: told + b"x",
    "large": lambda _: bytes(2**21),
    "no salt": _salted(0),
    "a short salt": _salted(15),
    "a long salt": _salted(17),
    "another tree": _other_tree,
    "nobody watched": _without_witness,
}


@pytest.mark.parametrize("what", sorted(WRONG))
def test_what_is_no_receipt_of_ours_is_told(
    page: Shown, papers: dict[evidence.Form, bytes], what: str
) -> None:
    content = papers[evidence.Form.OFD]
    beside = WRONG[what](receipt(content))
    assert beside != receipt(content)
    assert judged(page, content, beside) == ("wrong", None)


def test_the_receipt_of_another_file_is_none(
    page: Shown, papers: dict[evidence.Form, bytes]
) -> None:
    pdf, ofd = papers[evidence.Form.PDF], papers[evidence.Form.OFD]
    assert judged(page, pdf, receipt(ofd)) == ("wrong", None)
    proof = evidence.attached_file(pdf)["inclusion.tlog-proof"]
    assert judged(page, pdf, proof) == ("wrong", None)  # of the booking, and not of the file


def test_no_changed_byte_of_a_receipt_is_believed(
    page: Shown, papers: dict[evidence.Form, bytes]
) -> None:
    content, dice = papers[evidence.Form.PDF], random.Random(45)
    whole = receipt(content)
    for place in dice.sample(range(len(whole)), CHANGED):
        changed = bytearray(whole)
        changed[place] ^= 1 << dice.randrange(8)
        assert judged(page, content, bytes(changed)) == ("wrong", None), place


def test_a_revoked_seal_counts_with_the_receipt_and_not_without(
    sealing: Sealing, papers: dict[evidence.Form, bytes], tmp_path: Path
) -> None:
    revoked(timezone.now() + timedelta(seconds=1))
    later = (timezone.now() + timedelta(days=1)).timestamp()
    with shown(offline_page([]), tmp_path) as page:
        for content in papers.values():
            dated = page.judge(content, now=later, receipt=receipt(content))
            assert dated["grade"] == "good"
            assert page.judge(content, now=later)["doubts"] == ["revoked"]


def test_a_file_and_its_receipt_are_chosen(
    page: Shown, papers: dict[evidence.Form, bytes], tmp_path: Path
) -> None:
    paper, right, wrong = tmp_path / "a.pdf", tmp_path / "a.tlog-proof", tmp_path / "b.tlog-proof"
    paper.write_bytes(papers[evidence.Form.PDF])
    right.write_bytes(receipt(papers[evidence.Form.PDF]))
    wrong.write_bytes(receipt(papers[evidence.Form.OFD]))

    def used(shown: Page) -> None:
        shown.set_input_files("#file", paper)
        expect(shown.get_by_role("heading", name="文件是登记机构盖章的原样")).to_be_visible()
        expect(shown.locator("#left")).to_contain_text("要有回执")
        shown.set_input_files("#receipt", right)
        expect(shown.locator("#holds")).to_contain_text("回执：witness.example/w1 见证")
        expect(shown.locator("#left")).not_to_contain_text("要有回执")
        look(shown)
        shown.set_input_files("#receipt", wrong)
        expect(shown.get_by_role("heading", name="文件不可信")).to_be_visible()
        expect(shown.locator("#breaks")).to_contain_text("回执不是这个文件的")
        look(shown)

    page.on(used)


def test_a_receipt_chosen_before_its_file_is_kept_or_its_loss_is_told(
    page: Shown, papers: dict[evidence.Form, bytes], tmp_path: Path
) -> None:
    first, second, own = tmp_path / "a.ofd", tmp_path / "b.pdf", tmp_path / "b.tlog-proof"
    first.write_bytes(papers[evidence.Form.OFD])
    second.write_bytes(papers[evidence.Form.PDF])
    own.write_bytes(receipt(papers[evidence.Form.PDF]))

    def used(shown: Page) -> None:
        shown.set_input_files("#file", first)
        expect(shown.get_by_role("heading", name="文件是登记机构盖章的原样")).to_be_visible()
        shown.set_input_files("#receipt", own)
        expect(shown.locator("#breaks")).to_contain_text("回执不是这个文件的")
        shown.set_input_files("#file", second)
        expect(shown.locator("#holds")).to_contain_text("回执：witness.example/w1 见证")
        expect(shown.locator("#left")).not_to_contain_text("前面选的回执")
        shown.set_input_files("#file", first)  # that receipt is not of this one
        expect(shown.get_by_role("heading", name="文件是登记机构盖章的原样")).to_be_visible()
        expect(shown.locator("#left")).to_contain_text("前面选的回执和这个文件对不上，没有用它")
        assert shown.locator("#receipt").input_value() == ""

    page.on(used)
