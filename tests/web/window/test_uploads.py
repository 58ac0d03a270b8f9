"""Files of a request: each up to 20 MB, several at once, and nothing lost when one is too large."""

import re

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from dengbu.accounts import api as accounts
from dengbu.casework.models import Case, Material
from tests.casework.desk import Desk, open_desk

pytestmark = pytest.mark.django_db
HIDDEN = re.compile(r'<input type="hidden" name="([^"]+)" value="([^"]*)"')
MEGABYTE = 1024 * 1024


@pytest.fixture
def desk() -> Desk:
    return open_desk()


@pytest.fixture
def clerk(client: Client, desk: Desk) -> Client:
    client.force_login(accounts.Account.objects.get(id=desk.windows[0].id))
    return client


def scan(name: str, megabytes: int) -> SimpleUploadedFile:
    content = b"%PDF-1.7\n" + name.encode() + b"x" * megabytes * MEGABYTE
    return SimpleUploadedFile(name, content, content_type="application/pdf")


def test_two_large_files_come_in_one_form(clerk: Client, desk: Desk) -> None:
    place = f"/window/?unit={desk.units[0]}&service=G44"
    fields = {**dict(HIDDEN.findall(clerk.get(place).content.decode())), "parties.0.agreed": "1"}
    fields |= {"cancel.proof_no": desk.proofs[0]}
    files = {"materials.m1.file": scan("申请书.pdf", 12), "materials.cl.file": scan("结清.pdf", 12)}
    answer = clerk.post(place, {**fields, **files})
    assert answer.status_code == 302, answer.content.decode()
    assert Material.objects.filter(source="UPLOAD").count() == 2


def test_a_file_that_is_too_large_is_told_with_all_else_and_nothing_is_lost(
    clerk: Client, desk: Desk
) -> None:
    place = f"/window/?unit={desk.units[0]}&service=G44"
    fields = dict(HIDDEN.findall(clerk.get(place).content.decode()))
    fields |= {"cancel.proof_no": desk.proofs[0], "materials.m1": "UPLOAD"}
    files = {"materials.m1.file": scan("申请书.pdf", 21), "materials.cl.file": scan("结清.pdf", 1)}
    answer = clerk.post(place, {**fields, **files})
    shown = answer.content.decode()
    assert answer.status_code == 422
    assert "“申请书.pdf”有 21.0 MB，每个文件最大 20 MB" in shown
    assert "登记申请书还没有上传成功" not in shown  # one fault, said once
    assert "的签字" in shown
    assert "结清.pdf，已收好" in shown
    assert not Case.objects.exists()
