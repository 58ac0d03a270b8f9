"""Who looked: noted by one statement, seen by the person, questioned once, erased in time."""

from datetime import UTC, datetime, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from dengbu.accounts import api as accounts
from dengbu.accounts import attesting
from dengbu.accounts.models import Disclosure, LookErased, LookQuestion
from dengbu.database.ids import next_id
from dengbu.evidence import api as evidence
from dengbu.kernel.fault import FaultCode, Faults
from tests.accounts.test_disclosures import officer

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("offices")]
NOW = datetime(2026, 11, 27, 2, 0, tzinfo=UTC)
ME, OTHER = ("1", "430602198503120015"), ("1", "430602199001011235")
CASE = "43060220261127000001"


def me() -> accounts.Actor:
    account = accounts.create_account(
        accounts.NewAccount(
            username="me",
            name="欧阳𬭩䶮",
            kind=accounts.AccountKind.CITIZEN,
            password="a-long-password",
            id_type=ME[0],
            id_no=ME[1],
        ),
        now=NOW,
    )
    return accounts.actor_of(account)


def read(who: accounts.Actor, *people: tuple[str, str], at: datetime = NOW) -> None:
    accounts.note_reads(who, people, kind=accounts.LookKind.CASE, place=CASE, now=at)


def ask(id: int, actor: accounts.Actor, reason: str = "那天我没有办过登记") -> None:
    accounts.question_look(id, actor=actor, reason=reason, due=NOW + timedelta(days=7), now=NOW)


def test_a_read_of_many_is_one_statement_with_its_leaf() -> None:
    clerk = officer("clerk", accounts.Post.WINDOW)
    next_id()  # a block of ids is drawn
    with CaptureQueriesContext(connection) as asked:
        read(clerk, ME, OTHER)
    ours = [q["sql"] for q in asked if "SAVEPOINT" not in q["sql"]]
    assert len(ours) == 1
    (seen,) = accounts.looks_of(*ME)
    assert (seen.who, seen.post, seen.place) == ("王敏", "受理岗", CASE)
    assert seen.kind is accounts.LookKind.CASE and seen.purpose == "办理这一件登记"
    assert len(accounts.looks_of(*OTHER)) == 1
    group = Disclosure.objects.values_list("read", flat=True).distinct().get()
    leaf = evidence.leaves_of([f"read:{group}"])[f"read:{group}"]
    content = accounts.content_of(f"read:{group}")
    assert content is not None and leaf.attests(content, evidence.Kind.DISCLOSURE)
    assert list(accounts.audit_leaves()) == []


def test_nobody_is_told_of_looking_at_oneself_or_at_nobody() -> None:
    read(me(), ME)
    read(officer("clerk", accounts.Post.WINDOW))
    assert not Disclosure.objects.exists()


def test_a_row_that_is_changed_or_gone_is_found() -> None:
    clerk = officer("clerk", accounts.Post.WINDOW)
    read(clerk, ME, OTHER)
    Disclosure.objects.filter(id_no=ME[1]).update(purpose="别的")
    assert any("do not give its leaf" in line for line in accounts.audit_leaves())
    Disclosure.objects.all().delete()
    assert any("is attested and is not there" in line for line in accounts.audit_leaves())


