"""The worker's loops: failures of one engine, pauses, the order of things."""

import threading

import pytest
from django.db import IntegrityError, OperationalError

from dengbu.site import worker


class Failing(Exception):
    """What an engine raises here."""


def nothing() -> int:
    return 0


def three() -> int:
    return 3


def failing() -> int:
    raise Failing


def test_all_engines_turn_and_their_rows_are_counted() -> None:
    assert worker.turn([nothing, three, three]) == 6


def test_an_engine_that_fails_does_not_stop_the_others() -> None:
    assert worker.turn([failing, three]) == 3


def clashing() -> int:
    raise IntegrityError


def without_database() -> int:
    raise OperationalError


def test_a_row_that_the_database_refuses_does_not_stop_the_others() -> None:
    assert worker.turn([clashing, three]) == 3


def test_without_a_database_nobody_goes_on() -> None:
    done: list[int] = []
    with pytest.raises(OperationalError):
        worker.turn([without_database, lambda: done.append(1) or 1])
    assert done == []


def test_when_nothing_else_was_done_a_failure_makes_the_loop_wait() -> None:
    with pytest.raises(Failing):
        worker.turn([failing, nothing])


def test_pauses_double_up_to_the_longest_and_begin_anew() -> None:
    stop = threading.Event()
    stop.set()  # nobody waits in this test
    pause = worker.Pause(stop)
    seen = []
    for _ in range(7):
        seen.append(pause._seconds)
        pause.wait()
    assert seen == [0.2, 0.4, 0.8, 1.6, 3.2, 5.0, 5.0]
    pause.reset()
    assert pause._seconds == worker.FIRST_PAUSE


class Clock(threading.Event):
    """Told how long to wait, it notes it and does not; set after `lasting` waits."""

    def __init__(self, lasting: int) -> None:
        super().__init__()
        self.waits: list[float | None] = []
        self._lasting = lasting

    def wait(self, timeout: float | None = None) -> bool:
        self.waits.append(timeout)
        if len(self.waits) == self._lasting:
            self.set()
        return self.is_set()


def test_without_work_turns_come_less_often_until_there_is_some(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(worker.connection, "close", lambda: None)
    work = iter([*[0] * 25, 1, 0])
    clock = Clock(lasting=27)
    worker.keep_turning(clock, [lambda: next(work)])
    often, seldom = [worker.GATHER], [worker.REST]
    assert clock.waits == [*often * 20, *seldom * 5, *often * 2]
