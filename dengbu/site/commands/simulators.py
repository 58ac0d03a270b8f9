"""``dengbu simulators``: the other departments of a demonstration, until told to stop."""

import json
import signal
import threading
from argparse import ArgumentParser, Namespace
from pathlib import Path

from dengbu.site.parent import end_with_parent
from dengbu.site.simulators.registry import departments
from dengbu.site.simulators.scenarios import Behaviour
from dengbu.site.simulators.server import Simulators
from dengbu.site.simulators.tax import PROMPT


def add_arguments(parser: ArgumentParser) -> None:
    """The port, how long each department takes over an answer, and people over their tax."""
    parser.add_argument("--port", type=int, default=8001)
    parser.add_argument("--latency", type=float, default=0.0, help="seconds")
    told = "seconds after the first question when a deed tax is paid; 0: at once"
    parser.add_argument("--tax-after", type=float, default=PROMPT, help=told)
    known = "JSON of names by identity number: whom the police know"
    parser.add_argument("--residents", type=Path, help=known)


def run(args: Namespace) -> int:
    """Answer until SIGTERM or SIGINT; on this machine only."""
    end_with_parent()
    ended = threading.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: ended.set())
    file: Path | None = args.residents
    residents = json.loads(file.read_text("utf-8")) if file is not None and file.exists() else {}
    simulators = Simulators(
        departments=departments(tax_after=args.tax_after, residents=residents),
        port=args.port,
        behaviour=Behaviour(latency=args.latency),
    ).start()
    ended.wait()
    simulators.stop()
    return 0
