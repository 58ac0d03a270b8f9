"""By when a checkpoint stood: the majority's last, whoever else says earlier."""

from datetime import UTC, datetime, timedelta

from dengbu.evidence.tlog import notes
from dengbu.evidence.tlog.notes import Signed, Signer
from dengbu.evidence.tlog.witnessed import Asked, witnessed_at

NOON = datetime(2026, 11, 27, 4, tzinfo=UTC)
SIGNERS = [
    Signer(name=f"w{n}.example", kind=notes.COSIGNATURE, seed=bytes([n]) * 32) for n in range(1, 6)
]


def asked(many: int, *, until: datetime | None = None, ended: int = 0) -> list[Asked]:
    """Witnesses since yesterday, the last ``ended`` of them until a moment."""
    return [
        Asked(
            verifier=one.verifier,
            since=NOON - timedelta(days=1),
            until=until if n >= many - ended else None,
        )
        for n, one in enumerate(SIGNERS[:many])
    ]


def signed(*minutes: int) -> list[Signed]:
    """By the first witnesses, so many minutes after noon."""
    start = int(NOON.timestamp())
    return [
        Signed(verifier=one.verifier, at=start + 60 * minute)
        for one, minute in zip(SIGNERS, minutes, strict=False)
    ]


def after(minutes: int) -> datetime:
    return NOON + timedelta(minutes=minutes)


def test_the_last_of_those_who_are_needed_counts() -> None:
    assert witnessed_at(asked(1), signed(3)) == after(3)
    assert witnessed_at(asked(3), signed(9, 1)) == after(9)
    assert witnessed_at(asked(3), signed(9, 1, 4)) == after(4)
    assert witnessed_at(asked(5), signed(1, 2, 3, 4, 5)) == after(3)


def test_fewer_than_a_majority_date_nothing() -> None:
    assert witnessed_at(asked(2), signed(1)) is None
    assert witnessed_at(asked(3), signed(1)) is None
    assert witnessed_at(asked(4), signed(1, 1)) is None
    assert witnessed_at([], []) is None
    assert witnessed_at([], signed(1)) is None


def test_one_that_lies_cannot_bring_it_forward() -> None:
    honest = signed(0, 30, 31)
    assert witnessed_at(asked(3), honest) == after(30)
    assert witnessed_at(
        asked(3), [Signed(verifier=SIGNERS[0].verifier, at=0), *honest[1:]]
    ) == after(31)


def test_an_ended_witness_counts_for_its_time_only() -> None:
    ended = asked(2, until=after(10), ended=1)
    assert witnessed_at(ended, signed(5, 6)) == after(6)
    assert witnessed_at(ended, signed(5)) is None  # both were asked then
    assert witnessed_at(ended, signed(15)) == after(15)  # one alone is left
    assert witnessed_at(ended, signed(12, 11)) == after(12)  # it signed when it was over


def test_times_beyond_any_calendar_and_strangers_are_passed_over() -> None:
    beyond = Signed(verifier=SIGNERS[0].verifier, at=2**62)
    assert witnessed_at(asked(1), [beyond]) is None
    assert witnessed_at(asked(1), [Signed(verifier=SIGNERS[4].verifier, at=1)]) is None
    plain = Signed(verifier=SIGNERS[0].verifier, at=None)
    assert witnessed_at(asked(1), [plain]) is None
