"""Annulling an entry: what it opened was never there, what it ended stands again. Pure."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import TypeVar, cast

from dengbu.register.acts import AnnulEntry
from dengbu.register.booking import (
    mortgages,
    notices,
    operations,
    ownership,
    particulars,
    tables,
    uses,
)
from dengbu.register.booking.setting import Setting
from dengbu.register.codes import RegistrationType
from dengbu.register.state import (
    EasementState,
    HabitationState,
    MortgageState,
    NoticeState,
    OperationState,
    UnitState,
)
from dengbu.register.undone import Undone, began, first_entered

CORRECTED, CANCELLED = "5003", "4004"
"""登记小类: something stands again, or nothing does."""


def annul(s: Setting, act: AnnulEntry) -> dict[str, UnitState]:
    """The unit as if the entry had not been made; what stands again has its old place.

    With it the units that gain by easements that it bears no more, or bears again.
    """
    undone = cast(Undone, s.undone)  # E52 has refused what is not there
    by = _By(s, act, undone)
    s.into.opened.append((tables.ANNULMENT, (next(s.fresh), undone.entry_id, by.main)))
    state, freed = _emptied(s, undone, by.main)
    state = _held_again(s, state, undone, by)
    state = _lent_again(s, state, undone, by, freed)
    for notice in undone.ended.notices:
        made = _again(s, undone, by, "notice", notice)
        state = notices.opened(replace(s, state=state), made)
    for home in undone.ended.habitations:
        lived = _again(s, undone, by, "habitation", home)
        state = uses.inhabited(replace(s, state=state), lived)
    state = _used_again(s, state, undone, by)
    if undone.begins:
        state = replace(state, void=True)
        s.into.void.append(state.unit_code)
    elif undone.reshapes:
        state = replace(state, succeeded_by=())
        s.into.again.append(state.unit_code)
    state = replace(state, annulled=(*state.annulled, undone.entry_id))
    return {state.unit_code: state, **_gained(s, state)}


def _gained(s: Setting, state: UnitState) -> dict[str, UnitState]:
    """The units whose easements on this one are not what they were."""
    borne = (*s.state.easements, *state.easements)
    others = {e.dominant_code for e in borne} - {state.unit_code}
    return {code: uses.gained(state, s.units[code]) for code in sorted(others & s.units.keys())}


@dataclass(slots=True)
class _By:
    """The entry of the annulment, and one more for each right that ended at another moment."""

    s: Setting
    act: AnnulEntry
    undone: Undone
    main: int = 0
    taken: set[str] = field(default_factory=set)  # tables in which the main entry opens a row

    def __post_init__(self) -> None:
        self.main = self._enter(self.undone.effective_at)

    def at(self, moment: datetime, table: str) -> int:
        """Which entry opens a row that the law lets begin at ``moment``."""
        if moment == self.undone.effective_at and table not in self.taken:
            self.taken |= {table} - {"mortgage"}  # of which one entry may open several
            return self.main
        return self._enter(moment)

    def _enter(self, moment: datetime) -> int:
        again = bool(self.undone.ends)
        kind = RegistrationType.CORRECTION if again else RegistrationType.CANCELLATION
        entry_id, _ = self.s.enter(
            self.act,
            kind,
            self.undone.right_type,
            self.undone.entry_id,
            moment,
            subclass=CORRECTED if again else CANCELLED,
        )
        return entry_id


def _emptied(s: Setting, undone: Undone, entry_id: int) -> tuple[UnitState, list[MortgageState]]:
    """Without what the entry opened; the mortgages among it."""
    state = s.state
    opened = [m for m in state.mortgages if began(undone, m)]
    for table, rights in (
        ("mortgage", opened),
        ("notice", [n for n in state.notices if began(undone, n)]),
        ("habitation", [h for h in state.habitations if began(undone, h)]),
        ("easement", [e for e in state.easements if began(undone, e)]),
        ("operation", [o for o in state.operations if began(undone, o)]),
    ):
        for right in rights:
            s.close(table, right.id, entry_id, right.effective_from)
            s.into.voided.append(right.proof_no)
    left = replace(
        state,
        mortgages=tuple(m for m in state.mortgages if not began(undone, m)),
        notices=tuple(n for n in state.notices if not began(undone, n)),
        habitations=tuple(h for h in state.habitations if not began(undone, h)),
        easements=tuple(e for e in state.easements if not began(undone, e)),
        operations=tuple(o for o in state.operations if not began(undone, o)),
    )
    title = state.ownership
    if title is not None and began(undone, title):
        s.close("ownership", title.id, entry_id, title.effective_from)
        s.into.voided.extend(title.certificate_nos)
        left = replace(left, ownership=None)
        if _about_it_alone(undone):
            left = particulars.closed(s, left, entry_id, title.effective_from)
    return left, opened


def _about_it_alone(undone: Undone) -> bool:
    """Whether what the right is about ends with it, and nothing was recorded before."""
    ended = undone.ended
    return ended.ownership is None or (undone.gave and ended.particulars is None)


def _held_again(s: Setting, state: UnitState, undone: Undone, by: _By) -> UnitState:
    """Its former holders hold it, by what it was about then."""
    title = undone.ended.ownership
    if title is None:
        return state
    moment = undone.ends[title.id]
    entry_id = by.at(moment, "ownership")
    before = s.state.ownership  # E52: what the entry opened, or nothing
    made = replace(
        title,
        id=next(s.fresh),
        entry_id=entry_id,
        effective_from=moment,
        recorded_from=s.at,
        certificate_nos=(),
        restores=title.restores or title.id,
        stands_since=first_entered(undone, title),
        acquired=False,
    )
    state = ownership.opened(
        replace(s, state=state),
        made,
        before.id if before is not None else None,
        separate=len(title.certificate_nos) > 1,
    )
    about = undone.ended.particulars
    content = about.content if about is not None else None
    return particulars.opened(s, state, entry_id, moment, content)


def _lent_again(
    s: Setting, state: UnitState, undone: Undone, by: _By, freed: Sequence[MortgageState]
) -> UnitState:
    """The mortgages that it ended, each in its old place."""
    held = list(state.mortgages)
    revision = state.next_revision
    for old in undone.ended.mortgages:
        moment = undone.ends[old.id]
        made = replace(
            old,
            id=next(s.fresh),
            entry_id=by.at(moment, "mortgage"),
            proof_no="",
            effective_from=moment,
            recorded_from=s.at,
            revision=revision,
            stands_since=old.stands_since or old.recorded_from,
            restores=old.restores or old.id,
            debt_units=_units_of_debt(s, old),
        )
        mortgages.opened(s, made, _successor(old, freed))
        held.append(made)
        revision += 1
    return replace(state, mortgages=mortgages.ranked(held), next_revision=revision)


def _successor(old: MortgageState, freed: Iterable[MortgageState]) -> int:
    """What ``old`` had become by the entry, or itself if it had ended.

    Of two that exchanged their ranks the one in the other's place.
    """
    followed = [m for m in freed if m.stands_since is not None]
    other = next((m for m in followed if m.rank_key != old.rank_key), None)
    if len(followed) > 1 and other is not None:
        return other.id
    return followed[0].id if followed else old.id


def _units_of_debt(s: Setting, old: MortgageState) -> int:
    """How many units secured its debt when this transaction read them; it was none of them."""
    if old.debt_id is None:
        return 1
    held = (m for unit in s.units.values() for m in unit.mortgages)
    return next((m.debt_units for m in held if m.debt_id == old.debt_id), 0)


def _used_again(s: Setting, state: UnitState, undone: Undone, by: _By) -> UnitState:
    """The easements and the operation right that it ended."""
    for old in undone.ended.easements:
        borne = _again(s, undone, by, "easement", old)
        dominant = s.units[old.dominant_code]  # E52 has looked
        state = uses.burdened(replace(s, state=state), borne, dominant)
    for held in undone.ended.operations:
        followed = next((o.id for o in s.state.operations if began(undone, o)), held.id)
        worked = _again(s, undone, by, "operation", held)
        state = operations.opened(replace(s, state=state), worked, followed)
    return state


Apart = TypeVar("Apart", NoticeState, HabitationState, EasementState, OperationState)


def _again(s: Setting, undone: Undone, by: _By, table: str, old: Apart) -> Apart:
    """A right that stands apart from titles and mortgages, as it begins again."""
    moment = undone.ends[old.id]
    return replace(
        old,
        id=next(s.fresh),
        entry_id=by.at(moment, table),
        proof_no="",
        effective_from=moment,
        recorded_from=s.at,
        restores=old.restores or old.id,
        stands_since=first_entered(undone, old),
    )
