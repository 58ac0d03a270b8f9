"""Papers that leave the house: with the office's seal and the proof from the log, PDF or OFD."""

import logging
from collections.abc import Callable
from datetime import datetime
from typing import TypeVar

from django.http import HttpResponse
from django.utils.http import content_disposition_header

from dengbu.casework.api import certificate_pages, certificate_pdf
from dengbu.evidence import api as evidence
from dengbu.inquiry import api as inquiry
from dengbu.kernel.fault import Fault, FaultCode, Faults
from dengbu.register import api as register

log = logging.getLogger(__name__)
FileForm = evidence.Form
Made = TypeVar("Made")


class _NoPage(Exception):
    """There is nothing to seal."""


def sealed_certificate(
    view: register.CertificateView, *, check_url: str, now: datetime, form: FileForm = FileForm.PDF
) -> bytes | None:
    """A certificate or proof; None where no page can be made of it.

    Nothing is sealed that the register's own evidence contradicts: whoever changed a row by hand
    gets no seal for it. Raises `Faults` INTERNAL then.
    """
    about = evidence.About(
        subject=_subject(view),
        office=view.office,
        leaf=f"booking:{view.booking_id}",
        reason="颁发不动产权证书、登记证明",
    )
    number = view.number
    try:
        if form is FileForm.OFD:
            pages = _there(lambda: certificate_pages(number, check_url=check_url), of=view)
            return evidence.sealed_ofd(about, pages, now=now)
        page = _there(lambda: certificate_pdf(number, check_url=check_url), of=view)
        return evidence.sealed(about, page, now=now)
    except _NoPage:
        return None


def comes_sealed(view: register.CertificateView, form: FileForm) -> bool:
    """Whether its file bears a seal that counts: of now, or of before that one was revoked."""
    return _comes_sealed(view.office, _subject(view), form)


def answer_comes_sealed(view: inquiry.InquiryView, form: FileForm) -> bool:
    """The same of the result of a query."""
    return _comes_sealed(view.office, _inquiry(view), form)


def _comes_sealed(office: str, subject: str, form: FileForm) -> bool:
    return bool(evidence.seal_shown(office, form)) or evidence.sealed_before(subject, form)


def _inquiry(view: inquiry.InquiryView) -> str:
    """Of the paper, and of its leaf."""
    return f"inquiry:{view.number}"


def _subject(view: register.CertificateView) -> str:
    return f"certificate:{view.number}"


def _require_attested(view: register.CertificateView) -> None:
    if breaks := register.breaks_of_unit(view.unit_code):
        log.error("not sealed: certificate=%s %s", view.number, "; ".join(breaks))
        message = "登记簿的这一页和存证对不上，这本证先不盖章、不发出"
        remedy = "已经记下；请联系登记机构核对登记簿"
        raise Faults(Fault(code=FaultCode.INTERNAL, message=message, remedy=remedy))


def _there(make: Callable[[], Made | None], *, of: register.CertificateView) -> Callable[[], Made]:
    def made() -> Made:
        _require_attested(of)
        found = make()
        if found is None:
            raise _NoPage
        return found

    return made


def download(content: bytes, name: str, form: FileForm) -> HttpResponse:
    """A paper as a file to keep; ``name`` without its ending."""
    response = HttpResponse(content, content_type=evidence.MEDIA[form])
    told = content_disposition_header(True, f"{name}.{form.lower()}")
    response.headers["Content-Disposition"] = told or "attachment"
    return response


def sealed_answer(
    view: inquiry.InquiryView, *, check_url: str, now: datetime, form: FileForm = FileForm.PDF
) -> bytes:
    """The result of a query, or the notice that it is not answered."""
    about = evidence.About(
        subject=_inquiry(view),
        office=view.office,
        leaf=_inquiry(view),
        reason="出具不动产登记信息查询结果",
    )
    if form is FileForm.OFD:
        return evidence.sealed_ofd(
            about, lambda: inquiry.inquiry_pages(view, check_url=check_url), now=now
        )
    return evidence.sealed(about, lambda: inquiry.inquiry_pdf(view, check_url=check_url), now=now)
