"""As many units for one debt as a booking takes: whole, and in bounded memory."""

import tracemalloc
from dataclasses import replace

import pytest

from dengbu.register import api as register
from tests.register.acts.acting import OWNER, START, enter, state
from tests.register.city import BANK, book, booking, first, make_units, mortgage

pytestmark = pytest.mark.django_db
MOST = 5_000
MEBIBYTE = 2**20


def test_five_thousand_units_secure_one_debt() -> None:
    units = make_units(MOST)
    book(*(booking(first(code, OWNER)) for code in units), at=START)
    more = tuple(register.Collateral(unit_code=c, mortgagors=(OWNER,)) for c in units[1:])
    tracemalloc.start()
    done = enter(replace(mortgage(units[0], (OWNER,)), collateral=more))
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert peak < 64 * MEBIBYTE
    proofs = [c.number for c in done.certificates]
    assert [line.unit_code for line in register.collateral_list(proofs[0])] == units
    others = tuple(
        register.Charged(unit_code=c, proof_no=p)
        for c, p in zip(units[1:], proofs[1:], strict=True)
    )
    one = register.CancelMortgage(unit_code=units[0], proof_no=proofs[0], applicants=(BANK,))
    assert len(enter(replace(one, others=others)).voided) == MOST
    assert state(units[-1]).mortgages == ()
