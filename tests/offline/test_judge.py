"""The same files before the judge in Python and before the page: never a yes of the page alone."""

import io
import random
import zipfile
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path

import pytest
from django.utils import timezone

from dengbu.casework.papers.fixed.certificate import certificate_pages
from dengbu.casework.papers.render import render
from dengbu.evidence import api as evidence
from dengbu.evidence.sealing.ofd.package import Package, packed
from dengbu.evidence.sealing.ofd.writing import SEAL, SIGNATURE, SIGNATURES, VALUE
from dengbu.evidence.tlog import proofs, tiles
from dengbu.web.open.offline import offline_page
from tests.evidence.sealing.ofd.foreign import Foreign
from tests.evidence.sealing.ofd.test_ofd import paper
from tests.evidence.sealing.office import Sealing
from tests.evidence.tlog.log import MemoryLog
from tests.offline.shown import Shown, shown

pytestmark = [pytest.mark.browser, pytest.mark.django_db]
PROOF = "inclusion.tlog-proof"
STRICT = {"good": 0, "strange": 1, "wrong": 2, "unjudged": 2}
STRANGE = {evidence.Doubt.STRANGER, evidence.Doubt.ELSEWHERE, evidence.Doubt.LOOSE}
CHANGED = 40  # places of each file that are tried


@dataclass(frozen=True)
class Both:
    """The two judges."""

    sealing: Sealing
    shown: Shown

    def judge(self, content: bytes) -> tuple[str, str]:
        """Grades by Python and by the page; the second never milder than the first."""
        now = timezone.now()
        ours = _grade(content)
        found = self.shown.judge(content, now=now.timestamp())
        assert STRICT[found["grade"]] >= STRICT[ours], found
        return ours, found["grade"]


def _grade(content: bytes) -> str:
    try:
        found = evidence.verdict(content, now=timezone.now())
    except evidence.NotJudged:
        return "unjudged"
    if found.good:
        return "good"
    whole = all(one.judgement.intact and one.judgement.whole for one in found.seals)
    return "strange" if whole and set(found.doubts) <= STRANGE else "wrong"


@pytest.fixture
def both(sealing: Sealing, tmp_path: Path) -> Iterator[Both]:
    """Both judges, with papers of both kinds sealed before the page was made."""
    for form in evidence.Form:
        sealing.paper(form)
    with shown(offline_page(["example.invalid"]), tmp_path) as page:
        yield Both(sealing, page)


@pytest.mark.parametrize("form", list(evidence.Form))
def test_what_an_office_sealed_is_good_to_both(both: Both, form: evidence.Form) -> None:
    content = both.sealing.paper(form)
    assert both.judge(content) == ("good", "good")
    assert both.shown.judge(content, now=timezone.now().timestamp())["proved"]


@pytest.mark.parametrize("form", list(evidence.Form))
def test_no_changed_byte_is_good_to_either(both: Both, form: evidence.Form) -> None:
    """Places spread over the file, and where no signature reaches."""
    whole = both.sealing.paper(form)
    rng = random.Random(20261127)
    free = whole.rindex(b"/ByteRange") - 40 if form is evidence.Form.PDF else len(whole) - 120
    places = {*rng.sample(range(len(whole)), CHANGED), *range(free, free + 20), len(whole) - 1}
    for place in sorted(places):
        changed = bytearray(whole)
        changed[place] ^= 1 << rng.randrange(8)
        assert both.judge(bytes(changed))[1] != "good", place


