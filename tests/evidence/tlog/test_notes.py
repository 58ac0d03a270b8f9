"""Signed notes: known vectors, and nothing that is not one is taken for one."""

import base64
import contextlib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dengbu.evidence.tlog import checkpoints, notes
from dengbu.evidence.tlog.notes import BadNote, Signer

# As published with the reference code of signed notes.
VKEY = "PeterNeumann+c74f20a3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW"
SKEY = "PRIVATE+KEY+PeterNeumann+c74f20a3+AYEKFALVFGyNhPJEMzD1QIDr+Y7hfZx09iUvxdXHKDFz"
TEXT = (
    "If you think cryptography is the answer to your problem,\n"
    "then you don't know what your problem is.\n"
)
LINE = (
    "— PeterNeumann x08go/ZJkuBS9UG/SffcvIAQxVBtiFupLLr8pAcElZInNIuGUgYN1FFYC2pZSNXgKvqfqdngotpRZb6"
    "KE6RyyBwJnAM=\n"
)
NOTE = f"{TEXT}\n{LINE}"
# The example of the specification of checkpoints with a cosignature; its keys are not published.
SOFA = """example.com/behind-the-sofa
20852163
CsUYapGGPo4dkMgIAUqom/Xajj7h2fB2MPA3j2jxq2I=

— example.com/behind-the-sofa Az3grlgtzPICa5OS8npVmf1Myq/5IZniMp+ZJurmRDeOoRDe4URYN7u5/Zhcyv2q1gGzGku9nTo+zyWE+xeMcTOAYQ8=
— witness.example.com/w1 jWbPPwAAAABkGFDLEZMHwSRaJNiIDoe9DYn/zXcrtPHeolMI5OWXEhZCB9dlrDJsX3b2oyin1nPZqhf5nNo0xUe+mbIUBkBIfZ+qnA==
"""  # noqa: E501 - lines of the format


def test_the_published_note_and_keys() -> None:
    signer, verifier = notes.signer(SKEY), notes.verifier(VKEY)
    assert (str(signer), str(verifier), signer.verifier) == (SKEY, VKEY, verifier)
    assert notes.note(TEXT, [signer.sign(TEXT)]) == NOTE
    (signed,) = notes.signed_by(notes.parse(NOTE.encode()), [verifier])
    assert signed.verifier == verifier
    assert str(notes.parse(NOTE.encode())) == NOTE


def test_the_example_of_the_specification_is_read() -> None:
    note = notes.parse(SOFA.encode())
    found = checkpoints.read(note)
    assert (found.origin, found.size) == ("example.com/behind-the-sofa", 20852163)
    assert found.text() == note.text
    assert [s.name for s in note.signatures] == [found.origin, "witness.example.com/w1"]
    assert int.from_bytes(note.signatures[1].signature[:8], "big") == 1679315147
    assert notes.signed_by(note, [notes.verifier(VKEY)]) == ()


def test_a_private_key_does_not_come_into_a_log() -> None:
    signer = notes.signer(SKEY)
    assert "AYEK" not in repr(signer)
    assert signer.seed.hex() not in repr(signer)


def test_a_cosignature_says_when() -> None:
    signer = Signer(name="w.example/1", kind=notes.COSIGNATURE, seed=bytes(range(32)))
    text = checkpoints.read(notes.parse(SOFA.encode())).text()
    line = signer.cosign(text, 1_733_000_000)
    (signed,) = notes.signed_by(notes.parse(notes.note(text, [line]).encode()), [signer.verifier])
    assert signed.at == 1_733_000_000
    for place in range(20, len(line) - 3):
        changed = line[:place] + ("A" if line[place] != "A" else "B") + line[place + 1 :]
        with pytest.raises(BadNote):
            found = notes.signed_by(
                notes.parse(notes.note(text, [changed]).encode()), [signer.verifier]
            )
            if not found:  # the id of the key was changed: an unknown signature is passed over
                raise BadNote("unsigned")


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"\n",
        b"\n\n",
        TEXT.encode(),
        f"{TEXT}\n".encode(),
        f"{TEXT}{LINE}".encode(),  # no empty line
        f"{TEXT}\n{LINE[:-1]}".encode(),  # no newline at the end
        NOTE.replace("— ", "- ").encode(),
        NOTE.replace("— PeterNeumann", "— Peter+Neumann").encode(),
        NOTE.replace("— PeterNeumann ", "—  ").encode(),
        NOTE.replace("x08g", "x08 g").encode(),
        NOTE.replace("AM=\n", "AM\n").encode(),
        NOTE.replace("AM=\n", "AN=\n").encode(),  # bits that say nothing
        f"{TEXT}\n— PeterNeumann x08go/Y=\n"[:-6].encode(),
        NOTE.replace("problem,", "problem,\t").encode(),
        NOTE.replace("problem,", "problem,\r").encode(),
        NOTE.encode() + b"\xff",
        f"{TEXT}\n{LINE * (notes.MOST_SIGNATURES + 1)}".encode(),
        b"x" * (notes.MOST_BYTES + 1),
    ],
)
def test_what_is_no_note(data: bytes) -> None:
    with pytest.raises(BadNote):
        notes.parse(data)


