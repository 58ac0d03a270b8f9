"""For what certificates are shown (亮证), as `inquiry.toml` says: read, and judged."""

from collections.abc import Mapping
from typing import Any

from dengbu.casework.catalogue.reading import Gaps, Table, rows
from dengbu.casework.terms import NO_SHOWING, Shown, ShowRule, ShowTerms

SHOWING: Mapping[str, type] = {"minutes": list, "people": list, "running": int, "kept?": int}
SHOW: Mapping[str, type] = {"code": str, "name": str, "shows": list, "says?": bool}
MOST_MINUTES, MOST_PEOPLE, LONGEST_CODE = 24 * 60, 100, 8
MOST_DAYS, MOST_WORKING_DAYS = 100 * 366, 60


def check_showing(table: Table, gaps: Gaps) -> None:
    """Everything that is wrong with the terms of showing, where there are any."""
    for key, most in (("looks_kept", MOST_DAYS), ("looks_answered", MOST_WORKING_DAYS)):
        if key in table and not _whole(table[key], 1, most):
            gaps.add(key, f"must be days, from 1 to {most}")
    if "showing" not in table:
        if "show" in table:
            gaps.add("show", "[showing] says how long and to how many")
        return
    if isinstance(table["showing"], dict):
        _showing(table["showing"], gaps)
    for i, row in enumerate(rows(table, "show", SHOW, gaps)):
        _show(row, f"show.{i}", gaps)


def _showing(terms: Table, gaps: Gaps) -> None:
    gaps.shape(terms, SHOWING, "showing.")
    for key, most in (("minutes", MOST_MINUTES), ("people", MOST_PEOPLE)):
        values = terms.get(key)
        if not values or not all(_whole(one, 1, most) for one in values):
            gaps.add(f"showing.{key}", f"whole numbers from 1 to {most}, at least one")
    if not _whole(terms.get("running"), 1, MOST_PEOPLE):
        gaps.add("showing.running", "must be above 0")
    if "kept" in terms and not _whole(terms["kept"], 1, MOST_DAYS):
        gaps.add("showing.kept", f"must be days, from 1 to {MOST_DAYS}")


def _show(row: Table, at: str, gaps: Gaps) -> None:
    code = row.get("code")
    if not isinstance(code, str) or not code.isascii() or not 0 < len(code) <= LONGEST_CODE:
        gaps.add(
            f"{at}.code", f"1 to {LONGEST_CODE} letters, which go into the code that is scanned"
        )
    shows = row.get("shows")
    gaps.members(shows, frozenset(map(str, Shown)), f"{at}.shows")
    if isinstance(shows, list) and {Shown.NAME, Shown.SURNAME} <= set(map(str, shows)):
        gaps.add(f"{at}.shows", "NAME and SURNAME are one or the other")


def _whole(value: object, least: int, most: int) -> bool:
    return type(value) is int and least <= value <= most


def show_terms(content: Mapping[str, Any]) -> ShowTerms:
    """The terms as their content says them; of a version without them nothing may be shown."""
    if "showing" not in content:
        return NO_SHOWING
    terms = content["showing"]
    return ShowTerms(
        minutes=tuple(terms["minutes"]),
        people=tuple(terms["people"]),
        running=terms["running"],
        kept=terms.get("kept"),
        rules=tuple(_rule(row) for row in content["show"]),
    )


def _rule(row: Mapping[str, Any]) -> ShowRule:
    return ShowRule(
        code=row["code"],
        name=row["name"],
        shows=tuple(Shown(one) for one in row["shows"]),
        says=row.get("says", False),
    )
