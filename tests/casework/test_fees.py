"""The tariff: the first line that fits, by day, use and promise."""

from dataclasses import replace
from datetime import date
from decimal import Decimal
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
from tests.register.city import OTHER_BANK

ROOT = Path(__file__).resolve().parents[2]
ON = date(2024, 12, 12)
KINDS = ("FIRST", "TRANSFER", "MORTGAGE", "CANCELLATION")


def tariff() -> tuple[Rate, ...]:
    rows = _read_all(ROOT / "catalogue", "430600").fees["rate"]
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
