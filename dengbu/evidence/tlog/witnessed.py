"""By when a checkpoint stood, as its witnesses say. Pure."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from dengbu.evidence.tlog.notes import Signed, Verifier

SKEW = timedelta(minutes=5)  # clocks of witnesses may be behind that of the office


@dataclass(frozen=True, kw_only=True, slots=True)
class Asked:
    """A witness with the time for which it was asked."""

    verifier: Verifier
    since: datetime
    until: datetime | None

    def then(self, at: datetime) -> bool:
        """Whether it was asked at a moment."""
        return self.since - SKEW <= at and (self.until is None or at < self.until)


def witnessed_at(asked: Sequence[Asked], signed: Sequence[Signed]) -> datetime | None:
    """The moment by which a majority of those asked then had signed; None where there is no such.

    An upper bound of when what the checkpoint contains was made: the last of those who are needed
    counts, so that fewer than a majority cannot bring it forward.
    """
    times = signed_then(asked, signed)
    for many, at in enumerate(times, 1):
        if 2 * many > sum(one.then(at) for one in asked):
            return at
    return None


def signed_then(asked: Sequence[Asked], signed: Sequence[Signed]) -> list[datetime]:
    """When those signed who were asked at that moment, in order."""
    by = {one.verifier: one for one in asked}
    return sorted(
        at
        for one in signed
        if one.at is not None
        and (at := _moment(one.at)) is not None
        and one.verifier in by
        and by[one.verifier].then(at)
    )


def _moment(seconds: int) -> datetime | None:
    try:
        return datetime.fromtimestamp(seconds, UTC)
    except (ValueError, OverflowError, OSError):  # beyond any calendar
        return None
