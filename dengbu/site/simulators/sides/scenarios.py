"""What a side can be told to do."""

from enum import StrEnum, unique


@unique
class Conduct(StrEnum):
    """How a side behaves."""

    OBEY = "OBEY"  # does what it has to do
    TWICE = "TWICE"  # says everything twice, each time as news
    OTHER_SUM = "OTHER_SUM"  # names another sum
    SILENT = "SILENT"  # reads, and says nothing
    STEP_BACK = "STEP_BACK"  # confirms, and withdraws once the other side's money is there
    TOO_LATE = "TOO_LATE"  # withdraws after the entry
    SLOW = "SLOW"  # pays a minute late
    DOWN = "DOWN"  # is not there

    @property
    def label(self) -> str:
        """Name on the page."""
        return _LABELS[self]


_LABELS = {
    Conduct.OBEY: "照办",
    Conduct.TWICE: "每句话说两遍",
    Conduct.OTHER_SUM: "报错金额",
    Conduct.SILENT: "不出声",
    Conduct.STEP_BACK: "等钱到了再退出",
    Conduct.TOO_LATE: "登簿以后才退出",
    Conduct.SLOW: "晚一分钟付款",
    Conduct.DOWN: "停机",
}
