"""What the how-to page tells people to type, to judge an OFD without any program of ours."""

import re
import subprocess
from pathlib import Path
from shutil import which

import pytest

from dengbu.evidence.sealing import sm2_certificates as certificates
from dengbu.evidence.sealing.ofd.package import Package
from tests.evidence.sealing.ofd.test_ofd import authority, sealed

PAGE = Path(__file__).resolve().parents[4] / "docs" / "howto" / "check-a-file.md"
NEEDED = ("openssl", "unzip")
SIGNATURE = "Doc_0/Signs/Sign_0/Signature.xml"


def test_the_page_s_words_judge_an_ofd_by_openssl_alone(tmp_path: Path) -> None:
    if not all(which(one) for one in NEEDED):
        pytest.skip(f"not all of {', '.join(NEEDED)} on this machine")
    (tmp_path / "证书.ofd").write_bytes(sealed())
    told = certificates.pem("CERTIFICATE", authority().certificate)
    (tmp_path / "发章机构.pem").write_text(told)
    seal, files = re.findall(r"```sh\n(.*?)```", PAGE.read_text(encoding="utf-8"), re.DOTALL)
    assert _typed(seal, tmp_path) == "seal.pem: OK\nSignature Verified Successfully\n"
    same, digest = _typed(files, tmp_path).splitlines()
    assert same == "一样"
    assert digest in Package(sealed()).read(SIGNATURE).decode()


def _typed(lines: str, folder: Path) -> str:
    done = subprocess.run(
        ["sh", "-e", "-c", lines],
        cwd=folder,
        capture_output=True,
        text=True,
        timeout=60,
        check=True,
    )
    return done.stdout
