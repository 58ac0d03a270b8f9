"""司法行政, 法院: notarial deeds, judgements and other papers in force."""

from dataclasses import dataclass
from datetime import date
from typing import ClassVar

from dengbu.exchange.partners import Partner
from dengbu.exchange.questions.frame import Question, Text, Told, day, without_empty


class DeedTold(Told):
    """Whether there is a notarial deed that gives this to those."""

    deed_no: Text = ""
    notary: Text = ""
    made_on: date | None = None

    def facts(self) -> dict[str, str]:
        """Number, office, day."""
        said = {"公证书": self.deed_no, "公证机构": self.notary, "出具日期": day(self.made_on)}
        return without_empty(said)


class JudgementTold(Told):
    """Whether the court made this paper, and whether it is in force."""

    organ: Text = ""
    effective_on: date | None = None

    def facts(self) -> dict[str, str]:
        """Who made it, since when it is in force."""
        return without_empty({"机关": self.organ, "生效日期": day(self.effective_on)})


@dataclass(frozen=True, kw_only=True, slots=True)
class NotarialDeed(Question):
    """Is there a notarial deed by which these people inherit this unit?"""

    kind: ClassVar[str] = "notarial_deed"
    partner: ClassVar[Partner] = Partner.JUSTICE
    path: ClassVar[str] = "/notarial-deed"
    shape: ClassVar[type[Told]] = DeedTold
    what: ClassVar[str] = "继承权公证书"

    unit_code: str
    heirs: str  # identity numbers in order, parted by commas


@dataclass(frozen=True, kw_only=True, slots=True)
class Judgement(Question):
    """Is this paper of a court genuine and in force for this unit?"""

    kind: ClassVar[str] = "judgement"
    partner: ClassVar[Partner] = Partner.COURT
    path: ClassVar[str] = "/judgement"
    shape: ClassVar[type[Told]] = JudgementTold
    what: ClassVar[str] = "法律文书"

    unit_code: str
    document_no: str
