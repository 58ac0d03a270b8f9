"""One case with everything side by side: request, papers, register, rules, clock, timeline."""

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from fractions import Fraction
from typing import Any
from uuid import UUID

from dengbu.accounts import api as accounts
from dengbu.cadastre import api as cadastre
from dengbu.casework import promising, sharing
from dengbu.casework.beside_views import interruption_views, site_view_views
from dengbu.casework.case_rows import CaseRows, rows_of
from dengbu.casework.catalogue.services import service_version
from dengbu.casework.compare import compare_rows
from dengbu.casework.compare_presale import is_presale, presale_of
from dengbu.casework.dispatching.ledger import salt_of
from dengbu.casework.examination import check_view, each_once, examine_request
from dengbu.casework.fees import total, waived
from dengbu.casework.materials import material_views
from dengbu.casework.models import (
    Case,
    CaseParty,
    CaseStatus,
    Channel,
    CheckPhase,
    CheckResult,
    FeeLine,
    Material,
    Promise,
    SharedFact,
)
from dengbu.casework.noticing import standing as notice_of
from dengbu.casework.outlook import outlook
from dengbu.casework.pausing import awaits_tax
from dengbu.casework.payments.queries import orders_of
from dengbu.casework.rules.dispatch import case_mark
from dengbu.casework.rules.notices import Standing
from dengbu.casework.service_views import ServiceView
from dengbu.casework.serving import serves
from dengbu.casework.sharing_words import checks_of, fact_views, filed_of, row_words, small_of
from dengbu.casework.staying import stays_after
from dengbu.casework.timeline import clock_view, timeline
from dengbu.casework.values import CaseRequest, Role, from_json
from dengbu.casework.views import (
    CaseView,
    CheckView,
    CompareRow,
    FactView,
    FeeView,
    MaterialView,
    PartyView,
)
from dengbu.kernel.chinese import normalise_code
from dengbu.kernel.fault import Fault, FaultCode, Faults
from dengbu.kernel.identity import IdType
from dengbu.register import api as register

INSTANT = timedelta(microseconds=1)  # the finest that the register tells apart


def case(case_no: str, *, actor: accounts.Actor, now: datetime) -> CaseView:
    """A case that the actor may see. Raises `Faults` NOT_FOUND, also for cases of others."""
    found = Case.objects.filter(case_no=normalise_code(case_no)).first()
    if found is None or not may_see(found, actor):
        said = "没有查到这个业务号，请核对；不是您单位或者您本人的业务，这里也看不到"
        raise Faults(Fault(code=FaultCode.NOT_FOUND, message=said, field="case_no"))
    return case_view(found, now=now)


def papers_of(case_no: str) -> tuple[MaterialView, ...]:
    """The papers that a case was entered on, for whoever may copy them; none for no such case."""
    found = Case.objects.filter(case_no=case_no, entered_at__isnull=False).first()
    if found is None:
        return ()
    rows = Material.objects.filter(case=found).order_by("seq")
    return material_views(service_version(found.service_id), list(rows))


def may_see(found: Case, actor: accounts.Actor) -> bool:
    """Officers see their office's cases and what its windows accepted for another.

    Organisations see their own cases, citizens those they are in; whose property is to be seized
    learns of it once it is, or the order would come too late.
    """
    if actor.kind is accounts.AccountKind.OFFICER:
        desk = accounts.may(actor, accounts.Permission.SEARCH_REGISTER)
        audit = accounts.may(actor, accounts.Permission.AUDIT)
        if actor.office != found.office:
            return serves(found, actor) and accounts.may(actor, accounts.Permission.ACCEPT)
        return desk or audit
    if actor.kind is accounts.AccountKind.AGENT:
        return found.organisation_id is not None and found.organisation_id == actor.organisation_id
    mine = CaseParty.objects.filter(case=found, id_type=actor.id_type, id_no=actor.id_no)
    roles = set(mine.values_list("role", flat=True))
    return bool(roles) and (found.entered_at is not None or Role.DEBTOR not in roles)


