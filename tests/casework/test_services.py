"""What services ask beside the six of every day: who signs, who is meant, how many units."""

from dataclasses import replace
from datetime import date
from decimal import Decimal
from fractions import Fraction

import pytest

from dengbu.casework import api as casework
from dengbu.casework.api import PartyInput, Role
from dengbu.casework.inputs.titles import DeathInput, RightInput
from dengbu.casework.models import CaseUnit
from dengbu.kernel.fault import Fault, FaultCode, Faults
from dengbu.register import api as register
from tests.casework import asks
from tests.casework.desk import NOW, Desk, open_desk
from tests.register.city import BANK, OTHER_BANK, book, booking, mortgage, person

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def desk() -> Desk:
    return open_desk(3)


def refusals(request: casework.CaseRequest, desk: Desk) -> list[Fault]:
    with pytest.raises(Faults) as caught:
        casework.submit(request, actor=desk.windows[0], now=NOW)
    return list(caught.value.faults)


def papers(service: str) -> tuple[casework.MaterialInput, ...]:
    wanted = casework.service(service, office="430602", now=NOW).materials
    return tuple(
        casework.MaterialInput(code=rule.code, source="ORIGINAL")
        for rule in wanted
        if rule.required and "ORIGINAL" in rule.sources
    )


def asked(service: str, unit: str, *parties: PartyInput, **more: object) -> casework.CaseRequest:
    values: dict[str, object] = {"materials": papers(service), **more}
    return casework.CaseRequest(service=service, unit_code=unit, parties=parties, **values)  # type: ignore[arg-type]  # keywords of one test


def inheritance(desk: Desk, who: str) -> casework.CaseRequest:
    return asked(
        "G18",
        desk.units[0],
        asks.party(Role.SELLER, person(1), agreed=False),
        asks.party(Role.BUYER, person(940)),
        inputs={"death": DeathInput(who=who, died_on=date(2024, 11, 2))},
        tax_cleared=True,
        tax_note="继承免税",
    )


def test_who_died_signs_nothing_and_must_be_named(desk: Desk) -> None:
    (fault,) = refusals(inheritance(desk, "别人"), desk)
    assert fault.data["rule"] == "P14"
    (missing, *_) = refusals(inheritance(desk, ""), desk)
    assert missing.field == "death.who"
    accepted = casework.submit(inheritance(desk, person(1).name), actor=desk.windows[0], now=NOW)
    assert accepted.blocks == ()
    assert [p.agreed_at is None for p in accepted.parties] == [True, False]


def test_a_name_that_did_not_change_is_no_change(desk: Desk) -> None:
    said = {"right": RightInput(basis="户籍证明1号")}
    same = asked("G23", desk.units[0], asks.party(Role.OWNER, person(1)), inputs=said)
    (fault,) = refusals(same, desk)
    assert fault.data["rule"] == "E13"
    new = replace(person(1), name="周新")
    changed = asked("G23", desk.units[0], asks.party(Role.OWNER, new), inputs=said)
    assert casework.submit(changed, actor=desk.windows[0], now=NOW).blocks == ()


def test_shares_are_those_of_who_holds_in_the_end(desk: Desk) -> None:
    """The developer of a combined first registration and sale states none."""
    spare = desk.units[0][:-4] + "0004"
    half = Fraction(1, 2)
    request = asked(
        "C01",
        spare,
        asks.party(Role.OWNER, person(950)),
        asks.party(Role.BUYER, person(951), share=half),
        asks.party(Role.BUYER, person(952), share=half),
        co_ownership="2",
        price=Decimal("900000.00"),
        tax_cleared=True,
        tax_note="完税证明1号",
    )
    assert casework.submit(request, actor=desk.windows[0], now=NOW).blocks == ()


