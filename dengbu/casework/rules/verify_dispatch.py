"""派件核对: proves from published files alone that no draw of an examiner was steered.

    python verify_dispatch.py FOLDER --key KEY [--from DAY] [--to DAY] [--witness KEY]

Python's standard library only. FOLDER is what an office published: `draws` (ledger, a line a draw),
`others` (seeds committed to and told, values drawn elsewhere), `desks` (what lies on whose), `log`.
The ledger is added up from its first line: rosters and loads, randomness made again, desks as draws
left them, no line of the log left out. KEY: the office's as you were given it, not from the folder.
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
from datetime import date, datetime, timedelta
from functools import reduce
from pathlib import Path
from typing import Any, NamedTuple

CATCH_UP, DRAW_KIND, WIDTH, STEP = 3, 9, 256, 68  # bytes of an entry with its length
_P, _Q = 2**255 - 19, 2**252 + 27742317777372353535851937790883648493
_D = -121665 * pow(121666, -1, _P) % _P
Found = Iterator[tuple[str, str]]  # code and words of what is wrong
Keys = Sequence[str]
NEVER = sys.maxsize  # place of what is not in the log yet
NO_KEY = (
    "没有核对：没有给日志的公钥（--key），这个文件夹可以是任何人写的。公钥要从别处拿，"
    "不能用文件夹里的；只想照它自己的说法算一遍，加 --trust-folder"
)


@dataclass(kw_only=True)
class Report:
    """What was found."""

    violations: list[tuple[str, str, str]] = field(default_factory=list)  # day or "", code, words
    notes: list[str] = field(default_factory=list)  # what is no violation and should be known
    draws: int = 0  # in the days asked for
    pending: int = 0  # of them, of days whose seed is not told yet
    waiting: int = 0  # published, not in this log yet
    moved: int = 0  # cases that a person gave to another examiner
    alone: int = 0  # days whose public value is the office's own: no witness, nothing from outside
    got: dict[str, list[float]] = field(default_factory=dict)  # by examiner: drawn, mean, variance

    def evenness(self) -> float:
        """How often chance alone gives somebody at least so far from the mean as the worst here."""
        worst = max((abs(g - e) / math.sqrt(v) for g, e, v in self.got.values()), default=0.0)
        return min(1.0, max(1, len(self.got)) * math.erfc(worst / math.sqrt(2)))

    def lines(self) -> Iterator[str]:
        """Everything in words, the sum last."""
        yield from (f"留意 {told}" for told in self.notes)
        yield from (f"不符 {' '.join(told)}" for told in self.violations)
        for who, (got, mean, v) in sorted(self.got.items()):
            yield f"均匀 {who} 抽中 {got:.0f} 次，平均该 {mean:.1f} 次，上下 {math.sqrt(v):.1f}"
        if self.alone:
            yield f"留意 {self.alone} 天的公开数只有本所自己的日志：管机器的人可能挑过它"
        yield (
            f"{self.draws} 次抽签，不符 {len(self.violations)} 处；等公开种子 {self.pending}，"
            f"还没进日志 {self.waiting}；人改派 {self.moved} 次；均匀 p = {self.evenness():.3f}"
        )


class Line(NamedTuple):
    """A published line with its place in the log."""

    place: int
    salted: bytes  # salt and content, as the log hashes them
    told: dict[str, Any]


def _read(path: Path, part: str = "") -> Iterator[Line]:
    with path.open(encoding="utf-8") as lines:
        for text in (line for line in lines if part in line):
            index, salt, content = text.rstrip("\n").split(" ", 2)
            place = NEVER if index == "-" else int(index)
            yield Line(place, bytes.fromhex(salt) + content.encode(), json.loads(content))


def _sha(data: bytes) -> bytes:
    return hashlib.sha256(data).digest()


class Log:
    """The public log: its root at every size that is asked for, and its entries of draws."""

    def __init__(self, folder: Path, report: Report, wanted: set[int]) -> None:
        self.folder, self.report, self.size, self.note = folder, report, 0, ""
        self.roots: dict[int, bytes] = {}
        self.draws: dict[int, bytes] = {}  # by place; taken out as they are explained
        try:
            self.note = (folder / "checkpoint").read_text(encoding="utf-8")
            self.size, root = _parse(self.note)
            self._add_up(wanted | {self.size})
            if self.size and self.roots.get(self.size) != root:
                raise ValueError("它的内容和它签名的根对不上")
        except (OSError, ValueError) as error:
            report.violations.append(("", "LOG", f"日志读不出来：{error}"))

    def _add_up(self, wanted: set[int]) -> None:
        stack: list[bytes] = []  # roots of whole subtrees, the largest first (RFC 6962)
        for size, entry in enumerate(self._entries(), start=1):
            if entry[1] == DRAW_KIND:
                self.draws[size - 1] = entry
            stack.append(_sha(b"\0" + entry))
            whole = size
            while not whole & 1:
                right, whole = stack.pop(), whole >> 1
                stack[-1] = _sha(b"\1" + stack[-1] + right)
            if size in wanted:
                self.roots[size] = reduce(lambda r, left: _sha(b"\1" + left + r), stack[::-1])

    def _entries(self) -> Iterator[bytes]:
        for number in range(-(-self.size // WIDTH)):
            told, rest = f"{number % 1000:03d}", number // 1000
            while rest:
                told, rest = f"x{rest % 1000:03d}/{told}", rest // 1000
            place, width = self.folder / "tile/entries" / told, self.size - number * WIDTH
            part = place.with_name(f"{place.name}.p") / str(width)
            data = (part if width < WIDTH and part.is_file() else place).read_bytes()
            if len(data) < (end := min(width, WIDTH) * STEP):
                raise ValueError(f"{place} 不完整")
            yield from (data[at : at + STEP - 2] for at in range(2, end, STEP))

    def explain(self, line: Line) -> Iterator[str]:
        """What is wrong with a line's place in the log, where it must stand once."""
        if line.place >= self.size:
            self.report.waiting += 1
        elif self.draws.pop(line.place, b"")[2:34] != _sha(line.salted):
            yield f"日志第 {line.place} 条不是它，或者已经用过一次"


