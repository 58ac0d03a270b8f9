"""Answers where no view could give one, in the words and form of every other fault."""

import logging

from django.http import HttpRequest, HttpResponse

from dengbu.accounts.api import Account
from dengbu.kernel.fault import Fault, FaultCode, Faults
from dengbu.web.shared.problem import fault_response, problem_response, wants_problem

log = logging.getLogger(__name__)

FORBIDDEN = Fault(code=FaultCode.PERMISSION_MISSING, message="这一页您看不了。")
NOT_FOUND = Fault(code=FaultCode.NOT_FOUND, message="没有这一页，地址可能抄错了。")
UNREADABLE = Fault(code=FaultCode.BAD_JSON, message="这个请求看不懂，请对照接口说明。")
INTERNAL = Fault(
    code=FaultCode.INTERNAL,
    message="系统出了毛病，这一步没有办成，登记簿没有改动。",
    remedy="请稍后再试；一直不行，请告诉本单位系统管理员。",
)
SIGNED_OUT = Fault(
    code=FaultCode.SESSION_EXPIRED, message="太久没有操作，已自动退出，请重新登录后再交一次。"
)
STALE = Fault(code=FaultCode.STATE_CHANGED, message="这一页放得太久了，请刷新页面，再交一次。")
UNKEPT = Fault(
    code=FaultCode.STATE_CHANGED,
    message="这一页放得太久了，或者浏览器不收 Cookie，没有交上来。",
    remedy="请后退，把写的抄下来，刷新以后再交；浏览器要允许本网站的 Cookie。",
)
WITHOUT_ACCOUNT = "/notices/"
"""Under this address people send forms without signing in."""


def bad_request(request: HttpRequest, exception: Exception) -> HttpResponse:
    """400: a request that cannot be read, or for a host that is not ours, which gets no page."""
    if wants_problem(request):
        return problem_response(request, Faults(UNREADABLE))
    return HttpResponse(
        "这个请求看不懂，请从首页重新进入。", status=400, content_type="text/plain; charset=utf-8"
    )


def forbidden(request: HttpRequest, exception: Exception) -> HttpResponse:
    """403 without a fault of its own."""
    return answer(request, FORBIDDEN)


def not_found(request: HttpRequest, exception: Exception) -> HttpResponse:
    """404: no such address."""
    return answer(request, NOT_FOUND)


def internal(request: HttpRequest) -> HttpResponse:
    """500: our own failure; the log has it."""
    return answer(request, INTERNAL)


def stale_form(request: HttpRequest, reason: str = "") -> HttpResponse:
    """A form whose token is missing or old: signed out since, or left open too long."""
    if request.path.startswith(WITHOUT_ACCOUNT):
        return answer(request, UNKEPT)
    signed_in = isinstance(getattr(request, "user", None), Account)
    return answer(request, STALE if signed_in else SIGNED_OUT)


def answer(request: HttpRequest, fault: Fault) -> HttpResponse:
    """Page, fragment or problem; plain words when even the page cannot be made."""
    faults = Faults(fault)
    try:
        return fault_response(request, faults)
    except Exception:  # the page itself needs what is broken, such as the session's database
        log.exception("the fault page failed too")
        return HttpResponse(str(faults), status=500, content_type="text/plain; charset=utf-8")
