"""预演 at the window: what would be said of the form as it stands, without sending it."""

from dataclasses import replace

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from dengbu.accounts.api import Actor, Permission
from dengbu.casework import api as casework
from dengbu.casework.api import rehearsing
from dengbu.kernel.chinese import normalise_code
from dengbu.web.shared.access import acting
from dengbu.web.shared.jurisdiction import require_served
from dengbu.web.shared.looks import showed
from dengbu.web.shared.rehearsals import rehearsal_context
from dengbu.web.window import reading, typed
from dengbu.web.window.views import named_rights

PURPOSE = "预演"  # for which departments are asked, as their log has it


@never_cache
@require_POST
@acting(Permission.ACCEPT)
def rehearse(request: HttpRequest, actor: Actor) -> HttpResponse:
    """The rehearsal of the form: a part of the page, or a page of its own to be printed.

    Files that came with the form are not kept; that somebody looked is, for the people on the unit.
    Raises `Faults` NOT_FOUND, UNIT_UNKNOWN, NOT_SUPPORTED or STATE_CHANGED.
    """
    now = timezone.now()
    code = normalise_code(request.GET.get("unit", ""))
    require_served(code, actor)
    draft = casework.blank_request(
        request.GET.get("service", ""), code, now=now, named=named_rights(request)
    )
    sent = typed.posted({name: request.POST[name] for name in request.POST})
    fields = typed.tidied(typed.followed(sent, draft), draft.service)
    asked, unread = reading.read(fields, draft)
    shared = casework.ask_departments(
        asked, actor=actor, now=now, deadline=casework.AT_ONCE, purpose=PURPOSE
    )
    said = rehearsing.rehearse(asked, actor=actor, now=now, shared=shared, handed_over=True)
    faults = reading.merged(unread, said.faults, asked, fields)
    said = replace(said, faults=faults)
    purpose = f"{PURPOSE}：{said.service.name}"
    showed(request, said.concerned, place=code, purpose=purpose)
    context = {**rehearsal_context(said, now=now), "unit": code, "actor": actor}
    whole = request.headers.get("HX-Request") != "true"
    template = "window/rehearsal_page.html" if whole else "shared/rehearsal.html"
    return render(request, template, context)
