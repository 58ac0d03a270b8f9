"""The rail of a unit's days."""

from datetime import date

from dengbu.web.office.days import LABELS, rail

TODAY = date(2026, 11, 26)


def test_marks_stand_in_the_order_of_their_days_between_the_ends() -> None:
    events = [
        (date(2016, 5, 20), "抵押"),
        (date(2009, 7, 1), "首次登记"),
        (date(2016, 5, 20), "买卖"),
    ]
    found = rail(events, as_of=date(2016, 5, 20), today=TODAY)
    assert found is not None
    assert [m.titles for m in found.marks] == ["首次登记", "抵押、买卖"]
    assert found.marks[0].place == 2
    assert found.here == found.marks[1].place
    assert [m.place for m in found.marks] == sorted(m.place for m in found.marks)


def test_today_is_the_end_and_years_are_few() -> None:
    found = rail([(date(1999, 1, 2), "首次登记")], as_of=None, today=TODAY)
    assert found is not None
    assert (found.here, found.handle) == (98, "今天")
    assert len(found.years) <= LABELS
    assert all(2 < place <= 98 for place, _ in found.years)


def test_a_day_before_everything_stays_on_the_rail() -> None:
    found = rail([(date(2020, 1, 2), "首次登记")], as_of=date(1990, 1, 1), today=TODAY)
    assert found is not None
    assert found.here == 2


def test_without_a_past_there_is_no_rail() -> None:
    assert rail([], as_of=None, today=TODAY) is None
    assert rail([(TODAY, "首次登记")], as_of=None, today=TODAY) is None
