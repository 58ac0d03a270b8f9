"""Two windows sell the same unit in the same second, each over HTTP from a session of its own."""

import re
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier
from urllib.parse import urlencode

import httpx
import pytest
from django.conf import LazySettings

from dengbu.casework.models import Case, CaseCounter, CaseUnit
from tests.casework.asks import PAPERS
from tests.casework.desk import open_desk
from tests.e2e.conftest import PASSWORD
from tests.register.city import person

pytestmark = pytest.mark.django_db(transaction=True)
HIDDEN = re.compile(r'<input type="hidden" name="([^"]+)" value="([^"]*)"')
ROUNDS = 3


def window(address: str, username: str) -> httpx.Client:
    """A clerk's browser, signed in."""
    client = httpx.Client(base_url=address, timeout=30)
    form = dict(HIDDEN.findall(client.get("/sign-in").text))
    entered = client.post("/sign-in", data={**form, "username": username, "password": PASSWORD})
    assert entered.status_code == 302, entered.text
    return client


def form_of(client: httpx.Client, place: str, buyer: int) -> dict[str, str]:
    """A sale, filled in and not yet sent."""
    shown = client.get(place)
    assert shown.status_code == 200
    whom = person(buyer)
    return {
        **dict(HIDDEN.findall(shown.text)),
        "parties.0.agreed": "1",
        "parties.1.name": whom.name,
        "parties.1.id_type": "1",
        "parties.1.id_no": whom.id_no,
        "parties.1.agreed": "1",
        "price": "800000",
        "tax_cleared": "yes",
        "tax_note": "完税证明43240612",
        **{f"materials.{code}": "ORIGINAL" for code in PAPERS["G10"]},
    }


def test_one_wins_and_the_other_is_told_by_whom(
    live_server: object, settings: LazySettings
) -> None:
    settings.SECOND_FACTOR = False
    settings.SESSION_COOKIE_SECURE = settings.CSRF_COOKIE_SECURE = False
    desk = open_desk(ROUNDS)
    windows = [window(str(live_server), actor.name) for actor in desk.windows]
    for n in range(ROUNDS):
        place = "/window/?" + urlencode({"unit": desk.units[n], "service": "G10"})
        forms = [form_of(w, place, 900 + k) for k, w in enumerate(windows)]
        start = Barrier(len(windows))

        def send(
            k: int, place: str = place, forms: list[dict[str, str]] = forms, start: Barrier = start
        ) -> httpx.Response:
            start.wait(10)
            return windows[k].post(place, data=forms[k])

        with ThreadPoolExecutor(len(windows)) as people:
            answers = list(people.map(send, range(len(windows))))
        won = Case.objects.get(units__unit_code=desk.units[n])
        (accepted,) = [a for a in answers if a.status_code == 302]
        (told,) = [a for a in answers if a.status_code in (409, 422)]
        assert accepted.headers["location"].endswith(won.case_no)
        assert "已经有一件在办" in told.text
        assert 'value="800000"' in told.text or 'value="800,000' in told.text
    assert Case.objects.count() == CaseUnit.objects.filter(open=True).count() == ROUNDS
    assert CaseCounter.objects.get().last == ROUNDS
    for client in windows:
        client.close()