def _parse(note: str) -> tuple[int, bytes]:
    _, size, root, *_ = note.split("\n")
    return int(size), base64.b64decode(root)


def signed(note: str, key: str) -> bool:
    """Whether a checkpoint bears the signature of a public key `name+id+base64` (Ed25519)."""
    name, _, told = key.split("+", 2)
    raw = base64.b64decode(told)
    text, _, signatures = note.partition("\n\n")
    for parts in (line.split(" ") for line in signatures.splitlines()):
        blob, body = base64.b64decode(parts[-1])[4:], f"{text}\n".encode()
        if raw[0] == 4:  # of a witness: a time stands before the signature
            at = int.from_bytes(blob[:8], "big")
            blob, body = blob[8:], f"cosignature/v1\ntime {at}\n".encode() + body
        if parts[1:2] == [name] and _ed25519(raw[1:], body, blob):
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
    sign, y = divmod(int.from_bytes(data, "little"), 1 << 255)
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
    half = _times(n >> 1, _add(p, p)) if n else (0, 1)
    return _add(half, p) if n & 1 else half


class Replay:
    """The ledger added up from its first line."""

    def __init__(self, report: Report, days: dict[str, dict[str, Any]]) -> None:
        self.report, self.days = report, days  # by day, what `others` says of it
        self.serial, self.digest, self.last = 0, "", ""
        self.desk: dict[str, int] = defaultdict(int)  # open cases by examiner
        self.holds: dict[str, str] = {}  # whose desk a case is on
        self.known: dict[str, str] = {}  # on whose it last was, of cases drawn for or begun with
        self.turns: dict[str, int] = defaultdict(int)
        self.standing: dict[str, dict[str, list[int]]] = defaultdict(dict)  # credit, waited
        self.opened: dict[str, str] = {}  # by day, its public value

    def draw(self, line: Line, *, counted: bool) -> Found:
        """Code and words of everything that is wrong with the next draw."""
        d = line.told
        if d["serial"] != self.serial + 1 or d["previous"] != self.digest:
            yield "CHAIN", f"第 {self.serial} 号后面接的不是它：少了、重了，或者前面的换过"
        self.serial, self.digest = d["serial"], _sha(line.salted[16:]).hex()
        for event in d.get("desk", ()):
            yield from self._event(*event, opening=not self.standing)
        here = self.standing[d["department"]]
        yield from self._roster(d, here)
        for who, opened, credit in zip(d["people"], d["open"], d["credit"], strict=True):
            real, due = self.desk[who], here.get(who, [0, 0])[0]
            if (opened, credit) != (real, due):
                yield "LOAD", f"{who} 手上该是 {real}+{due} 件，写的是 {opened}+{credit} 件"
        yield from self._day(d, line.place)
        yield from self._result(d, counted=counted)
        for stands in (here[who] for who in d["people"] if who in here):
            stands[1] += stands[0] > 0
            if stands[1] == CATCH_UP:
                stands[:] = [stands[0] - 1, 0]
        self.desk[d["drawn"]] += 1
        self.holds[d["case"]] = self.known[d["case"]] = d["drawn"]

    def _event(self, case: str, who: str, change: int, why: str, *, opening: bool) -> Found:
        taken = self.holds.get(case) != who if change < 0 else case in self.holds
        begins, known = why == "BEGUN", case in self.known
        if taken or begins == known or (begins and not opening):
            yield "DESK", f"{who} 手上的件对不上：{case[:12]} 没有经过抽签，或者前后矛盾"
        if change < 0:
            self.holds.pop(case, None)
        else:
            self.report.moved += self.known.get(case, who) != who
            self.holds[case] = self.known[case] = who
        self.desk[who] += change

    def closing(self, told: dict[str, Any]) -> Found:
        """Desks as they are, against what draws and what happened since put there."""
        for event in told["since"]:
            yield from self._event(*event, opening=not self.standing)
        lie: dict[str, str] = dict(told["open"])
        for case, _ in sorted(lie.items() ^ self.holds.items()):
            has, due = lie.get(case, "没有人"), self.holds.get(case, "没有人")
            yield "DESK", f"{case[:12]} 现在在 {has} 手上，抽签派给的是 {due}"

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
        order = sorted(d["people"], key=lambda w: int(w[1:]))
        if len(told) != len(set(told)) or d["people"] != order:
            yield "ROSTER", "名单有重复的人，或者没有按编号排"

    def _day(self, d: dict[str, Any], index: int) -> Found:
        day, known = d["day"], self.days.get(d["day"], {})
        yield from self._calendar(d, index)
        if ("opens" in d) == (day in self.opened):
            yield "SEED", "一天只能定一次公开数，由当天第一次抽签定"
        if "opens" in d:
            self.opened[day] = d["opens"]["beacon"]
            if d["opens"]["commitment"] != known.get("commitment"):
                yield "SEED", "用的种子不是事先公布了哈希的那一个"
        if NEVER > index > known.get("seed_at", NEVER):
            yield "SEED", "种子已经公开了还在用它抽签"
        if index < json.loads(self.opened.get(day, "{}")).get("size", 0):
            yield "SEED", "公开数定下来以前就抽了签"
        if day < self.last:
            self.report.notes.append(f"第 {d['serial']} 号：钟从 {self.last} 往回走到 {day}")
        self.last = day

    def _calendar(self, d: dict[str, Any], index: int) -> Found:
        """The seed is that of the day, or of a later one where all between had been told."""
        day, drawn = d["day"], str((datetime.fromisoformat(d["at"]) + timedelta(hours=8)).date())
        if len(day) != 10 or day < drawn:
            yield "DAY", f"写的日子是 {day}，抽签那天是 {drawn}"
            return
        for name, one in self.days.items() if day != drawn else ():
            if drawn <= name < day and "commitment" in one and index < one.get("seed_at", NEVER):
                yield "DAY", f"{name} 的种子还没公开，却用了 {day} 的"

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
    days: dict[str, dict[str, Any]] = defaultdict(dict)  # what is said of each, and its place
    for line in lines:
        told, day = line.told, days[line.told["day"]]
        name = {"seed": "commitment", "told": "seed", "outside": "outside"}[told["kind"]]
        if name in day:
            report.violations.append((told["day"], "SEED", "种子或者公开数定了两次：换过"))
            continue
        day["office"], day[f"{name}_at"] = told["office"], line.place
        day[name] = [told["source"], told["value"]] if name == "outside" else told[name]
    for name, day in days.items():
        text = f"dengbu seed 1:{day.get('office')}:{name}:{day.get('seed')}"
        if "seed" in day and hashlib.sha256(text.encode()).hexdigest() != day.get("commitment"):
            report.violations.append((name, "SEED", "公开的种子和事先公布的哈希对不上"))
    return days


