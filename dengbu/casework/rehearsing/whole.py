"""A whole request, judged as it would be if it were sent, and not sent."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime

from dengbu.accounts import api as accounts
from dengbu.casework.believing import as_far_as_believed
from dengbu.casework.estimates import held_since_on, sale_estimates
from dengbu.casework.examination import check_view
from dengbu.casework.fees import bill, total
from dengbu.casework.judging import channel_of, judge, own_matter, place_of
from dengbu.casework.materials import TAX_VOUCHER
from dengbu.casework.models import Channel
from dengbu.casework.rehearsing.doubts import doubted
from dengbu.casework.rehearsing.history import forecast
from dengbu.casework.rehearsing.papers import papers_asked
from dengbu.casework.rehearsing.seeing import people_on, require_seeing
from dengbu.casework.rehearsing.views import Rehearsal
from dengbu.casework.sharing import NOTHING, Shared, with_shared
from dengbu.casework.values import CaseRequest
from dengbu.casework.views import CheckView
from dengbu.database.reading import read_only
from dengbu.kernel.fault import FaultList
from dengbu.register import api as register


def rehearse(
    request: CaseRequest,
    *,
    actor: accounts.Actor,
    now: datetime,
    shared: Shared = NOTHING,
    handed_over: bool = False,
) -> Rehearsal:
    """What `submit` would say of this request now, all at once; nothing is written.

    ``shared``: what departments answered (`ask_departments`, asked before). ``handed_over``: it is
    read by whoever applies, who is not told whose case is open on the unit. What would be handed in
    at the window is taken as it is said, whoever asks; by the other channels as far as it would be
    believed. Raises `Faults` CODE_LIST for a channel, UNIT_CODE_FORMAT, UNIT_UNKNOWN or
    NOT_SUPPORTED for what there is not, PERMISSION_MISSING for a unit that is not the asker's to
    ask about.
    """
    at_window = channel_of(request) is Channel.WINDOW
    with read_only():
        believed = request if at_window else as_far_as_believed(request, actor)
        unit, service = place_of(request, actor, now=now)
        state = require_seeing(unit.code, believed, actor, now=now)
        asked = with_shared(believed, service, shared)
        to = None if handed_over else actor
        judged = judge(asked, unit, service, now=now, shared=shared, to=to)
        faults = FaultList()
        faults.extend(() if at_window else own_matter(request, actor))
        faults.extend(judged.faults)
        fees = bill(judged.request, unit, service, now=now)
        papers = papers_asked(judged.request, service, shared)
        doubts = doubted(judged.request, papers, shared)
        sure = TAX_VOUCHER not in doubts and judged.request.tax_cleared
        return Rehearsal(
            service=service,
            request=judged.request,
            address=unit.address,
            faults=tuple(faults),
            looks=(*doubts.values(), *_looks(judged.outcomes, service.pending)),
            papers=papers,
            fees=fees,
            fee_total=total(fees),
            taxes=sale_estimates(
                judged.request,
                unit,
                service,
                held_since=held_since_on(state),
                now=now,
                settled=judged.request.tax_note if sure else "",
            ),
            forecast=forecast(judged.request, service, now=now),
            at=now,
            concerned=people_on(state),
        )


def _looks(
    outcomes: Sequence[register.RuleOutcome], pending: Sequence[str]
) -> tuple[CheckView, ...]:
    """Warnings, and what may stay open when the request is accepted."""
    block = register.Effect.BLOCK
    return tuple(
        replace(check_view(o), effect="warn")
        for o in outcomes
        if o.effect is register.Effect.WARN or (o.effect is block and o.code in pending)
    )
