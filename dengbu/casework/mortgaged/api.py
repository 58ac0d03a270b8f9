"""The door of 带押过户, under the door of casework."""

from dengbu.casework.mortgaged.ending import break_off, end_expired, note_late
from dengbu.casework.mortgaged.hearing import Heard, hear
from dengbu.casework.mortgaged.idle import IdleMoney, idle_money
from dengbu.casework.mortgaged.opening import MODES, open_transfer, proposed
from dengbu.casework.mortgaged.people import say
from dengbu.casework.mortgaged.saying import Kind, Word, read_word
from dengbu.casework.mortgaged.views import (
    Participant,
    SumView,
    TransferView,
    WordView,
    latest_of,
    transfer,
    transfers_of,
)
from dengbu.casework.mortgaged.witnessing import Presence
from dengbu.casework.rules.mortgaged import Leg, Mode, Order, Phase, Side, Task
from dengbu.casework.rules.mortgaged.agreed import terms

__all__ = [
    "Heard",
    "IdleMoney",
    "Kind",
    "Leg",
    "MODES",
    "Mode",
    "Order",
    "Participant",
    "Phase",
    "Presence",
    "Side",
    "SumView",
    "Task",
    "TransferView",
    "Word",
    "WordView",
    "break_off",
    "end_expired",
    "hear",
    "idle_money",
    "latest_of",
    "note_late",
    "open_transfer",
    "proposed",
    "read_word",
    "say",
    "terms",
    "transfer",
    "transfers_of",
]
