"""A log or a proof judged from outside, without its database: folder, address or file."""

import sys
from collections.abc import Sequence
from pathlib import Path

import httpx

from dengbu.evidence import api as evidence

BROKEN, UNUSABLE = 1, 2
PATIENCE = 20.0  # seconds for one file
MOST_BYTES = 1024 * 1024  # of one file: the largest tile has 17,408
FOUND = 200
_KINDS = {
    evidence.Kind.BOOKING: "登簿",
    evidence.Kind.ERASURE: "擦除盐",
    evidence.Kind.APPLICATION: "申请",
    evidence.Kind.CONFIRMATION: "确认",
    evidence.Kind.DECISION: "决定",
    evidence.Kind.STEP: "经办",
    evidence.Kind.DISCLOSURE: "查看个人信息",
    evidence.Kind.PERMISSION: "权限变动",
    evidence.Kind.DRAW: "派件",
    evidence.Kind.SEALING: "盖章",
    evidence.Kind.REVOCATION: "印章作废",
}


def verify_elsewhere(
    target: str,
    *,
    keys: Sequence[str],
    witnesses: Sequence[str],
    quorum: int,
    without_key: bool = False,
) -> int:
    """0: everything holds. 1: a break, and where. 2: the target cannot be read, or by no key.

    ``keys``: of the log, as it was told by a way that can be trusted; without them the log's own
    list is believed, which shows only that it is of one piece: that is said, and is no success
    unless ``without_key`` chooses it. Raises BadNote for a key that is none, OSError.
    """
    believed = [evidence.verifier(told) for told in witnesses]
    if target.startswith(("http://", "https://")):
        with httpx.Client(timeout=PATIENCE) as client:
            found = _log(_Address(client, target.rstrip("/")), keys, believed, quorum)
            return found or _unkeyed(keys, without_key)
    place = Path(target)
    if place.is_dir():
        return _log(_Folder(place), keys, believed, quorum) or _unkeyed(keys, without_key)
    if not place.is_file():
        return _fail(f"没有 {target}", UNUSABLE)
    return _proof(place, keys, believed, quorum)


class _Folder:
    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def __call__(self, path: str) -> bytes | None:
        place = self._folder / path
        if not place.is_file() or path.count("..") or place.stat().st_size > MOST_BYTES * 64:
            return None
        return place.read_bytes()


class _Address:
    def __init__(self, client: httpx.Client, prefix: str) -> None:
        self._client, self._prefix = client, prefix

    def __call__(self, path: str) -> bytes | None:
        try:
            with self._client.stream("GET", f"{self._prefix}/{path}") as answer:
                if answer.status_code != FOUND:
                    return None
                body = b""
                for part in answer.iter_bytes():
                    body += part
                    if len(body) > MOST_BYTES:
                        return None
                return body
        except httpx.HTTPError as error:
            raise OSError(f"{self._prefix}/{path}: {error}") from error


def _log(
    fetch: "_Folder | _Address",
    keys: Sequence[str],
    witnesses: Sequence[evidence.Verifier],
    quorum: int,
) -> int:
    own = evidence.keys_in(fetch("keys") or b"")
    trusted = _trusted(own, keys)
    log = evidence.PublishedLog(fetch=fetch, keys=trusted, witnesses=witnesses)
    broken = False
    for line in log.breaks():
        broken = True
        _say(line)
    if not broken and len(set(log.cosigned)) < quorum:
        broken = True
        _say(f"checkpoint: 只有 {len(set(log.cosigned))} 个认识的见证方签了，要 {quorum} 个")
    if broken:
        return BROKEN
    told = "，".join(f"{_KINDS[evidence.Kind(k)]} {n}" for k, n in log.kinds.items() if n)
    _say(f"{log.origin}：{log.size} 条全部对得上（{told}）")
    _say(f"见证方：{'、'.join(log.cosigned) or '没有核对'}")
    return 0


def _unkeyed(keys: Sequence[str], chosen: bool) -> int:
    if keys:
        return 0
    _say("没有给钥匙（--key），信的是这份日志自己列的：只能说明它前后一致，不能说明是谁的")
    return 0 if chosen else _fail("只想看它前后一致，用 --without-key", UNUSABLE)


def _trusted(own: Sequence[evidence.LogKeyLine], keys: Sequence[str]) -> list[evidence.LogKeyLine]:
    """The given keys, each with the sizes that it was given with or that the log's list says."""
    if not keys:
        return list(own)
    listed = {line.verifier: line for line in own}
    given = [evidence.LogKeyLine.read(told) for told in keys]
    return [
        key if len(told.split()) > 1 else listed.get(key.verifier, key)
        for key, told in zip(given, keys, strict=True)
    ]


def _proof(
    file: Path, keys: Sequence[str], witnesses: Sequence[evidence.Verifier], quorum: int
) -> int:
    if not keys:
        return _fail("核对一份证明要给日志的钥匙：--key", UNUSABLE)
    if file.stat().st_size > MOST_BYTES:
        return _fail(f"{file}: 太大，不是证明", BROKEN)
    known, told = [evidence.LogKeyLine.read(one) for one in keys], file.read_bytes()
    try:
        origin, good = evidence.keys_of_proof(told, known)
        proved = evidence.check_proof(told, origin=origin, keys=good, witnesses=witnesses)
    except evidence.BadNote as error:
        return _fail(f"{file}: {error}", BROKEN)
    names = sorted({s.verifier.name for s in proved.opened.witnesses})
    if len(names) < quorum:
        return _fail(f"{file}: 只有 {len(names)} 个认识的见证方签了，要 {quorum} 个", BROKEN)
    head = proved.opened.checkpoint
    kind = _KINDS[evidence.Kind(proved.entry[1])]
    _say(f"{head.origin} 的第 {proved.index} 条（{kind}）在 {head.size} 条的日志里")
    _say(f"见证方：{'、'.join(names) or '没有核对'}")
    if proved.content is None:
        _say("证明里没有内容和盐：只证明这一条在，不说它是什么")
    else:
        sys.stdout.write(f"内容：{proved.content.decode(errors='replace')}\n")
    return 0


def _fail(message: str, status: int) -> int:
    sys.stderr.write(f"{message}\n")
    return status


def _say(line: str) -> None:
    sys.stdout.write(f"{line}\n")
