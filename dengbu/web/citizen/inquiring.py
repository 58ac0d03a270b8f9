"""查询 on the phone: one's own titles, whether one has a home, and what rests on a unit."""

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_GET, require_http_methods

from dengbu.accounts.api import Actor, offices
from dengbu.casework import api as casework
from dengbu.inquiry import api as inquiry
from dengbu.kernel.fault import Faults
from dengbu.web.citizen.entrance import citizen
from dengbu.web.shared.inquiries.answer import answer_context, answer_file, copied_file
from dengbu.web.shared.inquiries.form import form_of, question_of, typed_of
from dengbu.web.shared.inquiries.places import places_of
from dengbu.web.shared.problem import status_of
from dengbu.web.shared.sealed import FileForm

ID_TYPES = (("1", "身份证"), ("3", "护照"), ("2", "港澳台证件"))  # of an agent
CHANNEL = "M"


@require_http_methods(["GET", "POST"])
@citizen
def ask(request: HttpRequest, actor: Actor) -> HttpResponse:
    """What can be asked without a window; with `kind` and `as` the form; sent, the answer."""
    now = timezone.now()
    office = offices()[0].code  # one answer for the whole city, whichever office gives it
    wanted = casework.inquiry_terms(office=office, now=now)
    sent = typed_of(request.POST.dict()) if request.method == "POST" else {}
    kind, capacity = request.GET.get("kind", ""), request.GET.get("as", "")
    form = form_of(wanted, kind, capacity, sent, online=True)
    places = places_of(form) if form is not None and sent else ()
    faults: Faults | None = None
    if form is not None and sent and not places:
        try:
            question = question_of(form, channel=CHANNEL, actor=actor)
            view = inquiry.ask(question, actor=actor, now=now, office=office)
        except Faults as error:
            faults = error
        else:
            return HttpResponseRedirect(reverse("citizen:answer", args=[view.number]))
    context = {
        "form": form,
        "places": places,
        "kinds": [k for k in wanted.kinds if form_of(wanted, k.code, "", {}, online=True)],
        "capacities": [c for c in wanted.capacities_of(form.kind) if c.online] if form else [],
        "id_types": ID_TYPES,
        "faults": faults,
        "recent": inquiry.mine(actor),
        "longest": inquiry.LONGEST_PURPOSE,
        "actor": actor,
        "now": now,
        "tab": "home",
    }
    status = status_of(faults) if faults else 200
    return render(request, "citizen/inquiry.html", context, status=status)


@require_GET
@citizen
def answer(request: HttpRequest, actor: Actor, number: str) -> HttpResponse:
    """An answer to me. Raises `Faults` NOT_FOUND."""
    context = {**answer_context(inquiry.inquiry(number, actor=actor)), "tab": "home"}
    return render(request, "citizen/answer.html", context)


@require_GET
@citizen
def answer_pdf(
    request: HttpRequest, actor: Actor, number: str, form: FileForm = FileForm.PDF
) -> HttpResponse:
    """The same as a file, to keep. Raises `Faults` NOT_FOUND."""
    return answer_file(request, number, actor, form)


@require_GET
@citizen
def answer_copy(request: HttpRequest, actor: Actor, number: str, sha256: str) -> HttpResponse:
    """A paper that the answer gives a copy of. Raises `Faults` NOT_FOUND."""
    return copied_file(number, sha256, actor)
