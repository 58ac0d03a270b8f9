"""An office, its banks, and a bank's program."""

import pytest

from tests.casework.desk import Desk, open_desk
from tests.web.agent.signed import Program, filed_key


@pytest.fixture
def desk(db: None) -> Desk:
    return open_desk()


@pytest.fixture
def bank(desk: Desk) -> Program:
    return Program(*filed_key(desk.bank))


@pytest.fixture
def other(desk: Desk) -> Program:
    return Program(*filed_key(desk.other_bank))
