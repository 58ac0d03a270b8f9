"""The seals of offices: from a file that is named, or for a demonstration made once and kept here.

``DENGBU_SEAL_430602`` names a file with key, certificate and authority as PEM, from an authority
outside. A demonstration makes an authority of its own, whose name says so. An office with neither
seals nothing, and the place of the seal stays open on its papers.
"""

import os
from functools import lru_cache
from pathlib import Path

from django.conf import settings
from django.utils import timezone

from dengbu.accounts import api as accounts
from dengbu.evidence import api as evidence
from dengbu.site import key_files

AUTHORITY = "登簿演示电子印章根（不用于真实登记）"


@lru_cache(maxsize=256)
def seal(office: str) -> evidence.Seal | None:
    """The seal in force of an office, None for none. Raises BadSeal for a file that is none."""
    named = os.environ.get(f"DENGBU_SEAL_{office}")
    if named:
        return evidence.read_seal(Path(named).read_text())
    return _demonstrated(office) if settings.DEMO else None


def _demonstrated(office: str) -> evidence.Seal:
    now = timezone.now()
    folder = Path(settings.LOG_KEYS)

    def authority() -> evidence.Seal:
        made = key_files.lines(
            folder / "seal-authority.key", lambda: evidence.new_authority(AUTHORITY, now=now).pem()
        )
        return evidence.read_seal("\n".join(made))

    def own() -> str:
        name = f"{accounts.office(office).name}（演示）"
        return evidence.new_seal(authority(), name, now=now).pem()

    return evidence.read_seal("\n".join(key_files.lines(folder / f"seal-{office}.key", own)))
