"""The terms of inquiry as values: what may be asked, in which capacity, how much is told."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum, unique

LOOKS_ANSWERED = 5
"""Working days in which a question about a look is answered, where an office says nothing else."""


@unique
class Facet(StrEnum):
    """A part of what the register says; an answer has some of them."""

    NATURE = "NATURE"  # 自然状况: where, what for, how large
    PLAN = "PLAN"  # 宗地图、房产分户图
    CO_OWNED = "CO_OWNED"  # whether several hold it
    MORTGAGED = "MORTGAGED"  # whether there is a mortgage
    NOTICED = "NOTICED"  # whether there is an advance notice or an objection
    SEIZED = "SEIZED"  # whether there is a seizure or another restriction
    HOLDERS = "HOLDERS"  # names of the holders
    TITLE = "TITLE"  # right, certificate, share, since when
    BURDENS = "BURDENS"  # mortgages, seizures and the rest with their particulars
    PAPERS = "PAPERS"  # 原始资料: the papers of the registration


@unique
class About(StrEnum):
    """What a question is about."""

    PERSON = "PERSON"  # everything that one person holds
    HOUSING = "HOUSING"  # whether people hold homes
    UNIT = "UNIT"  # one unit
    PAPERS = "PAPERS"  # the papers behind one certificate


@unique
class Standing(StrEnum):
    """How who asks stands to the register."""

    REGISTERED = "REGISTERED"  # is entered there, or asks about himself
    INSTEAD = "INSTEAD"  # stands in the place of somebody who is entered
    OTHER = "OTHER"  # shows an interest by papers, or needs none


@unique
class Condition(StrEnum):
    """What must be so beside the capacity; each names a rule of `dengbu.inquiry.rules`."""

    FIRM_NOT_HOME = "FIRM_NOT_HOME"  # held by organisations, and no home


@unique
class Shown(StrEnum):
    """What a certificate that is shown on the phone (亮证) may tell beside being in force."""

    NAME = "NAME"  # of whoever shows it
    SURNAME = "SURNAME"  # the same masked
    ID_TAIL = "ID_TAIL"  # last four of the identity number
    ADDRESS = "ADDRESS"
    USE = "USE"
    AREA = "AREA"
    SINCE = "SINCE"  # day of the entry
    MORTGAGED = "MORTGAGED"
    NOTICED = "NOTICED"
    OBJECTED = "OBJECTED"
    LIVED_IN = "LIVED_IN"  # right of habitation
    SERVING = "SERVING"  # easement
    STOPPED = "STOPPED"  # trade restricted by government

    @property
    def label(self) -> str:
        """Name on screens."""
        return _SHOWN[self]


_SHOWN = {
    Shown.NAME: "姓名",
    Shown.SURNAME: "姓名（遮住一部分）",
    Shown.ID_TAIL: "证件号码后四位",
    Shown.ADDRESS: "坐落",
    Shown.USE: "用途",
    Shown.AREA: "面积",
    Shown.SINCE: "登簿日期",
    Shown.MORTGAGED: "有没有抵押",
    Shown.NOTICED: "有没有预告登记",
    Shown.OBJECTED: "有没有异议登记",
    Shown.LIVED_IN: "有没有居住权",
    Shown.SERVING: "有没有地役权",
    Shown.STOPPED: "有没有限制交易",
}


@dataclass(frozen=True, kw_only=True, slots=True)
class ShowRule:
    """For what a certificate is shown, and what is then told."""

    code: str  # SCHOOL
    name: str  # 入学报名
    shows: tuple[Shown, ...]
    says: bool  # whoever shows it says what for


@dataclass(frozen=True, kw_only=True, slots=True)
class ShowTerms:
    """How long, to how many and for what certificates may be shown."""

    minutes: tuple[int, ...]  # to choose from
    people: tuple[int, ...]  # to choose from
    running: int  # showings of one person that may run
    rules: tuple[ShowRule, ...]
    kept: int | None = None  # days after its end for which a showing is kept; None: for good

    def rule(self, code: str) -> ShowRule | None:
        """The purpose of a code; None if there is none."""
        return next((one for one in self.rules if one.code == code), None)


NO_SHOWING = ShowTerms(minutes=(), people=(), running=0, rules=())


@dataclass(frozen=True, kw_only=True, slots=True)
class CapacityRule:
    """In which capacity somebody asks."""

    code: str
    name: str  # 权利人本人
    papers: tuple[str, ...]  # that must be shown
    facets: frozenset[Facet]  # the most that is told
    stands: Standing
    organ: bool  # a public body, which asks in its own name
    online: bool  # without a paper that an officer must see


@dataclass(frozen=True, kw_only=True, slots=True)
class KindRule:
    """One thing that may be asked."""

    code: str  # N57
    name: str  # 个人产权查询
    summary: str
    about: About
    facets: tuple[Facet, ...]  # the most that is told, in the order of the answer
    capacities: tuple[str, ...]
    channels: tuple[str, ...]
    conditions: tuple[Condition, ...]
    agent: bool  # asked by an agent; else it may be


@dataclass(frozen=True, kw_only=True, slots=True)
class InquiryTerms:
    """The terms of an office in one version."""

    office: str
    version: int
    valid_from: datetime
    code: str  # G55
    name: str
    title: str
    summary: str
    channels: tuple[str, ...]
    basis: tuple[str, ...]
    steps: tuple[str, ...]
    daily: int  # queries that one person may make online in a day
    kinds: tuple[KindRule, ...]
    capacities: tuple[CapacityRule, ...]
    showing: ShowTerms = NO_SHOWING
    looks_kept: int | None = None  # days; None: for good
    looks_answered: int = LOOKS_ANSWERED  # working days, for a question about a look

    def kind(self, code: str) -> KindRule | None:
        """The kind of a code; None if there is none."""
        return next((one for one in self.kinds if one.code == code), None)

    def capacity(self, code: str) -> CapacityRule | None:
        """The capacity of a code; None if there is none."""
        return next((one for one in self.capacities if one.code == code), None)

    def capacities_of(self, kind: KindRule) -> tuple[CapacityRule, ...]:
        """Who may ask such a thing, in the order of the terms."""
        return tuple(one for one in self.capacities if one.code in kind.capacities)


def told(kind: KindRule, capacity: CapacityRule) -> tuple[Facet, ...]:
    """The facets of an answer: what the kind is for and the capacity allows."""
    return tuple(one for one in kind.facets if one in capacity.facets)
