"""亮证: what the holder starts, what the other side sees, and what the holder sees of it."""

import re
from datetime import timedelta
from pathlib import Path

import pytest
from django.http import HttpResponse
from django.test import Client
from django.utils import timezone

from dengbu.accounts import api as accounts
from dengbu.evidence import api as evidence
from dengbu.inquiry import api as inquiry
from dengbu.inquiry.models import Showing, ShowingCheck, ShowingKey
from dengbu.inquiry.showing import Outcome, checking
from dengbu.kernel.fault import FaultCode, Faults
from dengbu.kernel.numbers import CertificateNumber
from dengbu.register import api as register
from dengbu.site import showing_keys
from tests.casework.desk import Desk, open_desk
from tests.register.city import book, booking, person
from tests.web.citizen.test_citizen import citizen, own_number, text_of
from tests.web.uses import burden

pytestmark = pytest.mark.django_db
showing = inquiry.showing
ME = person(1)
VERIFIER = showing.Checker(who="测试小学")


@pytest.fixture
def desk(settings: object, tmp_path: Path) -> Desk:
    settings.LOG_KEYS = tmp_path  # type: ignore[attr-defined]
    return open_desk()


def me(n: int = 1) -> accounts.Actor:
    account = accounts.Account.objects.filter(id_no=person(n).id_no).first()
    if account is None:
        citizen(n)
        account = accounts.Account.objects.get(id_no=person(n).id_no)
    return accounts.actor_of(account)


def begin(n: int = 1, *, number: str = "", purpose: str = "SCHOOL", people: int = 1) -> int:
    wanted = showing.Wanted(
        number=number or own_number(n), purpose=purpose, words="租给同事", people=people, minutes=5
    )
    return showing.start(wanted, actor=me(n), now=timezone.now())


def text(id: int, n: int = 1) -> str:
    return showing.code_of(showing.showing(id, actor=me(n)), now=timezone.now()).text


def check(code: str, *, after: float = 0) -> inquiry.showing.Checked:
    return showing.check(code, checker=VERIFIER, now=timezone.now() + timedelta(seconds=after))


def told(found: inquiry.showing.Checked) -> dict[str, str]:
    assert found.told is not None
    return {line.label: line.value for line in found.told.lines}


def test_a_school_sees_name_and_address_and_nothing_of_the_mortgage(desk: Desk) -> None:
    found = check(text(begin()))
    assert found.outcome is Outcome.TOLD
    lines = told(found)
    assert lines["持证人"] == ME.name
    assert lines["证件号码后四位"] == ME.id_no[-4:]
    assert lines["查封"] == "没有"
    assert set(lines) == {"持证人", "证件号码后四位", "坐落", "用途", "查封"}
    assert ME.id_no not in str(found.told.lines if found.told else "")


def test_a_bank_sees_what_rests_on_it(desk: Desk) -> None:
    lines = told(check(text(begin(purpose="LOAN"))))
    assert lines["抵押"] == "有，已抵押"
    assert lines["预告登记"] == "没有"
    assert "面积" in lines


def test_what_is_not_told_is_not_in_the_code_either(desk: Desk) -> None:
    code, *_ = showing.read(text(begin()))
    assert showing.Found.MORTGAGED not in code.told | code.found
    code, *_ = showing.read(text(begin(purpose="LOAN")))
    assert showing.Found.MORTGAGED in code.told & code.found


def test_one_code_is_good_once_and_for_sixty_seconds(desk: Desk) -> None:
    id = begin(people=3)
    code = text(id)
    assert check(code).outcome is Outcome.TOLD
    assert check(code).outcome is Outcome.REPLAYED
    assert check(text(id), after=61.5).outcome is Outcome.EXPIRED
    assert check(text(id), after=-60).outcome is Outcome.FUTURE


def test_as_many_as_were_to_see_it_see_it(desk: Desk) -> None:
    id = begin(people=1)
    first, second = text(id), text(id)
    assert check(first).left == 0
    assert check(second).outcome is Outcome.USED_UP
    with pytest.raises(Faults):
        begin(purpose="LOAN", people=2)  # not among what may be chosen


def test_stopped_and_over_are_told_as_such(desk: Desk) -> None:
    id = begin(people=3)
    code = text(id)
    Showing.objects.filter(id=id).update(until=timezone.now())
    assert check(code).outcome is Outcome.OVER
    showing.stop(id, actor=me(), now=timezone.now())
    assert check(code).outcome is Outcome.STOPPED


def test_a_seizure_after_the_code_was_made_is_seen(desk: Desk) -> None:
    code = text(begin())
    seize = register.Seize(
        unit_code=desk.units[0],
        kind=register.SeizureKind.SEIZURE,
        organ="岳阳楼区人民法院",
        document_no="(2026)湘0602执1号",
        delivered_at=timezone.now(),
        term_days=700,
    )
    assert book(booking(seize))[0].booked
    found = check(code)
    assert told(found)["查封"] == "被查封，现在不能过户"
    assert not found.same
    page = Client().post(f"/check/show/{text(begin(people=3))}").content.decode()
    assert "是真的，但被查封了" in page


