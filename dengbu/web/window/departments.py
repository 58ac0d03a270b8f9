"""部门共享 at the window: what departments say in place of papers, while the request is typed."""

from collections.abc import Sequence
from datetime import datetime

from dengbu.accounts.api import Actor
from dengbu.cadastre import api as cadastre
from dengbu.casework import api as casework
from dengbu.exchange import api as exchange
from dengbu.web.window import reading, typed
from dengbu.web.window.questions import PaperRow


def connected(service: casework.ServiceView, unit: cadastre.UnitFacts | None) -> bool:
    """Whether any department that can answer for a paper is connected where the unit is."""
    kinds = {kind for rule in service.materials for kind in (*rule.asks, *rule.second)}
    partners = {exchange.QUESTIONS[kind].partner for kind in kinds}
    return unit is not None and any(
        exchange.address_of(partner, office=unit.office) is not None for partner in partners
    )


def asked(
    fields: typed.Typed, draft: casework.Draft, actor: Actor, *, now: datetime, sending: bool
) -> casework.Shared:
    """What departments answer for what was typed so far; what cannot be read is not asked about.

    ``sending``: somebody waits for the receipt, so that the answers must come soon.
    """
    request, _ = reading.read(typed.tidied(fields, draft.service), draft)
    deadline = casework.AT_ONCE if sending else None
    return casework.ask_departments(request, actor=actor, now=now, deadline=deadline)


def summary(rows: Sequence[PaperRow]) -> str:
    """What came of it in one sentence, for the line above the papers; "" where nobody was asked."""
    shared = sum(row.shared for row in rows)
    missed = sum(bool(row.told) and not row.shared for row in rows)
    if not shared and not missed:
        return ""
    parts = [f"{shared} 样不用交"] if shared else []
    parts += [f"{missed} 样没有问到，照常交"] if missed else []
    return f"问过部门了：{'，'.join(parts)}"


def failed(rows: Sequence[PaperRow]) -> bool:
    """Whether a department did not answer, so that something has to be brought after all."""
    return any(row.told and not row.shared for row in rows)
