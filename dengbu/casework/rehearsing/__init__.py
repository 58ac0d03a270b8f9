"""预演: what would be said of a request if it were sent now, and when it would be done.

Not a trial of the catalogue (``dengbu/site/rehearsal``, which the office runs over every service),
but a question of anybody about one request: what stands in the way and how to be rid of it, which
papers are wanted, what it costs and who pays, when it will be done. The judgement is that of
acceptance (`judging.judge`), the bill that of acceptance (`fees.bill`), the taxes those of the form
(`estimates`). Nothing is kept: all of it runs where the database refuses to write.
"""

from dengbu.casework.rehearsing.counting import ask_about
from dengbu.casework.rehearsing.general import Outline, in_general
from dengbu.casework.rehearsing.home import of_own_unit
from dengbu.casework.rehearsing.seeing import (
    may_see,
    only_parties,
    require_seeing,
)
from dengbu.casework.rehearsing.views import Forecast, Need, PaperAsked, Rehearsal
from dengbu.casework.rehearsing.whole import rehearse

__all__ = [
    "Forecast",
    "Need",
    "Outline",
    "PaperAsked",
    "Rehearsal",
    "ask_about",
    "in_general",
    "may_see",
    "of_own_unit",
    "only_parties",
    "rehearse",
    "require_seeing",
]