def case_view(found: Case, *, now: datetime) -> CaseView:
    """The whole view; rules are asked afresh while the case is open.

    A closed case shows what they said the last time: at its review, its entry or its automatic
    approval. What was still open when it was accepted is settled by then.
    """
    service = service_version(found.service_id)
    request = from_json(found.request)
    unit = cadastre.unit(request.unit_code)
    status = CaseStatus(found.status)
    rows = rows_of(found)
    papers, promises = rows.papers, rows.promises
    state = _register_state(found, status, now=now) if unit is not None else None
    kept = _kept_rules(rows.checks)
    accepted = next((r for phase, r in kept if phase == CheckPhase.ACCEPTANCE), ())
    answers = sharing.last_answers(rows.facts)
    rules = kept[-1][1] if kept else ()
    if status.open and unit is not None:
        rules = _asked_again(rows, request, unit, service, now=now)
    rules += (*checks_of(answers), *promising.checks_of(papers, promises))
    decision = rows.decisions[-1] if rows.decisions else None
    returned = status is CaseStatus.SUPPLEMENT and decision is not None
    standing, noticed = _noticed(found, request, service, now=now)
    return CaseView(
        **_head(found, status),
        **_beside(rows, service),
        **_money(found, rows, service),
        request=request,
        service=service.code,
        result=service.result,
        clock=clock_view(found, now=now, noticed=noticed),
        parties=party_views(rows.parties, service),
        materials=_materials(found, service, rows, _told(answers, promises)),
        facts=_facts(answers, papers, promises),
        small=small_of(answers),
        promised=_standing(promises, papers) if status.open else (),
        rules=rules,
        accepted_rules=accepted,
        compare=_compared(request, unit, service, state, answers, now) if unit and state else (),
        stays=stays_after(request, service, state) if state else (),
        timeline=timeline(found, rows.journal, service, standing, noticed),
        pending=_pending(rules, papers, service) if status.open else (),
        return_items=tuple(decision.items) if returned and decision else (),
        decision=decision.reason if decision else "",
        certificates=_certificates(found, status),
    )


def _materials(
    found: Case, service: ServiceView, rows: CaseRows, told: Mapping[str, tuple[str, ...]]
) -> tuple[MaterialView, ...]:
    """The papers of a case; one that came in a bank's batch is signed data and has none at all."""
    filed = found.channel == Channel.AGENT and not rows.papers
    return material_views(service, rows.papers, told=told, filed=filed)


def _compared(
    request: CaseRequest,
    unit: cadastre.UnitFacts,
    service: ServiceView,
    state: register.UnitState,
    answers: Sequence[SharedFact],
    now: datetime,
) -> tuple[CompareRow, ...]:
    presale = None
    if is_presale(service, state):
        land = register.unit_state(register.land_below(unit.code), now=now)
        presale = presale_of(land, answers)
    filed = filed_of(answers)
    return compare_rows(request, unit, service, state, filed=filed, presale=presale)


def _noticed(
    found: Case, request: CaseRequest, service: ServiceView, *, now: datetime
) -> tuple[Standing | None, str]:
    """The last notice of a case, and in words when the case will be done with it."""
    if service.notice is None:
        return None, ""
    standing = notice_of(found)
    if not CaseStatus(found.status).open:
        return standing, ""
    waits = awaits_tax(request, service)
    said = outlook(service, now=now, channel=found.channel, standing=standing, waits_tax=waits)
    return standing, said


def _certificates(found: Case, status: CaseStatus) -> tuple[str, ...]:
    if status is not CaseStatus.ENTERED:
        return ()
    papers = register.certificates_of_case(found.case_no)
    return tuple(c.number for c in papers if not c.never_stood)


def _asked_again(
    rows: CaseRows,
    request: CaseRequest,
    unit: cadastre.UnitFacts,
    service: ServiceView,
    *,
    now: datetime,
) -> tuple[CheckView, ...]:
    """The rules of an open case as they stand now."""
    others: dict[str, tuple[str, ...]] = {}
    for unit_code, number in rows.busy:
        others[unit_code] = (*others.get(unit_code, ()), number)
    asked = examine_request(request, unit, service, now=now, other_open_cases=others)
    return tuple(check_view(o) for o in asked)


def _told(answers: Sequence[SharedFact], promises: Sequence[Promise]) -> dict[str, tuple[str, ...]]:
    """What departments said of each paper, in words; of one that is promised, that it may wait."""
    said: dict[str, tuple[str, ...]] = {}
    promised = {p.material for p in promises if p.state in promising.STANDING}
    for row in answers:
        if words := row_words(row, promised=row.material in promised):
            said[row.material] = (*said.get(row.material, ()), words)
    return {code: tuple(dict.fromkeys(words)) for code, words in said.items()}


def _facts(
    answers: Sequence[SharedFact], papers: Sequence[Material], promises: Sequence[Promise]
) -> tuple[FactView, ...]:
    promised = {p.material for p in promises if p.state in promising.STANDING}
    return fact_views(answers, {paper.code: paper.name for paper in papers}, promised)


def _standing(
    promises: Sequence[Promise], papers: Sequence[Material]
) -> tuple[tuple[str, str], ...]:
    """Papers in whose place a promise stands: code and name."""
    codes = {p.material for p in promises if p.state in promising.STANDING}
    return tuple((row.code, row.name) for row in papers if row.code in codes)


