"""The open page: check a certificate, and how to know that the page itself is genuine."""

from dataclasses import dataclass

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET

from dengbu.accounts import api as accounts
from dengbu.kernel.chinese import SHANGHAI
from dengbu.kernel.fault import Faults
from dengbu.kernel.numbers import CertificateNumber
from dengbu.web.open.checking import Finding, check_certificate
from dengbu.web.shared.problem import INPUT_WRONG
from dengbu.web.shared.signals import Signal

LONGEST = 80  # characters of what is typed


@dataclass(frozen=True, kw_only=True, slots=True)
class Verdict:
    """The band at the top."""

    words: str
    signal: Signal
    icon: str


VERDICTS = {
    Finding.VALID: Verdict(words="是真的，现在有效", signal=Signal.OK, icon="done"),
    Finding.VOID: Verdict(words="是真的，但已作废", signal=Signal.WARN, icon="warn"),
    Finding.LAPSED: Verdict(words="是真的，但已失效", signal=Signal.WARN, icon="warn"),
    Finding.UNKNOWN: Verdict(words="查不到，可能是假的", signal=Signal.STOP, icon="block"),
    Finding.MISMATCH: Verdict(words="对不上，可能是假的", signal=Signal.STOP, icon="block"),
}
SEIZED = Verdict(words="是真的，但被查封了", signal=Signal.WARN, icon="warn")


@never_cache
@require_GET
def check(request: HttpRequest) -> HttpResponse:
    """The form, or with ``no`` (and ``code``) in the address the answer."""
    typed, code = request.GET.get("no", "")[:LONGEST], request.GET.get("code", "")[:LONGEST]
    if "no" not in request.GET:
        return _form(request, typed, code, None)
    now = timezone.now()
    try:
        number = CertificateNumber.parse(typed, today=now.astimezone(SHANGHAI).date(), field="no")
    except Faults as error:
        return _form(request, typed, code, error)
    answer = check_certificate(number, code, now=now)
    context = {
        "answer": answer,
        "verdict": SEIZED if answer.seized else VERDICTS[answer.finding],
        "now": now,
        "office": _office_of(answer.office, number),
        "code": code,
        "address": request.build_absolute_uri(request.path),
    }
    return render(request, "open/answer.html", context)


def _form(request: HttpRequest, typed: str, code: str, faults: Faults | None) -> HttpResponse:
    context = {"typed": typed, "code": code, "faults": faults, "office": _office_of("", None)}
    return render(request, "open/form.html", context, status=INPUT_WRONG if faults else 200)


@require_GET
def genuine(request: HttpRequest) -> HttpResponse:
    """How to know that this page is the office's own."""
    context = {
        "address": request.build_absolute_uri(request.path.removesuffix("genuine")),
        "host": request.get_host(),
        "secure": request.is_secure(),
        "office": _office_of("", None),
    }
    return render(request, "open/genuine.html", context)


def _office_of(code: str, number: CertificateNumber | None) -> accounts.OfficeView | None:
    """The office to ask: the issuing one, else that of the number's city, else the first."""
    offices = accounts.offices()
    for office in offices:
        if office.code == code:
            return office
    if number is not None:
        for office in offices:
            if (office.province, office.issuer) == (number.province, number.issuer):
                return office
    return offices[0] if offices else None
