"""带押过户: a home is sold while the seller's loan still rests on it, in three modes.

Two banks, a seller, a buyer and the supervised account (资金监管账户) each say their word; the
register is the one that decides: the money belongs to those who paid it in until the entry, and to
those who are to be paid from the entry on. Nothing here knows a clock or a database.

Ground: 《民法典》第406条 (mortgaged property may be transferred), 第407条 (a mortgage passes with
its debt), 第409条 (rank); 自然资发〔2023〕29号 for the three modes.
"""

from dengbu.casework.rules.mortgaged.moves import (
    MOVES,
    Act,
    Event,
    Happening,
    Phase,
    Standing,
    Step,
    begun,
    step,
)
from dengbu.casework.rules.mortgaged.orders import Order, Task, awaited, orders
from dengbu.casework.rules.mortgaged.plan import DEPOSITS, PAYOUTS, Leg, Mode, Plan, Side, plan_of

__all__ = [
    "Act",
    "DEPOSITS",
    "Event",
    "Happening",
    "Leg",
    "MOVES",
    "Mode",
    "Order",
    "PAYOUTS",
    "Phase",
    "Plan",
    "Side",
    "Standing",
    "Step",
    "Task",
    "awaited",
    "begun",
    "orders",
    "plan_of",
    "step",
]