def test_the_mortgage_that_was_chosen_is_the_one_that_is_meant(desk: Desk) -> None:
    second = replace(mortgage(desk.units[0], (person(1),)), mortgagees=(OTHER_BANK,))
    (done,) = book(booking(second, applicants=(person(1), BANK, OTHER_BANK)), at=NOW)
    proof = done.certificates[0].number
    for service in ("G41", "G44"):
        first = casework.blank_request(service, desk.units[0], now=NOW)
        other = casework.blank_request(service, desk.units[0], now=NOW, named={proof})
        banks = [[p.name for p in d.parties if p.role == "MORTGAGEE"] for d in (first, other)]
        assert banks == [[BANK.name], [OTHER_BANK.name]]


def test_several_units_are_one_request(desk: Desk) -> None:
    own = [asks.party(Role.MORTGAGOR, person(n + 1)) for n in (0, 1)]
    parties = (
        *(replace(p, unit_code=desk.units[n]) for n, p in enumerate(own)),
        asks.party(Role.MORTGAGEE, OTHER_BANK),
    )
    request = replace(
        asks.mortgage(desk, 0), parties=parties, more_units=(desk.units[1],), submission_key="two"
    )
    accepted = casework.submit(request, actor=desk.windows[0], now=NOW)
    assert accepted.blocks == ()
    held = CaseUnit.objects.values_list("unit_code", flat=True)
    assert sorted(held) == sorted(desk.units[:2])
    assert [line.amount for line in accepted.fees] == [80]  # of one parcel for one debt: one item
    (fault, *_) = refusals(replace(request, submission_key="again"), desk)
    assert fault.code is FaultCode.UNIT_BUSY


@pytest.mark.parametrize(
    ("more", "code"),
    [
        (("430602003012GB00045F00019999",), FaultCode.UNIT_UNKNOWN),
        (("不是代码",), FaultCode.UNIT_UNKNOWN),
        (("same",), FaultCode.CODE_LIST),
    ],
)
def test_further_units_are_judged_each_at_its_place(
    desk: Desk, more: tuple[str, ...], code: FaultCode
) -> None:
    units = tuple(desk.units[0] if unit == "same" else unit for unit in more)
    found = refusals(replace(asks.mortgage(desk, 0), more_units=units), desk)
    assert (code, "more_units.0") in {(f.code, f.field) for f in found}


def test_a_service_of_one_unit_takes_no_more(desk: Desk) -> None:
    found = refusals(replace(asks.sale(desk, 0), more_units=(desk.units[1],)), desk)
    assert FaultCode.TOO_MANY_ITEMS in {f.code for f in found}


def test_a_right_that_a_decision_ends_needs_nobody_to_sign(desk: Desk) -> None:
    owner = asks.party(Role.OWNER, person(1), agreed=False)
    said = casework.SLOTS["ending"]
    free = desk.units[0][:-4] + "0004"
    (done,) = book(booking(_first(free)), at=NOW)
    assert done.booked
    for ground, document, signed, works in (
        ("EXPROPRIATED", "岳政征〔2024〕1号", False, True),
        ("DESTROYED", "", False, False),
        ("DESTROYED", "", True, True),
    ):
        ending = said(ground=ground, organ="岳阳楼区政府" if document else "", document_no=document)  # type: ignore[call-arg]  # class by slot
        request = asked("G28", free, replace(owner, agreed=signed), inputs={"ending": ending})
        if not works:
            assert [f.data.get("rule") for f in refusals(request, desk)] == ["E15"]
            continue
        accepted = casework.submit(request, actor=desk.windows[0], now=NOW)
        assert accepted.blocks == ()
        casework.withdraw(
            accepted.case_no,
            actor=desk.windows[0],
            now=NOW,
            revision=accepted.revision,
            agreed=True,
            reason="试一试",
        )


def _first(unit: str) -> register.FirstRegistration:
    return register.FirstRegistration(
        unit_code=unit,
        holders=(register.HolderShare(party=person(1)),),
        co_ownership=register.CoOwnership.SOLE,
        term_to=date(2079, 6, 30),
    )
