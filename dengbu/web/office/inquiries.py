"""The log of queries, for who watches over them."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET

from dengbu.accounts.api import Actor, Permission
from dengbu.inquiry import api as inquiry
from dengbu.web.office.units import home_of
from dengbu.web.shared.access import acting

PAGE = 50


@never_cache
@require_GET
@acting(Permission.SEARCH_REGISTER)
def inquiries(request: HttpRequest, actor: Actor) -> HttpResponse:
    """Who asked what, when and why, newest first; `q` finds a number or a person."""
    text, before = request.GET.get("q", "").strip()[:60], request.GET.get("before", "")[:30]
    lines = inquiry.log(actor=actor, text=text, before=before, limit=PAGE + 1)
    context = {
        "lines": lines[:PAGE],
        "more": lines[PAGE - 1].number if len(lines) > PAGE else "",
        "text": text,
        "now": timezone.now(),
        "home": home_of(actor),
    }
    return render(request, "office/inquiries.html", context)
