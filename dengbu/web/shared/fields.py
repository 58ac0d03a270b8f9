"""Fields of a form and their errors, joined by the path of the fault: `parties.0.id_no`."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from dengbu.kernel.fault import Fault, Faults
from dengbu.web.shared.parts import Option

_UNSAFE = re.compile(r"[^A-Za-z0-9_-]+", re.ASCII)

Choices = Iterable[Option | tuple[str, str]]


def field_id(path: str) -> str:
    """Element id of the field at a path, the target of the error summary: `f-parties-0-id_no`."""
    return "f-" + _UNSAFE.sub("-", path).strip("-")


def faults_of(given: "Faults | Iterable[Fault] | None") -> tuple[Fault, ...]:
    """Faults in order, from whatever a view hands over."""
    if not given:
        return ()
    return given.faults if isinstance(given, Faults) else tuple(given)


@dataclass(frozen=True, kw_only=True, slots=True)
class Field:
    """One question of a form."""

    name: str  # path of the value, also the name that is submitted
    label: str
    kind: str  # text password tel date money code select textarea radio chips checkbox file photos
    value: str
    hint: str
    options: tuple[Option, ...]
    errors: tuple[str, ...]  # what to do, one sentence each
    required: bool
    suffix: str  # unit after the control: 元, ㎡
    size: str  # id, short, money, code: width of the control
    autocomplete: str
    inputmode: str
    rows: int
    readonly: bool
    maxlength: str

    @property
    def id(self) -> str:
        """Element id."""
        return field_id(self.name)

    @property
    def several(self) -> bool:
        """Whether the field is a group of controls with a legend."""
        return self.kind in ("radio", "chips")

    @property
    def input_type(self) -> str:
        """The `type` of the input element."""
        if self.kind == "photos":
            return "file"
        return self.kind if self.kind in ("password", "tel", "date", "file") else "text"

    @property
    def described_by(self) -> str:
        """Ids of the hint and the errors, for `aria-describedby`."""
        parts = [f"{self.id}-hint"] if self.hint else []
        parts += [f"{self.id}-error"] if self.errors else []
        return " ".join(parts)


def options_of(given: Choices) -> tuple[Option, ...]:
    """Options from values or (value, label) pairs."""
    return tuple(
        item if isinstance(item, Option) else Option(value=str(item[0]), label=str(item[1]))
        for item in given
    )


def errors_at(path: str, faults: Sequence[Fault]) -> tuple[str, ...]:
    """Messages of the faults at a field, each once."""
    return tuple(dict.fromkeys(fault.message for fault in faults if fault.field == path))
