"""The draws of examiners, fetched by anybody and verified with plain Python."""

import io
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest
from django.conf import LazySettings
from django.test import Client

from dengbu.casework.models import Case
from dengbu.casework.rules.dispatch import case_mark
from dengbu.site.draws import pack_draws
from tests.casework.desk import OFFICE, open_desk
from tests.casework.test_dispatch_verified import work
from tests.evidence.signing import signer

pytestmark = pytest.mark.django_db(transaction=True)
PAGE = f"/log/{OFFICE}/draws"


def test_what_is_fetched_is_verified_by_the_file_in_it(
    client: Client, settings: LazySettings, tmp_path: Path
) -> None:
    settings.DRAWS = tmp_path / "draws"
    assert pack_draws() == 0  # nobody was drawn yet
    work(open_desk(4))
    assert "还没有打包" in client.get(PAGE).content.decode()
    assert client.get(f"{PAGE}.zip").status_code == 404
    assert (pack_draws(first_only=True), pack_draws(first_only=True), pack_draws()) == (1, 0, 1)
    assert [one.name for one in settings.DRAWS.iterdir()] == [f"{OFFICE}.zip"]
    page = client.get(PAGE).content.decode()
    assert "下载派件账" in page and f"{PAGE}.zip" in page
    answer = client.get(f"{PAGE}.zip")
    assert answer.headers["Content-Disposition"] == f'attachment; filename="draws-{OFFICE}.zip"'
    content = io.BytesIO(answer.getvalue())
    with zipfile.ZipFile(content) as packed:
        packed.extractall(tmp_path)
    folder = tmp_path / OFFICE
    key = str(signer(OFFICE).verifier)
    alone = [sys.executable, "-I", "-S", "verify_dispatch.py", ".", "--key", key]
    told = subprocess.run(alone, cwd=folder, capture_output=True, text=True, check=False)  # noqa: S603 - our own interpreter and file
    assert (told.returncode, told.stderr) == (0, "")
    assert "4 次抽签" in told.stdout
    lines = (folder / "draws").read_text(encoding="utf-8").splitlines()
    for case in Case.objects.all():
        mark = case_mark(OFFICE, case.case_no, case.mark_salt.hex)
        assert any(mark in line for line in lines)


def test_there_are_no_draws_of_an_office_that_is_none(client: Client) -> None:
    open_desk(1)
    assert client.get("/log/999999/draws").status_code == 404
    assert client.get("/log/999999/draws.zip").status_code == 404
