"""Who inherits (继承): a family as a graph in, exact shares with their articles out.

Civil Code 1119-1163. Pure: no clock, no database; the same family gives the same answer for ever
under one version of these rules. `family` holds the facts, `solve` answers, `asking` says what is
still to be asked, `attending` who must come and with which papers.
"""

from dengbu.casework.rules.inheritance import words
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
from dengbu.casework.rules.inheritance.asking import Question, Topic, next_questions
from dengbu.casework.rules.inheritance.attending import (
    Attendance,
    Coming,
    Proof,
    Reason,
    attendance,
    is_ward,
    proofs,
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
from dengbu.casework.rules.inheritance.fields import kept, to_come
from dengbu.casework.rules.inheritance.flaws import Flaw
from dengbu.casework.rules.inheritance.grounds import AGREED
from dengbu.casework.rules.inheritance.solving import solve
from dengbu.casework.rules.inheritance.stored import from_json, to_json
from dengbu.casework.rules.inheritance.telling import Holder, Step, answered, begin, tell

__all__ = [
    "AGREED",
    "COLLECTIVE",
    "STATE",
    "VERSION",
    "Acceptance",
    "Answer",
    "Attendance",
    "Coming",
    "Disclaimer",
    "Doubt",
    "Estate",
    "Exclusion",
    "Family",
    "Flaw",
    "Flow",
    "Form",
    "Gift",
    "Holder",
    "Life",
    "Marriage",
    "Out",
    "Pact",
    "Parentage",
    "Person",
    "Proof",
    "Question",
    "Reason",
    "Remark",
    "Reserve",
    "Step",
    "Support",
    "Tie",
    "Title",
    "Topic",
    "Unworthiness",
    "Way",
    "Will",
    "answered",
    "attendance",
    "begin",
    "from_json",
    "is_ward",
    "kept",
    "to_come",
    "next_questions",
    "proofs",
    "solve",
    "tell",
    "to_json",
    "words",
]
