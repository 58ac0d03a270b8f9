"""``dengbu sides``: the banks and the supervised account of a demonstration, until told to stop."""

import signal
import threading
from argparse import ArgumentParser, Namespace
from pathlib import Path

from dengbu.site import server
from dengbu.site.parent import end_with_parent
from dengbu.site.simulators.sides.load import programs
from dengbu.site.simulators.sides.office import over_http
from dengbu.site.simulators.sides.programs import PROMPT
from dengbu.site.simulators.sides.server import PAUSE, Sides


def add_arguments(parser: ArgumentParser) -> None:
    """The port, where the office is, and where the keys of the demonstration lie."""
    parser.add_argument("--port", type=int, default=8002)
    parser.add_argument("--office", default="http://127.0.0.1:8000", help="address of the office")
    parser.add_argument("--keys", type=Path, help="folder of the private keys")
    told = "seconds until a buyer who has confirmed pays"
    parser.add_argument("--buyer-after", type=float, default=PROMPT, help=told)
    parser.add_argument("--pause", type=float, default=PAUSE, help="seconds between turns")


def run(args: Namespace) -> int:
    """Take turns until SIGTERM or SIGINT; on this machine only."""
    end_with_parent()
    ended = threading.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: ended.set())
    keys = args.keys or server.home() / "demonstration" / "keys"
    found = programs(keys, over_http(args.office.rstrip("/")), prompt=args.buyer_after)
    sides = Sides(programs=found, port=args.port, pause=args.pause).start()
    ended.wait()
    sides.stop()
    return 0
