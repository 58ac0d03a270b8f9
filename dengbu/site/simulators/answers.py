"""What the departments answer by their data: made-up papers, the same for the same question.

Nearly everything is so, as in life; what is not follows from the number asked about, or stands in
`exceptions.toml`, so that a demonstration finds each case without anybody setting a scenario.
"""

import hashlib
import tomllib
from collections.abc import Callable, Mapping
from functools import lru_cache
from pathlib import Path
from typing import Any

from dengbu.site.simulators.asked import Asked, Department
from dengbu.site.simulators.scenarios import Scenario

About = Mapping[str, str]
Papers = Callable[[About, str], Mapping[str, Any]]
"""Further fields of an answer, by what it is about and the result."""
MATCH = str(Scenario.MATCH)
NO_MATCH = str(Scenario.NO_MATCH)
EXCEPTIONS = Path(__file__).with_name("exceptions.toml")


def serial(about: About) -> int:
    """Six figures that follow from what is asked about."""
    text = "|".join(f"{k}={v}" for k, v in sorted(about.items()))
    return int(hashlib.sha256(text.encode()).hexdigest(), 16) % 1_000_000


def department(
    label: str, paths: Mapping[str, Papers], residents: Mapping[str, str] | None = None
) -> Department:
    """A department that answers these paths by its data or by the scenario.

    ``residents``: names by identity number; a number of theirs goes with no other name.
    """
    known = residents or {}

    def answer(asked: Asked) -> Mapping[str, Any] | None:
        papers = paths.get(asked.path)
        if papers is None:
            return None
        about: About = asked.body["about"]
        result = str(asked.scenario)
        if asked.scenario is Scenario.ANSWER:
            result = _exception(asked.path, about) or _of_somebody_else(about, known) or MATCH
        more = papers(about, result)
        return {"number": asked.body["number"], "about": about, "result": result, **more}

    return Department(label=label, answer=answer)


def _exception(path: str, about: About) -> str:
    """The result that the data file says for one of the texts asked about; "" for none."""
    for row in _exceptions():
        if row["path"] == path and row["of"] in about.values():
            return str(row["result"])
    return ""


def _of_somebody_else(about: About, residents: Mapping[str, str]) -> str:
    """That it is not so where a known number comes with another name; "" else."""
    name = residents.get(about.get("id_no", ""))
    return NO_MATCH if name is not None and about.get("name", name) != name else ""


@lru_cache
def _exceptions() -> list[dict[str, str]]:
    with EXCEPTIONS.open("rb") as file:
        rows: list[dict[str, str]] = tomllib.load(file)["exception"]
    return rows


def of_matches(papers: Papers) -> Papers:
    """Papers that there are only where it is so."""

    def made(about: About, result: str) -> Mapping[str, Any]:
        return papers(about, result) if result == MATCH else {}

    return made
