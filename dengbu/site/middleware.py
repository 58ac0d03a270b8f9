"""What every answer carries and every request is told, before any face sees it."""

import time
from collections.abc import Callable

from django.conf import settings
from django.core.exceptions import TooManyFieldsSent, TooManyFilesSent
from django.http import HttpRequest, HttpResponse, QueryDict

from dengbu.kernel.chinese import visible
from dengbu.kernel.fault import Fault, FaultCode
from dengbu.site.failures import NOT_FOUND, answer

SESSION_STEP = 60  # seconds
Handler = Callable[[HttpRequest], HttpResponse]


def client_address(get_response: Handler) -> Handler:
    """Put the person's own address into ``REMOTE_ADDR`` when trusted proxies stand in front.

    Each proxy appends whom it heard: behind ``DENGBU_PROXIES`` of them the last but so many names
    the client. Anything further left was written by the client and is not believed.
    """

    def middleware(request: HttpRequest) -> HttpResponse:
        heard = request.META.get("HTTP_X_FORWARDED_FOR", "").split(",")
        if 0 < settings.PROXIES <= len(heard):
            request.META["REMOTE_ADDR"] = heard[-settings.PROXIES].strip()
        return get_response(request)

    return middleware


def security_headers(get_response: Handler) -> Handler:
    """Content-Security-Policy without inline script or style, and Permissions-Policy."""
    policy = "; ".join(
        f"{name} {value}" for name, value in settings.CONTENT_SECURITY_POLICY.items()
    )
    permissions = ", ".join(f"{name}=()" for name in settings.PERMISSIONS_POLICY)

    def middleware(request: HttpRequest) -> HttpResponse:
        response = get_response(request)
        response.setdefault("Content-Security-Policy", policy)
        response.setdefault("Permissions-Policy", permissions)
        return response

    return middleware


def sliding_session(get_response: Handler) -> Handler:
    """Prolong a session that is used by one write a minute, not by one a request.

    It ends 30 minutes after the last request, or up to a minute earlier.
    """

    def middleware(request: HttpRequest) -> HttpResponse:
        response = get_response(request)
        session, now = request.session, int(time.time())
        used = session.accessed and not session.is_empty()
        if used and now - session.get("prolonged", 0) >= SESSION_STEP:
            session["prolonged"] = now
        return response

    return middleware


def visible_text(get_response: Handler) -> Handler:
    """Take out of what people typed what nobody can see, before it is compared, kept or printed.

    A name with a zero-width blank in it is not the name on the paper, and PostgreSQL keeps no NUL.
    """

    def middleware(request: HttpRequest) -> HttpResponse:
        if visible(request.path) != request.path:
            return answer(request, NOT_FOUND)
        request.GET = _visible(request.GET)  # type: ignore[assignment]  # unchangeable, made below
        if request.method == "POST":
            try:
                request.POST  # noqa: B018 - read here first, whoever asks for it later
            except (TooManyFieldsSent, TooManyFilesSent):
                request.POST = QueryDict()  # what was sent is not read again
                return answer(request, _too_many())
            request.POST = _visible(request.POST)  # type: ignore[assignment]  # the same
        return get_response(request)

    return middleware


def _too_many() -> Fault:
    fields = settings.DATA_UPLOAD_MAX_NUMBER_FIELDS
    files = settings.DATA_UPLOAD_MAX_NUMBER_FILES
    said = f"这张表里的内容太多：一次最多 {fields} 栏、{files} 个文件，这一次没有收"
    remedy = "请返回去掉多余的人或者文件，或者分成几件来办"
    return Fault(code=FaultCode.TOO_MANY_ITEMS, message=said, remedy=remedy)


def _visible(typed: QueryDict) -> QueryDict:
    if all(visible(text) == text for _, texts in typed.lists() for text in texts):
        return typed
    cleaned = QueryDict(mutable=True, encoding=typed.encoding)
    for name, texts in typed.lists():
        cleaned.setlist(name, [visible(text) for text in texts])
    cleaned._mutable = False
    return cleaned
