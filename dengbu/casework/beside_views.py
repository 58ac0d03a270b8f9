"""What stands beside a case while it is examined: what it waits for, and visits to the place."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import prefetch_related_objects

from dengbu.casework.models import Interruption, SiteView
from dengbu.casework.rules.interruptions import InterruptionEnd, InterruptionKind


@dataclass(frozen=True, kw_only=True, slots=True)
class InterruptionView:
    """Something that a case waits or waited for."""

    id: int
    kind: InterruptionKind
    reason: str
    ground: str
    surveyor: str
    began_at: datetime
    began_by: str
    ended_at: datetime | None  # None: it is waited for
    ended_by: str
    outcome_label: str
    result: str


@dataclass(frozen=True, kw_only=True, slots=True)
class PhotoView:
    """A photograph of a visit."""

    seq: int
    sha256: str
    name: str


@dataclass(frozen=True, kw_only=True, slots=True)
class SiteViewView:
    """A visit to the place."""

    id: int
    seen_on: date
    viewers: str
    finding: str
    matches: bool
    recorded_at: datetime
    recorded_by: str
    photos: tuple[PhotoView, ...]


def interruption_views(rows: Sequence[Interruption]) -> tuple[InterruptionView, ...]:
    """Every interruption of a case, in their order."""
    return tuple(
        InterruptionView(
            id=row.id,
            kind=InterruptionKind(row.kind),
            reason=row.reason,
            ground=row.ground,
            surveyor=row.surveyor,
            began_at=row.began_at,
            began_by=row.began_by_name,
            ended_at=row.ended_at,
            ended_by=row.ended_by_name,
            outcome_label=InterruptionEnd(row.outcome).label if row.outcome else "",
            result=row.result,
        )
        for row in rows
    )


def site_view_views(rows: Sequence[SiteView]) -> tuple[SiteViewView, ...]:
    """Every visit to the place of a case, in their order; one query, none without a visit."""
    prefetch_related_objects(rows, "photos")
    return tuple(
        SiteViewView(
            id=row.id,
            seen_on=row.seen_on,
            viewers=row.viewers,
            finding=row.finding,
            matches=row.matches,
            recorded_at=row.recorded_at,
            recorded_by=row.recorded_by_name,
            photos=tuple(
                PhotoView(seq=p.seq, sha256=p.sha256, name=p.name)
                for p in sorted(row.photos.all(), key=lambda p: p.seq)
            ),
        )
        for row in rows
    )
