"""Papers (材料) of the catalogue: each said once, named by the services that want it.

A service lists what it wants (`materials`) and what it wants only where there is one
(`materials_if`), and may say the name, the note, the sources of one in its own words.
"""

from collections.abc import Iterator, Mapping
from typing import Any

from dengbu.casework.building.facts import PROVABLE
from dengbu.casework.catalogue.reading import Gaps, Table, rows
from dengbu.casework.questions import BUILDERS
from dengbu.casework.values import NOT_BY_HAND, MaterialSource, Role

SHARED: Mapping[str, type] = {
    "code": str,
    "name": str,
    "sources": list,
    "note": str,
    "asks?": list,
    "second?": list,
    "beside?": list,
    "proves?": list,
    "promise?": str,
    "promised_by?": list,
    "usual?": str,
}
OWN: Mapping[str, type] = {
    "code": str,
    **{f"{key.rstrip('?')}?": kind for key, kind in SHARED.items() if key != "code"},
}
Papers = Mapping[str, Table]
FURTHER = ("second", "beside")
"""Questions beside those of `asks`: what serves where those fail, what only contradicts."""


def check_shared(table: Table, gaps: Gaps) -> None:
    """Everything that is wrong with the list of papers."""
    seen: set[str] = set()
    for i, row in enumerate(rows(table, "material", SHARED, gaps)):
        _check(row, f"material.{i}", gaps)
        if row.get("code") in seen:
            gaps.add(f"material.{i}.code", "stands there twice")
        seen.add(str(row.get("code")))


def by_code(table: Table) -> dict[str, Table]:
    """The papers of the list."""
    return {str(row.get("code")): row for row in table.get("material") or []}


def check_own(table: Table, gaps: Gaps, shared: Papers) -> None:
    """Everything that is wrong with the papers of a service."""
    listed = [*(table.get("materials") or []), *(table.get("materials_if") or [])]
    if not table.get("materials"):
        gaps.add("materials", "at least one paper is wanted")
    for code in dict.fromkeys(listed):
        if listed.count(code) > 1:
            gaps.add("materials", f"{code!r} stands there twice")
        if code not in shared:
            gaps.add("materials", f"{code!r} is not in materials.toml")
    for i, row in enumerate(table.get("material") or []):
        at = f"material.{i}"
        gaps.shape(row, OWN, f"{at}.")
        if row.get("code") not in listed:
            gaps.add(f"{at}.code", "is not among the materials of this service")
        _check({**shared.get(str(row.get("code")), {}), **row}, at, gaps)


def _check(row: Table, at: str, gaps: Gaps) -> None:
    sources = row.get("sources")
    gaps.members(sources, set(MaterialSource), f"{at}.sources")
    gaps.members(row.get("proves"), PROVABLE, f"{at}.proves")
    for key in ("asks", *FURTHER):
        gaps.members(row.get(key), BUILDERS, f"{at}.{key}")
    _check_further(row, at, gaps)
    gaps.members(row.get("promised_by"), set(Role), f"{at}.promised_by")
    if (MaterialSource.SHARED in (sources or ())) != bool(row.get("asks")):
        gaps.add(f"{at}.asks", "SHARED and the questions that stand behind it go together")
    if (usual := row.get("usual", "")) and (usual not in (sources or ()) or usual in NOT_BY_HAND):
        gaps.add(f"{at}.usual", "is a source of the paper that a clerk can choose")
    if not sources:
        gaps.add(f"{at}.sources", "at least one source is wanted")
    elif MaterialSource.PROMISE in sources and not row.get("promise"):
        gaps.add(f"{at}.promise", "the text of the promise is missing")


def _check_further(row: Table, at: str, gaps: Gaps) -> None:
    """Further questions have first ones, and none is put twice for one paper."""
    seen = list(row.get("asks") or ())
    for key in FURTHER:
        kinds = row.get(key) or ()
        if kinds and not row.get("asks"):
            gaps.add(f"{at}.{key}", "further questions stand beside those of `asks`")
        for kind in kinds:
            if kind in seen:
                gaps.add(f"{at}.{key}", f"{kind!r} is asked for this paper already")
            seen.append(kind)


def papers_of(service: Table, shared: Papers) -> Iterator[dict[str, Any]]:
    """The papers of a sound service in its own words, in order."""
    own = by_code(service)
    for key, required in (("materials", True), ("materials_if", False)):
        for code in service[key]:
            yield {**shared[code], **own.get(code, {}), "required": required}
