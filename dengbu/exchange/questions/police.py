"""公安: identity, death, kinship (户籍)."""

from dataclasses import dataclass
from datetime import date
from typing import ClassVar

from dengbu.exchange.partners import Partner
from dengbu.exchange.questions.frame import Outcome, Question, Text, Told, day, without_empty


class IdentityTold(Told):
    """Whether name and number belong together, and whether the person lives."""

    alive: bool

    def facts(self) -> dict[str, str]:
        """That somebody has died who is to sign: the one thing that must be seen."""
        return {} if self.alive else {"状态": "已经去世"}

    def outcome(self) -> Outcome:
        """Who has died signs nothing."""
        return Outcome(self.result) if self.alive else Outcome.NO_MATCH


class DeathTold(Told):
    """Whether the person has died."""

    died_on: date | None = None

    def facts(self) -> dict[str, str]:
        """The day."""
        return without_empty({"死亡日期": day(self.died_on)})


class KinshipTold(Told):
    """What two people are to each other."""

    relation: Text = ""

    def facts(self) -> dict[str, str]:
        """The relation."""
        return without_empty({"关系": self.relation})


@dataclass(frozen=True, kw_only=True, slots=True)
class Identity(Question):
    """Do name and number belong together?"""

    kind: ClassVar[str] = "identity"
    partner: ClassVar[Partner] = Partner.POLICE
    path: ClassVar[str] = "/identity"
    shape: ClassVar[type[Told]] = IdentityTold
    what: ClassVar[str] = "姓名和身份证号"

    name: str
    id_no: str  # GB 11643


@dataclass(frozen=True, kw_only=True, slots=True)
class Death(Question):
    """Has this person died?"""

    kind: ClassVar[str] = "death"
    partner: ClassVar[Partner] = Partner.POLICE
    path: ClassVar[str] = "/death"
    shape: ClassVar[type[Told]] = DeathTold
    what: ClassVar[str] = "死亡记录"

    name: str
    id_no: str


@dataclass(frozen=True, kw_only=True, slots=True)
class Kinship(Question):
    """Are these two of one family?"""

    kind: ClassVar[str] = "kinship"
    partner: ClassVar[Partner] = Partner.POLICE
    path: ClassVar[str] = "/kinship"
    shape: ClassVar[type[Told]] = KinshipTold
    what: ClassVar[str] = "亲属关系"

    name: str
    id_no: str
    other_name: str
    other_id_no: str
