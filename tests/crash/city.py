"""A process beside the house: it fills its database, then sells homes while parts are killed.

Run as ``python -c "import django; django.setup(); from tests.crash.city import main; main()" KEY``
with ``KEY`` the bank's public key in hexadecimal. It prints the mortgaged units with proof and
mortgagor, waits for a line, and then prints the case number of each sale that was approved.
"""

import json
import sys
import time
from collections.abc import Callable
from dataclasses import replace
from typing import TypeVar

from django.db import DatabaseError, InterfaceError, connection
from django.utils import timezone

from dengbu.accounts import api as accounts
from dengbu.casework import api as casework
from dengbu.kernel.fault import FaultCode, Faults
from tests.casework import asks
from tests.casework.desk import ENTERED, Desk, open_desk
from tests.casework.smart.released import release
from tests.crash.bank import KEY_ID
from tests.register.city import person

CANCELLED, SOLD = 64, 20  # units whose mortgage the bank cancels; units that are sold
PACE = 0.2  # seconds between sales
PATIENCE = 60.0  # seconds in which the database must be back
Done = TypeVar("Done")


def main() -> None:
    """Fill, wait, sell."""
    desk = open_desk(CANCELLED + SOLD)
    agent = accounts.Account.objects.get(id=desk.bank.id)
    key = bytes.fromhex(sys.argv[1])
    accounts.register_key(account=agent, key_id=KEY_ID, public_key=key, now=ENTERED, valid_to=None)
    release(forgotten=False)  # nothing is deleted where leaves are numbered beside us
    _print([[desk.units[n], desk.proofs[n], person(n + 1).name] for n in range(CANCELLED)])
    sys.stdin.readline()
    for n in range(CANCELLED, CANCELLED + SOLD):
        _print(_sell(desk, n))
        time.sleep(PACE)


def _sell(desk: Desk, n: int) -> str:
    """Accept and approve one sale, however often the database goes away meanwhile."""
    asked = replace(asks.sale(desk, n, buyer=500 + n), submission_key=f"sale-{n}")
    view = _insist(lambda: casework.submit(asked, actor=desk.windows[0], now=timezone.now()))
    _insist(lambda: _approve(view))
    return view.case_no


def _approve(view: casework.CaseView) -> None:
    if view.examiner_id is None:
        raise ValueError("nobody was drawn")
    examiner = accounts.actor(view.examiner_id)
    if examiner is None:
        raise ValueError("the drawn examiner is gone")
    try:
        casework.approve(view.case_no, actor=examiner, now=timezone.now(), revision=view.revision)
    except Faults as faults:
        # The approval before this one was committed, but its answer was lost.
        if [fault.code for fault in faults.faults] != [FaultCode.STATE_CHANGED]:
            raise


def _insist(act: Callable[[], Done]) -> Done:
    """Do it again when the database was not there."""
    end = time.monotonic() + PATIENCE
    while True:
        try:
            return act()
        except (DatabaseError, InterfaceError):
            if time.monotonic() > end:
                raise
            connection.close()
            time.sleep(0.2)


def _print(value: object) -> None:
    sys.stdout.write(json.dumps(value) + "\n")
    sys.stdout.flush()
