"""From a code or a number to its page, for officers who have no queue of their own."""

import re

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET

from dengbu.accounts.api import Actor, Permission
from dengbu.kernel.chinese import normalise_code
from dengbu.kernel.fault import Fault, FaultCode, Faults
from dengbu.kernel.numbers import CertificateNumber
from dengbu.web.shared.access import acting

_UNIT = re.compile(r"[0-9]{12}[A-Z]{2}[0-9]{5}[A-Z][0-9]{8}", re.ASCII)
_CASE = re.compile(r"[0-9]{20}", re.ASCII)


@never_cache
@require_GET
@acting(Permission.SEARCH_REGISTER)
def find(request: HttpRequest, actor: Actor) -> HttpResponse:
    """On to the unit, case or certificate that `q` names. Raises `Faults` NOT_FOUND."""
    typed = request.GET.get("q", "")
    code = normalise_code(typed)
    if _UNIT.fullmatch(code):
        return HttpResponseRedirect(reverse("office:unit", args=[code]))
    if _CASE.fullmatch(code):
        return HttpResponseRedirect(reverse("office:case", args=[code]))
    try:
        number = CertificateNumber.parse(typed)
    except Faults as error:
        said = "看不出这是哪一种号码"
        remedy = "单元代码 28 位，业务号 20 位数字，证号如“湘（2024）岳阳市不动产权第0000001号”。"
        fault = Fault(code=FaultCode.NOT_FOUND, message=said, remedy=remedy)
        raise Faults(fault) from error
    return HttpResponseRedirect(reverse("office:certificate", args=[str(number)]))
