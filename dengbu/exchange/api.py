"""The door of the exchange."""

from dengbu.exchange.asking import Fact, Reason, ask_all
from dengbu.exchange.breakers import breakers
from dengbu.exchange.calling import Answer, Call, Shape, call, call_all
from dengbu.exchange.partners import Partner, address_of, check_url
from dengbu.exchange.questions.civil_affairs import Divorce, Marriage
from dengbu.exchange.questions.frame import Outcome, Question
from dengbu.exchange.questions.housing import (
    CONTRACT_PRICE,
    CONTRACT_SELLERS,
    FiledContract,
    MaintenanceFund,
    PresalePermit,
)
from dengbu.exchange.questions.law import Judgement, NotarialDeed
from dengbu.exchange.questions.people_and_firms import BenefitsEnded, Firm
from dengbu.exchange.questions.planning import LandContract, Survey, Verification
from dengbu.exchange.questions.police import Death, Identity, Kinship
from dengbu.exchange.questions.registry import QUESTIONS
from dengbu.exchange.questions.tax import DEED_TAX, UNPAID, DeedTax
from dengbu.exchange.rules.breaker import Breaker, Permit
from dengbu.exchange.status import PartnerStatus, partners_of
from dengbu.exchange.treasury import (
    AskedRefund,
    OpenedOrder,
    OrderStanding,
    StatementLine,
    TreasuryOrder,
    TreasuryRefund,
    ask_orders,
    ask_refunds,
    open_orders,
    statement,
)
from dengbu.exchange.wire import Trouble

__all__ = [
    "Answer",
    "AskedRefund",
    "BenefitsEnded",
    "Breaker",
    "CONTRACT_PRICE",
    "CONTRACT_SELLERS",
    "Call",
    "DEED_TAX",
    "Death",
    "DeedTax",
    "Divorce",
    "Fact",
    "FiledContract",
    "Firm",
    "Identity",
    "Judgement",
    "Kinship",
    "LandContract",
    "MaintenanceFund",
    "Marriage",
    "NotarialDeed",
    "OpenedOrder",
    "OrderStanding",
    "Outcome",
    "Partner",
    "PartnerStatus",
    "Permit",
    "PresalePermit",
    "QUESTIONS",
    "Question",
    "Reason",
    "Shape",
    "StatementLine",
    "Survey",
    "TreasuryOrder",
    "TreasuryRefund",
    "Trouble",
    "UNPAID",
    "Verification",
    "address_of",
    "ask_all",
    "ask_orders",
    "ask_refunds",
    "breakers",
    "call",
    "call_all",
    "check_url",
    "open_orders",
    "partners_of",
    "statement",
]
