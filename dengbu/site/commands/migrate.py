"""``dengbu migrate``: bring the schema up to date, then grant each role what it needs."""

from argparse import ArgumentParser, Namespace

from dengbu.database import privileges
from dengbu.database.migrating import bring_up


def add_arguments(parser: ArgumentParser) -> None:
    """Nothing to choose."""


def run(args: Namespace) -> int:
    """Migrate and grant; runs as the owner of the schema."""
    bring_up()
    privileges.apply()
    return 0
