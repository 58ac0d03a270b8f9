"""The seals of offices: from files that are named, or for a demonstration made once and kept here.

``DENGBU_SEAL_430602`` names a file with key, certificate and authority as PEM, from an authority
outside: papers as PDF are sealed with it. ``DENGBU_ESEAL_430602`` names one with SM2 key,
certificate, authority and electronic seal, for OFD. A demonstration makes authorities of its own,
whose names say so. An office with neither seals nothing, and the place of the seal stays open on
its papers.
"""

import os
from collections.abc import Callable
from functools import lru_cache
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives.serialization import Encoding
from django.conf import settings
from django.utils import timezone

from dengbu.accounts import api as accounts
from dengbu.evidence import api as evidence
from dengbu.site import key_files

AUTHORITY = "登簿演示电子印章根（不用于真实登记）"


@lru_cache(maxsize=256)
def seal(office: str) -> evidence.Seal | None:
    """The seal in force of an office for PDF, None for none. Raises BadSeal for a bad file."""
    named = os.environ.get(f"DENGBU_SEAL_{office}")
    if named:
        return evidence.read_seal(Path(named).read_text())
    return _demonstrated(office) if settings.DEMO else None


@lru_cache(maxsize=256)
def electronic_seal(office: str) -> evidence.ElectronicSeal | None:
    """As `seal`, for OFD."""
    named = os.environ.get(f"DENGBU_ESEAL_{office}")
    if named:
        return evidence.read_electronic_seal(Path(named).read_text())
    return _demonstrated_electronic(office) if settings.DEMO else None


@lru_cache(maxsize=1)
def authorities() -> tuple[bytes, ...]:
    """Certificates (DER) of those whose seals on papers of other bodies are believed.

    ``DENGBU_AUTHORITIES`` names a file of them as PEM; a demonstration believes its own root too.
    """
    named = os.environ.get("DENGBU_AUTHORITIES")
    pem = Path(named).read_bytes() if named else b""
    found = x509.load_pem_x509_certificates(pem) if pem else []
    if settings.DEMO:
        found.append(_demonstrated_authority().certificate)
    return tuple(one.public_bytes(Encoding.DER) for one in found)


def _demonstrated_authority() -> evidence.Seal:
    now = timezone.now()
    made = _kept("seal-authority", lambda: evidence.new_authority(AUTHORITY, now=now).pem())
    return evidence.read_seal(made, certifies=True)


def _demonstrated(office: str) -> evidence.Seal:
    def own() -> str:
        root = _demonstrated_authority()
        return evidence.new_seal(root, _name(office), now=timezone.now()).pem()

    return evidence.read_seal(_kept(f"seal-{office}", own))


def _demonstrated_electronic(office: str) -> evidence.ElectronicSeal:
    now = timezone.now()

    def authority() -> evidence.Sm2Authority:
        made = _kept(
            "eseal-authority", lambda: evidence.new_sm2_authority(AUTHORITY, now=now).pem()
        )
        return evidence.read_sm2_authority(made)

    def own() -> str:
        return evidence.new_electronic_seal(authority(), _name(office), now=now).pem()

    return evidence.read_electronic_seal(_kept(f"eseal-{office}", own))


def _name(office: str) -> str:
    return f"{accounts.office(office).name}（演示）"


def _kept(name: str, make: Callable[[], str]) -> str:
    return "\n".join(key_files.lines(Path(settings.LOG_KEYS) / f"{name}.key", make))
