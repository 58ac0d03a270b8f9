"""Families that cannot be true: told at the window at once, noted without a name, never entered."""

from collections.abc import Mapping

import pytest

from dengbu.casework.api import successions
from dengbu.casework.models import Succession
from dengbu.kernel.fault import FaultCode
from tests.casework.desk import NOW, Desk, open_desk
from tests.casework.test_successions import SAID, refused, request

pytestmark = pytest.mark.django_db
LOGGER = "dengbu.casework.successions"
WILL = {"any": "will", "form": "OWN_HAND", "made_on": "2022-01-01", "rows.0.share": "1"}
Said = Mapping[str, str]


@pytest.fixture
def desk() -> Desk:
    return open_desk(1)


def told(desk: Desk, said: Mapping[str, Said], last: str) -> successions.SuccessionView:
    """The family as far as the answer to the question ``last``."""
    actor = desk.windows[0]
    view = successions.begin_succession(desk.units[0], actor=actor, now=NOW)
    while last not in (step.key for step in view.steps):
        key = view.questions[0].key
        answer = {**SAID, **said}.get(key, {"any": "no"})
        view = successions.tell(
            view.token, key, answer, actor=actor, now=NOW, revision=view.revision
        )
    return view


@pytest.mark.parametrize(
    ("said", "flaw", "words"),
    [
        (
            {"PARENTS:h0": {"any": "yes", "rows.0.name": "赵子"}},
            "OWN_ANCESTOR",
            "自己的长辈",
        ),
        (
            {
                "PARENTS:h0": {
                    "any": "yes",
                    **{f"rows.{n}.name": name for n, name in enumerate(("罗甲", "罗乙", "罗丙"))},
                }
            },
            "CHILD_IN_TWO_FAMILIES",
            "两个家庭",
        ),
        (
            {
                "WILL:h0": {**WILL, "rows.0.name": "赵子"},
                "OTHER_WILL:h0": {**WILL, "rows.0.name": "赵妻"},
            },
            "WILLS_OF_ONE_DAY",
            "同一天",
        ),
    ],
)
def test_it_is_told_at_the_question_and_noted_without_a_name(
    desk: Desk,
    caplog: pytest.LogCaptureFixture,
    said: Mapping[str, Said],
    flaw: str,
    words: str,
) -> None:
    view = told(desk, said, list(said)[-1])
    assert view.answer is None
    assert {f.data["flaw"] for f in view.faults} == {flaw}
    assert words in view.faults[0].message
    assert f"family {view.token} cannot be true: {flaw}" in caplog.text
    noted = "".join(r.getMessage() for r in caplog.records if r.name == LOGGER)
    assert "赵" not in noted and "罗" not in noted
    assert Succession.objects.get(token=view.token).answer == {}
    assert refused(request(desk, view.token), desk)["death.family"] is FaultCode.REQUIRED
