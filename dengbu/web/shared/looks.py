"""Which pages show people's data, and the look that each of them leaves.

Every address of the desks and every operation of the agents' API stands in one of two tables;
`tests/web/test_looks.py` walks them all. A page of `READS` is noted when it is answered with
data: of a case by its number, of everything else by what the view says it showed (`showed`).
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from django.http import HttpRequest, HttpResponse
from django.utils import timezone

from dengbu.accounts import api as accounts
from dengbu.casework import api as casework
from dengbu.kernel.chinese import normalise_code
from dengbu.register import api as register

Key = tuple[str, str]
Kind = accounts.LookKind
WITH_DATA = frozenset({200, 201, 409, 422, 503})
"""Answers that show what the page is about; a form with faults shows it too."""
LONGEST = 60
A_DAY = timedelta(days=1)
OFTEN = frozenset({Kind.API, Kind.LIST})
"""What is read again and again: a program each minute, a work list after each case."""

READS: Mapping[str, accounts.LookKind] = {
    "window:desk": Kind.UNIT,
    "window:search": Kind.SEARCH,
    "window:rehearsal": Kind.REHEARSAL,
    "window:receipt": Kind.CASE,
    "window:answer": Kind.QUERY,
    "window:answer_pdf": Kind.QUERY,
    "window:answer_ofd": Kind.QUERY,
    "window:answer_copy": Kind.PAPER,
    "window:cases": Kind.LIST,
    "window:case": Kind.CASE,
    "window:supplement": Kind.CASE,
    "window:tax": Kind.CASE,
    "window:paid": Kind.CASE,
    "window:take_back": Kind.CASE,
    "window:promise_sheets": Kind.CASE,
    "window:withdraw": Kind.CASE,
    "window:mortgaged": Kind.CASE,
    "office:queue": Kind.LIST,
    "office:lists": Kind.LIST,
    "office:list": Kind.LIST,
    "office:list_sheet": Kind.EXPORT,
    "office:tasks": Kind.LIST,
    "office:hand_on": Kind.LIST,
    "office:reminders": Kind.LIST,
    "office:orders": Kind.LIST,
    "office:case": Kind.CASE,
    "office:decide": Kind.CASE,
    "office:hand_over": Kind.CASE,
    "office:mark": Kind.CASE,
    "office:mortgaged": Kind.CASE,
    "office:notice": Kind.CASE,
    "office:ruling": Kind.CASE,
    "office:interrupt": Kind.CASE,
    "office:end_interruption": Kind.CASE,
    "office:record_site_view": Kind.CASE,
    "office:site_photo": Kind.PAPER,
    "office:refusal": Kind.CASE,
    "office:letter": Kind.CASE,
    "office:supplement": Kind.CASE,
    "office:paper": Kind.PAPER,
    "office:broken_promise": Kind.CASE,
    "office:certificate": Kind.CERTIFICATE,
    "office:certificate_ofd": Kind.CERTIFICATE,
    "office:unit": Kind.UNIT,
    "office:entry": Kind.UNIT,
    "agent:transfers": Kind.LIST,
    "agent:transfer": Kind.CASE,
    "agent-api:get_case": Kind.API,
    "agent-api:get_application": Kind.API,
    "agent-api:list_transfers": Kind.API,
    "agent-api:get_transfer": Kind.API,
    "agent-api:post_word": Kind.API,
    "agent-api:post_rehearsal": Kind.REHEARSAL,
    "agent-api:post_application": Kind.FILING,
}
"""Pages that show data of people, and what kind of look each is."""

NOT_READS: Mapping[str, str] = {
    "window:fees": "a bill of what was typed, without anybody's data",
    "window:blank_promise": "an empty form",
    "window:ask": "answers of departments about who stands at the window; the call is logged",
    "window:reveal": "leaves a look of its own, with a purpose that is chosen",
    "window:begin_heirs": "the family that the clerk types; the unit was noted before",
    "window:heirs": "the family that the clerk types; the unit was noted before",
    "window:inquiry": "the form; its answer is noted when it is opened",
    "window:declined": "notices by number and matter; people were never in a case",
    "window:declined_notice": "the notice of who was turned away, handed to them",
    "window:declined_file": "the same notice as a file, handed to them",
    "office:fairness": "figures of officers",
    "office:find": "leads on to the page that is noted",
    "office:leave": "leave of officers",
    "office:inquiries": "questions by number; who asked by a masked name",
    "office:interests": "interests of officers, as they declared them",
    "office:departments": "whether departments answer",
    "office:ledger": "sums of days",
    "office:refund_again": "sends on, shows nothing",
    "office:refunded": "sends on, shows nothing",
    "office:smart": "rules and figures",
    "office:shadow": "rules and figures of a shadow run",
    "office:reveal": "leaves a look of its own, with a purpose that is chosen",
    "office:reveal_objector": "leaves a look of its own, with a purpose that is chosen",
    "office:seals": "seals, and who revokes them",
    "office:looks": "the looks themselves, without whose data they were",
    "agent:batches": "what the organisation itself has sent, by number",
    "agent:batch": "what the organisation itself has sent; reasons name nobody else",
    "agent:batch_file": "what the organisation itself has sent; reasons name nobody else",
    "agent:docs": "a guide",
    "agent-api:get_batch": "what the organisation itself has sent; reasons name nobody else",
    "agent-api:post_paper": "what the organisation itself has sent",
    "agent-api:post_batch": "what the organisation itself has sent",
    "agent-api:openapi-json": "a description",
    "agent-api:api-root": "an address without an answer",
}
"""Pages of the desks and operations that leave no look, and why."""
FACES: Mapping[str, str] = {
    "citizen": "one's own homes, certificates and cases, to whoever has signed in as oneself",
    "open": "masked, or told by whoever hands out the code; codes of showing are kept",
    "show": "as `open`",
    "notices": "what the law makes public",
    "guides": "guides",
    "log": "hashes alone",
    "rehearsal": "asked in general, of nobody",
    "shared": "signing in and out, and parts of pages",
    "partner": "payments by number, told by the treasury",
}
"""Other faces, whole, and why they leave none."""


@dataclass(kw_only=True, slots=True)
class _Shown:
    """What a view says that it showed, until its answer is known."""

    people: set[Key] = field(default_factory=set)
    cases: set[str] = field(default_factory=set)
    place: str = ""
    purpose: str = ""


def showed(
    request: HttpRequest,
    people: Iterable[Key] = (),
    *,
    cases: Iterable[str] = (),
    place: str = "",
    purpose: str = "",
) -> None:
    """Say whose data the answer to this request shows: people, or everybody in cases."""
    shown = _of(request)
    shown.people |= set(people)
    shown.cases |= set(cases)
    shown.place = place or shown.place
    shown.purpose = purpose or shown.purpose


def _of(request: HttpRequest) -> _Shown:
    found = getattr(request, "shown", None)
    if not isinstance(found, _Shown):
        found = _Shown()
        request.shown = found  # type: ignore[attr-defined]  # of this module alone
    return found


def note(request: HttpRequest, actor: accounts.Actor, response: HttpResponse) -> None:
    """Write the look that the answer is, before it is given."""
    match = request.resolver_match
    if match is None or response.status_code not in WITH_DATA:
        return
    kind = READS.get(match.view_name)
    if kind is None:
        return
    shown = _of(request)
    named = normalise_code(str(match.kwargs.get("case_no", "")))
    if named:
        showed(request, cases=[named], place=named)
    _write(actor, kind, shown, timezone.now())


def _write(actor: accounts.Actor, kind: accounts.LookKind, shown: _Shown, now: datetime) -> None:
    if not actor.office and len(shown.cases) > 1:  # of several offices, and each with a log
        for number in sorted(shown.cases):
            one = _Shown(cases={number}, place=number, purpose=shown.purpose)
            _write(actor, kind, one, now)
        return
    people = set(shown.people)
    if shown.cases:
        people |= casework.people_of_cases(sorted(shown.cases))
    place = shown.place or (next(iter(shown.cases)) if len(shown.cases) == 1 else "")
    accounts.note_reads(
        actor,
        people,
        kind=kind,
        place=place[:LONGEST] or actor.office,
        purpose=shown.purpose,
        now=now,
        once_in=A_DAY if kind in OFTEN else None,
    )


def note_operation(
    name: str,
    actor: accounts.Actor,
    cases: Iterable[str] = (),
    *,
    people: Iterable[Key] = (),
    place: str = "",
    purpose: str = "",
) -> None:
    """The same for an operation of the API, of what its answer shows: people, or those in cases."""
    numbers = {case for case in cases if case}
    shown = _Shown(people=set(people), cases=numbers, place=place, purpose=purpose)
    _write(actor, READS[name], shown, timezone.now())


def people_on(state: register.UnitState | None) -> set[Key]:
    """Everybody whom the register names on a unit, of whatever right."""
    if state is None:
        return set()
    found = [h.party for h in state.ownership.holders] if state.ownership else []
    for mortgage in state.mortgages:
        found += (*mortgage.mortgagees, *mortgage.mortgagors)
        found += (mortgage.debtor,) if mortgage.debtor else ()
    for notice in state.notices:
        found += (*notice.holders, *notice.obligors)
    for living in state.habitations:
        found += (*living.holders, *living.grantors)
    for use in (*state.easements, *state.benefits):
        found += (*use.servient_holders, *use.dominant_holders)
    for operation in state.operations:
        found += (*operation.holders, *operation.grantors)
    found += [objection.objector for objection in state.objections]
    found += [seizure.debtor for seizure in state.seizures if seizure.debtor]
    return {party.key for party in found if party.party_type is register.PartyType.PERSON}
