"""What every step of one import needs to know."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import TypeVar

from dengbu.cadastre.importing.mapping import ImportMapping

Item = TypeVar("Item")
Progress = Callable[[str, int, int], None]
"""Told of a stage (read, parcels, buildings, units, write), how much is done, and of how much."""

STEP = 500  # rows between two reports


def silent(stage: str, done: int, total: int) -> None:
    """Progress that nobody watches."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Scene:
    """One import into one office."""

    mapping: ImportMapping
    office: str  # 6-digit county code
    districts: frozenset[str]  # county codes allowed in codes
    aside: Mapping[str, Mapping[str, str]]  # values of the first unit row by parcel key
    progress: Progress = silent

    def ref(self, key: str) -> str:
        """Source reference of a key."""
        return f"{self.mapping.name}:{key}"

    def watched(self, stage: str, items: Sequence[Item]) -> Iterator[Item]:
        """The items, while progress is told."""
        for done, item in enumerate(items):
            if done % STEP == 0:
                self.progress(stage, done, len(items))
            yield item
        self.progress(stage, len(items), len(items))
