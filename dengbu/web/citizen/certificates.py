"""A citizen's certificate: to show, to have checked, to keep as a file."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

import segno
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.http import urlencode
from django.views.decorators.http import require_GET

from dengbu.accounts.api import Actor
from dengbu.cadastre import api as cadastre
from dengbu.casework.api import require_paid
from dengbu.kernel.fault import Fault, FaultCode, Faults
from dengbu.kernel.numbers import CertificateNumber
from dengbu.register import api as register
from dengbu.web.citizen.entrance import citizen
from dengbu.web.citizen.homes import burdens
from dengbu.web.citizen.words import home_kind, how_held, short_place
from dengbu.web.shared.sealed import FileForm, comes_sealed, download, sealed_certificate
from dengbu.web.shared.signals import Signal

VOID_HERE = "这本证在这个单元上已经作废"
QUIET_ZONE = 4  # modules of white round the code, ISO/IEC 18004


@dataclass(frozen=True, kw_only=True, slots=True)
class Place:
    """One unit of a certificate."""

    address: str
    said: str  # what rests on it
    signal: Signal


@require_GET
@citizen
def certificate(request: HttpRequest, actor: Actor, number: str) -> HttpResponse:
    """A certificate of mine with its code. Raises `Faults` NOT_FOUND, FEE_UNPAID."""
    now = timezone.now()
    view = _own(number, actor)
    require_paid(view.number)
    unit = cadastre.unit(view.unit_code)
    state = register.unit_state(view.unit_code, now=now)
    places = _places(view, now)
    query = urlencode({"no": view.number, "code": view.check_code})
    address = request.build_absolute_uri(f"{reverse('open:check')}?{query}")
    code = view.check_code
    context = {
        "view": view,
        "number": CertificateNumber.parse(view.number).display(),
        "place": _head(places),
        "places": places,
        "kind": home_kind(unit) if len(places) == 1 else f"一本证，{len(places)} 个单元",
        "held": how_held(state.ownership, (actor.id_type, actor.id_no)),
        "actor": actor,
        "address": address,
        "code": " ".join(code[i : i + 4] for i in range(0, len(code), 4)),
        "qr": segno.make(address, error="m", micro=False).svg_data_uri(border=QUIET_ZONE, scale=8),
        "unsealed": [f for f in FileForm if not comes_sealed(view, f)],
        "now": now,
        "tab": "home",
    }
    return render(request, "citizen/certificate.html", context)


def _places(view: register.CertificateView, now: datetime) -> tuple[Place, ...]:
    """All units of the paper; of those where it is void nothing but that, they may be others'."""
    codes = (view.unit_code, *view.other_units)
    units = cadastre.units(codes)
    states = register.unit_states(codes, now=now)
    made = []
    for code in codes:
        void = code in view.void_units
        said, signal = (VOID_HERE, Signal.WARN) if void else burdens(states[code])
        address = units[code].address if code in units else code
        made.append(Place(address=address, said=said, signal=signal))
    return tuple(made)


def _head(places: Sequence[Place]) -> str:
    first = short_place(places[0].address)
    return first if len(places) == 1 else f"{first}等 {len(places)} 处"


@require_GET
@citizen
def certificate_file(
    request: HttpRequest, actor: Actor, number: str, form: FileForm = FileForm.PDF
) -> HttpResponse:
    """The same as a file, to keep. Raises `Faults` NOT_FOUND, FEE_UNPAID."""
    view = _own(number, actor)
    require_paid(view.number)
    check = request.build_absolute_uri(reverse("open:check"))
    content = sealed_certificate(view, check_url=check, now=timezone.now(), form=form)
    if content is None:
        raise _unknown()
    return download(content, CertificateNumber.parse(view.number).display(), form)


def _own(number: str, actor: Actor) -> register.CertificateView:
    """The certificate if it is this person's and valid."""
    try:
        wanted = str(CertificateNumber.parse(number))
    except Faults as error:
        raise _unknown() from error
    own = register.certificates_of_holder(actor.id_type, actor.id_no)
    found = next((c for c in own if c.number == wanted), None)
    if found is None:
        raise _unknown()
    return found


def _unknown() -> Faults:
    said = "您名下没有这本证；房子卖了或者换了新证，旧证就看不到了"
    return Faults(Fault(code=FaultCode.NOT_FOUND, message=said))
