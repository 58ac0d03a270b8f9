"""What people and programs are told when no view could answer."""

import pytest
from django.core.handlers.wsgi import WSGIRequest
from django.http import HttpRequest, HttpResponse
from django.test import Client, RequestFactory
from django.urls import path
from django.views.decorators.http import require_POST

from dengbu.kernel.fault import Fault, FaultCode, Faults
from dengbu.site import failures, urls

MEDIA_TYPE = "application/problem+json"


def raises_faults(request: HttpRequest) -> HttpResponse:
    raise Faults(Fault(code=FaultCode.UNIT_BUSY, message="这套房正在办另一件事。"))


def breaks(request: HttpRequest) -> HttpResponse:
    raise ZeroDivisionError


def takes_a_form(request: HttpRequest) -> HttpResponse:
    return HttpResponse("taken")


@require_POST
def takes_only_a_form(request: HttpRequest) -> HttpResponse:
    return HttpResponse("taken")


urlpatterns = [
    path("form/send", takes_only_a_form),
    path("nothing/above", takes_only_a_form),
    path("faults", raises_faults),
    path("breaks", breaks),
    path("form", takes_a_form),
    *urls.urlpatterns,
]
handler400, handler403 = urls.handler400, urls.handler403
handler404, handler500 = urls.handler404, urls.handler500
pytestmark = [pytest.mark.urls(__name__), pytest.mark.django_db]


@pytest.fixture
def patient() -> Client:
    """A client that is shown the page of a failure, as a browser is."""
    return Client(raise_request_exception=False, enforce_csrf_checks=True)


@pytest.mark.parametrize(
    ("address", "status", "says"),
    [
        ("/faults", 409, "这套房正在办另一件事"),
        ("/nowhere", 404, "没有这一页"),
        ("/breaks", 500, "登记簿没有改动"),
    ],
)
def test_a_page_in_plain_words(patient: Client, address: str, status: int, says: str) -> None:
    answer = patient.get(address, headers={"accept": "text/html"})
    assert answer.status_code == status
    assert says in answer.content.decode()
    assert "Content-Security-Policy" in answer


@pytest.mark.parametrize(
    ("address", "code"),
    [("/faults", "UNIT_BUSY"), ("/nowhere", "NOT_FOUND"), ("/breaks", "INTERNAL")],
)
def test_a_problem_document_for_programs(patient: Client, address: str, code: str) -> None:
    answer = patient.get(address, headers={"accept": "application/json"})
    assert answer["Content-Type"] == MEDIA_TYPE
    assert answer.json()["code"] == code


def test_a_form_without_token_is_not_taken_and_says_to_sign_in(patient: Client) -> None:
    answer = patient.post("/form")
    assert answer.status_code == 401
    assert "重新登录" in answer.content.decode()


def test_a_host_that_is_not_ours_is_refused(patient: Client) -> None:
    assert patient.get("/", headers={"host": "evil.example"}).status_code == 400


def test_plain_words_remain_when_the_page_cannot_be_made(
    rf: RequestFactory, settings: object
) -> None:
    settings.TEMPLATES = []  # type: ignore[attr-defined]  # pytest-django's settings
    request: WSGIRequest = rf.get("/")
    answer = failures.internal(request)
    assert answer.status_code == 500
    assert "登记簿没有改动" in answer.content.decode()


def test_the_address_of_a_form_opened_by_hand_leads_to_its_page(patient: Client) -> None:
    answer = patient.get("/form/send", headers={"accept": "text/html"})
    assert (answer.status_code, answer["Location"]) == (302, "/form")
    answer = patient.get("/nothing/above", headers={"accept": "text/html"})
    assert (answer.status_code, answer["Allow"]) == (405, "POST")
    assert "这个地址只收表格" in answer.content.decode()
    answer = patient.options("/form/send", headers={"accept": "application/json"})
    assert (answer.status_code, answer["Content-Type"]) == (405, MEDIA_TYPE)
