"""Whatever comes in, however dirty: what the import accepts, the audit accepts.

A sound register of every kind of right goes out, with the columns of ours or those of the standard
alone; cells and rows of the files are changed by chance; what is taken of it must be a true
register.
"""

import csv
import os
import random
from collections.abc import Iterator
from pathlib import Path

import pytest

from dengbu.register import api as register
from dengbu.register.stock.mapping import GROUND
from tests.register.stock.files import take
from tests.register.stock.whole import every_kind, forget_everything, forget_register

pytestmark = pytest.mark.django_db(transaction=True)
TRIES = int(os.environ.get("DENGBU_DIRTY_TRIES", "12"))  # folders; more in a nightly run
CHANGES = 8  # of a folder, at most
CASES, STATES = ("YWH", "ZXDYYWH", "JFYWH", "ZXYWH"), ("1", "2", "3")
SAID_BY_OURS = (*GROUND, "DB", "SZ", "DYBH")
"""Tables of which the columns of the standard alone say too little."""
Table = list[dict[str, str]]


def read(folder: Path) -> dict[str, Table]:
    found = {}
    for path in sorted(folder.glob("*.csv")):
        with path.open(encoding="utf-8", newline="") as file:
            found[path.stem] = list(csv.DictReader(file))
    return found


def write(folder: Path, files: dict[str, Table], *, ours: bool) -> None:
    folder.mkdir()
    for name, rows in files.items():
        if rows and (ours or name not in SAID_BY_OURS):
            names = [c for c in rows[0] if ours or not c.startswith("X_")]
            with (folder / f"{name}.csv").open("w", encoding="utf-8", newline="") as file:
                out = csv.DictWriter(file, names, extrasaction="ignore")
                out.writeheader()
                out.writerows(rows)


def spoil(rows: Table, chance: random.Random) -> str:
    """One change of a table; what was done."""
    row = chance.choice(rows)
    column = chance.choice([c for c in row if row[c]] or list(row))
    what = chance.choice(("other", "other", "empty", "gone", "twice", "again", "state", "day"))
    if what == "other":
        row[column] = chance.choice(rows)[column]
    elif what == "empty":
        row[column] = ""
    elif what == "gone":
        rows.remove(row)
    elif what == "twice":
        rows.append(dict(row))
    elif what == "again":  # the same in a case of its own
        mark = str(chance.randrange(10))
        changed = {c: row[c][:-1] + mark for c in CASES if row.get(c)}
        rows.append({**row, **changed})
    elif what == "state" and "QSZT" in row:
        row["QSZT"] = chance.choice(STATES)
    elif what == "day" and row.get("DJSJ"):
        row["DJSJ"] = chance.choice(rows)["DJSJ"]
    return f"{what} {column}"


@pytest.fixture
def sound(tmp_path: Path) -> Iterator[dict[str, Table]]:
    """The files of a register of every kind; the database is empty again."""
    every_kind()
    register.export_register(tmp_path / "sound")
    yield read(tmp_path / "sound")
    forget_everything()


@pytest.mark.parametrize("ours", [True, False], ids=["ours", "standard"])
def test_what_is_accepted_is_a_true_register(
    tmp_path: Path, sound: dict[str, Table], ours: bool
) -> None:
    broken: dict[str, list[str]] = {}
    taken = 0
    for n in range(TRIES):
        chance = random.Random(f"{ours} {n}")  # noqa: S311 - the same changes every time
        files = {name: [dict(row) for row in rows] for name, rows in sound.items()}
        done = []
        for _ in range(chance.randint(1, CHANGES)):
            name = chance.choice([name for name in files if files[name]])
            done.append(f"{name} {spoil(files[name], chance)}")
        folder = tmp_path / str(n) / "in"
        folder.parent.mkdir()
        write(folder, files, ours=ours)
        forget_everything() if ours else forget_register()
        try:
            taken += take(folder).total.taken
            found = list(register.audit())
        except RuntimeError as error:
            found = [str(error)]
        if found:
            broken[f"{n}: {'; '.join(done)}"] = found
    assert not broken, "\n".join(f"{how}\n  {said}" for how, said in broken.items())
    assert taken > 0
