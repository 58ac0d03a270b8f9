"""The example of the how-to page runs as it is printed there."""

import os
import re
import subprocess
import sys
import time
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat
from pytest_django.live_server_helper import LiveServer

from dengbu.casework import api as casework
from tests.casework.desk import Desk
from tests.register.city import person
from tests.web.agent.signed import filed_key

PAGE = Path(__file__).resolve().parents[3] / "docs" / "howto" / "bank-api.md"
LONGEST = 60  # seconds

pytestmark = pytest.mark.django_db(transaction=True)


def program(folder: Path) -> Path:
    """The one Python block of the page, in a file."""
    (block,) = re.findall(r"^```python\n(.*?)^```", PAGE.read_text(encoding="utf-8"), re.M | re.S)
    file = folder / "bank.py"
    file.write_text(block, encoding="utf-8")
    return file


def run(file: Path, surroundings: dict[str, str], *pairs: str) -> tuple[int, str]:
    """Run it while the worker's step is done beside it; its code and all it printed."""
    running = subprocess.Popen(
        [sys.executable, str(file), *pairs],
        env={"PATH": os.environ["PATH"], "PYTHONUTF8": "1", "PYTHONWARNINGS": "error"}
        | surroundings,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        encoding="utf-8",
    )
    until = time.monotonic() + LONGEST
    while running.poll() is None and time.monotonic() < until:
        casework.autopilot_step()
        time.sleep(0.2)
    if running.poll() is None:
        running.kill()
    said, _ = running.communicate()
    return running.returncode, said


def test_the_example_files_a_batch_and_waits_for_the_entry(
    desk: Desk, live_server: LiveServer, tmp_path: Path
) -> None:
    key, key_id = filed_key(desk.bank)
    secret = tmp_path / "bank.pem"
    secret.write_bytes(key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()))
    surroundings = {
        "DENGBU_URL": live_server.url,
        "DENGBU_KEY": str(secret),
        "DENGBU_KEY_ID": key_id,
    }
    file = program(tmp_path)
    right = (desk.units[0], desk.proofs[0], "680000.00", person(1).name)
    code, said = run(file, surroundings, *right, desk.units[1], "第1号", "1.00", "谁")
    assert code == 0, said
    sent, first, second = said.splitlines()
    assert re.fullmatch(r"批次 (\d+) 原样再交还是 \1", sent), said
    assert re.fullmatch(r"1 \d{20} 已登簿", first), said
    assert second.startswith("2 - 没收下"), said
    code, said = run(file, {**surroundings, "DENGBU_KEY_ID": "nobody"}, *right)
    assert code == 1
    assert said.startswith("KEY_UNKNOWN key_id: ")
