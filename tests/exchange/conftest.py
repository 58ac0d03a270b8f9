"""Departments that answer over real HTTP, for as long as a test lasts."""

from collections.abc import Iterator

import pytest
from django.conf import LazySettings

from dengbu.site.simulators.registry import DEPARTMENTS
from dengbu.site.simulators.server import Simulators


@pytest.fixture
def departments(settings: LazySettings) -> Iterator[Simulators]:
    """The simulators, connected, with little patience for them."""
    simulators = Simulators(departments=DEPARTMENTS).start()
    settings.DEPARTMENTS = {name: simulators.url(name) for name in DEPARTMENTS}
    settings.DEPARTMENT_PATIENCE = {"connect": 0.5, "read": 0.4, "deadline": 0.6}
    yield simulators
    simulators.stop()
