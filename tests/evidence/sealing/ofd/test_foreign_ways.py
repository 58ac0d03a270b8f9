"""Ways in which other makers write an OFD, and how each could be turned against the reader."""

from dataclasses import replace
from datetime import timedelta

import pytest
from asn1crypto import core

from dengbu.evidence.sealing import sm2_certificates as certificates
from dengbu.evidence.sealing.found import Doubt, NotJudged, SealFound
from dengbu.evidence.sealing.ofd.judging import judge_ofd
from tests.evidence.sealing.ofd.foreign import (
    FILES,
    NOW,
    Foreign,
    _root,
    party,
    root,
    signatures,
    zipped,
)

V1, V4 = Foreign(form=1), Foreign(form=4)
BOTH = pytest.mark.parametrize("made", [V1, V4], ids=["V1", "V4"])
DAY = timedelta(days=1)
PAGE = "Doc_0/Pages/Page_0/Content.xml"
ENCIPHERS = b"\x05\x20"  # keyEncipherment alone


def judged(content: bytes) -> list[SealFound]:
    return list(judge_ofd(content, authorities=[root().certificate], now=NOW))


def one(content: bytes) -> SealFound:
    (found,) = judged(content)
    return found


@BOTH
def test_texts_in_cdata_are_texts(made: Foreign) -> None:
    found = one(replace(made, cdata=True).package())
    assert found.genuine
    assert found.signed_at == NOW


@pytest.mark.parametrize(
    "declared",
    [
        b"<!DOCTYPE OFD [<!ENTITY a 'b'>]>",
        b"<!-- --><!DOCTYPE OFD>",
        b"<![CDATA[<!--]]><!DOCTYPE OFD>",
        b"<!ELEMENT OFD ANY>",
    ],
)
def test_beside_cdata_and_comments_nothing_is_declared(declared: bytes) -> None:
    start, end = _root().split(b"?>", 1)
    files = {"OFD.xml": start + b"?>" + declared + end, **FILES}
    files["Doc_0/Signs/Signatures.xml"] = signatures("Sign_1")
    with pytest.raises(NotJudged):
        judged(zipped(files))


def test_cdata_within_a_digest_is_read_as_one_text_and_not_by_halves() -> None:
    """What one reader takes as whole another must not take as its first half."""
    files = V4.sealed({"OFD.xml": _root(), **FILES})
    place = "Doc_0/Signs/Sign_1/Signature.xml"
    files["Doc_0/Signs/Signatures.xml"] = signatures("Sign_1")
    at = files[place].index(b"<CheckValue>") + 22
    files[place] = (
        files[place][:at]
        + b"<![CDATA["
        + files[place][at : at + 4]
        + b"]]>"
        + (files[place][at + 4 :])
    )
    found = one(zipped(files))
    assert not found.intact  # the text is as it was, and the file that was sealed is not
    assert Doubt.CHANGED in found.doubts


@pytest.mark.parametrize(
    "told", ["%Y%m%d%H%M%S", "%Y-%m-%d %H:%M:%S", "%Y-%m-%dT%H:%M:%S", "%Y-%m-%dT%H:%M:%SZ"]
)
def test_a_time_without_a_zone_is_that_of_the_wall_in_china(told: str) -> None:
    """The days of the seal end in an hour: eight hours off would be seen."""
    near = replace(V1, told=told, bits=b"?", days=(NOW - DAY, NOW + timedelta(hours=1)))
    found = one(near.package())
    assert (found.signed_at, found.genuine) == (NOW, True)


@pytest.mark.parametrize(
    "bits",
    [
        b"20261126100600",  # the wall's
        b"20261126020600Z",
        b"261126020600Z",
        core.GeneralizedTime(NOW).dump(),
        core.UTCTime(NOW).dump(),
    ],
)
def test_v1_tells_its_time_in_bits_in_many_ways(bits: bytes) -> None:
    near = replace(V1, bits=bits, told="?", days=(NOW - DAY, NOW + timedelta(hours=1)))
    found = one(near.package())
    assert (found.signed_at, found.genuine) == (NOW, True)


