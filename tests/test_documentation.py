"""What the documents name exists: commands with options, tests, files, names in code, links."""

import re
import shlex
from argparse import ArgumentParser
from collections.abc import Iterator
from importlib import import_module
from importlib.util import find_spec
from itertools import takewhile
from pathlib import Path

import pytest

from dengbu.site import cli
from tests.source import ROOT

PAGES = sorted(
    [*ROOT.glob("*.md"), *(ROOT / "docs").rglob("*.md"), *(ROOT / "benchmarks").glob("*.md")]
)
NAMES = [str(page.relative_to(ROOT)) for page in PAGES]
_SPAN = re.compile(r"`([^`\n]+)`")
_LINK = re.compile(r"\]\((?!https?:|mailto:|#|/)([^)#\s]+)")
_FILE = re.compile(r"[\w./-]+/[\w.-]+\.(?:py|toml|typ|svg|css|md|in|txt)")
_DOTTED = re.compile(r"(?:site|web|casework|register|cadastre|accounts|evidence|database|kernel)\.")
_BASES = (ROOT, ROOT / "dengbu", ROOT / "dengbu" / "register", ROOT / "dengbu" / "web" / "shared")

everywhere = pytest.mark.parametrize("page", PAGES, ids=NAMES)


def commands(page: Path) -> Iterator[tuple[str, bool]]:
    """What a reader would type: lines of code (whole), and spans in the text (maybe cut short)."""
    fenced = False
    for line in page.read_text(encoding="utf-8").splitlines():
        if line.startswith("```"):
            fenced = not fenced
        elif fenced or line.startswith("    "):
            yield line.strip(), True
        else:
            yield from ((span, False) for span in _SPAN.findall(line))


def typed(page: Path, program: str) -> Iterator[tuple[list[str], bool]]:
    """The arguments of each call of ``program``, and whether they are whole."""
    for text, whole in commands(page):
        call = re.match(rf"(?:[A-Z_]+=\S+ )*{re.escape(program)} (.*)$", text)
        if call is not None:
            yield shlex.split(call[1], comments=True), whole


@everywhere
def test_commands_exist_and_take_these_options(page: Path) -> None:
    for arguments, whole in [*typed(page, "bin/dengbu"), *typed(page, "dengbu")]:
        name, *rest = arguments
        assert name in cli.TABLE, f"bin/dengbu {name}"
        parser = ArgumentParser(prog=f"dengbu {name}")
        import_module(f"{cli.COMMANDS}.{cli.TABLE[name].module}").add_arguments(parser)
        if whole:
            parser.parse_args(rest)  # ends the test with what it does not know


@everywhere
def test_targets_of_make_exist(page: Path) -> None:
    makefile = (ROOT / "Makefile").read_text(encoding="utf-8")
    targets = set(re.findall(r"^([\w-]+):", makefile, re.MULTILINE))
    for arguments, _ in typed(page, "make"):
        plain = takewhile(lambda word: re.fullmatch(r"[\w-]+(=\S+)?", word), arguments)
        asked = {word for word in plain if "=" not in word}
        assert asked <= targets, f"make {' '.join(asked - targets)}"


@everywhere
def test_links_lead_somewhere(page: Path) -> None:
    for target in _LINK.findall(page.read_text(encoding="utf-8")):
        assert (page.parent / target).exists(), target


@everywhere
def test_files_that_are_named_exist(page: Path) -> None:
    for span in _SPAN.findall(page.read_text(encoding="utf-8")):
        if _FILE.fullmatch(span) and not span.startswith("out/"):
            assert any((base / span).exists() for base in _BASES), span


@everywhere
def test_tests_that_are_named_exist(page: Path) -> None:
    written = set(re.findall(r"def (test_\w+)", _all_tests()))
    for span in _SPAN.findall(page.read_text(encoding="utf-8")):
        if re.fullmatch(r"test_\w+", span):
            assert span in written, span


@everywhere
def test_names_in_code_exist(page: Path) -> None:
    for span in _SPAN.findall(page.read_text(encoding="utf-8")):
        if _DOTTED.match(span) and re.fullmatch(r"[\w.]+[A-Za-z_]", span) and _is_ours(span):
            _resolve(f"dengbu.{span}")


def test_every_command_is_explained_to_operators() -> None:
    page = ROOT / "docs" / "howto" / "operator.md"
    said = {arguments[0] for arguments, _ in typed(page, "bin/dengbu")}
    behind_make = {"run", "bench", "shots"}
    assert set(cli.TABLE) - behind_make <= said


def _all_tests() -> str:
    return "\n".join(path.read_text(encoding="utf-8") for path in (ROOT / "tests").rglob("*.py"))


def _is_ours(span: str) -> bool:
    """Not a file's name such as ``site.css``."""
    return span.rpartition(".")[2] not in {"py", "css", "js", "toml", "md"}


def _resolve(dotted: str) -> None:
    """Import as far as modules go, then walk the attributes."""
    parts = dotted.split(".")
    depth = len(parts)
    while depth > 1 and not _is_module(".".join(parts[:depth])):
        depth -= 1
    found: object = import_module(".".join(parts[:depth]))
    if depth == 2 and len(parts) > 2:  # a context is spoken of by its door
        found = import_module(f"{parts[0]}.{parts[1]}.api")
    for name in parts[depth:]:
        assert hasattr(found, name), f"{dotted}: no {name}"
        found = getattr(found, name)


def _is_module(dotted: str) -> bool:
    try:
        return find_spec(dotted) is not None
    except ModuleNotFoundError:
        return False
