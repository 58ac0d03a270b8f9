"""亮证 by several at once, and as the role that the web has in the database."""

from collections import Counter
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from django.conf import LazySettings
from django.db import ProgrammingError, connection, transaction
from django.utils import timezone

from dengbu.accounts import api as accounts
from dengbu.database import privileges
from dengbu.evidence import api as evidence
from dengbu.inquiry import api as inquiry
from dengbu.inquiry.models import Showing, ShowingCheck
from dengbu.inquiry.showing import Outcome
from dengbu.kernel.fault import FaultCode
from tests.casework.desk import open_desk
from tests.casework.test_concurrency import codes, together, unexpected
from tests.inquiry.asked import citizen
from tests.register.city import person
from tests.web.citizen.test_citizen import own_number

showing = inquiry.showing
ME = person(1)
AT_ONCE = 6


def as_web(work: Callable[[], Any]) -> Callable[[], Any]:
    """The same by a connection that may do no more than the web."""

    def done() -> Any:
        with connection.cursor() as cursor:
            cursor.execute("SET ROLE dengbu_app")
        return work()

    return done


@pytest.fixture
def holder(settings: LazySettings, tmp_path: Path, transactional_db: None) -> accounts.Actor:
    settings.LOG_KEYS = tmp_path
    open_desk(1)
    privileges.apply()
    return citizen(1)


def start(holder: accounts.Actor, people: int = 1) -> int:
    wanted = showing.Wanted(number=own_number(1), purpose="SCHOOL", people=people, minutes=5)
    return showing.start(wanted, actor=holder, now=timezone.now())


def text(id: int, holder: accounts.Actor) -> str:
    return showing.code_of(showing.showing(id, actor=holder), now=timezone.now()).text


def check(code: str, who: str) -> inquiry.showing.Checked:
    return showing.check(code, checker=showing.Checker(who=who), now=timezone.now())


def outcomes(results: list[Any]) -> Counter[Outcome]:
    assert unexpected(results) == []
    return Counter(one.outcome for one in results)


def test_of_many_starts_at_once_as_many_begin_as_may(holder: accounts.Actor) -> None:
    results = together(*(as_web(lambda: start(holder)) for _ in range(AT_ONCE)))
    assert unexpected(results) == []
    assert codes(results) == [FaultCode.RATE_LIMIT] * 3
    rows = list(Showing.objects.values_list("id", flat=True))
    assert sorted(rows) == sorted(r for r in results if isinstance(r, int))
    assert set(evidence.leaves_of([f"showing:{id}" for id in rows])) == {
        f"showing:{id}" for id in rows
    }


def test_one_code_is_told_to_one_of_many_who_check_it_at_once(holder: accounts.Actor) -> None:
    code = text(start(holder, people=10), holder)
    works = [as_web(lambda n=n: check(code, f"学校{n}")) for n in range(AT_ONCE)]
    assert outcomes(together(*works)) == {Outcome.TOLD: 1, Outcome.REPLAYED: AT_ONCE - 1}
    assert ShowingCheck.objects.filter(outcome=Outcome.TOLD).count() == 1
    assert list(inquiry.audit_leaves()) == []


def test_of_many_codes_checked_at_once_no_more_are_told_than_chosen(
    holder: accounts.Actor,
) -> None:
    id = start(holder, people=3)
    texts = [text(id, holder) for _ in range(AT_ONCE)]
    works = [as_web(lambda c=c: check(c, "学校")) for c in texts]
    assert outcomes(together(*works)) == {Outcome.TOLD: 3, Outcome.USED_UP: AT_ONCE - 3}
    assert showing.showing(id, actor=holder).used == 3


def test_what_is_stopped_while_it_is_checked_is_told_before_or_not_at_all(
    holder: accounts.Actor,
) -> None:
    id = start(holder, people=10)
    texts = [text(id, holder) for _ in range(AT_ONCE)]
    stop = as_web(lambda: showing.stop(id, actor=holder, now=timezone.now()))
    results = together(*(as_web(lambda c=c: check(c, "学校")) for c in texts), stop)
    found = outcomes(results[:-1])
    assert results[-1] is None
    assert set(found) <= {Outcome.TOLD, Outcome.STOPPED}
    assert Showing.objects.get(id=id).stopped_at is not None
    assert check(texts[0], "学校").outcome in {Outcome.REPLAYED, Outcome.STOPPED}


@pytest.fixture
def as_role(holder: accounts.Actor) -> Iterator[accounts.Actor]:
    with connection.cursor() as cursor:
        cursor.execute("SET ROLE dengbu_app")
        yield holder
        cursor.execute("RESET ROLE")


def refused(statement: str) -> bool:
    try:
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(statement)
    except ProgrammingError as error:
        assert "permission denied" in str(error)
        return True
    return False


def test_the_web_shows_checks_and_notes_and_can_take_nothing_back(as_role: accounts.Actor) -> None:
    """What a stolen web could do with the traces: nothing but add to them."""
    id = start(as_role, people=3)
    assert check(text(id, as_role), "学校").outcome is Outcome.TOLD
    clerk = accounts.actor(accounts.Account.objects.get(username="窗口1").id)
    assert clerk is not None
    kind, now = accounts.LookKind.CASE, timezone.now()
    accounts.note_reads(clerk, [ME.key], kind=kind, place="43060220241212000001", now=now)
    (look,) = accounts.looks_of(*ME.key)
    accounts.question_look(look.id, actor=as_role, reason="为什么看我的", due=now, now=now)
    showing.stop(id, actor=as_role, now=now)
    for changed in (
        "UPDATE inquiry_showing SET most = 99",
        "UPDATE inquiry_showing SET until = now()",
        "UPDATE inquiry_showingcheck SET who = '别人'",
        "UPDATE inquiry_showingcheck SET outcome = 'USED_UP'",
        "UPDATE inquiry_showingkey SET public = ''",
        "DELETE FROM inquiry_showingkey",
        "UPDATE accounts_disclosure SET actor_name = '别人'",
        "UPDATE accounts_disclosure SET purpose = '别的'",
        "UPDATE accounts_lookquestion SET reason = '算了'",
        "DELETE FROM accounts_lookquestion",
        "DELETE FROM accounts_lookerased",
        "DELETE FROM evidence_leaf",
    ):
        assert refused(changed), changed
    assert list(inquiry.audit_leaves()) == [] == list(accounts.audit_leaves())
