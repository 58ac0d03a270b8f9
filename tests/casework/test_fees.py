"""The tariff: the first line that fits, by day, use and promise."""

from dataclasses import replace
from datetime import date
from decimal import Decimal
from fractions import Fraction
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dengbu.casework import api as casework
from dengbu.casework.api import Role
from dengbu.casework.catalogue.loading import _read_all
from dengbu.casework.catalogue.services import _rate
from dengbu.casework.rules.fees import FeeFacts, Rate, fee
from dengbu.register import api as register
from tests.casework import asks
from tests.casework.desk import NOW, open_desk
from tests.register.city import OTHER_BANK, person

ROOT = Path(__file__).resolve().parents[2]
ON = date(2024, 12, 12)
USES = ("HOME", "GARAGE", "OTHER")
CHARGED = ("FIRST", "TRANSFER", "MORTGAGE", "EASEMENT", "HABITATION")
KINDS = ("FIRST", "TRANSFER", "MORTGAGE", "CANCELLATION")


def tariff() -> tuple[Rate, ...]:
    rows = _read_all(ROOT / "catalogue", "430600", on=date(2026, 11, 12)).fees["rate"]
    texts = [{k: v.isoformat() if isinstance(v, date) else v for k, v in r.items()} for r in rows]
    return tuple(_rate(row) for row in texts)


RATES = tariff()


@pytest.mark.parametrize(
    ("facts", "rule", "amount"),
    [
        ({"registration": "TRANSFER", "use": "HOME"}, "F11", "80.00"),
        ({"registration": "TRANSFER", "use": "HOME", "certificates": 2}, "F11", "90.00"),
        ({"registration": "MORTGAGE", "use": "HOME"}, "F11", "80.00"),
        ({"registration": "TRANSFER", "use": "OTHER"}, "F12", "550.00"),
        ({"registration": "TRANSFER", "use": "OTHER", "small_enterprise": True}, "F03", "0.00"),
        ({"registration": "FIRST", "use": "GARAGE"}, "F10", "80.00"),
        ({"registration": "CANCELLATION", "use": "OTHER"}, "F01", "0.00"),
        ({"registration": "TRANSFER", "use": "HOME", "house_nature": "6"}, "F05", "0.00"),
        ({"registration": "OBJECTION", "use": "HOME"}, "F09", "40.00"),
        ({"registration": "OBJECTION", "use": "OTHER"}, "F09", "275.00"),
        ({"registration": "PAPER", "use": "OTHER"}, "F08", "10.00"),
        ({"registration": "PAPER", "use": "HOME", "certificates": 2}, "F08", "20.00"),
        ({"registration": "RURAL", "use": "OTHER"}, "F04", "0.00"),
        ({"registration": "HABITATION", "use": "HOME"}, "F11", "80.00"),
        ({"registration": "EASEMENT", "use": "OTHER"}, "F12", "550.00"),
    ],
)
def test_examples_of_the_decrees(facts: dict[str, object], rule: str, amount: str) -> None:
    due = fee(FeeFacts(on=ON, **facts), RATES)  # type: ignore[arg-type]  # keywords of one example
    assert (due.rule, due.amount) == (rule, Decimal(amount))
    assert due.version <= ON.isoformat()


WHOLE_TABLE = (
    *((kind, use, "F01", "0.00") for kind in ("CANCELLATION", "SEIZURE", "NOTICE") for use in USES),
    *((kind, use, "F02", "0.00") for kind in ("CHANGE", "CORRECTION") for use in USES),
    *(
        (kind, "RURAL", "F04", "0.00")
        for kind in ("FIRST", "TRANSFER", "MORTGAGE", "EASEMENT", "RURAL")
    ),
    *(("FREE", use, "F06", "0.00") for use in USES),
    *(("PAPER", use, "F08", "10.00") for use in USES),
    ("OBJECTION", "HOME", "F09", "40.00"),
    ("OBJECTION", "GARAGE", "F09", "40.00"),
    ("OBJECTION", "OTHER", "F09", "275.00"),
    *((kind, "GARAGE", "F10", "80.00") for kind in CHARGED),
    *((kind, "HOME", "F11", "80.00") for kind in CHARGED),
    *((kind, "OTHER", "F12", "550.00") for kind in CHARGED),
)


@pytest.mark.parametrize(("registration", "use", "rule", "amount"), WHOLE_TABLE)
def test_the_whole_table_as_it_is_now(registration: str, use: str, rule: str, amount: str) -> None:
    facts = FeeFacts(registration=registration, use=use, on=ON)
    due = fee(facts, RATES)
    assert (due.rule, due.amount) == (rule, Decimal(amount))
    promised = fee(replace(facts, small_enterprise=True), RATES)
    assert promised.amount == 0
    more = fee(replace(facts, certificates=3), RATES)
    further = Decimal(20) if rule in {"F08", "F10", "F11", "F12"} else 0
    assert more.amount == due.amount + further


