"""查询 at the window: somebody asks, the clerk looks at the papers, the answer is printed."""

from collections.abc import Mapping

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods

from dengbu.accounts.api import Actor, Permission, may
from dengbu.casework import api as casework
from dengbu.inquiry import api as inquiry
from dengbu.kernel.fault import Faults
from dengbu.web.shared.access import acting
from dengbu.web.shared.inquiries.answer import answer_context, answer_file, copied_file
from dengbu.web.shared.inquiries.form import Form, form_of, question_of, typed_of
from dengbu.web.shared.inquiries.places import places_of
from dengbu.web.shared.looks import showed
from dengbu.web.shared.problem import status_of
from dengbu.web.shared.sealed import FileForm
from dengbu.web.window.people import ID_TYPES

RECENT = 10  # answers of one's own below the form


@never_cache
@require_http_methods(["GET", "POST"])
@acting(Permission.ACCEPT)
def ask(request: HttpRequest, actor: Actor) -> HttpResponse:
    """The form for what was chosen (`kind`, `as`, `agent`); sent, the answer."""
    now = timezone.now()
    wanted = casework.inquiry_terms(office=actor.office, now=now)
    sent = typed_of(request.POST.dict()) if request.method == "POST" else {}
    kind, capacity = request.GET.get("kind", ""), request.GET.get("as", "")
    by_agent = request.GET.get("agent") == "1"
    form = form_of(wanted, kind, capacity, sent, online=False, by_agent=by_agent)
    places = places_of(form) if form is not None and sent else ()
    faults: Faults | None = None
    if form is not None and sent and "add" not in sent and not places:
        try:
            view = inquiry.ask(question_of(form, channel="W"), actor=actor, now=now)
        except Faults as error:
            faults = error
        else:
            return HttpResponseRedirect(reverse("window:answer", args=[view.number]))
    context = {
        "terms": wanted,
        "form": form,
        "places": places,
        "capacities": wanted.capacities_of(form.kind) if form else (),
        "rows": _rows(form),
        "id_types": ID_TYPES,
        "faults": faults,
        "recent": inquiry.log(actor=actor, limit=RECENT),
        "longest": inquiry.LONGEST_PURPOSE,
        "now": now,
    }
    status = status_of(faults) if faults else 200
    return render(request, "window/inquiry.html", context, status=status)


def _rows(form: Form | None) -> int:
    return sum(one.path.startswith("people.") for one in form.persons) if form else 0


@never_cache
@require_GET
@acting(Permission.SEARCH_REGISTER)
def answer(request: HttpRequest, actor: Actor, number: str) -> HttpResponse:
    """An answer that I gave; the auditor sees all. Raises `Faults` NOT_FOUND."""
    view = inquiry.inquiry(number, actor=actor)
    showed(request, inquiry.told_of(view.number), place=view.number)
    context: Mapping[str, object] = {
        **answer_context(view),
        "now": timezone.now(),
        "actor": actor,
        "window": may(actor, Permission.ACCEPT),
    }
    return render(request, "window/answer.html", context)


@never_cache
@require_GET
@acting(Permission.SEARCH_REGISTER)
def answer_pdf(
    request: HttpRequest, actor: Actor, number: str, form: FileForm = FileForm.PDF
) -> HttpResponse:
    """The same as a file. Raises `Faults` NOT_FOUND."""
    showed(request, inquiry.told_of(number), place=number)
    return answer_file(request, number, actor, form)


@never_cache
@require_GET
@acting(Permission.SEARCH_REGISTER)
def answer_copy(request: HttpRequest, actor: Actor, number: str, sha256: str) -> HttpResponse:
    """A paper that the answer gives a copy of. Raises `Faults` NOT_FOUND."""
    showed(request, inquiry.told_of(number), place=number)
    return copied_file(number, sha256, actor)
