"""What a reader sets for this browser alone: the size of the letters."""

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST

TEXT_COOKIE = "dengbu_text"
_YEAR_SECONDS = 365 * 24 * 3600


@csrf_exempt  # also on open pages, which set no cookie; it changes nothing but the letters
@require_POST
def text_size(request: HttpRequest) -> HttpResponse:
    """Set large or normal letters and return to the page; the way without script."""
    size = "large" if request.POST.get("size") == "large" else "normal"
    after = request.POST.get("next", "/")
    if not url_has_allowed_host_and_scheme(after, {request.get_host()}):
        after = "/"
    response = HttpResponseRedirect(after)
    response.set_cookie(
        TEXT_COOKIE, size, max_age=_YEAR_SECONDS, samesite="Lax", secure=request.is_secure()
    )
    return response
