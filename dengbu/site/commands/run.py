"""``dengbu run``: start everything; Ctrl-C stops it."""

import os
from argparse import ArgumentParser, Namespace

from dengbu.site.run import supervise


def add_arguments(parser: ArgumentParser) -> None:
    """The port."""
    parser.add_argument("--port", type=int, default=int(os.environ.get("PORT", "8000")))


def run(args: Namespace) -> int:
    """Stay until told to stop."""
    return supervise(port=args.port)
