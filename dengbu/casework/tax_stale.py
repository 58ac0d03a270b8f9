"""A deed tax is settled for a price and for who acquires: when those change it is open again.

What a supplement says of the tax is believed where it brings another voucher; the old one is of
the old price. The tax office is asked about the new one (契税法 art 11).
"""

from dataclasses import replace

from dengbu.casework.building import acquiring
from dengbu.casework.materials import TAX_VOUCHER
from dengbu.casework.pausing import TAX
from dengbu.casework.service_views import ServiceView
from dengbu.casework.tax_vouchers import taxed
from dengbu.casework.values import CaseRequest
from dengbu.kernel.chinese import normalise_code
from dengbu.kernel.money import show_yuan


def retaxed(before: CaseRequest, after: CaseRequest, service: ServiceView) -> str:
    """Why the deed tax that was settled is open again, in words; "" where it is not."""
    noted = before.tax_cleared or (len(taxed(service)) > 1 and _note(before))  # one of several
    if TAX not in service.pending or not noted:
        return ""
    if _note(before) != _note(after) and after.tax_cleared:
        return ""  # another voucher
    if before.price != after.price:
        price = "没有了" if after.price is None else f"改成了{show_yuan(after.price)}"
        return f"成交价{price}，原来的完税凭证对不上"
    if _acquirers(before, service) != _acquirers(after, service):
        return "取得房子的人改了，原来的完税凭证对不上"
    return ""


def untaxed(before: CaseRequest, after: CaseRequest) -> CaseRequest:
    """The request without the tax that was settled, and without its old voucher."""
    old = {paper for paper in before.materials if paper.code == TAX_VOUCHER}
    papers = tuple(paper for paper in after.materials if paper not in old)
    return replace(after, tax_cleared=None, tax_note="", materials=papers)


def _note(request: CaseRequest) -> str:
    return " ".join(request.tax_note.split())


def _acquirers(request: CaseRequest, service: ServiceView) -> set[tuple[str, str]]:
    role = acquiring(service)
    held = request.of(role) if role is not None else ()
    return {(p.id_type, normalise_code(p.id_no)) for p in held}
