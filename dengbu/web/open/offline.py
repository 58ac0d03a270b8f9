"""The off-line page as it is served: with the keys of this moment, to be kept by whoever likes."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET

from dengbu.accounts import api as accounts
from dengbu.evidence import api as evidence
from dengbu.inquiry import api as inquiry
from dengbu.web.open.bundling import page, policy


def trust(site: list[str]) -> dict[str, Any]:
    """The trust block of this moment: logs, seals and keys of codes, for an address."""
    names, now = {one.code: one.name for one in accounts.offices()}, timezone.now()
    showings = inquiry.showing.trusted(now=now)
    return evidence.trust_block(names, site=site, now=now, showings=showings)


def offline_page(site: list[str]) -> str:
    """The page for an address: one file, which needs nothing else."""
    return page(trust(site))


@never_cache
@require_GET
def offline(request: HttpRequest) -> HttpResponse:
    """The page, to be opened or kept."""
    response = HttpResponse(offline_page([request.get_host()]))
    response.headers["Content-Security-Policy"] = f"{policy()}; frame-ancestors 'none'"
    response.headers["Permissions-Policy"] = "camera=(self)"
    return response
