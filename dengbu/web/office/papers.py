"""Papers of a case as they were handed in, and certificates as they were issued."""

import logging

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET

from dengbu.accounts.api import Actor, Permission, may
from dengbu.casework.api import APPEAL, refusal_notice, require_paid, return_notice
from dengbu.evidence import api as evidence
from dengbu.kernel.fault import Fault, FaultCode, Faults
from dengbu.kernel.numbers import CertificateNumber
from dengbu.register import api as register
from dengbu.web.shared.access import acting
from dengbu.web.shared.jurisdiction import require_own
from dengbu.web.shared.letters import case_letter
from dengbu.web.shared.looks import people_on, showed
from dengbu.web.shared.sealed import FileForm, download, sealed_certificate
from dengbu.web.window.cases import case_at
from dengbu.web.window.receipts import STATE_PLACE, qr

access_log = logging.getLogger("dengbu.access")
SHOWN = frozenset({"application/pdf", "image/jpeg", "image/png"})
CHECK_PLACE = "/check/"  # the open page, where anybody checks a certificate


@never_cache
@require_GET
@acting(Permission.SEARCH_REGISTER)
def paper(request: HttpRequest, actor: Actor, case_no: str, code: str) -> HttpResponse:
    """A paper of a case. Raises `Faults` NOT_FOUND."""
    view = case_at(case_no, actor=actor, now=timezone.now())
    kept = next((m for m in view.materials if m.code == code and m.sha256), None)
    found = evidence.document(kept.sha256, office=view.office) if kept else None
    if found is None:
        raise Faults(Fault(code=FaultCode.NOT_FOUND, message="这件没有收到这份材料的文件"))
    content, media_type = found
    access_log.info("paper shown: officer=%s case=%s paper=%s", actor.id, view.case_no, code)
    if media_type not in SHOWN:
        media_type = "application/octet-stream"
    return HttpResponse(content, content_type=media_type)


@never_cache
@require_GET
@acting(Permission.SEARCH_REGISTER)
def refusal(request: HttpRequest, actor: Actor, case_no: str) -> HttpResponse:
    """The notice of a refusal, to be printed and handed over. Raises `Faults` NOT_FOUND."""
    notice = refusal_notice(case_no, actor=actor)
    if notice is None:
        raise Faults(Fault(code=FaultCode.NOT_FOUND, message="这件没有《不予登记告知书》"))
    window = may(actor, Permission.ACCEPT)
    back = reverse("window:case" if window else "office:case", args=[notice.case_no])
    file = reverse("office:letter", args=[notice.case_no, "refusal"])
    context = {"notice": notice, "appeal": APPEAL, "back": back, "file": file}
    return render(request, "office/refusal.html", context)


@never_cache
@require_GET
@acting(Permission.SEARCH_REGISTER)
def certificate(
    request: HttpRequest, actor: Actor, number: str, form: FileForm = FileForm.PDF
) -> HttpResponse:
    """A certificate or proof of our office, or of a case that our window took in, as a file.

    Raises `Faults` NOT_FOUND, also for other offices', CERTIFICATE_NUMBER_FORMAT, or FEE_UNPAID for
    whoever would hand it over.
    """
    parsed = CertificateNumber.parse(number)
    view = register.certificate(str(parsed))
    if view is not None:
        _require_served(view, actor)
        if may(actor, Permission.ISSUE):  # who hands it over; an examiner only looks
            require_paid(view.number)
    check = request.build_absolute_uri(CHECK_PLACE)
    now = timezone.now()
    content = sealed_certificate(view, check_url=check, now=now, form=form) if view else None
    if content is None:
        raise Faults(Fault(code=FaultCode.NOT_FOUND, message=f"没有证号为 {parsed.display()} 的证"))
    if view is not None:
        state = register.unit_state(view.unit_code, now=now)
        showed(request, people_on(state), place=view.unit_code)
    access_log.info("certificate shown: officer=%s number=%s", actor.id, parsed)
    if form is FileForm.OFD:
        return download(content, parsed.display(), form)
    return HttpResponse(content, content_type="application/pdf")


@never_cache
@require_GET
@acting(Permission.SEARCH_REGISTER)
def supplement(request: HttpRequest, actor: Actor, case_no: str) -> HttpResponse:
    """What must be put right, to be printed and handed over. Raises `Faults` NOT_FOUND."""
    notice = return_notice(case_no, actor=actor)
    if notice is None:
        raise Faults(Fault(code=FaultCode.NOT_FOUND, message="这件没有《补正通知书》"))
    window = may(actor, Permission.ACCEPT)
    back = reverse("window:case" if window else "office:case", args=[notice.case_no])
    state = request.build_absolute_uri(f"{STATE_PLACE}{notice.case_no}")
    context = {"notice": notice, "back": back, "qr": qr(state)}
    return render(request, "office/supplement.html", context)


@never_cache
@require_GET
@acting(Permission.SEARCH_REGISTER)
def letter(request: HttpRequest, actor: Actor, case_no: str, kind: str) -> HttpResponse:
    """What the people of a case were told in writing, sealed. Raises `Faults` NOT_FOUND."""
    return case_letter(request, actor, case_no, kind)


def _require_served(view: register.CertificateView, actor: Actor) -> None:
    """Raises `Faults` NOT_FOUND unless it is our office's, or a family applied for it with us.

    Whoever took a case in hands over what comes of it (全市通办).
    """
    try:
        require_own(view.office, actor)
    except Faults:
        if view.office == actor.office or not _took_in(view.case_no, actor):
            raise


def _took_in(case_no: str, actor: Actor) -> bool:
    try:
        case_at(case_no, actor=actor, now=timezone.now())
    except Faults:
        return False
    return True