def _beacon(day: dict[str, Any], told: str, log: Log, witnesses: Sequence[str]) -> Iterator[str]:
    size = (beacon := json.loads(told))["size"]
    if size and (size, log.roots.get(size)) != _parse(beacon["note"]):
        yield "公开数里的检查点和日志对不上"
    if size and not all(signed(beacon["note"], key) for key in witnesses):
        yield "公开数里的检查点没有您指定的见证方签名"
    if day.get("outside") != beacon.get("outside"):
        yield "公开数里的外面开的数，和登记的不一样"


def verify(
    folder: Path, first: str = "", last: str = "", keys: Keys = (), witnesses: Keys = ()
) -> Report:
    """Everything that the folder shows, of the days `first` to `last`; "": without bound."""
    report = Report(notes=[] if keys else ["没有用日志的公钥核对，只是照这个文件夹自己的说法"])
    others = list(_read(folder / "others"))
    days = _days(others, report)
    opens = [x.told["opens"]["beacon"] for x in _read(folder / "draws", '"opens":')]
    log = Log(folder / "log", report, {json.loads(beacon)["size"] for beacon in opens})
    bad = report.violations
    bad += [("", "LOG", f"没有这把钥匙的签名：{k[:40]}") for k in keys if not signed(log.note, k)]
    bad += [(x.told["day"], "LOG", wrong) for x in others for wrong in log.explain(x)]
    replay = Replay(report, days)
    for line in _read(folder / "draws"):
        day = line.told["day"]
        counted = first <= day and (not last or day <= last)
        report.draws += counted
        found = [*replay.draw(line, counted=counted), *(("LOG", w) for w in log.explain(line))]
        n = line.told["serial"]
        bad += [(day, c, f"第 {n} 号：{words}") for c, words in found if counted or c == "DAY"]
    desks = json.loads((folder / "desks").read_text(encoding="utf-8"))
    bad += [("", code, words) for code, words in replay.closing(desks)]
    for day, value in replay.opened.items():
        bad += [(day, "SEED", w) for w in _beacon(days[day], value, log, witnesses)]
        if days[day].get("commitment_at", NEVER) >= json.loads(value)["size"]:
            report.notes.append(f"{day}：种子和公开数没有分先后，管数据库的人可能挑过种子")
        if day < replay.last and "seed" not in days[day]:
            report.notes.append(f"{day}：当天早过了，种子还没有公开，结果核对不了")
        report.alone += "outside" not in json.loads(value) and value.count("\\n\u2014 ") < 2
    bad += [("", "MISSING", f"日志第 {n} 条是派件，公布的里面没有") for n in log.draws]
    return report


def main(arguments: Sequence[str] | None = None) -> int:
    """0: nothing found. 1: violations, a line each. 2: not verified."""
    parser = argparse.ArgumentParser(description="Verify published draws of examiners.")
    parser.add_argument("folder", type=Path)
    for name, dest in (("--from", "first"), ("--to", "last")):
        parser.add_argument(name, dest=dest, type=date.fromisoformat, metavar="DAY")
    for name in ("--key", "--witness"):
        parser.add_argument(name, action="append", default=[])
    parser.add_argument("--trust-folder", action="store_true", help="verify without any key")
    a = parser.parse_args(arguments)
    if not a.key and not a.trust_folder:
        sys.stderr.write(f"{NO_KEY}\n")
        return 2
    r = verify(a.folder, str(a.first or ""), str(a.last or ""), a.key, a.witness)
    sys.stdout.write("\n".join(r.lines()) + "\n")
    return 1 if r.violations else 0


if __name__ == "__main__":
    raise SystemExit(main())
