"""Every open case is in one list, whatever its columns; the SQL says what the rule says."""

from itertools import product

import pytest
from django.db import connection

from dengbu.casework.list_sql import belongs
from dengbu.casework.models import CaseStatus
from dengbu.casework.rules.lists import CLOSED, LISTS, ListCode, Pause, list_of, lists_of

PLACES = [(s.value, p.value) for s, p in product(CaseStatus, Pause)]


@pytest.mark.parametrize(("status", "paused"), PLACES)
def test_an_open_case_is_in_exactly_one_list_and_a_closed_one_in_none(
    status: str, paused: str
) -> None:
    found = lists_of((status, paused))
    assert len(found) == CaseStatus(status).open
    assert list_of((status, paused)) == (found[0] if found else None)


def test_the_states_that_are_closed_are_those_of_the_model() -> None:
    assert set(CLOSED) == {s.value for s in CaseStatus if not s.open}


def test_every_list_has_a_case_that_belongs_to_it_and_a_name_of_its_own() -> None:
    assert {list_of(place) for place in PLACES} == {None, *ListCode}
    assert len({one.label for one in LISTS}) == len(LISTS) == len(ListCode)


def test_a_state_that_nobody_knows_is_refused() -> None:
    with pytest.raises(ValueError, match="0 lists"):
        list_of(("LOST", ""))


@pytest.mark.django_db
@pytest.mark.parametrize("one", LISTS, ids=lambda one: one.code.value)
def test_the_condition_in_sql_is_the_rule(one: object) -> None:
    assert one in LISTS
    sql = (
        f"SELECT c.status, c.paused_for, {belongs(one)}"  # type: ignore[arg-type]
        " FROM unnest(%s::text[], %s::text[]) AS c(status, paused_for)"
    )
    states, pauses = zip(*PLACES, ("LOST", ""), ("EXAMINING", "LOST"), strict=True)
    with connection.cursor() as cursor:
        cursor.execute(sql, [list(states), list(pauses)])
        said = {(s, p) for s, p, inside in cursor.fetchall() if inside}
    assert said == {place for place in PLACES if one.code in lists_of(place)}  # type: ignore[attr-defined]
