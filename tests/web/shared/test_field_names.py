"""A field whose name is a method of elements hides the method from every script of its form."""

import re
from pathlib import Path

import pytest

from tests.source import ROOT

FIELD = re.compile(r'{% field "([\w.-]+)"|<(?:input|select|textarea|button)[^>]* name="([\w.-]+)"')
METHODS = frozenset(
    [
        "matches",
        "closest",
        "submit",
        "reset",
        "checkValidity",
        "reportValidity",
        "getAttribute",
        "hasAttribute",
        "setAttribute",
        "removeAttribute",
        "querySelector",
        "querySelectorAll",
        "dispatchEvent",
        "addEventListener",
        "removeEventListener",
        "contains",
        "insertBefore",
        "appendChild",
        "remove",
        "replaceWith",
    ]
)
TEMPLATES = sorted((ROOT / "dengbu" / "web").rglob("*.html"))


@pytest.mark.parametrize("template", TEMPLATES, ids=lambda path: path.name)
def test_no_field_has_the_name_of_a_method(template: Path) -> None:
    names = {a or b for a, b in FIELD.findall(template.read_text(encoding="utf-8"))}
    assert names & METHODS == set()
