"""From rows to the states of units, as the queries of ``selects`` give them."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from fractions import Fraction
from typing import Any

from dengbu.register.booking import seizures as queue
from dengbu.register.booking.particulars import particulars
from dengbu.register.booking.people import People, by_right
from dengbu.register.booking.reading_uses import common_parts, easements, habitations, operations
from dengbu.register.booking.selects import Period, Sheet
from dengbu.register.codes import (
    CertificateKind,
    CoOwnership,
    MortgagedKind,
    MortgageMode,
    NoticeKind,
    RegistrationType,
    RightType,
    SeizureKind,
)
from dengbu.register.lapse import (
    Ordered,
    Renewal,
    objection_lapses_on,
    objection_stands,
    stop_stands,
)
from dengbu.register.parties import HolderShare, PartyRef
from dengbu.register.state import (
    CertificateState,
    MortgageState,
    NoticeState,
    ObjectionState,
    OwnershipState,
    SeizureState,
    StopState,
    UnitState,
)

RIGHT_COLUMNS = ("ownership_id", "mortgage_id", "notice_id", "objection_id")
LATER_RIGHT_COLUMNS = (
    "habitation_id",
    "easement_id",
    "operation_id",
)  # after all others, see ``tables``
ACQUIRING = frozenset({RegistrationType.FIRST, RegistrationType.TRANSFER})
_ALL_RIGHTS = (*RIGHT_COLUMNS, *LATER_RIGHT_COLUMNS)


def states(
    pages: Mapping[str, Sheet],
    answers: Mapping[str, list[Any]],
    people: People,
    at: datetime,
    period: Period,
) -> dict[str, UnitState]:
    ownerships = _ownerships(answers["ownership"], people)
    contents = particulars(answers)
    places = {page: (rank_key, revision) for page, rank_key, revision in answers.get("rank", ())}
    ended, built = dict(answers.get("ended", ())), dict(answers.get("built", ()))
    several = _several(answers, people, at, period)
    never = {page for (page,) in answers.get("void", ())}
    return {
        code: UnitState(
            unit_code=code,
            page_id=page,
            at=at,
            ownership=ownerships.get(page),
            particulars=contents.get(page),
            void=page in never,
            houses_on_land=built.get(page, 0),
            last_ended=ended.get(page),
            next_rank_key=places.get(page, (0, 0))[0] + 1,
            next_revision=places.get(page, (0, 0))[1] + 1,
            **{name: tuple(found.get(page, ())) for name, found in several.items()},
        )
        for code, (page, _) in pages.items()
    }


def _several(
    answers: Mapping[str, list[Any]], people: People, at: datetime, period: Period
) -> dict[str, Mapping[int, Sequence[Any]]]:
    """By field of ``UnitState``: what a page may have several of."""
    renewals = _renewals(answers["renewal"])
    orders, seizures = _seizures(answers["seizure"], renewals, people, period)
    objections, past = _objections(answers["objection"], people, at, period)
    stops, other_stops = _stops(answers["stop"], at)
    burdens, benefits = easements(answers["easement"], people, at)
    return {
        "mortgages": _mortgages(
            answers["mortgage"], answers["mortgage_party"], answers["collateral"], people
        ),
        "seizures": {p: queue.stand(tuple(seizures[p]), tuple(orders[p]), at) for p in orders},
        "past_seizures": {p: queue.past(tuple(seizures[p]), tuple(orders[p]), at) for p in orders},
        "orders": orders,
        "notices": _notices(answers["notice"], people),
        "objections": objections,
        "past_objections": past,
        "stops": stops,
        "other_stops": other_stops,
        "habitations": habitations(answers["habitation"], people, at),
        "operations": operations(answers["operation"], people, at),
        "easements": burdens,
        "benefits": benefits,
        "common_parts": common_parts(answers["commonpart"]),
        "succeeded_by": _successors(answers["succession"], at),
        "certificates": _certificates(answers.get("certificate", ()), people),
    }


def _successors(rows: Iterable[Any], at: datetime) -> dict[int, list[str]]:
    found: dict[int, list[str]] = defaultdict(list)
    for source, code, known in rows:
        if known <= at:
            found[source].append(code)
    return found


def _ownerships(rows: Sequence[Any], people: People) -> dict[int, OwnershipState]:
    """Rows are one a holder, in order of page and holder."""
    grouped: dict[int, list[Any]] = defaultdict(list)
    for row in rows:
        grouped[row[0]].append(row)
    return {page: _ownership(holders, people) for page, holders in grouped.items()}


def _ownership(rows: Sequence[Any], people: People) -> OwnershipState:
    first = rows[0]
    denominator = first[12]
    holders = tuple(
        HolderShare(
            party=people.get(*row[14:19]),
            share=Fraction(row[13], denominator) if denominator else None,
        )
        for row in rows
    )
    return OwnershipState(
        id=first[1],
        entry_id=first[2],
        right_type=RightType(first[3]),
        co_ownership=CoOwnership(first[4]),
        holders=holders,
        right_nature=first[5],
        term_from=first[6],
        term_to=first[7],
        price=first[8],
        effective_from=first[9],
        recorded_from=first[10],
        certificate_nos=tuple(first[11] or ()),
        restores=first[19],
        acquired=first[20] in ACQUIRING,
    )


def _mortgages(
    rows: Sequence[Any], parties: Sequence[Any], listed: Iterable[Any], people: People
) -> dict[int, list[MortgageState]]:
    debts = {pk: (debt, units) for pk, debt, units in listed}
    roles: dict[tuple[int, str], list[PartyRef]] = defaultdict(list)
    for mortgage_id, role, *party in parties:
        roles[mortgage_id, role].append(people.get(*party))
    found: dict[int, list[MortgageState]] = defaultdict(list)
    for row in rows:
        held = found[row[0]]
        held.append(_mortgage(row, roles, len(held) + 1, *debts.get(row[1], (None, 1))))
    return found


def _mortgage(
    row: Sequence[Any],
    roles: Mapping[tuple[int, str], list[PartyRef]],
    rank: int,
    debt_id: int | None,
    debt_units: int,
) -> MortgageState:
    pk = row[1]
    debtors = roles.get((pk, "D"))
    return MortgageState(
        id=pk,
        entry_id=row[2],
        rank=rank,
        rank_key=row[3],
        mode=MortgageMode(row[4]),
        mortgagees=tuple(roles.get((pk, "E"), ())),
        mortgagors=tuple(roles.get((pk, "O"), ())),
        debtor=debtors[0] if debtors else None,
        amount=row[5],
        debt_from=row[6],
        debt_to=row[7],
        scope=row[8],
        transfer_restricted=row[9],
        proof_no=row[12] or "",
        effective_from=row[10],
        recorded_from=row[11],
        contract_no=row[13],
        revision=row[14],
        fixed_amount=row[15],
        fixing_fact=row[16],
        stands_since=row[17],
        debt_id=debt_id,
        debt_units=debt_units,
        kind=MortgagedKind(row[18]) if row[18] is not None else None,
        construction_address=row[19] or "",
        construction_scope=row[20] or "",
        of_operation=bool(row[21]),
        restores=row[22],
    )


def _renewals(rows: Iterable[Any]) -> dict[int, tuple[Renewal, ...]]:
    found: dict[int, list[Renewal]] = defaultdict(list)
    for seizure, delivered, term in rows:
        found[seizure].append(Renewal(delivered_at=delivered, term_days=term))
    return {seizure: tuple(renewals) for seizure, renewals in found.items()}


def _seizures(
    rows: Sequence[Any],
    renewals: Mapping[int, tuple[Renewal, ...]],
    people: People,
    period: Period,
) -> tuple[dict[int, list[Ordered]], dict[int, list[SeizureState]]]:
    orders: dict[int, list[Ordered]] = defaultdict(list)
    states: dict[int, list[SeizureState]] = defaultdict(list)
    for row in rows:
        page, pk, entry, kind, organ, document, delivered, place, term, known, ended = row[:11]
        orders[page].append(
            Ordered(
                id=pk,
                delivered_at=delivered,
                place=place,
                term_days=term,
                released_at=ended if period.knows(ended) else None,
                renewals=renewals.get(pk, ()),
            )
        )
        states[page].append(
            SeizureState(
                id=pk,
                entry_id=entry,
                kind=SeizureKind(kind),
                organ=organ,
                document_no=document,
                delivered_at=delivered,
                in_force=False,
                place=0,
                starts_at=None,
                ends_at=None,
                recorded_from=known,
                debtor=people.get(*row[11:]) if row[11] is not None else None,
            )
        )
    return orders, states


def _notices(rows: Sequence[Any], people: People) -> dict[int, list[NoticeState]]:
    """Rows are one a party, in order of page, notice, role and place."""
    found: dict[int, list[NoticeState]] = defaultdict(list)
    for (page, pk), parties in by_right(rows).items():
        first = parties[0]
        found[page].append(
            NoticeState(
                id=pk,
                entry_id=first[2],
                kind=NoticeKind(first[3]),
                holders=tuple(people.get(*r[9:14]) for r in parties if r[8] == "H"),
                obligors=tuple(people.get(*r[9:14]) for r in parties if r[8] == "O"),
                amount=first[4],
                proof_no=first[7] or "",
                recorded_from=first[5],
                rank_key=first[6],
                effective_from=first[14],
                restores=first[15],
            )
        )
    return found


def _objections(
    rows: Sequence[Any], people: People, at: datetime, period: Period
) -> tuple[dict[int, list[ObjectionState]], dict[int, list[ObjectionState]]]:
    """Those in force at ``at``, and those that are over, by page."""
    standing: dict[int, list[ObjectionState]] = defaultdict(list)
    over: dict[int, list[ObjectionState]] = defaultdict(list)
    for page, pk, entry, matter, sued_on, known, ended, proof, later, learned, last, *party in rows:
        if known > at:
            continue
        suit = later if period.knows(learned) else sued_on
        closed = period.knows(ended) and ended <= at
        made = ObjectionState(
            id=pk,
            entry_id=entry,
            objector=people.get(*party),
            matter=matter,
            lapses_on=objection_lapses_on(known, suit, last),
            last_day=last,
            recorded_from=known,
            proof_no=proof or "",
            closed=closed,
        )
        stands = not closed and objection_stands(known, suit, at, last)
        (standing if stands else over)[page].append(made)
    return standing, over


def _certificates(rows: Iterable[Any], people: People) -> dict[int, list[CertificateState]]:
    found: dict[int, list[CertificateState]] = defaultdict(list)
    for page, number, kind, entry, *rest in rows:
        rights, party = rest[: len(_ALL_RIGHTS)], rest[len(_ALL_RIGHTS) :]
        column = next(n for n, right in enumerate(rights) if right is not None)
        found[page].append(
            CertificateState(
                number=number,
                kind=CertificateKind(kind),
                entry_id=entry,
                right_id=rights[column],
                right_column=_ALL_RIGHTS[column],
                holder=people.get(*party) if party[0] is not None else None,
            )
        )
    return found


def _stops(
    rows: Sequence[Any], at: datetime
) -> tuple[dict[int, list[StopState]], dict[int, list[StopState]]]:
    """Those in force at ``at``, and those whose days have not begun or are over."""
    standing: dict[int, list[StopState]] = defaultdict(list)
    others: dict[int, list[StopState]] = defaultdict(list)
    for page, pk, entry, organ, document, reason, from_day, to_day in rows:
        made = StopState(
            id=pk,
            entry_id=entry,
            organ=organ,
            document_no=document,
            reason=reason,
            from_day=from_day,
            to_day=to_day,
        )
        (standing if stop_stands(from_day, to_day, at) else others)[page].append(made)
    return standing, others
