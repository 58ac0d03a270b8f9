"""``dengbu witness``: co-sign the logs of other offices, until told to stop."""

import signal
import sys
import threading
from argparse import ArgumentParser, Namespace
from pathlib import Path

from dengbu.evidence.tlog.notes import BadNote
from dengbu.site.witness.server import Server
from dengbu.site.witness.state import BadState, State


def add_arguments(parser: ArgumentParser) -> None:
    """Name, folder, port, and the keys of the logs to be witnessed."""
    parser.add_argument("--name", required=True, help="name of the key, such as witness.example/w1")
    parser.add_argument("--folder", type=Path, required=True, help="key and memory of the witness")
    parser.add_argument("--bind", default="127.0.0.1")
    parser.add_argument("--port", type=int, default=8100)
    parser.add_argument(
        "--log", action="append", default=[], metavar="KEY", help="public key of a log, kept"
    )


def run(args: Namespace) -> int:
    """0 after SIGTERM or SIGINT; 2 where folder, key or port cannot be used."""
    try:
        state = State(args.folder, name=args.name)
        for told in args.log:
            state.add_log(told)
        state.logs()
        server = Server((args.bind, args.port), state)
    except (BadState, BadNote, OSError) as error:
        sys.stderr.write(f"{error}\n")
        return 2
    sys.stdout.write(f"{state.signer.verifier}\n")
    sys.stdout.flush()
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: threading.Thread(target=server.shutdown).start())
    server.serve_forever(poll_interval=0.2)
    server.server_close()
    state.close()
    return 0
