"""Why an act on a mortgage must be refused."""

from collections.abc import Iterator
from datetime import datetime
from decimal import Decimal

from dengbu.register import api as register
from tests.reference.asked import (
    CONTRACT,
    LAND,
    LAND_USE,
    Asked,
    agreed,
    burdened,
    consented,
    misnamed,
)
from tests.reference.rights import CHINA

BUILDING = register.MortgagedKind.UNDER_CONSTRUCTION
OLD_LAW_ENDS = datetime(2021, 1, 1, tzinfo=CHINA)


def lend(a: Asked, act: register.CreateMortgage) -> Iterator[str]:
    if not a.signed(*act.mortgagees):
        yield "E26"
    if act.amount <= 0 or (act.transfer_restricted is None and a.at >= OLD_LAW_ENDS):
        yield "E03"
    if act.from_notice and not any(
        n.proof == act.from_notice
        and n.place is not None
        and {p.key for p in n.people} == {b.key for b in act.mortgagees}
        and {p.key for p in n.obligors} == {p.key for p in act.mortgagors}
        for n in a.sheet.notices_on(a.at)
    ):
        yield "E19"
    built = act.mortgaged_kind is BUILDING
    if not a.title and not (built and a.is_house):
        yield "P01"
    farms = a.work.people if a.work and act.of_operation and not a.work.over(a.at) else ()
    if misnamed(a, act.mortgagors, instead=farms):
        yield "P02"
    if a.sheet.seizures(a.at):
        yield "P03"
    if a.title and not (a.signed(*farms) if farms else agreed(a)):
        yield "P14"
    yield from burdened(a, for_loan=act.from_notice)
    if a.title and a.title.kind is LAND_USE and a.houses:
        yield "P13"
    if act.of_operation != (a.title is not None and a.title.kind is CONTRACT) and (
        act.of_operation or a.title
    ):
        yield "P20"


def building(a: Asked, act: register.CreateMortgage, units: tuple[str, ...]) -> Iterator[str]:
    """What is being built is mortgaged with its land, by who holds that, before it is sold."""
    if act.mortgaged_kind is not BUILDING:
        if act.construction_address or act.construction_scope:
            yield "E36"
        return
    if not a.is_house:
        if not a.unit.endswith(LAND):
            yield "E36"
        return
    ground = a.ground if a.land in units else None
    sold = any(n.place is None for n in a.sheet.notices_on(a.at))
    if (
        a.title
        or sold
        or ground is None
        or {p.key for p, _ in ground.holders} != {p.key for p in act.mortgagors}
    ):
        yield "E36"


def land_last(a: Asked, act: register.CancelMortgage, named: set[str]) -> Iterator[str]:
    """Land does not leave a debt before what is being built on it."""
    loan = a.loan(act.proof_no)
    if not act.partial or a.is_house or loan is None or not loan.building:
        return
    homes = [u for u in a.sheets if u[:19] == a.unit[:19] and u[19] in "FQ" and u not in named]
    if any(x.building and x.debt == loan.debt for u in homes for x in a.sheets[u].loans_on(a.at)):
        yield "E42"


def repay(a: Asked, act: register.CancelMortgage) -> Iterator[str]:
    loan = a.loan(act.proof_no)
    if not a.title and not a.sheet.loans_on(a.at):
        yield "P01"
    asking = {p.key for p in act.applicants}
    if (
        loan is None
        or not {b.key for b in loan.banks} <= asking
        or act.amount not in (None, loan.amount)
    ):
        yield "E04"


def assign(a: Asked, act: register.TransferMortgage) -> Iterator[str]:
    loan = a.loan(act.proof_no)
    if loan is None or not a.signed(*loan.banks):
        yield "E04"
    if not a.signed(*act.mortgagees):
        yield "E26"
    if loan and loan.maximum and loan.fixed is None and not act.agreed_before_fixing:
        yield "E17"


def alter(a: Asked, act: register.ChangeMortgage) -> Iterator[str]:
    loan = a.loan(act.proof_no)
    if not consented(a, loan):
        yield "P14"
    if loan is None:
        yield "E04"
        return
    if not a.signed(*loan.banks):
        yield "E04"
    if act.amount is not None and act.amount <= 0:
        yield "E03"
    more = act.amount is not None and act.amount > loan.amount
    later = act.debt_to is not None and act.debt_to > loan.until
    if more or later or (act.transfer_restricted and not loan.banned):
        if a.sheet.seizures(a.at):
            yield "P03"
        yield from burdened(a)
    behind = [x for x in a.sheet.loans_on(a.at) if x.place > loan.place]
    if (more or later) and not a.signed(*(b for x in behind for b in x.banks)):
        yield "E18"
    given = (act.amount, act.debt_to, act.transfer_restricted, act.mortgagors)
    givers = a.work.people if loan.of_operation and a.work else a.owners
    moved = act.mortgagors is not None and {p.key for p in act.mortgagors} != {
        p.key for p in givers
    }
    fixed = loan.fixed is not None and act.amount not in (None, loan.amount)
    if moved or fixed or all(g is None for g in given):
        yield "E19"


def fix(a: Asked, act: register.FixClaim) -> Iterator[str]:
    loan = a.loan(act.proof_no)
    if not consented(a, loan):
        yield "P14"
    if loan is None or not a.signed(*loan.banks):
        yield "E04"
    if loan and (
        not loan.maximum or loan.fixed is not None or not Decimal(0) <= act.amount <= loan.amount
    ):
        yield "E17"


def exchange(a: Asked, act: register.ExchangeRanks) -> Iterator[str]:
    pair = [a.loan(act.proof_no), a.loan(act.other_proof_no)]
    if not all(loan and a.signed(*loan.banks) for loan in pair):
        yield "E04"
    if act.proof_no == act.other_proof_no:
        yield "E19"
    if not consented(a, next((loan for loan in pair if loan), None)):
        yield "P14"
    places = sorted(loan.place for loan in pair if loan)
    between = [x for x in a.sheet.loans_on(a.at) if places and places[0] < x.place < places[-1]]
    kept = [n for n in a.sheet.notices_on(a.at) if n.place is not None and places]
    given = [n for n in kept if places[0] < n.place < places[-1]]
    if not a.signed(*(b for x in between for b in x.banks), *(p for n in given for p in n.people)):
        yield "E18"
