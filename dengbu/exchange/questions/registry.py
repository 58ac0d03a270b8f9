"""Every question by the name that data use for it. A question that is not here cannot be asked."""

from collections.abc import Mapping

from dengbu.exchange.questions.civil_affairs import Divorce, Marriage
from dengbu.exchange.questions.frame import Question
from dengbu.exchange.questions.housing import FiledContract, MaintenanceFund, PresalePermit
from dengbu.exchange.questions.law import Judgement, NotarialDeed
from dengbu.exchange.questions.people_and_firms import BenefitsEnded, Firm
from dengbu.exchange.questions.planning import LandContract, Survey, Verification
from dengbu.exchange.questions.police import Death, Identity, Kinship
from dengbu.exchange.questions.tax import DeedTax

QUESTIONS: Mapping[str, type[Question]] = {
    kind.kind: kind
    for kind in (
        Identity,
        Death,
        Kinship,
        Marriage,
        Divorce,
        DeedTax,
        NotarialDeed,
        Judgement,
        BenefitsEnded,
        Firm,
        FiledContract,
        MaintenanceFund,
        PresalePermit,
        LandContract,
        Verification,
        Survey,
    )
}
