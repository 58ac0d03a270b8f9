"""Every act on a case leaves a leaf with it; a row changed or removed behind our back is named."""

from collections import Counter
from datetime import timedelta

import pytest
from django.db import connection, transaction

from dengbu.accounts import api as accounts
from dengbu.accounts.models import OfficerPost
from dengbu.casework import api as casework
from dengbu.casework.models import Case, Decision, JournalLine
from dengbu.evidence import api as evidence
from dengbu.evidence.api import Kind
from dengbu.evidence.models import Leaf
from dengbu.register import api as register
from dengbu.site.wiring import ATTESTED, audit_evidence
from tests.casework.desk import NOW, Desk, item, open_desk
from tests.casework.smart.released import release
from tests.casework.test_autopilot import file
from tests.casework.test_review import accepted, request

pytestmark = pytest.mark.django_db(transaction=True)
LATER = NOW + timedelta(minutes=2)


@pytest.fixture
def desk() -> Desk:
    made = open_desk()
    release()
    return made


def kinds(*prefixes: str) -> Counter[tuple[str, Kind]]:
    """Leaves by the beginning of their subject and the kind in their entry."""
    found = Leaf.objects.values_list("subject", "entry")
    named = ((s.split(":")[0], Kind(bytes(e)[1])) for s, e in found)
    return Counter(pair for pair in named if pair[0] in prefixes)


CASE = ("journal", "agreed", "decision", "filed")


def test_a_signed_batch_is_attested_from_application_to_entry(desk: Desk) -> None:
    before = Leaf.objects.count()
    view = file(desk, item(desk, 0), item(desk, 1))
    assert kinds(*CASE) == {("filed", Kind.APPLICATION): 2}
    assert casework.autopilot_step() == 2
    assert kinds(*CASE) == {("filed", Kind.APPLICATION): 2, ("decision", Kind.DECISION): 2}
    assert Leaf.objects.count() == before + 6  # and a booking each
    assert list(audit_evidence()) == list(register.audit()) == []
    case = Case.objects.get(case_no=view.lines[0].case_no)
    told = casework.content_of(f"filed:{case.id}")
    assert told is not None
    assert case.case_no in told.decode()
    assert item(desk, 0).proof_no in told.decode()


def test_what_the_whitelist_refuses_is_attested_too(desk: Desk) -> None:
    file(desk, item(desk, 0), signed=False)
    casework.autopilot_step()
    found = kinds(*CASE)
    assert found["filed", Kind.APPLICATION] == 1
    assert found["journal", Kind.STEP] == 2  # handed over, and an examiner drawn
    assert not found["decision", Kind.DECISION]
    assert list(audit_evidence()) == []


def decided(desk: Desk) -> int:
    """A case that was returned, put right and approved; its id."""
    view = accepted(desk)
    case = Case.objects.get(case_no=view.case_no)
    examiner = accounts.actor(case.examiner_id or 0)
    assert examiner is not None
    item_ = casework.ReturnItem(kind="OTHER", name="委托书", what="补盖章")
    casework.return_for_supplement(
        view.case_no, actor=examiner, now=LATER, revision=case.revision, items=[item_]
    )
    casework.resubmit(
        view.case_no, request(desk), actor=desk.windows[0], now=LATER, revision=case.revision + 1
    )
    casework.approve_and_enter(
        view.case_no, actor=examiner, now=LATER, revision=case.revision + 2, opinion="同意"
    )
    return case.id