def test_a_certificate_that_was_replaced_is_seen_as_void(desk: Desk) -> None:
    id = begin(people=3)
    code = text(id)
    reissue = register.ReissueCertificate(unit_code=desk.units[0], number=own_number(1))
    outcome = book(booking(reissue, applicants=(ME,)))[0]
    assert outcome.booked, outcome.rules
    found = check(code)
    assert found.outcome is Outcome.TOLD
    assert found.told is not None and not found.told.lines
    assert showing.Found.IN_FORCE not in found.told.found
    page = Client().post(f"/check/show/{text(id)}").content.decode()
    assert "是真的，但已不再有效" in page


def test_proofs_are_shown_by_whoever_has_them(desk: Desk) -> None:
    proof, _ = burden(desk)
    citizen(70)
    found = check(text(begin(70, number=proof, purpose="SALE"), 70))
    assert told(found)["持证人"] == "周*0" or told(found)["持证人"].startswith("周")
    assert told(found)["抵押"] == "有，已抵押"
    assert told(found)["居住权"] == "没有"  # no other than the one that is shown


def test_nobody_shows_what_is_not_theirs(desk: Desk) -> None:
    with pytest.raises(Faults) as error:
        begin(2, number=own_number(1))
    assert error.value.faults[0].code is FaultCode.NOT_FOUND
    with pytest.raises(Faults):
        showing.showing(begin(), actor=me(2))
    with pytest.raises(Faults):
        showing.stop(begin(), actor=me(2), now=timezone.now())


def test_three_at_a_time_and_then_it_is_said_when(desk: Desk) -> None:
    for _ in range(3):
        begin()
    with pytest.raises(Faults) as error:
        begin()
    fault = error.value.faults[0]
    assert fault.code is FaultCode.RATE_LIMIT
    assert "最多同时 3 份；最早的一份还剩" in fault.message


def test_what_was_not_chosen_is_said_all_at_once(desk: Desk) -> None:
    wanted = showing.Wanted(number=own_number(1), purpose="X", people=0, minutes=7)
    with pytest.raises(Faults) as error:
        showing.start(wanted, actor=me(), now=timezone.now())
    assert {f.field for f in error.value.faults} == {"purpose", "people", "minutes"}
    wanted = showing.Wanted(number=own_number(1), purpose="OTHER", people=1, minutes=5)
    with pytest.raises(Faults) as error:
        showing.start(wanted, actor=me(), now=timezone.now())
    assert [f.field for f in error.value.faults] == ["words"]


def test_every_check_of_a_code_of_ours_is_kept_with_its_leaf(desk: Desk) -> None:
    id = begin(people=3)
    code = text(id)
    check(code)
    check(code)
    check("A" * 200)
    seen = showing.showing(id, actor=me()).checks
    assert [one.outcome for one in seen] == [Outcome.REPLAYED, Outcome.TOLD]
    assert seen[1].who == "测试小学" and "坐落" in seen[1].told
    row = ShowingCheck.objects.get(outcome=Outcome.TOLD)
    assert set(evidence.leaves_of([f"showing:{id}", f"shown:{row.id}"])) == {
        f"showing:{id}",
        f"shown:{row.id}",
    }
    assert list(inquiry.audit_leaves()) == []


