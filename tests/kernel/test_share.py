"""Shares are exact fractions of one."""

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dengbu.kernel.fault import FaultCode, Faults
from dengbu.kernel.share import check_sum_is_one, common_denominator, parse_share, speak

SHARES = st.fractions(min_value=0, max_value=1, max_denominator=999_999_999).filter(bool)


@pytest.mark.parametrize(
    ("text", "share"),
    [
        ("3/5", "3/5"),
        ("３／５", "3/5"),
        ("6 / 10", "3/5"),
        ("½", "1/2"),
        ("60%", "3/5"),
        ("60％", "3/5"),
        ("12.5%", "1/8"),
        ("0.6", "3/5"),
        ("0.125", "1/8"),
        ("0.45", "9/20"),
        ("35.71%", "3571/10000"),
        ("0.3", "3/10"),
        ("1", "1"),
        ("100%", "1"),
    ],
)
def test_reads(text: str, share: str) -> None:
    assert parse_share(text) == Fraction(share)


@pytest.mark.parametrize(
    ("text", "reason", "said"),
    [
        ("33.33%", "rounded", "请改用分数填写，如“1/3”"),
        ("0.33", "rounded", "“1/3”"),
        ("66.66%", "rounded", "“2/3”"),
        ("66.67%", "rounded", "“2/3”"),
        ("16.67%", "rounded", "“1/6”"),
        ("14.29%", "rounded", "“1/7”"),
        ("8.33%", "rounded", "“1/12”"),
        ("0", "range", "应大于0且不超过1"),
        ("0/5", "range", "应大于0且不超过1"),
        ("6/5", "range", "应大于0且不超过1"),
        ("120%", "range", "应大于0且不超过1"),
        ("3/0", "form", "不是有效的份额"),
        ("-1/2", "form", "不是有效的份额"),
        ("一半", "form", "不是有效的份额"),
    ],
)
def test_refuses(text: str, reason: str, said: str) -> None:
    with pytest.raises(Faults) as caught:
        parse_share(text, field="holders.1.share")
    (fault,) = caught.value.faults
    assert (fault.code, fault.field) == (FaultCode.SHARE_FORMAT, "holders.1.share")
    assert fault.data["reason"] == reason
    assert said in fault.message


def test_empty_is_asked_for() -> None:
    with pytest.raises(Faults, match="请填写份额"):
        parse_share(" ")


@pytest.mark.parametrize(
    ("share", "words"),
    [
        ("3/5", "五分之三"),
        ("1/2", "二分之一"),
        ("7/120", "一百二十分之七"),
        ("11/12", "十二分之十一"),
        ("1", "全部"),
    ],
)
def test_speaks(share: str, words: str) -> None:
    assert speak(Fraction(share)) == words


@pytest.mark.parametrize("share", [Fraction(0), Fraction(-1, 2), Fraction(3, 2)])
def test_speaks_only_shares(share: Fraction) -> None:
    with pytest.raises(ValueError, match="share"):
        speak(share)


def test_common_denominator() -> None:
    shares = [Fraction(1, 2), Fraction(1, 3), Fraction(1, 6)]
    assert common_denominator(shares) == (6, (3, 2, 1))
    assert common_denominator([]) == (1, ())


def test_sum_is_told() -> None:
    with pytest.raises(Faults, match="合计为11/12，应正好等于1") as caught:
        check_sum_is_one([Fraction(1, 2), Fraction(1, 4), Fraction(1, 6)], field="holders")
    (fault,) = caught.value.faults
    assert (fault.code, fault.field) == (FaultCode.SHARE_SUM, "holders")
    assert str(fault.clause) == "《民法典》第298条"
    assert fault.data["sum"] == "11/12"


def test_sum_of_nothing_is_not_one() -> None:
    with pytest.raises(Faults):
        check_sum_is_one([])


def test_no_share_is_negative() -> None:
    with pytest.raises(Faults, match="都应大于0"):
        check_sum_is_one([Fraction(3, 2), Fraction(-1, 2)])


@given(SHARES)
def test_written_share_reads_back(share: Fraction) -> None:
    assert parse_share(str(share)) == share


@given(st.lists(st.integers(1, 10_000), min_size=1, max_size=20))
def test_parts_of_a_whole_sum_to_one(parts: list[int]) -> None:
    shares = [Fraction(part, sum(parts)) for part in parts]
    check_sum_is_one(shares)
    denominator, numerators = common_denominator(shares)
    assert sum(numerators) == denominator
    assert [Fraction(n, denominator) for n in numerators] == shares
