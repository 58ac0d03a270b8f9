"""The door of the exchange."""

from dengbu.exchange.breakers import breakers
from dengbu.exchange.calling import Answer, Call, Shape, call, call_all
from dengbu.exchange.partners import Partner, address_of
from dengbu.exchange.rules.breaker import Breaker
from dengbu.exchange.wire import Trouble

__all__ = [
    "Answer",
    "Breaker",
    "Call",
    "Partner",
    "Shape",
    "Trouble",
    "address_of",
    "breakers",
    "call",
    "call_all",
]
