"""社保, 市场监管: whether somebody draws benefits; what a firm is."""

from dataclasses import dataclass
from typing import ClassVar, Literal

from dengbu.exchange.partners import Partner
from dengbu.exchange.questions.frame import Outcome, Question, Text, Told, without_empty


class InsuredTold(Told):
    """Whether the person is insured, and known to be alive."""

    alive: bool
    state: Text = ""  # 参保, 领取待遇

    def facts(self) -> dict[str, str]:
        """The state."""
        return without_empty({"社保": self.state})


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
class Insured(Question):
    """Is this person insured?"""

    kind: ClassVar[str] = "insured"
    partner: ClassVar[Partner] = Partner.SOCIAL_SECURITY
    path: ClassVar[str] = "/insured"
    shape: ClassVar[type[Told]] = InsuredTold
    what: ClassVar[str] = "社保状态"

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
