"""What a witness remembers, in a folder of its own: its key, the logs it knows, what it signed.

``key``: private key, made at first start. ``logs``: public keys of logs, a line each; a log with
two keys has two lines. ``seen/``: the largest tree of each log. A file that cannot be read is an
error and never the beginning of a new memory: a witness that forgets can be lied to.
"""

import base64
import fcntl
import hashlib
import os
import secrets
from contextlib import suppress
from pathlib import Path
from typing import IO

import orjson

from dengbu.evidence.tlog import notes
from dengbu.evidence.tlog.notes import BadNote, Signer, Verifier
from dengbu.evidence.tlog.witness import NOTHING, Recorded
from dengbu.site import key_files


class BadState(Exception):
    """The folder cannot be used; the text says why."""


def file_name(origin: str) -> str:
    """Of a log: the SHA-256 of its origin in hexadecimal, as its address has it."""
    return hashlib.sha256(origin.encode()).hexdigest()


class State:
    """The folder of one witness, held by one process at a time."""

    def __init__(self, folder: Path, *, name: str) -> None:
        """Opens the folder and makes the key if there is none. Raises BadState."""
        folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        (folder / "seen").mkdir(exist_ok=True)
        self._folder = folder
        self._held: IO[str] = (folder / "lock").open("w")
        try:
            fcntl.flock(self._held, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError as error:
            self._held.close()
            raise BadState(f"{folder} 正被另一个见证程序使用") from error
        try:
            self.signer = self._key(name)
        except BadState:
            self.close()
            raise

    def close(self) -> None:
        """Let another process have the folder."""
        self._held.close()

    def _key(self, name: str) -> Signer:
        def made() -> str:
            seed = secrets.token_bytes(notes.KEY_BYTES)
            return str(Signer(name=name, kind=notes.COSIGNATURE, seed=seed))

        if not notes.valid_name(name):
            raise BadState("见证方的名称不能空，也不能有空格和加号，例如 witness.example/w1")
        try:
            found = notes.signer(key_files.lines(self._folder / "key", made)[-1])
        except (BadNote, IndexError) as error:
            raise BadState(f"{self._folder / 'key'} 读不出来：{error}") from error
        if found.name != name or found.kind != notes.COSIGNATURE:
            raise BadState(f"{self._folder / 'key'} 是 {found.name} 的钥匙，不是 {name} 的")
        return found

    def logs(self) -> dict[str, list[Verifier]]:
        """The keys that are believed, by origin; read each time, so that one may be added."""
        found: dict[str, list[Verifier]] = {}
        path = self._folder / "logs"
        for line in path.read_text().splitlines() if path.exists() else ():
            if line.strip() and not line.startswith("#"):
                key = notes.verifier(line)
                found.setdefault(key.name, []).append(key)
        return found

    def add_log(self, told: str) -> Verifier:
        """Believe this key from now on. Raises BadNote."""
        key = notes.verifier(told)
        if key.kind != notes.ED25519:
            raise BadNote("a log signs with a key of type 1")
        if key not in self.logs().get(key.name, ()):
            with (self._folder / "logs").open("a") as file:
                file.write(f"{key}\n")
        return key

    def seen(self, origin: str) -> Recorded:
        """The largest tree of a log that was co-signed. Raises BadState for a damaged file."""
        path = self._folder / "seen" / file_name(origin)
        if not path.exists():
            return NOTHING
        try:
            told = orjson.loads(path.read_bytes())
            root = base64.b64decode(told["root"], validate=True)
            found = Recorded(size=int(told["size"]), root=root, note=str(told["note"]))
        except (ValueError, KeyError, TypeError) as error:
            raise BadState(f"{path} 坏了：见证方不能忘记看过的日志，请从备份恢复") from error
        if told.get("origin") != origin or len(found.root) != 32 or found.size < 0:
            raise BadState(f"{path} 不是 {origin} 的记录")
        return found

    def keep(self, origin: str, recorded: Recorded) -> None:
        """Remember it; on the disk when this returns."""
        path = self._folder / "seen" / file_name(origin)
        told = {
            "origin": origin,
            "size": recorded.size,
            "root": base64.b64encode(recorded.root).decode(),
            "note": recorded.note,
        }
        key_files.write(path.with_name(f"{path.name}.new"), orjson.dumps(told).decode())
        path.with_name(f"{path.name}.new").replace(path)
        folder = os.open(path.parent, os.O_RDONLY)
        with suppress(OSError):  # not every file system can
            os.fsync(folder)
        os.close(folder)
