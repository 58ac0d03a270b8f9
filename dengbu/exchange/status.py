"""How the departments of an office stand: for officers, without anything about people."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from django.db.models import Avg, Count

from dengbu.exchange.breakers import breakers
from dengbu.exchange.models import Ask
from dengbu.exchange.partners import Partner, address_of
from dengbu.exchange.rules.breaker import Breaker, Permit, permit

A_DAY = timedelta(days=1)


@dataclass(frozen=True, kw_only=True, slots=True)
class PartnerStatus:
    """One partner."""

    partner: Partner
    connected: bool
    breaker: Breaker
    permit: Permit
    outcomes: Mapping[str, int] = field(default_factory=dict, hash=False)  # last day, by Outcome
    kept: int = 0  # answered from what was kept
    took: float | None = None  # mean of the last day's answers, milliseconds

    @property
    def down(self) -> bool:
        """Whether it did not answer the last time."""
        return self.breaker.failures > 0


def partners_of(office: str, *, now: datetime) -> tuple[PartnerStatus, ...]:
    """Every partner, connected or not; counts are those of the last 24 hours."""
    known = breakers(office, Partner)
    rows = Ask.objects.filter(office=office, asked_at__gt=now - A_DAY, asked_at__lte=now)
    counts = rows.values_list("partner", "outcome", "kept").annotate(n=Count("id"), ms=Avg("took"))
    outcomes: dict[str, dict[str, int]] = {}
    kept: dict[str, int] = {}
    times: dict[str, list[tuple[int, float]]] = {}
    for partner, outcome, served, n, ms in counts:
        of = outcomes.setdefault(partner, {})
        of[outcome] = of.get(outcome, 0) + n
        if served:
            kept[partner] = kept.get(partner, 0) + n
        elif ms:
            times.setdefault(partner, []).append((n, ms))
    return tuple(
        PartnerStatus(
            partner=p,
            connected=address_of(p, office=office) is not None,
            breaker=known[p],
            permit=permit(known[p], now=now),
            outcomes=outcomes.get(p, {}),
            kept=kept.get(p, 0),
            took=_mean(times.get(p, [])),
        )
        for p in Partner
    )


def _mean(times: list[tuple[int, float]]) -> float | None:
    count = sum(n for n, _ in times)
    return sum(n * ms for n, ms in times) / count if count else None
