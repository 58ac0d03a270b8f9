"""Pages for the officers of a bank or of who holds the money: sales under mortgage that wait."""

from datetime import datetime

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET

from dengbu.accounts.api import Actor, Permission
from dengbu.casework.api import mortgaged
from dengbu.web.shared.access import acting
from dengbu.web.shared.looks import showed
from dengbu.web.shared.mortgaged import Board, board, reading


@never_cache
@require_GET
@acting(Permission.TAKE_PART)
def transfers(request: HttpRequest, actor: Actor) -> HttpResponse:
    """Where the actor's organisation has a say: what it has to do first."""
    now = timezone.now()
    views = mortgaged.transfers_of(actor, now=now)
    found = [_board(view, actor, now) for view in views]
    showed(request, cases=[one.case_no for one in views])
    found.sort(key=lambda one: not one.mine)
    context = {"rows": found, "actor": actor, "now": now, "place": "transfers"}
    return render(request, "agent/transfers.html", context)


@never_cache
@require_GET
@acting(Permission.TAKE_PART)
def transfer(request: HttpRequest, actor: Actor, number: str) -> HttpResponse:
    """One of them. Raises `Faults` NOT_FOUND for those of others."""
    now = timezone.now()
    view = mortgaged.transfer(number, actor=actor)
    reading(view, actor)
    showed(request, cases=[view.case_no], place=view.case_no)
    context = {
        "board": _board(view, actor, now),
        "endpoint": request.build_absolute_uri(f"/agent/v1/mortgaged-transfers/{number}/words"),
        "actor": actor,
        "now": now,
        "place": "transfers",
    }
    return render(request, "agent/transfer.html", context)


def _board(view: mortgaged.TransferView, actor: Actor, now: datetime) -> Board:
    return board(view, actor.organisation_credit_code, now=now)
