"""A family as it is told to the office: persons, ties, deaths, wills, and who said what.

Frozen facts. A person is named by a key of this family (`p1`); nothing here needs an identity
number. What is not known is not guessed: `None` is "nobody has said", and `asking` asks for it.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, time
from enum import StrEnum, unique
from fractions import Fraction


@unique
class Life(StrEnum):
    """Whether a person lives."""

    ALIVE = "ALIVE"
    DEAD = "DEAD"
    UNBORN = "UNBORN"  # a foetus today (Civil Code 1155)
    STILLBORN = "STILLBORN"  # delivered dead: never held anything (1155)


@unique
class Tie(StrEnum):
    """How a child is somebody's child (Civil Code 1127)."""

    BLOOD = "BLOOD"  # 亲生, in wedlock or not
    ADOPTED = "ADOPTED"  # 收养
    STEP = "STEP"  # 继父母子女; inherits only where one has raised the other


@unique
class Form(StrEnum):
    """Forms of wills (Civil Code 1134-1139)."""

    OWN_HAND = "OWN_HAND"  # 自书
    WRITTEN_BY_ANOTHER = "WRITTEN_BY_ANOTHER"  # 代书
    PRINTED = "PRINTED"  # 打印
    RECORDED = "RECORDED"  # 录音录像
    ORAL = "ORAL"  # 口头
    NOTARISED = "NOTARISED"  # 公证


@dataclass(frozen=True, kw_only=True, slots=True)
class Person:
    """Somebody who matters to the estate; also an organisation that a will names."""

    key: str  # of this family
    name: str
    born_on: date | None = None
    life: Life = Life.ALIVE
    died_on: date | None = None  # DEAD without a day: before everybody whose day is known
    died_at: time | None = None  # the hour, where papers give it
    event: str = ""  # the event in which several died and nobody knows who first (1121)
    event_place: int | None = None  # place in it where a court or hospital has found it, from 1
    conceived_on: date | None = None  # by a doctor's paper
    incapable: bool = False  # an adult without full capacity (成年人无或限制行为能力)
    guardian: str = ""  # name of whoever acts for a minor or an incapable adult
    in_common: bool | None = None  # what this person inherited was the couple's in common
    collective: str = ""  # the collective that the person belonged to (1160)
    organisation: bool = False


@dataclass(frozen=True, kw_only=True, slots=True)
class Parentage:
    """One person is another's child."""

    parent: str
    child: str
    tie: Tie = Tie.BLOOD
    raised: bool | None = None  # STEP: one has raised the other (有扶养关系)
    since: date | None = None  # ADOPTED: the day of adoption
    until: date | None = None  # ADOPTED: the day on which it was dissolved


@dataclass(frozen=True, kw_only=True, slots=True)
class Marriage:
    """Two persons are or were married; death ends it without an `until`."""

    one: str
    other: str
    since: date | None = None
    until: date | None = None  # the day of divorce or annulment


@dataclass(frozen=True, kw_only=True, slots=True)
class Support:
    """Main support: of parents-in-law by a widowed child-in-law (1129), between step-siblings."""

    who: str
    whom: str


@dataclass(frozen=True, kw_only=True, slots=True)
class Gift:
    """What a will or an agreement leaves to one person: a fraction of the giver's estate."""

    to: str
    share: Fraction


@dataclass(frozen=True, kw_only=True, slots=True)
class Will:
    """One will (遗嘱) over the estate here."""

    testator: str
    made_on: date
    gifts: tuple[Gift, ...]
    form: Form = Form.OWN_HAND
    witnesses: int = 0  # without heirs, legatees and whoever is interested (1140)
    every_page: bool = True  # PRINTED: signed and dated on every page (1136)
    danger_over: bool = False  # ORAL: the danger passed and another form was possible (1138)
    revoked: bool = False  # withdrawn by the testator (1142)


@dataclass(frozen=True, kw_only=True, slots=True)
class Pact:
    """A legacy-support agreement (遗赠扶养协议, 1158), kept by the supporter."""

    giver: str
    gift: Gift
    made_on: date | None = None


@dataclass(frozen=True, kw_only=True, slots=True)
class Reserve:
    """What a will must leave to an heir without work or means (1141); an officer sets it."""

    who: str
    estate: str
    share: Fraction


@dataclass(frozen=True, kw_only=True, slots=True)
class Disclaimer:
    """An heir or legatee gave up one estate, in writing (放弃继承, 1124)."""

    who: str
    estate: str
    on: date
    notarised: bool = False


GROUNDS = range(1, 6)
"""Items of 1125 paragraph 1."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Unworthiness:
    """An heir or legatee lost the right by a deed of 1125, as a court found."""

    who: str
    estate: str
    ground: int  # item of 1125 paragraph 1, from 1 to 5
    pardoned: bool = False  # repented, and pardoned or named in a later will: items 3 to 5


@dataclass(frozen=True, kw_only=True, slots=True)
class Acceptance:
    """What a legatee said of a legacy; silence for 60 days refuses it (1124)."""

    who: str
    estate: str
    knew_on: date
    accepted_on: date | None = None


@dataclass(frozen=True, kw_only=True, slots=True)
class Title:
    """What stood in whose name when the first of those who held it died: a fraction of the unit."""

    holder: str
    share: Fraction
    common_with: str = ""  # the spouse whose half of it this is not (夫妻共同财产, 1153)


@dataclass(frozen=True, kw_only=True, slots=True)
class Family:
    """All that was said; the order of nothing in it matters."""

    titles: tuple[Title, ...]
    people: tuple[Person, ...]
    marriages: tuple[Marriage, ...] = ()
    parentages: tuple[Parentage, ...] = ()
    supports: tuple[Support, ...] = ()
    wills: tuple[Will, ...] = ()
    pacts: tuple[Pact, ...] = ()
    reserves: tuple[Reserve, ...] = ()
    disclaimers: tuple[Disclaimer, ...] = ()
    unworthy: tuple[Unworthiness, ...] = ()
    acceptances: tuple[Acceptance, ...] = ()
    agreed: Mapping[str, Fraction] = field(default_factory=dict, hash=False)
    """What all who inherit agreed on instead (1132), by key; empty for what the law gives."""
    joint: bool = False  # the register has the holders jointly, without shares
    told: frozenset[str] = frozenset()
    """Questions that were answered with "nobody" or "no", as `asking` names them."""

    @property
    def gives(self) -> bool:
        """Whether a will that stands or an agreement was told, so that its paper is to be seen."""
        return bool(self.pacts) or not all(will.revoked for will in self.wills)
