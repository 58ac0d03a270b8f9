"""The vouchers of the deed taxes of one case: a home that passes twice is taxed twice (契税法 1).

A case keeps them as one line. Of a service with several transfers each part of it says which tax
it is for: "继承转移登记：免税，契税法第六条；存量房转移登记：343060200012345". Pure.
"""

from collections.abc import Mapping, Sequence

from dengbu.casework.service_views import ServiceView

NAMED, APART = "：", "；"


def taxed(service: ServiceView) -> tuple[str, ...]:
    """The transfers of a service by name, each with a deed tax of its own."""
    return tuple(item.name for item in service.items if item.act == "Transfer")


def vouchers(note: str, taxes: Sequence[str]) -> dict[str, str]:
    """What a line says of each tax; parts that name none are those of the others, in order."""
    if len(taxes) < 2:
        return {tax: note for tax in taxes if note}
    found: dict[str, str] = {}
    unnamed: list[str] = []
    for part in (p.strip() for p in note.replace(";", APART).split(APART)):
        name, _, said = part.partition(NAMED)
        if name in taxes and said.strip():
            found[name] = said.strip()
        elif part and name not in taxes:
            unnamed.append(part)
    open_ones = [tax for tax in taxes if tax not in found]
    return found | dict(zip(open_ones, unnamed, strict=False))


def as_line(found: Mapping[str, str], taxes: Sequence[str]) -> str:
    """The vouchers as one line, in the order of the taxes."""
    if len(taxes) < 2:
        return next(iter(found.values()), "")
    return APART.join(f"{tax}{NAMED}{found[tax]}" for tax in taxes if tax in found)


def open_taxes(note: str, taxes: Sequence[str]) -> tuple[str, ...]:
    """The taxes of which a line has no voucher."""
    found = vouchers(note, taxes)
    return tuple(tax for tax in taxes if tax not in found)