def _beside(rows: CaseRows, service: ServiceView) -> dict[str, Any]:
    return {
        "interruptions": interruption_views(rows.waits),
        "site_views": site_view_views(rows.visits),
        "site_view_wanted": service.site_view,
    }


def _money(found: Case, rows: CaseRows, service: ServiceView) -> dict[str, Any]:
    fees = fee_views(found, rows.fees, service)
    return {
        "fees": fees,
        "fee_total": total(fees),
        "orders": orders_of(found, rows.orders, rows.payments, rows.refunds),
    }


def _head(found: Case, status: CaseStatus) -> dict[str, Any]:
    return {
        "id": found.id,
        "case_no": found.case_no,
        "office": found.office,
        "title": found.title,
        "channel": found.channel,
        "channel_label": Channel(found.channel).label,
        "status": found.status,
        "status_label": status.label,
        "revision": found.revision,
        "unit_code": found.request["unit_code"],
        "address": found.address,
        "acceptor_id": found.acceptor_id,
        "acceptor": found.acceptor_name,
        "examiner_id": found.examiner_id,
        "examiner": found.examiner_name,
        "organisation_id": found.organisation_id,
        "service_id": found.service_id,
        "decided_at": found.decided_at,
        "entered_at": found.entered_at,
        "closed_at": found.closed_at,
        "booking_id": found.booking_id,
        **_mark(found),
    }


def _mark(found: Case) -> dict[str, str]:
    if not isinstance(found.mark_salt, UUID):  # of before, or made in this transaction
        return {}
    salt = salt_of(found.mark_salt)
    return {"mark": case_mark(found.office, found.case_no, salt), "mark_salt": salt}


def _register_state(found: Case, status: CaseStatus, *, now: datetime) -> register.UnitState:
    """The register as it is now, or for a closed case as its last decision found it.

    What came after acceptance, such as a notice whose holder consented, was decided on too; what
    the entry itself changed was not there yet.
    """
    ended = found.entered_at or found.closed_at
    as_of = None if status.open or ended is None else ended - INSTANT
    named = bool((found.request.get("paper") or {}).get("number"))  # whose it is must be seen
    return register.unit_state(found.request["unit_code"], now=now, as_of=as_of, papers=named)


def party_views(rows: Sequence[CaseParty], service: ServiceView) -> tuple[PartyView, ...]:
    """The parties of a case in order."""
    return tuple(_party_view(row, service) for row in rows)


def _party_view(row: CaseParty, service: ServiceView) -> PartyView:
    request_share = None
    if row.share_numerator is not None and row.share_denominator is not None:
        request_share = row.share_numerator, row.share_denominator
    return PartyView(
        seq=row.seq,
        role=row.role,
        role_label=service.called(row.role),
        name=row.name,
        id_type=row.id_type,
        id_type_label=IdType(row.id_type).label,
        id_no=row.id_no,
        party_type=row.party_type,
        share=Fraction(*request_share) if request_share else None,
        agreed_at=row.agreed_at,
        signs=service.signs(row.role),
        only_named=service.only_names(row.role),
        guardian_name=row.guardian_name,
        guardian_id_no=row.guardian_id_no,
        phone=row.phone,
    )


def fee_views(found: Case, rows: Sequence[FeeLine], service: ServiceView) -> tuple[FeeView, ...]:
    """The bill of the request as it stands; nothing is due for what was not entered."""
    items = dict(enumerate(service.items, start=1))
    lines = tuple(
        FeeView(
            item=line.item,
            guide=items[line.item].guide,
            name=items[line.item].name,
            payer=line.payer,
            payer_role=items[line.item].payer,
            amount=line.amount,
            reason=line.reason,
            rule=line.rule,
            version=line.version,
        )
        for line in rows
    )
    ended = found.status in (CaseStatus.REFUSED, CaseStatus.WITHDRAWN)
    return waived(lines) if ended else lines


def _kept_rules(rows: Sequence[CheckResult]) -> list[tuple[str, tuple[CheckView, ...]]]:
    """What the rules said each time that they were asked, by phase, the last time at the end."""
    times: dict[tuple[str, datetime], list[CheckView]] = {}
    for row in rows:
        view = CheckView(
            code=row.code,
            effect=row.effect,
            message=row.message,
            clause=row.clause,
            remedy=row.remedy,
            facts=row.facts,
        )
        times.setdefault((row.phase, row.at), []).append(view)
    return [(phase, each_once(views)) for (phase, _), views in times.items()]


def _pending(
    rules: Sequence[CheckView], papers: Sequence[Material], service: ServiceView
) -> tuple[str, ...]:
    """What the case waits for: rules that may stay open, and papers that are still to come."""
    waiting = [r.message for r in rules if r.effect == "block" and r.code in service.pending]
    waiting += [f"还差{row.name}" for row in papers if row.status == "MISSING"]
    return tuple(waiting)
