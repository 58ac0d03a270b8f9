"""The window's page of an inheritance: one question after the other, the family drawn beside it."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.http import urlencode
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from dengbu.accounts.api import Actor, Permission
from dengbu.cadastre import api as cadastre
from dengbu.casework import api as casework
from dengbu.casework.api import inheritance as rules
from dengbu.casework.api import successions
from dengbu.kernel.fault import Fault, Faults
from dengbu.web.shared import families
from dengbu.web.shared.access import acting
from dengbu.web.shared.problem import status_of
from dengbu.web.shared.whole import revision as revision_of
from dengbu.web.window import typed
from dengbu.web.window.heirs_form import form_of
from dengbu.web.window.heirs_rows import Form

SERVICES = ("G19", "G18", "G20")
"""Services whose heirs a family tells."""
WILL = "wl"  # paper: will or agreement for support (遗嘱、遗赠扶养协议)
OWN = frozenset({"csrfmiddlewaretoken", "do", "key", "revision", "account"})


@never_cache
@require_POST
@acting(Permission.ACCEPT)
def begin(request: HttpRequest, actor: Actor) -> HttpResponse:
    """Begin a family for the unit, or copy one; on to its page. `Faults` as casework has them."""
    view = successions.begin_succession(
        request.GET.get("unit", ""),
        actor=actor,
        now=timezone.now(),
        copied=request.GET.get("copied", ""),
    )
    service = request.GET.get("service", "")
    kept = urlencode({"service": service}) if service in SERVICES else ""
    return HttpResponseRedirect(f"{reverse('window:heirs', args=[view.token])}?{kept}")


@never_cache
@require_http_methods(["GET", "POST"])
@acting(Permission.ACCEPT)
def heirs(request: HttpRequest, actor: Actor, token: str) -> HttpResponse:
    """The family: `ask` opens a question again; POST answers one.

    Raises `Faults` NOT_FOUND.
    """
    now = timezone.now()
    view = successions.succession(token, actor=actor, now=now)
    if request.method != "POST":
        return _show(request, view, request.GET.get("ask", ""), None, ())
    sent = {name: request.POST[name] for name in request.POST}
    key, seen = sent.get("key", ""), sent.get("revision", "")
    said = {name: text for name, text in sent.items() if name not in OWN}
    revision = revision_of(seen)
    try:
        successions.tell(token, key, said, actor=actor, now=now, revision=revision)
    except Faults as error:
        fresh = successions.succession(token, actor=actor, now=now)
        return _show(request, fresh, key, said, error.faults)
    service = request.GET.get("service", "")
    kept = f"?{urlencode({'service': service})}" if service in SERVICES else ""
    return HttpResponseRedirect(f"{reverse('window:heirs', args=[token])}{kept}#question")


def _show(
    request: HttpRequest,
    view: successions.SuccessionView,
    asked: str,
    said: Mapping[str, str] | None,
    faults: tuple[Fault, ...],
) -> HttpResponse:
    unit = cadastre.unit(view.unit_code)
    form = _form(view, asked, said)
    service = request.GET.get("service", "")
    service = service if service in SERVICES else SERVICES[0]
    query = urlencode({"unit": view.unit_code, "service": service, "heirs": view.token})
    called = rules.words.names(view.family)
    steps = _told(view)
    context = {
        "family": families.shown(view),
        "view": view,
        "unit": unit,
        "form": form,
        # What cannot be true stands in the family, not in a field of this form.
        "faults": faults or tuple(replace(fault, field="") for fault in view.faults),
        "untrue": not faults and bool(view.faults),
        "service": service,
        "request_href": f"{reverse('window:desk')}?{query}",
        "waiting": "、".join(called[key] for key in view.waiting),
        "steps": steps,
        "again": form is not None and form.key not in {q.key for q in view.questions},
        "before": _before(form.key if form else "", [key for key, _ in steps], service),
    }
    status = status_of(Faults(faults)) if faults else 200
    return render(request, "window/heirs.html", context, status=status)


def _form(
    view: successions.SuccessionView, asked: str, said: Mapping[str, str] | None
) -> Form | None:
    """The question that is put: one that is opened again, else the next."""
    before = {step.key: step.said for step in view.steps}
    if asked in before or (asked and said is not None):
        question = _question(asked)
        if question is not None:
            return form_of(question, view, said if said is not None else before[asked])
    if view.faults and view.steps:
        last = view.steps[-1]
        question = _question(last.key)
        return form_of(question, view, last.said) if question is not None else None
    if not view.questions:
        return None
    following = view.questions[0]  # told already of whoever has not decided yet
    return form_of(following, view, before.get(following.key, {}))


def _question(key: str) -> rules.Question | None:
    try:
        return rules.Question.of(key)
    except ValueError:
        return None


def _told(view: successions.SuccessionView) -> list[tuple[str, str]]:
    """Questions that were answered, each to be opened again."""
    there = {p.key for p in view.family.people}
    found = []
    for step in view.steps:
        question = _question(step.key)
        if question is not None and {question.who, question.estate} - {""} <= there:
            title, _ = rules.words.question_words(question, view.family)
            found.append((step.key, title))
    return found


def _before(asked: str, told: Sequence[str], service: str) -> str:
    """Where the question before the one that is put stands open, as it was answered."""
    back = told[: told.index(asked)] if asked in told else told
    return f"?{urlencode({'service': service, 'ask': back[-1]})}#question" if back else ""


def filled(token: str, draft: casework.Draft, actor: Actor, *, now: datetime) -> typed.Typed:
    """Fields of a request that a family fills: who died, the heirs with their shares.

    Identity numbers are not told of a family; they are typed. Raises `Faults` NOT_FOUND.
    """
    view = successions.succession(token, actor=actor, now=now)
    fields = typed.from_draft(draft)
    if view.unit_code != draft.unit_code or not view.whole or view.answer is None:
        return fields
    held = {t.holder for t in view.family.titles} | {t.common_with for t in view.family.titles}
    gone = [p for p in view.family.people if p.key in held and p.life is rules.Life.DEAD]
    fields["death.who"] = "、".join(rules.words.bare(p.name) for p in gone)
    fields["death.died_on"] = max(p.died_on for p in gone if p.died_on).isoformat()
    fields["death.family"] = view.token
    rows = [row for row in typed.rows_of(fields) if row.get("role") != casework.Role.BUYER]
    people = {p.key: p for p in view.family.people}
    several = len(view.answer.shares) > 1
    for key, share in view.answer.shares.items():
        row = {**typed.blank(casework.Role.BUYER), "name": rules.words.bare(people[key].name)}
        if several:
            row["share"] = str(share)
        if people[key].guardian:
            row["guardian_name"] = people[key].guardian
        rows.append(row)
    if several:
        fields["co_ownership"] = "2"
    if view.family.gives and WILL in (rule.code for rule in draft.service.materials):
        fields[f"materials.{WILL}"] = casework.MaterialSource.ORIGINAL  # it was read from it
    return typed.with_rows(fields, rows)


def family_context(draft: casework.Draft, fields: Mapping[str, str]) -> dict[str, object]:
    """What the form says of a family: whether the service is told one, and where it stands."""
    asks = "death.family" in (*draft.service.fields, *draft.service.optional)
    token = fields.get("death.family", "")
    href = (
        f"{reverse('window:heirs', args=[token])}?{urlencode({'service': draft.service.code})}"
        if token
        else ""
    )
    return {"tells_family": asks, "family_href": href if asks else ""}
