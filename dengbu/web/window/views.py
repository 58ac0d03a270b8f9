"""The window's screen: search, state, choice, request, all at one address."""

import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from functools import partial

from django.db import transaction
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.http import urlencode
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from dengbu.accounts.api import Actor, Permission, disclose
from dengbu.cadastre import api as cadastre
from dengbu.casework import api as casework
from dengbu.kernel.chinese import SHANGHAI, normalise_code
from dengbu.kernel.fault import Fault, FaultCode, Faults
from dengbu.kernel.unit_code import UnitCode
from dengbu.register import api as register
from dengbu.web.shared.access import acting
from dengbu.web.shared.jurisdiction import OFFICE_DIGITS, require_served
from dengbu.web.shared.looks import people_on, showed
from dengbu.web.shared.problem import status_of
from dengbu.web.shared.whole import whole
from dengbu.web.window import (
    declined,
    departments,
    heirs,
    near,
    people,
    questions,
    reading,
    signed_in,
    typed,
)
from dengbu.web.window.finding import LIMIT, Hit, advice, is_identity, use_words
from dengbu.web.window.offering import Choices, choices, warnings
from dengbu.web.window.strip import cells

REDRAWING = frozenset({"add", "leave", "redraw"})
"""Fields that ask for the form again: a person more or less, another mortgage chosen."""
LONGEST_TITLE = 60  # of a service, as the trace of a look names it


@dataclass(frozen=True, kw_only=True, slots=True)
class Page:
    """What the screen shows at this moment."""

    text: str  # of the search box
    hits: tuple[Hit, ...] | None = None  # None: nothing was searched
    advice: str = ""  # why nothing was found
    elsewhere: Sequence[near.Elsewhere] = ()  # the same search in other counties
    served: str = ""  # the office that examines and enters, where it is another
    unit: cadastre.UnitFacts | None = None
    state: register.UnitState | None = None
    choices: Choices | None = None
    draft: casework.Draft | None = None
    fields: Mapping[str, str] | None = None
    faults: tuple[Fault, ...] = ()
    shared: casework.Shared | None = None  # what departments answered


@dataclass(frozen=True, kw_only=True, slots=True)
class _Chosen:
    """What the clerk wants to do with the unit."""

    service: str  # code, "": not chosen yet
    named: frozenset[str]  # numbers of the rights that were chosen
    sent: bool  # the form came back


@never_cache
@require_http_methods(["GET", "POST"])
@acting(Permission.ACCEPT)
def desk(request: HttpRequest, actor: Actor) -> HttpResponse:
    """One screen: `q` searches, `unit` opens one, `service` the request; POST sends it."""
    now = timezone.now()
    text = request.GET.get("q", "").strip()
    code = normalise_code(request.GET.get("unit", ""))
    if not code:
        return _searched(request, actor, text, now=now)
    sent = request.method == "POST"
    chosen = _Chosen(
        service=request.GET.get("service", ""),
        named=named_rights(request),
        sent=sent and request.POST.get(declined.FIELD) != declined.BARRED,
    )
    if sent:
        return _posted(request, actor, code, text, chosen, now=now)
    page = _unit_page(code, text, chosen, actor, now=now)
    family = request.GET.get("heirs", "")
    if family and page.draft is not None:
        page = replace(page, fields=heirs.filled(family, page.draft, actor, now=now))
    return _show(request, page, now=now)


def named_rights(request: HttpRequest) -> frozenset[str]:
    """Numbers of the rights that the form is about."""
    chosen = ((casework.field_of(path), request.POST[path]) for path in request.POST)
    return frozenset(text for field, text in chosen if field is not None and field.asked.right)


def _searched(request: HttpRequest, actor: Actor, text: str, *, now: datetime) -> HttpResponse:
    hits = near.found(request, actor, text, now=now)
    if hits is not None and len(hits) == 1:
        query = urlencode({"unit": hits[0].code, **({"q": text} if not is_identity(text) else {})})
        return HttpResponseRedirect(f"{reverse('window:desk')}?{query}")
    said = "" if hits or not text else advice(text, actor)
    near_by = near.elsewhere(request, actor, "" if is_identity(text) else text)
    page = Page(text=text, hits=hits, advice=said, elsewhere=near_by)
    return _show(request, page, now=now)


