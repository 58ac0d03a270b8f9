"""The guides on the open page: what the office does, with papers, time and fee, for anybody."""

from dataclasses import dataclass

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.http import urlencode
from django.views.decorators.http import require_GET

from dengbu.accounts import api as accounts
from dengbu.casework import api as casework
from dengbu.casework.api import terms as askable
from dengbu.kernel.chinese import SHANGHAI, fold
from dengbu.kernel.fault import Fault, FaultCode, Faults

LONGEST = 40  # characters of what is looked for


@dataclass(frozen=True, kw_only=True, slots=True)
class Line:
    """One guide in the list."""

    title: str
    summary: str
    promised: str
    href: str


@dataclass(frozen=True, kw_only=True, slots=True)
class Family:
    """Guides of one kind."""

    name: str
    lines: tuple[Line, ...]


@require_GET
def board(request: HttpRequest) -> HttpResponse:
    """All guides by kind, or those in which a word stands."""
    office, text = office_of(request), request.GET.get("q", "").strip()[:LONGEST]
    found: dict[str, list[Line]] = {}
    for service in casework.services(office=office.code, now=timezone.now()) if office else ():
        if _is_asked_for(service, fold(text)):
            line = Line(
                title=service.title,
                summary=service.summary,
                promised=service.promised_whole,
                href=_address(service.code, office),
            )
            found.setdefault(service.family, []).append(line)
    terms = _terms(office)
    if terms is not None and office is not None and fold(text) in fold(_words(terms)):
        line = Line(
            title=terms.title,
            summary=terms.summary,
            promised="当场办结",
            href=_address(terms.code, office),
        )
        found.setdefault(terms.title, []).append(line)
    families = [Family(name=name, lines=tuple(lines)) for name, lines in found.items()]
    context = {"families": families, "text": text, "office": office}
    return render(request, "open/guides.html", context)


@require_GET
def guide(request: HttpRequest, code: str) -> HttpResponse:
    """One guide, whole, fit to be printed. Raises `Faults` NOT_FOUND."""
    office = office_of(request)
    services = casework.services(office=office.code, now=timezone.now()) if office else ()
    service = next((s for s in services if s.code == code), None)
    terms = _terms(office) if service is None else None
    if terms is not None and code == terms.code:
        return _inquiry_guide(request, terms, office)
    if service is None:
        said = "没有这份办事指南，请从列表里找"
        raise Faults(Fault(code=FaultCode.NOT_FOUND, message=said))
    today = timezone.now().astimezone(SHANGHAI).date()
    context = {
        "service": service,
        "rehearsed": "W" in service.channels,
        "sections": casework.guide_sections(service, today=today),
        "office": office,
    }
    return render(request, "open/guide.html", context)


def _is_asked_for(service: casework.ServiceView, text: str) -> bool:
    """Whether what is looked for stands in a guide, or is what people say who want it."""
    said = (service.title, service.name, service.summary, service.code, *service.words)
    everyday = (fold(word) for word in service.words)
    return text in fold("·".join(said)) or any(word in text for word in everyday)


def _terms(office: accounts.OfficeView | None) -> askable.InquiryTerms | None:
    """The terms of inquiry; None where an office answers none."""
    if office is None:
        return None
    try:
        return casework.inquiry_terms(office=office.code, now=timezone.now())
    except Faults:
        return None


def _words(terms: askable.InquiryTerms) -> str:
    """What a guide of queries is found by."""
    kinds = (kind.name for kind in terms.kinds)
    return "".join((terms.code, terms.name, terms.summary, terms.title, *kinds))


def _inquiry_guide(
    request: HttpRequest, terms: askable.InquiryTerms, office: accounts.OfficeView | None
) -> HttpResponse:
    context = {
        "service": terms,
        "sections": casework.inquiry_sections(terms),
        "office": office,
    }
    return render(request, "open/guide.html", context)


def office_of(request: HttpRequest) -> accounts.OfficeView | None:
    """The office that is named, else the first."""
    offices = accounts.offices()
    wanted = request.GET.get("office", "")
    return next((o for o in offices if o.code == wanted), offices[0] if offices else None)


def _address(code: str, office: accounts.OfficeView | None) -> str:
    query = f"?{urlencode({'office': office.code})}" if office is not None else ""
    return f"{reverse('guides:guide', args=[code])}{query}"
