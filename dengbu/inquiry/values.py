"""Questions and answers as values."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any


@dataclass(frozen=True, kw_only=True, slots=True)
class Person:
    """Somebody who asks, or who is asked about, by paper."""

    name: str
    id_type: str  # kernel.identity.IdType value
    id_no: str

    @property
    def key(self) -> tuple[str, str]:
        """Who this is, whatever the spelling of the name."""
        return self.id_type, self.id_no


@dataclass(frozen=True, kw_only=True, slots=True)
class Question:
    """What is asked, as typed. Nothing of it is believed."""

    kind: str  # N57
    capacity: str
    channel: str  # W at the window, O on the site, M on the phone
    asker: Person
    purpose: str
    agent: Person | None = None  # who comes in the asker's place
    people: tuple[Person, ...] = ()  # who is asked about; none: the asker
    place: str = ""  # a unit code, or the number of a certificate
    organ: str = ""  # the public body that asks
    document_no: str = ""  # of its letter
    papers: tuple[str, ...] = ()  # names of the papers that were shown


@dataclass(frozen=True, kw_only=True, slots=True)
class Row:
    """One line of an answer."""

    label: str
    value: str
    signal: str = ""  # ok, warn, stop, or nothing


@dataclass(frozen=True, kw_only=True, slots=True)
class Part:
    """What is told of one unit."""

    unit_code: str
    title: str  # 坐落
    rows: tuple[Row, ...]


@dataclass(frozen=True, kw_only=True, slots=True)
class Copied:
    """One paper of a registration."""

    name: str
    how: str  # 上传, 原件, 部门共享
    sha256: str  # "": no file is kept of it
    media_type: str
    case_no: str


@dataclass(frozen=True, kw_only=True, slots=True)
class Drawing:
    """A plan, with whole centimetres from its lower left corner."""

    title: str  # 宗地图
    width: int
    height: int
    outline: tuple[tuple[int, int], ...]
    rooms: tuple[tuple[str, tuple[tuple[int, int], ...]], ...] = ()


@dataclass(frozen=True, kw_only=True, slots=True)
class Refusal:
    """Why a question is not answered."""

    code: str  # Q01
    message: str
    clause: str
    remedy: str


@dataclass(frozen=True, kw_only=True, slots=True)
class InquiryView:
    """A question with its answer, as kept."""

    number: str
    office: str
    kind: str
    kind_name: str
    capacity: str
    capacity_name: str
    channel: str
    asker: Person
    agent: Person | None
    organ: str
    document_no: str
    purpose: str
    asked_at: datetime
    officer: str  # "": asked online
    answered: bool
    refusals: tuple[Refusal, ...]
    conclusion: str  # the answer in one sentence
    parts: tuple[Part, ...]
    copies: tuple[Copied, ...]
    drawings: tuple[Drawing, ...]
    code: str  # 16 hex digits from its leaf and number, for whoever checks it
    content: Mapping[str, Any]
    identified: tuple[str, ...] = ()  # by what it is known who is asked about, a line each


@dataclass(frozen=True, kw_only=True, slots=True)
class InquiryLine:
    """One question in a list."""

    number: str
    kind_name: str
    capacity_name: str
    who: str  # as the reader of the list may see it
    purpose: str
    asked_at: datetime
    officer: str
    answered: bool


@dataclass(frozen=True, kw_only=True, slots=True)
class Checked:
    """What may be said of an answer to whoever has its number and code."""

    view: InquiryView
    still: bool  # whether the register says the same now
    checked_at: datetime
