"""The words that catalogue files may use: they name Python, and nothing else does."""

from dengbu.accounts import api as accounts
from dengbu.casework.rules.autopilot import WHITELIST
from dengbu.register import api as register

ACTS = frozenset(
    act.__name__
    for act in (
        register.FirstRegistration,
        register.Transfer,
        register.CreateMortgage,
        register.CancelMortgage,
    )
)
"""Acts that a case can ask for."""

PRECONDITIONS = frozenset(
    code for act in ACTS for code in register.guards_of(act) if code.startswith("P")
)
"""Preconditions that the register asks of these acts (`dengbu.register.rules`)."""

AUTOPILOT_RULES = frozenset(rule.code for rule in WHITELIST)
DEPARTMENTS = frozenset(str(d) for d in accounts.Department)
FEE_KINDS = frozenset(
    {"FIRST", "TRANSFER", "MORTGAGE", "CANCELLATION", "CHANGE", "CORRECTION", "NOTICE", "SEIZURE"}
)
NOTICES = frozenset({"FIRST", "INHERITANCE", "LOST", "CORRECTION", "CANCELLATION"})
"""Why something stands on the open page before entry (实施细则 17, 22)."""

NOTICE_WORDS = frozenset({"holders", "address", "unit", "certificates", "office", "until"})
"""What the text of a notice may name."""

GUIDES = frozenset(f"G{n:02d}" for n in range(1, 56))
FIELDS = frozenset(
    {
        "price",
        "cancel.proof_no",
        "cancel.amount",
        "mortgage.amount",
        "mortgage.debt_from",
        "mortgage.debt_to",
        "mortgage.restricted",
        "mortgage.contract_no",
    }
)
"""Fields of a request that a service may require."""
