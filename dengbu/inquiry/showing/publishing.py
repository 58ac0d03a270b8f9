"""What whoever judges a code of showing off line must know: keys of offices, and purposes."""

from datetime import UTC, datetime
from typing import Any

from dengbu.accounts import api as accounts
from dengbu.casework import api as casework
from dengbu.inquiry.showing.keys import keys_of
from dengbu.kernel.fault import Faults


def trusted(*, now: datetime) -> list[dict[str, Any]]:
    """Every key that ever signed codes, as the trust block of the off-line page has it.

    Moments to the millisecond, cut off: a key then ends a little earlier and never later.
    """
    return [
        {
            "office": office.code,
            "name": office.name,
            "public": view.key.public.hex(),
            "until": _moment(view.key.until),
            "revoked": _moment(view.key.revoked_from),
            "purposes": _purposes(office.code, now),
        }
        for office in accounts.offices()
        for view in keys_of(office.code)
    ]


def _purposes(office: str, now: datetime) -> dict[str, str]:
    """Names of the purposes by their codes; none where an office shows nothing any more."""
    try:
        terms = casework.inquiry_terms(office=office, now=now)
    except Faults:
        return {}
    return {rule.code: rule.name for rule in terms.showing.rules}


def _moment(at: datetime | None) -> str | None:
    if at is None:
        return None
    return at.astimezone(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")
