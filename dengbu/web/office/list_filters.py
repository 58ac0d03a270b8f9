"""Filters of the work lists: from the address and into it, so that each list has an address."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from functools import lru_cache
from typing import TypeVar

from django.utils.html import format_html_join
from django.utils.http import urlencode
from django.utils.safestring import SafeString

from dengbu.accounts.api import Actor, Department, Permission, examiners, may
from dengbu.casework import api as casework
from dengbu.kernel.chinese import parse_date
from dengbu.kernel.fault import FaultCode, FaultList, Faults
from dengbu.web.shared.parts import Option

Code = TypeVar("Code", bound=StrEnum)
NARROWING = (
    *("whose", "q", "service", "department", "examiner", "channel", "mark", "due", "from", "to"),
)
NAMES = (*NARROWING, "sort")
"""What an address may say of a list, beside the cursor of a page."""
_LONGEST = 20  # characters of a service's code
_WHOSE = {
    casework.Scope.OFFICE: "全所的",
    casework.Scope.MINE: "我审的",
    casework.Scope.ACCEPTED: "我受理的",
}
_NEEDS = {
    casework.Scope.MINE: Permission.EXAMINE,
    casework.Scope.ACCEPTED: Permission.ACCEPT,
}
DUES = {
    casework.Due.OVERDUE: "超期",
    casework.Due.SOON: "60 分钟内到期",
    casework.Due.TODAY: "今天到期",
}
"""Near times, the most pressing first."""
SORTS = {
    order.code: order
    for by in casework.SortBy
    for order in (casework.Order(by), casework.Order(by, falling=True))
}
"""Every order of a list by its name in the address."""
_SORTED = {
    "due": "到期的日子，先到期的在前",
    "-due": "到期的日子，后到期的在前",
    "received": "受理的时间，先受理的在前",
    "-received": "受理的时间，后受理的在前",
    "number": "业务号，小的在前",
    "-number": "业务号，大的在前",
    "applicant": "申请人的姓名",
    "-applicant": "申请人的姓名，倒着排",
}
_DUES = {casework.Due.BREACHED: "法定时限也超了", **DUES}


@dataclass(frozen=True, kw_only=True, slots=True)
class Choice:
    """One filter with what can be chosen; the first option is to leave it open."""

    name: str
    label: str
    value: str
    options: tuple[Option, ...]

    @property
    def drawn(self) -> SafeString:
        """The options of the control: a hundred and more on a page, the same for everybody."""
        return _drawn(self.options, self.value)


@lru_cache(maxsize=256)
def _drawn(options: tuple[Option, ...], value: str) -> SafeString:
    return format_html_join(
        "",
        '<option value="{}"{}>{}</option>',
        ((o.value, SafeString(" selected" if o.value == value else ""), o.label) for o in options),
    )


def kept(given: Mapping[str, str], **changed: str) -> str:
    """The filters of an address as the query of another; what is changed to "" is left out."""
    held = {name: given[name].strip() for name in NAMES if given.get(name, "").strip()} | changed
    return urlencode({name: value for name, value in held.items() if value})


def narrowing(given: Mapping[str, str]) -> bool:
    """Whether the address asks for less than everything."""
    return any(given.get(name, "").strip() for name in NARROWING)


def filters_of(given: Mapping[str, str]) -> casework.Filters:
    """What an address asks for. Raises `Faults` with everything in it that cannot be asked."""
    faults = FaultList()
    examiner = given.get("examiner", "")
    if examiner and not _whole(examiner):
        faults.add(FaultCode.CODE_LIST, "没有这位审核员，请从名单里选", field="examiner")
    found = casework.Filters(
        scope=_one_of(casework.Scope, given, "whose", faults) or casework.Scope.OFFICE,
        text=given.get("q", ""),
        service=given.get("service", "")[:_LONGEST],
        department=_one_of(Department, given, "department", faults) or "",
        examiner=int(examiner) if _whole(examiner) else None,
        channel=_one_of(casework.Channel, given, "channel", faults) or "",
        mark=_one_of(casework.Mark, given, "mark", faults) or "",
        due=_one_of(casework.Due, given, "due", faults) or casework.Due.ANY,
        accepted_from=_day(given, "from", faults),
        accepted_to=_day(given, "to", faults),
    )
    if given.get("sort") and given["sort"] not in SORTS:
        faults.add(FaultCode.CODE_LIST, "没有这种排法，请从名单里选", field="sort")
    faults.raise_if_any()
    return found


def _whole(text: str) -> bool:
    return text.isascii() and text.isdigit() and len(text) < 19


def _one_of(
    codes: type[Code], given: Mapping[str, str], name: str, faults: FaultList
) -> Code | None:
    value = given.get(name, "")
    if value in set(codes):
        return codes(value)
    if value:
        faults.add(FaultCode.CODE_LIST, "没有这个选项，请从名单里选", field=name)
    return None


def _day(given: Mapping[str, str], name: str, faults: FaultList) -> date | None:
    text = given.get(name, "").strip()
    if not text:
        return None
    try:
        return parse_date(text, field=name)
    except Faults as error:
        faults.extend(error.faults)
        return None


def order_of(given: Mapping[str, str], *, archive: bool) -> casework.Order:
    """The order that an address asks for, else the one that the list has by itself."""
    first = casework.NEWEST if archive else casework.Order()
    return SORTS.get(given.get("sort", ""), first)


def sorting(given: Mapping[str, str], *, archive: bool) -> Choice:
    """The orders of a list; what it has by itself stands in no address."""
    first = order_of({}, archive=archive).code
    known = [by.value for by in (casework.ARCHIVED if archive else casework.SortBy)]
    offered = {code: said for code, said in _SORTED.items() if code.lstrip("-") in known}
    every = offered.pop(first)
    return _choice("sort", "排序", every, offered, given)


def choices(actor: Actor, given: Mapping[str, str], *, now: datetime) -> tuple[Choice, ...]:
    """Every filter that is chosen from a list."""
    offered = casework.services(office=actor.office, now=now)
    services = {s.code: s.name for s in offered}
    named = {s.department for s in offered}
    examining = [d for d in Department if d.value in named]
    departments = {d.value: d.label for d in examining}
    people = {str(id): name for id, name in _people(actor, examining).items()}
    scopes = {s.value: label for s, label in _WHOSE.items() if _may(actor, s)}
    del scopes[casework.Scope.OFFICE.value]
    return (
        _choice("whose", "谁的件", _WHOSE[casework.Scope.OFFICE], scopes, given),
        _choice("service", "业务", "全部业务", services, given),
        _choice("department", "部室", "全部部室", departments, given),
        _choice("examiner", "审核员", "全部审核员", people, given),
        _choice("channel", "渠道", "全部渠道", {c.value: c.label for c in casework.Channel}, given),
        _choice("mark", "标记", "有没有都看", {m.value: m.label for m in casework.Mark}, given),
        _choice("due", "时限", "不限", {d.value: label for d, label in _DUES.items()}, given),
    )


def _may(actor: Actor, scope: casework.Scope) -> bool:
    return scope not in _NEEDS or may(actor, _NEEDS[scope])


def _people(actor: Actor, examining: Iterable[Department]) -> dict[int, str]:
    found = {e.id: e.name for e in examiners(actor.office, *examining)}
    return dict(sorted(found.items(), key=lambda one: (one[1], one[0])))


def _choice(
    name: str, label: str, every: str, options: Mapping[str, str], given: Mapping[str, str]
) -> Choice:
    found = tuple(Option(value=value, label=said) for value, said in options.items())
    return Choice(
        name=name,
        label=label,
        value=given.get(name, ""),
        options=(Option(value="", label=every), *found),
    )
