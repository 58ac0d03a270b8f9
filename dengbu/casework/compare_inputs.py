"""What a request says of its acts, beside what the register has: rows of the compare table."""

from collections.abc import Iterator
from datetime import date, datetime
from decimal import Decimal

from dengbu.casework.inputs import Field, fields_of, is_empty, shown
from dengbu.casework.known import NUMBERS
from dengbu.casework.values import CaseRequest
from dengbu.kernel.chinese import day_words, moment_words
from dengbu.kernel.money import show_yuan
from dengbu.register import api as register

TOLD_APART = frozenset({"mortgage", "cancel"})  # these have rows of their own words
Said = tuple[str, str, str, bool | None]  # label, as asked for, as registered, whether they agree


def said_rows(request: CaseRequest, state: register.UnitState) -> Iterator[Said]:
    """Each field that was filled in; a number of a right against those that stand on the unit."""
    for slot, given in request.inputs.items():
        if slot in TOLD_APART:
            continue
        for name, field in fields_of(type(given)).items():
            value = getattr(given, name)
            if is_empty(value) or field.asked.reference:
                continue
            label = field.asked.label
            if not field.asked.right:
                yield label, words_of(field, value), "", None
                continue
            held = {number: words for number, words, _ in NUMBERS[field.asked.right](state)}
            known = held.get(value) or "、".join(held) or "没有"
            yield label, str(value), known, value in held


def words_of(field: Field, value: object) -> str:
    """A value as an examiner reads it."""
    if field.asked.codes is not None:
        return field.asked.codes.get(str(value), str(value))
    if isinstance(value, bool):
        return "有" if value else "没有"
    if isinstance(value, datetime):
        return moment_words(value)
    if isinstance(value, date):
        return day_words(value)
    if isinstance(value, Decimal):
        return f"{value} {field.asked.unit}" if field.asked.unit else show_yuan(value)
    return "；".join(shown(value).splitlines())
