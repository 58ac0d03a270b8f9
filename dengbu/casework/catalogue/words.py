"""The words that catalogue files may use: they name Python, and nothing else does."""

from dengbu.accounts import api as accounts
from dengbu.casework.building.kinds import BUILDINGS
from dengbu.casework.rules.notices import NoticeKind
from dengbu.casework.rules.whitelist_notices import RULES
from dengbu.register import api as register

ACTS = frozenset(BUILDINGS)
"""Acts that a case can ask for."""

PRECONDITIONS = frozenset(
    code for act in ACTS for code in register.guards_of(act) if code.startswith("P")
)
"""Preconditions that the register asks of these acts (`dengbu.register.rules`)."""

AUTOPILOT_RULES = frozenset(RULES)
DEPARTMENTS = frozenset(str(d) for d in accounts.Department)
FEE_KINDS = frozenset(
    {
        "FIRST",
        "TRANSFER",
        "MORTGAGE",
        "EASEMENT",
        "HABITATION",
        "CANCELLATION",
        "CHANGE",
        "CORRECTION",
        "NOTICE",
        "OBJECTION",
        "SEIZURE",
        "PAPER",  # the paper alone is paid: homesteads, husband and wife, replaced certificates
        "RURAL",  # forest, farmland
        "FREE",
    }
)
FEE_USES = ("HOME", "GARAGE", "OTHER", "RURAL")
"""Uses of a unit that the tariff tells apart (`dengbu.casework.fees.use_of`)."""

NOTICES = frozenset(str(kind) for kind in NoticeKind)
"""Why something stands on the open page before entry (实施细则 17, 22)."""

NOTICE_WORDS = frozenset(
    {"holders", "registered", "applicants", "address", "unit", "certificates", "office", "until"}
)
"""What the text of a notice may name. ``holders`` are those who will hold where a first
registration or an inheritance is asked for, else the register's, who are ``registered``."""

GUIDES = frozenset(f"G{n:02d}" for n in range(1, 56))
WHOLE = frozenset({"price", "co_ownership", "separate_certificates"})
"""Fields of a request as a whole that a service may ask for."""

ONLINE = frozenset(f"N{n:02d}" for n in range(1, 64))
"""网办事项 (services, part 2)."""