@given(st.binary(max_size=300))
def test_any_bytes_are_a_note_or_refused(data: bytes) -> None:
    with contextlib.suppress(BadNote):
        assert str(notes.parse(data)).encode() == data


@pytest.mark.parametrize(
    "told",
    [
        "",
        "PeterNeumann",
        VKEY.replace("c74f20a3", "c74f20a4"),
        VKEY.replace("PeterNeumann", "Peter Neumann"),
        VKEY.replace("+AR", "+BR"),
        VKEY[:-4],
        SKEY,
    ],
)
def test_what_is_no_key(told: str) -> None:
    with pytest.raises(BadNote):
        notes.verifier(told)


def test_a_false_signature_of_a_known_key_refuses_the_note() -> None:
    data = NOTE.replace("cryptography", "Cryptography").encode()
    with pytest.raises(BadNote, match="PeterNeumann is false"):
        notes.signed_by(notes.parse(data), [notes.verifier(VKEY)])


def test_a_signature_of_an_unknown_key_is_passed_over() -> None:
    other = Signer(name="PeterNeumann", kind=notes.ED25519, seed=bytes(32))
    note = notes.parse(NOTE.encode())
    assert notes.signed_by(note, [other.verifier]) == ()
    both = notes.parse(notes.note(TEXT, [other.sign(TEXT), LINE]).encode())
    assert len(notes.signed_by(both, [notes.verifier(VKEY)])) == 1


@pytest.mark.parametrize(
    "text",
    [
        "",
        "a\n",
        "a\n1\n",
        "a\n01\nCsUYapGGPo4dkMgIAUqom/Xajj7h2fB2MPA3j2jxq2I=\n",
        "a\n-1\nCsUYapGGPo4dkMgIAUqom/Xajj7h2fB2MPA3j2jxq2I=\n",
        "a\n１\nCsUYapGGPo4dkMgIAUqom/Xajj7h2fB2MPA3j2jxq2I=\n",
        "a\n99999999999999999999999\nCsUYapGGPo4dkMgIAUqom/Xajj7h2fB2MPA3j2jxq2I=\n",
        "a\n1\nCsUYapGGPo4dkMgIAUqom/Xajj7h2fB2MPA3j2jxq2J=\n",
        "a\n1\nCsUYapGGPo4dkMgIAUqom/Xajj7h2fB2MPA3j2jxqw==\n",
        "\n1\nCsUYapGGPo4dkMgIAUqom/Xajj7h2fB2MPA3j2jxq2I=\n",
        "a\n1\nCsUYapGGPo4dkMgIAUqom/Xajj7h2fB2MPA3j2jxq2I=\n\nb\n",
    ],
)
def test_what_is_no_checkpoint(text: str) -> None:
    with pytest.raises(BadNote):
        checkpoints.read(notes.Note(text=text, signatures=()))


def test_extension_lines_are_borne() -> None:
    body = SOFA.partition("\n\n")[0]
    found = checkpoints.read(notes.Note(text=f"{body}\nmore\n", signatures=()))
    assert found.size == 20852163


def test_the_vectors_are_base64_of_what_they_seem() -> None:
    assert len(base64.b64decode(LINE.split(" ")[2])) == 4 + 64
