"""What the office told me in writing, as files with its seal."""

from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_GET

from dengbu.accounts.api import Actor
from dengbu.web.citizen.entrance import citizen
from dengbu.web.shared.letters import case_letter


@require_GET
@citizen
def letter(request: HttpRequest, actor: Actor, case_no: str, kind: str) -> HttpResponse:
    """A letter of a case of mine, sealed. Raises `Faults` NOT_FOUND."""
    return case_letter(request, actor, case_no, kind)
