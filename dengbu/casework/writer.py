"""The combining writer: single bookings that arrive together are booked as one batch."""

from collections.abc import Callable, Sequence

from django.db import transaction

from dengbu.database.combine import Combiner
from dengbu.register import api as register

BATCH = 300
Book = Callable[[Sequence[register.Booking]], list[register.Outcome]]
Alongside = Callable[[register.Outcome], None]
_Ask = tuple[register.Booking, Alongside]


def nothing(_: register.Outcome) -> None:
    """What commits alongside when nothing more must."""


class CombiningWriter:
    """Books what several threads hand in: one transaction a batch of one office."""

    def __init__(self, book: Book = register.book) -> None:
        self._book = book
        self._combiner: Combiner[_Ask, register.Outcome] = Combiner(
            self._commit, group=lambda ask: ask[0].office, most=BATCH
        )

    def book_one(
        self, booking: register.Booking, alongside: Alongside = nothing
    ) -> register.Outcome:
        """Book one case, together with whatever else waits; its outcome.

        ``alongside`` runs in the same transaction right after the batch was booked. Raises
        RuntimeError inside a transaction, since it commits, and whatever booking this case raises.
        """
        return self._combiner.do((booking, alongside))

    def waiting(self) -> tuple[str, ...]:
        """Case numbers that wait to be booked."""
        return tuple(booking.case_no for booking, _ in self._combiner.waiting())

    def _commit(self, asks: Sequence[_Ask]) -> list[register.Outcome]:
        with transaction.atomic():
            outcomes = self._book([booking for booking, _ in asks])
            for (_, alongside), outcome in zip(asks, outcomes, strict=True):
                alongside(outcome)
        return outcomes
