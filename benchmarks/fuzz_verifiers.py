"""Fuzzing what judges files of strangers, guided by coverage: `make fuzz`, SECONDS long.

An input begins with the way it goes: as a file; as one file of a sealed OFD, packed again, so that
it comes behind the check sums of the package; as a sealing in ASN.1; as a certificate; as a proof;
as a PDF.
Whatever comes, a judge says no or why it cannot say, and never yes but to the very file.
"""

import sys
from datetime import UTC, datetime
from pathlib import Path
from tempfile import mkdtemp

import atheris
import typst

with atheris.instrument_imports(include=["dengbu.evidence.sealing", "dengbu.evidence.tlog"]):
    from dengbu.evidence.sealing import der
    from dengbu.evidence.sealing import sm2_certificates as certificates
    from dengbu.evidence.sealing.authority import new_authority, new_seal
    from dengbu.evidence.sealing.electronic import new_electronic_seal, new_sm2_authority
    from dengbu.evidence.sealing.found import NotJudged
    from dengbu.evidence.sealing.ofd import ses
    from dengbu.evidence.sealing.ofd.document import FixedPaper
    from dengbu.evidence.sealing.ofd.judging import judge_ofd
    from dengbu.evidence.sealing.ofd.package import Package, packed
    from dengbu.evidence.sealing.ofd.writing import seal_ofd
    from dengbu.evidence.sealing.pdf import judge_pdf, seal_pdf
    from dengbu.evidence.sealing.picture import TEMPLATE
    from dengbu.evidence.tlog import proofs
    from dengbu.evidence.tlog.notes import BadNote

NOW = datetime.now(UTC).replace(microsecond=0)
WAYS = 6
PAGE = FixedPaper(
    title="t", author="a", size=(210, 297), pages=("",), fonts=(), last_id=1, seal_at=None
)


def _page() -> bytes:
    """A small PDF."""
    told = {"seal": '{"name": "x", "side": 33}'}
    return bytes(typst.Compiler(input=str(TEMPLATE)).compile(format="pdf", sys_inputs=told))


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
        self.pdf = seal_pdf(_page(), new_seal(pdf, "x", now=NOW), reason="x")
        self._pdf_authorities = [pdf.certificate]

    def seeds(self) -> list[bytes]:
        """One input or more for each way."""
        whole = [bytes((0,)) + self.ofd, bytes((5,)) + self.pdf]
        parts = [bytes((1, n)) + data for n, data in enumerate(self._files.values())]
        value = self._files["Doc_0/Signs/Sign_0/SignedValue.dat"]
        return [*whole, *parts, b"\2" + value, b"\3" + self._authorities[0], b"\4" + b"proof"]

    def one(self, data: bytes) -> None:
        """Judge one input."""
        if not data:
            return
        way, rest = data[0] % WAYS, data[1:]
        try:
            (self._whole, self._part, self._sealing, self._certificate, self._proof, self._pdf)[
                way
            ](rest)
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

    def _proof(self, data: bytes) -> None:
        proofs.parse(data)

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
