"""Departments that answer over real HTTP, for the tests that ask them."""

from tests.casework.conftest import departments, simulators

__all__ = ["departments", "simulators"]
