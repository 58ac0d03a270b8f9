"""Gallery of the parts, in the demonstration only: each part in each of its states."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from dengbu.web.shared import samples

_PAGES = ("parts", "desk", "office", "phone")


@require_GET
def gallery(request: HttpRequest, page: str = "parts") -> HttpResponse:
    """One page of the gallery: `parts`, or a sample desk, office or phone."""
    if page not in _PAGES:
        page = "parts"
    context = {name.lower(): value for name, value in vars(samples).items() if name.isupper()} | {
        "pages": _PAGES,
        "page": page,
    }
    return render(request, f"shared/gallery/{page}.html", context)
