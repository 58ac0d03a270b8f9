"""The life of a unit in words: who had it from whom, who lent, who seized, what became of it."""

from collections.abc import Callable, Iterator, Sequence

from dengbu.kernel.chinese import SHANGHAI, day_words
from dengbu.kernel.money import show_yuan
from dengbu.kernel.numbers import show_case_no
from dengbu.kernel.unit_code import UnitCode
from dengbu.register import api as register
from dengbu.web.shared.parts import LifeEvent, LifeShape

Began, Kind = register.Began, register.RegistrationType
_KINDS = {
    Kind.FIRST: "首次登记",
    Kind.TRANSFER: "转移登记",
    Kind.CHANGE: "变更登记",
    Kind.CANCELLATION: "注销登记",
    Kind.CORRECTION: "更正登记",
    Kind.OBJECTION: "异议登记",
    Kind.ADVANCE_NOTICE: "预告登记",
    Kind.SEIZURE: "查封登记",
    Kind.OTHER: "其他登记",
}
_WAYS = {register.CoOwnership.JOINT: "共同共有", register.CoOwnership.BY_SHARES: "按份共有"}
_SHAPES = {
    Began.MORTGAGE: LifeShape.MORTGAGE,
    Began.SEIZURE: LifeShape.SEIZURE,
    Began.STOP: LifeShape.SEIZURE,
}
_MOST = 3  # names that are said one by one


def life(
    lines: Sequence[register.EntryLine], href: Callable[[register.EntryLine], str] | None = None
) -> tuple[LifeEvent, ...]:
    """The entries of a unit, newest first. ``href``: where more is told of one."""
    return tuple(event(line, href(line) if href else "") for line in reversed(lines))


def event(line: register.EntryLine, href: str = "") -> LifeEvent:
    """One entry in words."""
    number = line.certificates[0] if line.certificates else ""
    more = f"等 {len(line.certificates)} 本" if len(line.certificates) > 1 else ""
    said = "，".join(dict.fromkeys(part for part in _said(line) if part))
    return LifeEvent(
        day=line.recorded_at.astimezone(SHANGHAI).date(),
        title=_title(line),
        text=said or f"{_KINDS[line.registration_type]}，登簿 {line.registrar}",
        shape=_shape(line),
        reference=f"{number}{more}" if number else _reference(line),
        href=href,
    )


def kind_words(line: register.EntryLine) -> str:
    """`转移登记`."""
    return _KINDS[line.registration_type]


def _title(line: register.EntryLine) -> str:
    """What happened: of a seizure not the paper that asked for it."""
    if line.registration_type is Kind.SEIZURE and line.began:
        return "查封"
    if any(right.kind is Began.SEIZURE for right in line.ended) and not line.began:
        return "解除查封"
    return line.cause or _KINDS[line.registration_type]


def _reference(line: register.EntryLine) -> str:
    """The order that an entry rests on, else its case."""
    orders = (line.document_no, *(right.document_no for right in line.began))
    return next(filter(None, orders), line.case_no and show_case_no(line.case_no))


def _shape(line: register.EntryLine) -> LifeShape:
    if not line.began:
        return LifeShape.ENDED
    return _SHAPES.get(line.began[0].kind, LifeShape.OWNERSHIP)


def _said(line: register.EntryLine) -> Iterator[str]:
    """What an entry did, in the order in which one would tell it."""
    if line.comes_of:
        yield f"由 {_codes(line.comes_of)} 而来"
    if line.became:
        yield f"成为 {_codes(line.became)}"
    former = next((r for r in line.ended if r.kind is Began.TITLE), None)
    if not line.began:
        yield from (_whose(right) for right in line.ended)
    for right in line.began:
        if right.kind is Began.TITLE and former is not None and former.who != right.who:
            yield f"{_names(former.who)} → {_began(right)}"
        else:
            yield _began(right)
    yield line.organ


def _codes(codes: Sequence[str]) -> str:
    return "、".join(UnitCode(code).display() for code in codes)


def _names(people: Sequence[str]) -> str:
    if len(people) > _MOST:
        return f"{people[0]}等 {len(people)} 人"
    return "、".join(people)


def _began(right: register.RightLine) -> str:
    """`湘北银行 680,000.00 元，约定限制转让`."""
    parts = [_whose(right), right.matter]
    if right.co_ownership in _WAYS:
        parts.append(_WAYS[right.co_ownership])
    if right.kind is Began.TITLE and right.amount is not None:
        parts.append(f"成交价 {show_yuan(right.amount)}")
    if right.restricted:
        parts.append("约定限制转让")
    if right.days is not None:
        parts.append(f"查封期限 {right.days} 天")
    if right.until is not None and right.kind is not Began.MORTGAGE:
        parts.append(f"期限到{day_words(right.until)}")
    return "，".join(filter(None, parts))


def _whose(right: register.RightLine) -> str:
    """Who has it, and of a debt how much."""
    who = _names(right.who) or right.organ
    if right.amount is None or right.kind not in (Began.MORTGAGE, Began.NOTICE):
        return who
    return f"{who} {show_yuan(right.amount)}"
