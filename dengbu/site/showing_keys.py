"""The keys with which offices sign codes of showing: from the environment, or made once and kept.

The file ``keys/showing-<office>.key`` in the home folder is for its owner alone; each line is a
private key, the last one is the newest. ``DENGBU_SHOWING_KEY_<office>`` takes its place: private
keys with spaces between them, the newest last.
"""

import os
import secrets
from collections.abc import Sequence
from pathlib import Path

from django.conf import settings

from dengbu.site import key_files

SEED = 32  # bytes


class WrongKey(Exception):
    """A key that cannot be read, or that is not ours to change."""


def seeds(office: str) -> Sequence[bytes]:
    """The private keys of an office, the newest last; one is made if there is none."""
    given = os.environ.get(f"DENGBU_SHOWING_KEY_{office}")
    return [_read(line, office) for line in (given.split() if given else _lines(office))]


def append(office: str) -> bytes:
    """Write a new private key as the newest. Raises WrongKey where the environment has them."""
    if os.environ.get(f"DENGBU_SHOWING_KEY_{office}"):
        raise WrongKey(f"机构 {office} 的亮证钥匙在环境变量里，请在那里加上新的，再运行一次")
    new = secrets.token_bytes(SEED)
    key_files.append(_path(office), _lines(office), new.hex())
    return new


def given(office: str) -> bool:
    """Whether the keys come from the environment."""
    return bool(os.environ.get(f"DENGBU_SHOWING_KEY_{office}"))


def _path(office: str) -> Path:
    return Path(settings.LOG_KEYS) / f"showing-{office}.key"


def _lines(office: str) -> list[str]:
    return key_files.lines(_path(office), lambda: secrets.token_bytes(SEED).hex())


def _read(told: str, office: str) -> bytes:
    try:
        seed = bytes.fromhex(told)
    except ValueError:
        seed = b""
    if len(seed) != SEED:
        raise WrongKey(f"机构 {office} 的亮证钥匙读不出来：应为 64 位十六进制")
    return seed
