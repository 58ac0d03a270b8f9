"""Fuzzing the off-line page in Chromium: `make fuzz`, SECONDS long.

Files of both forms with the proof that they carry, receipts beside a file, and codes of showings,
sealed and signed for a log in memory, are changed at random: bytes, pieces cut, doubled, exchanged
with those of another input. The page says no or why it cannot say, and never yes but to the very
thing; an error that is not one of its own is a failure too.
"""

import base64
import hashlib
import json
import sys
from datetime import UTC, datetime, timedelta
from pathlib import Path
from shutil import which
from tempfile import mkdtemp
from typing import Any

from playwright.sync_api import Page, sync_playwright

from benchmarks.fuzzed import LOG, OFFICE, PAGE, SEED, WITNESS, code, document, proof
from dengbu.evidence.sealing.authority import DER, new_authority, new_seal
from dengbu.evidence.sealing.electronic import new_electronic_seal, new_sm2_authority
from dengbu.evidence.sealing.ofd.writing import seal_ofd
from dengbu.evidence.sealing.pdf import seal_pdf
from dengbu.evidence.tlog import entries
from dengbu.inquiry.rules import showing
from dengbu.kernel.canonical import canonical_json
from dengbu.web.open.bundling import page

PROOF = "inclusion.tlog-proof"
RUN = """async ([seeds, seconds, now, first]) => {
  const read = (text) => Uint8Array.from(atob(text), (c) => c.charCodeAt(0));
  const whole = Object.fromEntries(Object.entries(seeds).map(([name, told]) => [name, read(told)]));
  const all = Object.values(whole);
  let state = first;
  const dice = (most) => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return Math.floor((state / 2 ** 32) * most);
  };
  const piece = (from) => {
    const at = dice(from.length);
    return from.slice(at, at + 1 + dice(Math.min(200, from.length - at)));
  };
  const join = (...parts) => {
    const made = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0));
    let at = 0;
    for (const part of parts) { made.set(part, at); at += part.length; }
    return made;
  };
  const changed = (from) => {
    let made = from.slice();
    for (let times = 1 + dice(3); times > 0; times -= 1) {
      const at = dice(made.length + 1);
      const part = piece(dice(3) ? from : all[dice(all.length)]);
      switch (dice(5)) {
        case 0: if (at < made.length) made[at] ^= 1 << dice(8); break;
        case 1: if (at < made.length) made[at] = dice(256); break;
        case 2: made = join(made.slice(0, at), made.slice(at + 1 + dice(100))); break;
        case 3: made = join(made.slice(0, at), part, made.slice(at)); break;
        default: made = join(made.slice(0, at), part, made.slice(at + part.length));
      }
    }
    return made;
  };
  const same = (a, b) => a.length === b.length && a.every((byte, n) => byte === b[n]);
  const text = (bytes) => new TextDecoder("latin1").decode(bytes);
  const told = [];
  const held = await window.dengbu.judge(whole.pdf, now, whole.receipt);
  const ways = {
    pdf: async (data) => (await window.dengbu.judge(data, now)).grade === "good",
    ofd: async (data) => (await window.dengbu.judge(data, now)).grade === "good",
    receipt: async (data) => {
      const found = await window.dengbu.judge(whole.pdf, now, data);
      if (found.grade !== "good") return false;
      const other = found.receipt.witnessedAt !== held.receipt.witnessedAt;
      if (other || found.receipt.index !== held.receipt.index) told.push("a forged receipt");
      return null; // one more signature that nobody knows says the same
    },
    code: async (data) => (await window.dengbu.shown(text(data), now)).outcome === "TOLD",
  };
  const counts = {};
  for (const [name, way] of Object.entries(ways)) {
    if ((await way(whole[name])) === false) told.push(`the very ${name} is not good`);
    counts[name] = 0;
    for (const end = performance.now() + seconds * 1000; performance.now() < end;) {
      const data = changed(whole[name]);
      counts[name] += 1;
      try {
        const spelled = name === "code" && text(data).trim().toUpperCase() === text(whole.code);
        const yes = (await way(data)) && !same(data, whole[name]) && !spelled;
        if (yes) told.push(`a changed ${name}`);
      } catch (error) {
        if (error.doubt === undefined) told.push(`${name}: ${error}`);
      }
      if (told.length > 5) return { counts, told };
    }
  }
  return { counts, told };
}"""


