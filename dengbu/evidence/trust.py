"""The trust block (信任清单): what whoever checks off line must know of this platform, and believe.

Public keys, certificates and revocations, as they are now. It is only as good as the way by which
somebody came by it; the office gives it out itself, as a page or as a file.
"""

import base64
from collections.abc import Iterable, Mapping, Sequence
from datetime import UTC, datetime
from typing import Any

from dengbu.evidence import signing, witnessing
from dengbu.evidence.models import Witness
from dengbu.evidence.sealing.keeping import SealView, authorities, seals_used
from dengbu.evidence.tlog.entries import Kind

FORMAT = "dengbu-trust@1"


def trust_block(
    names: Mapping[str, str],
    *,
    site: Iterable[str],
    now: datetime,
    showings: Sequence[Mapping[str, Any]] = (),
) -> dict[str, Any]:
    """The block as plain values. ``names``: of offices by code; ``site``: hosts of the open pages.

    ``showings``: public keys of codes that are shown (亮证), as whoever makes them describes them.
    """
    return {
        "format": FORMAT,
        "made": _moment(now),
        "site": sorted(site),
        "kinds": [int(kind) for kind in Kind],
        "authorities": [base64.b64encode(one).decode() for one in authorities()],
        "logs": [_log(one, names.get(one, one)) for one in witnessing.offices_signed()],
        "seals": [_seal(one) for one in seals_used()],
        "showings": list(showings),
    }


def _log(office: str, name: str) -> dict[str, Any]:
    keys = signing.keys_of(office)
    asked = Witness.objects.filter(office=office).order_by("id")
    return {
        "office": office,
        "name": name,
        "origin": keys[0].verifier.name,
        "keys": [{"key": str(key.verifier), "until": key.until_size} for key in keys],
        "witnesses": [
            {"key": one.verifier, "since": _moment(one.since), "until": _ended(one.until)}
            for one in asked
        ],
    }


def _seal(seal: SealView) -> dict[str, Any]:
    revoked = None
    if seal.revoked_from is not None:
        revoked = {"from": _moment(seal.revoked_from), "reason": seal.reason}
    return {"office": seal.office, "fingerprint": seal.fingerprint, "revoked": revoked}


def _ended(at: datetime | None) -> str | None:
    return _moment(at) if at is not None else None


def _moment(at: datetime) -> str:
    return at.astimezone(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")
