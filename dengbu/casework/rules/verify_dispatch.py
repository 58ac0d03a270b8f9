"""派件核对: proves from published files alone that no draw of an examiner was steered.

    python verify_dispatch.py FOLDER [--from DAY] [--to DAY] [--key KEY] [--witness KEY]

One file, Python's standard library, nothing else. FOLDER holds what an office published: `draws`
(its ledger, a line a draw), `others` (seeds committed to and told, values drawn elsewhere), and
`log`, the office's public log, in which each of these lines stands under its place. The ledger is
added up from its first line, so every draw is compared with the roster and the loads that it must
have seen; its randomness is made again from the seed; every line of this kind that the log has must
have been published, once. KEY is the office's, as you were given it, not as this folder says.
"""

import argparse
import base64
import hashlib
import json
import math
import sys
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

CATCH_UP, DRAW_KIND, WIDTH, STEP = 3, 9, 256, 68  # bytes of an entry with its length
_P, _Q = 2**255 - 19, 2**252 + 27742317777372353535851937790883648493
_D = -121665 * pow(121666, -1, _P) % _P
Found = Iterator[tuple[str, str]]  # code and words of what is wrong
Keys = Sequence[str]


@dataclass(kw_only=True)
class Report:
    """What was found. `violations`: day ("" for the whole), code and words of each."""

    violations: list[tuple[str, str, str]] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)  # what is no violation and should be known
    draws: int = 0  # in the days asked for
    pending: int = 0  # of them, of days whose seed is not told yet
    waiting: int = 0  # published, not in this log yet
    moved: int = 0  # cases that a person gave to another examiner
    got: dict[str, list[float]] = field(default_factory=dict)  # by examiner: drawn, mean, variance

    def evenness(self) -> float:
        """How often chance alone gives somebody at least so far from the mean as the worst here."""
        worst = max((abs(g - e) / math.sqrt(v) for g, e, v in self.got.values()), default=0.0)
        return min(1.0, max(1, len(self.got)) * math.erfc(worst / math.sqrt(2)))

    def lines(self) -> Iterator[str]:
        """Everything in words, the sum last."""
        yield from (f"留意 {told}" for told in self.notes)
        yield from (f"不符 {' '.join(told)}" for told in self.violations)
        yield (
            f"{self.draws} 次抽签，不符 {len(self.violations)} 处；等公开种子 {self.pending}，"
            f"还没进日志 {self.waiting}；人改派 {self.moved} 次；均匀 p = {self.evenness():.3f}"
        )


@dataclass
class Line:
    """A published line with its place in the log."""

    index: int | None  # None: not in the log yet
    salted: bytes  # salt and content, as the log hashes them
    told: dict[str, Any]


def read(path: Path, part: str = "") -> Iterator[Line]:
    """`<index or -> <salt> <content>`, a line each, of those with `part` in them."""
    with path.open(encoding="utf-8") as lines:
        for text in (line for line in lines if part in line):
            index, salt, content = text.rstrip("\n").split(" ", 2)
            salted = bytes.fromhex(salt) + content.encode()
            yield Line(None if index == "-" else int(index), salted, json.loads(content))


def _fold(hashes: Sequence[bytes]) -> bytes:
    """The root of RFC 6962 over leaf hashes."""
    if len(hashes) == 1:
        return hashes[0]
    half = 1 << (len(hashes) - 1).bit_length() - 1
    return hashlib.sha256(b"\1" + _fold(hashes[:half]) + _fold(hashes[half:])).digest()


