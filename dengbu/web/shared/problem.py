"""From a fault to an HTTP answer: status, RFC 9457 problem+json, page or htmx fragment.

Only `web` knows HTTP; every other storey raises `Faults`. The statuses are those of RFC 9110; a
reused idempotency key is 422 as in draft-ietf-httpapi-idempotency-key-header.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from types import MappingProxyType
from urllib.parse import urlsplit

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, JsonResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme, urlencode

from dengbu.kernel.fault import Fault, FaultCode, Faults

MEDIA_TYPE = "application/problem+json"

INPUT_WRONG = 422

PROGRAM_PLACES = ("/agent/v1", "/partner/v1")
"""Under these addresses only programs ask, whatever they say that they take."""

_SIGNED = frozenset({FaultCode.SIGNATURE_INVALID, FaultCode.KEY_UNKNOWN})

_STATUSES: Mapping[FaultCode, int] = MappingProxyType(
    {
        FaultCode.BAD_JSON: 400,
        FaultCode.SESSION_EXPIRED: 401,
        FaultCode.SIGN_IN_FAILED: 401,
        FaultCode.SIGNATURE_INVALID: 401,
        FaultCode.KEY_UNKNOWN: 401,
        FaultCode.PERMISSION_MISSING: 403,
        FaultCode.ACCOUNT_LOCKED: 403,
        FaultCode.NOT_FOUND: 404,
        FaultCode.UNIT_UNKNOWN: 404,
        FaultCode.METHOD_NOT_ALLOWED: 405,
        FaultCode.UNIT_BUSY: 409,
        FaultCode.STATE_CHANGED: 409,
        FaultCode.DUPLICATE_SUBMIT: 409,
        FaultCode.STEP_NOT_ALLOWED: 409,
        FaultCode.FEE_UNPAID: 409,
        FaultCode.UPLOAD_SIZE: 413,
        FaultCode.UPLOAD_TYPE: 415,
        FaultCode.RATE_LIMIT: 429,
        FaultCode.INTERNAL: 500,
        FaultCode.LOCK_TIMEOUT: 503,
        FaultCode.REGISTER_LOADING: 503,
        FaultCode.PARTNER_UNAVAILABLE: 503,
    }
)
"""Statuses of the codes; every code not named here says that the input is wrong (422)."""

_DECISIVE = (500, 401, 403, 429, 503, 409)
"""Of several faults the first of these decides; else the whole is wrong input."""

_RETRY_SECONDS: Mapping[int, int] = MappingProxyType({429: 60, 503: 5})


@dataclass(frozen=True, kw_only=True, slots=True)
class Headline:
    """What a status means to the reader."""

    title: str
    advice: str = ""  # after the faults
    icon: str = "warn"


_HEADLINES: Mapping[int, Headline] = MappingProxyType(
    {
        400: Headline(title="这个请求看不懂", advice="什么都没有改动，请回上一页再交一次。"),
        401: Headline(title="请重新登录", advice="登录后会回到刚才的地方。", icon="lock"),
        403: Headline(
            title="这一步要有相应的岗位",
            advice="什么都没有改动。刚换过岗位的，退出再登录一次就好。",
            icon="lock",
        ),
        404: Headline(
            title="没有找到",
            advice="也可能这一件不归您看。找办件请用受理号，找房子请用坐落或证书号，从首页搜。",
            icon="search",
        ),
        405: Headline(title="这个地址不能这样请求", advice="什么都没有改动。"),
        409: Headline(title="现在还办不了", advice="没有改动登记簿。", icon="clock"),
        413: Headline(title="文件太大"),
        415: Headline(title="这种文件收不了"),
        422: Headline(title="有几处要改", advice="改好再交，其他内容不用重填。"),
        429: Headline(
            title="来得太快了，请等一分钟",
            advice="已经交了的办件不受影响，不用重交。",
            icon="clock",
        ),
        500: Headline(
            title="是我们的系统出了毛病",
            advice="已经收到的办件都在，不用重交；急的话，带上受理号到任何一个登记窗口。",
            icon="block",
        ),
        503: Headline(
            title="现在忙，请稍后再试",
            advice="没有改动登记簿，稍等几秒再试就行。",
            icon="clock",
        ),
    }
)


_ASKED_WRONGLY = Headline(
    title="这样查不了", advice="请改好再查；找房子请用坐落或证书号，从首页搜。"
)
"""Of 422 for who only asked: nothing was filled in that could be put right."""


def status_of(faults: Faults) -> int:
    """HTTP status of all the faults of one request together."""
    found = {_status(fault) for fault in faults.faults}
    if len(found) == 1:
        return found.pop()
    return next((status for status in _DECISIVE if status in found), INPUT_WRONG)


def _status(fault: Fault) -> int:
    status = _STATUSES.get(fault.code, INPUT_WRONG)
    # Something unknown that was named inside an input is wrong input, not a missing page.
    return INPUT_WRONG if status == 404 and fault.field else status


def problem(faults: Faults, *, instance: str = "") -> dict[str, object]:
    """Members of the problem document: those of RFC 9457, with `code` and every fault."""
    status = status_of(faults)
    first = _leading(faults.faults, status)
    return {
        "type": f"urn:dengbu:fault:{first.code}",
        "title": "签名没有通过" if first.code in _SIGNED else _HEADLINES[status].title,
        "status": status,
        "detail": str(faults),
        "instance": instance,
        "code": first.code.value,
        "errors": [_member(fault) for fault in faults.faults],
    }


def _leading(faults: Iterable[Fault], status: int) -> Fault:
    """The first fault that has the status of the whole, else the first of all."""
    kept = list(faults)
    return next((fault for fault in kept if _status(fault) == status), kept[0])


def _member(fault: Fault) -> dict[str, object]:
    member: dict[str, object] = {"code": fault.code.value, "message": fault.message}
    if fault.field:
        member["field"] = fault.field
    if fault.clause:
        member["clause"] = str(fault.clause)
    if fault.remedy:
        member["remedy"] = fault.remedy
    if fault.data:
        member["data"] = dict(fault.data)
    return member


def problem_response(request: HttpRequest, faults: Faults) -> HttpResponse:
    """problem+json answer for programs."""
    body = problem(faults, instance=request.path)
    response = JsonResponse(body, json_dumps_params={"ensure_ascii": False})
    response.headers["Content-Type"] = MEDIA_TYPE
    return _finish(response, status_of(faults))


def fault_response(request: HttpRequest, faults: Faults) -> HttpResponse:
    """Answer in the form that the asker can use: problem, htmx fragment or page."""
    if wants_problem(request):
        return problem_response(request, faults)
    if request.headers.get("HX-Request") == "true":
        return _fragment(request, faults)
    return _page(request, faults)


def wants_problem(request: HttpRequest) -> bool:
    """Whether the asker is a program: by its address, or since it takes JSON and no HTML."""
    if any(f"{request.path}/".startswith(f"{place}/") for place in PROGRAM_PLACES):
        return True
    kinds = request.headers.get("Accept", "")
    if request.content_type == "application/json" and "text/html" not in kinds:
        return True
    return "json" in kinds and "text/html" not in kinds


def _fragment(request: HttpRequest, faults: Faults) -> HttpResponse:
    status = status_of(faults)
    if status == 401:
        return _signed_out(request)
    context = {"faults": faults, "title": _HEADLINES[status].title}
    response = render(request, "shared/fault_fragment.html", context, status=status)
    response.headers["HX-Retarget"] = "#faults"
    response.headers["HX-Reswap"] = "innerHTML show:window:top"
    return _finish(response, status)


def _signed_out(request: HttpRequest) -> HttpResponse:
    """A notice for the page, which stays: what was typed in it must not be lost."""
    current = urlsplit(request.headers.get("HX-Current-URL", "")).path
    name = "sign_in_citizen" if current.startswith("/me/") else "sign_in"
    after = urlencode({"next": reverse("shared:signed_in")})
    context = {"sign_in": f"{reverse(f'shared:{name}')}?{after}"}
    response = render(request, "shared/expired.html", context)
    response.headers["HX-Retarget"] = "#faults"
    response.headers["HX-Reswap"] = "innerHTML"  # a bill counted in the background moves nothing
    return _finish(response, 401)


def _page(request: HttpRequest, faults: Faults) -> HttpResponse:
    status = status_of(faults)
    expired = any(fault.code is FaultCode.SESSION_EXPIRED for fault in faults.faults)
    # Who comes without a session's cookie was never here: nothing of theirs has run out.
    had_session = settings.SESSION_COOKIE_NAME in request.COOKIES
    if expired and request.method == "GET":
        place = sign_in_address(request.get_full_path(), expired=had_session)
        return HttpResponseRedirect(place)
    asked = status == INPUT_WRONG and request.method == "GET"
    headline = _ASKED_WRONGLY if asked else _HEADLINES[status]
    context = {
        "headline": headline.title,
        "advice": headline.advice,
        "icon": headline.icon,
        "broken": status == 500,
        "faults": faults.faults,
        "back": _back(request),
        "sign_in": sign_in_address(_back(request) or "/", expired=had_session) if expired else "",
    }
    return _finish(render(request, "shared/fault.html", context, status=status), status)


def _finish(response: HttpResponse, status: int) -> HttpResponse:
    response.status_code = status
    response.headers["Content-Language"] = "zh-CN"
    response.headers["Cache-Control"] = "no-store"
    if status in _RETRY_SECONDS:
        response.headers["Retry-After"] = str(_RETRY_SECONDS[status])
    return response


def _back(request: HttpRequest) -> str:
    """The page of ours that a form was sent from."""
    origin = request.headers.get("Referer", "")
    ours = url_has_allowed_host_and_scheme(origin, {request.get_host()})
    return origin if request.method == "POST" and ours else ""


def sign_in_address(after: str, *, expired: bool) -> str:
    """Where to sign in, and come back to `after`; `expired` says why one is asked again."""
    query = {"next": after} | ({"expired": "1"} if expired else {})
    return f"{reverse('shared:sign_in')}?{urlencode(query)}"
