"""告知承诺书: the promises of a case as sheets, one a paper, to be signed by hand and kept."""

from dataclasses import dataclass
from datetime import datetime

from dengbu.accounts import api as accounts
from dengbu.casework.models import Case, Material, Promise, PromiseState
from dengbu.casework.queries_case import may_see
from dengbu.casework.service_views import ServiceView
from dengbu.casework.values import MaterialSource
from dengbu.kernel.chinese import normalise_code
from dengbu.kernel.fault import Fault, FaultCode, Faults


@dataclass(frozen=True, kw_only=True, slots=True)
class PromiseSheet:
    """One paper that a promise stands in for, and who promises."""

    material: str  # its name
    text: str  # what is promised
    people: tuple[tuple[str, str], ...]  # name, identity number
    signed_at: datetime | None  # None: not yet
    checked: bool  # a department can be asked about it later


def blank_sheet(service: ServiceView, material: str) -> PromiseSheet | None:
    """The sheet of a paper of a service, names left open; None where no promise may stand in."""
    for rule in service.materials:
        if rule.code == material and MaterialSource.PROMISE in rule.sources and rule.promise:
            return PromiseSheet(
                material=rule.name,
                text=rule.promise,
                people=(),
                signed_at=None,
                checked=bool(rule.asks),
            )
    return None


def promise_sheets(case_no: str, *, actor: accounts.Actor) -> tuple[PromiseSheet, ...]:
    """The promises of a case that stand, in the order of its papers.

    Raises `Faults` NOT_FOUND for who may not see the case.
    """
    case = Case.objects.filter(case_no=normalise_code(case_no)).first()
    if case is None or not may_see(case, actor):
        raise Faults(Fault(code=FaultCode.NOT_FOUND, message="没有这件，请核对业务号"))
    standing = Promise.objects.filter(case=case, state__in=(PromiseState.OPEN, PromiseState.KEPT))
    by_paper: dict[str, list[Promise]] = {}
    for row in standing.order_by("id"):
        by_paper.setdefault(row.material, []).append(row)
    papers = Material.objects.filter(case=case, code__in=by_paper).order_by("seq")
    return tuple(_sheet(name, by_paper[code]) for code, name in papers.values_list("code", "name"))


def _sheet(name: str, rows: list[Promise]) -> PromiseSheet:
    return PromiseSheet(
        material=name,
        text=rows[0].text,
        people=tuple((row.name, row.id_no) for row in rows),
        signed_at=rows[0].signed_at,
        checked=any(row.next_check_at is not None or row.checked_at for row in rows),
    )
