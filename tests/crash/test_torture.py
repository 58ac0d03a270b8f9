"""A minute of ``dengbu torture``: clerks on few units, and everything is killed now and then."""

import json
import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.source import ROOT

pytestmark = pytest.mark.crash


@pytest.fixture
def home() -> Iterator[Path]:
    # Not pytest's folder: as root the database server is another user, and that one is closed.
    made = Path(tempfile.mkdtemp(prefix="dengbu-"))
    yield made
    shutil.rmtree(made)


def test_a_minute_of_torture_loses_and_breaks_nothing(home: Path) -> None:
    environment = {k: v for k, v in os.environ.items() if k != "DATABASE_URL"}
    command = ["torture", "--minutes", "1", "--processes", "3", "--kill"]
    done = subprocess.run(
        [sys.executable, "-m", "dengbu", *command],
        cwd=ROOT,
        env={**environment, "DENGBU_HOME": str(home)},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stdout + done.stderr
    found = json.loads(done.stdout)
    assert set(found["kills"]) == {"clerk", "backend", "server"}
    assert found["acknowledged"] > 100
    assert found["refused"] > 0
    assert found["interrupted"] > 0
    assert found["booked"] >= found["acknowledged"]
    for fault in ("lost", "doubled", "breaks", "deadlock", "died"):
        assert found[fault] == 0, fault
