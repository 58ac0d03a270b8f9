"""Leaves that a replay carries without their rows: told as such, never as compared."""

import pytest
from django.utils import timezone

from dengbu.evidence import api as evidence
from dengbu.register import api as register
from dengbu.site import seal_keys
from dengbu.web.shared.sealed import FileForm, sealed_certificate
from tests.site.replay.doing import COPY, OWNER, ask, audit, replay

pytestmark = pytest.mark.django_db(transaction=True)
BESIDE = "另有 2 条记录重放只带日志里的叶子，原来的行在源库，要在那里核对：paper 1，revocation 1"


def test_acts_that_are_no_bookings_come_as_leaves_and_are_told(
    full: list[str], target: str, capsys: pytest.CaptureFixture[str]
) -> None:
    """A sealed paper and a revocation: their rows stay, and are not said to be compared."""
    now = timezone.now()
    seal = evidence.new_seal(evidence.new_authority("演示根", now=now), "岳阳（演示）", now=now)
    evidence.use_seals(lambda _: seal, lambda _: None)
    try:
        (view, *_) = register.certificates_of_holder(OWNER.id_type, OWNER.id_no)
        check = "https://example.invalid/check/"
        assert sealed_certificate(view, check_url=check, now=now, form=FileForm.PDF)
    finally:
        evidence.use_seals(seal_keys.seal, seal_keys.electronic_seal)
    assert evidence.revoke_seal(seal.fingerprint, since=now, reason="丢失", by="合规处", now=now)
    assert replay(target) == 0
    said = capsys.readouterr().out
    assert "两边指纹相同" in said
    assert BESIDE in said
    assert ask(COPY, "SELECT count(*) FROM evidence_sealedpaper") == [(0,)]
    whole = audit(target)
    for name in ("paper", "revocation"):
        assert f"sealing: {name}:" in whole and "is attested and is not there" in whole
    told = audit(target, "--register-only")
    assert "no break found" in told
    assert BESIDE in told
