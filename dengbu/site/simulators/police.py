"""公安: name and number, and whether a person lives."""

from collections.abc import Mapping
from typing import Any

from dengbu.site.simulators.asked import Asked, Department
from dengbu.site.simulators.scenarios import Scenario


def answer(asked: Asked) -> Mapping[str, Any] | None:
    """``/identity`` {name, id_no}: MATCH, NO_MATCH or UNKNOWN, and whether the person lives."""
    if asked.path != "/identity":
        return None
    about = asked.body["about"]
    result = "MATCH" if asked.scenario is Scenario.ANSWER else str(asked.scenario)
    return {"number": asked.body["number"], "about": about, "result": result, "alive": True}


POLICE = Department(label="公安部门", answer=answer)
