"""What a department of the simulators is, and what reaches it."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from dengbu.site.simulators.scenarios import Scenario


@dataclass(frozen=True, kw_only=True, slots=True)
class Asked:
    """A question as it reached a department."""

    path: str  # "/identity"
    body: Mapping[str, Any]
    key: str  # idempotency key, "" for a question
    scenario: Scenario  # ANSWER, MATCH, NO_MATCH or UNKNOWN: the others never get here


@dataclass(frozen=True, kw_only=True, slots=True)
class Department:
    """One department."""

    label: str  # 公安部门
    answer: Callable[[Asked], Mapping[str, Any] | None]  # None: it has no such path
