"""Departments that answer over real HTTP, waited for as long as a busy machine needs."""

import pytest
from django.conf import LazySettings

from dengbu.site.simulators.server import Simulators
from tests.exchange.conftest import departments as simulators

__all__ = ["departments", "simulators"]


@pytest.fixture
def departments(simulators: Simulators, settings: LazySettings) -> Simulators:
    """The simulators, connected."""
    settings.DEPARTMENT_PATIENCE = {"connect": 2.0, "read": 2.0, "deadline": 2.5}
    return simulators
