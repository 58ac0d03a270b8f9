"""The off-line page put together: our modules, the style and the trust block as one file of HTML.

What the modules say at their top level must be of one name each, since in the page they are one;
so nothing more than a list of files in order and a check is needed, and no tool of others.
"""

import base64
import hashlib
import json
import re
from collections.abc import Mapping
from functools import lru_cache
from pathlib import Path
from typing import Any

FOLDER = Path(__file__).resolve().parents[3] / "offline"
FIRST = "page.js"
IMPORT = re.compile(r'^import \{[^}]*\} from "\./([a-z0-9]+\.js)";\n', re.M)
EXPORT = re.compile(r"^export (?=async function|function|class|const)", re.M)
NAMED = re.compile(r"^(?:async function|function|class|const|let|var) +(?:\[[^\]]*\]|(\w+))", re.M)


class BadPage(Exception):
    """Sources that cannot be put together."""


@lru_cache(maxsize=1)
def script() -> str:
    """All modules as one, each after those that it imports. Raises BadPage."""
    order: list[str] = []
    _visit(FIRST, order, ())
    sources = [_plain(name) for name in order]
    whole = "".join(sources)
    names = [found for found in NAMED.findall(whole) if found]
    twice = sorted({name for name in names if names.count(name) > 1})
    if twice:
        raise BadPage(f"names that stand in two modules: {', '.join(twice)}")
    return whole


def _visit(name: str, order: list[str], within: tuple[str, ...]) -> None:
    if name in within:
        raise BadPage(f"{name} imports itself in the end")
    if name in order:
        return
    for other in IMPORT.findall(_source(name)):
        _visit(other, order, (*within, name))
    order.append(name)


def _source(name: str) -> str:
    return (FOLDER / "src" / name).read_text(encoding="utf-8")


def _plain(name: str) -> str:
    made = EXPORT.sub("", IMPORT.sub("", _source(name)))
    if re.search(r"^(import|export)\b", made, re.M) or "</script" in made:
        raise BadPage(f"{name} imports or exports in a way that is not read here")
    return made


def _hash(text: str) -> str:
    return f"'sha256-{base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()}'"


@lru_cache(maxsize=1)
def policy() -> str:
    """The Content-Security-Policy: this very script and style, and no way out."""
    style = (FOLDER / "page.css").read_text(encoding="utf-8")
    return (
        f"default-src 'none'; script-src {_hash(script())}; style-src {_hash(style)};"
        " connect-src 'none'; base-uri 'none'; form-action 'none'"
    )


def page(trust: Mapping[str, Any]) -> str:
    """The page with a trust block in it."""
    told = json.dumps(trust, ensure_ascii=True, separators=(",", ":"))
    parts = {
        "policy": policy(),
        "style": (FOLDER / "page.css").read_text(encoding="utf-8"),
        "script": script(),
        "trust": told.replace("<", "\\u003c"),
    }
    template = (FOLDER / "page.html").read_text(encoding="utf-8")
    return re.sub(r"\{\{(\w+)\}\}", lambda found: parts[found[1]], template)
