"""Fuzzing what judges files of strangers, guided by coverage: `make fuzz`, SECONDS long.

An input begins with the way it goes: as a file; as one file of a sealed OFD, packed again, so that
it comes behind the check sums of the package; as a sealing in ASN.1; as a certificate; as a proof;
as a PDF; as the receipt of a file; as the proof that a page carries, against its log; as a code of
a showing.
Whatever comes, a judge says no or why it cannot say, and never yes but to the very file.
"""

import hashlib
import os
import sys
from datetime import UTC, datetime
from pathlib import Path
from tempfile import mkdtemp

import atheris
import django

os.environ.setdefault(
    "DATABASE_URL", "postgresql://nobody@localhost/none"
)  # nothing is asked of it
os.environ.setdefault("DENGBU_SECRET_KEY", "only for fuzzing")
os.environ["DJANGO_SETTINGS_MODULE"] = "dengbu.site.settings"
INSTRUMENTED = ["dengbu.evidence.sealing", "dengbu.evidence.tlog", "dengbu.inquiry.rules"]

with atheris.instrument_imports(include=INSTRUMENTED):
    django.setup()
    from benchmarks.fuzzed import LOG, PAGE, SALT, SEED, WITNESS, code, document, proof
    from dengbu.evidence.sealing import der
    from dengbu.evidence.sealing import sm2_certificates as certificates
    from dengbu.evidence.sealing.authority import new_authority, new_seal
    from dengbu.evidence.sealing.electronic import new_electronic_seal, new_sm2_authority
    from dengbu.evidence.sealing.found import NotJudged
    from dengbu.evidence.sealing.ofd import ses
    from dengbu.evidence.sealing.ofd.judging import judge_ofd
    from dengbu.evidence.sealing.ofd.package import Package, packed
    from dengbu.evidence.sealing.ofd.writing import seal_ofd
    from dengbu.evidence.sealing.pdf import judge_pdf, seal_pdf
    from dengbu.evidence.sealing.receipts import check_receipt
    from dengbu.evidence.tlog import entries, proofs
    from dengbu.evidence.tlog.notes import BadNote
    from dengbu.evidence.tlog.witnessed import Asked
    from dengbu.inquiry.rules import showing
    from dengbu.kernel.canonical import canonical_json

NOW = datetime.now(UTC).replace(microsecond=0)


class Verifiers:
    """Everything that reads what strangers show, and what it was begun with."""

    def __init__(self) -> None:
        authority = new_sm2_authority("x", now=NOW)
        seal = new_electronic_seal(authority, "x", now=NOW)
        self._authorities = [authority.certificate]
        self.ofd = seal_ofd(PAGE, seal, now=NOW, attachments={"a.txt": b"proof"})
        self._package = Package(self.ofd)
        self._files = {name: self._package.read(name) for name in self._package.names}
        pdf = new_authority("x", now=NOW)
        self.pdf = seal_pdf(document(), new_seal(pdf, "x", now=NOW), reason="x")
        self._pdf_authorities = [pdf.certificate]
        told = {"form": "PDF", "office": "430602", "seal": "0" * 64, "subject": "certificate:x"}
        digest = hashlib.sha256(self.pdf).hexdigest()
        sealing = canonical_json({**told, "sealed": NOW, "sha256": digest})
        self.receipt = proof(sealing, entries.Kind.SEALING, NOW)
        self.proof = proof(b"booking", entries.Kind.BOOKING, NOW)
        self._asked = [Asked(verifier=WITNESS.verifier, since=NOW, until=None)]
        self._held = check_receipt(self.receipt, self.pdf, keys=[LOG.verifier], asked=self._asked)
        assert self._held.witnessed_at == NOW
        self.code = showing.sign(code(NOW), SEED)
        self._ways = (
            self._whole,
            self._part,
            self._sealing,
            self._certificate,
            self._parsed,
            self._pdf,
            self._receipt,
            self._proved,
            self._shown,
        )

    def seeds(self) -> list[bytes]:
        """One input or more for each way."""
        whole = [bytes((0,)) + self.ofd, bytes((5,)) + self.pdf]
        parts = [bytes((1, n)) + data for n, data in enumerate(self._files.values())]
        value = self._files["Doc_0/Signs/Sign_0/SignedValue.dat"]
        told = [b"\2" + value, b"\3" + self._authorities[0], b"\4" + self.proof]
        beside = [b"\6" + self.receipt, b"\7" + self.proof, b"\10" + self.code.encode()]
        return [*whole, *parts, *told, *beside]

    def one(self, data: bytes) -> None:
        """Judge one input."""
        if not data:
            return
        way, rest = data[0] % len(self._ways), data[1:]
        try:
            self._ways[way](rest)
        except (NotJudged, der.NotDer, certificates.BadCertificate, BadNote):
            return

    def _whole(self, data: bytes) -> None:
        for found in judge_ofd(data, authorities=self._authorities, now=NOW):
            assert not found.good or data == self.ofd, "a changed file is good"

    def _part(self, data: bytes) -> None:
        names = list(self._files)
        name = names[data[0] % len(names)] if data else names[0]
        self._whole(packed({**self._files, name: data[1:]}))

    def _sealing(self, data: bytes) -> None:
        ses.read_sealing(data)

    def _certificate(self, data: bytes) -> None:
        certificates.read(data)

    def _parsed(self, data: bytes) -> None:
        proofs.parse(data)

    def _receipt(self, data: bytes) -> None:
        """Another text may say the same: one more signature that nobody knows. Never more."""
        found = check_receipt(data, self.pdf, keys=[LOG.verifier], asked=self._asked)
        assert (found.told, found.index) == (self._held.told, self._held.index), "a forged receipt"
        assert found.witnessed_at in {None, self._held.witnessed_at}, "another moment"

    def _proved(self, data: bytes) -> None:
        found = proofs.check(data, origin=LOG.name, keys=[LOG.verifier])
        assert found.entry == entries.entry(entries.Kind.BOOKING, SALT, b"booking"), (
            "a forged proof"
        )
        assert found.content in {None, b"booking"}, "another content"

    def _shown(self, data: bytes) -> None:
        text = data.decode("latin-1")
        keys = [showing.Key(public=showing.public_of(SEED))]
        judged = showing.judge(text, keys, now=NOW)
        assert judged.code in {None, code(NOW)}, "a forged code"
        assert judged.code is None or text.strip().upper() == self.code, "another text of a code"

    def _pdf(self, data: bytes) -> None:
        for found in judge_pdf(data, authorities=self._pdf_authorities, now=NOW):
            assert not found.good or data == self.pdf, "a changed file is good"


def main(seconds: float) -> None:
    """Fuzz for so long; what was run is told at the end, by the fuzzer itself too."""
    verifiers = Verifiers()
    corpus = Path(mkdtemp(prefix="fuzz-"))
    for n, seed in enumerate(verifiers.seeds()):
        (corpus / f"seed-{n}").write_bytes(seed)
    told = ["-max_len=131072", f"-max_total_time={int(seconds)}", "-rss_limit_mb=2048"]
    atheris.Setup([sys.argv[0], *told, "-timeout=20", str(corpus)], verifiers.one)
    atheris.Fuzz()


if __name__ == "__main__":
    main(float(sys.argv[1]) if len(sys.argv) > 1 else 60.0)
