"""A register that holds every kind of right, live and historic, as clerks would have entered it."""

import itertools
from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal
from fractions import Fraction

from django.apps import apps
from django.db import connection

from dengbu.database.ids import forget_block
from dengbu.register import api as register
from tests.register import land, making
from tests.register.city import (
    BANK,
    OTHER_BANK,
    book,
    booking,
    by_shares,
    first,
    make_units,
    person,
    sale,
)

EVERYBODY = (
    making.OWNER,
    making.BUYER,
    making.OTHER,
    BANK,
    OTHER_BANK,
    *(person(n) for n in range(10, 20)),
)


_moment = itertools.count(1)


def enter(*acts: register.Act, **more: object) -> None:
    """One case, which must pass."""
    known = register.PropertyFacts(
        members=frozenset(p.key for p in EVERYBODY),
        contract_filed=True,
        fund_paid=True,
        disposal_approval="补缴出让金凭证",
    )
    facts = {"error_proved": True, "notice_over": True, "property": known, **more}
    at = making.NOW + timedelta(hours=2, seconds=next(_moment))
    (outcome,) = book(booking(*acts, applicants=EVERYBODY, **facts), at=at)
    assert outcome.booked, [r.message for r in outcome.blocks]


def every_kind() -> None:
    """All rights of all tables, and every act that closes or changes one."""
    homes = make_units(12)
    for n, right in enumerate(land.KINDS):
        kind = land.KINDS[right]
        unit = land.make_unit(kind.feature, kind.fixture, 100 + n)
        enter(land.first_of(right, unit, making.OWNER))
    _titles(homes)
    _mortgages(homes[3], homes[4])
    _restrictions(homes[5], homes[6])
    _uses(homes[7])
    _debts(homes[8], homes[9])
    _undone(homes[10])
    _parts()
    _farmed()


def _farmed() -> None:
    """The operation right on contracted land: granted, passed on, changed; another has ended."""
    one = land.make_unit("JD", "W00000000", 61)
    other = land.make_unit("JD", "W00000000", 62)
    for code in (one, other):
        enter(land.first_of(register.RightType.LAND_CONTRACT, code, making.OWNER))
        granting = register.CreateOperation(
            unit_code=code,
            holders=(making.BUYER,),
            grantors=(making.OWNER,),
            mode=register.OperationMode.LEASE,
            area=Decimal("2000.00"),
            term_from=date(2024, 1, 1),
            term_to=date(2033, 12, 31),
        )
        enter(granting)
    proof = _operated(one)
    enter(register.TransferOperation(unit_code=one, proof_no=proof, holders=(making.OTHER,)))
    enter(register.ChangeOperation(unit_code=one, proof_no=_operated(one), area=Decimal("1800.00")))
    enter(register.CancelOperation(unit_code=other, proof_no=_operated(other)))


def _operated(code: str) -> str:
    return register.unit_state(code, now=making.LATER).operations[0].proof_no


def _debts(one: str, other: str) -> None:
    """One debt on two units; what is being built."""
    enter(first(one, making.OWNER))
    enter(first(other, making.OWNER))
    line = register.Collateral(unit_code=other, mortgagors=(making.OWNER,))
    enter(replace(making.lent(one), collateral=(line,)))


def _undone(one: str) -> None:
    """A sale that a court undid; a mortgage cancelled by mistake that stands again."""
    enter(first(one, making.OWNER))
    enter(sale(one, (making.OWNER,), making.BUYER))
    enter(making.annulled(one, 1))


def _parts() -> None:
    """Common parts of a project, one of which is gone."""
    land_unit = land.make_unit("GB", "W00000000", 45)
    enter(register.RegisterCommonParts(unit_code=land_unit, parts=land.PARTS))
    enter(register.CancelCommonParts(unit_code=land_unit, numbers=("1",), basis="规划核实1号"))


def _titles(homes: list[str]) -> None:
    enter(first(homes[0], making.OWNER), making.lent(homes[0]))
    enter(sale(homes[0], (making.OWNER,), making.BUYER))
    named = replace(making.BUYER, name='周2，又名"周二"')
    enter(replace(making.renamed(homes[0], named), basis="公安证明1号"))
    enter(making.reissued(homes[0]))
    enter(making.reissued(homes[0], lost=True))
    half = by_shares(
        (person(11), Fraction(1, 2)), (person(12), Fraction(1, 3)), (person(13), Fraction(1, 6))
    )
    enter(
        replace(
            first(homes[1], person(11)),
            holders=half,
            co_ownership=register.CoOwnership.BY_SHARES,
            separate_certificates=True,
        )
    )
    enter(first(homes[2], person(14), person(15)))
    enter(making.ended(homes[2], ground=register.CancelGround.WAIVED))


def _mortgages(one: str, other: str) -> None:
    enter(first(one, making.OWNER))
    enter(making.lent(one))
    enter(making.lent_again(one))
    enter(making.changed(one, amount=Decimal("500000.00")))
    enter(making.passed_on(one))
    enter(first(other, making.OWNER))
    enter(making.ceiling(other))
    enter(making.fixed(other, 300_000))
    proof = register.unit_state(other, now=making.LATER).mortgages[0].proof_no
    enter(register.CancelMortgage(unit_code=other, proof_no=proof, applicants=(BANK,), amount=None))


def _restrictions(one: str, other: str) -> None:
    enter(first(one, making.OWNER))
    enter(making.notice(one))
    enter(making.objection(one))
    enter(making.sued(one, sued_on=date(2024, 12, 12)))
    enter(making.seize(one))
    enter(making.next_seize(one))
    enter(making.renewed(one))
    enter(replace(making.release(one), seizure_document_no="执2号"))
    enter(making.stop(one))
    enter(first(other, making.OWNER))
    enter(making.stop(other))


def _uses(one: str) -> None:
    enter(first(one, making.OWNER), making.neighbour(one))
    enter(making.way(one))
    enter(making.dwelling(one))
    enter(making.left(one))
    enter(making.given_up(one))


def forget_everything() -> None:
    """Register, log and cadastre as in an empty database; the offices stay."""
    _forget("register", "evidence", "cadastre")


def forget_register() -> None:
    """Register and log as in an empty database; the cadastre stays."""
    _forget("register", "evidence")


def _forget(*labels: str) -> None:
    names = [
        model._meta.db_table
        for label in labels
        for model in apps.get_app_config(label).get_models()
    ]
    with connection.cursor() as cursor:
        cursor.execute(f"TRUNCATE {', '.join(names)}")
    forget_block()
