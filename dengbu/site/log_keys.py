"""The keys with which offices sign their logs: from the environment, or made once and kept here.

The file ``keys/log-<office>.key`` in the home folder is for its owner alone; each line is a private
key in the form of signed notes, the last one is in force. ``DENGBU_LOG_KEY_<office>`` takes its
place. The name of a key is the origin of the office's log.
"""

import os
import secrets
from pathlib import Path

from django.conf import settings

from dengbu.evidence import api as evidence
from dengbu.site import key_files


class WrongKey(Exception):
    """A key that cannot be read, or is of another log."""


def origin(office: str) -> str:
    """What checkpoints of an office call its log: ``dengbu.example/log/430602``."""
    return f"{settings.LOG_ORIGIN}/{office}"


def signer(office: str) -> evidence.Signer:
    """The key in force of an office; made if there is none. Raises WrongKey."""
    given = os.environ.get(f"DENGBU_LOG_KEY_{office}")
    return _read(given, office) if given else _read(_lines(office)[-1], office)


def rotate(office: str) -> evidence.Signer:
    """Put a new key in force. WrongKey where it comes from the environment."""
    if os.environ.get(f"DENGBU_LOG_KEY_{office}"):
        raise WrongKey(f"机构 {office} 的钥匙在环境变量里，请在那里换")
    old = _lines(office)
    new = _new(origin(office))
    key_files.append(_path(office), old, str(new))
    return new


def _path(office: str) -> Path:
    return Path(settings.LOG_KEYS) / f"log-{office}.key"


def _lines(office: str) -> list[str]:
    return key_files.lines(_path(office), lambda: str(_new(origin(office))))


def _new(name: str) -> evidence.Signer:
    return evidence.Signer(name=name, kind=evidence.ED25519, seed=secrets.token_bytes(32))


def _read(told: str, office: str) -> evidence.Signer:
    try:
        found = evidence.signer(told)
    except evidence.BadNote as error:
        raise WrongKey(f"机构 {office} 的日志钥匙读不出来：{error}") from error
    if found.name != origin(office) or found.kind != evidence.ED25519:
        raise WrongKey(f"机构 {office} 的日志钥匙是 {found.name} 的，不是 {origin(office)} 的")
    return found