class Log:
    """The public log: its root at every size that is asked for, and its entries of draws."""

    def __init__(self, folder: Path, report: Report, wanted: set[int]) -> None:
        """Reads all entries once; what is broken goes into the report."""
        self.folder, self.report, self.size, self.note = folder, report, 0, ""
        self.roots: dict[int, bytes] = {}
        self.draws: dict[int, bytes] = {}  # by place; taken out as they are explained
        try:
            self.note = (folder / "checkpoint").read_text(encoding="utf-8")
            self.size, root = parse(self.note)
            self._read(wanted | {self.size})
        except (OSError, ValueError) as error:
            report.violations.append(("", "LOG", f"日志读不出来：{error}"))
            return
        if self.size and self.roots.get(self.size) != root:
            report.violations.append(("", "LOG", "日志的内容和它签名的根对不上"))

    def _read(self, wanted: set[int]) -> None:
        stack: list[tuple[int, bytes]] = []  # bundles that are full, merged by twos
        sizes = sorted(s for s in wanted if 0 < s <= self.size)
        for number in range(-(-self.size // WIDTH)):
            first = number * WIDTH
            hashes = self._bundle(number, min(WIDTH, self.size - first))
            while sizes and sizes[0] <= first + len(hashes):
                size = sizes.pop(0)
                root = _fold(hashes[: size - first])
                for _, before in reversed(stack):
                    root = _fold([before, root])
                self.roots[size] = root
            level, root = 0, _fold(hashes)
            while stack and stack[-1][0] == level:
                root = _fold([stack.pop()[1], root])
                level += 1
            stack.append((level, root))

    def _bundle(self, number: int, width: int) -> list[bytes]:
        told, rest = f"{number % 1000:03d}", number // 1000
        while rest:
            told, rest = f"x{rest % 1000:03d}/{told}", rest // 1000
        place = self.folder / "tile" / "entries" / told
        part = place.with_name(f"{place.name}.p") / str(width)
        data = (part if width < WIDTH and part.is_file() else place).read_bytes()
        if len(data) < width * STEP:
            raise ValueError(f"{place} 不完整")
        hashes = []
        for at in range(2, width * STEP, STEP):
            entry = data[at : at + STEP - 2]
            if entry[1] == DRAW_KIND:
                self.draws[number * WIDTH + at // STEP] = entry
            hashes.append(hashlib.sha256(b"\0" + entry).digest())
        return hashes

    def explain(self, line: Line) -> Iterator[str]:
        """What is wrong with a line's place in the log, where it must stand once."""
        if line.index is None or line.index >= self.size:
            self.report.waiting += 1
            return
        entry = self.draws.pop(line.index, b"")
        held = entry[2:34] == hashlib.sha256(line.salted).digest()
        if not held:
            yield f"日志第 {line.index} 条不是它，或者已经用过一次"


def parse(note: str) -> tuple[int, bytes]:
    """Size and root of a checkpoint. ValueError for what is none."""
    lines = note.split("\n")
    if len(lines) < 4:
        raise ValueError("检查点不完整")
    return int(lines[1]), base64.b64decode(lines[2])


def signed(note: str, key: str) -> bool:
    """Whether a checkpoint bears the signature of a public key `name+id+base64` (Ed25519)."""
    name, _, told = key.split("+", 2)
    raw = base64.b64decode(told)
    text, _, signatures = note.partition("\n\n")
    for line in signatures.splitlines():
        parts = line.split(" ")
        if len(parts) != 3 or parts[1] != name:
            continue
        blob, body = base64.b64decode(parts[2])[4:], f"{text}\n".encode()
        if raw[0] == 4:  # of a witness: a time stands before the signature
            at = int.from_bytes(blob[:8], "big")
            blob, body = blob[8:], f"cosignature/v1\ntime {at}\n".encode() + body
        if _ed25519(raw[1:], body, blob):
            return True
    return False


def _ed25519(key: bytes, message: bytes, signature: bytes) -> bool:
    """RFC 8032, 5.1.7."""
    a, r = _point(key), _point(signature[:32])
    base = _point((4 * pow(5, -1, _P) % _P).to_bytes(32, "little"))
    if a is None or r is None or base is None or len(signature) != 64:
        return False
    h = hashlib.sha512(signature[:32] + key + message).digest()
    left = _times(int.from_bytes(signature[32:], "little"), base)
    return left == _add(r, _times(int.from_bytes(h, "little") % _Q, a))


def _point(data: bytes) -> tuple[int, int] | None:
    y = int.from_bytes(data, "little")
    sign, y = y >> 255, y & (1 << 255) - 1
    square = (y * y - 1) * pow(_D * y * y + 1, -1, _P) % _P
    x = pow(square, (_P + 3) // 8, _P)
    if (x * x - square) % _P:
        x = x * pow(2, (_P - 1) // 4, _P) % _P
    if y >= _P or (x * x - square) % _P:
        return None
    return _P - x if x & 1 != sign else x, y


def _add(p: tuple[int, int], q: tuple[int, int]) -> tuple[int, int]:
    k = _D * p[0] * q[0] * p[1] * q[1] % _P
    x = (p[0] * q[1] + q[0] * p[1]) * pow(1 + k, -1, _P)
    return x % _P, (p[1] * q[1] + p[0] * q[0]) * pow(1 - k, -1, _P) % _P


def _times(n: int, p: tuple[int, int]) -> tuple[int, int]:
    made = (0, 1)
    while n:
        made, p, n = (_add(made, p) if n & 1 else made), _add(p, p), n >> 1
    return made


class Replay:
    """The ledger added up from its first line."""

    def __init__(self, report: Report, days: dict[str, dict[str, Any]]) -> None:
        """`days`: by day, what `others` says of it."""
        self.report, self.days = report, days
        self.serial, self.digest, self.last = 0, "", ""
        self.desk: dict[str, int] = defaultdict(int)  # open cases by examiner
        self.holds: dict[str, str] = {}  # whose desk a case is on
        self.turns: dict[str, int] = defaultdict(int)
        self.standing: dict[str, dict[str, list[int]]] = defaultdict(dict)  # credit, waited
        self.opened: dict[str, str] = {}  # by day, its public value

    def draw(self, line: Line, *, counted: bool) -> Found:
        """Code and words of everything that is wrong with the next draw."""
        d = line.told
        if d["serial"] != self.serial + 1 or d["previous"] != self.digest:
            yield "CHAIN", f"第 {self.serial} 号后面接的不是它：少了、重了，或者前面的换过"
        self.serial = d["serial"]
        self.digest = hashlib.sha256(line.salted[16:]).hexdigest()
        for event in d.get("desk", ()):
            yield from self._event(*event, opening=not self.standing)
        here = self.standing[d["department"]]
        yield from self._roster(d, here)
        yield from self._seen(d, here)
        yield from self._day(d, line.index)
        yield from self._result(d, counted=counted)
        for stands in (here[who] for who in d["people"] if who in here):
            stands[1] += stands[0] > 0
            if stands[1] == CATCH_UP:
                stands[:] = [stands[0] - 1, 0]
        self.desk[d["drawn"]] += 1
        self.holds[d["case"]] = d["drawn"]

    def _event(self, case: str, who: str, change: int, why: str, *, opening: bool) -> Found:
        wrong = self.holds.get(case) != who if change < 0 else case in self.holds
        if wrong or (why == "BEGUN" and not opening):
            yield "DESK", f"{who} 手上的件对不上：{case[:12]} 没有经过抽签，或者前后矛盾"
        if change < 0:
            self.holds.pop(case, None)
        else:
            self.holds[case] = who
            self.report.moved += why == "MOVED"
        self.desk[who] += change

    def _roster(self, d: dict[str, Any], here: dict[str, list[int]]) -> Found:
        changes = d.get("roster", ())
        stay = set(here) - {who for who, what, _, _ in changes if what == "OUT"}
        level = min((self.desk[who] + here[who][0] for who in stay), default=0)
        for who, what, _, credit in changes:
            if (what == "IN") == (who in here):
                yield "ROSTER", f"{who} 本来就在，或者本来就不在，名单前后矛盾"
            if what == "OUT":
                here.pop(who, None)
                continue
            here[who] = [max(0, level - 1 - self.desk[who]), 0]
            if credit != here[who][0]:
                yield "LOAD", f"{who} 回来时该算 {here[who][0]} 件，写的是 {credit} 件"
        told = [*d["people"], *(who for who, _ in d["excluded"])]
        for who in sorted(set(told) ^ set(here)):
            yield "ROSTER", f"名单里{'少了' if who in here else '多了'} {who}"
        if len(told) != len(set(told)) or d["people"] != sorted(
            d["people"], key=lambda w: int(w[1:])
        ):
            yield "ROSTER", "名单有重复的人，或者没有按编号排"

    def _seen(self, d: dict[str, Any], here: dict[str, list[int]]) -> Found:
        for who, opened, credit in zip(d["people"], d["open"], d["credit"], strict=True):
            real, due = self.desk[who], here.get(who, [0, 0])[0]
            if (opened, credit) != (real, due):
                yield "LOAD", f"{who} 手上该是 {real}+{due} 件，写的是 {opened}+{credit} 件"

    def _day(self, d: dict[str, Any], index: int | None) -> Found:
        day, known = d["day"], self.days.get(d["day"], {})
        if ("opens" in d) == (day in self.opened):
            yield "SEED", "一天只能定一次公开数，由当天第一次抽签定"
        if "opens" in d:
            self.opened[day] = d["opens"]["beacon"]
            if d["opens"]["commitment"] != known.get("commitment"):
                yield "SEED", "用的种子不是事先公布了哈希的那一个"
        told, size = known.get("told_at"), json.loads(self.opened.get(day, "{}")).get("size", 0)
        if index is not None and told is not None and index > told:
            yield "SEED", "种子已经公开了还在用它抽签"
        if index is not None and index < size:
            yield "SEED", "公开数定下来以前就抽了签"
        if day < self.last:
            self.report.notes.append(f"第 {d['serial']} 号：钟从 {self.last} 往回走到 {day}")
        self.last = day

    def _result(self, d: dict[str, Any], *, counted: bool) -> Found:
        self.turns[d["case"]] += 1
        if d["case"] in self.holds:
            yield "REPEATED", f"这件还在 {self.holds[d['case']]} 手上，又抽了一次"
        if d["turn"] != self.turns[d["case"]]:
            yield "REPEATED", f"这是第 {self.turns[d['case']]} 次抽签，写的是第 {d['turn']} 次"
        least = min(loads := [n + credit for n, credit in zip(d["open"], d["credit"], strict=True)])
        pool = [w for w, load in zip(d["people"], loads, strict=True) if load == least]
        seed = self.days.get(d["day"], {}).get("seed")
        if d["drawn"] not in pool:
            yield "RESULT", f"抽中的 {d['drawn']} 不是手上件最少的"
        if seed is None:
            self.report.pending += counted
            return
        beacon = hashlib.sha256(self.opened.get(d["day"], "").encode()).hexdigest()
        ticket = hashlib.sha256(f"{seed}:{beacon}:{d['case']}:{d['turn']}".encode()).hexdigest()
        right = pool[int(ticket, 16) % len(pool)]
        if right != d["drawn"]:
            yield "RESULT", f"按种子该抽中 {right}，写的是 {d['drawn']}"
        if counted and len(pool) > 1:
            for who in pool:
                told, share = self.report.got.setdefault(who, [0, 0.0, 0.0]), 1 / len(pool)
                told[0] += who == d["drawn"]
                told[1], told[2] = told[1] + share, told[2] + share * (1 - share)


def _days(lines: Sequence[Line], report: Report) -> dict[str, dict[str, Any]]:
    """By day: commitment and its place, seed and the place where it was told, outside value."""
    days: dict[str, dict[str, Any]] = defaultdict(dict)
    for line in lines:
        told, day = line.told, days[line.told["day"]]
        if {"seed": "commitment", "told": "seed", "outside": "outside"}[told["kind"]] in day:
            report.violations.append((told["day"], "SEED", "种子或者公开数定了两次：换过"))
        elif told["kind"] == "seed":
            day.update(commitment=told["commitment"], at=line.index, office=told["office"])
        elif told["kind"] == "told":
            day.update(seed=told["seed"], told_at=line.index)
        else:
            day["outside"] = [told["source"], told["value"]]
    for name, day in days.items():
        text = f"dengbu seed 1:{day.get('office')}:{name}:{day.get('seed')}"
        if "seed" in day and hashlib.sha256(text.encode()).hexdigest() != day.get("commitment"):
            report.violations.append((name, "SEED", "公开的种子和事先公布的哈希对不上"))
    return days


def _beacon(day: dict[str, Any], told: str, log: Log, witnesses: Sequence[str]) -> Iterator[str]:
    """What is wrong with a day's public value."""
    size = (beacon := json.loads(told))["size"]
    if size and (size, log.roots.get(size)) != parse(beacon["note"]):
        yield "公开数里的检查点和日志对不上"
    if size and not all(signed(beacon["note"], key) for key in witnesses):
        yield "公开数里的检查点没有您指定的见证方签名"
    if day.get("outside") != beacon.get("outside"):
        yield "公开数里的外面开的数，和登记的不一样"


def verify(folder: Path, first: str, last: str, keys: Keys = (), witnesses: Keys = ()) -> Report:
    """Everything that can be found out from the folder, of the days `first` to `last`."""
    report = Report()
    others = list(read(folder / "others"))
    days = _days(others, report)
    opens = [x.told["opens"]["beacon"] for x in read(folder / "draws", '"opens":')]
    log = Log(folder / "log", report, {json.loads(beacon)["size"] for beacon in opens})
    bad = report.violations
    bad += [
        ("", "LOG", f"日志没有这把钥匙的签名：{k[:40]}") for k in keys if not signed(log.note, k)
    ]
    for line in others:
        bad += [(line.told["day"], "LOG", wrong) for wrong in log.explain(line)]
    replay = Replay(report, days)
    for line in read(folder / "draws"):
        day, counted = line.told["day"], first <= line.told["day"] <= last
        report.draws += counted
        found = [*replay.draw(line, counted=counted), *(("LOG", w) for w in log.explain(line))]
        said = [(day, code, f"第 {line.told['serial']} 号：{words}") for code, words in found]
        bad += said if counted else []
    for day, value in replay.opened.items():
        bad += [(day, "SEED", w) for w in _beacon(days.get(day, {}), value, log, witnesses)]
        if days.get(day, {}).get("at") is None or days[day]["at"] >= json.loads(value)["size"]:
            report.notes.append(f"{day}：种子和公开数没有分先后，管数据库的人可能挑过种子")
    bad += [("", "MISSING", f"日志第 {n} 条是派件，公布的里面没有") for n in log.draws]
    return report


def main(arguments: Sequence[str] | None = None) -> int:
    """0: nothing found. 1: violations, a line each."""
    parser = argparse.ArgumentParser(description="Verify published draws of examiners.")
    parser.add_argument("folder", type=Path)
    parser.add_argument("--from", dest="first", default="", metavar="DAY")
    parser.add_argument("--to", dest="last", default="9999", metavar="DAY")
    parser.add_argument("--key", action="append", default=[])
    parser.add_argument("--witness", action="append", default=[])
    a = parser.parse_args(arguments)
    r = verify(a.folder, a.first, a.last, a.key, a.witness)
    sys.stdout.write("\n".join(r.lines()) + "\n")
    return 1 if r.violations else 0


if __name__ == "__main__":
    raise SystemExit(main())
