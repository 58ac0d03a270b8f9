"""民政: marriage and divorce."""

from dataclasses import dataclass
from datetime import date
from typing import ClassVar

from dengbu.exchange.partners import Partner
from dengbu.exchange.questions.frame import Question, Text, Told, day, without_empty


class MarriageTold(Told):
    """Whether these two are married, or divorced from each other."""

    record_no: Text = ""
    registered_on: date | None = None

    def facts(self) -> dict[str, str]:
        """Number and day of the record."""
        return without_empty({"字号": self.record_no, "登记日期": day(self.registered_on)})


@dataclass(frozen=True, kw_only=True, slots=True)
class Marriage(Question):
    """Are these two married to each other?"""

    kind: ClassVar[str] = "marriage"
    partner: ClassVar[Partner] = Partner.CIVIL_AFFAIRS
    path: ClassVar[str] = "/marriage"
    shape: ClassVar[type[Told]] = MarriageTold
    what: ClassVar[str] = "结婚登记"

    name: str
    id_no: str
    other_name: str
    other_id_no: str


@dataclass(frozen=True, kw_only=True, slots=True)
class Divorce(Question):
    """Are these two divorced from each other?"""

    kind: ClassVar[str] = "divorce"
    partner: ClassVar[Partner] = Partner.CIVIL_AFFAIRS
    path: ClassVar[str] = "/divorce"
    shape: ClassVar[type[Told]] = MarriageTold
    what: ClassVar[str] = "离婚登记"

    name: str
    id_no: str
    other_name: str
    other_id_no: str
