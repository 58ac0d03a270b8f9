"""A field of a request's input as a question of a form, whichever act it belongs to."""

from collections.abc import Mapping

from dengbu.casework import api as casework
from dengbu.register import api as register
from dengbu.web.shared.parts import Option
from dengbu.web.window.question import Question, options

_YES_NO = (("no", "没有"), ("yes", "有"))
_LONG = 150  # characters from which a text gets several lines
_FEW = 4  # choices that stand beside each other
_KINDS: Mapping[casework.Kind, str] = {
    casework.Kind.MONEY: "money",
    casework.Kind.DAY: "date",
    casework.Kind.YES_NO: "chips",
    casework.Kind.UNIT: "code",
    casework.Kind.UNITS: "textarea",
    casework.Kind.ROWS: "textarea",
}
_HINTS: Mapping[casework.Kind, str] = {
    casework.Kind.MOMENT: "如 2026-11-12 10:20:30",
}


def question_of(
    path: str,
    field: casework.Field,
    value: str,
    *,
    required: bool,
    state: register.UnitState | None = None,
) -> Question:
    """The question; numbers of rights are chosen from those that the ``state`` has."""
    asked = field.asked
    known = _choices(field, state, value)
    measured = f"单位：{asked.unit}" if field.kind is casework.Kind.FIGURE else ""
    hints = (asked.hint, measured, _HINTS.get(field.kind, ""))
    return Question(
        name=path,
        label=asked.label,
        kind=_kind(field, known),
        value=value,
        hint="；".join(hint for hint in hints if hint),
        options=known,
        required=required,
        maxlength=str(asked.most) if field.kind is casework.Kind.TEXT else "",
        inputmode="numeric" if field.kind is casework.Kind.COUNT else "",
    )


def _kind(field: casework.Field, known: tuple[Option, ...]) -> str:
    if field.asked.reference:
        return "hidden"
    if field.kind in _KINDS:
        return _KINDS[field.kind]
    if field.kind is casework.Kind.CODE:
        return "chips" if len(known) <= _FEW else "select"
    if known:
        return "select"
    long = field.kind is casework.Kind.TEXT and field.asked.most > _LONG
    return "textarea" if long and field.name not in _ONE_LINE else "text"


_ONE_LINE = frozenset({"scope", "construction_address", "address", "place_name"})


def _choices(
    field: casework.Field, state: register.UnitState | None, value: str
) -> tuple[Option, ...]:
    if field.kind is casework.Kind.YES_NO:
        return options(_YES_NO)
    if field.asked.codes is not None:
        codes = options(tuple(field.asked.codes.items()))
        return codes if len(codes) <= _FEW else (Option(value="", label="请选"), *codes)
    if field.asked.right and state is not None:
        found = casework.numbers_on(state, field.asked.right)
        listed = tuple((number, f"{words}，{number}") for number, words in found)
        if found and value not in ("", *dict(found)):
            return ()  # of another unit, or of the past: it stays as typed
        return options(listed)
    return ()
