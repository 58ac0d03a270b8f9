"""No service without a scenario: whoever adds a file to the catalogue adds its way to the entry."""

import ast
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
CODES = sorted(p.stem for p in (ROOT / "catalogue" / "services").glob("*.toml"))


@pytest.mark.parametrize("code", CODES)
def test_the_service_has_a_scenario(code: str) -> None:
    file = Path(__file__).with_name(f"test_{code.lower()}.py")
    assert file.exists(), f"catalogue/services/{code}.toml has no scenario: write {file.name}"
    tree = ast.parse(file.read_text(encoding="utf-8"))
    tests = [n for n in tree.body if isinstance(n, ast.FunctionDef) and n.name.startswith("test_")]
    assert tests, f"{file.name} has no test"
    calls = [n.func for n in ast.walk(tree) if isinstance(n, ast.Call)]
    called = {f.id for f in calls if isinstance(f, ast.Name)}
    assert "travel" in called, f"{file.name} never goes from request to entry"
