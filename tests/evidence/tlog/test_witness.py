"""A witness signs a log that only grows, and nothing else."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dengbu.evidence.tlog import notes, tiles, witness
from dengbu.evidence.tlog.notes import BadNote
from dengbu.evidence.tlog.witness import NOTHING, Answer, Recorded
from tests.evidence.tlog.log import LOG, ORIGIN, OTHER_KEY, WITNESS, MemoryLog

LOGS = {ORIGIN: [LOG.verifier]}
AT = 1_733_000_000


def asked(log: MemoryLog, old: int, *, key: notes.Signer = LOG) -> bytes:
    path = tiles.consistency_path(log.read, old, log.size)
    return witness.request(old, path, log.checkpoint(key))


def judged(data: bytes, known: Recorded = NOTHING) -> Answer:
    return witness.judge(data, logs=LOGS, known=known, signer=WITNESS, at=AT)


def seen(log: MemoryLog) -> Recorded:
    return Recorded(size=log.size, root=log.root, note=log.checkpoint())


def test_a_log_that_grows_is_cosigned() -> None:
    known = NOTHING
    for size in (1, 5, 5, 256, 300, 700):
        log = MemoryLog(size)
        answer = judged(asked(log, known.size), known)
        assert answer.status == 200
        note = notes.parse((log.checkpoint() + answer.body).encode())
        (signed,) = notes.signed_by(note, [WITNESS.verifier])
        assert signed.at == AT
        assert answer.record is not None
        assert (answer.record.size, answer.record.root) == (size, log.root)
        known = answer.record


def refused(answer: Answer, status: int) -> None:
    assert answer.status == status
    assert answer.record is None
    assert "— witness" not in answer.body


def test_another_old_size_is_told_the_right_one() -> None:
    answer = judged(asked(MemoryLog(700), 300), seen(MemoryLog(400)))
    refused(answer, 409)
    assert (answer.body, answer.kind) == ("400\n", "text/x.tlog.size")
    refused(judged(asked(MemoryLog(700), 300)), 409)


def test_a_fork_is_refused_with_what_was_seen() -> None:
    known = seen(MemoryLog(300))
    answer = judged(asked(MemoryLog(700, branch="b"), 300), known)
    refused(answer, 422)
    assert answer.body == known.note
    same_size = judged(asked(MemoryLog(300, branch="b"), 300), known)
    refused(same_size, 409)
    assert same_size.body == known.note


def test_a_log_that_shrinks_is_refused() -> None:
    refused(judged(asked(MemoryLog(300), 0), seen(MemoryLog(400))), 409)
    data = asked(MemoryLog(300), 0).replace(b"old 0\n", b"old 400\n")
    refused(judged(data, seen(MemoryLog(400))), 400)


def test_logs_and_keys_that_are_unknown() -> None:
    refused(judged(asked(MemoryLog(3), 0, key=OTHER_KEY)), 403)
    forged = asked(MemoryLog(3), 0).replace(b"\n3\n", b"\n4\n")
    refused(judged(forged), 403)
    stranger = notes.Signer(name="other.example", kind=notes.ED25519, seed=bytes(32))
    refused(judged(asked(MemoryLog(3), 0, key=stranger)), 404)


@pytest.mark.parametrize(
    ("before", "after"),
    [
        (b"old 0", b"old 00"),
        (b"old 0", b"old -1"),
        (b"old 0", b"new 0"),
        (b"old 0\n\n", b"old 0\n"),
        (b"old 0\n", b"old 0\nAAAA\n"),
        (b"old 0\n", b"old 0\n" + b"CsUYapGGPo4dkMgIAUqom/Xajj7h2fB2MPA3j2jxq2I=\n" * 64),
        (b"old 0", b"old \xff"),
    ],
)
def test_what_is_no_request(before: bytes, after: bytes) -> None:
    data = asked(MemoryLog(3), 0)
    assert before in data
    refused(judged(data.replace(before, after, 1)), 400)


def test_a_proof_where_none_belongs() -> None:
    data = asked(MemoryLog(3), 0).replace(
        b"old 0\n", b"old 0\nCsUYapGGPo4dkMgIAUqom/Xajj7h2fB2MPA3j2jxq2I=\n"
    )
    refused(judged(data), 422)


def test_no_changed_byte_of_a_request_is_cosigned() -> None:
    """But for signatures of others, that are passed over, nothing changed is signed."""
    log, known = MemoryLog(20), seen(MemoryLog(7))
    data = asked(log, 7)
    for place in range(len(data)):
        changed = data[:place] + bytes([data[place] ^ 1]) + data[place + 1 :]
        refused_or_same = judged(changed, known)
        if refused_or_same.record is not None:
            assert refused_or_same.record.root == log.root
            assert place > data.index("— ".encode())


@given(st.binary(max_size=300))
def test_any_bytes_are_answered(data: bytes) -> None:
    assert judged(data).status == 400
    with pytest.raises(BadNote):
        witness.origin_of(data)
