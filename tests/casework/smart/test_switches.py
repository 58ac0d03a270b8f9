"""Switching automatic approval off: at once, with a reason, a leaf, and every case to a person."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import date, timedelta

import pytest

from dengbu.accounts import api as accounts
from dengbu.casework import api as casework
from dengbu.casework.autopilot import autopilot_step
from dengbu.casework.models import Case, CaseStatus, CheckResult, SmartDecision, SmartSwitch
from dengbu.casework.rules import whitelist_notices
from dengbu.casework.rules.autopilot import SmartFacts
from dengbu.casework.smart import replaying
from dengbu.evidence import api as evidence
from dengbu.kernel.fault import FaultCode, Faults
from tests.casework.desk import NOW, Desk, item, officer, open_desk, sign
from tests.casework.smart.released import release
from tests.register.city import BANK

pytestmark = pytest.mark.django_db(transaction=True)
_P, _D = accounts.Post, accounts.Department


@pytest.fixture
def desk() -> Desk:
    made = open_desk(3)
    release()
    return made


@pytest.fixture
def chief(desk: Desk) -> accounts.Actor:
    return officer("科长", (_P.CHIEF, _D.MORTGAGE))


def file(desk: Desk, n: int, **changes: object) -> str:
    body = repr((n, changes)).encode()
    view = casework.file_batch(
        [item(desk, n, **changes)],
        actor=desk.bank,
        idempotency_key=f"k{n}",
        body=body,
        signed=sign(body),
        now=NOW,
    )
    return str(view.lines[0].case_no)


@pytest.mark.parametrize(
    ("kind", "subject", "words"),
    [
        ("SERVICE", "G44", "事项“G44”的智能审批停了：系统升级"),
        ("RULE", "A08", "规则“A08 单元上没有查封吗”的智能审批停了：系统升级"),
        ("BANK", BANK.id_no, f"单位“{BANK.name}”的智能审批停了：系统升级"),
    ],
)
def test_what_is_off_goes_to_a_person_from_the_next_claim(
    desk: Desk, chief: accounts.Actor, kind: str, subject: str, words: str
) -> None:
    file(desk, 0)
    made = casework.smart.switch_off(kind, subject, reason=" 系统升级 ", actor=chief, now=NOW)
    autopilot_step()
    case = Case.objects.get()
    assert case.status == CaseStatus.EXAMINING
    (off,) = CheckResult.objects.filter(phase="AUTOPILOT").exclude(effect="pass")
    assert (off.code, off.message) == ("OFF", words)
    kept = SmartDecision.objects.get()
    assert (kept.failed, kept.switched_off, kept.approved) == ([], [words], False)
    told = casework.smart.why([case.id])[case.id]
    assert told.words == words and [c.fact for c in told.flip] == ["switched_off"]
    casework.smart.switch_on(made.id, reason="升级完了", actor=chief, now=NOW + timedelta(hours=1))
    file(desk, 1)
    autopilot_step()
    assert Case.objects.latest("id").status == CaseStatus.ENTERED
    assert list(casework.smart.audit_leaves()) == []
    for prefix in ("smart-off", "smart-on"):
        subject_of = f"{prefix}:{made.id}"
        leaf = evidence.leaves_of([subject_of])[subject_of]
        content = casework.smart.content_of(subject_of)
        assert content and leaf.attests(content, evidence.Kind.PERMISSION)
    SmartSwitch.objects.update(reason="什么事也没有")
    assert "do not give its leaf" in next(iter(casework.smart.audit_leaves()))


def test_only_who_assigns_switches_and_only_what_is_there_once_with_a_reason(
    desk: Desk, chief: accounts.Actor
) -> None:
    with pytest.raises(Faults) as caught:
        casework.smart.switch_off("SERVICE", "G44", reason="x", actor=desk.mortgages[0], now=NOW)
    assert caught.value.faults[0].code is FaultCode.PERMISSION_MISSING
    with pytest.raises(Faults) as caught:
        casework.smart.switch_off("SERVICE", "G99", reason=" ", actor=chief, now=NOW)
    assert [(f.code, f.field) for f in caught.value.faults] == [
        (FaultCode.CODE_LIST, "subject"),
        (FaultCode.REQUIRED, "reason"),
    ]
    made = casework.smart.switch_off("SERVICE", "G44", reason="x", actor=chief, now=NOW)
    with pytest.raises(Faults) as caught:
        casework.smart.switch_off("SERVICE", "G44", reason="x", actor=chief, now=NOW)
    assert caught.value.faults[0].code is FaultCode.STATE_CHANGED
    casework.smart.switch_on(made.id, reason="y", actor=chief, now=NOW)
    for switch, code in ((made.id, FaultCode.STATE_CHANGED), (7, FaultCode.NOT_FOUND)):
        with pytest.raises(Faults) as caught:
            casework.smart.switch_on(switch, reason="y", actor=chief, now=NOW)
        assert caught.value.faults[0].code is code


@pytest.fixture
def broken() -> Iterator[None]:
    """A rule of the list, in the program, that fails with an error for one proof alone."""
    kept = whitelist_notices.RULES
    first = kept["A08"]

    def holds(facts: SmartFacts) -> bool:
        return 1 // (facts.stated_mortgagor != "周1") > 0

    mended = {**kept, "A08": replace(first, holds=holds)}
    patch = pytest.MonkeyPatch()
    for module in ("smart.judging", "smart.explaining", "smart.replaying", "smart.shadows"):
        patch.setattr(f"dengbu.casework.{module}.RULES", mended)
    yield
    patch.undo()


def test_a_rule_that_raises_hands_its_case_over_and_the_others_go_on(
    desk: Desk, broken: None, caplog: pytest.LogCaptureFixture
) -> None:
    hurt, sound = file(desk, 0), file(desk, 1)
    assert autopilot_step() == 2
    states = dict(Case.objects.values_list("case_no", "status"))
    assert states == {hurt: CaseStatus.EXAMINING, sound: CaseStatus.ENTERED}
    (said,) = CheckResult.objects.filter(case__case_no=hurt).exclude(effect="pass")
    assert said.message == "单元上没有查封吗？规则出错了，没能判断"
    assert said.facts["error"].startswith("ZeroDivisionError")
    assert f"rule A08 failed for case {hurt}: ZeroDivisionError" in caplog.text


DAY = date(2024, 12, 12)


def test_past_decisions_come_out_again_or_say_which_version_differs(desk: Desk) -> None:
    for n in (0, 1):
        file(desk, n)
    wrong = file(desk, 2, mortgagor="别人")
    autopilot_step(now=NOW)
    done = casework.smart.replay(first=DAY, last=DAY)
    assert (done.decisions, done.approvals, done.differences) == (3, 2, ())
    assert dict(done.rules)["A06"] == 3
    assert casework.smart.replay(first=date(2024, 12, 13), last=DAY).decisions == 0
    kept = SmartDecision.objects.get(case__case_no=wrong)
    told = casework.smart.why([kept.case_id])[kept.case_id]
    assert told.failed[0].code == "A07" and told.replays
    assert [c.words for c in told.flip] == ["抵押人写成登记簿的 周3（写的是 别人）"]
    assert {name for name, _ in told.sources} == {"申请", "备案的钥匙", "登记簿", "在办件"}
    for changes, words in (
        ({"rules": [*kept.rules[:-1], "A09.7"]}, "没有规则 A09.7（有 A09）"),
        ({"rules": kept.rules, "failed": []}, "原来是 无，重演是 A07"),
        ({"failed": ["A07"], "facts": {"values": {}}}, "读不出来：TypeError"),
        ({"facts": kept.facts, "approved": True}, "结论和留存的不一样"),
    ):
        SmartDecision.objects.filter(id=kept.id).update(**changes)
        (one,) = replaying.replay(first=DAY, last=DAY).differences
        assert one.case_no == wrong and words in one.what
