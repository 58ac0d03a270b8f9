"""What the law leaves to a consent is done with it, and refused without: P04, P06, P07."""

from collections.abc import Callable
from dataclasses import replace

import pytest

from dengbu.casework import api as casework
from dengbu.casework.api import PartyInput, Role
from dengbu.kernel.fault import FaultCode, Faults
from dengbu.register import api as register
from tests.casework import asks
from tests.casework.desk import ENTERED, NOW, Desk, open_desk
from tests.register.city import OTHER_BANK, book, booking, mortgage, person
from tests.scenarios.journey import travel

pytestmark = pytest.mark.django_db(transaction=True)
WAITING = person(955)


def lend(desk: Desk, restricted: bool | None) -> None:
    """A second mortgage on the first unit, of another bank."""
    loan = mortgage(desk.units[0], (person(1),), bank=OTHER_BANK, restricted=restricted)
    assert book(booking(loan, applicants=(person(1), OTHER_BANK)), at=ENTERED)[0].booked


def notify(desk: Desk) -> None:
    """An advance notice on the first unit."""
    notice = register.EnterNotice(
        unit_code=desk.units[0],
        kind=register.NoticeKind.OTHER_SALE,
        holders=(WAITING,),
        obligors=(person(1),),
    )
    assert book(booking(notice, applicants=(person(1), WAITING)), at=ENTERED)[0].booked


def refusals(desk: Desk, request: casework.CaseRequest) -> list[tuple[str, str]]:
    """Rules and fields that refuse."""
    with pytest.raises(Faults) as caught:
        casework.submit(request, actor=desk.windows[0], now=NOW)
    return [(f.data.get("rule", f.code.value), f.field) for f in caught.value.faults]


def joined(request: casework.CaseRequest, *people: PartyInput) -> casework.CaseRequest:
    return replace(request, parties=(*request.parties, *people))


def test_a_home_with_an_agreed_ban_passes_with_the_bank_and_not_without() -> None:
    desk = open_desk(1)
    lend(desk, restricted=True)
    sale = asks.sale(desk, 0)
    assert [rule for rule, _ in refusals(desk, sale)] == ["P04"]
    unsigned = asks.party(Role.PRIOR_MORTGAGEE, OTHER_BANK, agreed=False)
    assert refusals(desk, joined(sale, unsigned)) == [("REQUIRED", "parties.2.agreed")]
    done = travel(desk, joined(sale, asks.party(Role.PRIOR_MORTGAGEE, OTHER_BANK)))
    assert done.state.ownership is not None
    assert [h.party.name for h in done.state.ownership.holders] == [person(901).name]
    assert len(done.state.mortgages) == 2  # both follow the home
    follows = [r.message for r in done.accepted.rules if r.code == "P05"]
    assert any(OTHER_BANK.name in said for said in follows)  # and the examiner is told of it


@pytest.mark.parametrize("make", [asks.sale, asks.sale_with_loan, asks.mortgage])
def test_a_noticed_home_is_disposed_of_with_the_holder_of_the_notice(
    make: Callable[[Desk, int], casework.CaseRequest],
) -> None:
    desk = open_desk(1)
    notify(desk)
    request = make(desk, 0)
    assert [rule for rule, _ in refusals(desk, request)] == ["P07"]
    done = travel(desk, joined(request, asks.party(Role.NOTICE_HOLDER, WAITING)))
    assert done.outcome.booked


def test_the_mortgage_that_stays_consents_when_another_ends() -> None:
    desk = open_desk(1)
    lend(desk, restricted=True)
    sale = asks.sale_under_mortgage(desk, 0)
    new = replace(asks.party(Role.NEW_MORTGAGEE, person(960)), agreed=True)
    parties = tuple(new if p.role == Role.NEW_MORTGAGEE else p for p in sale.parties)
    sale = replace(sale, parties=parties)
    assert [rule for rule, _ in refusals(desk, sale)] == ["P04"]
    done = travel(desk, joined(sale, asks.party(Role.PRIOR_MORTGAGEE, OTHER_BANK)))
    assert {m.mortgagees[0].name for m in done.state.mortgages} == {OTHER_BANK.name, new.name}


def test_who_has_nothing_registered_is_not_asked_for_consent() -> None:
    desk = open_desk(1)
    stray = asks.party(Role.PRIOR_MORTGAGEE, OTHER_BANK)
    found = refusals(desk, joined(asks.sale(desk, 0), stray))
    assert found == [(FaultCode.NOT_HOLDER.value, "parties.2.role")]


def test_offers_name_who_may_come_along_and_stay_possible() -> None:
    desk = open_desk(1)
    lend(desk, restricted=True)
    notify(desk)
    offer = next(o for o in casework.offered(desk.units[0], now=NOW) if o.service == "G10")
    assert offer.possible
    assert {"P04", "P07"} <= {r.code for r in offer.reasons if r.effect == "warn"}
    draft = casework.blank_request("G10", desk.units[0], now=NOW)
    assert [(p.role, p.name) for p in draft.consenting] == [
        (Role.PRIOR_MORTGAGEE, OTHER_BANK.name),
        (Role.NOTICE_HOLDER, WAITING.name),
    ]
    assert {p.role for p in draft.request.parties} == {Role.SELLER}


def test_every_consent_has_its_place() -> None:
    """A service whose acts a liftable rule guards has a place for who lifts it."""
    open_desk(0)
    lifted = {code: roles[0] for code, roles in casework.LIFTED_BY.items() if code != "P03"}
    for service in casework.services(office="430602", now=NOW):
        decided = {item for item in service.items if "BY_DECISION" in item.constants.values()}
        acts = {item.act for item in set(service.items) - decided}
        acts -= {"CancelOperation"}  # its holder's alone
        guards = {code for act in acts for code in register.guards_of(act)}
        wanted = {role for code, role in lifted.items() if code in guards}
        assert wanted <= {rule.role for rule in service.roles}, service.code


def test_who_lives_there_is_offered_for_a_waiver() -> None:
    desk = open_desk(1)
    free = desk.units[0][:-4] + "0002"
    first = register.FirstRegistration(
        unit_code=free,
        holders=(register.HolderShare(party=person(1)),),
        co_ownership=register.CoOwnership.SOLE,
    )
    living = register.CreateHabitation(
        unit_code=free, holders=(WAITING,), grantors=(person(1),), scope="全屋"
    )
    assert book(booking(first, living, applicants=(person(1), WAITING)), at=ENTERED)[0].booked
    draft = casework.blank_request("G28", free, now=NOW)
    assert [(p.role, p.name) for p in draft.consenting] == [(Role.INHABITANT, WAITING.name)]
    given_up = replace(
        draft.request,
        submission_key="waived",
        parties=(asks.party(Role.OWNER, person(1)),),
        materials=tuple(
            casework.MaterialInput(code=code, source="ORIGINAL") for code in ("m1", "m2", "pf")
        ),
        inputs={"ending": replace(casework.SLOTS["ending"](), ground="WAIVED")},
    )
    assert [rule for rule, _ in refusals(desk, given_up)] == ["E15"]
    done = travel(desk, joined(given_up, asks.party(Role.INHABITANT, WAITING)))
    assert done.state.ownership is None
    assert [p.role for p in casework.applying(done.entered.parties)] == [Role.OWNER]
