"""The receipt: what was received, under which number, until when it is done; made to be printed."""

import segno
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.safestring import SafeString, mark_safe
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET

from dengbu.accounts.api import Actor, Permission, office
from dengbu.web.shared.access import acting
from dengbu.web.shared.bills import bill_context
from dengbu.web.shared.promises import may_move
from dengbu.web.window.cases import case_at
from dengbu.web.window.questions import DELIVERIES

QUIET_ZONE = 4  # modules of white round the code, ISO/IEC 18004
STATE_PLACE = "/me/cases/"  # where the people of a case see it


@never_cache
@require_GET
@acting(Permission.ACCEPT)
def receipt(request: HttpRequest, actor: Actor, case_no: str) -> HttpResponse:
    """What the family takes home. Raises `Faults` NOT_FOUND for cases of other offices."""
    now = timezone.now()
    case = case_at(case_no, actor=actor, now=now)
    state = request.build_absolute_uri(f"{STATE_PLACE}{case.case_no}")
    context = {
        "case": case,
        "may_move": may_move(case),
        "now": now,
        "actor": actor,
        "office": office(case.office),
        "qr": qr(state),
        "state": state,
        **bill_context(case.orders, case.office, now=now),
        "delivery": dict(DELIVERIES).get(case.request.delivery, "") if case.result else "",
    }
    return render(request, "window/receipt.html", context)


def qr(address: str) -> SafeString:
    """The address as an inline drawing: black modules, a quiet zone, a name for who cannot see."""
    drawn = segno.make(address, error="m", micro=False).svg_inline(
        border=QUIET_ZONE, scale=4, svgclass="qr", lineclass=None, omitsize=True
    )
    return mark_safe(drawn)  # noqa: S308 - drawn by segno from bits, the text does not stand in it
