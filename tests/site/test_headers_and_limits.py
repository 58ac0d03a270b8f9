"""What every answer carries, and how much one address may ask."""

import pytest
from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.test import Client, RequestFactory

from dengbu.site.limits import REMEMBERED, Counter, request_limits
from dengbu.site.middleware import client_address, visible_text


def ok(request: HttpRequest) -> HttpResponse:
    return HttpResponse(request.META["REMOTE_ADDR"])


@pytest.mark.django_db
def test_no_inline_script_or_style_is_allowed_on_any_answer(client: Client) -> None:
    answer = client.get("/healthz")
    policy = answer["Content-Security-Policy"]
    assert "default-src 'self'" in policy
    assert "unsafe" not in policy
    assert answer["X-Frame-Options"] == "DENY"
    assert answer["Referrer-Policy"] == "same-origin"
    assert answer["X-Content-Type-Options"] == "nosniff"
    assert "camera=()" in answer["Permissions-Policy"]


def test_bodies_above_the_limit_are_refused_before_they_are_read() -> None:
    request = RequestFactory().post("/anything")
    request.META["CONTENT_LENGTH"] = str(settings.UPLOAD_LIMIT + 1)
    answer = request_limits(ok)(request)
    assert answer.status_code == 413
    assert "160MB" in answer.content.decode()
    plain = RequestFactory().post("/anything", b"{}", content_type="application/json")
    plain.META["CONTENT_LENGTH"] = str(settings.BODY_LIMIT + 1)
    answer = request_limits(ok)(plain)
    assert answer.status_code == 413
    assert "最多20MB" in answer.content.decode()


def test_an_address_that_asks_too_often_waits_and_others_do_not() -> None:
    handle = request_limits(ok)
    most = settings.RATE_LIMITS["POST", "/sign-in"]

    def ask(address: str) -> int:
        return handle(RequestFactory().post("/sign-in", REMOTE_ADDR=address)).status_code

    # The minute may turn over in between: then one of the two has more than allowed.
    answers = [ask("10.0.0.1") for _ in range(2 * most + 1)]
    assert answers[:most] == [200] * most
    assert 429 in answers
    assert ask("10.0.0.2") == 200


def test_the_counter_starts_anew_each_minute_and_forgets_the_oldest() -> None:
    counter = Counter()
    assert [counter.count(("a",), at=t) for t in (0, 30, 59, 60)] == [1, 2, 3, 1]
    for number in range(REMEMBERED):
        counter.count((str(number),), at=61)
    assert counter.count(("a",), at=61) == 1


@pytest.mark.parametrize(
    ("proxies", "seen"), [(0, "10.0.0.9"), (1, "203.0.113.5"), (2, "198.51.100.7")]
)
def test_only_trusted_proxies_are_believed_about_the_client(
    settings: object, proxies: int, seen: str
) -> None:
    settings.PROXIES = proxies  # type: ignore[attr-defined]  # pytest-django's settings
    request = RequestFactory().get(
        "/", REMOTE_ADDR="10.0.0.9", HTTP_X_FORWARDED_FOR="6.6.6.6, 198.51.100.7, 203.0.113.5"
    )
    assert client_address(ok)(request).content.decode() == seen


@pytest.mark.django_db
@pytest.mark.parametrize("place", ["/check?number=%00", "/check/\x00", "/sign-in?next=%00"])
def test_what_nobody_sees_breaks_no_page(client: Client, place: str) -> None:
    assert client.get(place).status_code < 500


def test_what_nobody_sees_is_taken_out_of_what_is_typed() -> None:
    def echo(request: HttpRequest) -> HttpResponse:
        return HttpResponse("|".join([*request.GET.getlist("q"), request.POST.get("name", "")]))

    asked = RequestFactory().post("/x?q=a%00b&q=%E2%80%8Bc", {"name": "李\u200b四\u202e\n㐂\ue000"})
    assert visible_text(echo)(asked).content.decode() == "ab|c|李四\n㐂\ue000"
    assert visible_text(echo)(RequestFactory().get("/a\x00b")).status_code == 404