def test_the_list_has_no_end_at_a_page() -> None:
    clerk = officer("clerk", accounts.Post.WINDOW)
    for n in range(7):
        read(clerk, ME, at=NOW + timedelta(seconds=n // 2))
    seen, before = [], None
    while page := accounts.looks_of(*ME, before=before, limit=3):
        seen += [one.id for one in page]
        before = page[-1].id
    assert len(seen) == len(set(seen)) == 7
    moments = [Disclosure.objects.get(id=id).at for id in seen]
    assert moments == sorted(moments, reverse=True)


def test_a_look_is_questioned_once_and_answered_once_by_another() -> None:
    mine, clerk = me(), officer("clerk", accounts.Post.WINDOW)
    chief, auditor = officer("chief", accounts.Post.CHIEF), officer("audit", accounts.Post.AUDITOR)
    read(clerk, ME, OTHER)
    read(chief, ME)
    of_chief, of_clerk = accounts.looks_of(*ME)
    if of_clerk.post != "受理岗":
        of_chief, of_clerk = of_clerk, of_chief
    ask(of_clerk.id, mine)
    ask(of_chief.id, mine)
    with pytest.raises(Faults) as again:
        ask(of_clerk.id, mine)
    assert again.value.faults[0].code is FaultCode.DUPLICATE_SUBMIT
    foreign = accounts.looks_of(*OTHER)[0]
    with pytest.raises(Faults) as error:
        ask(foreign.id, mine)
    assert error.value.faults[0].code is FaultCode.NOT_FOUND
    first = LookQuestion.objects.get(look=of_clerk.id)
    own = LookQuestion.objects.get(look=of_chief.id)
    with pytest.raises(Faults, match="由别人答复"):
        accounts.answer_look(own.id, actor=chief, answer="是我看的没有错", now=NOW)
    with pytest.raises(Faults) as forbidden:
        accounts.answer_look(first.id, actor=clerk, answer="是我看的没有错", now=NOW)
    assert forbidden.value.faults[0].code is FaultCode.PERMISSION_MISSING
    accounts.answer_look(first.id, actor=auditor, answer="那天银行替您交来注销抵押", now=NOW)
    with pytest.raises(Faults, match="已经答复过"):
        accounts.answer_look(first.id, actor=chief, answer="再答复一次试试", now=NOW)
    answered = accounts.look_of(of_clerk.id, actor=mine)
    assert answered is not None and answered.question is not None
    assert answered.question.answer == "那天银行替您交来注销抵押"
    assert [q.id for q in accounts.questions(chief)] == [own.id, first.id]
    assert list(accounts.audit_leaves()) == []


@pytest.mark.parametrize("reason", ["", "  ", "短", "长" * 201])
def test_a_question_has_a_reason_of_some_length(reason: str) -> None:
    mine = me()
    read(officer("clerk", accounts.Post.WINDOW), ME)
    (look,) = accounts.looks_of(*ME)
    with pytest.raises(Faults) as error:
        ask(look.id, mine, reason)
    assert error.value.faults[0].field == "reason"
    assert not LookQuestion.objects.exists()


def test_what_is_old_is_erased_and_its_leaf_remains() -> None:
    mine, clerk = me(), officer("clerk", accounts.Post.WINDOW)
    auditor = officer("audit", accounts.Post.AUDITOR)
    old = NOW - timedelta(days=2000)
    read(clerk, ME, OTHER, at=old)
    read(clerk, ME, at=old + timedelta(days=1))
    read(clerk, ME)
    asked = accounts.looks_of(*ME)[1]
    ask(asked.id, mine)
    before = NOW - timedelta(days=1825)
    assert accounts.erase_looks("430602", before=before, now=NOW) == 2
    assert len(accounts.looks_of(*ME)) == 2 and accounts.looks_of(*OTHER) == ()
    assert LookErased.objects.count() == 1
    assert list(accounts.audit_leaves()) == []
    question = LookQuestion.objects.get()
    accounts.answer_look(question.id, actor=auditor, answer="按规定看的，没有问题", now=NOW)
    assert accounts.erase_looks("430602", before=before, now=NOW) == 1
    assert accounts.erase_looks("430602", before=before, now=NOW) == 0
    assert list(accounts.audit_leaves()) == []
    assert LookQuestion.objects.get().about.startswith("2021年")


def test_an_auditor_finds_reads_by_officer_and_day() -> None:
    clerk = officer("clerk", accounts.Post.WINDOW)
    read(clerk, ME, OTHER)
    read(clerk, ME, at=NOW - timedelta(days=3))
    day = accounts.reads("430602", officer="王敏", first=NOW, last=NOW + timedelta(hours=1))
    (today,) = day.reads
    assert (today.people, day.before, day.after) == (2, None, None)
    assert len(accounts.reads("430602").reads) == 2
    assert accounts.reads("430602", officer="别人").reads == ()
    assert accounts.reads("430603").reads == ()


def test_a_look_with_a_leaf_of_its_own_is_audited_and_erased_too() -> None:
    """As numbers were noted before every look had a read."""
    clerk = officer("clerk", accounts.Post.WINDOW)
    row = Disclosure.objects.create(
        office="430602",
        account_id=clerk.id,
        actor_name=clerk.name,
        id_type=ME[0],
        id_no=ME[1],
        place=CASE,
        purpose="核对身份",
        at=NOW,
    )
    attesting.attest([attesting.of_disclosure(row)])
    assert list(accounts.audit_leaves()) == []
    (one,) = accounts.reads("430602").reads
    assert (one.id, one.people) == (row.id, 1)
    Disclosure.objects.update(purpose="别的")
    assert any("do not give its leaf" in line for line in accounts.audit_leaves())
    after = NOW + timedelta(days=1)
    assert accounts.erase_looks("430602", before=after, now=after) == 1
    assert list(accounts.audit_leaves()) == []
