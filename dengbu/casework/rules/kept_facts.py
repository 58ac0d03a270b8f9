"""The facts of a decision as they are kept, and read again to replay it. Pure.

Values by name, and for each source the names that came from it and when it said so.
"""

from collections.abc import Mapping
from dataclasses import fields
from datetime import datetime
from decimal import Decimal
from typing import Any

from dengbu.casework.rules.autopilot import SmartFacts

AMOUNTS = frozenset(
    {"stated_amount", "registered_amount", "sale_agreed", "sale_paid", "sale_settled"}
)
INSTANTS = frozenset({"at", "answers_until"})
LISTS = frozenset(
    {"registered_mortgagees", "registered_mortgagors", "other_cases", "owners", "burdens"}
)
NAMES = tuple(f.name for f in fields(SmartFacts))
REQUEST, KEYS, REGISTER, CASES, DEPARTMENTS = "申请", "备案的钥匙", "登记簿", "在办件", "部门"
SALE = "带押过户"
SOURCES: Mapping[str, tuple[str, ...]] = {
    REQUEST: (
        "proof_no",
        "stated_amount",
        "stated_mortgagor",
        "bank_credit_code",
        "key_id",
        "agreed_alone",
    ),
    KEYS: ("signature_valid", "key_in_force", "agent_authorised"),
    REGISTER: (
        "registered_proof",
        "registered_mortgagees",
        "registered_amount",
        "registered_mortgagors",
        "numbers_match",
        "owners",
        "owned_by_obligors",
        "seizures",
        "burdens",
        "mortgages",
    ),
    CASES: ("other_cases",),
    DEPARTMENTS: ("contract_filed", "tax_cleared", "fund_paid", "answers_until"),
    SALE: ("sale", "sale_proof", "sale_agreed", "sale_paid", "sale_settled"),
}
"""Who says what."""


def kept(facts: SmartFacts, times: Mapping[str, datetime]) -> dict[str, Any]:
    """The facts as JSON. ``times``: when each source said it; one left out said nothing."""
    values = {name: _plain(getattr(facts, name)) for name in NAMES}
    told = {source: at.isoformat() for source, at in times.items()}
    return {"values": values, "times": told}


def _plain(value: Any) -> Any:
    if isinstance(value, Decimal):
        return str(value)
    if isinstance(value, datetime):
        return value.isoformat()
    return list(value) if isinstance(value, tuple) else value


def restored(stored: Mapping[str, Any]) -> SmartFacts:
    """The facts as they were. A fact that a later version of the rules asks for has its default.

    Raises TypeError where one is missing that there always was.
    """
    return SmartFacts(**{n: _read(n, v) for n, v in stored["values"].items() if n in NAMES})


def _read(name: str, value: Any) -> Any:
    if value is None:
        return None
    if name in AMOUNTS:
        return Decimal(value)
    if name in INSTANTS:
        return datetime.fromisoformat(value)
    return tuple(value) if name in LISTS else value
