"""One entry of a unit: what it did, who rests on it, and what undoing it would change."""

from collections.abc import Callable, Iterator

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET

from dengbu.accounts.api import Actor, Permission
from dengbu.cadastre import api as cadastre
from dengbu.kernel.chinese import day_words, normalise_code
from dengbu.kernel.fault import Fault, FaultCode, Faults
from dengbu.kernel.money import show_yuan
from dengbu.kernel.numbers import show_case_no
from dengbu.kernel.unit_code import UnitCode
from dengbu.register import api as register
from dengbu.web.office.units import entry_address, home_of
from dengbu.web.shared.access import acting
from dengbu.web.shared.jurisdiction import require_own
from dengbu.web.shared.lives import event, kind_words
from dengbu.web.shared.looks import people_on, showed
from dengbu.web.shared.parts import Compare, CompareCell, CompareColumn, CompareRow, RuleRow
from dengbu.web.shared.signals import Signal
from dengbu.web.window.strip import CO_OWNERSHIP, names

NOTHING = "没有"
TOLD = ("E52", "E53", "E54", "P03")  # what bears on undoing, beside who orders it and when
_EFFECTS = {
    register.Effect.PASS: Signal.OK,
    register.Effect.WARN: Signal.WARN,
    register.Effect.BLOCK: Signal.STOP,
}


@never_cache
@require_GET
@acting(Permission.SEARCH_REGISTER)
def entry(request: HttpRequest, actor: Actor, code: str, case_no: str, number: int) -> HttpResponse:
    """An entry, named by its case and its place there from 1; nothing is written.

    Raises `Faults` what is wrong with the code, or NOT_FOUND.
    """
    parsed = UnitCode.parse(code)
    require_own(str(parsed), actor)
    now = timezone.now()
    told = register.undoing(str(parsed), normalise_code(case_no), number - 1, now=now)
    facts = cadastre.unit(str(parsed))
    if told is None or facts is None:
        said = "这个单元上没有这条登记，请从单元的历史里点开"
        raise Faults(Fault(code=FaultCode.NOT_FOUND, message=said))
    showed(request, people_on(register.unit_state(facts.code, now=now)), place=facts.code)
    blocks = register.Effect.BLOCK
    rules = [r for r in told.annulled.rules if r.code in TOLD or r.effect is blocks]
    seen = next((s for s in (told.annulled, told.keeping) if not _blocked(s)), None)
    context = {
        "unit": facts,
        "told": told,
        "line": event(told.entry),
        "case_no": show_case_no(told.entry.case_no),
        "kind": kind_words(told.entry),
        "resting": [event(x, entry_address(facts.code, x)) for x in reversed(told.resting)],
        "rules": [_rule(r) for r in rules],
        "table": _table(seen, facts.code) if seen is not None else None,
        "keeping": seen is not None and seen is not told.annulled,
        "stays": [_named(name) for name in told.stays],
        "home": home_of(actor),
    }
    return render(request, "office/entry.html", context)


def _named(name: register.EntryName) -> tuple[str, str]:
    """What a judgment has to write to leave an entry standing, and where that entry is shown."""
    said = f"业务号 {show_case_no(name.case_no)}，第 {name.entry_no + 1} 条"
    place = reverse("office:entry", args=[name.unit_code, name.case_no, name.entry_no + 1])
    return said, place


def _blocked(seen: register.Foreseen) -> bool:
    return any(r.effect is register.Effect.BLOCK for r in seen.rules)


def _rule(outcome: register.RuleOutcome) -> RuleRow:
    return RuleRow(
        effect=_EFFECTS[outcome.effect],
        code=outcome.code,
        sentence=outcome.message,
        clause=outcome.clause,
        remedy=outcome.remedy,
    )


def _table(seen: register.Foreseen, code: str) -> Compare:
    """The unit now and without the entry, fact by fact."""
    before, after = seen.before[code], seen.after[code]
    rows = []
    for label, said in _FACTS:
        now, then = said(before), said(after)
        same = now == then
        rows.append(
            CompareRow(
                label=label,
                cells=(
                    CompareCell(text=now),
                    CompareCell(text=then) if same else CompareCell(mark=then),
                ),
                verdict="不变" if same else "会变",
                signal=Signal.OK if same else Signal.WARN,
            )
        )
    return Compare(
        caption="现在和撤销以后",
        columns=(CompareColumn(title="现在"), CompareColumn(title="撤销以后")),
        rows=tuple(rows),
    )


def _holders(state: register.UnitState) -> str:
    held = state.ownership
    return names([h.party for h in held.holders]) if held is not None else NOTHING


def _way(state: register.UnitState) -> str:
    held = state.ownership
    if held is None:
        return NOTHING
    shares = [f"{h.party.name} {h.share}" for h in held.holders if h.share is not None]
    return "，".join((CO_OWNERSHIP[held.co_ownership], *shares))


def _term(state: register.UnitState) -> str:
    held = state.ownership
    if held is None or held.term_to is None:
        return NOTHING
    return f"到{day_words(held.term_to)}"


def _price(state: register.UnitState) -> str:
    held = state.ownership
    return show_yuan(held.price) if held is not None and held.price is not None else NOTHING


def _loans(state: register.UnitState) -> str:
    each = [
        f"第 {m.rank} 顺位 {names(m.mortgagees)} {show_yuan(m.amount)}" for m in state.mortgages
    ]
    return "；".join(each) or NOTHING


def _terms(state: register.UnitState) -> str:
    """What mortgages are about beside their sums."""
    each = [
        f"第 {m.rank} 顺位 {day_words(m.debt_from)}到{day_words(m.debt_to)}，{m.scope}"
        for m in state.mortgages
    ]
    return "；".join(each) or NOTHING


def _about(state: register.UnitState) -> str:
    """The kind of land right, and what is said of the right."""
    held, about = state.ownership, state.particulars
    nature = cadastre.RIGHT_NATURES.get(held.right_nature, "") if held is not None else ""
    said = [nature] if nature else []
    return "，".join((*said, *(register.in_words(about.content) if about else ()))) or NOTHING


def _others(state: register.UnitState) -> Iterator[str]:
    yield from (f"{names(n.holders)}的预告登记" for n in state.notices)
    yield from (f"{names(h.holders)}的居住权" for h in state.habitations)
    yield from (f"{e.content}的地役权" for e in state.easements)
    yield from (f"{names(o.holders)}的土地经营权" for o in state.operations)


_FACTS: tuple[tuple[str, Callable[[register.UnitState], str]], ...] = (
    ("权利人", _holders),
    ("共有方式", _way),
    ("土地使用期限", _term),
    ("成交价", _price),
    ("权利性质和内容", _about),
    ("抵押", _loans),
    ("抵押的期限和担保范围", _terms),
    ("预告、居住权、地役权、土地经营权", lambda state: "；".join(_others(state)) or NOTHING),
)
