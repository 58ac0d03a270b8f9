"""The published draws of an office of any size, written without a database (``dispatch_verify``).

Departments with examiners who come, go, finish cases and keep away from some; a log in which other
acts stand between the draws. ``steer`` changes what is published of a draw before it is logged, as
somebody would who commands the office's machine.
"""

import hashlib
import random
from collections.abc import Callable
from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path
from typing import Any

from dengbu.casework.rules import dispatch
from dengbu.casework.rules.dispatch import Standing
from dengbu.evidence import merkle
from dengbu.evidence.tlog import checkpoints, entries, notes, tiles
from dengbu.kernel.canonical import canonical_json

OFFICE = "430602"
SIGNER = notes.Signer(name=f"log.example/{OFFICE}", kind=notes.ED25519, seed=bytes(32))
OTHERS = 9  # leaves of other acts beside a draw
Line = dict[str, Any]
Steer = Callable[[Line], Line | None]  # None: the draw is not written down


class Publication:
    """The folder, written day by day."""

    def __init__(self, folder: Path, *, seed: int = 1, others: int = OTHERS) -> None:
        """`others`: leaves of other acts beside each draw."""
        self.folder, self.rng, self.others = folder, random.Random(seed), others
        self.entries: list[bytes] = []
        self.frontier: list[bytes] = []
        self.draws: list[str] = []
        self.told: list[str] = []
        self.serial, self.previous = 0, ""
        self.desks: Callable[[], Line] = lambda: {"since": [], "open": []}

    def add(self, kind: entries.Kind, content: bytes) -> str:
        """Put it into the log; its published line."""
        salt = self.rng.randbytes(16)
        line = f"{len(self.entries)} {salt.hex()} {content.decode()}\n"
        self._append(entries.entry(kind, salt, content))
        return line

    def noise(self, count: int) -> None:
        """Other acts in the log."""
        head = entries.header(entries.Kind.STEP)
        for _ in range(count):
            self._append(head + self.rng.randbytes(64))

    def _append(self, entry: bytes) -> None:
        merkle.append(self.frontier, len(self.entries), merkle.leaf_hash(entry))
        self.entries.append(entry)

    def checkpoint(self) -> tuple[int, bytes, str]:
        """Size, root and signed note of the log as it is."""
        size, root = len(self.entries), merkle.root(self.frontier)
        found = checkpoints.Checkpoint(origin=SIGNER.name, size=size, root=root)
        return size, root, checkpoints.signed(found, SIGNER)

    def write(self) -> None:
        """Lines and log into the folder."""
        self.folder.mkdir(parents=True, exist_ok=True)
        (self.folder / "draws").write_text("".join(self.draws))
        (self.folder / "others").write_text("".join(self.told))
        (self.folder / "desks").write_bytes(canonical_json(self.desks()))
        for tile in tiles.bundles_of(len(self.entries)):
            first = tile.number * tiles.WIDTH
            place = self.folder / "log" / tile.path
            place.parent.mkdir(parents=True, exist_ok=True)
            place.write_bytes(tiles.bundle(self.entries[first : first + tile.width]))
        (self.folder / "log" / "checkpoint").write_text(self.checkpoint()[2])


class Department:
    """Examiners, their desks and their standing."""

    def __init__(self, name: str, people: range, rng: random.Random) -> None:
        """`people`: public numbers."""
        self.name, self.people, self.rng = name, list(people), rng
        self.before: dict[int, Standing] = {}
        self.desks: dict[int, list[str]] = {p: [] for p in people}
        self.events: list[list[object]] = []
        self.away: set[int] = set()

    def finish(self, usual: int) -> None:
        """Cases are decided, so that a desk holds about `usual`."""
        held = sum(map(len, self.desks.values()))
        while held > usual * len(self.people):
            who = self.rng.choice(self.people)
            if self.desks[who]:
                case = self.desks[who].pop(self.rng.randrange(len(self.desks[who])))
                self.events.append([case, called(who), -1, "LEFT"])
                held -= 1


def called(number: int) -> str:
    """A public number as written."""
    return f"E{number:02d}"