@pytest.mark.parametrize(
    ("registration", "use", "before", "after"),
    [
        ("TRANSFER", "GARAGE", "550.00", "80.00"),  # a garage was charged as a shop
        ("CORRECTION", "HOME", "40.00", "0.00"),
        ("CORRECTION", "OTHER", "275.00", "0.00"),
        ("TRANSFER", "HOME", "80.00", "80.00"),
    ],
)
def test_what_changed_on_the_first_of_july_2019(
    registration: str, use: str, before: str, after: str
) -> None:
    """财税〔2019〕45号: the line of the day of acceptance counts, and the bill names it."""
    facts = FeeFacts(registration=registration, use=use, on=date(2019, 6, 30))
    old, new = fee(facts, RATES), fee(replace(facts, on=date(2019, 7, 1)), RATES)
    assert (old.amount, new.amount) == (Decimal(before), Decimal(after))
    assert old.version <= "2019-06-30"
    if before != after:
        assert new.version == "2019-07-01"


def test_every_line_of_the_tariff_has_a_source_and_is_reached() -> None:
    assert all(rate.source and rate.reason for rate in RATES)
    for rate in RATES:
        facts = FeeFacts(
            registration=(rate.registrations or ("TRANSFER",))[0],
            use=(rate.uses or ("OTHER",))[0],
            house_nature=(rate.house_natures or ("",))[0],
            small_enterprise=rate.small_enterprise,
            on=rate.valid_from,
        )
        assert fee(facts, RATES).rule == rate.rule


@pytest.mark.django_db
def test_who_pays_what_of_a_sale_with_a_loan() -> None:
    """Two buyers with a certificate each 90, the bank that lends 80: 170 together."""
    desk = open_desk(1)
    loan = asks.sale_with_loan(desk, 0)
    half = Fraction(1, 2)
    buyers = tuple(replace(asks.party(Role.BUYER, person(n)), share=half) for n in (902, 903))
    others = tuple(p for p in loan.parties if p.role != Role.BUYER)
    both = replace(
        loan,
        parties=(*others, *buyers),
        co_ownership=register.CoOwnership.BY_SHARES.value,
        separate_certificates=True,
    )
    lines, whole = casework.fees_of(both, now=NOW)
    assert [(x.payer_role, x.amount) for x in lines] == [
        (Role.BUYER, Decimal("90.00")),
        (Role.NEW_MORTGAGEE, Decimal("80.00")),
    ]
    assert whole == Decimal("170.00")


def test_a_line_that_is_over_no_longer_counts() -> None:
    old = Rate(
        rule="OLD",
        amount=Decimal("1.00"),
        valid_from=date(2017, 1, 1),
        valid_to=date(2018, 12, 31),
        reason="",
        source="",
    )
    facts = FeeFacts(registration="TRANSFER", use="HOME", on=date(2018, 12, 31))
    assert fee(facts, (old, *RATES)).rule == "OLD"
    later = FeeFacts(registration="TRANSFER", use="HOME", on=date(2019, 1, 1))
    assert fee(later, (old, *RATES)).rule == "F11"


def test_before_any_line_there_is_no_guess() -> None:
    with pytest.raises(LookupError):
        fee(FeeFacts(registration="TRANSFER", use="HOME", on=date(2010, 1, 1)), RATES)


@given(
    registration=st.sampled_from(KINDS),
    use=st.sampled_from(("HOME", "GARAGE", "OTHER")),
    small=st.booleans(),
    copies=st.integers(1, 50),
)
def test_every_item_has_a_fee_and_a_promise_never_costs_more(
    registration: str, use: str, small: bool, copies: int
) -> None:
    def due(promise: bool) -> Decimal:
        facts = FeeFacts(
            registration=registration,
            use=use,
            small_enterprise=promise,
            certificates=copies,
            on=ON,
        )
        return fee(facts, RATES).amount

    assert due(small) >= 0
    assert due(True) <= due(False)


FIRM = register.PartyRef(
    name="岳阳小店有限公司",
    id_type="8",
    id_no=OTHER_BANK.id_no[:2] + "430600MA4L00001",
    party_type=register.PartyType.ENTERPRISE,
)


@pytest.mark.django_db
def test_the_promise_of_a_small_enterprise_frees_only_the_enterprise_that_pays() -> None:
    desk = open_desk(1)

    def bill(request: casework.CaseRequest) -> list[tuple[str, Decimal, str]]:
        lines, _ = casework.fees_of(replace(request, small_enterprise=True), now=NOW)
        return [(line.guide, line.amount, line.reason) for line in lines]

    loan = asks.sale_with_loan(desk, 0)
    (_, sale, why), (_, mortgage, bank) = bill(loan)
    assert (sale, mortgage) == (80, 80)
    assert "周902是个人" in why
    assert f"不是{OTHER_BANK.name}作的" in bank
    parties = (loan.parties[0], asks.party(Role.BUYER, FIRM), loan.parties[2])
    (_, sale, why), (_, mortgage, _) = bill(replace(loan, parties=parties))
    assert (sale, mortgage) == (0, 80)
    assert "小微企业" in why
    ((_, mortgage, bank),) = bill(asks.mortgage(desk, 0))
    assert mortgage == 80
    assert "是银行" in bank
    lender = asks.mortgage(desk, 0)
    parties = (lender.parties[0], asks.party(Role.MORTGAGEE, FIRM))
    ((_, mortgage, _),) = bill(replace(lender, parties=parties))
    assert mortgage == 0
