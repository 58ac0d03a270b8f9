"""Addresses for these tests: what is shared, the gallery in every surrounding, and faults."""

from django.http import HttpRequest, HttpResponse
from django.urls import URLPattern, URLResolver, include, path

from dengbu.accounts.api import Actor, Permission
from dengbu.kernel.clause import CIVIL_CODE
from dengbu.kernel.fault import Fault, FaultCode, Faults
from dengbu.web.shared.access import acting
from dengbu.web.shared.gallery import gallery


def busy(request: HttpRequest) -> HttpResponse:
    """A view that lets faults out."""
    raise Faults(
        Fault(
            code=FaultCode.UNIT_BUSY,
            message="这套房另有一件在办<b>",
            clause=CIVIL_CODE.of(406),
            remedy="等它办完，自动接着办。",
        )
    )


def wrong(request: HttpRequest) -> HttpResponse:
    """A view that cannot read what it was asked."""
    raise Faults(Fault(code=FaultCode.UNIT_CODE_FORMAT, message="单元代码是 28 位，这里是 3 位"))


@acting(Permission.ACCEPT)
def desk(request: HttpRequest, actor: Actor) -> HttpResponse:
    """A view for the window alone."""
    return HttpResponse(actor.name)


handler403 = "dengbu.site.failures.forbidden"
handler404 = "dengbu.site.failures.not_found"
handler500 = "dengbu.site.failures.internal"

urlpatterns: list[URLPattern | URLResolver] = [
    path("busy", busy),
    path("wrong", wrong),
    path("desk", desk),
    path("_parts", gallery),
    path("_parts/<slug:page>", gallery),
    path("", include("dengbu.web.shared.urls")),
]
