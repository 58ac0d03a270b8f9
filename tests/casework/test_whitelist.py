"""The whitelist of automatic approval, question by question. Pure."""

from dataclasses import replace
from datetime import UTC, datetime
from decimal import Decimal

import pytest

from dengbu.casework.rules.autopilot import SmartFacts, approved, consider
from dengbu.casework.rules.whitelist import WHITELIST

SOUND = SmartFacts(
    signature_valid=True,
    key_id="bank-1",
    key_in_force=True,
    bank_credit_code="91430600722541386Q",
    agent_authorised=True,
    proof_no="湘(2024)岳阳市不动产证明第0000001号",
    stated_amount=Decimal("680000.00"),
    stated_mortgagor="周启明、何雅琴",
    registered_proof=True,
    registered_mortgagees=("91430600722541386Q",),
    registered_amount=Decimal("680000.00"),
    registered_mortgagors=("何雅琴", "周启明"),
    at=datetime(2024, 12, 12, tzinfo=UTC),
)
TURNED: dict[str, dict[str, object]] = {  # what turns each question, and it alone, into a no
    "A01": {"signature_valid": False},
    "A02": {"key_in_force": False},
    "A03": {"agent_authorised": False},
    "A04": {"registered_proof": False},
    "A05": {"registered_mortgagees": ("91430600722541386Q", "914306005869374228")},
    "A06": {"registered_amount": Decimal("680000.01")},
    "A07": {"registered_mortgagors": ("周启明",)},
    "A08": {"seizures": 1},
    "A09": {"other_cases": ("43060220241212000001",)},
}


def test_every_question_is_turned_once() -> None:
    assert list(TURNED) == [rule.code for rule in WHITELIST]


def test_what_is_sound_is_approved() -> None:
    assert approved(consider(SOUND, WHITELIST))
    assert not approved(())


@pytest.mark.parametrize("code", list(TURNED))
def test_one_no_is_enough(code: str) -> None:
    verdicts = consider(replace(SOUND, **TURNED[code]), WHITELIST)  # type: ignore[arg-type]
    assert [v.code for v in verdicts if not v.holds] == [code]
    assert not approved(verdicts)
    assert all(v.question and v.facts for v in verdicts)
