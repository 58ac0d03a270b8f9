"""自然资源: land contracts, planning and verification, surveys."""

from dataclasses import dataclass
from datetime import date
from typing import ClassVar

from dengbu.exchange.partners import Partner
from dengbu.exchange.questions.frame import Question, Text, Told, day, without_empty


class PaperTold(Told):
    """Whether there is such a paper, its number and its day."""

    paper_no: Text = ""
    made_on: date | None = None

    def facts(self) -> dict[str, str]:
        """Number and day."""
        return without_empty({"编号": self.paper_no, "日期": day(self.made_on)})


@dataclass(frozen=True, kw_only=True, slots=True)
class LandContract(Question):
    """Is there a land contract or an allocation for this parcel and these holders?"""

    kind: ClassVar[str] = "land_contract"
    partner: ClassVar[Partner] = Partner.PLANNING
    path: ClassVar[str] = "/land-contract"
    shape: ClassVar[type[Told]] = PaperTold
    what: ClassVar[str] = "土地出让合同或者划拨决定书"

    parcel_code: str
    holders: str  # numbers in order, parted by commas


@dataclass(frozen=True, kw_only=True, slots=True)
class Verification(Question):
    """Were planning and completion of this building verified?"""

    kind: ClassVar[str] = "verification"
    partner: ClassVar[Partner] = Partner.PLANNING
    path: ClassVar[str] = "/verification"
    shape: ClassVar[type[Told]] = PaperTold
    what: ClassVar[str] = "规划许可和竣工核实"

    unit_code: str


@dataclass(frozen=True, kw_only=True, slots=True)
class Survey(Question):
    """Is there a survey of this unit that was accepted?"""

    kind: ClassVar[str] = "survey"
    partner: ClassVar[Partner] = Partner.PLANNING
    path: ClassVar[str] = "/survey"
    shape: ClassVar[type[Told]] = PaperTold
    what: ClassVar[str] = "权籍调查"

    unit_code: str
