"""``dengbu simulators``: the other departments of a demonstration, until told to stop."""

import signal
import threading
from argparse import ArgumentParser, Namespace

from dengbu.site.parent import end_with_parent
from dengbu.site.simulators.registry import DEPARTMENTS
from dengbu.site.simulators.scenarios import Behaviour
from dengbu.site.simulators.server import Simulators


def add_arguments(parser: ArgumentParser) -> None:
    """The port, and how long each department takes over an answer."""
    parser.add_argument("--port", type=int, default=8001)
    parser.add_argument("--latency", type=float, default=0.0, help="seconds")


def run(args: Namespace) -> int:
    """Answer until SIGTERM or SIGINT; on this machine only."""
    end_with_parent()
    ended = threading.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: ended.set())
    simulators = Simulators(
        departments=DEPARTMENTS, port=args.port, behaviour=Behaviour(latency=args.latency)
    ).start()
    ended.wait()
    simulators.stop()
    return 0
