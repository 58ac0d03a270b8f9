"""Pages for the officers of a bank: what became of their batches, and how to file by program."""

from dataclasses import dataclass
from functools import cache
from pathlib import Path

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.http import content_disposition_header
from django.utils.safestring import SafeString
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET

from dengbu.accounts.api import Account, Actor, Permission, actor_of, may
from dengbu.casework import api as casework
from dengbu.kernel.fault import Fault, FaultCode, Faults
from dengbu.web.agent.grouping import Counts, Place, counts, groups, sheet
from dengbu.web.agent.guide import html_of
from dengbu.web.shared.access import acting

PAGE = 10  # batches; each is counted line by line
TITLES = {
    "G44": "抵押注销",
    "G37": "预告注销",
    "G37-2": "抵押预告注销",
    "G38": "预告转正式",
    "G38-2": "抵押预告转正式",
}
"""What is filed by program, as the page of a batch is headed."""
GUIDE = "docs/howto/bank-api.md"


@dataclass(frozen=True, kw_only=True, slots=True)
class BatchRow:
    """A batch in the list."""

    view: casework.BatchView
    counts: Counts


@never_cache
@require_GET
@acting(Permission.FILE_BATCH)
def batches(request: HttpRequest, actor: Actor) -> HttpResponse:
    """The latest batches of the actor's organisation with their figures."""
    before = request.GET.get("before", "")
    place = int(before) if before.isascii() and before.isdecimal() and len(before) < 19 else None
    found = casework.batches(actor=actor, before=place, limit=PAGE + 1)
    rows = [_row(view.id, actor) for view in found[:PAGE]]
    context = {
        "rows": rows,
        "actor": actor,
        "now": timezone.now(),
        "following": f"?before={rows[-1].view.id}" if len(found) > PAGE else "",
        "first": place is None,
        "endpoint": request.build_absolute_uri("/agent/v1/batches"),
    }
    return render(request, "agent/batches.html", context)


def _row(batch_id: int, actor: Actor) -> BatchRow:
    view = casework.batch(batch_id, actor=actor)
    return BatchRow(view=view, counts=counts(view.lines))


@never_cache
@require_GET
@acting(Permission.FILE_BATCH)
def batch(request: HttpRequest, actor: Actor, batch_id: int) -> HttpResponse:
    """One batch, its lines by what is to be done. Raises `Faults` NOT_FOUND."""
    view = _own(batch_id, actor)
    figures = counts(view.lines)
    sizes = {Place.MINE: figures.mine, Place.EXAMINER: figures.examiner, Place.DONE: figures.done}
    shown = request.GET.get("show", "")
    first = next((place for place in Place if sizes[place]), Place.DONE)
    chosen = Place(shown) if shown in set(Place) else first
    context = {
        "view": view,
        "title": TITLES.get(view.service, view.service),
        "counts": figures,
        "bar": _bar(figures),
        "tabs": [(place, sizes[place]) for place in Place],
        "chosen": chosen,
        "groups": groups(view.lines, chosen),
        "actor": actor,
        "now": timezone.now(),
    }
    return render(request, "agent/batch.html", context)


def _bar(figures: Counts) -> list[tuple[str, str, str]]:
    """Pieces of the bar: signal, start and width in thousandths of its length."""
    pieces, start = [], 0.0
    whole = max(figures.total, 1)
    parts = (("ok", figures.done), ("accent", figures.examiner), ("warn", figures.mine))
    for signal, size in parts:
        width = 1000 * size / whole
        if size:
            pieces.append((signal, f"{start:.1f}", f"{max(width - 4, 4):.1f}"))
        start += width
    return pieces


@never_cache
@require_GET
@acting(Permission.FILE_BATCH)
def batch_file(request: HttpRequest, actor: Actor, batch_id: int) -> HttpResponse:
    """The result of a batch as a sheet. Raises `Faults` NOT_FOUND."""
    view = _own(batch_id, actor)
    response = HttpResponse(sheet(view.lines), content_type="text/csv; charset=utf-8")
    disposition = content_disposition_header(True, f"批次{view.id}结果.csv")
    response.headers["Content-Disposition"] = disposition or "attachment"
    return response


def _own(batch_id: int, actor: Actor) -> casework.BatchView:
    """Raises `Faults` NOT_FOUND, without a field: there is no such page for the actor."""
    if batch_id >= 2**63:
        raise _unknown()
    try:
        return casework.batch(batch_id, actor=actor)
    except Faults as error:
        raise _unknown() from error


def _unknown() -> Faults:
    return Faults(Fault(code=FaultCode.NOT_FOUND, message="没有这个批次，或者不是您单位提交的"))


@require_GET
def docs(request: HttpRequest) -> HttpResponse:
    """How to file by program, with an example that runs; for everybody, nothing in it is secret."""
    actor = actor_of(request.user) if isinstance(request.user, Account) else None
    agent = actor is not None and may(actor, Permission.FILE_BATCH)
    context = {"guide": _guide(), "actor": actor, "agent": agent, "place": "docs"}
    return render(request, "agent/docs.html", context)


@cache
def _guide() -> SafeString:
    return html_of((Path(settings.ROOT) / GUIDE).read_text(encoding="utf-8"))
