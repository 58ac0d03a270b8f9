"""A home held by shares stays so under every act that does not say otherwise."""

from datetime import UTC, datetime
from fractions import Fraction

import pytest

from dengbu.casework.building import build_acts
from dengbu.casework.catalogue import services_of
from dengbu.casework.compare import sets_way
from dengbu.casework.known import brings_owner, keepers
from dengbu.casework.offers import prefilled
from dengbu.register import api as register
from tests.casework.desk import NOW, ROOT
from tests.register.city import person

UNIT = "430602003012GB00045F00010001"
HOLDERS = tuple(register.HolderShare(party=person(n), share=Fraction(n, 3)) for n in (1, 2))
OWN = tuple(f"湘(2024)岳阳市不动产权第000000{n}号" for n in (1, 2))
SERVICES = {
    s.code: s
    for s in services_of(ROOT / "catalogue", city="430600", now=datetime(2026, 11, 26, tzinfo=UTC))
    if any(r.role == "OWNER" for r in s.roles) and not brings_owner(s)
}


def held(*, apart: bool = False) -> register.UnitState:
    ownership = register.OwnershipState(
        id=1,
        entry_id=1,
        right_type=register.RightType("4"),
        co_ownership=register.CoOwnership.BY_SHARES,
        holders=HOLDERS,
        right_nature="102",
        term_from=None,
        term_to=None,
        price=None,
        effective_from=NOW,
        recorded_from=NOW,
        certificate_nos=OWN if apart else OWN[:1],
    )
    papers = tuple(
        register.CertificateState(
            number=number,
            kind=register.CertificateKind.TITLE,
            entry_id=1,
            right_id=1,
            right_column="ownership_id",
            holder=holder.party,
        )
        for number, holder in zip(OWN, HOLDERS, strict=True)
    )
    return register.UnitState(
        unit_code=UNIT, page_id=1, at=NOW, ownership=ownership, certificates=papers if apart else ()
    )


@pytest.mark.parametrize("code", [c for c, s in SERVICES.items() if "co_ownership" not in s.fields])
def test_nothing_makes_it_joint_that_was_not_asked(code: str) -> None:
    service = SERVICES[code]
    request = prefilled(service, held(), channel="W")
    acts = build_acts(request, None, service)
    for act in acts:
        if isinstance(act, register.Transfer):  # how the buyers hold is theirs to say
            continue
        way = getattr(act, "co_ownership", None)
        assert way in (None, register.CoOwnership.BY_SHARES)
        if (holders := getattr(act, "holders", None)) and isinstance(act, register.ChangeOwnership):
            assert holders == HOLDERS


@pytest.mark.parametrize("code", ["G53", "G54"])
def test_a_reissue_says_nothing_of_how_it_is_held(code: str) -> None:
    service = SERVICES[code]
    request = prefilled(service, held(), channel="W")
    assert not sets_way(request, {item.act for item in service.items})
    assert len(request.parties) == 2  # one certificate for both


@pytest.mark.parametrize("code", ["G53", "G54"])
@pytest.mark.parametrize("n", [0, 1])
def test_who_has_a_certificate_of_his_own_asks_for_it_alone(code: str, n: int) -> None:
    state = held(apart=True)
    assert keepers(state, OWN[n]) == (HOLDERS[n].party,)
    request = prefilled(SERVICES[code], state, channel="W", named=[OWN[n]])
    assert [p.id_no for p in request.parties] == [HOLDERS[n].party.id_no]
    whole = prefilled(SERVICES["C19"], state, channel="W", named=[OWN[n]])
    assert len(whole.parties) == 2  # a change of name beside it is of the right
