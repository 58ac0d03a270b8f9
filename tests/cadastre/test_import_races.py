"""Two people importing the same file at the same time: one takes it in, the other is told so."""

from concurrent.futures import ThreadPoolExecutor

import pytest
from django.db import connection

from dengbu.cadastre import api as cadastre
from dengbu.cadastre.models import Parcel, SpatialSource, Unit
from dengbu.database.ids import forget_block
from tests.cadastre.surveys import take_in


def take_in_and_hang_up(_: int) -> cadastre.ImportReport:
    try:
        return take_in("coded")
    finally:
        connection.close()


@pytest.mark.django_db(transaction=True)
def test_one_file_goes_in_once() -> None:
    forget_block()
    with ThreadPoolExecutor(2) as pool:
        reports = list(pool.map(take_in_and_hang_up, range(2)))
    winner, loser = sorted(reports, key=lambda report: report.added["parcels"], reverse=True)
    assert set(loser.added.values()) == {0}
    assert Parcel.objects.count() == winner.added["parcels"] > 0
    assert Unit.objects.count() == winner.added["units"]
    assert SpatialSource.objects.count() == 1
