"""Departments that answer over real HTTP, for the tests that ask them."""

from tests.exchange.conftest import departments

__all__ = ["departments"]
