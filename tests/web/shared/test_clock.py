"""The clock: words, signal, bar, at every side of its limits."""

from datetime import datetime, timedelta

import pytest

from dengbu.kernel.chinese import SHANGHAI
from dengbu.web.shared.clock import Clock
from dengbu.web.shared.signals import Signal

NOW = datetime(2024, 12, 12, 9, 42, tzinfo=SHANGHAI)


def clock(minutes: int) -> Clock:
    return Clock(due=NOW + timedelta(minutes=minutes), now=NOW, started=NOW - timedelta(minutes=19))


@pytest.mark.parametrize(
    ("minutes", "words", "signal"),
    [
        (200, "今天 13:02 前", Signal.INK),
        (110, "还剩 1 小时 50 分", Signal.INK),
        (61, "还剩 1 小时 1 分", Signal.INK),
        (60, "还剩 1 小时", Signal.WARN),
        (41, "还剩 41 分", Signal.WARN),
        (16, "还剩 16 分", Signal.WARN),
        (15, "还剩 15 分", Signal.STOP),
        (0, "还剩 不到 1 分", Signal.STOP),
        (-18, "超时 18 分", Signal.STOP),
    ],
)
def test_words_and_signal(minutes: int, words: str, signal: Signal) -> None:
    assert (clock(minutes).words, clock(minutes).signal) == (words, signal)


def test_the_bar_and_the_forecast_stay_inside() -> None:
    running = Clock(
        due=NOW + timedelta(minutes=41),
        now=NOW,
        started=NOW - timedelta(minutes=19),
        forecast=NOW + timedelta(minutes=24),
    )
    assert (running.used_percent, running.forecast_percent) == (32, 72)
    assert clock(-18).used_percent == 100
    assert (running.start_words, running.forecast_words, running.due_words) == (
        "09:23",
        "10:06",
        "10:23",
    )


def test_a_paused_clock_says_so_and_never_warns() -> None:
    paused = Clock(due=NOW - timedelta(days=1), now=NOW, paused="等缴税，第 2 天")
    assert (paused.words, paused.signal, paused.icon) == ("暂停计时", Signal.QUIET, "paused")


def test_a_list_says_it_shorter() -> None:
    assert clock(12).short == "剩 12 分"
    assert clock(24 * 60).short == "明天 09:42"
