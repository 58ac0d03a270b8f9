"""Numbers of certificates, proofs and cases."""

import pickle
from dataclasses import replace
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dengbu.kernel.fault import FaultCode, Faults
from dengbu.kernel.numbers import (
    PROVINCES,
    CaseNo,
    CertificateNumber,
    case_no,
    show_case_no,
)

TITLE = CertificateNumber(province="湘", year=2024, issuer="岳阳市", title=True, serial=1)
ISSUERS = ("岳阳市", "岳阳县", "华容县", "湘阴县", "平江县", "汨罗市", "临湘市")
NUMBERS = st.builds(
    CertificateNumber,
    province=st.sampled_from(sorted(PROVINCES)),
    year=st.integers(2015, 2099),
    issuer=st.sampled_from(ISSUERS),
    title=st.booleans(),
    serial=st.integers(1, 9_999_999),
)


def test_storage_and_print() -> None:
    assert str(TITLE) == "湘(2024)岳阳市不动产权第0000001号"
    assert TITLE.display() == "湘（2024）岳阳市不动产权第0000001号"


def test_31_provinces() -> None:
    assert len(PROVINCES) == 31


@pytest.mark.parametrize(
    "text",
    [
        "湘(2024)岳阳市不动产权第0000001号",
        "湘（2024）岳阳市不动产权第0000001号",
        " 湘（２０２４） 岳阳市 不动产权 第０００００01号",
        "湘(2024）岳阳市不动产权第0000001号",
    ],
)
def test_reads(text: str) -> None:
    assert CertificateNumber.parse(text, today=date(2024, 11, 12)) == TITLE


@pytest.mark.parametrize(
    "text",
    [
        "湘2026岳阳市不动产权第7090号",
        "湘2026岳阳市不动产权第0007090号",
        "湘〔2026〕岳阳市不动产权第7090号",
        "湘【2026】岳阳市 不动产权 7090",
        "湘（2026岳阳市不动产权第７０９０号",
    ],
)
def test_what_can_only_mean_one_number_is_read(text: str) -> None:
    assert str(CertificateNumber.parse(text)) == "湘(2026)岳阳市不动产权第0007090号"


def test_reads_a_proof() -> None:
    proof = CertificateNumber.parse("湘(2024)岳阳市不动产证明第0000001号")
    assert not proof.title
    assert proof == replace(TITLE, title=False)
    assert str(proof) == "湘(2024)岳阳市不动产证明第0000001号"


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("岳房权证字第12345号", "form"),
        ("湘(2024)岳阳市不动产权第000001号", "form"),
        ("湘(2024)岳阳市不动产第0000001号", "form"),
        ("湘2024岳阳市不动产权第号", "form"),
        ("湘24岳阳市不动产权第0000001号", "form"),
        ("湘2024岳阳市不动产权第00000001号", "form"),
        ("乡(2024)岳阳市不动产权第0000001号", "province"),
        ("湘(2014)岳阳市不动产权第0000001号", "year"),
        ("湘(2025)岳阳市不动产权第0000001号", "future"),
        ("湘(2024)YUE不动产权第0000001号", "issuer"),
        ("湘(2024)岳阳市不动产权第0000000号", "serial"),
    ],
)
def test_refuses(text: str, reason: str) -> None:
    with pytest.raises(Faults) as caught:
        CertificateNumber.parse(text, today=date(2024, 11, 12), field="certificate_no")
    (fault,) = caught.value.faults
    assert fault.code is FaultCode.CERTIFICATE_NUMBER_FORMAT
    assert fault.field == "certificate_no"
    assert fault.data["reason"] == reason


def test_all_faults_at_once() -> None:
    with pytest.raises(Faults) as caught:
        CertificateNumber.parse("乡(2014)不不动产权第0000000号")
    assert len(caught.value.faults) == 1
    with pytest.raises(Faults) as caught:
        CertificateNumber.parse("乡(2014)A不动产权第0000000号")
    reasons = [fault.data["reason"] for fault in caught.value.faults]
    assert reasons == ["province", "year", "issuer", "serial"]


def test_empty_is_asked_for() -> None:
    with pytest.raises(Faults) as caught:
        CertificateNumber.parse("")
    assert caught.value.faults[0].code is FaultCode.REQUIRED


@given(NUMBERS)
def test_certificate_round_trip(number: CertificateNumber) -> None:
    assert CertificateNumber.parse(str(number)) == number
    assert CertificateNumber.parse(number.display()) == number


def test_case_number() -> None:
    number = case_no("430602", date(2024, 12, 12), 318)
    assert number == "43060220241212000318"
    assert show_case_no(number) == "430602 20241212 000318"
    assert (number.district, number.day, number.serial) == ("430602", date(2024, 12, 12), 318)
    assert pickle.loads(pickle.dumps(number)) == number


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("4306022024121200031", "应为20位数字"),
        ("43060220241312000318", "第7至14位不是真实的日期"),
        ("43060220241212000000", "最后6位不能是000000"),
    ],
)
def test_case_number_refusals(text: str, said: str) -> None:
    with pytest.raises(Faults, match=said) as caught:
        CaseNo(text)
    (fault,) = caught.value.faults
    assert fault.code is FaultCode.CASE_NUMBER_FORMAT


def test_case_parts_out_of_place() -> None:
    for district, serial in (("43060", 1), ("430602", 0), ("430602", 1_000_000)):
        with pytest.raises(Faults):
            case_no(district, date(2024, 12, 12), serial)


@given(st.dates(date(2000, 1, 1), date(2099, 12, 31)), st.integers(1, 999_999))
def test_case_round_trip(day: date, serial: int) -> None:
    number = case_no("430602", day, serial)
    assert CaseNo(show_case_no(number).replace(" ", "")) == number
    assert (number.day, number.serial) == (day, serial)