def test_no_number_of_old_codes_hides_who_was_told(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Whoever sends old codes again and again fills the list; what is told is kept all the same."""
    monkeypatch.setattr(checking, "MOST_KEPT", 2)
    id = begin(people=1)
    for code in [text(id) for _ in range(3)]:
        assert check(code, after=61.5).outcome is Outcome.EXPIRED
        assert check(code, after=61.5).outcome is Outcome.EXPIRED
    assert ShowingCheck.objects.count() == 2  # each code once
    good = text(id)
    assert check(good).outcome is Outcome.TOLD
    assert check(good).outcome is Outcome.REPLAYED
    assert check(text(id)).outcome is Outcome.USED_UP
    assert ShowingCheck.objects.filter(outcome=Outcome.TOLD).count() == 1


def test_a_key_changes_half_way_and_codes_go_on(desk: Desk) -> None:
    id = begin(people=10)
    office = showing.showing(id, actor=me()).office
    before = text(id)
    old = bytes(ShowingKey.objects.get(office=office).public)
    seeds = [bytes(range(32))]
    mine = list(showing_keys.seeds(office))
    showing.use_keys(lambda _: [*mine, *seeds])
    try:
        assert check(text(id)).outcome is Outcome.TOLD  # the new one is written, not in force yet
        public = inquiry.showing.public_of(seeds[0])
        showing.put_in_force(office, public, now=timezone.now())
        showing.put_in_force(office, public, now=timezone.now())
        assert ShowingKey.objects.filter(office=office, until=None).count() == 1
        assert check(before).outcome is Outcome.TOLD  # signed before the change
        assert check(text(id)).outcome is Outcome.TOLD
        since = timezone.now() - timedelta(minutes=1)
        kind = inquiry.showing.key_id(old)
        assert showing.revoke(office, kind, since=since, reason="丢了", now=timezone.now())
        assert not showing.revoke(office, b"none", since=since, reason="x", now=timezone.now())
    finally:
        showing.use_keys(showing_keys.seeds)


def test_codes_of_a_revoked_key_are_refused(desk: Desk) -> None:
    id = begin(people=10)
    office = showing.showing(id, actor=me()).office
    code = text(id)
    public = inquiry.showing.public_of(bytes(range(32)))
    moment = timezone.now() - timedelta(seconds=30)
    showing.put_in_force(office, public, now=moment, revoked=True)
    assert check(code).outcome is Outcome.KEY_REVOKED
    assert showing.showing(id, actor=me()).checks == ()
    with pytest.raises(Faults) as error:
        text(id)  # the process has not been given the new key yet
    assert error.value.faults[0].code is FaultCode.NOT_SUPPORTED


def test_the_phone_from_the_list_to_the_check(desk: Desk) -> None:
    phone, number = citizen(1), own_number(1)
    assert "出示证书" in text_of(phone.get("/me/"))
    assert CertificateNumber.parse(number).display() in text_of(phone.get("/me/showing/"))
    form = phone.get(f"/me/showing/of/{number}")
    assert "入学报名" in text_of(form) and "看得到姓名、证件号码后四位" in text_of(form)
    wrong = phone.post(f"/me/showing/of/{number}", {"purpose": "X"})
    assert wrong.status_code == 422 and "请选给对方看来做什么" in text_of(wrong)
    sent = {"purpose": "SCHOOL", "people": "3", "minutes": "5"}
    shown = phone.post(f"/me/showing/of/{number}", sent)
    assert shown.status_code == 302
    page = text_of(phone.get(shown.headers["Location"]))
    assert "停止出示" in page and "秒后换新码" in page and "还没有人看" in page
    address = _address(page)
    opened = Client().get(address)
    assert "一个码只能核对一次" in text_of(opened)
    assert ShowingCheck.objects.count() == 0  # opening writes nothing
    answer = text_of(Client().post(address))
    assert "是真的，现在有效" in answer and ME.name in answer and "刚刚由持证人出示" in answer
    assert "没有告诉您的：有没有抵押" in answer
    again = text_of(Client().post(address))
    assert "这个码已经核对过一次" in again
    seen = text_of(phone.get(shown.headers["Location"]))
    assert "内部网络上的人" in seen and "1 人看过，最多 3 人" in seen
    stopped = phone.post(f"{shown.headers['Location']}/stop")
    assert "已经停止出示" in text_of(phone.get(stopped.headers["Location"]))


def _address(page: str) -> str:
    found = re.search(r'href="(/check/show/[a-z2-7]+)"', page)
    assert found is not None
    return found[1]


def test_a_check_is_seen_by_the_open_phone_at_once(desk: Desk) -> None:
    phone, id = citizen(1), begin()
    waiting: HttpResponse = phone.get(f"/me/showing/{id}/checks?seen=0")
    assert waiting.status_code == 200 and "HX-Trigger" not in waiting.headers
    check(text(id))
    seen = phone.get(f"/me/showing/{id}/checks?seen=0")
    assert seen.headers["HX-Trigger"] == "shown"
    assert seen.status_code == 286  # as many as were to see it have: the page need ask no more
    assert "测试小学" in text_of(seen)
    assert "人数看满了" in text_of(phone.get(f"/me/showing/{id}/code"))


def test_an_organisation_that_is_signed_in_is_named(desk: Desk) -> None:
    id = begin(people=3)
    officer = Client()
    officer.force_login(accounts.Account.objects.get(id=desk.windows[0].id))
    officer.post(f"/check/show/{text(id).lower()}")
    assert desk.windows[0].name in showing.showing(id, actor=me()).checks[0].who


def test_the_address_of_the_qr_opens_in_capitals(desk: Desk) -> None:
    answer = Client().get(f"/CHECK/SHOW/{text(begin())}")
    assert answer.status_code == 200


@pytest.mark.parametrize("code", ["X", "A" * 300, "湘", "a" * 5000])
def test_whatever_is_sent_is_answered_in_words(desk: Desk, code: str) -> None:
    answer = Client().post(f"/check/show/{code}")
    assert answer.status_code == 200
    assert "这个码读不出来" in text_of(answer) or "码是假的" in text_of(answer)


def test_the_public_keys_are_published(desk: Desk) -> None:
    begin()
    told = Client().get("/check/show/keys").json()
    assert told["life_seconds"] == 60
    assert len(told["keys"]) == 1 and len(told["keys"][0]["public"]) == 64
