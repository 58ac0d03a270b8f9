"""Whole numbers that come from outside: ids and revisions, and nothing that is longer than one."""

MOST = 18  # digits of a bigint that are always in range


def whole(text: str) -> int | None:
    """A number of ASCII digits; None for anything else, however long."""
    return int(text) if text.isascii() and text.isdecimal() and len(text) <= MOST else None


def revision(text: str) -> int:
    """The revision of a case that a form was made from; -1, which no case has, for all else."""
    found = whole(text)
    return -1 if found is None else found
