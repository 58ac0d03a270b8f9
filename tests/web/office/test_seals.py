"""A seal is revoked by two officers on the screen, and by nobody alone, the web least of all."""

from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from django.db import DatabaseError, connection, transaction
from django.test import Client
from django.utils import timezone

from dengbu.accounts import api as accounts
from dengbu.database import privileges
from dengbu.database.ids import next_id
from dengbu.evidence import api as evidence
from dengbu.evidence.models import RevocationAsked, SealRevocation, SealUsed
from dengbu.evidence.sealing.verdict import Verdict
from dengbu.site.wiring import audit_evidence
from tests.casework.desk import officer
from tests.evidence.sealing.office import Sealing, sealing
from tests.register.city import OFFICE
from tests.web.office.working import sign_in, text_of

__all__ = ["sealing"]
pytestmark = pytest.mark.django_db
PLACE = "/office/seals"
WHY = "存印章的电脑丢了"


@pytest.fixture
def paper(sealing: Sealing) -> bytes:
    return sealing.paper(evidence.Form.PDF)


@pytest.fixture
def chief(paper: bytes) -> accounts.Actor:
    return officer("科长", (accounts.Post.CHIEF, accounts.Department.TRANSFER))


@pytest.fixture
def auditor(paper: bytes) -> accounts.Actor:
    return officer("督查", (accounts.Post.AUDITOR, accounts.Department.ARCHIVES))


def by(actor: accounts.Actor) -> Client:
    return sign_in(Client(), actor.id)


def judged(content: bytes) -> Verdict:
    return evidence.verdict(content, now=timezone.now())


def test_one_asks_another_agrees_and_what_was_sealed_before_counts(
    sealing: Sealing, paper: bytes, chief: accounts.Actor, auditor: accounts.Actor
) -> None:
    seal = sealing.seal.fingerprint
    assert "还没有" not in text_of(by(chief).get(PLACE))
    assert by(chief).post(PLACE, {"seal": seal, "reason": WHY}).status_code == 302
    own = text_of(by(chief).get(f"{PLACE}?done=asked"))
    assert "等另一个人确认" in own and "您申请的，由另一个" in own and "确认作废" not in own
    (asked,) = evidence.asked_revocations(OFFICE)
    assert by(chief).post(PLACE, {"asked": asked.id, "answer": "yes"}).status_code == 409
    assert judged(paper).good and not SealRevocation.objects.exists()
    seen = text_of(by(auditor).get(PLACE))
    assert WHY in seen and "科长" in seen and "确认作废" in seen
    assert by(auditor).post(PLACE, {"asked": asked.id, "answer": "yes"}).status_code == 302
    row = SealRevocation.objects.get()
    assert (row.since, row.by, row.reason) == (asked.asked_at, "科长、督查", WHY)
    page = text_of(by(auditor).get(PLACE))
    assert "作废" in page and "确认作废" in page and "申请作废一枚" not in page
    assert judged(paper).good  # by our record it was sealed before
    again = by(chief).post(PLACE, {"asked": asked.id, "answer": "no"})
    assert again.status_code == 409 and "督查已经确认过了" in text_of(again)
    assert list(audit_evidence()) == []
    names = ("revocation-asked", "revocation-answered", "revocation")
    assert {n: c for n, c in evidence.leaves_by_name().items() if n in names} == dict.fromkeys(
        names, 1
    )


def test_without_agreement_nothing_changes_and_one_may_ask_again(
    sealing: Sealing, chief: accounts.Actor, auditor: accounts.Actor
) -> None:
    sent = {"seal": sealing.seal.fingerprint, "reason": WHY}
    assert by(chief).post(PLACE, sent).status_code == 302
    twice = by(auditor).post(PLACE, sent)
    assert twice.status_code == 409 and "已经有人申请" in text_of(twice)
    (asked,) = evidence.asked_revocations(OFFICE)
    assert by(auditor).post(PLACE, {"asked": asked.id, "answer": "no"}).status_code == 302
    assert "不同意" in text_of(by(chief).get(PLACE))
    assert not SealRevocation.objects.exists()
    assert by(auditor).post(PLACE, sent).status_code == 302
    assert list(audit_evidence()) == []


