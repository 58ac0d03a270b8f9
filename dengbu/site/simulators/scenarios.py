"""What a department can be told to do, and how that looks on the wire."""

from dataclasses import dataclass, field
from enum import StrEnum, unique


@unique
class Scenario(StrEnum):
    """How a department behaves."""

    ANSWER = "ANSWER"  # by its data
    MATCH = "MATCH"  # whatever is asked is so
    NO_MATCH = "NO_MATCH"  # whatever is asked is not so
    UNKNOWN = "UNKNOWN"  # it has nothing about it
    DOWN = "DOWN"  # 503
    DEAD = "DEAD"  # ends the connection without a word
    SLOW = "SLOW"  # answers, after a second
    HANG = "HANG"  # after thirty
    DRIP = "DRIP"  # a byte now and then, for thirty seconds
    WRONG = "WRONG"  # JSON that was not agreed
    GARBAGE = "GARBAGE"  # says JSON, is not
    HTML = "HTML"
    HUGE = "HUGE"  # 5 MB
    EMPTY = "EMPTY"
    OTHER = "OTHER"  # a fine answer, about another person or case

    @property
    def label(self) -> str:
        """Name on the page of the simulators."""
        return _LABELS[self]


_LABELS = {
    Scenario.ANSWER: "照常回答",
    Scenario.MATCH: "都相符",
    Scenario.NO_MATCH: "都不符",
    Scenario.UNKNOWN: "都查不到",
    Scenario.DOWN: "停机（503）",
    Scenario.DEAD: "断线",
    Scenario.SLOW: "慢（1秒）",
    Scenario.HANG: "卡住（30秒）",
    Scenario.DRIP: "一点一点地答（30秒）",
    Scenario.WRONG: "格式不对",
    Scenario.GARBAGE: "乱码",
    Scenario.HTML: "网页",
    Scenario.HUGE: "5 MB",
    Scenario.EMPTY: "空的",
    Scenario.OTHER: "答成别人",
}


@dataclass(kw_only=True, slots=True)
class Behaviour:
    """How each department behaves now, and what it was asked."""

    latency: float = 0.0  # seconds before any answer
    scenarios: dict[str, Scenario] = field(default_factory=dict)  # by department
    asked: dict[str, int] = field(default_factory=dict)  # requests that reached it

    def of(self, department: str) -> Scenario:
        """The scenario of a department."""
        return self.scenarios.get(department, Scenario.ANSWER)