@pytest.mark.parametrize("form", list(evidence.Form))
def test_cut_doubled_and_two_kinds_at_once(both: Both, form: evidence.Form) -> None:
    whole = both.sealing.paper(form)
    other = both.sealing.paper(next(one for one in evidence.Form if one is not form))
    shapes = [whole * 2, whole + other, other + whole, whole + b"\0", b"%PDF-1.7\n" + whole, b""]
    shapes += [whole[: len(whole) * n // 7] for n in range(1, 7)]
    for content in shapes:
        assert both.judge(content)[1] != "good"


def _pdf(both: Both, seal: evidence.Seal, more: Mapping[str, bytes] | None = None) -> bytes:
    return evidence.seal_pdf(render(paper()), seal, reason="x", attachments=more)


def _ofd(
    both: Both, seal: evidence.ElectronicSeal, more: Mapping[str, bytes] | None = None
) -> bytes:
    pages = certificate_pages(paper())
    return evidence.seal_ofd(pages, seal, now=timezone.now(), attachments=more)


def _other_tree() -> bytes:
    """A proof that holds, of another log."""
    log = MemoryLog(300)
    path = tuple(tiles.inclusion_path(log.read, 7, log.size))
    told = proofs.Attested(entry=log.entries[7]).to_bytes()
    made = proofs.Proof(index=7, path=path, checkpoint=log.checkpoint(), extra=told)
    return str(made).encode()


def _forged_head(both: Both) -> bytes:
    """Our own proof with another tree under its checkpoint."""
    held = evidence.attached_file(both.sealing.paper(evidence.Form.PDF))[PROOF].decode()
    lines = held.split("\n")
    place = lines.index("") + 3
    lines[place] = lines[1 if lines[1].startswith("index") else 3] if place < 0 else "A" * 43 + "="
    return "\n".join(lines).encode()


def _resealed(both: Both) -> bytes:
    once = _pdf(both, both.sealing.seal)
    return evidence.seal_pdf(once, both.sealing.seal, reason="x", field="Other")


def _stranger(both: Both) -> bytes:
    now = timezone.now()
    other = evidence.new_authority("演示根", now=now)  # of the same name
    return _pdf(both, evidence.new_seal(other, "岳阳（演示）", now=now))


def _unused(both: Both) -> bytes:
    """A seal of the right authority that no paper was ever sealed with."""
    return _pdf(both, evidence.new_seal(both.sealing.authority, "岳阳（演示）", now=timezone.now()))


def _strange_ofd(both: Both) -> bytes:
    now = timezone.now()
    other = evidence.new_sm2_authority("演示根", now=now)
    return _ofd(both, evidence.new_electronic_seal(other, "岳阳（演示）", now=now))


def _unused_ofd(both: Both) -> bytes:
    now = timezone.now()
    return _ofd(both, evidence.new_electronic_seal(both.sealing.sm2_authority, "x", now=now))


def _mixed(both: Both) -> bytes:
    """The seal of one paper in another."""
    mine = Package(both.sealing.paper(evidence.Form.OFD))
    other = Package(_ofd(both, both.sealing.electronic))
    files = {name: mine.read(name) for name in mine.names}
    for name in (SIGNATURE, SEAL, VALUE, SIGNATURES):
        files[name] = other.read(name)
    return packed(files)


def _more(both: Both) -> bytes:
    mine = Package(both.sealing.paper(evidence.Form.OFD))
    files = {name: mine.read(name) for name in mine.names}
    return packed({**files, "Doc_0/Annots/More.xml": b"<a/>"})


def _repacked(both: Both) -> bytes:
    """The same files in another package: nothing that the seal covers differs."""
    mine, out = Package(both.sealing.paper(evidence.Form.OFD)), io.BytesIO()
    with zipfile.ZipFile(out, "w") as file:
        for name in mine.names:
            file.writestr(name, mine.read(name))
    return out.getvalue()


def _bomb(both: Both) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as file:
        file.writestr("OFD.xml", bytes(40 * 1024 * 1024))
    return out.getvalue()


BAD: dict[str, Callable[[Both], bytes]] = {
    "proof of another tree": lambda b: _pdf(b, b.sealing.seal, {PROOF: _other_tree()}),
    "proof of another tree, OFD": lambda b: _ofd(b, b.sealing.electronic, {PROOF: _other_tree()}),
    "proof under another head": lambda b: _pdf(b, b.sealing.seal, {PROOF: _forged_head(b)}),
    "proof that is none": lambda b: _ofd(b, b.sealing.electronic, {PROOF: b"no proof"}),
    "proof that unpacks without end": lambda b: _pdf(b, b.sealing.seal, {PROOF: bytes(2**21)}),
    "sealed twice": _resealed,
    "another authority of the same name": _stranger,
    "another authority of the same name, OFD": _strange_ofd,
    "a seal that was never used": _unused,
    "a seal that was never used, OFD": _unused_ofd,
    "the seal of another paper": _mixed,
    "a file more": _more,
    "packed in another way": _repacked,
    "a bomb": _bomb,
    "of others": lambda _: Foreign().package(),
    "of others, the old form": lambda _: Foreign(form=1).package(),
    "no paper": lambda _: b"PK\x03\x04" * 50,
    "no seal": lambda _: render(paper()),
    "no seal, OFD": lambda _: evidence.plain_ofd(certificate_pages(paper()), now=timezone.now()),
}


def test_what_is_not_good_to_the_one_is_not_to_the_other(both: Both) -> None:
    milder = [what for what, made in BAD.items() if both.judge(made(both))[1] == "good"]
    assert milder == []


def test_names_that_are_rare_are_read(both: Both) -> None:
    """𬭩 and 䶮 on the page, and in the name of a seal."""
    now = timezone.now()
    electronic = evidence.new_electronic_seal(
        both.sealing.sm2_authority, "钟𬭩龚䶮（演示）", now=now
    )
    assert both.judge(_ofd(both, electronic))[1] == "strange"


def test_what_a_revoked_seal_sealed_afterwards_is_good_to_neither(
    sealing: Sealing, tmp_path: Path
) -> None:
    papers = [sealing.paper(form) for form in evidence.Form]
    now = timezone.now()
    for one in evidence.seals_used():
        since = now - timedelta(hours=1)
        assert evidence.revoke_seal(
            one.fingerprint, since=since, reason="丢失", by="合规处", now=now
        )
    with shown(offline_page([]), tmp_path) as page:
        both = Both(sealing, page)
        assert [both.judge(one) for one in papers] == [("wrong", "wrong")] * 2


def test_a_seal_out_of_its_days_is_not_good_to_the_page_when_it_is_not_here(both: Both) -> None:
    late = (timezone.now() + timedelta(days=1200)).timestamp()
    content = both.sealing.paper(evidence.Form.PDF)
    assert both.shown.judge(content, now=late)["grade"] != "good"


def test_a_file_larger_than_is_judged_is_refused(both: Both) -> None:
    grown = (
        "async () => { try { await window.dengbu.judge(new Uint8Array(70 * 2**20)); return ''; }"
    )
    asked = f"{grown} catch (error) {{ return error.doubt; }} }}"
    assert both.shown.on(lambda page: page.evaluate(asked)) == "too-large"
