"""Turns the faults that a view lets out into their answer."""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse

from dengbu.kernel.fault import Faults
from dengbu.web.shared.problem import fault_response


class FaultAnswers:
    """`Faults` from a view become a page, an htmx fragment or a problem document."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        """Take the next handler."""
        self._get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Pass the request on."""
        return self._get_response(request)

    def process_exception(self, request: HttpRequest, error: Exception) -> HttpResponse | None:
        """Answer faults; leave everything else to Django."""
        return fault_response(request, error) if isinstance(error, Faults) else None
