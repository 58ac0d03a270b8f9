"""Turns the faults that a view lets out into their answer."""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse, HttpResponseNotAllowed, HttpResponseRedirect
from django.urls import Resolver404, resolve

from dengbu.kernel.fault import Fault, FaultCode, Faults
from dengbu.web.shared.problem import fault_response


class FaultAnswers:
    """`Faults` from a view become a page, an htmx fragment or a problem document."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        """Take the next handler."""
        self._get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Pass the request on; a page that only takes forms is answered in words."""
        response = self._get_response(request)
        if isinstance(response, HttpResponseNotAllowed) and not response.content:
            return _opened_again(request, allowed=response["Allow"])
        return response

    def process_exception(self, request: HttpRequest, error: Exception) -> HttpResponse | None:
        """Answer faults; leave everything else to Django."""
        return fault_response(request, error) if isinstance(error, Faults) else None


ONLY_FORMS = Fault(
    code=FaultCode.METHOD_NOT_ALLOWED,
    message="这个地址只收表格，不能直接打开。",
    remedy="请从办件或者首页进去。",
)


def _opened_again(request: HttpRequest, *, allowed: str) -> HttpResponse:
    """The page that a form belongs to, where its own address was opened: after a fault it stands
    in the address bar, and a colleague may be sent it."""
    above = request.path.rstrip("/").rpartition("/")[0]
    if request.method == "GET" and _is_page(above):
        return HttpResponseRedirect(above)
    response = fault_response(request, Faults(ONLY_FORMS))
    response.headers["Allow"] = allowed
    return response


def _is_page(address: str) -> bool:
    try:
        resolve(address)
    except Resolver404:
        return False
    return True
