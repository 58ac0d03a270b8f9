"""Faults carry a code, a sentence and a place, and are raised together."""

import pickle

import pytest

from dengbu.kernel.clause import REGULATION
from dengbu.kernel.fault import Fault, FaultCode, FaultList, Faults

FAULT = Fault(code=FaultCode.REQUIRED, message="请填写姓名", field="name")
OTHER = Fault(
    code=FaultCode.UNIT_SEIZED,
    message="该不动产已被查封。",
    clause=REGULATION.of(22),
    remedy="可以申请行政复议",
    data={"seizures": "1"},
)


def test_each_code_is_its_own_name() -> None:
    assert all(code.value == code.name for code in FaultCode)


def test_codes_promised_to_others_are_there() -> None:
    promised = """UNIT_CODE_FORMAT UNIT_UNKNOWN IDENTITY_CHECK_DIGIT IDENTITY_FORMAT
        IDENTITY_BIRTH_DATE CREDIT_CODE_CHECK SHARE_SUM NOT_HOLDER UNIT_SEIZED UNIT_BUSY
        DUPLICATE_SUBMIT IDEMPOTENCY_KEY_REUSED UPLOAD_TYPE UPLOAD_SIZE SESSION_EXPIRED
        PERMISSION_MISSING PRECONDITION REQUIRED NOT_FOUND CODE_LIST MONEY_FORMAT AREA_FORMAT
        DATE_FORMAT TOO_LONG CERTIFICATE_NUMBER_FORMAT SIGNATURE_INVALID KEY_UNKNOWN STATE_CHANGED
        LOCK_TIMEOUT RATE_LIMIT TOO_MANY_ITEMS BAD_JSON INTERNAL"""
    assert set(promised.split()) <= set(FaultCode)


def test_faults_from_one_several_and_collections() -> None:
    assert Faults(FAULT).faults == (FAULT,)
    assert Faults(FAULT, OTHER).faults == Faults([FAULT, OTHER]).faults == (FAULT, OTHER)


def test_faults_need_a_fault() -> None:
    with pytest.raises(ValueError, match="at least one"):
        Faults()


def test_text_joins_each_message_once() -> None:
    assert str(Faults(FAULT, OTHER, FAULT)) == "请填写姓名；该不动产已被查封。"


def test_faults_survive_pickling() -> None:
    copy = pickle.loads(pickle.dumps(Faults(FAULT, OTHER)))
    assert copy.faults == (FAULT, OTHER)


def test_fault_is_hashable_though_its_data_is_a_mapping() -> None:
    assert len({FAULT, OTHER, FAULT}) == 2


def test_path_grows_from_below() -> None:
    assert FAULT.under("parties.0").field == "parties.0.name"
    assert OTHER.under("units.1").field == "units.1"
    assert FAULT.under("") == FAULT
    assert Faults(FAULT).under("a").under("b").faults[0].field == "b.a.name"


def test_list_raises_everything_at_once() -> None:
    faults = FaultList()
    faults.raise_if_any()
    faults.add(FaultCode.TOO_LONG, "姓名最多50字", field="name", data={"most": "50"})
    faults.extend([FAULT], under="agent")
    faults.extend(Faults(OTHER))
    assert len(faults) == 3
    assert [fault.field for fault in faults] == ["name", "agent.name", ""]
    with pytest.raises(Faults) as caught:
        faults.raise_if_any()
    assert caught.value.faults == faults.faults


def test_list_catches_and_goes_on() -> None:
    faults = FaultList()
    for place in range(2):
        with faults.catch(under=f"parties.{place}"):
            raise Faults(FAULT)
    assert [fault.field for fault in faults] == ["parties.0.name", "parties.1.name"]


def test_list_lets_other_errors_through() -> None:
    with pytest.raises(KeyError), FaultList().catch():
        raise KeyError
