"""``dengbu torture``: clerks, banks and courts on few units while parts are killed; then count."""

import json
import shutil
import sys
from argparse import ArgumentParser, Namespace
from random import Random

from dengbu.site import server
from dengbu.site.torture.run import Torture

FAULTS = ("lost", "doubled", "breaks", "deadlock", "died")


def add_arguments(parser: ArgumentParser) -> None:
    """How long, how many, and whether to kill."""
    parser.add_argument("--minutes", type=float, default=1.0)
    parser.add_argument("--processes", type=int, default=4, metavar="P")
    parser.add_argument("--units", type=int, default=12, help="hot units that all act on")
    parser.add_argument("--kill", action="store_true", help="clerks, backends, the whole server")
    parser.add_argument("--seed", type=int, default=1)


def run(args: Namespace) -> int:
    """0 when nothing was lost, doubled, broken or deadlocked; one JSON object is printed."""
    folder = server.home() / "torture"
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    chance = Random(args.seed)  # noqa: S311 - chance, not secrecy
    torture = Torture(folder, args.processes, args.units, chance)
    try:
        units = torture.prepare()
        torture.torment(units, args.minutes * 60, kill=args.kill)
        torture.stop()
        found = torture.findings()
    finally:
        for clerk in torture.clerks.values():
            clerk.kill()
        server.stop(torture.data)
    counts = {name: torture.counts[name] for name in ("refused", "interrupted", "deadlock", "died")}
    figures = {
        "torture": "register",
        "minutes": args.minutes,
        "processes": args.processes,
        "kills": dict(torture.kills),
        **found,
        **counts,
    }
    sys.stdout.write(json.dumps(figures, ensure_ascii=False) + "\n")
    return 1 if any(figures[name] for name in FAULTS) else 0
