"""The same facts give the same bytes."""

import json
from datetime import UTC, date, datetime, time, timedelta, timezone
from decimal import Decimal
from fractions import Fraction
from types import MappingProxyType
from uuid import UUID

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dengbu.kernel.canonical import canonical_json
from dengbu.kernel.chinese import SHANGHAI
from dengbu.kernel.fault import FaultCode

TEXTS = st.text(st.characters(exclude_categories=["Cs"]))
WHOLES = st.integers(-(2**63) + 1, 2**63 - 1)
TREES = st.recursive(
    st.none() | st.booleans() | WHOLES | TEXTS,
    lambda inner: st.lists(inner) | st.dictionaries(TEXTS, inner),
    max_leaves=8,
)


def test_every_kind_of_value() -> None:
    facts = {
        "户": ("一", None, True),
        "amount": Decimal("1E+3"),
        "share": Fraction(2, 4),
        "whole": Fraction(1),
        "day": date(2024, 11, 12),
        "at": datetime(2024, 11, 12, 14, 5, tzinfo=SHANGHAI),
        "code": FaultCode.REQUIRED,
        "data": MappingProxyType({"b": 1, "a": -1}),
    }
    assert canonical_json(facts).decode() == (
        '{"amount":"1000","at":"2024-11-12T06:05:00.000000Z","code":"REQUIRED",'
        '"data":{"a":-1,"b":1},"day":"2024-11-12","share":"1/2","whole":"1/1",'
        '"户":["一",null,true]}'
    )


def test_decimal_keeps_its_scale() -> None:
    assert canonical_json([Decimal("80.00"), Decimal("80.0")]) == b'["80.00","80.0"]'


def test_order_of_keys_does_not_count() -> None:
    assert canonical_json({"a": 1, "b": 2}) == canonical_json({"b": 2, "a": 1})


@pytest.mark.parametrize(
    "value",
    [
        1.5,
        [0.0],
        {"a": {"b": float("nan")}},
        {1: "a"},
        {"a", "b"},
        b"a",
        Decimal("NaN"),
        datetime(2024, 11, 12),
        time(9),
        timedelta(1),
        UUID(int=1),
        2**63,
        -(2**63),
        "\ud800",
        {"\ud800": 1},
        object(),
    ],
)
def test_anything_else_is_refused(value: object) -> None:
    with pytest.raises(TypeError):
        canonical_json(value)


@settings(max_examples=50)  # trees are slow to make
@given(TREES)
def test_agrees_with_the_standard_library(tree: object) -> None:
    standard = json.dumps(tree, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    assert canonical_json(tree) == standard.encode()


@settings(max_examples=50)  # trees are slow to make
@given(TREES)
def test_reads_back_and_stays(tree: object) -> None:
    again = json.loads(canonical_json(tree))
    assert again == tree
    assert canonical_json(again) == canonical_json(tree)


@given(st.datetimes(datetime(1900, 1, 1), datetime(2100, 1, 1)), st.integers(-720, 720))
def test_one_moment_has_one_spelling(moment: datetime, minutes: int) -> None:
    aware = moment.replace(tzinfo=UTC)
    elsewhere = aware.astimezone(timezone(timedelta(minutes=minutes)))
    assert canonical_json(aware) == canonical_json(elsewhere)
