"""What follows an entry: parties are told once; a hook that fails is tried again with the job."""

import pytest

from dengbu.casework.api import approve_and_enter, submit
from dengbu.casework.jobs import run_follow_ups
from dengbu.casework.models import Case, Message
from tests.casework.desk import NOW, open_desk
from tests.casework.test_review import examiner, request

pytestmark = pytest.mark.django_db(transaction=True)


def test_a_failing_hook_does_not_stop_the_others_and_is_raised() -> None:
    desk = open_desk(2)
    view = submit(request(desk), actor=desk.windows[0], now=NOW)
    approve_and_enter(view.case_no, actor=examiner(desk, view), now=NOW, revision=view.revision)
    waiting = submit(request(desk, 1), actor=desk.windows[0], now=NOW)
    ids = list(Case.objects.order_by("id").values_list("id", flat=True))
    seen: list[list[int]] = []

    def fails(_: list[int]) -> None:
        raise RuntimeError("printer is out")

    for _ in range(2):
        with pytest.raises(ExceptionGroup) as error:
            run_follow_ups(ids, [fails, seen.append])
        assert [str(e) for e in error.value.exceptions] == ["printer is out"]
    assert seen == [ids, ids]
    told = Message.objects.get()  # nobody is told of what is not entered, and nobody twice
    assert told.case_id != waiting.id
    assert "已经登簿" in told.text
