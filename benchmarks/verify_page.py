"""A sealed PDF opened and checked on the off-line page, in Chromium: what whoever checks waits for.

``seconds``: from opening the page, a file, to the verdict in words, half of the rounds at most;
``judge_ms`` the judging of a PDF and an OFD alone. The proof stands in a log of 100,000 leaves.
"""

import base64
import statistics
import tempfile
import time
from datetime import UTC, datetime, timedelta
from pathlib import Path
from shutil import which
from typing import Any

from playwright.sync_api import Browser, Page, sync_playwright

from benchmarks.certificates import DER, MADE, PROOF_NAME, proved, seals
from benchmarks.ground import report, say
from benchmarks.log_files import ORIGIN, SIGNER, Files
from dengbu.evidence import api as evidence
from dengbu.evidence.tlog import notes, proofs, tiles
from dengbu.evidence.trust import FORMAT
from dengbu.web.open.bundling import page as bundled

ROUNDS, LEAVES = 15, 100_000
BROWSERS = ("chromium", "chromium-browser", "google-chrome")
WITNESS = notes.Signer(name="witness.example/w1", kind=notes.COSIGNATURE, seed=bytes([3]) * 32)
READY, DONE = "html[data-ready]", "#result[data-done='1']"
TIMED = """async (told) => {
  const bytes = Uint8Array.from(atob(told), (c) => c.charCodeAt(0));
  const begun = performance.now();
  const found = await window.dengbu.judge(bytes);
  return [found.grade, performance.now() - begun];
}"""


def main() -> None:
    """Make the papers and the page, then open and check."""
    program = next(filter(None, map(which, BROWSERS)), None)
    if program is None:
        raise SystemExit("no Chromium on this machine")
    with tempfile.TemporaryDirectory() as folder:
        say(f"writing a log of {LEAVES} leaves")
        proof = _proof(Files(Path(folder) / "log", LEAVES))
        papers = {form: _paper(form, proof, Path(folder)) for form in MADE}
        html = Path(folder) / "offline.html"
        html.write_text(bundled(_trust()), encoding="utf-8")
        with sync_playwright() as driver:
            chromium = driver.chromium.launch(executable_path=program, args=["--no-sandbox"])
            _opened(chromium, html, papers["pdf"])  # the first start of a browser is its own
            rounds = [_opened(chromium, html, papers["pdf"]) for _ in range(ROUNDS)]
            alone = {form: _judged(chromium, html, paper) for form, paper in papers.items()}
    report(
        "verify_page",
        seconds=round(statistics.median(rounds), 3),
        worst=round(max(rounds), 3),
        pdf_judge_ms=round(alone["pdf"], 1),
        ofd_judge_ms=round(alone["ofd"], 1),
        rounds=ROUNDS,
    )


def _proof(files: Files) -> bytes:
    index = LEAVES // 3
    text = files.checkpoint.partition("\n\n")[0] + "\n"
    note = files.checkpoint + WITNESS.cosign(text, int(datetime.now(UTC).timestamp()))
    path = tuple(tiles.inclusion_path(files.tile, index, LEAVES))
    told = proofs.Attested(entry=files.entries[index]).to_bytes()
    return str(proofs.Proof(index=index, path=path, checkpoint=note, extra=told)).encode()


def _paper(form: str, proof: bytes, folder: Path) -> Path:
    place = folder / f"paper.{form}"
    place.write_bytes(proved(form, 1, {PROOF_NAME: proof}))
    return place


def _trust() -> dict[str, Any]:
    now = datetime.now(UTC)
    since = (now - timedelta(days=1)).isoformat(timespec="milliseconds").replace("+00:00", "Z")
    seal, authority, electronic = seals()
    authorities = [seal.authority.public_bytes(DER), authority.certificate]
    return {
        "format": FORMAT,
        "made": since,
        "site": [],
        "kinds": [int(kind) for kind in evidence.Kind],
        "authorities": [base64.b64encode(one).decode() for one in authorities],
        "logs": [
            {
                "office": "430602",
                "name": "",
                "origin": ORIGIN,
                "keys": [{"key": str(SIGNER.verifier), "until": None}],
                "witnesses": [{"key": str(WITNESS.verifier), "since": since, "until": None}],
            }
        ],
        "seals": [
            {"office": "430602", "fingerprint": one, "revoked": None}
            for one in (seal.fingerprint, electronic.fingerprint)
        ],
        "showings": [],
    }


def _opened(chromium: Browser, html: Path, paper: Path) -> float:
    """From the opening of the page to the verdict; anything but a yes ends the bench."""
    page = chromium.new_context(offline=True).new_page()
    begun = time.perf_counter()
    _open(page, html)
    page.set_input_files("#file", str(paper))
    page.locator(DONE).wait_for(timeout=20_000)
    seconds = time.perf_counter() - begun
    if page.locator("#verdict").get_attribute("data-signal") != "ok":
        raise SystemExit(f"not found good: {page.locator('#result').inner_text()}")
    page.context.close()
    return seconds


def _judged(chromium: Browser, html: Path, paper: Path) -> float:
    page = chromium.new_context(offline=True).new_page()
    _open(page, html)
    told = base64.b64encode(paper.read_bytes()).decode()
    rounds = [page.evaluate(TIMED, told) for _ in range(ROUNDS)]
    page.context.close()
    if any(grade != "good" for grade, _ in rounds):
        raise SystemExit(f"{paper.name} is not found good")
    return float(statistics.median(ms for _, ms in rounds))


def _open(page: Page, html: Path) -> None:
    page.goto(html.as_uri())
    page.locator(READY).wait_for(state="attached", timeout=20_000)
