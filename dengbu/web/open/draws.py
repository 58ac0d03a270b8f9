"""The draws of examiners for anybody: what was packed last night, and how it is verified."""

from datetime import UTC, datetime
from pathlib import Path

from django.conf import settings
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.http import content_disposition_header
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from dengbu.accounts import api as accounts

MEGABYTE = 1_000_000


@never_cache
@require_safe
def draws(request: HttpRequest, office: str) -> HttpResponse:
    """What there is to fetch, and the steps; 404 for an unknown office."""
    found = next((one for one in accounts.offices() if one.code == office), None)
    if found is None:
        raise Http404
    place = _archive(office)
    packed = place.stat() if place is not None else None
    context = {
        "office": found,
        "packed_at": datetime.fromtimestamp(packed.st_mtime, tz=UTC) if packed else None,
        "megabytes": packed.st_size / MEGABYTE if packed else None,
        "now": timezone.now(),
    }
    return render(request, "open/draws.html", context)


@never_cache
@require_safe
def archive(request: HttpRequest, office: str) -> FileResponse:
    """The archive itself."""
    place = _archive(office)
    if place is None:
        raise Http404
    response = FileResponse(place.open("rb"), content_type="application/zip")
    told = content_disposition_header(True, f"draws-{office}.zip")
    response.headers["Content-Disposition"] = told or "attachment"
    return response


def _archive(office: str) -> Path | None:
    """Where it lies; an office is six digits by its address."""
    place: Path = settings.DRAWS / f"{office}.zip"
    return place if place.is_file() else None
