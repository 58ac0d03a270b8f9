"""The units of a request: whether there are such, of this office, and free of other cases (P11)."""

from collections.abc import Collection, Iterator
from datetime import datetime

from dengbu.accounts import api as accounts
from dengbu.cadastre import api as cadastre
from dengbu.casework.models import Case, CaseUnit
from dengbu.casework.service_views import ServiceView
from dengbu.casework.values import CaseRequest
from dengbu.kernel.chinese import moment_words
from dengbu.kernel.clause import REGULATION
from dengbu.kernel.fault import Fault, FaultCode, FaultList
from dengbu.kernel.numbers import show_case_no
from dengbu.register import api as register

ONE_AT_A_TIME = "P11"
MOST_UNITS = 2_000  # of one request: a whole housing estate
ON_SEVERAL = frozenset({"CreateMortgage", "ReshapeUnits"})
"""Acts that take several units at once; others are made for each unit where the item says so."""


def wrong_units(request: CaseRequest, service: ServiceView, *, office: str) -> Iterator[Fault]:
    """What is wrong with the further units of a request."""
    if not request.more_units:
        return
    if all(not item.each and item.act not in ON_SEVERAL for item in service.items):
        said = f"“{service.title}”一件只办一个单元，请分开申请"
        yield Fault(code=FaultCode.TOO_MANY_ITEMS, message=said, field="more_units")
    if len(request.units) > MOST_UNITS:
        said = f"一件最多{MOST_UNITS}个单元，现在有{len(request.units)}个，请分开申请"
        yield Fault(code=FaultCode.TOO_MANY_ITEMS, message=said, field="more_units")
        return
    known = cadastre.units(request.more_units)
    for n, code in enumerate(request.more_units):
        found, field = known.get(code), f"more_units.{n}"
        if code in request.units[: n + 1]:
            said = f"单元 {code} 写了两次，请去掉一个"
            yield Fault(code=FaultCode.CODE_LIST, message=said, field=field)
        elif found is None or not found.valid:
            said = f"没有查到单元 {code[:40]}，请核对代码"
            yield Fault(code=FaultCode.UNIT_UNKNOWN, message=said, field=field)
        elif found.office != office:
            there = accounts.office(found.office)
            said = f"单元 {code} 归{there.name}登记，不能和这一个合在一件里办"
            yield Fault(code=FaultCode.NOT_SUPPORTED, message=said, field=field)


def claims(service: ServiceView) -> bool:
    """Whether a case of the service keeps others from its units, and is kept from them (P11).

    A seizure, its renewal and release, and an objection wait for nobody: what comes before the
    entry of a sale is entered before it (法发〔2004〕5号), and bars the sale then.
    """
    return any(ONE_AT_A_TIME in register.guards_of(item.act) for item in service.items)


BUSY = "这套房子已经有一件在办"
WAIT = "等它办完或者撤回以后再办"
JOIN = f"{WAIT}；同一家人的事，可以合在一件里办"
ASK = f"{WAIT}；是您自己家的，带身份证到登记窗口可以问是哪一件"
"""The way out for an officer, who sees the other case, and for anybody else."""


def busy_words(title: str, number: str, accepted_at: datetime) -> str:
    """Which case it is, for officers only."""
    return f"{BUSY}：{title}，编号 {show_case_no(number)}，{moment_words(accepted_at)}受理"


def sees_cases(actor: accounts.Actor | None) -> bool:
    """Whether somebody is told which case is open on a unit; anybody else, only that one is."""
    return actor is not None and accounts.may(actor, accounts.Permission.SEARCH_REGISTER)


def busy(
    unit_codes: Collection[str],
    *,
    own_case: Case | None = None,
    to: accounts.Actor | None = None,
) -> list[Fault]:
    """That a case is open on a unit, for each; an officer (``to``) is told which and since when."""
    found = CaseUnit.objects.filter(unit_code__in=unit_codes, open=True).select_related("case")
    if own_case is not None:
        found = found.exclude(case=own_case)
    named = sees_cases(to)
    return [
        Fault(
            code=FaultCode.UNIT_BUSY,
            message=busy_words(case.title, case.case_no, case.accepted_at) if named else BUSY,
            field="unit_code",
            clause=REGULATION.of(18),
            remedy=JOIN if named else ASK,
            data={"rule": ONE_AT_A_TIME}
            | (
                {"case_no": case.case_no, "accepted_at": case.accepted_at.isoformat()}
                if named
                else {}
            ),
        )
        for case in (row.case for row in found)
    ]


def raise_if_busy(unit_codes: Collection[str], *, to: accounts.Actor) -> None:
    """Raise `Faults` UNIT_BUSY if a case on one of the units is open."""
    faults = FaultList()
    faults.extend(busy(unit_codes, to=to))
    faults.raise_if_any()