def test_application_confirmation_and_decisions_are_attested(desk: Desk) -> None:
    case = decided(desk)
    found = kinds(*CASE)
    assert found["journal", Kind.APPLICATION] == 2  # accepted, and handed in again
    assert found["agreed", Kind.CONFIRMATION] == 2  # the bank, each time
    assert found["decision", Kind.DECISION] == 2
    assert found["journal", Kind.DECISION] == 2
    lines = JournalLine.objects.filter(case_id=case)
    assert lines.get(kind="ENTER").id  # its booking speaks for it
    assert sum(n for (name, _), n in found.items() if name == "journal") == lines.count() - 1
    assert list(audit_evidence()) == list(register.audit()) == []
    approved = Decision.objects.get(kind="APPROVE")
    told = (casework.content_of(f"decision:{approved.id}") or b"").decode()
    assert "同意" in told
    assert "P01" in told  # what the rules said at that moment
    assert told.count("pass") > 5


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ("UPDATE casework_journalline SET text = text || '。' WHERE kind = 'RETURN'", "journal"),
        ("UPDATE casework_journalline SET who = '别人' WHERE kind = 'ACCEPT'", "journal"),
        ("UPDATE casework_journalline SET at = at + interval '1 s' WHERE seq = 1", "journal"),
        (
            'UPDATE casework_journalline SET data = \'{"agreed": ["MORTGAGEE 别人"]}\''
            " WHERE kind = 'ACCEPT'",
            "agreed",
        ),
        ("DELETE FROM casework_journalline WHERE kind = 'RETURN'", "is not there"),
        ("UPDATE casework_decision SET reason = '' WHERE kind = 'APPROVE'", "decision"),
        ("UPDATE casework_decision SET by_id = by_id + 1 WHERE kind = 'RETURN'", "decision"),
        ("DELETE FROM casework_decision WHERE kind = 'RETURN'", "is not there"),
        ("UPDATE casework_checkresult SET effect = 'warn' WHERE phase = 'REVIEW'", "decision"),
        ("DELETE FROM casework_checkresult WHERE phase = 'REVIEW'", "decision"),
        ("DELETE FROM evidence_leaf WHERE subject LIKE 'decision:%%'", "has no leaf"),
        (
            "UPDATE evidence_leaf SET subject = 'x' || subject WHERE subject LIKE 'decision:%%'",
            "which nobody writes",
        ),
        ("UPDATE accounts_officerpost SET post = 'CHIEF' WHERE post = 'EXAMINER'", "post:"),
        ("DELETE FROM accounts_officerpost WHERE post = 'WINDOW'", "is not there"),
        ("UPDATE accounts_organisationkey SET public_key = sha256('')", "key:"),
    ],
)
def test_what_is_changed_behind_our_back_is_named(desk: Desk, change: str, said: str) -> None:
    decided(desk)
    assert list(audit_evidence()) == []
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SET LOCAL session_replication_role = replica")
        cursor.execute(change, [])
        assert cursor.rowcount > 0
    lines = list(audit_evidence())
    assert lines
    assert any(said in line for line in lines)


def test_a_filed_case_that_is_changed_is_named(desk: Desk) -> None:
    file(desk, item(desk, 0))
    with connection.cursor() as cursor:
        cursor.execute("SET session_replication_role = replica")
        cursor.execute("UPDATE casework_batchitem SET proof_no = 'x'")
        cursor.execute("SET session_replication_role = origin")
    (line,) = audit_evidence()
    assert line.startswith("case-leaves: the rows of filed:")


def test_nothing_is_attested_of_what_does_not_happen(desk: Desk) -> None:
    before = Leaf.objects.count()
    with pytest.raises(ZeroDivisionError), transaction.atomic():
        accepted(desk)
        assert Leaf.objects.count() > before
        _ = 1 / 0
    assert Leaf.objects.count() == before


def test_looks_posts_and_keys_are_attested(desk: Desk) -> None:
    posts = OfficerPost.objects.count()
    found = kinds("post", "key", "key-end", "read")
    assert found["post", Kind.PERMISSION] == posts > 0
    offices = len(accounts.offices())
    assert found["key", Kind.PERMISSION] == 2 * offices  # each bank's key, in the log of each
    accounts.disclose(
        desk.windows[0],
        id_type="1",
        id_no="430602198503120019",
        place=desk.units[0],
        purpose="IDENTITY",
        now=NOW,
    )
    accounts.withdraw_key("xbb-2024", now=NOW)
    found = kinds("key-end", "read")
    assert found == {("read", Kind.DISCLOSURE): 1, ("key-end", Kind.PERMISSION): offices}
    assert list(audit_evidence()) == []
    subject = Leaf.objects.get(subject__startswith="read:").subject
    assert b"430602198503120019" in (accounts.content_of(subject) or b"")
    with connection.cursor() as cursor:
        cursor.execute("SET session_replication_role = replica")
        cursor.execute("UPDATE accounts_disclosure SET purpose = '核对材料'")
        cursor.execute("UPDATE accounts_organisationkey SET valid_to = NULL")
        cursor.execute("SET session_replication_role = origin")
    said = " ".join(audit_evidence())
    assert f"the rows of {subject} do not give its leaf" in said


def test_the_feed_passes_over_what_is_no_booking(desk: Desk) -> None:
    decided(desk)
    office = desk.units[0][:6]
    while evidence.sequence(office, now=lambda: NOW, order=register.LOG_ORDER):
        pass
    changes = register.changes(office)
    assert len(changes) == Leaf.objects.filter(office=office).count()
    assert {c.leaf.subject.split(":")[0] for c in changes if c.booking is None} >= {
        "journal",
        "agreed",
        "decision",
        "post",
    }
    assert all(c.leaf.subject.startswith("booking:") for c in changes if c.booking is not None)


def test_contents_of_subjects_that_are_none() -> None:
    for subject in ("journal:", "journal:x", "other:1", "decision:1", "filed:1", "agreed:1:0"):
        assert casework.content_of(subject) is None
    for subject in ("post:1", "key:x:430602", "journal:1"):
        assert accounts.content_of(subject) is None
    assert set(ATTESTED) >= {"booking", "erasure", "journal", "post", "inquiry"}
