"""``dengbu worker``: jobs and engines until told to stop."""

from argparse import ArgumentParser, Namespace

from dengbu.site import worker
from dengbu.site.parent import end_with_parent


def add_arguments(parser: ArgumentParser) -> None:
    """Nothing to choose."""


def run(args: Namespace) -> int:
    """Work until SIGTERM or SIGINT."""
    end_with_parent()
    return worker.run()
