"""预演: what is said before is what is said when it is sent; nothing of it is kept."""

import random
from collections.abc import Callable
from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal

import pytest
from django.db import InternalError, connection, transaction

from dengbu.accounts import api as accounts
from dengbu.casework import api as casework
from dengbu.casework.api import CancelInput, CaseRequest, Role, rehearsing
from dengbu.casework.models import Case
from dengbu.database.reading import read_only
from dengbu.kernel.fault import Fault, FaultCode, Faults
from dengbu.register import api as register
from tests.casework import asks
from tests.casework.desk import ENTERED, NOW, Desk, open_desk
from tests.register.city import BANK, OFFICE, OTHER_BANK, book, booking, person

pytestmark = pytest.mark.django_db

Change = Callable[[CaseRequest, Desk], CaseRequest]
TABLES = "SELECT relname, n_tup_ins + n_tup_upd + n_tup_del FROM pg_stat_xact_user_tables"


@pytest.fixture
def desk() -> Desk:
    return open_desk(4)


def party(n: int, **more: object) -> Change:
    def changed(request: CaseRequest, desk: Desk) -> CaseRequest:
        parties = list(request.parties)
        if n < len(parties):
            parties[n] = replace(parties[n], **more)  # type: ignore[arg-type]  # keywords of one test
        return replace(request, parties=tuple(parties))

    return changed


def plain(**more: object) -> Change:
    return lambda request, desk: replace(request, **more)  # type: ignore[arg-type]  # keywords of one test


CHANGES: tuple[Change, ...] = (
    party(0, agreed=False),
    party(1, agreed=False),
    party(0, id_no="430602198503120011"),
    party(1, id_no=person(77).id_no, name="周77"),
    party(0, name=" "),
    party(1, phone="12"),
    party(1, party_type="9"),
    lambda request, desk: replace(request, parties=request.parties[1:]),
    lambda request, desk: replace(request, parties=(*request.parties, request.parties[0])),
    lambda request, desk: replace(request, unit_code=desk.units[3]),  # seized
    lambda request, desk: replace(request, unit_code=desk.units[2]),  # with an open case
    lambda request, desk: replace(request, materials=request.materials[1:]),
    lambda request, desk: replace(request, materials=(*request.materials, request.materials[0])),
    plain(price=None),
    plain(price=Decimal("0.001")),
    plain(tax_cleared=None, tax_note=""),
    plain(tax_cleared=True, tax_note=""),
    plain(co_ownership="9"),
    plain(delivery="PIGEON"),
    plain(small_enterprise=True),
    plain(channel="Z"),
    plain(more_units=("430602",)),
    lambda request, desk: request.saying(cancel=CancelInput(proof_no="没有这本")),
    lambda request, desk: request.saying(mortgage=replace(asks.LOAN, debt_to=date(2020, 1, 1))),
)


def hinder(desk: Desk) -> None:
    """One unit seized, one with a case open."""
    order = register.Seize(
        unit_code=desk.units[3],
        organ="岳阳楼区人民法院",
        document_no="（2024）湘0602执1号",
        kind=register.SeizureKind.SEIZURE,
        delivered_at=ENTERED,
        term_days=1000,
    )
    book(booking(order), at=NOW - timedelta(days=30))
    casework.submit(asks.sale(desk, 2), actor=desk.windows[1], now=NOW)


def submitted(request: CaseRequest, actor: accounts.Actor) -> tuple[Fault, ...] | casework.CaseView:
    """What is said when it is sent, and taken back."""
    try:
        with transaction.atomic():
            case = casework.submit(request, actor=actor, now=NOW)
            transaction.set_rollback(True)
    except Faults as error:
        return error.faults
    return case


def rehearsed(
    request: CaseRequest, actor: accounts.Actor
) -> tuple[Fault, ...] | rehearsing.Rehearsal:
    try:
        found = rehearsing.rehearse(request, actor=actor, now=NOW)
    except Faults as error:
        return error.faults
    return found.faults or found


def test_what_is_foretold_of_any_request_is_what_is_said_when_it_is_sent(desk: Desk) -> None:
    """Good requests of five services with up to four things wrong, of all kinds at once."""
    hinder(desk)
    dice, refused, accepted = random.Random(5), 0, 0
    good = (asks.sale, asks.mortgage, asks.sale_with_loan, asks.sale_under_mortgage)
    for n in range(120):
        request = dice.choice((*good, asks.cancellation))(desk, dice.choice((0, 1)))
        for change in dice.sample(CHANGES, n % 5):
            request = change(request, desk)
        before, after = rehearsed(request, desk.windows[0]), submitted(request, desk.windows[0])
        if isinstance(after, casework.CaseView):
            accepted += 1
            assert isinstance(before, rehearsing.Rehearsal), before
            assert (before.fees, before.fee_total) == (after.fees, after.fee_total)
            assert before.forecast.due_at == after.clock.due_at
        else:
            refused += 1
            assert before == after
    assert refused > 50
    assert accepted > 20


def test_by_every_channel_the_verdict_is_the_same(desk: Desk) -> None:
    """A bank by its own channel, and a citizen on line, each with what they would be believed."""
    seller = accounts.create_account(
        accounts.NewAccount(
            username="zhou1",
            name="周1",
            kind=accounts.AccountKind.CITIZEN,
            password="long-enough-for-tests",
            id_type="1",
            id_no=person(1).id_no,
        ),
        now=ENTERED,
    )
    bank = replace(asks.cancellation(desk, 0), channel="A", materials=())
    citizen = replace(asks.sale(desk, 0), channel="O")
    for request, actor in ((bank, desk.bank), (citizen, accounts.actor_of(seller))):
        after = submitted(request, actor)
        assert not isinstance(after, casework.CaseView)
        assert rehearsed(request, actor) == after


