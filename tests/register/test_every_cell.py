"""The table of what is allowed when: each of its cells is asked of the register itself."""

from typing import get_args

import pytest

from dengbu.register import api as register
from dengbu.register.allowed import CONDITIONS, allowed
from tests.register import cells
from tests.register.city import make_units

pytestmark = pytest.mark.django_db
TABLE = allowed()


def test_the_table_has_every_act_under_every_condition() -> None:
    assert list(TABLE) == [act.__name__ for act in get_args(register.Act)]
    assert all(list(row) == list(CONDITIONS) for row in TABLE.values())
    assert list(cells.CONDITIONS) == list(CONDITIONS)


@pytest.mark.parametrize("condition", CONDITIONS)
@pytest.mark.parametrize("act", get_args(register.Act), ids=lambda a: a.__name__)
def test_a_cell_says_what_the_register_does(act: type, condition: str) -> None:
    unit = make_units(2)[0]
    assert cells.answer(unit, act, condition) == TABLE[act.__name__][condition]
