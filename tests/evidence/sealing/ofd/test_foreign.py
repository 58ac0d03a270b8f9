"""Signed OFD of others: judged by both forms of the standard, and every wrong found out."""

import io
import zipfile
from dataclasses import replace
from datetime import timedelta

import pytest

from dengbu.evidence.sealing.found import Doubt, SealFound
from dengbu.evidence.sealing.ofd.judging import judge_ofd
from tests.evidence.sealing.ofd.foreign import NOW, Foreign, Party, party, root

V1, V4 = Foreign(form=1), Foreign(form=4)
BOTH = pytest.mark.parametrize("made", [V1, V4], ids=["V1", "V4"])


def judged(content: bytes, *, by: Party | None = None) -> SealFound:
    (found,) = judge_ofd(content, authorities=[(by or root()).certificate], now=NOW)
    return found


@BOTH
@pytest.mark.parametrize("how", [{}, {"raw_signature": True}, {"triple": True}], ids=str)
def test_a_seal_of_others_is_genuine_and_not_of_ours(made: Foreign, how: dict[str, bool]) -> None:
    found = judged(replace(made, **how).package())  # type: ignore[arg-type]
    assert (found.form, found.name) == (f"SES V{made.form}", "外地税务局")
    assert found.genuine
    assert found.signed_at == NOW
    assert not found.good  # they close a file in another way than we do: not judged to the byte
    assert found.doubts == (Doubt.LOOSE,)


def test_users_of_a_seal_may_be_listed_by_digest() -> None:
    assert judged(replace(V4, by_digest=True).package()).genuine


@BOTH
def test_who_made_it_must_be_known(made: Foreign) -> None:
    found = judged(made.package(), by=party("外地根"))  # of the same name
    assert (found.intact, found.trusted, found.genuine) == (True, False, False)
    assert Doubt.STRANGER in found.doubts


@BOTH
def test_each_wrong_has_its_own_name(made: Foreign) -> None:
    day = timedelta(days=1)
    later = (NOW + day, NOW + 2 * day)
    wrong = {
        Doubt.UNLISTED: replace(made, listed=(root().certificate,)),
        Doubt.FORGED: replace(made, forged=True),
        Doubt.UNTIMELY: replace(made, days=later),
        Doubt.WEAK: replace(made, method="MD5"),
        Doubt.ADDED: replace(made, extra=b"<Annot/>"),
    }
    for doubt, foreign in wrong.items():
        found = judged(foreign.package())
        assert doubt in found.doubts, doubt
        assert not found.genuine, doubt


def test_a_seal_set_before_its_time_or_in_the_future_does_not_count() -> None:
    early = replace(V4, at=NOW - timedelta(days=100))
    ahead = replace(V4, at=NOW + timedelta(hours=1))
    for foreign in (early, ahead):
        found = judged(foreign.package())
        assert Doubt.UNTIMELY in found.doubts
        assert not found.genuine


@BOTH
def test_a_page_exchanged_whole_is_seen(made: Foreign) -> None:
    content = made.package()
    again = _with_page(content, "<Page>假发票</Page>".encode())
    found = judged(again)
    assert (found.intact, found.genuine) == (False, False)
    assert Doubt.CHANGED in found.doubts


def _with_page(content: bytes, page: bytes) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as old, zipfile.ZipFile(out, "w") as new:
        for name in old.namelist():
            new.writestr(name, page if name.endswith("Content.xml") else old.read(name))
    return out.getvalue()
