"""社保, 市场监管: whether benefits ended by a death; what a firm is."""

from dataclasses import dataclass
from datetime import date
from typing import ClassVar, Literal

from dengbu.exchange.partners import Partner
from dengbu.exchange.questions.frame import Outcome, Question, Told, day, without_empty


class BenefitsTold(Told):
    """Whether a person's social security ended because he died, or is still paid to him."""

    ended_on: date | None = None  # 停发
    drawing: bool = False  # 在领待遇

    def facts(self) -> dict[str, str]:
        """The day; that benefits are still paid, which must be seen."""
        drawing = "还在领待遇" if self.drawing else ""
        return without_empty({"停发日期": day(self.ended_on), "待遇": drawing})

    def outcome(self) -> Outcome:
        """Who still draws benefits is not known to be dead; an end without its day is no record."""
        if self.drawing:
            return Outcome.NO_MATCH
        undated = self.result == "MATCH" and self.ended_on is None
        return Outcome.UNKNOWN if undated else Outcome(self.result)


class FirmTold(Told):
    """Whether name and credit code belong together, and what the firm is."""

    state: Literal["IN_BUSINESS", "ENDED", "REVOKED"]
    small: bool  # 小微企业

    def facts(self) -> dict[str, str]:
        """In business or not, small or not: public by 《企业信息公示暂行条例》."""
        words = {"IN_BUSINESS": "存续", "ENDED": "已注销", "REVOKED": "已吊销"}
        return {"状态": words[self.state], "小微企业": "是" if self.small else "不是"}

    def outcome(self) -> Outcome:
        """A firm that has ended signs nothing."""
        ended = self.result == "MATCH" and self.state != "IN_BUSINESS"
        return Outcome.NO_MATCH if ended else Outcome(self.result)


@dataclass(frozen=True, kw_only=True, slots=True)
class BenefitsEnded(Question):
    """Did this person's social security end because he died?"""

    kind: ClassVar[str] = "benefits_ended"
    partner: ClassVar[Partner] = Partner.SOCIAL_SECURITY
    path: ClassVar[str] = "/benefits-ended"
    shape: ClassVar[type[Told]] = BenefitsTold
    what: ClassVar[str] = "因死亡停发社保待遇的记录"

    name: str
    id_no: str


@dataclass(frozen=True, kw_only=True, slots=True)
class Firm(Question):
    """Do name and credit code belong together?"""

    kind: ClassVar[str] = "firm"
    partner: ClassVar[Partner] = Partner.MARKET
    path: ClassVar[str] = "/firm"
    shape: ClassVar[type[Told]] = FirmTold
    what: ClassVar[str] = "统一社会信用代码"

    name: str
    credit_code: str  # GB 32100
