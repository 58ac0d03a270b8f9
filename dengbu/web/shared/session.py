"""What an open form asks before it is sent: whether somebody is signed in, and the token of now.

A sign-in in another page changes the token, so a form that was opened before would be refused.
"""

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.middleware.csrf import get_token
from django.shortcuts import render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET

from dengbu.web.shared.access import actor_of_request


@never_cache
@require_GET
def session(request: HttpRequest) -> HttpResponse:
    """`{"token": ...}`, which goes with the next request. Raises `Faults` SESSION_EXPIRED."""
    actor_of_request(request)
    return JsonResponse({"token": get_token(request)})


@require_GET
def signed_in(request: HttpRequest) -> HttpResponse:
    """After a sign-in beside an open form: go back to it."""
    return render(request, "shared/signed_in.html")
