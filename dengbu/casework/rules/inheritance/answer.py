"""Who inherits: shares that sum to 1, each with the ways on which it came."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum, unique
from fractions import Fraction

from dengbu.kernel.clause import Clause

VERSION = "2026.1"
"""Version of these rules. A case keeps it beside its family; another version may answer
differently."""

STATE = "@state"
"""Key of the State, to which an estate without heirs falls (1160)."""
COLLECTIVE = "@collective"
"""Key of the deceased's collective, to which it falls instead (1160)."""


@unique
class Way(StrEnum):
    """On what ground a part comes to somebody."""

    OWN = "OWN"  # held before, no estate
    HALF = "HALF"  # the spouse's half of what was common
    FIRST = "FIRST"  # first order
    IN_LAW = "IN_LAW"  # first order, as a widowed child-in-law
    SECOND = "SECOND"  # second order
    REPRESENTS = "REPRESENTS"  # a child of the deceased died before
    REPRESENTS_SIBLING = "REPRESENTS_SIBLING"  # a sibling of the deceased died before
    PACT = "PACT"  # legacy-support agreement
    RESERVE = "RESERVE"  # what a will had to leave
    WILL = "WILL"  # heir by will
    LEGACY = "LEGACY"  # legatee
    NOBODY = "NOBODY"  # nobody inherits


@dataclass(frozen=True, kw_only=True, slots=True)
class Flow:
    """A part of the unit that passed once: from a title or out of an estate, to one person."""

    estate: str  # key of the deceased; of the registered holder for OWN and HALF
    to: str
    way: Way
    share: Fraction  # of the whole unit
    of_estate: Fraction  # of the estate; of the title for OWN and HALF
    clause: Clause
    via: str = ""  # who is represented, or the heir whose spouse takes a half
    half: bool = False  # the half that is the heir's spouse's, or what such a half left
    again: bool = False  # out of what the deceased had inherited and nobody had divided (1152)


@unique
class Out(StrEnum):
    """Why somebody who is near gets nothing out of an estate."""

    DEAD_BEFORE = "DEAD_BEFORE"
    DEAD_TOGETHER = "DEAD_TOGETHER"
    DISCLAIMED = "DISCLAIMED"
    UNWORTHY = "UNWORTHY"
    REFUSED = "REFUSED"  # a legatee, also by silence
    LATER_ORDER = "LATER_ORDER"
    BY_WILL = "BY_WILL"  # a will left it to others
    NOT_RAISED = "NOT_RAISED"  # step, without upbringing
    ADOPTED_AWAY = "ADOPTED_AWAY"


@dataclass(frozen=True, kw_only=True, slots=True)
class Exclusion:
    """Somebody near who gets nothing out of one estate."""

    who: str
    estate: str
    why: Out
    clause: Clause


@unique
class Doubt(StrEnum):
    """What an examiner must look at, since the law does not say it outright."""

    ALL_DISCLAIMED = "ALL_DISCLAIMED"  # so the second order was called
    OLD_LAW = "OLD_LAW"  # a death before 2021 follows the Succession Law
    WILL_INVALID = "WILL_INVALID"  # a will without its form was left aside
    WILL_CUT = "WILL_CUT"  # an earlier will keeps what a later one left
    PRESUMED = "PRESUMED"  # the order of deaths is presumed
    UNBORN = "UNBORN"  # a share waits for a birth
    NOBODY = "NOBODY"  # to the State or a collective
    WARD_DISCLAIMED = "WARD_DISCLAIMED"  # somebody gave up what is a ward's


@dataclass(frozen=True, kw_only=True, slots=True)
class Remark:
    """One thing to look at."""

    doubt: Doubt
    who: str  # key of the person that it is about
    clause: Clause


@dataclass(frozen=True, kw_only=True, slots=True)
class Estate:
    """What one person left of the unit."""

    of: str
    died_on: date
    share: Fraction  # of the unit
    order: int  # 1, 2; 0 where the statute called nobody


@dataclass(frozen=True, kw_only=True, slots=True)
class Answer:
    """Everything that the rules say of a family."""

    shares: Mapping[str, Fraction]  # final holders by key, sorted; they sum to exactly 1
    flows: tuple[Flow, ...]
    estates: tuple[Estate, ...]  # in the order of deaths
    called: Mapping[str, tuple[str, ...]]  # heirs by statute of each estate, who may have given up
    out: tuple[Exclusion, ...]
    remarks: tuple[Remark, ...]
    version: str = VERSION
