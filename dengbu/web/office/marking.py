"""Marks on the page of a case: those that stand, the forms that set one and take one off."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime

from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from dengbu.accounts.api import Actor, Permission
from dengbu.casework import api as casework
from dengbu.kernel.chinese import normalise_code
from dengbu.kernel.fault import Faults
from dengbu.web.office.views import back_to, shown_again
from dengbu.web.shared.access import acting
from dengbu.web.shared.whole import revision, whole
from dengbu.web.window.cases import case_at


@never_cache
@require_POST
@acting(Permission.SEARCH_REGISTER)
def mark(request: HttpRequest, actor: Actor, case_no: str) -> HttpResponse:
    """Set a mark, or take one off (`do` is unmark); what is wrong is told on the case.

    Raises `Faults` NOT_FOUND.
    """
    now, number = timezone.now(), normalise_code(case_no)
    view = case_at(number, actor=actor, now=now)
    act = _unmark if request.POST.get("do") == "unmark" else _mark
    try:
        act(request.POST, actor, view.case_no, now=now)
    except Faults as error:
        return shown_again(request, actor, number, error, now=now)
    return back_to(request, number)


def _mark(sent: Mapping[str, str], actor: Actor, case_no: str, *, now: datetime) -> None:
    """One choice names the mark and its ground together. Raises `Faults` under the form's names."""
    letter, _, ground = sent.get("mark", "").partition(":")
    chief = sent.get("chief", "")
    asked = casework.MarkAsked(
        mark=_known(letter),
        ground=ground,
        reason=sent.get("mark_reason", ""),
        chief=whole(chief),
    )
    try:
        casework.mark(case_no, asked, actor=actor, now=now, revision=_revision(sent))
    except Faults as error:
        raise _named(error, ground="mark", reason="mark_reason") from error


def _unmark(sent: Mapping[str, str], actor: Actor, case_no: str, *, now: datetime) -> None:
    which = _known(sent.get("unmark", ""))
    why = sent.get("unmark_reason", "")
    try:
        casework.unmark(case_no, which, reason=why, actor=actor, now=now, revision=_revision(sent))
    except Faults as error:
        raise _named(error, mark="unmark", reason="unmark_reason") from error


def _known(letter: str) -> casework.Mark | None:
    return casework.Mark(letter) if letter in set(casework.Mark) else None


def _revision(sent: Mapping[str, str]) -> int:
    seen = sent.get("revision", "")
    return revision(seen)


def _named(faults: Faults, **names: str) -> Faults:
    """Fields of the verb under the names that the form gives them."""
    return Faults(replace(f, field=names.get(f.field, f.field)) for f in faults.faults)
