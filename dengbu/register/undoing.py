"""What undoing an entry would do, before anybody asks for it: nothing is written.

The law knows two inverses: a correction (Civil Code 220: what was entered was wrong) and an
annulment (an effective judgment or decision sets the entry aside). A seizure and an objection are
undone by acts of their own.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from django.db import connection

from dengbu.register.acts import AnnulEntry, EntryName
from dengbu.register.booking.engine import foresee
from dengbu.register.codes import Effect, RegistrationType
from dengbu.register.history import Began, EntryLine, history
from dengbu.register.models import Page
from dengbu.register.values import Booking, Foreseen, Registrar, RuleOutcome

SOME_COURT, SOME_ORDER = "作出判决的法院", "（文号）"
CORRECTABLE = (
    RegistrationType.FIRST,
    RegistrationType.TRANSFER,
    RegistrationType.CHANGE,
    RegistrationType.CORRECTION,
)
_RESTING = (
    "WITH RECURSIVE rest AS (SELECT e.id FROM register_entry e, register_entry o"
    "  WHERE o.id = %(entry)s AND e.page_id = o.page_id AND e.follows_id = o.id"
    " UNION SELECT e.id FROM rest JOIN register_entry e ON e.follows_id = rest.id"
    "  JOIN register_entry o ON o.id = %(entry)s AND e.page_id = o.page_id)"
    " SELECT id FROM rest"
)


@dataclass(frozen=True, kw_only=True, slots=True)
class Undoing:
    """An entry, what rests on it, and the unit as it would be without it."""

    entry: EntryLine
    resting: tuple[EntryLine, ...]  # entered later on it, or on what was: oldest first
    correctable: bool  # it says what is held, by whom: a correction can say otherwise
    annulled: Foreseen  # rules, and the unit before and after
    stays: tuple[EntryName, ...]  # later entries that a judgment would have to leave by name
    keeping: Foreseen  # the same if it does


def undoing(unit_code: str, case_no: str, entry_no: int, *, now: datetime) -> Undoing | None:
    """Of the entry that has this place (from 0) in the booking of a case; None if there is none.

    Only those who may read the unit may be told.
    """
    lines = history(unit_code)
    line = next((x for x in lines if (x.case_no, x.seq) == (case_no, entry_no)), None)
    if line is None:
        return None
    with connection.cursor() as cursor:
        cursor.execute(_RESTING, {"entry": line.id})
        resting = {pk for (pk,) in cursor.fetchall()}
    annulled = _annulled(unit_code, line, now, ())
    stays = _in_the_way(annulled.rules)
    return Undoing(
        entry=line,
        resting=tuple(x for x in lines if x.id in resting),
        correctable=line.registration_type in CORRECTABLE
        and any(right.kind is Began.TITLE for right in line.began),
        annulled=annulled,
        stays=stays,
        keeping=_annulled(unit_code, line, now, stays) if stays else annulled,
    )


def _in_the_way(rules: Iterable[RuleOutcome]) -> tuple[EntryName, ...]:
    """The later entries that E53 names; one of the same case has no name yet."""
    words = (r.facts for r in rules if r.code == "E53" and r.effect is Effect.BLOCK)
    named = (
        EntryName(unit_code=w["unit"], case_no=w["case_no"], entry_no=int(w["entry_no"]))
        for w in words
        if w["case_no"] and w["right"]
    )
    return tuple(dict.fromkeys(named))


def _annulled(
    unit_code: str, line: EntryLine, now: datetime, stays: tuple[EntryName, ...]
) -> Foreseen:
    act = AnnulEntry(
        unit_code=unit_code,
        case_no=line.case_no,
        entry_no=line.seq,
        organ=SOME_COURT,
        document_no=SOME_ORDER,
        stays=stays,
    )
    booking = Booking(
        office=Page.objects.values_list("office", flat=True).get(unit_code=unit_code),
        case_no="",
        acts=(act,),
        registrar=Registrar(id=0, name=""),
    )
    (seen,) = foresee([booking], now=now)
    return seen
