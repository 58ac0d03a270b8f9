"""Division and merger: sources end, results begin, and what burdens the sources passes on. Pure."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime
from typing import cast

from dengbu.register.acts import ReshapeUnits
from dengbu.register.booking import mortgages, ownership, particulars, tables
from dengbu.register.booking.setting import Setting
from dengbu.register.codes import RegistrationType
from dengbu.register.state import MortgageState, OwnershipState, UnitState

DIVISION, MERGER, ADJUSTMENT = "3005", "3006", "3004"


class _Debts:
    """The debts of mortgages that pass to several parts: the parts of a home secure one debt."""

    def __init__(self, parts: int) -> None:
        self._parts = parts
        self._named: dict[int, int] = {}  # by the mortgage that ends: the first that begins

    def of(self, old: MortgageState, new_id: int) -> tuple[int | None, int]:
        """The debt, and by how many units it is secured, of a mortgage that begins."""
        if old.debt_id is not None:
            return old.debt_id, old.debt_units - 1 + self._parts
        if self._parts == 1:
            return None, 1
        return self._named.setdefault(old.id, new_id), self._parts


def reshape(s: Setting, act: ReshapeUnits) -> dict[str, UnitState]:
    """Each unit that the act concerns, after it."""
    sources = [s.units[code] for code in act.sources]
    carried = next((u.mortgages for u in sources if u.mortgages), ())  # P12: of one source at most
    codes = tuple(p.unit_code for p in act.results)
    after: dict[str, UnitState] = {}
    ended: list[int] = []
    for state in sources:
        at, entry_id, effective = _entered(s, state, act, _held(state).entry_id)
        after[state.unit_code] = _ended(at, entry_id, effective, codes)
        ended.append(entry_id)
    debts = _Debts(len(act.results))
    for piece in act.results:
        at, entry_id, effective = _entered(s, s.units[piece.unit_code], act, ended[0])
        for source in sources:
            row = (next(s.fresh), at.page_id, entry_id, source.page_id)
            s.into.opened.append((tables.SUCCESSION, row))
        begun = _begun(at, entry_id, effective, _held(sources[0]), carried, debts)
        begun = particulars.opened(at, begun, entry_id, effective, piece.particulars)
        after[piece.unit_code] = begun
    return after


def _held(state: UnitState) -> OwnershipState:
    return cast(OwnershipState, state.ownership)  # E32 has refused sources without one


def _entered(
    s: Setting, state: UnitState, act: ReshapeUnits, follows: int
) -> tuple[Setting, int, datetime]:
    """The entry on one of the units, and the setting in which it is acted on."""
    at = replace(s, state=state)
    one, several = len(act.sources) == 1, len(act.results) > 1
    subclass = DIVISION if one else ADJUSTMENT if several else MERGER
    right = _held(s.units[act.sources[0]]).right_type.value
    entry_id, effective = at.enter(act, RegistrationType.CHANGE, right, follows, subclass=subclass)
    return at, entry_id, effective


def _ended(s: Setting, entry_id: int, effective: datetime, codes: tuple[str, ...]) -> UnitState:
    base = _held(s.state)
    s.close("ownership", base.id, entry_id, effective)
    s.into.voided.extend(base.certificate_nos)
    for mortgage in s.state.mortgages:
        s.close("mortgage", mortgage.id, entry_id, effective)
        s.into.voided.append(mortgage.proof_no)
    state = particulars.closed(s, s.state, entry_id, effective)
    return replace(state, ownership=None, mortgages=(), succeeded_by=codes, last_ended=effective)


def _begun(
    s: Setting,
    entry_id: int,
    effective: datetime,
    base: OwnershipState,
    carried: Sequence[MortgageState],
    debts: _Debts,
) -> UnitState:
    made = replace(
        base,
        id=next(s.fresh),
        entry_id=entry_id,
        effective_from=effective,
        recorded_from=s.at,
        certificate_nos=(),
        price=None,  # what was paid, was paid for what is no more
        restores=None,
        stands_since=None,
        acquired=False,
    )
    state = ownership.opened(s, made, None, separate=False)
    held = []
    for rank, old in enumerate(carried, start=1):
        new_id = next(s.fresh)
        debt_id, debt_units = debts.of(old, new_id)
        new = replace(
            old,
            id=new_id,
            entry_id=entry_id,
            rank=rank,
            rank_key=rank,
            revision=0,
            proof_no="",
            restores=None,
            effective_from=effective,
            recorded_from=s.at,
            stands_since=old.stands_since or old.recorded_from,
            debt_id=debt_id,
            debt_units=debt_units,
        )
        mortgages.opened(s, new, None)
        held.append(new)
    return replace(state, mortgages=tuple(held), next_rank_key=len(held) + 1)
