"""On what grounds a case may be marked, as `marks.toml` says: read, and judged.

No service of cases, so kept beside them in the same versions: a ground that an office adds is in
force from a day, and a mark that was set under an older one keeps its words.
"""

import re
from collections.abc import Mapping
from datetime import datetime
from functools import lru_cache
from typing import Any

from dengbu.casework.catalogue.lists import MARKS
from dengbu.casework.catalogue.reading import Gaps, Table, rows
from dengbu.casework.catalogue.services import versions_in_force
from dengbu.casework.models import ServiceVersion
from dengbu.casework.rules.marks import Ground, Grounds, Mark

FILE = "marks.toml"
TABLE: Mapping[str, type] = {"title": str, "ground": list}
GROUND: Mapping[str, type] = {"code": str, "label": str, "marks": list}
WORD = re.compile(r"[A-Z][A-Z_]{0,11}", re.ASCII)
LONGEST = 40  # characters that a list of choices has room for


def check_marks(table: Table, gaps: Gaps) -> None:
    """Everything that is wrong with the grounds of marks."""
    gaps.shape(table, TABLE)
    if not str(table.get("title", "-")).strip():
        gaps.add("title", "must say what the list is")
    found = rows(table, "ground", GROUND, gaps)
    for i, row in enumerate(found):
        _ground(row, f"ground.{i}", gaps)
    for key in ("code", "label"):
        said = [row.get(key) for row in found]
        for i, one in enumerate(said):
            if said.index(one) != i:
                gaps.add(f"ground.{i}.{key}", f"{one!r} stands there twice")
    named = {one for row in found for one in _listed(row) if isinstance(one, str)}
    for mark in Mark:
        if found and mark.name not in named:
            gaps.add("ground", f"no ground for {mark.name}: nobody could set it")


def _ground(row: Table, at: str, gaps: Gaps) -> None:
    code, label = row.get("code"), row.get("label")
    if isinstance(code, str) and not WORD.fullmatch(code):
        gaps.add(f"{at}.code", "must be 1 to 12 capital letters, such as MEDICAL")
    if isinstance(label, str) and not 0 < len(label.strip()) <= LONGEST:
        gaps.add(f"{at}.label", f"must be 1 to {LONGEST} characters that an officer chooses by")
    gaps.members(row.get("marks"), {mark.name for mark in Mark}, f"{at}.marks")
    listed = [one for one in _listed(row) if isinstance(one, str)]
    if len(set(listed)) < len(listed):
        gaps.add(f"{at}.marks", "names a mark twice")


def _listed(row: Table) -> list[Any]:
    marks = row.get("marks")
    return marks if isinstance(marks, list) else []


def mark_grounds(*, office: str, now: datetime) -> Grounds:
    """The grounds of each mark in force at an office at a moment; none where it loaded none."""
    found = versions_in_force(office, now=now).filter(code=MARKS)
    pk = found.values_list("id", flat=True).first()
    return _grounds(pk) if pk is not None else dict.fromkeys(Mark, ())


@lru_cache(maxsize=256)
def _grounds(pk: int) -> Grounds:
    """Of a version, which never changes."""
    listed = ServiceVersion.objects.get(id=pk).content["ground"]
    return {
        mark: tuple(
            Ground(code=row["code"], label=row["label"])
            for row in listed
            if mark.name in row["marks"]
        )
        for mark in Mark
    }