@never_cache
@require_GET
@acting(Permission.ACCEPT)
def search(request: HttpRequest, actor: Actor) -> HttpResponse:
    """The hits alone, while one types."""
    text = request.GET.get("q", "").strip()
    hits = near.found(request, actor, text, now=timezone.now())
    kept = "" if is_identity(text) else text
    said = "" if hits or not text else advice(text, actor)
    context = {
        "text": text,
        "kept": kept,
        "hits": hits,
        "most": LIMIT,
        "advice": said,
        # Other counties are offered while one types where here there is nothing.
        "elsewhere": () if hits else near.elsewhere(request, actor, kept),
    }
    return render(request, "window/hits.html", context)


@never_cache
@require_POST
@acting(Permission.ACCEPT)
def fees(request: HttpRequest, actor: Actor) -> HttpResponse:
    """The bill alone, while the request is being filled in; what cannot be read yet is left out.

    Raises `Faults` NOT_FOUND, UNIT_UNKNOWN, NOT_SUPPORTED or STATE_CHANGED.
    """
    now = timezone.now()
    code = normalise_code(request.GET.get("unit", ""))
    require_served(code, actor)
    draft = casework.blank_request(
        request.GET.get("service", ""), code, now=now, named=named_rights(request)
    )
    fields = typed.followed(
        typed.posted({name: request.POST[name] for name in request.POST}), draft
    )
    return render(request, "window/fees.html", _bill(draft, fields, now=now))


@never_cache
@require_POST
@acting(Permission.ACCEPT)
def ask(request: HttpRequest, actor: Actor) -> HttpResponse:
    """What departments say of the papers, while the request is being filled in.

    Raises `Faults` as `fees` does.
    """
    now = timezone.now()
    code = normalise_code(request.GET.get("unit", ""))
    require_served(code, actor)
    draft = casework.blank_request(
        request.GET.get("service", ""), code, now=now, named=named_rights(request)
    )
    sent = typed.posted({name: request.POST[name] for name in request.POST})
    fields = typed.followed(sent, draft)
    shared = departments.asked(fields, draft, actor, now=now, sending=False)
    rows = questions.papers(draft, fields, (), shared)
    context = {
        "papers": rows,
        "said": departments.summary(rows),
        "failed": departments.failed(rows),
        "small": shared.small,
        "oob": True,
    }
    return render(request, "window/departments.html", context)


def _bill(draft: casework.Draft, fields: typed.Typed, *, now: datetime) -> dict[str, object]:
    """The bill of what is in the form by now: who pays has a name as soon as it was typed."""
    asked, _ = reading.read(typed.tidied(fields, draft.service), draft)
    lines, whole = casework.fees_of(asked, now=now)
    return {"lines": lines, "whole": whole, "taxes": casework.tax_estimates(asked, now=now)}


def _unit_page(code: str, text: str, asked: _Chosen, actor: Actor, *, now: datetime) -> Page:
    """The unit, what may be done with it, and the request when a service is chosen.

    What was `sent` is judged by casework, and comes back filled in even if no longer possible.
    Raises `Faults` UNIT_CODE_FORMAT with all that is wrong in the code, NOT_FOUND for a unit of
    another office, UNIT_UNKNOWN.
    """
    UnitCode.parse(code)
    require_served(code, actor)
    unit = cadastre.unit(code)
    if unit is None:
        shown = UnitCode(code).display()
        said = f"没有这个单元：{shown}，请核对代码；新建的房子要先做权籍调查"
        raise Faults(Fault(code=FaultCode.UNIT_UNKNOWN, message=said))
    offers = casework.offered(code, now=now, to=actor)
    cases = casework.open_cases_of(code)
    found = choices(offers, unit_code=code, chosen=asked.service, text=text, cases=cases)
    draft = None
    if found.open or (asked.sent and found.chosen):
        draft = casework.blank_request(asked.service, code, now=now, named=asked.named)
        found = replace(found, looks=warnings(draft.rules))  # of the mortgage that was chosen
    state = register.unit_state(code, now=now, papers=True)
    served = near.other(unit.office, actor)
    return Page(text=text, unit=unit, state=state, choices=found, draft=draft, served=served)