def test_a_rehearsal_leaves_nothing_in_any_table(desk: Desk) -> None:
    outline = rehearsing.Outline(service="C09", price=Decimal(1_060_000), area=Decimal("96.8"))
    with connection.cursor() as cursor:
        cursor.execute(TABLES)
        before = cursor.fetchall()
        for asked in (asks.sale(desk, 0), replace(asks.sale(desk, 1), parties=())):
            rehearsing.rehearse(asked, actor=desk.windows[0], now=NOW)
        rehearsing.in_general(outline, office=OFFICE, now=NOW)
        rehearsing.of_own_unit(outline, desk.units[0], actor=desk.windows[0], now=NOW)
        cursor.execute(TABLES)
        assert cursor.fetchall() == before


def test_the_database_itself_refuses_to_write_in_a_rehearsal(desk: Desk) -> None:
    with pytest.raises(InternalError), read_only():
        casework.submit(asks.sale(desk, 0), actor=desk.windows[0], now=NOW)
    casework.submit(asks.sale(desk, 0), actor=desk.windows[0], now=NOW)  # afterwards as before
    assert Case.objects.count() == 1


def test_everything_comes_at_once_and_in_order(desk: Desk) -> None:
    hinder(desk)
    whole = asks.sale(desk, 3)
    request = replace(
        whole,
        price=None,
        materials=whole.materials[:1],
        parties=(whole.parties[0], replace(whole.parties[1], agreed=False)),
    )
    said = rehearsing.rehearse(request, actor=desk.windows[0], now=NOW)
    assert not said.possible
    (seized,) = said.blocks
    assert seized.code is FaultCode.UNIT_SEIZED
    assert seized.clause is not None
    assert seized.remedy
    assert [f.field for f in said.unfilled] == ["price"]
    assert [f.message for f in said.unsigned] == ["还差周901的签字"]
    needs = {paper.code: paper.need for paper in said.papers}
    assert needs["m1"] is rehearsing.Need.GIVEN
    assert needs["m2"] is rehearsing.Need.BRING
    assert needs["ce"] is rehearsing.Need.NOT_NEEDED
    missing = {f.field for f in said.faults if f.code is FaultCode.MATERIAL_MISSING}
    bring = (rehearsing.Need.BRING, rehearsing.Need.PROMISE)
    assert missing == {f"materials.{code}" for code, need in needs.items() if need in bring}


def test_who_may_be_told_of_a_unit(desk: Desk) -> None:
    """A bank of its own mortgage, or of its clients' home; not of whatever home it asks about."""
    own = asks.cancellation(desk, 0)
    rehearsing.rehearse(own, actor=desk.bank, now=NOW)
    clients = replace(asks.mortgage(desk, 0), materials=())
    rehearsing.rehearse(clients, actor=desk.other_bank, now=NOW)
    stranger = replace(clients, parties=(asks.party(Role.MORTGAGOR, person(55)),))
    with pytest.raises(Faults) as caught:
        rehearsing.rehearse(stranger, actor=desk.other_bank, now=NOW)
    (fault,) = caught.value.faults
    assert fault.code is FaultCode.PERMISSION_MISSING
    for said in (person(1).name, BANK.name, OTHER_BANK.name):
        assert said not in f"{fault.message}{fault.remedy}"
    outline = rehearsing.Outline(service="G10")
    with pytest.raises(Faults, match="不能告诉您"):
        rehearsing.of_own_unit(outline, desk.units[0], actor=desk.other_bank, now=NOW)


def test_departments_are_asked_about_nobody_who_takes_no_part(desk: Desk) -> None:
    asked = asks.sale(desk, 0)
    strangers = (asks.party(Role.OBJECTOR, person(58)), asks.party(Role.DEBTOR, person(59)))
    more = replace(asked, parties=(*asked.parties, *strangers))
    assert rehearsing.only_parties(more, desk.windows[0], now=NOW) == asked


def test_in_general_what_is_said_of_a_home_is_what_the_bill_of_one_says(desk: Desk) -> None:
    said = rehearsing.in_general(
        rehearsing.Outline(
            service="C07", price=Decimal(1_000_000), area=Decimal("89.5"), buyers=2, held_years=6
        ),
        office=OFFICE,
        now=NOW,
    )
    assert said.address == ""
    assert [(f.payer, f.amount) for f in said.fees] == [
        ("买方", Decimal(80)),
        ("新抵押权人", Decimal(80)),
    ]
    deed = [line.amount for line in said.taxes.lines if line.tax == "契税"]
    assert deed == [Decimal("10000.00"), Decimal("10000.00"), Decimal("40000.00")]
    assert said.conditions
    shop = rehearsing.in_general(
        rehearsing.Outline(service="C07", use="OTHER"), office=OFFICE, now=NOW
    )
    assert [f.amount for f in shop.fees] == [Decimal(550), Decimal(550)]


def test_everything_wrong_with_a_general_question_comes_at_once(desk: Desk) -> None:
    outline = rehearsing.Outline(
        service="G10",
        channel="Z",
        use="CASTLE",
        price=Decimal("-1"),
        area=Decimal(0),
        buyers=0,
        held_years=-1,
    )
    with pytest.raises(Faults) as caught:
        rehearsing.in_general(outline, office=OFFICE, now=NOW)
    fields = {fault.field for fault in caught.value.faults}
    assert fields == {"channel", "use", "price", "area", "buyers", "held_years"}
    with pytest.raises(Faults, match="不办"):
        rehearsing.in_general(rehearsing.Outline(service="X99"), office=OFFICE, now=NOW)