class Office:
    """An office that draws day after day."""

    def __init__(
        self, out: Publication, examiners: int, departments: int = 3, *, steer: Steer | None = None
    ) -> None:
        """Examiners are shared out evenly."""
        self.out, self.rng, self.steer = out, out.rng, steer
        each = examiners // departments
        self.departments = [
            Department(f"D{n}", range(n * each + 1, (n + 1) * each + 1), out.rng)
            for n in range(departments)
        ]
        self.day, self.cases = date(2024, 1, 2), 0
        self.seeds: dict[date, str] = {}
        self.commit(self.day)
        out.desks = self.lies

    def lies(self) -> Line:
        """What lies on whose desk, and what happened since the last draw."""
        return {
            "since": [event for d in self.departments for event in d.events],
            "open": [
                [case, called(p)]
                for d in self.departments
                for p, held in d.desks.items()
                for case in held
            ],
        }

    def commit(self, day: date) -> None:
        """Make and publish a day's commitment."""
        seed = self.seeds[day] = self.rng.randbytes(32).hex()
        told = dispatch.commitment_of(OFFICE, day.isoformat(), seed)
        self._other(kind="seed", day=day, commitment=told)

    def _other(self, **told: object) -> None:
        content = canonical_json({"v": 1, "office": OFFICE, **told})
        self.out.told.append(self.out.add(entries.Kind.DRAW, content))

    def work(self, draws: int, *, usual: int = 14) -> None:
        """One day: the value of the day, draws, the next commitment, the seed told."""
        self.out.noise(5)
        size, root, note = self.out.checkpoint()
        beacon = canonical_json({"size": size, "root": root.hex(), "note": note}).decode()
        seed = self.seeds[self.day]
        daily = f"{seed}:{hashlib.sha256(beacon.encode()).hexdigest()}"
        commitment = dispatch.commitment_of(OFFICE, self.day.isoformat(), seed)
        opens: Line | None = {"commitment": commitment, "beacon": beacon}
        for one in self.departments:
            one.away = set(self.rng.sample(one.people, len(one.people) // 10))
        for n in range(draws):
            department = self.rng.choice(self.departments)
            department.finish(usual)
            self._draw(department, daily, opens, n)
            opens = None
            self.out.noise(self.out.others)
        self.commit(self.day + timedelta(days=1))
        self._other(kind="told", day=self.day, seed=seed)
        self.day += timedelta(days=1)

    def _draw(self, one: Department, daily: str, opens: Line | None, n: int) -> None:
        self.cases += 1
        salt = self.rng.randbytes(16).hex()
        case = dispatch.case_mark(OFFICE, f"{self.day:%Y%m%d}{self.cases:06d}", salt)
        present = [p for p in one.people if p not in one.away]
        opened = {p: len(held) for p, held in one.desks.items()}
        after = dispatch.arrive(one.before, present, opened)
        kept = [self.rng.choice(present)] if self.rng.random() < 0.02 and len(present) > 1 else []
        people = [p for p in present if p not in kept]
        drawn = dispatch.draw(
            people,
            {p: opened[p] + after[p].credit for p in people},
            dispatch.seed_of(case, daily, 1),
        )
        told = {
            "v": 1,
            "kind": "draw",
            "office": OFFICE,
            "day": self.day,
            "at": datetime.combine(self.day, time(1), UTC) + timedelta(seconds=60 * n),
            "department": one.name,
            "people": [called(p) for p in people],
            "open": [opened[p] for p in people],
            "credit": [after[p].credit for p in people],
            "excluded": [[called(p), "INTEREST"] for p in kept],
            "case": case,
            "turn": 1,
            "drawn": called(drawn.drawn),
            "desk": [event for d in self.departments for event in d.events],
            "roster": _roster(one.before, after),
            **({} if opens is None else {"opens": opens}),
        }
        for each in self.departments:
            each.events = []
        one.before = dispatch.after_draw(after, people)
        one.desks[drawn.drawn].append(case)
        self._write(told)

    def _write(self, told: Line) -> None:
        out = self.out
        told |= {"serial": out.serial + 1, "previous": out.previous}
        published = told if self.steer is None else self.steer(told)
        if published is None:
            return
        content = canonical_json(published)
        out.serial, out.previous = out.serial + 1, hashlib.sha256(content).hexdigest()
        out.draws.append(out.add(entries.Kind.DRAW, content))


def _roster(before: dict[int, Standing], after: dict[int, Standing]) -> list[list[object]]:
    told: list[list[object]] = []
    for p, stands in sorted(after.items()):
        was = before.get(p, Standing()).present
        if stands.present != was:
            what, why = ("IN", "") if stands.present else ("OUT", "LEAVE")
            told.append([called(p), what, why, stands.credit])
    return told
