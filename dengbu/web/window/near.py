"""全市通办 at the search box: homes of the other counties of the city."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.http import HttpRequest
from django.urls import reverse
from django.utils.http import urlencode

from dengbu.accounts.api import Actor, OfficeView, office, offices, same_city
from dengbu.web.shared.jurisdiction import OFFICE_DIGITS
from dengbu.web.shared.looks import showed
from dengbu.web.window.finding import Hit, find, unit_named


@dataclass(frozen=True, kw_only=True, slots=True)
class Elsewhere:
    """The same search at another office."""

    name: str  # 岳阳县
    href: str
    current: bool


def found(
    request: HttpRequest, actor: Actor, text: str, *, now: datetime
) -> tuple[Hit, ...] | None:
    """The hits of a search, whose holders will see that they were looked for; None for no text."""
    if not text:
        return None
    hits = find(text, office=office_of(request, actor, text), now=now)
    showed(request, {key for hit in hits for key in hit.people})
    return hits


def office_of(request: HttpRequest, actor: Actor, text: str) -> str:
    """Whose homes are searched: the own, or those of an office of the city.

    A whole code and the number of a certificate name theirs; for other texts `at` does.
    """
    wanted = (unit_named(text)[:OFFICE_DIGITS], request.GET.get("at", ""))
    if not any(wanted):
        return actor.office
    ours = {o.code for o in _of_city(actor)}
    return next((code for code in wanted if code in ours), actor.office)


def elsewhere(request: HttpRequest, actor: Actor, text: str) -> Sequence[Elsewhere]:
    """The same search in each county of the city; nothing where the city has one office alone."""
    found, here = _of_city(actor), office_of(request, actor, text)
    if len(found) <= 1 or not text:  # one is no choice
        return ()
    return [
        Elsewhere(
            name=o.issuer,
            href=f"{reverse('window:desk')}?{urlencode({'q': text, 'at': o.code})}",
            current=o.code == here,
        )
        for o in found
    ]


def other(code: str, actor: Actor) -> str:
    """The name of the office of a home, where it is another than the actor's."""
    if not actor.office or code == actor.office:
        return ""
    return office(code).name


def _of_city(actor: Actor) -> list[OfficeView]:
    return [o for o in offices() if actor.office and same_city(o.code, actor.office)]
