"""Log lines without personal data (《个人信息保护法》第51条), and without noise.

Imported while settings load, so nothing here may know a table.
"""

import logging
import re

_OF_PERSONS = (
    # An identity number (GB 11643), standing alone: a unit code of 28 characters is none.
    (re.compile(r"(?<![0-9A-Za-z])(\d{6})\d{8}(\d{3}[\dXx])(?![0-9A-Za-z])"), r"\1********\2"),
    (re.compile(r"(?<!\d)(1[3-9]\d)\d{4}(\d{4})(?!\d)"), r"\1****\2"),  # mobile number
    # PostgreSQL quotes the row that broke a constraint.
    (re.compile(r"(?m)^(\s*(?:DETAIL|CONTEXT): ).*$"), r"\1(left out)"),
    # Users and values in the addresses of search forms.
    (re.compile(r"(\?)[^\s\"']+"), r"\1(left out)"),
)


def masked(text: str) -> str:
    """The text without identity numbers, mobile numbers, row contents and query strings."""
    for pattern, shown in _OF_PERSONS:
        text = pattern.sub(shown, text)
    return text


class Formatter(logging.Formatter):
    """Masks the whole line, traceback included."""

    def format(self, record: logging.LogRecord) -> str:
        """The line as it is written."""
        return masked(super().format(record))


class NotHealth(logging.Filter):
    """Leaves out what Django logs of a 503 of ``/healthz``: it is asked for every second."""

    def filter(self, record: logging.LogRecord) -> bool:
        """Whether the record is about anything else."""
        return str(getattr(getattr(record, "request", None), "path", "")) != "/healthz"
