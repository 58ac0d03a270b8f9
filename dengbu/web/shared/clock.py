"""The clock of a case: remaining time in words, the signal, and the bar."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from dengbu.kernel.chinese import SHANGHAI, show_duration
from dengbu.web.shared.signals import Signal
from dengbu.web.shared.words import near_words, time_words

WARN_MINUTES = 60
STOP_MINUTES = 15
WORDS_UNTIL = timedelta(hours=3)
"""Beyond this the moment is shown instead of the remaining time."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Clock:
    """What the clock shows at one moment; `dengbu.js` computes the same each minute."""

    due: datetime
    now: datetime
    started: datetime | None = None  # with it there is a bar
    forecast: datetime | None = None  # when it will likely be done
    promise: str = ""  # 承诺 60 分钟办结
    paused: str = ""  # why the clock stands, empty when it runs
    paused_until: str = ""  # 公告到 12月27日

    @property
    def minutes(self) -> int:
        """Whole minutes left; negative when late."""
        return int((self.due - self.now).total_seconds() // 60)

    @property
    def late(self) -> bool:
        """The due moment has passed."""
        return self.now > self.due

    @property
    def words(self) -> str:
        """`还剩 41 分`, `今天 16:20 前`, `超时 18 分` or `暂停计时`."""
        return self._words("还剩 ", " 前")

    @property
    def short(self) -> str:
        """The same in a list: `剩 12 分`, `明天 09:40`."""
        return self._words("剩 ", "")

    def _words(self, before: str, after: str) -> str:
        if self.paused:
            return "暂停计时"
        if self.late:
            return f"超时 {show_duration(self.now - self.due)}"
        if self.due - self.now > WORDS_UNTIL:
            return f"{near_words(self.due, self.now)}{after}"
        return f"{before}{show_duration(self.due - self.now)}"

    @property
    def signal(self) -> Signal:
        """Over 60 minutes ink, 60 to 16 warn, 15 and under stop."""
        if self.paused:
            return Signal.QUIET
        if self.minutes <= STOP_MINUTES:
            return Signal.STOP
        return Signal.WARN if self.minutes <= WARN_MINUTES else Signal.INK

    @property
    def icon(self) -> str:
        """Sprite symbol."""
        return "paused" if self.paused else "clock"

    @property
    def used(self) -> str:
        """Time since the start in words, empty without a start."""
        return show_duration(self.now - self.started) if self.started else ""

    @property
    def used_percent(self) -> int:
        """Filled part of the bar, 0 to 100."""
        return self._percent(self.now)

    @property
    def forecast_percent(self) -> int | None:
        """Place of the forecast on the bar."""
        return self._percent(self.forecast) if self.forecast else None

    @property
    def start_words(self) -> str:
        """Left end of the bar; the day too when the bar spans more than one."""
        return self._end(self.started) if self.started else ""

    @property
    def due_words(self) -> str:
        """Right end of the bar."""
        return self._end(self.due)

    @property
    def forecast_words(self) -> str:
        """When it will likely be done."""
        return self._end(self.forecast) if self.forecast else ""

    def _end(self, at: datetime) -> str:
        same_day = at.astimezone(SHANGHAI).date() == self.now.astimezone(SHANGHAI).date()
        return time_words(at) if same_day else near_words(at, self.now)

    def _percent(self, at: datetime) -> int:
        if self.started is None or self.due <= self.started:
            return 100
        part = (at - self.started) / (self.due - self.started)
        return max(0, min(100, round(100 * part)))
