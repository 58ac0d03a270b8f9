"""Combining: callers that arrive together share one transaction.

Whoever finds nobody at work takes everything that waits and does it as one piece of work; the
others sleep until their answer is there, and the first of those who came meanwhile works next.
There is no thread, no polling and no delay to wait for company: a caller alone works at once.
A transaction a batch instead of one a caller is what makes single requests fast
(``docs/decisions/0005-combining-writer.md``).
"""

import threading
from collections.abc import Callable, Hashable, Sequence
from dataclasses import dataclass, field
from typing import Generic, TypeVar

from django.db import transaction

Ask = TypeVar("Ask")
Answer = TypeVar("Answer")


@dataclass(slots=True)
class _Waiting(Generic[Ask, Answer]):
    """One caller's ask and, once done, its answer or error."""

    ask: Ask
    woken: threading.Event = field(default_factory=threading.Event)
    works: bool = False  # woken to work, not because it is done
    answers: list[Answer] = field(default_factory=list)  # one, once done
    error: BaseException | None = None


class Combiner(Generic[Ask, Answer]):
    """Does what several threads ask for together; one piece of work at a time.

    ``work`` answers a batch in order, in a transaction that it opens and commits; it gets asks of
    one ``group`` and at most ``most``. A batch that fails with an error is tried again one by one,
    so one bad ask cannot hold back its neighbours and each error reaches its own caller.
    """

    def __init__(
        self,
        work: Callable[[Sequence[Ask]], Sequence[Answer]],
        *,
        group: Callable[[Ask], Hashable],
        most: int,
    ) -> None:
        self._work = work
        self._group = group
        self._most = most
        self._queue: list[_Waiting[Ask, Answer]] = []
        self._guard = threading.Lock()
        self._busy = False  # somebody works, or was woken to

    def do(self, ask: Ask) -> Answer:
        """The answer to one ask, worked out together with whatever else waits.

        Raises RuntimeError inside a transaction, since the work commits, and whatever the work
        raises for this ask alone.
        """
        if transaction.get_connection().in_atomic_block:
            raise RuntimeError("combined work commits: call it outside transactions")
        mine: _Waiting[Ask, Answer] = _Waiting(ask)
        with self._guard:
            self._queue.append(mine)
            mine.works, self._busy = not self._busy, True
        if not mine.works:
            mine.woken.wait()
        if mine.works:
            try:
                self._answer(self._take())
            finally:
                self._hand_on()
        if mine.error is not None:
            raise mine.error
        if not mine.answers:
            raise RuntimeError("an ask was left without answer")
        return mine.answers[0]

    def waiting(self) -> tuple[Ask, ...]:
        """What waits to be done."""
        with self._guard:
            return tuple(one.ask for one in self._queue)

    def _take(self) -> list[_Waiting[Ask, Answer]]:
        with self._guard:
            batch, self._queue = self._queue[: self._most], self._queue[self._most :]
        return batch

    def _hand_on(self) -> None:
        """The first who waits works next: asleep until now, so nobody polls."""
        with self._guard:
            self._busy = bool(self._queue)
            if self._busy:
                self._queue[0].works = True
                self._queue[0].woken.set()

    def _answer(self, batch: Sequence[_Waiting[Ask, Answer]]) -> None:
        groups: dict[Hashable, list[_Waiting[Ask, Answer]]] = {}
        for one in batch:
            groups.setdefault(self._group(one.ask), []).append(one)
        try:
            for members in groups.values():
                self._answer_group(members)
        finally:  # an interrupt leaves nobody asleep
            for one in batch:
                one.woken.set()

    def _answer_group(self, members: Sequence[_Waiting[Ask, Answer]]) -> None:
        """One piece of work; on an error, one an ask."""
        try:
            answers = self._work([one.ask for one in members])
        except Exception as error:
            if len(members) == 1:
                members[0].error = error
                return
            for one in members:
                self._answer_group([one])
            return
        for one, answer in zip(members, answers, strict=True):
            one.answers.append(answer)