def _made(now: datetime) -> tuple[dict[str, bytes], dict[str, Any]]:
    """The inputs by their kinds, and the trust block that knows who made them."""
    booking = {PROOF: proof(b"booking", entries.Kind.BOOKING, now, tell=False)}
    authority, sm2 = new_authority("x", now=now), new_sm2_authority("x", now=now)
    seal, electronic = new_seal(authority, "x", now=now), new_electronic_seal(sm2, "x", now=now)
    pdf = seal_pdf(document(), seal, reason="x", attachments=booking)
    ofd = seal_ofd(PAGE, electronic, now=now, attachments=booking)
    told = {"form": "PDF", "office": OFFICE, "seal": seal.fingerprint, "subject": "certificate:x"}
    digest = {"sealed": now, "sha256": hashlib.sha256(pdf).hexdigest()}
    receipt = proof(canonical_json({**told, **digest}), entries.Kind.SEALING, now)
    files = {
        "pdf": pdf,
        "ofd": ofd,
        "receipt": receipt,
        "code": showing.sign(code(now), SEED).encode(),
    }
    return files, _trust(now, (authority.certificate, sm2.certificate), (seal, electronic))


def _trust(now: datetime, authorities: tuple[Any, ...], seals: tuple[Any, ...]) -> dict[str, Any]:
    def der(one: Any) -> bytes:
        return one if isinstance(one, bytes) else one.public_bytes(DER)

    moment = now.isoformat(timespec="milliseconds").replace("+00:00", "Z")
    key = {"office": OFFICE, "name": "x", "until": None, "revoked": None, "purposes": {}}
    log = {
        "office": OFFICE,
        "name": "x",
        "origin": LOG.name,
        "keys": [{"key": str(LOG.verifier), "until": None}],
        "witnesses": [{"key": str(WITNESS.verifier), "since": moment, "until": None}],
    }
    return {
        "format": "dengbu-trust@1",
        "made": moment,
        "site": [],
        "kinds": [int(kind) for kind in entries.Kind],
        "authorities": [base64.b64encode(der(one)).decode() for one in authorities],
        "logs": [log],
        "seals": [{"office": OFFICE, "fingerprint": s.fingerprint, "revoked": None} for s in seals],
        "showings": [{**key, "public": showing.public_of(SEED).hex()}],
    }


def _run(shown: Page, files: dict[str, bytes], seconds: float, now: datetime) -> dict[str, Any]:
    seeds = {name: base64.b64encode(data).decode() for name, data in files.items()}
    first = int.from_bytes(hashlib.sha256(str(now).encode()).digest()[:4], "big")
    asked = [seeds, seconds, (now + timedelta(seconds=1)).timestamp() * 1000, first]
    found: dict[str, Any] = shown.evaluate(RUN, asked)
    return found


def main(seconds: float) -> int:
    """Fuzz for so long in all; what was run, and what was wrong."""
    now = datetime.now(UTC).replace(microsecond=0)
    files, trust = _made(now)
    place = Path(mkdtemp(prefix="fuzz-")) / "page.html"
    place.write_text(page(trust), encoding="utf-8")
    with sync_playwright() as driver:
        chromium = driver.chromium.launch(executable_path=_chromium(), args=["--no-sandbox"])
        shown = chromium.new_context(offline=True).new_page()
        shown.goto(place.as_uri())
        shown.locator("html[data-ready]").wait_for(state="attached")
        found = _run(shown, files, seconds / len(files), now)
        chromium.close()
    told = {"fuzz": "page", "seconds": seconds, **found["counts"], "wrong": found["told"]}
    sys.stdout.write(f"{json.dumps(told, ensure_ascii=False)}\n")
    return 1 if found["told"] else 0


def _chromium() -> str:
    names = ("chromium", "chromium-browser", "google-chrome")
    return next(found for name in names if (found := which(name)))


if __name__ == "__main__":
    sys.exit(main(float(sys.argv[1]) if len(sys.argv) > 1 else 60.0))
