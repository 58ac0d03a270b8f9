"""不予受理 at the window: the notice for whoever is turned away, and the list of those written."""

from collections.abc import Sequence
from datetime import datetime

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.http import urlencode
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET

from dengbu.accounts.api import Actor, Permission
from dengbu.casework import api as casework
from dengbu.kernel.fault import Fault, FaultCode, FaultList, Faults
from dengbu.web.shared.access import acting
from dengbu.web.shared.letters import letter_file
from dengbu.web.window import reading, typed

FIELD, NAMES = "decline", "applicants"
BARRED = "barred"  # value of the field where the service is not possible on the unit at all


def notice_of(
    fields: typed.Typed,
    draft: casework.Draft,
    actor: Actor,
    earlier: Sequence[Fault],
    shared: casework.Shared,
    *,
    now: datetime,
) -> HttpResponse:
    """Write the notice for what was typed, and go to it.

    Raises `Faults` with everything where something cannot be read or is not filled in: nobody is
    turned away for how a form was typed.
    """
    barred = fields.get(FIELD) == BARRED
    asked, unread = (draft.request, FaultList()) if barred else reading.read(fields, draft)
    unread.extend(earlier)
    try:
        number = casework.declining.decline(
            asked,
            applicants=fields.get(NAMES, "") if barred else _named(asked),
            actor=actor,
            now=now,
            filled_in=not barred,
            shared=shared,
            unread=tuple(unread),
        )
    except Faults as error:
        judged = tuple(fault for fault in error.faults if fault not in unread.faults)
        raise Faults(reading.merged(unread, judged, asked, fields)) from error
    return HttpResponseRedirect(reverse("window:declined_notice", args=[number]))


def _named(asked: casework.CaseRequest) -> str:
    """Whoever applies, as typed."""
    told = (p for p in casework.applying(asked.parties) if p.role != casework.Role.DEBTOR)
    named = list(told)
    people = [p for p in named if p.agreed] or named
    return "、".join(dict.fromkeys(p.name.strip() for p in people if p.name.strip()))


@never_cache
@require_GET
@acting(Permission.SEARCH_REGISTER)
def declined_notice(request: HttpRequest, actor: Actor, number: str) -> HttpResponse:
    """One notice, to be printed and handed over. Raises `Faults` NOT_FOUND."""
    found = casework.declining.declined(number, actor=actor)
    if found is None:
        raise Faults(Fault(code=FaultCode.NOT_FOUND, message="没有这份《不予受理通知书》"))
    return render(request, "window/declined_notice.html", {"notice": found})


@never_cache
@require_GET
@acting(Permission.SEARCH_REGISTER)
def declined_file(request: HttpRequest, actor: Actor, number: str) -> HttpResponse:
    """The same notice as a sealed PDF. Raises `Faults` NOT_FOUND."""
    found = casework.letters.declined_letter(number, actor=actor)
    if found is None:
        raise Faults(Fault(code=FaultCode.NOT_FOUND, message="没有这份《不予受理通知书》"))
    return letter_file(request, actor, found)


@never_cache
@require_GET
@acting(Permission.SEARCH_REGISTER)
def declined_list(request: HttpRequest, actor: Actor) -> HttpResponse:
    """Notices of the office, the newest first; `q` finds a name or an address."""
    text, after = request.GET.get("q", "").strip(), request.GET.get("after")
    page = casework.declining.declined_list(actor=actor, text=text, after=after)
    place = reverse("window:declined")
    asked = {"q": text} if text else {}
    more = {**asked, "after": page.after} if page.after else {}
    context = {
        "page": page,
        "text": text,
        "following": f"{place}?{urlencode(more)}" if more else "",
        "previous": f"{place}?{urlencode(asked)}".rstrip("?") if after else "",
    }
    return render(request, "window/declined.html", context)