@pytest.mark.parametrize("bits", [b"", b"20261126", b"20269926100600", b"soon", b"\x30\x80"])
def test_a_time_that_nobody_can_read_does_not_count(bits: bytes) -> None:
    found = one(replace(V1, bits=bits, told="?").package())
    assert found.signed_at is None
    assert Doubt.UNTIMELY in found.doubts
    assert not found.genuine


@BOTH
@pytest.mark.parametrize("whose", ["by", "made_by"])
def test_a_key_that_is_not_for_signing_signs_nothing(
    made: Foreign, whose: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(certificates, "SIGNS", ENCIPHERS)  # as a careless authority certifies
    other = party("外地税务局", root())
    wrong = replace(made, by=other) if whose == "by" else replace(made, made_by=other)
    found = one(wrong.package())
    assert Doubt.MISUSED in found.doubts
    assert found.intact and not found.genuine


@BOTH
def test_an_authority_may_make_seals_itself(made: Foreign) -> None:
    assert one(replace(made, made_by=root()).package()).genuine


@BOTH
def test_a_maker_is_in_its_days_when_a_seal_was_made_or_when_it_was_set(made: Foreign) -> None:
    """Seals here are made 30 days before; certificates run from a day before for 700 days."""
    ended = party("制章中心", root(), now=NOW - 720 * DAY)  # 20 days ago: was good when it made it
    assert one(replace(made, made_by=ended).package()).genuine
    later = party("制章中心", root(), now=NOW)  # since yesterday: is good when it was set
    assert one(replace(made, made_by=later).package()).genuine
    for days in (800, -10):  # long before the seal was made; after it was set
        never = party("制章中心", root(), now=NOW - days * DAY)
        found = one(replace(made, made_by=never).package())
        assert found.doubts and set(found.doubts) >= {Doubt.UNTIMELY}
        assert not found.genuine


def twice(value: str = "SignedValue.dat", **more: bytes) -> bytes:
    """A document that two have sealed; the second says where its sealing stands."""
    bare = {"OFD.xml": _root(), **FILES}
    first = V4.sealed(bare)
    second = replace(V4, folder="Sign_2", value=value).sealed(bare)
    listed = {"Doc_0/Signs/Signatures.xml": signatures("Sign_1", "Sign_2")}
    return zipped({**first, **second, **listed, **more})


def test_a_second_signature_has_its_own_files_beside_the_first() -> None:
    assert [found.genuine for found in judged(twice())] == [True, True]


@pytest.mark.parametrize(
    "place", ["/Doc_0/Annots/Annot.xml", "/Doc_0/Res/font.ttf", "/Doc_0/Pages/Page_1/Content.xml"]
)
def test_a_second_signature_frees_no_page_that_it_calls_its_own(place: str) -> None:
    first, _ = judged(twice(place))
    assert not first.whole and not first.genuine
    assert Doubt.ADDED in first.doubts


def test_a_second_signature_frees_nothing_more_in_its_folder() -> None:
    first, second = judged(twice(**{"Doc_0/Signs/Sign_2/More.xml": b"<Page/>"}))
    assert not first.whole and not second.whole


def test_a_second_signature_that_stands_elsewhere_frees_nothing() -> None:
    bare = {"OFD.xml": _root(), **FILES}
    files = V4.sealed(bare)
    away = replace(V4, folder="../Pages/Page_1").sealed(bare)
    moved = {name.replace("Signs/../", ""): data for name, data in away.items()}
    listed = {"Doc_0/Signs/Signatures.xml": signatures("Sign_1", "../Pages/Page_1")}
    first, *_ = judged(zipped({**files, **moved, **listed}))
    assert not first.whole
