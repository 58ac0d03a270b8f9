"""``dengbu evidence``: verify, export and prove the log; its keys, witnesses and contradictions."""

import hashlib
import json
import sys
from argparse import ArgumentParser, Namespace, _SubParsersAction
from collections.abc import Callable
from itertools import chain
from pathlib import Path

from django.utils import timezone

from dengbu.accounts import api as accounts
from dengbu.casework import api as casework
from dengbu.evidence import api as evidence
from dengbu.inquiry import api as inquiry
from dengbu.register import api as register
from dengbu.site import log_keys
from dengbu.site.verify_arguments import add_verify_arguments, is_paper
from dengbu.site.verifying import verify_elsewhere
from dengbu.site.verifying_files import Trusted, verify_file
from dengbu.site.wiring import audit_evidence
from dengbu.web.open.offline import offline_page, trust

BROKEN, UNUSABLE = 1, 2


def add_arguments(parser: ArgumentParser) -> None:
    """What is to be done."""
    what = parser.add_subparsers(dest="what", required=True, metavar="WHAT")
    add_verify_arguments(what.add_parser("verify", help="this database, or something else"))
    export = what.add_parser("export", help="write the public log out as files")
    export.add_argument("folder", type=Path)
    export.add_argument("--office", help="code; else every office, in a folder each")
    receipt = what.add_parser("receipt", help="by when a file that was sealed here was sealed")
    receipt.add_argument("file", type=Path)
    prove = what.add_parser("prove", help="the proof file of one leaf")
    prove.add_argument("subject", help="such as booking:123")
    prove.add_argument("--open", action="store_true", help="tell salt and content with it")
    keys = what.add_parser("keys", help="the public keys of the logs")
    keys.add_argument("--office")
    rotate = what.add_parser("rotate", help="put a new key in force")
    rotate.add_argument("office")
    rotate.add_argument("--revoked", default="", metavar="REASON", help="the old one is not safe")
    rotate.add_argument("--from-size", type=int, help="the last tree that it may have signed")
    _add_witness_arguments(what.add_parser("witness", help="whom an office asks to co-sign"))
    compare = what.add_parser("compare", help="a checkpoint that others were shown, with ours")
    compare.add_argument("office")
    compare.add_argument("file", type=Path)
    what.add_parser("forks", help="contradictions that were found")
    _add_offline_arguments(what)


def _add_offline_arguments(what: "_SubParsersAction[ArgumentParser]") -> None:
    offline = what.add_parser("page", help="the page that checks files off line, as one file")
    offline.add_argument("--out", type=Path, required=True)
    trust = what.add_parser(
        "trust", help="the keys and seals that whoever checks off line believes"
    )
    for one in (offline, trust):
        one.add_argument("--site", action="append", default=[], help="host of the open pages")


def _add_witness_arguments(parser: ArgumentParser) -> None:
    act = parser.add_subparsers(dest="act", required=True, metavar="ACT")
    add = act.add_parser("add")
    add.add_argument("office")
    add.add_argument("key", help="as the witness tells it when it starts")
    add.add_argument("address", help="before /add-checkpoint")
    end = act.add_parser("end")
    end.add_argument("office")
    end.add_argument("name")
    act.add_parser("list")


def run(args: Namespace) -> int:
    """0: done, nothing broken. 1: a break, and where. 2: it cannot be done."""
    acts: dict[str, Callable[[Namespace], int]] = {
        "verify": _verify,
        "export": _export,
        "prove": _prove,
        "keys": _keys,
        "rotate": _rotate,
        "witness": _witness,
        "compare": _compare,
        "forks": _forks,
        "page": _page,
        "receipt": _receipt,
        "trust": _trust,
    }
    try:
        return acts[args.what](args)
    except BrokenPipeError:  # not a file that cannot be read, but nobody who listens
        raise
    except (evidence.BadNote, evidence.NoProof, log_keys.WrongKey, OSError) as error:
        return _fail(str(error), UNUSABLE)
    except (evidence.BadTile, evidence.Inconsistent) as error:
        return _fail(str(error), BROKEN)


def _verify(args: Namespace) -> int:
    if args.target is not None and is_paper(Path(args.target)):
        trusted = Trusted(
            authorities=args.authority,
            keys=args.key,
            witnesses=args.witness,
            receipt=args.receipt,
            without_key=args.without_key,
        )
        return verify_file(Path(args.target), trusted=trusted)
    if args.target is not None:
        return verify_elsewhere(
            args.target,
            keys=args.key,
            witnesses=args.witness,
            quorum=args.quorum,
            without_key=args.without_key,
        )
    breaks = 0
    for line in chain(audit_evidence(), evidence.audit_salts(), register.audit_leaves()):
        _say(line)
        breaks += 1
    for office in evidence.offices_signed():
        for fork in evidence.forks_of(office):
            _say(f"分叉 {office} {fork.seen_at:%Y-%m-%d %H:%M} {fork.source}：{fork.why}")
            breaks += 1
    if breaks:
        return BROKEN
    sizes = "，".join(f"{office} {size} 条" for office, size in evidence.tree_sizes().items())
    _say(f"没有发现问题：{sizes or '日志还是空的'}")
    return 0