def test_what_is_wrong_is_told_and_nothing_is_lost(sealing: Sealing, chief: accounts.Actor) -> None:
    wrong = by(chief).post(PLACE, {"seal": sealing.seal.fingerprint, "reason": "丢 "})
    assert wrong.status_code == 422 and "至少 4 个字" in text_of(wrong)
    assert "selected" in text_of(wrong)
    long = by(chief).post(PLACE, {"seal": sealing.seal.fingerprint, "reason": "丢" * 201})
    assert long.status_code == 422 and "最多写 200 个字" in text_of(long)
    none = by(chief).post(PLACE, {"seal": "", "reason": WHY})  # nothing is chosen beforehand
    assert none.status_code == 422 and "请选要作废的那一枚" in text_of(none)
    assert by(chief).post(PLACE, {"seal": "f" * 64, "reason": WHY}).status_code == 404
    for id in ("", "x", "9" * 30, "1"):
        assert by(chief).post(PLACE, {"asked": id, "answer": "yes"}).status_code in (404, 422)
    assert not RevocationAsked.objects.exists()


def test_only_posts_that_answer_for_seals(sealing: Sealing, paper: bytes) -> None:
    for name, post in (("窗", accounts.Post.WINDOW), ("审", accounts.Post.EXAMINER)):
        one = officer(name, (post, accounts.Department.INTAKE))
        assert by(one).get(PLACE).status_code == 403
    admin = officer("管理", (accounts.Post.ADMIN, accounts.Department.INTAKE))
    assert by(admin).get(PLACE).status_code == 200
    assert PLACE in text_of(by(admin).get("/no-desk"))


def test_a_seal_of_another_office_is_none(chief: accounts.Actor, sealing: Sealing) -> None:
    there = officer("外科长", (accounts.Post.CHIEF, accounts.Department.TRANSFER), office="430603")
    sent = {"seal": sealing.seal.fingerprint, "reason": WHY}
    assert by(there).post(PLACE, sent).status_code == 404
    by(chief).post(PLACE, sent)
    (asked,) = evidence.asked_revocations(OFFICE)
    assert by(there).post(PLACE, {"asked": asked.id, "answer": "yes"}).status_code == 404


@pytest.fixture
def as_web(paper: bytes) -> Iterator[SealUsed]:
    privileges.apply()
    with connection.cursor() as cursor:
        cursor.execute("SET ROLE dengbu_app")
        yield SealUsed.objects.get()
        cursor.execute("RESET ROLE")


def refused(statement: str, values: list[object]) -> bool:
    try:
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(statement, values)
            cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
    except DatabaseError:
        return True
    return False


REVOKE = (
    "INSERT INTO evidence_sealrevocation (id, office, seal_id, since, at, by, reason)"
    " VALUES (%s, %s, %s, %s, now(), 'x', 'x')"
)
ASK = (
    "INSERT INTO evidence_revocationasked (id, office, seal_id, reason, asked_by, asked_name,"
    " asked_at, answered, answered_by, answered_name, answered_at)"
    " VALUES (%s, %s, %s, 'x', 1, 'x', %s, %s, %s, %s, %s)"
)


def test_the_web_alone_revokes_nothing_and_never_backwards(as_web: SealUsed) -> None:
    now, seal = timezone.now(), as_web

    def revoke(since: datetime) -> list[object]:
        return [next_id(), OFFICE, seal.id, since]

    assert refused(REVOKE, revoke(now))  # nobody asked
    early = now - timedelta(days=1)
    open_ = [None, None, "", None]
    assert refused(ASK, [next_id(), OFFICE, seal.id, early, *open_])  # asked for long ago
    assert refused(ASK, [next_id(), OFFICE, seal.id, now, True, 2, "y", now])  # answered at once
    one, two = evidence.Officer(id=1, name="甲"), evidence.Officer(id=2, name="乙")
    evidence.ask_revocation(seal.fingerprint, office=OFFICE, officer=one, reason=WHY, now=now)
    (asked,) = evidence.asked_revocations(OFFICE)
    assert refused(REVOKE, revoke(now))  # nobody agreed
    same = "UPDATE evidence_revocationasked SET answered = true, answered_by = 1, answered_at = %s"
    assert refused(same, [now])  # one person twice
    assert refused("UPDATE evidence_revocationasked SET asked_at = %s", [early])
    evidence.answer_revocation(asked.id, office=OFFICE, officer=two, agreed=True, now=now)
    assert SealRevocation.objects.get().since == now
    assert refused(REVOKE, revoke(early))  # what was sealed before stays as it is
    assert refused("UPDATE evidence_revocationasked SET answered = false", [])
    assert refused("DELETE FROM evidence_revocationasked", [])
    assert refused("DELETE FROM evidence_sealrevocation", [])
    assert refused("UPDATE evidence_sealrevocation SET reason = 'x'", [])


def test_the_owner_of_the_schema_revokes_from_an_earlier_moment(
    sealing: Sealing, paper: bytes, tmp_path: Path
) -> None:
    since = timezone.now() - timedelta(hours=1)
    assert evidence.revoke_seal(
        sealing.seal.fingerprint, since=since, reason=WHY, by="合规处", now=timezone.now()
    )
    assert not judged(paper).good
