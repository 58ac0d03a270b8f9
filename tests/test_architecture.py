"""The rules of the house that no linter knows."""

import ast
from pathlib import Path

from tests.source import ROOT, imported, modules, tracked, tree

GROUND = {"kernel", "database"}  # every storey speaks in these
LONGEST_FILE = 400
LONGEST_FUNCTION = 40
# The only exceptions to the two lengths, each with its reason; the list only shrinks.
LONGER: dict[str, str] = {}


def _context(path: Path) -> str:
    return path.relative_to(ROOT / "dengbu").parts[0]


def _through_the_door(path: Path, name: str) -> bool:
    """Whether a file may import this name of ours."""
    parts = name.split(".")
    own = _context(path)
    if parts[0] != "dengbu" or len(parts) < 2 or parts[1] in {own, *GROUND} or own == "site":
        return True
    if own in {"__main__.py", "__init__.py"}:
        return True
    if len(parts) > 2 and parts[2] == "models":  # foreign keys need the class
        return path.name == "models.py" or "models" in path.relative_to(ROOT).parts
    return len(parts) > 2 and parts[2] == "api"


def test_other_contexts_are_entered_by_the_door_only() -> None:
    wrong = [
        f"{path.relative_to(ROOT)}:{line}: {name}"
        for path in modules()
        for line, name in imported(path)
        if not _through_the_door(path, name)
    ]
    assert wrong == []


def test_doors_list_their_names_and_stay_short() -> None:
    for door in sorted((ROOT / "dengbu").glob("*/api.py")):
        names = [
            target.id
            for node in tree(door).body
            if isinstance(node, ast.Assign)
            for target in node.targets
            if isinstance(target, ast.Name)
        ]
        assert "__all__" in names, door


def test_files_and_functions_stay_short() -> None:
    wrong = []
    for path in modules():
        name = str(path.relative_to(ROOT))
        if len(path.read_text(encoding="utf-8").splitlines()) > LONGEST_FILE:
            wrong.append(name)
        for node in ast.walk(tree(path)):
            if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef) and _lines(node) > (
                LONGEST_FUNCTION
            ):
                wrong.append(f"{name}:{node.name}")
    assert sorted(set(wrong) - set(LONGER)) == []
    assert sorted(set(LONGER) - set(wrong)) == [], "no exception any more: take it off the list"


def _lines(node: ast.FunctionDef | ast.AsyncFunctionDef) -> int:
    """Lines of the body; a docstring and the signature are not what makes a function long."""
    body = node.body
    documented = ast.get_docstring(node) is not None
    first = body[1] if documented and len(body) > 1 else body[0]
    return (body[-1].end_lineno or 0) - first.lineno + 1


def test_no_drawers() -> None:
    drawers = {"utils.py", "common.py", "helpers.py", "services.py", "signals.py", "misc.py"}
    here = ROOT / "dengbu"
    allowed = {
        here / "web" / "shared" / "signals.py",  # the signal colours of the design language
        here / "casework" / "catalogue" / "services.py",  # what the office serves, one file each
    }
    assert [p for p in modules() if p.name in drawers and p not in allowed] == []
    assert [p for p in here.rglob("*") if p.is_dir() and f"{p.name}.py" in drawers] == []


def test_no_registry_and_no_machine_is_named() -> None:
    named = [
        "pypi" + ".org",
        "files.python" + "hosted.org",
        "registry.npm" + "js.org",
        "registry.npm" + "mirror.com",
        f"{ROOT}/",
        "--index" + "-url",
    ]
    wrong = []
    for path in tracked():
        content = path.read_bytes()
        wrong += [f"{path.relative_to(ROOT)}: {word}" for word in named if word.encode() in content]
    assert wrong == []
