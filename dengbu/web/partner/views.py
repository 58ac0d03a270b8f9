"""``POST /partner/v1/payments``: the treasury tells of one payment, failure or refund.

The signature is the authentication (decision 4); the idempotency key makes a notice that comes
again the same notice. What it says that cannot be is kept as a finding and answered as such with
200: the treasury has delivered it, and sending it again would change nothing.
"""

import json
from typing import Any

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt

from dengbu.accounts.api import Permission, require
from dengbu.casework import api as casework
from dengbu.kernel.fault import Fault, FaultCode, Faults
from dengbu.web.shared.problem import problem_response
from dengbu.web.shared.signing import verify

MAX_BODY = 16_000  # bytes: one notice of nine short fields


@never_cache
@csrf_exempt  # no cookie is read: who signs is who asks
def payments(request: HttpRequest) -> HttpResponse:
    """Hear a notice: ``{"outcome": APPLIED | KNOWN | FINDING, "said": ...}``.

    A problem document with SIGNATURE_INVALID, KEY_UNKNOWN, PERMISSION_MISSING (who is not the
    treasury), BAD_JSON, TOO_MANY_ITEMS, everything that is wrong with the fields,
    IDEMPOTENCY_KEY_REUSED, or LOCK_TIMEOUT (come again).
    """
    if request.method != "POST":
        said = f"这个地址不接受 {request.method}，只接受 POST"
        wrong = Faults(Fault(code=FaultCode.METHOD_NOT_ALLOWED, message=said))
        answer = problem_response(request, wrong)
        answer.headers["Allow"] = "POST"
        return answer
    if int(request.headers.get("Content-Length") or 0) > MAX_BODY:
        said = f"通知最多 {MAX_BODY // 1000} KB，一次一笔"
        raise Faults(Fault(code=FaultCode.TOO_MANY_ITEMS, message=said))
    signed = verify(request)
    require(signed.actor, Permission.TELL_PAYMENTS)
    notice = casework.read_notice(_body(request.body), key=signed.idempotency_key)
    heard = casework.hear(notice, now=timezone.now())
    return JsonResponse(
        {"outcome": heard.outcome, "said": heard.said},
        json_dumps_params={"ensure_ascii": False},
    )


def _body(content: bytes) -> dict[str, Any]:
    """The JSON object of a notice."""
    try:
        body = json.loads(content)
    except (ValueError, RecursionError):
        body = None
    if not isinstance(body, dict):
        said = "请求内容要是一个 JSON 对象"
        raise Faults(Fault(code=FaultCode.BAD_JSON, message=said))
    return body
