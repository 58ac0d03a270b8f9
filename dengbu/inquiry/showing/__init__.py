"""Showing a certificate on the phone (亮证).

The holder says for what, to how many and how long; the other side scans a code that lives sixty
seconds and sees the least that serves, as the register has it at that moment; the holder sees every
check.
"""

from dengbu.inquiry.rules.showing import (
    LIFE,
    Found,
    Outcome,
    judge,
    key_id,
    offline_words,
    public_of,
    read,
    untold,
)
from dengbu.inquiry.showing.checking import Checked, Checker, check
from dengbu.inquiry.showing.coding import Coded, code_of
from dengbu.inquiry.showing.erasing import erase_showings
from dengbu.inquiry.showing.keys import (
    KeyView,
    NoKey,
    keys_of,
    put_in_force,
    revoke,
    use_keys,
)
from dengbu.inquiry.showing.publishing import trusted
from dengbu.inquiry.showing.starting import Wanted, start, stop
from dengbu.inquiry.showing.views import CheckView, Paper, ShowingView, papers, showing, showings

__all__ = [
    "LIFE",
    "CheckView",
    "Checked",
    "Checker",
    "Coded",
    "Found",
    "KeyView",
    "NoKey",
    "Outcome",
    "Paper",
    "ShowingView",
    "Wanted",
    "check",
    "code_of",
    "erase_showings",
    "judge",
    "key_id",
    "keys_of",
    "offline_words",
    "papers",
    "public_of",
    "put_in_force",
    "read",
    "revoke",
    "showing",
    "showings",
    "start",
    "stop",
    "trusted",
    "untold",
    "use_keys",
]
