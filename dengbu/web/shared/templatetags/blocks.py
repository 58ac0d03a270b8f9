"""Template tags of the larger parts, each with a template in `shared/parts/`."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime
from typing import Any

from django import template

from dengbu.accounts.api import Purpose
from dengbu.kernel.fault import Fault, FaultCode, Faults
from dengbu.kernel.identity import mask
from dengbu.kernel.share import common_denominator
from dengbu.web.shared.clock import Clock
from dengbu.web.shared.fields import Choices, Field, errors_at, faults_of, field_id, options_of
from dengbu.web.shared.parts import (
    CONSENTS,
    LOOKS,
    Act,
    Compare,
    Fact,
    Hindrance,
    LifeEvent,
    LifeShape,
    Person,
    RuleRow,
    SharePart,
    StateCell,
    Step,
)
from dengbu.web.shared.signals import Signal

register = template.Library()

Context = Mapping[str, Any]

CHANGED = "这件刚刚变了，没有办成"
_EFFECT_ORDER = {Signal.STOP: 0, Signal.WARN: 1, Signal.OK: 2}
_KIND_SIZES = {"money": "money", "date": "short", "code": "code"}


@register.inclusion_tag("shared/parts/state_strip.html")
def state_strip(
    cells: Sequence[StateCell], as_of: date | None = None, verdict: str = "", kind: str = "stop"
) -> Context:
    """Five cells that say the state of a unit; `as_of` adds 那天; `verdict` is a line below."""
    return {"cells": cells, "as_of": as_of, "verdict": verdict, "kind": Signal(kind)}


@register.inclusion_tag("shared/parts/possible.html")
def possible(acts: Sequence[Act], hindrances: Sequence[Hindrance]) -> Context:
    """What can be done now, beside what cannot, why, and the way out."""
    return {
        "acts": acts,
        "consents": [bar for bar in hindrances if bar.consent],
        "consents_title": CONSENTS,
        "looks": [bar for bar in hindrances if bar.look],
        "looks_title": LOOKS,
        "bars": [bar for bar in hindrances if not (bar.consent or bar.look)],
    }


@register.inclusion_tag("shared/parts/facts.html")
def facts(items: Sequence[Fact], compact: bool = False) -> Context:
    """Fact cards: value, source, and what it spares; `compact` is one line each, for papers."""
    return {"facts": items, "compact": compact}


@register.inclusion_tag("shared/parts/compare.html")
def compare(table: Compare) -> Context:
    """Request, facts, papers and register side by side."""
    rows = [(row, list(zip(table.columns, row.cells, strict=True))) for row in table.rows]
    return {"table": table, "rows": rows}


@register.inclusion_tag("shared/parts/rules.html")
def rules(rows: Iterable[RuleRow]) -> Context:
    """What the rules said, blocks first."""
    return {"rows": sorted(rows, key=lambda row: (_EFFECT_ORDER[row.effect], row.code))}


@register.inclusion_tag("shared/parts/clock.html")
def clock(due: datetime | Clock, now: datetime | None = None) -> Context:
    """Remaining time with its bar; from a `Clock`, or from the due moment and now."""
    if isinstance(due, Clock):
        return {"clock": due}
    if now is None:
        raise ValueError("clock needs the present moment")
    return {"clock": Clock(due=due, now=now)}


@register.inclusion_tag("shared/parts/timeline.html")
def timeline(steps: Sequence[Step]) -> Context:
    """Steps of a case: done, now, to come; the thing to do now as a card in its line."""
    return {"steps": steps}


@register.inclusion_tag("shared/parts/progress.html")
def progress(steps: Sequence[Step]) -> Context:
    """The same steps as a bar in equal parts, for a list."""
    current = next((n for n, s in enumerate(steps, 1) if s.progress == "now"), len(steps))
    return {"steps": steps, "current": current, "total": len(steps)}


@register.inclusion_tag("shared/parts/life.html")
def life(events: Sequence[LifeEvent], as_of: date | None = None) -> Context:
    """Life of a unit, newest first; with `as_of` what came later stands above a line."""
    later = [e for e in events if as_of and e.day > as_of]
    until = [e for e in events if not as_of or e.day <= as_of]
    return {"later": _years(later), "until": _years(until), "as_of": as_of}


def _years(events: Sequence[LifeEvent]) -> list[tuple[str, LifeEvent]]:
    """Each event with its year, said once."""
    lines, last = [], 0
    for event in events:
        lines.append((str(event.day.year) if event.day.year != last else "", event))
        last = event.day.year
    return lines


@register.inclusion_tag("shared/parts/shape.html")
def shape(kind: LifeShape) -> Context:
    """Shape on the rail of a life."""
    return {"shape": kind}


@register.inclusion_tag("shared/parts/life_legend.html")
def life_legend() -> Context:
    """What the shapes mean."""
    names = ("权属", "抵押", "查封", "地块房屋", "已结束")
    return {"shapes": list(zip(LifeShape, names, strict=True))}


@register.inclusion_tag("shared/parts/person.html")
def person(given: Person) -> Context:
    """A person or organisation in a case: role, masked number, how known, standing."""
    return {"person": given}


@register.inclusion_tag("shared/parts/masked.html")
def masked(number: str, reveal: str = "", already: bool = False) -> Context:
    """Identity number, masked here unless `already`; `reveal` is asked (POST) for all of it."""
    return {"number": number if already else mask(number), "reveal": reveal}


@register.inclusion_tag("shared/parts/purposes.html")
def purposes() -> Context:
    """Why a whole identity number is looked at: goes with every look of the page."""
    return {"purposes": tuple(Purpose)}


@register.inclusion_tag("shared/parts/share_bar.html")
def share_bar(parts: Sequence[SharePart]) -> Context:
    """Bar in equal parts, its list, and whether the shares make exactly 1."""
    unit, counts = common_denominator(part.share for part in parts)
    pieces, start = [], 0
    for number, (part, count) in enumerate(zip(parts, counts, strict=True)):
        pieces.append(
            {
                "name": part.name,
                "count": count,
                "x": f"{1000 * start / unit:.2f}",
                "width": f"{max(1.0, 1000 * count / unit - 2):.2f}",
                "colour": "open" if part.open else str(number % 4),
                "open": part.open,
            }
        )
        start += count
    return {"pieces": pieces, "unit": unit, "sum": start, "whole": start == unit}


@register.inclusion_tag("shared/parts/error_summary.html")
def error_summary(faults: Faults | Iterable[Fault] | None, title: str = "") -> Context:
    """Everything that is wrong, at once; each line leads to its field, if it has one."""
    found = faults_of(faults)
    lines = [(fault, field_id(fault.field) if fault.field else "") for fault in found]
    changed = bool(found) and all(fault.code is FaultCode.STATE_CHANGED for fault in found)
    said = title or (CHANGED if changed else "")
    return {"lines": lines, "count": len(lines), "title": said}


@register.inclusion_tag("shared/parts/field.html")
def field(  # noqa: PLR0913 - one argument a trait of the control, all named in templates
    name: str,
    label: str,
    kind: str = "text",
    value: object = "",
    *,
    faults: Faults | Iterable[Fault] | None = None,
    hint: str = "",
    options: Choices = (),
    required: bool = True,
    suffix: str = "",
    size: str = "",
    autocomplete: str = "off",
    inputmode: str = "",
    rows: int = 3,
    readonly: bool = False,
    maxlength: int | str = "",
) -> Context:
    """One question: label, hint, its errors, and the control; see `Field` for the kinds."""
    return {
        "field": Field(
            name=name,
            label=label,
            kind=kind,
            value="" if value is None else str(value),
            hint=hint,
            options=options_of(options),
            errors=errors_at(name, faults_of(faults)),
            required=required,
            suffix=suffix or ("元" if kind == "money" else ""),
            size=size or _KIND_SIZES.get(kind, ""),
            autocomplete=autocomplete,
            inputmode=inputmode or {"money": "decimal", "code": "numeric"}.get(kind, ""),
            rows=rows,
            readonly=readonly,
            maxlength=str(maxlength),
        )
    }


@register.inclusion_tag("shared/parts/button.html")
def button(  # noqa: PLR0913 - one argument a trait of the button, all named in templates
    label: str,
    *,
    look: str = "",
    href: str = "",
    name: str = "",
    value: str = "",
    mark: str = "",
    key: str = "",
    reason: str = "",
    busy: str = "",
    send: bool = False,
    dialog: str = "",
) -> Context:
    """Button or link that looks like one.

    `look`: primary, danger, link, small, wide (several, blank separated). `reason` says why it
    cannot be used now and disables it. `busy` are its words while it works. `send` binds
    Ctrl+Enter. `dialog` is the id of a dialog that it opens.
    """
    return {
        "label": label,
        "classes": " ".join(f"button-{part}" for part in look.split()),
        "href": href,
        "name": name,
        "value": value,
        "mark": mark,
        "key": key,
        "reason": reason,
        "busy": busy,
        "send": send,
        "dialog": dialog,
    }


@register.inclusion_tag("shared/parts/empty.html")
def empty(
    title: str, text: str = "", href: str = "", label: str = "", mark: str = "page"
) -> Context:
    """An empty list: what it is, and the next step."""
    return {"title": title, "text": text, "href": href, "label": label, "mark": mark}


@register.inclusion_tag("shared/parts/pager.html")
def pager(following: str = "", previous: str = "", note: str = "") -> Context:
    """Keyset paging: addresses of the next and the previous page, empty when there is none."""
    return {"following": following, "previous": previous, "note": note}