def _posted(
    request: HttpRequest, actor: Actor, code: str, text: str, chosen: _Chosen, *, now: datetime
) -> HttpResponse:
    """Add or leave out a person, or send the request; whatever was typed comes back.

    What else could be done with the unit is asked only where the page is shown again.
    """
    again = partial(_unit_page, code, text, chosen, actor, now=now)
    draft = _sent_draft(code, chosen, actor, now=now)
    if draft is None:
        page = again()
        said = page.choices.refusals if page.choices else ()
        return _show(request, replace(page, faults=said), now=now)
    sent = typed.posted({name: request.POST[name] for name in request.POST})
    fields = typed.followed(sent, draft)
    office = code[:OFFICE_DIGITS]
    faults = reading.keep_uploads(_files(request), fields, office=office, now=now).faults
    if not request.POST.keys().isdisjoint(REDRAWING):
        changed = _changed(request, fields, draft)
        return _show(request, replace(again(), fields=changed, faults=faults), now=now)
    fields = typed.tidied(fields, draft.service)
    asking, turning_away = "ask" in request.POST, declined.FIELD in request.POST
    shared = departments.asked(fields, draft, actor, now=now, sending=not asking)
    if asking:
        page = replace(again(), fields=fields, shared=shared, faults=faults)
        return _show(request, page, now=now)
    try:
        signed_in.raise_if_another(fields, actor)
        if turning_away:
            return declined.notice_of(fields, draft, actor, list(faults), shared, now=now)
        number = _send(fields, draft, actor, list(faults), shared, now=now)
    except Faults as error:
        fields[signed_in.FIELD] = str(actor.id)  # who reads the refusal goes on in their own name
        page = replace(again(), fields=fields, shared=shared, faults=error.faults)
        return _show(request, page, now=now)
    return HttpResponseRedirect(reverse("window:receipt", args=[number]))


def _sent_draft(
    code: str, chosen: _Chosen, actor: Actor, *, now: datetime
) -> casework.Draft | None:
    """What the form that was sent was filled in for; None for a service that is not done here."""
    UnitCode.parse(code)
    require_served(code, actor)
    try:
        draft = casework.blank_request(chosen.service, code, now=now, named=chosen.named)
    except Faults:
        return None
    return draft if casework.is_offered(draft.service, code) else None


def _files(request: HttpRequest) -> dict[str, reading.Upload]:
    found = ((name, request.FILES[name]) for name in request.FILES)
    return {name: file for name, file in found if not isinstance(file, list)}


def _changed(request: HttpRequest, fields: typed.Typed, draft: casework.Draft) -> typed.Typed:
    rows = typed.rows_of(fields)
    role, leave = request.POST.get("add", ""), request.POST.get("leave", "")
    if role:
        rows += typed.rows_for(role, draft, rows)
        return typed.with_rows(fields, rows)
    place = whole(leave)
    if place is not None and place < len(rows):
        del rows[place]
    return typed.tidied(typed.with_rows(fields, rows), draft.service)


def _send(
    fields: typed.Typed,
    draft: casework.Draft,
    actor: Actor,
    earlier: Sequence[Fault],
    shared: casework.Shared,
    *,
    now: datetime,
) -> str:
    """Submit; the number of the case.

    With fields that cannot be read everything else is judged too, and nothing is kept.
    """
    asked, unread = reading.read(fields, draft)
    unread.extend(earlier)
    try:
        with transaction.atomic():
            number = casework.accept(asked, actor=actor, now=now, shared=shared)
            unread.raise_if_any()
    except Faults as error:
        judged = () if error.faults == unread.faults else error.faults
        raise Faults(reading.merged(unread, judged, asked, fields)) from error
    return number


