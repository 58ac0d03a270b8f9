"""A city's own files laid over the national ones: what an office changes without code.

Beside its settings a city may have `services/`, `materials.toml`, `fees.toml`, `inquiry.toml`,
`laws.toml` and `marks.toml`. A file of the same name changes what it names and leaves the rest:

* a key takes the place of the key; the keys of a table (`[notice]`) are changed one by one;
* a `[[material]]` or `[[role]]`, and of `inquiry.toml` a `[[kind]]`, `[[capacity]]` or `[[show]]`,
  changes the row of the same code, or is one more; so do a `[[ground]]` of
  `marks.toml`, and a `[[law]]` by its title;
* a `[[rate]]` stands before those of the country: of the tariff the first line that fits wins;
* any other list of tables (`[[item]]`) takes the place of the list.

A service file of a code that the country does not have is a service of the city's own; one that
says `withdrawn = true` takes a service away.
"""

from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from dengbu.casework.catalogue.reading import Gap, Gaps, Table, line_of, read

KEYED = {
    "material": "code",
    "role": "role",
    "kind": "code",
    "capacity": "code",
    "show": "code",
    "law": "title",
    "ground": "code",
}  # rows changed one by one, by this key of theirs
BEFORE = frozenset({"rate"})  # rows that stand before those that are there
WITHDRAWN = "withdrawn"
Origin = dict[tuple[str, int], int]
"""Of the merged rows that a city's file has: list and place there, to the place in the file."""


class LaidOver(Gaps):
    """Gaps of a merged table, each named where it stands: in the city's file or the country's."""

    def __init__(self, national: Gaps, own: Gaps, origin: Origin) -> None:
        super().__init__(national.file, national.text)
        self.own, self.origin = own, origin

    def add(self, key: str, what: str) -> None:
        """Note one gap."""
        names = key.split(".")
        if len(names) > 1 and names[1].isdecimal():
            place = self.origin.get((names[0], int(names[1])))
            if place is not None:
                names[1] = str(place)
                self._of_the_city(".".join(names), what)
                return
        elif self.of_a_city(key):
            self._of_the_city(key, what)
            return
        super().add(key, what)

    def of_a_city(self, key: str) -> bool:
        """Whether the city's file says it, not the country's."""
        own = self.own.text
        return bool(line_of(own, key)) and not _inside(self.text, own, key)

    def _of_the_city(self, key: str, what: str) -> None:
        line = line_of(self.own.text, key)
        self.found.append(Gap(file=self.own.file, line=line, key=key, what=what))


def _inside(national: str, own: str, key: str) -> bool:
    """Whether the line found for a key of a table is the table's head alone, the key elsewhere."""
    if "." not in key:
        return False
    name = key.rpartition(".")[2]
    line = own.splitlines()[line_of(own, key) - 1]
    return not line.lstrip().startswith(name) and bool(line_of(national, key))


def merged(national: Table, own: Table) -> tuple[Table, Origin]:
    """The two as one table, and which of its rows are the city's."""
    result, origin = dict(national), Origin()
    for key, value in own.items():
        if key in KEYED and _rows(value) and _rows(national.get(key, [])):
            result[key] = _keyed(key, national.get(key, []), value, origin)
        elif key in BEFORE and _rows(value):
            result[key] = [*value, *national.get(key, [])]
            origin |= {(key, place): place for place in range(len(value))}
        elif isinstance(value, dict) and isinstance(national.get(key), dict):
            result[key] = {**national[key], **value}
        else:
            result[key] = value
            if _rows(value):
                origin |= {(key, place): place for place in range(len(value))}
    return result, origin


def _rows(value: object) -> bool:
    return isinstance(value, list) and all(isinstance(row, dict) for row in value)


def _keyed(key: str, national: list[Table], own: list[Table], origin: Origin) -> list[Table]:
    name, result = KEYED[key], [dict(row) for row in national]
    at = {row.get(name): place for place, row in enumerate(result)}
    for place, row in enumerate(own):
        known = at.get(row.get(name))
        if known is None:
            result.append(row)
            known = len(result) - 1
        else:
            result[known] |= row
        origin[key, known] = place
    return result


@dataclass(kw_only=True, slots=True)
class Reader:
    """Reads files of a catalogue as a city has them, and collects what is wrong in them."""

    folder: Path
    city: str
    found: list[Gap] = field(default_factory=list)

    @property
    def own(self) -> str:
        """Where the city's files are, relative to the catalogue."""
        return f"cities/{self.city}"

    def alone(self, relative: str, check: Callable[[Table, Gaps], Any]) -> Table:
        """One file; its content is judged where it can be read."""
        gaps = Gaps(relative)
        table = read(self.folder / relative, gaps)
        if not gaps.found:
            check(table, gaps)
        self.found += gaps.found
        return table

    def laid_over(self, relative: str, check: Callable[[Table, Gaps], Any]) -> Table | None:
        """A file with the city's laid over it, where it has one; None for what it withdraws."""
        if not (self.folder / self.own / relative).exists():
            return self.alone(relative, check)
        national, own = Gaps(relative), Gaps(f"{self.own}/{relative}")
        base: Table = {}
        if (self.folder / relative).exists():
            base = read(self.folder / relative, national)
        changes = read(self.folder / own.file, own)
        if national.found or own.found:
            self.found += [*national.found, *own.found]
            return base
        if changes.get(WITHDRAWN) is True:
            if len(changes) > 1 or not base:
                own.add(WITHDRAWN, "stands alone, in a file for a service that the country has")
            self.found += own.found
            return None
        table, origin = merged(base, changes)
        gaps = LaidOver(national, own, origin) if base else own
        check(table, gaps)
        self.found += gaps.found
        return table

    def names(self, folder: str) -> list[str]:
        """Names of the files of a folder, the country's and the city's, sorted."""
        of_both = (self.folder / folder, self.folder / self.own / folder)
        return sorted({path.name for place in of_both for path in place.glob("*.toml")})
