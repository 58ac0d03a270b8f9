"""``docs/rules``: the page says what the rules say."""

from argparse import Namespace
from pathlib import Path

import pytest

from dengbu.casework.rules.whitelist_notices import RULES as WHITELIST
from dengbu.register.rules import RULES
from dengbu.site.commands import rules


def test_the_page_is_what_the_rules_say() -> None:
    assert rules.run(Namespace(check=True)) == 0, "run bin/dengbu rules"


def test_a_stale_page_is_noticed_and_written_anew(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(rules, "PAGE", tmp_path / "rules" / "README.md")
    assert rules.run(Namespace(check=True)) == 1
    assert "stale" in capsys.readouterr().err
    assert rules.run(Namespace(check=False)) == 0
    assert rules.run(Namespace(check=True)) == 0


def test_no_rule_is_left_out() -> None:
    page = rules.page()
    for each in RULES:
        assert f"| {each.code} `{each.check.__name__}` | {each.holds} |" in page
    for question in WHITELIST.values():
        assert question.question in page


def test_every_block_names_a_way_out_and_every_rule_a_clause() -> None:
    for each in RULES:
        assert each.clause.law
        assert each.remedy or each.effect != "block", each.code
