"""An examiner at work, for the tests of the office."""

from django.http import HttpResponse
from django.test import Client
from django.utils import timezone

from dengbu.accounts import api as accounts
from dengbu.casework import api as casework
from tests.casework import asks
from tests.casework.desk import Desk


def sign_in(client: Client, account_id: int | None) -> Client:
    client.force_login(accounts.Account.objects.get(id=account_id))
    return client


def text_of(answer: HttpResponse) -> str:
    return answer.content.decode()


def case_of(desk: Desk, n: int = 0) -> casework.CaseView:
    return casework.submit(asks.sale(desk, n), actor=desk.windows[0], now=timezone.now())


def decide(client: Client, case: casework.CaseView, **fields: object) -> HttpResponse:
    sent = {"revision": case.revision, **fields}
    return client.post(f"/office/cases/{case.case_no}/decide", sent)
