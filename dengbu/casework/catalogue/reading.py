"""Reading catalogue files and naming every gap in them, all at once, by file, line and key."""

import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

Table = dict[str, Any]


@dataclass(frozen=True, kw_only=True, slots=True)
class Gap:
    """One thing that is wrong in a catalogue file."""

    file: str  # relative to the catalogue folder
    line: int  # from 1; 0: of the file as a whole
    key: str  # path such as material.2.sources
    what: str  # what is wrong and what is wanted

    def __str__(self) -> str:
        at = f"{self.file}:{self.line}" if self.line else self.file
        return f"{at}: {self.key}: {self.what}"


class CatalogueError(Exception):
    """Everything that is wrong in a catalogue."""

    def __init__(self, gaps: tuple[Gap, ...]) -> None:
        super().__init__("\n".join(str(g) for g in gaps))
        self.gaps = gaps


class Gaps:
    """Collects the gaps of one file."""

    def __init__(self, file: str, text: str = "") -> None:
        self.file = file
        self.text = text  # of the file, to say on which line
        self.found: list[Gap] = []

    def add(self, key: str, what: str) -> None:
        """Note one gap."""
        line = line_of(self.text, key)
        self.found.append(Gap(file=self.file, line=line, key=key, what=what))

    def of_a_city(self, key: str) -> bool:
        """Whether a city says it, so that what the country leaves to offices may be otherwise."""
        return self.file.startswith("cities/")

    def shape(self, table: Mapping[str, Any], shape: Mapping[str, type], at: str = "") -> None:
        """Exactly the keys of ``shape`` that are not optional, each of its type."""
        for key, kind in shape.items():
            if key.endswith("?") and key[:-1] not in table:
                continue
            name = key.rstrip("?")
            if name not in table:
                self.add(at + name, "missing")
            elif type(table[name]) is not kind:
                self.add(at + name, f"must be {kind.__name__}")
        known = {k.rstrip("?") for k in shape}
        for key in table:
            if key not in known:
                self.add(at + key, "unknown key")

    def members(self, values: Any, allowed: Any, key: str) -> None:
        """Each of a list is one of the allowed words."""
        for value in values if isinstance(values, list) else []:
            if not isinstance(value, str) or value not in allowed:
                self.add(key, f"{value!r} is not one of {', '.join(sorted(allowed))}")


def line_of(text: str, key: str) -> int:
    """The line on which a key such as `item.1.act` stands, or its table where it is missing.

    Lines are from 1; 0 where nothing of it is there.
    """
    names = key.split(".")
    lines = text.splitlines()
    start, end = 0, len(lines)
    if len(names) > 1:
        start, end = _table(lines, names)
        if start < 0:  # a table of its own, `[department.TAX]`, or a list on one line, `hours`
            return _dotted(lines, names) or line_of(text, names[0])
    last = re.compile(rf"{re.escape(names[-1])}\s*=")
    own = lines[start:end] if len(names) > 1 else _before_tables(lines)
    found = next((n for n, line in enumerate(own, start + 1) if last.match(line)), 0)
    if found or len(names) == 1:
        return found or _table(lines, names)[0] + 1
    return start + 1


def _dotted(lines: list[str], names: list[str]) -> int:
    """The line of a key in a table whose name has dots, of the table itself; 0 for none."""
    if (start := _table(lines, [".".join(names)])[0]) >= 0:
        return start + 1
    start, end = _table(lines, [".".join(names[:-1])])
    last = re.compile(rf"{re.escape(names[-1])}\s*=")
    own = enumerate(lines[start:end] if start >= 0 else [], start + 1)
    return next((n for n, line in own if last.match(line)), start + 1)


_HEAD = re.compile(r"\[\[?\s*([^\]\s]+)\s*\]")


def _table(lines: list[str], names: list[str]) -> tuple[int, int]:
    """First line of a table, and the line after it: the nth of its name where a number follows."""
    number = int(names[1]) if len(names) > 1 and names[1].isdecimal() else 0
    heads = [n for n, line in enumerate(lines) if line.startswith("[")]
    mine = [n for n in heads if (head := _HEAD.match(lines[n])) and head[1] == names[0]]
    if number >= len(mine):
        return -1, -1
    start = mine[number]
    return start, next((n for n in heads if n > start), len(lines))


def _before_tables(lines: list[str]) -> list[str]:
    first = next((n for n, line in enumerate(lines) if line.startswith("[")), len(lines))
    return lines[:first]


_AT = re.compile(r"at line (\d+)", re.ASCII)


def read(path: Path, gaps: Gaps) -> Table:
    """A TOML file; a file that cannot be read is one gap."""
    try:
        gaps.text = path.read_text(encoding="utf-8")
        return tomllib.loads(gaps.text)
    except FileNotFoundError:
        gaps.add("", "file is missing")
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        at = _AT.search(str(error))
        what = f"not readable TOML: {error}"
        gaps.found.append(Gap(file=gaps.file, line=int(at[1]) if at else 0, key="", what=what))
    return {}


def rows(table: Table, key: str, shape: Mapping[str, type], gaps: Gaps) -> list[Table]:
    """The tables of a list, each of the shape; at least one is wanted."""
    found = table.get(key)
    if not isinstance(found, list) or not found:
        gaps.add(key, f"at least one [[{key}]] is wanted")
        return []
    if not all(isinstance(row, dict) for row in found):
        gaps.add(key, f"each must be a table: [[{key}]]")
        return []
    for i, row in enumerate(found):
        gaps.shape(row, shape, f"{key}.{i}.")
    return found
