"""What every question and every answer has.

A question says whom or what it is about in a few named texts; an answer must repeat them and the
number of the question, or it is taken for an answer to something else. What is kept of an answer
are its `facts`: numbers and days of papers, never names or numbers of people.
"""

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from datetime import date
from decimal import Decimal
from enum import StrEnum, unique
from typing import Annotated, ClassVar, Literal

from pydantic import Field

from dengbu.exchange.calling import Shape
from dengbu.exchange.partners import Partner
from dengbu.kernel.chinese import show_date
from dengbu.kernel.money import show_yuan

Text = Annotated[str, Field(max_length=120, pattern=r"^[^\x00-\x1f\x7f]*$")]
Yuan = Annotated[Decimal, Field(ge=0, max_digits=15, decimal_places=2)]
Facts = Mapping[str, str]  # what it is called on screens: what it is


@unique
class Outcome(StrEnum):
    """What came of a question: a closed list."""

    MATCH = "MATCH"  # it is so
    NO_MATCH = "NO_MATCH"  # it is not so
    UNKNOWN = "UNKNOWN"  # the department has nothing about it
    WRONG_PERSON = "WRONG_PERSON"  # it answered about somebody or something else
    GARBLED = "GARBLED"  # it answered what cannot be read
    DOWN = "DOWN"  # it did not answer
    NOT_CONNECTED = "NOT_CONNECTED"  # this office has no connection to it

    @property
    def answered(self) -> bool:
        """Whether the department said something about the matter."""
        return self in (Outcome.MATCH, Outcome.NO_MATCH, Outcome.UNKNOWN)


class Told(Shape):
    """The answer to any question."""

    number: Text  # of the question
    about: dict[str, Text]  # as asked
    result: Literal["MATCH", "NO_MATCH", "UNKNOWN"]

    def facts(self) -> dict[str, str]:
        """What is kept of it, in the words of screens; nothing of people."""
        return {}

    def outcome(self) -> Outcome:
        """The result, unless what it says beside contradicts a match."""
        return Outcome(self.result)


@dataclass(frozen=True, kw_only=True, slots=True)
class Question:
    """One thing asked of one department; its fields are texts, and all that is sent."""

    kind: ClassVar[str]  # for data: materials.toml and the log
    partner: ClassVar[Partner]
    path: ClassVar[str]
    shape: ClassVar[type[Told]] = Told
    what: ClassVar[str]  # what is asked, in words

    def about(self) -> dict[str, str]:
        """The fields by name."""
        return asdict(self)


def day(value: date | None) -> str:
    """A day as shown; "" for none."""
    return show_date(value) if value is not None else ""


def money(value: Decimal | None) -> str:
    """An amount as shown; "" for none."""
    return show_yuan(value) if value is not None else ""


def without_empty(facts: Facts) -> dict[str, str]:
    """What there is."""
    return {name: said for name, said in facts.items() if said}
