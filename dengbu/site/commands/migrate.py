"""``dengbu migrate``: bring the schema up to date, then grant each role what it needs."""

from argparse import ArgumentParser, Namespace

from django.core.management import call_command

from dengbu.database import privileges


def add_arguments(parser: ArgumentParser) -> None:
    """Nothing to choose."""


def run(args: Namespace) -> int:
    """Migrate and grant; runs as the owner of the schema."""
    call_command("migrate", verbosity=0, interactive=False)
    privileges.apply()
    return 0
