"""Departments for the tests of inquiry."""

from tests.casework.conftest import departments, simulators

__all__ = ["departments", "simulators"]
