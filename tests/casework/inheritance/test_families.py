"""Worked families: what each is, who holds in the end, how much, by which articles."""

import tomllib
from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest

from dengbu.casework.rules import inheritance as rules
from tests.casework.inheritance.oracle import final_shares
from tests.casework.inheritance.told import told

ROWS: list[dict[str, Any]] = tomllib.loads(
    (Path(__file__).with_name("families.toml")).read_text(encoding="utf-8")
)["family"]
SIMULTANEOUS = "event:"  # the oracle knows no presumptions


def family_of(row: dict[str, Any]) -> rules.Family:
    """The family of a row, with the people who are outside of it."""
    return told({**row, "people": f"{row['people']}; {row.get('more', '')}"})


def expected(row: dict[str, Any]) -> dict[str, tuple[Fraction, set[str]]]:
    """Share and articles by holder."""
    found = {}
    for part in row["expect"].replace("\n", ";").split(";"):
        if part.strip():
            who, share, *articles = part.split()
            found[who] = (Fraction(share), set(articles))
    return found


def articles(answer: rules.Answer, who: str) -> set[str]:
    """Articles on which a holder's share rests."""
    mine = [f for f in answer.flows if f.to == who]
    again = {"1152"} if any(f.again for f in mine) else set()
    return {f.clause.article for f in mine} | again


def test_there_are_enough() -> None:
    assert len(ROWS) >= 60
    assert len({row["text"] for row in ROWS}) == len(ROWS)


@pytest.mark.parametrize("row", ROWS, ids=[row["text"] for row in ROWS])
def test_worked(row: dict[str, Any]) -> None:
    answer = rules.solve(family_of(row))
    found = {who: (share, articles(answer, who)) for who, share in answer.shares.items()}
    assert found == expected(row)
    assert sum(answer.shares.values()) == 1
    wanted = set(row.get("remarks", "").split())
    found_remarks = {r.doubt.value for r in answer.remarks}
    assert wanted <= found_remarks
    assert ("PRESUMED" in found_remarks) == ("PRESUMED" in wanted)


@pytest.mark.parametrize("row", ROWS, ids=[row["text"] for row in ROWS])
def test_the_oracle_says_the_same(row: dict[str, Any]) -> None:
    if "PRESUMED" in row.get("remarks", ""):
        assert SIMULTANEOUS in row["people"]
        return
    family = family_of(row)
    assert final_shares(family) == dict(rules.solve(family).shares)