def _show(request: HttpRequest, page: Page, *, now: datetime) -> HttpResponse:
    draft, state = page.draft, page.state
    context: dict[str, object] = {"page": page, "now": now, "most": LIMIT, "text": page.text}
    context |= {"hits": page.hits, "advice": page.advice, "elsewhere": page.elsewhere}
    context |= {"unit": page.unit, "faults": page.faults, "told": page.faults}
    context["kept"] = "" if is_identity(page.text) else page.text
    context["box"] = page.text or (page.unit.address if page.unit else "")
    context["names"] = request.POST.get(declined.NAMES, "")
    showed(request, people_on(state), place=page.unit.code if page.unit else "")
    if page.unit and state and page.choices:
        shown = cells(state, now=now, cases=page.choices.open_cases)
        context |= {"cells": shown, "served": page.served, "choices": page.choices}
        context["use"] = use_words(page.unit.planned_use)
    if draft and state:
        context |= _asked(draft, state, page, now=now)
    status = status_of(Faults(page.faults)) if page.faults else 200
    return render(request, "window/desk.html", context, status=status)


def _asked(
    draft: casework.Draft, state: register.UnitState, page: Page, *, now: datetime
) -> dict[str, object]:
    """The questions of the request that is being filled in, with what was answered so far."""
    fields, today = dict(page.fields or typed.from_draft(draft)), now.astimezone(SHANGHAI).date()
    return heirs.family_context(draft, fields) | {
        "draft": draft,
        "fields": fields,
        "key": fields.get("submission_key") or uuid.uuid4().hex,
        "account": fields.get(signed_in.FIELD, ""),
        **_bill(draft, fields, now=now),
        "acts": questions.acts(draft, fields, state),
        "parties": people.parties(draft, fields, reading.banks(), today=today),
        "told": people.told(page.faults, fields, draft.service),
        "papers": questions.papers(draft, fields, page.faults, page.shared),
        "asking": departments.connected(draft.service, page.unit),
        "addable": people.addable(draft, fields),
        "deliveries": questions.DELIVERIES,
        "small": page.shared.small if page.shared else (),
        "may_be_small": questions.may_be_small(draft) or bool(fields.get("small_enterprise")),
    }


@never_cache
@require_POST
@acting(Permission.ACCEPT, Permission.VIEW_IDENTITY)
def reveal(request: HttpRequest, actor: Actor) -> HttpResponse:
    """The whole identity number of a person of the register; who, whose and why is kept.

    Raises `Faults` PURPOSE_MISSING or NOT_FOUND.
    """
    unit, key = request.GET.get("unit", ""), request.GET.get("key", "")
    now = timezone.now()
    require_served(unit, actor)
    person = _person_behind(unit, key, now=now)
    purpose = disclose(
        actor,
        id_type=person.id_type,
        id_no=person.id_no,
        place=unit,
        purpose=request.POST.get("purpose", ""),
        words=request.POST.get("words", ""),
        occasion=f"受理{request.GET.get('for', '')[:LONGEST_TITLE]}",
        now=now,
    )
    context = {"person": person, "purpose": purpose}
    whole = request.headers.get("HX-Request") != "true"
    template = "window/revealed.html" if whole else "window/revealed_number.html"
    return render(request, template, context)


def _person_behind(unit: str, key: str, *, now: datetime) -> register.PartyRef:
    state = register.unit_state(unit, now=now)
    holders = [h.party for h in state.ownership.holders] if state.ownership else []
    holders += [party for m in state.mortgages for party in (*m.mortgagees, *m.mortgagors)]
    holders += [party for notice in state.notices for party in notice.holders]
    holders += [party for home in state.habitations for party in home.holders]
    holders += [party for farm in state.operations for party in farm.holders]
    holders += [party for way in state.easements for party in way.dominant_holders]
    holders += [objection.objector for objection in state.objections]
    found = (p for p in holders if typed.party_key(unit, p.id_type, p.id_no) == key)
    person = next(found, None)
    if person is None:
        raise Faults(
            Fault(code=FaultCode.NOT_FOUND, message="登记簿上没有这个人，请重新查这套房子")
        )
    return person