def _export(args: Namespace) -> int:
    offices = [args.office] if args.office else evidence.offices_signed()
    for office in offices:
        folder = args.folder if args.office else args.folder / office
        try:
            size = evidence.export(office, _into(folder), have=_there(folder))
        except evidence.NothingSigned:
            return _fail(f"机构 {office} 的日志还没有签过名，启动 worker 以后再试", UNUSABLE)
        _say(f"{office}：{size} 条，写在 {folder}")
    return 0


def _into(folder: Path) -> Callable[[str, bytes], None]:
    def write(path: str, content: bytes) -> None:
        place = folder / path
        place.parent.mkdir(parents=True, exist_ok=True)
        beside = place.with_name(f"{place.name}.new")
        beside.write_bytes(content)
        beside.replace(place)

    return write


def _there(folder: Path) -> Callable[[str], bool]:
    return lambda path: (folder / path).is_file()


def _prove(args: Namespace) -> int:
    content = None
    if args.open:
        found = (asked(args.subject) for asked in _CONTENTS)
        content = next((c for c in found if c is not None), None)
        if content is None:
            return _fail(f"找不到 {args.subject} 的内容", UNUSABLE)
    sys.stdout.write(evidence.proof_file(args.subject, content=content))
    return 0


_CONTENTS = (
    register.content_of,
    casework.content_of,
    casework.smart.content_of,
    accounts.content_of,
    inquiry.content_of,
    evidence.sealing_content,
)


def _keys(args: Namespace) -> int:
    for office in [args.office] if args.office else evidence.offices_signed():
        for key in evidence.keys_of(office):
            end = f"到 {key.until_size} 条为止，{key.reason}" if key.until is not None else "在用"
            _say(f"{key.verifier}  从 {key.since_size} 条起，{end}")
    return 0


def _rotate(args: Namespace) -> int:
    now = timezone.now()
    if args.revoked:
        evidence.revoke(args.office, reason=args.revoked, now=now, from_size=args.from_size)
    new = log_keys.rotate(args.office)
    evidence.sign_again(args.office, log_keys.signer, now=now)
    _say(str(new.verifier))
    return 0


def _witness(args: Namespace) -> int:
    now = timezone.now()
    if args.act == "add":
        evidence.add_witness(args.office, args.key, args.address, now=now)
    elif args.act == "end" and not evidence.end_witness(args.office, args.name, now=now):
        return _fail(f"机构 {args.office} 没有叫 {args.name} 的见证方", UNUSABLE)
    for office in evidence.offices_signed():
        for one in evidence.witnesses_of(office):
            signed = f"签到 {one.size} 条，{one.at:%Y-%m-%d %H:%M}" if one.at else "还没有签过"
            _say(f"{office}  {one.verifier}  {one.address}  {signed}")
    return 0


def _compare(args: Namespace) -> int:
    found = evidence.compare(
        args.office, args.file.read_bytes(), source="命令 compare", now=timezone.now()
    )
    if found is evidence.Judgement.SAME:
        _say("是同一本日志")
        return 0
    if found is evidence.Judgement.SAME_REVOKED:
        _say("是同一本日志，签它的钥匙后来作废了")
        return 0
    if found is evidence.Judgement.STRANGER:
        return _fail("没有这本日志的有效签名，说明不了什么", UNUSABLE)
    return _fail(f"对不上：{evidence.forks_of(args.office)[0].why}", BROKEN)


def _forks(args: Namespace) -> int:
    found = [fork for office in evidence.offices_signed() for fork in evidence.forks_of(office)]
    for fork in found:
        _say(f"{fork.office} {fork.seen_at:%Y-%m-%d %H:%M} {fork.source}：{fork.why}\n{fork.note}")
    return BROKEN if found else 0


def _receipt(args: Namespace) -> int:
    digest = hashlib.sha256(args.file.read_bytes()).hexdigest()
    found = evidence.receipt_of(digest)
    if found is None:
        return _fail("没有这个文件的发证记录，或者还没有排进签了名的日志", UNUSABLE)
    sys.stdout.write(found)
    return 0


def _page(args: Namespace) -> int:
    args.out.write_text(offline_page(args.site), encoding="utf-8")
    _say(f"写在 {args.out}，一个文件，可以拷走")
    return 0


def _trust(args: Namespace) -> int:
    _say(json.dumps(trust(args.site), ensure_ascii=False, indent=1))
    return 0


def _fail(message: str, status: int) -> int:
    sys.stderr.write(f"{message}\n")
    return status


def _say(line: str) -> None:
    sys.stdout.write(f"{line}\n")
