"""Lines entered one after another: on one sheet, or on several at once."""

from collections.abc import Iterable, Iterator
from dataclasses import replace
from datetime import datetime
from typing import Any, TypeVar, cast

from dengbu.register import api as register
from tests.reference import acts, land_acts
from tests.reference.model import Book, Line, Sheet
from tests.reference.rights import FOR_EVER, About, Person, Right, Title

Numbers = Iterator[tuple[str, Person | None]]


def replayed(lines: Iterable[Line], known: datetime, units: Iterable[str]) -> Book:
    """The sheets as they were known at a moment."""
    book = {unit: Sheet() for unit in units}
    for line in lines:
        if line.at <= known:
            enter(book, line)
    return book


def enter(book: Book, line: Line) -> None:
    """One act; every right that it began or ended says so."""
    before = [(right, right.end) for sheet in book.values() for right in sheet.everything()]
    stood = {id(right): end for right, end in before}
    act = line.act
    if isinstance(act, register.ReshapeUnits):
        _reshape(book, line, act)
    elif isinstance(act, register.AnnulEntry):
        for one in line.undoes:
            _annul(book, line, one)
    elif isinstance(act, land_acts.ACTS):
        land_acts.enter(book[line.unit], line)
    else:
        acts.enter(book[line.unit], line)
    for sheet in book.values():
        fresh = [right for right in sheet.everything() if id(right) not in stood]
        for no, right in enumerate(fresh):
            right.no = no
        for right in sheet.everything():
            if id(right) not in stood:
                right.by = line.key
                right.first = right.first or (line.at, line.order)
            elif right.end != stood[id(right)]:
                right.ended_by = line.key


Some = TypeVar("Some", bound=Right)


def _copied(old: Some, **changes: Any) -> Some:
    return replace(old, end=FOR_EVER, by=None, ended_by=None, **changes)


def _reshape(book: Book, line: Line, act: register.ReshapeUnits) -> None:
    """The sources end; each part is held as they were, and bears what they bore."""
    codes = tuple(piece.unit_code for piece in act.results)
    base = cast(Title, book[act.sources[0]].title(line.at))
    carried = next((on for u in act.sources if (on := book[u].loans_on(line.at))), [])
    for unit in act.sources:
        sheet = book[unit]
        for right in (*sheet.titles, *sheet.loans, *sheet.abouts):
            right.end = min(right.end, line.at)
        sheet.became, sheet.became_at = tuple(sorted(codes)), line.at
    new = {"start": line.at, "entered": line.at, "instead": None, "first": None, "nth": 0}
    for piece in act.results:
        sheet, numbers = book[piece.unit_code], line.numbers(piece.unit_code)
        sheet.titles.append(_copied(base, acquired=False, papers=dict([next(numbers)]), **new))
        for place, loan in enumerate(carried, start=1):
            debt = loan.debt or ((line.key, place) if len(codes) > 1 else None)
            proof = next(numbers)[0]
            sheet.loans.append(_copied(loan, place=place, debt=debt, proof=proof, **new))
        sheet.places = len(carried)
        if piece.particulars:
            sheet.abouts.append(About(start=line.at, entered=line.at, what=piece.particulars))


def concerned(one: Line) -> tuple[str, ...]:
    """The units on which a line was entered."""
    act = one.act
    if isinstance(act, register.ReshapeUnits):
        return (*act.sources, *(piece.unit_code for piece in act.results))
    return (one.unit,)


def began(one: Line, right: Right) -> bool:
    """By this line, or by what let it stand again instead."""
    return one.key in (right.by, right.instead[0] if right.instead else None)


def _annul(book: Book, line: Line, one: Line) -> None:
    """What the line opened never was; what it ended stands again from that moment on."""
    for unit in concerned(one):
        sheet, numbers = book[unit], line.numbers(unit)
        for kind in sheet.restorable():
            ended = [r for r in kind if r.ended_by == one.key and not began(one, r)]
            kind[:] = [r for r in kind if not began(one, r)]
            if kind is sheet.loans:
                backwards = isinstance(one.act, register.FirstRegistration)
                ended.sort(key=lambda x: cast(Any, x).place, reverse=backwards)
            for old in ended:
                kind.append(_again(old, line, numbers))
        sheet.undone.add(one.key)
        if isinstance(one.act, register.ReshapeUnits):
            sheet.void = unit not in one.act.sources
            sheet.became, sheet.became_at = (), FOR_EVER


def _again(old: Right, line: Line, numbers: Numbers) -> Right:
    same: dict[str, Any] = {
        "start": old.end,
        "entered": line.at,
        "instead": old.instead or (old.by, old.no),
        "nth": -1,
    }
    if isinstance(old, About):
        return _copied(old, **same)
    if isinstance(old, Title):
        many = len(old.holders) if len(old.papers) > 1 else 1
        papers = dict(next(numbers) for _ in range(many))
        return _copied(old, papers=papers, acquired=False, **same)
    return _copied(cast(Any, old), proof=next(numbers)[0], **same)
