"""A register with every kind of row, and empty databases to rebuild it in."""

from collections.abc import Callable, Iterator, Sequence

import psycopg
import pytest

from dengbu.register import api as register
from dengbu.site import server
from dengbu.site.replay import opening
from tests.register import land, making
from tests.register.city import (
    book,
    booking,
    first,
    make_units,
    mortgage,
    sale,
)
from tests.site.replay.doing import (
    BLANK,
    BUYER,
    COPY,
    DAY,
    NOW,
    OTHER,
    OWNER,
    act,
    address,
    ask,
)


@pytest.fixture(scope="session")
def blank() -> Iterator[str]:
    """A database in which nothing was ever done."""
    with psycopg.connect(address("postgres"), autocommit=True) as maintenance:
        server.ensure_roles(maintenance)
        maintenance.execute(f"CREATE DATABASE {BLANK} OWNER dengbu_owner".encode())
        yield BLANK
        maintenance.execute(f"DROP DATABASE {BLANK} (FORCE)".encode())


@pytest.fixture
def target(blank: str) -> Iterator[str]:
    """The address of a migrated database without rows; the first who asks migrates it."""
    ask("postgres", f"DROP DATABASE IF EXISTS {COPY} (FORCE)")
    if not ask(blank, "SELECT to_regclass('django_migrations')")[0][0]:
        opening.opened(address(blank)).close()
    ask("postgres", f"CREATE DATABASE {COPY} TEMPLATE {blank} OWNER dengbu_owner")
    yield address(COPY)
    ask("postgres", f"DROP DATABASE {COPY} (FORCE)")


@pytest.fixture
def full() -> list[str]:
    """A register with every kind of row: 13 homes, each with a life of its own."""
    units = make_units(13)
    book(*(booking(first(unit, OWNER)) for unit in units[:2]), at=NOW)
    book(booking(first(units[2], BUYER)), at=NOW)
    act(mortgage(units[0], (OWNER,)), at=NOW)
    act(making.changed(units[0]), at=NOW + DAY)
    act(making.passed_on(units[0]), at=NOW + 2 * DAY)
    act(sale(units[1], (OWNER,), BUYER, OTHER), at=NOW)  # closed at the very instant it opened
    act(making.reissued(units[1]), at=NOW + DAY)
    act(first(units[3], OWNER), at=NOW)
    act(making.ended(units[3]), at=NOW)
    act(first(units[3], OTHER), at=NOW)  # a title again, all in one instant
    again = (first(units[12], OWNER), making.ended(units[12]), first(units[12], OTHER))
    act(*again, at=NOW)  # and all in one booking
    homes: Sequence[Callable[[str], register.Act]] = (
        making.seize, making.notice, making.objection, making.stop, making.dwelling,
    )  # fmt: skip
    for unit, make in zip(units[4:], homes, strict=False):
        act(first(unit, OWNER), at=NOW)
        act(make(unit), at=NOW)
    act(making.way(units[0]), at=NOW + 3 * DAY)
    act(making.renewed(units[4]), at=NOW + DAY)
    act(making.sued(units[6]), at=NOW + 2 * DAY)
    act(making.left(units[8]), at=NOW + 4 * DAY)
    act(first(units[9], OWNER, OTHER, separate_certificates=True), at=NOW)
    for right in land.KINDS:
        kind = land.KINDS[right]
        plot = land.make_unit(kind.feature, kind.fixture, 100 + int(right.value))
        act(land.first_of(right, plot, OWNER), at=NOW)
    parts = tuple(register.Piece(unit_code=land.make_part(n, "59.21")) for n in (21, 22))
    act(register.ReshapeUnits(sources=(units[9],), results=parts, basis="岳测1号"), at=NOW + DAY)
    (refused,) = book(booking(making.objection(units[11])), at=NOW)
    assert not refused.booked
    return units
