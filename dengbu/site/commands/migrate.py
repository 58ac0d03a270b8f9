"""``dengbu migrate``: bring the schema up to date, then grant each role what it needs."""

import sys
from argparse import ArgumentParser, Namespace

from dengbu.database import privileges
from dengbu.database.migrating import bring_up
from dengbu.kernel.fault import Faults
from dengbu.register import api as register


def add_arguments(parser: ArgumentParser) -> None:
    """Nothing to choose."""


def run(args: Namespace) -> int:
    """Migrate and grant; runs as the owner of the schema. 1 while stock data is being loaded."""
    try:
        register.mend_indexes()  # of a load that was killed
    except Faults as faults:
        sys.stderr.writelines(f"{fault.message}\n" for fault in faults.faults)
        return 1
    bring_up()
    privileges.apply()
    return 0
