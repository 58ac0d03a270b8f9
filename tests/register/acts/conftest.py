"""A home that OWNER holds; afterwards the register must still be true."""

from collections.abc import Iterator

import pytest

from dengbu.register import api as register
from dengbu.register.audit_canonical import unproved
from tests.register.acts.acting import OWNER, START
from tests.register.city import (
    book,
    booking,
    first,
    make_units,
)

LAST = 2**63 - 1


@pytest.fixture
def unit() -> Iterator[str]:
    """A home that OWNER holds; afterwards the register must still be true."""
    code = make_units(2)[0]
    book(booking(first(code, OWNER)), at=START)
    yield code
    assert not list(register.audit())
    assert unproved(0, LAST) == []  # the database spells every act as the booking did
