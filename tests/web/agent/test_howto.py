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

from dengbu.accounts import api as accounts
from dengbu.casework import api as casework
from tests.casework.desk import Desk
from tests.casework.smart.released import release
from tests.register.city import OTHER_BANK, person
from tests.web.agent.signed import filed_key

PAGE = Path(__file__).resolve().parents[3] / "docs" / "howto" / "bank-api.md"
LONGEST = 60  # seconds

pytestmark = pytest.mark.django_db(transaction=True)


def program(folder: Path, name: str) -> Path:
    """The Python blocks of the page as files; the one of that name."""
    text = PAGE.read_text(encoding="utf-8")
    found = re.findall(r"存成 `(\w+\.py)`.*?^```python\n(.*?)^```", text, re.M | re.S)
    assert [file for file, _ in found] == ["dengbu_call.py", "bank.py", "apply.py"]
    for file, block in found:
        (folder / file).write_text(block, encoding="utf-8")
    return folder / name


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


def surrounded(actor: accounts.Actor, live_server: LiveServer, folder: Path) -> dict[str, str]:
    """What the examples are told of the office and the key."""
    key, key_id = filed_key(actor)
    secret = folder / "bank.pem"
    secret.write_bytes(key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()))
    return {"DENGBU_URL": live_server.url, "DENGBU_KEY": str(secret), "DENGBU_KEY_ID": key_id}


def test_the_example_applies_with_its_papers(
    desk: Desk, live_server: LiveServer, tmp_path: Path
) -> None:
    surroundings = surrounded(desk.other_bank, live_server, tmp_path)
    file, contract = program(tmp_path, "apply.py"), tmp_path / "contract.pdf"
    contract.write_bytes(b"%PDF-1.7 signed by both")
    who = (person(1).name, person(1).id_no, OTHER_BANK.name, OTHER_BANK.id_no)
    code, said = run(file, surroundings, desk.units[0], *who, str(contract))
    assert code == 0, said
    assert re.fullmatch(r"(\d{20}) 再交还是 \1 审核中 登记费 80\.00", said.strip()), said


def test_the_example_files_a_batch_and_waits_for_the_entry(
    desk: Desk, live_server: LiveServer, tmp_path: Path
) -> None:
    release()
    surroundings = surrounded(desk.bank, live_server, tmp_path)
    file = program(tmp_path, "bank.py")
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
