"""Papers that leave the house: as PDF with the office's seal and the proof from the log."""

from datetime import datetime

from dengbu.casework.api import certificate_pdf
from dengbu.evidence import api as evidence
from dengbu.inquiry import api as inquiry
from dengbu.register import api as register


class _NoPage(Exception):
    """There is nothing to seal."""


def sealed_certificate(
    view: register.CertificateView, *, check_url: str, now: datetime
) -> bytes | None:
    """A certificate or proof; None where no page can be made of it."""

    def page() -> bytes:
        made = certificate_pdf(view.number, check_url=check_url)
        if made is None:
            raise _NoPage
        return made

    try:
        return evidence.sealed(
            f"certificate:{view.number}",
            page,
            office=view.office,
            leaf=f"booking:{view.booking_id}",
            reason="颁发不动产权证书、登记证明",
            now=now,
        )
    except _NoPage:
        return None


def sealed_answer(view: inquiry.InquiryView, *, check_url: str, now: datetime) -> bytes:
    """The result of a query, or the notice that it is not answered."""
    return evidence.sealed(
        f"inquiry:{view.number}",
        lambda: inquiry.inquiry_pdf(view, check_url=check_url),
        office=view.office,
        leaf=f"inquiry:{view.number}",
        reason="出具不动产登记信息查询结果",
        now=now,
    )
