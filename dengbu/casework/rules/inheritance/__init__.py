"""Who inherits (继承): a family as a graph in, exact shares with their articles out.

Civil Code 1119-1163. Pure: no clock, no database; the same family gives the same answer for ever
under one version of these rules. `family` holds the facts, `solve` answers, `asking` says what is
still to be asked, `attending` who must come and with which papers.
"""

from dengbu.casework.rules.inheritance.answer import (
    COLLECTIVE,
    STATE,
    VERSION,
    Answer,
    Doubt,
    Estate,
    Exclusion,
    Flow,
    Out,
    Remark,
    Way,
)
from dengbu.casework.rules.inheritance.family import (
    Acceptance,
    Disclaimer,
    Family,
    Form,
    Gift,
    Life,
    Marriage,
    Pact,
    Parentage,
    Person,
    Reserve,
    Support,
    Tie,
    Title,
    Unworthiness,
    Will,
)
from dengbu.casework.rules.inheritance.flaws import Flaw
from dengbu.casework.rules.inheritance.solving import solve

__all__ = [
    "COLLECTIVE",
    "STATE",
    "VERSION",
    "Acceptance",
    "Answer",
    "Disclaimer",
    "Doubt",
    "Estate",
    "Exclusion",
    "Family",
    "Flaw",
    "Flow",
    "Form",
    "Gift",
    "Life",
    "Marriage",
    "Out",
    "Pact",
    "Parentage",
    "Person",
    "Remark",
    "Reserve",
    "Support",
    "Tie",
    "Title",
    "Unworthiness",
    "Way",
    "Will",
    "solve",
]
