"""Keys in hardware (PKCS #11 v2.40): a seal whose key never leaves its token.

Where it is says an address of RFC 7512, as
``pkcs11:token=office;object=seal?module-path=/usr/lib/x.so&pin-source=file:/etc/pin``.
"""

import os
import threading
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl, unquote

import pkcs11
from pkcs11.util.ec import encode_ecdsa_signature

SCHEME = "pkcs11:"
FAILURES = (pkcs11.exceptions.PKCS11Error, RuntimeError, OSError)


class TokenError(Exception):
    """The token cannot be reached, does not have the key, or does not sign with it."""


@dataclass(frozen=True, slots=True)
class Address:
    """Where a key is."""

    module: str  # library of the token's maker
    token: str
    label: str  # of the key
    pin_file: str  # with the PIN, for its owner alone

    @classmethod
    def parse(cls, address: str) -> "Address":
        """Raises TokenError."""
        path, _, query = address.strip().removeprefix(SCHEME).partition("?")
        told = dict(part.partition("=")[::2] for part in path.split(";"))
        more = dict(parse_qsl(query))
        try:
            return cls(
                module=more["module-path"],
                token=unquote(told["token"]),
                label=unquote(told["object"]),
                pin_file=more["pin-source"].removeprefix("file:"),
            )
        except KeyError as error:
            raise TokenError(f"the address of the key does not say its {error}") from error


class TokenKey:
    """A P-256 key in a token. One session a process, opened when it is first needed."""

    def __init__(self, address: Address) -> None:
        self._address = address
        self._lock = threading.Lock()  # a session signs one thing at a time
        self._opened: tuple[int, Any] | None = None

    def sign(self, data: bytes) -> bytes:
        """ECDSA with SHA-256, DER. A session that was lost is opened once more."""
        digest = sha256(data).digest()
        with self._lock:
            try:
                return self._signed(digest)
            except FAILURES:
                self._opened = None
            try:
                return self._signed(digest)
            except FAILURES as error:
                raise TokenError(f"the token does not sign: {type(error).__name__}") from error

    def _signed(self, digest: bytes) -> bytes:
        process = os.getpid()
        if self._opened is None or self._opened[0] != process:
            self._opened = (process, self._open())
        raw = self._opened[1].sign(digest, mechanism=pkcs11.Mechanism.ECDSA)
        return bytes(encode_ecdsa_signature(raw))

    def _open(self) -> Any:
        token = pkcs11.lib(self._address.module).get_token(token_label=self._address.token)
        try:
            session = token.open(user_pin=Path(self._address.pin_file).read_text().strip())
        except pkcs11.exceptions.UserAlreadyLoggedIn:  # by another key of the same token
            session = token.open()
        return session.get_key(
            object_class=pkcs11.ObjectClass.PRIVATE_KEY, label=self._address.label
        )
