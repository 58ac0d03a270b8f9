"""One field of the window's forms, as the `field` tag takes it."""

from collections.abc import Sequence
from dataclasses import dataclass

from dengbu.web.shared.parts import Option


@dataclass(frozen=True, kw_only=True, slots=True)
class Question:
    """One field, as the `field` tag takes it."""

    name: str  # path
    label: str
    kind: str = "text"
    value: str = ""
    hint: str = ""
    options: tuple[Option, ...] = ()
    required: bool = True
    size: str = ""
    maxlength: str = ""
    inputmode: str = ""


def options(pairs: Sequence[tuple[str, str]]) -> tuple[Option, ...]:
    """Options from pairs of value and label."""
    return tuple(Option(value=value, label=label) for value, label in pairs)
