"""A person's homes and certificates, as the register has them now."""

from collections import Counter
from dataclasses import dataclass
from datetime import datetime

from dengbu.accounts.api import Actor
from dengbu.cadastre import api as cadastre
from dengbu.casework.api import uses
from dengbu.register import api as register
from dengbu.web.citizen.words import home_kind, how_held, short_place
from dengbu.web.shared.signals import Signal


@dataclass(frozen=True, kw_only=True, slots=True)
class Home:
    """One home in the list."""

    unit_code: str  # 28 characters
    place: str  # short address
    kind: str  # 住宅，96.80 ㎡
    held: str  # 您单独所有
    said: str  # 没有抵押，没有查封
    signal: Signal
    number: str  # own certificate, "" when there is none


def homes(actor: Actor, *, now: datetime) -> tuple[Home, ...]:
    """Everything that the person holds now."""
    held = register.holdings(actor.id_type, actor.id_no)
    codes = [h.unit_code for h in held]
    units = cadastre.units(codes)
    states = register.unit_states(codes, now=now) if codes else {}
    return tuple(_home(h, units.get(h.unit_code), states[h.unit_code], actor) for h in held)


def _home(
    held: register.Holding,
    unit: cadastre.UnitFacts | None,
    state: register.UnitState,
    actor: Actor,
) -> Home:
    said, signal = burdens(state)
    return Home(
        unit_code=held.unit_code,
        place=short_place(unit.address) if unit else held.unit_code,
        kind=home_kind(unit),
        held=how_held(state.ownership, (actor.id_type, actor.id_no)),
        said=said,
        signal=signal,
        number=held.certificate_nos[0] if held.certificate_nos else "",
    )


def burdens(state: register.UnitState) -> tuple[str, Signal]:
    """What rests on the home in one sentence; that there is no mortgage or seizure is said too."""
    banks = Counter("、".join(p.name for p in m.mortgagees) for m in state.mortgages)
    loans = "、".join(f"{bank}（{n} 笔）" if n > 1 else bank for bank, n in banks.items())
    mortgage = f"抵押给{loans}" if loans else "没有抵押"
    more = [f"{stop.organ}限制了交易" for stop in state.stops]
    more += ["有预告登记"] if state.notices else []
    more += ["有异议登记"] if state.objections else []
    living = [
        f"{'、'.join(p.name for p in h.holders)}有居住权，{uses.until(h)}"
        for h in uses.habitations(state)
    ]
    serving = [f"有地役权（{e.content}），{uses.until(e)}" for e in uses.easements(state)]
    more += (*living, *serving)
    if state.seizures:
        first = f"被{state.seizures[0].organ}查封，现在不能过户"
        return "；".join((first, mortgage, *more)), Signal.STOP
    said = "，".join((mortgage, "没有查封", *more))
    if state.stops:
        return said, Signal.STOP
    return said, Signal.WARN if loans or more else Signal.OK
