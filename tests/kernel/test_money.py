"""Yuan as exact decimals."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dengbu.kernel.fault import FaultCode, Faults
from dengbu.kernel.money import HIGHEST, show_yuan, yuan

AMOUNTS = st.decimals(0, HIGHEST, places=2)


@pytest.mark.parametrize(
    ("given_", "amount"),
    [
        ("80", "80.00"),
        ("1,060,000.00", "1060000.00"),
        ("１０６００００．５", "1060000.50"),
        (" ￥ 550 元", "550.00"),
        (80, "80.00"),
        (Decimal("80.0000"), "80.00"),
        (Decimal("1E+3"), "1000.00"),
        (Decimal("-0.00"), "0.00"),
    ],
)
def test_reads(given_: str | int | Decimal, amount: str) -> None:
    assert str(yuan(given_)) == amount


@pytest.mark.parametrize(
    ("given_", "reason", "said"),
    [
        ("12.345", "decimals", "最多保留两位小数"),
        ("12.340", "decimals", "最多保留两位小数"),
        (Decimal("0.001"), "decimals", "最多保留两位小数"),
        ("-10.5", "negative", "不能为负数"),
        (-1, "negative", "不能为负数"),
        (Decimal("-0.01"), "negative", "不能为负数"),
        ("106万", "unit", "请按元填写"),
        ("1,06,000", "characters", "不是有效的金额"),
        ("八十", "characters", "不是有效的金额"),
        ("80.", "characters", "不是有效的金额"),
        ("NaN", "characters", "不是有效的金额"),
        (Decimal("NaN"), "range", "超出可填写的范围"),
        (Decimal("Infinity"), "range", "超出可填写的范围"),
        ("1" + "0" * 13, "range", "超出可填写的范围"),
        (80.5, "inexact", "不能用浮点数"),
        (True, "inexact", "不能用浮点数"),
    ],
)
def test_refuses(given_: str | int | Decimal, reason: str, said: str) -> None:
    with pytest.raises(Faults) as caught:
        yuan(given_, field="price")
    (fault,) = caught.value.faults
    assert (fault.code, fault.field) == (FaultCode.MONEY_FORMAT, "price")
    assert fault.data["reason"] == reason
    assert said in fault.message


def test_empty_is_asked_for() -> None:
    with pytest.raises(Faults, match="请填写金额"):
        yuan("")


@pytest.mark.parametrize(
    ("amount", "shown"),
    [
        ("1060000", "1,060,000.00 元"),
        ("1065000.50", "1,065,000.50 元"),
        ("0", "0.00 元"),
        ("80", "80.00 元"),
        ("-12.5", "-12.50 元"),
        ("123456780000", "123,456,780,000.00 元"),
    ],
)
def test_shows(amount: str, shown: str) -> None:
    assert show_yuan(Decimal(amount)) == shown


@given(AMOUNTS)
def test_what_is_shown_can_be_typed(amount: Decimal) -> None:
    assert yuan(show_yuan(amount)) == amount
    assert yuan(str(amount)) == amount
