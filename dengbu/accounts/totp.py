"""Second factor (动态口令): RFC 6238, secrets encrypted at rest, each code good once."""

import base64
import hmac
from datetime import datetime
from functools import lru_cache

import pyotp
from cryptography.fernet import Fernet
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from django.conf import settings

STEP = 30  # seconds
DRIFT = 1  # steps that a phone's clock may be off, either way


@lru_cache(maxsize=4)
def _vault(secret_key: str) -> Fernet:
    """The cipher for secrets, its key derived so that it is no other key of the house."""
    derived = HKDF(algorithm=SHA256(), length=32, salt=None, info=b"dengbu/accounts/totp/1")
    return Fernet(base64.urlsafe_b64encode(derived.derive(secret_key.encode())))


def seal(secret: str) -> str:
    """A secret as it is stored."""
    return _vault(settings.SECRET_KEY).encrypt(secret.encode()).decode()


def unseal(stored: str) -> str:
    """The secret behind what is stored; raises InvalidToken when the signing key was changed."""
    return _vault(settings.SECRET_KEY).decrypt(stored.encode()).decode()


def new_secret() -> str:
    """A fresh random secret in base 32."""
    return pyotp.random_base32()


def accepted_step(secret: str, code: str, *, now: datetime, after: int) -> int | None:
    """The time step whose code was given, None if none fits or it was used (``<= after``)."""
    current = int(now.timestamp()) // STEP
    typed = "".join(code.split())
    for step in range(current - DRIFT, current + DRIFT + 1):
        if step > after and hmac.compare_digest(_code(secret, step), typed):
            return step
    return None


def _code(secret: str, step: int) -> str:
    return pyotp.TOTP(secret, interval=STEP).at(step * STEP)


def address(secret: str, username: str) -> str:
    """What an authenticator app reads from a QR code."""
    return pyotp.TOTP(secret, interval=STEP).provisioning_uri(name=username, issuer_name="登簿")
