"""公告异议 in the open: the form, without an account, and the receipt that tells what became of it.

Whoever holds the address of a receipt may read it: it carries a signature that only this site makes
and only who objected was given.
"""

from django.core.signing import Signer
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.crypto import constant_time_compare
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods

from dengbu.accounts import api as accounts
from dengbu.casework import api as casework
from dengbu.casework.api import limits
from dengbu.kernel.fault import Fault, FaultCode, Faults
from dengbu.kernel.identity import IdType
from dengbu.web.open.noticeboard import line
from dengbu.web.shared.parts import Option
from dengbu.web.shared.problem import status_of

_RECEIPTS = Signer(salt="dengbu.web.open.objecting")
PAPERS = tuple(
    Option(value=str(kind), label=kind.label)
    for kind in IdType
    if kind not in (IdType.ORGANISATION_CODE, IdType.BUSINESS_LICENCE)
)
"""Papers to choose from: what a person has, and the code that every organisation has."""


@never_cache
@require_http_methods(["GET", "POST"])
def objection(request: HttpRequest, number: str) -> HttpResponse:
    """The form; what was typed comes back with everything that is wrong.

    Raises `Faults` NOT_FOUND for a notice that is not shown.
    """
    now = timezone.now()
    notice = casework.public_notice(number, now=now)
    sent = request.POST
    given = casework.ObjectionInput(
        name=sent.get("name", ""),
        id_type=sent.get("id_type", IdType.RESIDENT_ID.value),
        id_no=sent.get("id_no", ""),
        phone=sent.get("phone", ""),
        what=sent.get("what", "").replace("\r\n", "\n"),
    )
    faults: Faults | None = None
    if request.method == "POST":
        try:
            receipt_no = casework.object_to_notice(notice.number, given, now=now)
        except Faults as error:
            faults = error
            notice = casework.public_notice(number, now=now)
        else:
            return HttpResponseRedirect(place_of(receipt_no))
    context = {
        "notice": notice,
        "line": line(notice),
        "given": given,
        "faults": faults,
        "known": _known(faults),
        "papers": PAPERS,
        "limits": limits,
        "office": accounts.office(notice.office),
        "now": now,
    }
    status = status_of(faults) if faults else 200
    return render(request, "open/objection.html", context, status=status)


def _known(faults: Faults | None) -> str:
    """Address of the receipt of the same objection, for who sent it again."""
    given = (f.data.get("receipt", "") for f in faults.faults) if faults else iter(())
    return next((place_of(number) for number in given if number), "")


def place_of(receipt_no: str) -> str:
    """Address of a receipt, which only who objected is told."""
    return reverse("notices:receipt", args=[receipt_no, _RECEIPTS.signature(receipt_no)])


@never_cache
@require_GET
def receipt(request: HttpRequest, number: str, key: str) -> HttpResponse:
    """What was received and what became of it. Raises `Faults` NOT_FOUND for a wrong address."""
    if not constant_time_compare(key, _RECEIPTS.signature(number)):
        said = "没有这份回执，请用交完异议时的网址打开"
        raise Faults(Fault(code=FaultCode.NOT_FOUND, message=said))
    now = timezone.now()
    found = casework.objection_receipt(number, now=now)
    context = {
        "receipt": found,
        "notice": found.notice,
        "now": now,
        "office": accounts.office(found.notice.office),
        "address": request.build_absolute_uri(),
    }
    return render(request, "open/objection_receipt.html", context)
