"""``dengbu rules``: write the page of all rules from the rules themselves, or check that it is so.

The page is `docs/rules/README.md`. It is generated so that it cannot say anything else than what is
asked of a case: message, clause and remedy come from the rule, the table from the acts it guards.
"""

import re
import sys
from argparse import ArgumentParser, Namespace
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import get_args

from dengbu.cadastre import rules as survey
from dengbu.casework.rules.whitelist_notices import RULES as WHITELIST
from dengbu.kernel.clause import Clause
from dengbu.register.acts import Act
from dengbu.register.allowed import CONDITIONS, allowed
from dengbu.register.rules import RULES
from dengbu.register.titles import TITLES

PAGE = Path(__file__).resolve().parents[3] / "docs" / "rules" / "README.md"
ACTS: tuple[type, ...] = get_args(Act)
_CHINESE = re.compile("[\u4e00-\u9fff]+")

HEAD = """\
# Rules

Written by `bin/dengbu rules` from the rules; do not edit it by hand. `bin/dengbu rules --check`
fails when it is stale, and so does `make test`.

A message is what a person reads when the rule does not hold; names in braces are filled from what
the rule found (`{why}` alone: the rule says which of several things is wrong). A clause marked
\\* is cited from memory: its article has not yet been checked against the text of the law, and
screens then name the law alone.
"""
REGISTER_HEAD = """\
## Rules of the register

Asked at acceptance, at review, and once more by `register.api.book` after the units are locked.
`block` keeps the case out of the register; `warn` is shown and does not. Two rules bend: P08 only
warns once the applicant accepts the risk in writing, and P16 may be open when a case is accepted.
Code: `dengbu/register/rules/`.
"""
ALLOWED_HEAD = """\
## What is allowed when

Each act in its plainest form, asked for by those whom it needs on a unit without burden. ✓: it is
entered. A code: that rule blocks it until somebody else agrees, promises or proves something. In
brackets: it is told and does not block. From `dengbu/register/allowed.toml`; the register is
asked for every cell by `tests/register/test_every_cell.py`.
"""
TITLES_HEAD = """\
## Which right stands on which unit

By the letters of the unit's code, and what must be said of the right beside holders, term and
price (`dengbu/register/particulars.py`). From `dengbu/register/titles.toml`, rules E28 and E29.
"""
WHITELIST_HEAD = """\
## The whitelist of automatic approval

Every answer is kept with the facts it was given from. A single no hands the case to an examiner,
with that question shown; the whitelist never refuses. Which rules a service is asked stands in its
file (`autopilot`); what was changed bears its version (`A06.2`). Code:
`dengbu/casework/rules/whitelist.py`, `dengbu/casework/rules/whitelist_notices.py`.
"""
SURVEY_HEAD = """\
## Rules on survey data

Asked of every row that enters the cadastre. `warning` is only told in the report; `error` keeps the
row out, unless the mapping lets an import mend or explain it
([decision 3](../decisions/0003-cadastre-geometry.md)). Code: `dengbu/cadastre/rules.py`.
"""


def add_arguments(parser: ArgumentParser) -> None:
    """Whether to write or only to compare."""
    parser.add_argument("--check", action="store_true", help="fail when the page is stale")


def run(args: Namespace) -> int:
    """0 when the page is (now) what the rules say, 1 when ``--check`` finds it stale."""
    wanted = page()
    if args.check:
        fresh = PAGE.exists() and PAGE.read_text(encoding="utf-8") == wanted
        if not fresh:
            sys.stderr.write("docs/rules/README.md is stale: run bin/dengbu rules\n")
        return 0 if fresh else 1
    PAGE.parent.mkdir(parents=True, exist_ok=True)
    PAGE.write_text(wanted, encoding="utf-8")
    return 0


def page() -> str:
    """The whole page, as Markdown."""
    parts = [
        HEAD,
        REGISTER_HEAD,
        _table(["rule", *(_name_of(act) for act in ACTS)], _guards()),
        _table(["rule", "holds when", "else", "message", "clause", "remedy"], _register_rows()),
        ALLOWED_HEAD,
        _table(["act", *CONDITIONS.values()], _allowed_rows()),
        TITLES_HEAD,
        _table(["code", "right", "parcel", "fixture", "about"], _title_rows()),
        WHITELIST_HEAD,
        _table(["rule", "question", "clause"], _whitelist_rows()),
        SURVEY_HEAD,
        _table(["rule", "in code", "else", "message"], _survey_rows()),
    ]
    return "\n".join(parts)


def _table(head: list[str], rows: Iterable[list[str]]) -> str:
    lines = [head, ["---"] * len(head), *rows]
    return "".join(f"| {' | '.join(_cell(c) for c in line)} |\n" for line in lines)


def _cell(text: str) -> str:
    return text.replace("|", "\\|").replace("\n", " ")


def _name_of(act: type) -> str:
    """The Chinese term that opens the act's docstring, beside its name in code."""
    found = _CHINESE.match(act.__doc__ or "")
    return f"{found.group()} `{act.__name__}`" if found else f"`{act.__name__}`"


def _guards() -> Iterator[list[str]]:
    for each in sorted(RULES, key=lambda rule: rule.code):
        yield [each.code, *("●" if act in each.on else "" for act in ACTS)]


def _register_rows() -> Iterator[list[str]]:
    for each in sorted(RULES, key=lambda rule: rule.code):
        name = f"{each.code} `{each.check.__name__}`"
        said = [each.holds, each.effect.value, each.message, _cited(each.clause), each.remedy]
        yield [name, *said]


def _allowed_rows() -> Iterator[list[str]]:
    names = {act.__name__: _name_of(act) for act in ACTS}
    for act, row in allowed().items():
        yield [names[act], *(_allowed(row[condition]) for condition in CONDITIONS)]


def _title_rows() -> Iterator[list[str]]:
    for right, title in TITLES.items():
        about = ", ".join(f"`{kind.__name__}`" for kind in title.about)
        letters = f"{'/'.join(title.owners)} + {'/'.join(title.parcels)}"
        said = about if title.needed else f"{about}, or the survey's facts of a home"
        yield [right.value, title.name, letters, "/".join(title.fixtures), said]


def _allowed(codes: str) -> str:
    if not codes:
        return "✓"
    return " ".join(f"({c[1:]})" if c.startswith("~") else c for c in codes.split())


def _whitelist_rows() -> Iterator[list[str]]:
    for each in WHITELIST.values():
        yield [each.name, each.question, _cited(each.clause)]


def _survey_rows() -> Iterator[list[str]]:
    found = [each for each in vars(survey).values() if isinstance(each, survey.Rule)]
    for each in sorted(found, key=lambda rule: rule.code):
        name, how_bad = f"`{each.check.__name__}`", each.severity.name.lower()
        yield [each.code, name, how_bad, each.message]


def _cited(clause: Clause) -> str:
    """The citation; an unchecked article is shown here, marked, and nowhere else."""
    if clause.confirmed:
        return str(clause)
    return f"{Clause(clause.law, clause.article)} \\*"
