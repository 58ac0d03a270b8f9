"""受理: a request is checked whole, then opened as a case in one transaction, or nothing is kept.

Refusing to accept tells everything at once (《不动产登记暂行条例》第17条). Two windows may send
the same unit in the same second: a partial unique index lets one in, the other is told by which
case.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from django.db import IntegrityError, transaction

from dengbu.accounts import api as accounts
from dengbu.cadastre import api as cadastre
from dengbu.casework import attesting, checks, dispatch, journal, pausing, promising, rows, sharing
from dengbu.casework.believing import as_far_as_believed
from dengbu.casework.calendar import deadlines
from dengbu.casework.catalogue import service as service_in_force
from dengbu.casework.consents import CONSENTING, needless
from dengbu.casework.examination import as_faults, examine_request
from dengbu.casework.fees import bill
from dengbu.casework.intake_checks import as_if_sound, check_fields
from dengbu.casework.intake_units import busy, raise_if_busy, wrong_units
from dengbu.casework.materials import as_handed_in, check_materials, material_rows
from dengbu.casework.models import (
    Case,
    CaseItem,
    CaseParty,
    CaseStatus,
    CaseUnit,
    Channel,
    CheckPhase,
    FeeLine,
    Material,
)
from dengbu.casework.payments import issuing
from dengbu.casework.queries_case import case_view, fee_views
from dengbu.casework.rules.lists import Pause
from dengbu.casework.rules.searching import searchable
from dengbu.casework.service_views import ServiceView
from dengbu.casework.serving import require_served
from dengbu.casework.sharing import NOTHING, Shared, with_shared
from dengbu.casework.submission import content_digest, same_submission
from dengbu.casework.succession_checks import as_the_family_says, family_digest, rest_on_family
from dengbu.casework.values import CaseRequest, from_json, to_json
from dengbu.casework.views import CaseView, FeeView
from dengbu.database.ids import next_id
from dengbu.kernel.chinese import SHANGHAI, moment_words, normalise_code
from dengbu.kernel.fault import Fault, FaultCode, Faults
from dengbu.kernel.numbers import case_no
from dengbu.kernel.unit_code import UnitCode
from dengbu.register import api as register

OVERLAPPING = frozenset({"E02", "E03", "E08"})  # say again what the fields' own checks said
WHOLE = frozenset({"parties", "unit_code"})
"""Fields of more than one question: a rule's word there is news. At a single question whose answer
cannot be read a rule would only say that it does not fit."""
POWER = {
    Channel.WINDOW: accounts.Permission.ACCEPT,
    Channel.ONLINE: accounts.Permission.APPLY,
    Channel.MOBILE: accounts.Permission.APPLY,
    Channel.AGENT: accounts.Permission.FILE_BATCH,
}
COUNT = (
    "INSERT INTO casework_casecounter (id, office, day, last) VALUES (%s, %s, %s, 1)"
    " ON CONFLICT (office, day) DO UPDATE SET last = casework_casecounter.last + 1 RETURNING last"
)


@dataclass(frozen=True, kw_only=True, slots=True)
class Checked:
    """A request that may be accepted."""

    request: CaseRequest  # with regular numbers and names
    unit: cadastre.UnitFacts
    service: ServiceView
    outcomes: tuple[register.RuleOutcome, ...]  # none blocks but those that may stay open
    fees: tuple[FeeView, ...]
    digest: str  # of the request as it came
    shared: Shared = NOTHING  # what departments answered


def submit(
    request: CaseRequest, *, actor: accounts.Actor, now: datetime, shared: Shared = NOTHING
) -> CaseView:
    """Accept a request as a case; the same submission key answers the same case.

    ``shared``: what departments answered (`ask_departments`); it takes the place of papers.
    Raises `Faults` with everything that is wrong, PERMISSION_MISSING, or IDEMPOTENCY_KEY_REUSED
    when the key came before with another content.
    """
    accounts.require(actor, _power(request))
    submitter = submitter_of(actor)
    believed = as_far_as_believed(request, actor)
    before = same_submission(submitter, believed)
    if before is not None:
        return case_view(before, now=now)
    unit, service = _place(request, actor, now=now)
    _own_matter(request, actor)
    asked = with_shared(believed, service, shared)
    checked = check_request(asked, unit, service, now=now, shared=shared)
    checked = replace(checked, digest=content_digest(believed))
    try:
        with transaction.atomic():
            case = _open(checked, actor, submitter, now=now)
    except IntegrityError:
        again = same_submission(submitter, believed)
        if again is not None:
            return case_view(again, now=now)
        raise_if_busy(checked.request.units)
        raise
    return case_view(case, now=now)


def _power(request: CaseRequest) -> accounts.Permission:
    try:
        return POWER[Channel(request.channel)]
    except ValueError:
        said = "请选择从哪个渠道申请"
        raise Faults(Fault(code=FaultCode.CODE_LIST, message=said, field="channel")) from None


def submitter_of(actor: accounts.Actor) -> str:
    """Whose submission keys must differ: an organisation's, else an account's."""
    if actor.organisation_id is not None:
        return f"o:{actor.organisation_id}"
    return f"a:{actor.id}"


def _place(
    request: CaseRequest, actor: accounts.Actor, *, now: datetime
) -> tuple[cadastre.UnitFacts, ServiceView]:
    """The unit and the service in force at its office; raises what is wrong with them."""
    code = UnitCode.parse(request.unit_code, field="unit_code")
    unit = cadastre.unit(str(code.value))
    if unit is None or not unit.valid:
        said = "没有查到这个不动产单元，请核对代码；新建的房子要先做权籍调查"
        raise Faults(Fault(code=FaultCode.UNIT_UNKNOWN, message=said, field="unit_code"))
    require_served(unit.office, actor, field="unit_code")
    return unit, service_in_force(request.service, office=unit.office, now=now)


def check_request(
    request: CaseRequest,
    unit: cadastre.UnitFacts,
    service: ServiceView,
    *,
    now: datetime,
    own_case: Case | None = None,
    shared: Shared = NOTHING,
) -> Checked:
    """Everything that is wrong with a request, at once, as `Faults`; else the request made regular.

    For acceptance, and for what comes back after a return (``own_case``, whose unit is not busy
    with itself). Such a case is billed by the tariff of the day on which it was accepted.
    """
    more = tuple(normalise_code(code) for code in request.more_units)
    plain = replace(as_handed_in(request), unit_code=unit.code, more_units=more)
    regular, faults = check_fields(plain, service, today=now.astimezone(SHANGHAI).date())
    faults.extend(wrong_units(plain, service, office=unit.office))
    faults.extend(check_materials(regular, service, office=unit.office))
    before = from_json(own_case.request) if own_case else None
    faults.extend(promising.check_promises(regular, service, shared, before=before))
    faults.extend(sharing.contradicted(shared))
    faults.extend(as_the_family_says(regular, own_case=own_case, now=now))
    unsound = len(faults) > 0
    faults.extend(busy(plain.units, own_case=own_case))
    outcomes = examine_request(as_if_sound(regular, service), unit, service, now=now)
    at = {f.field for f in faults} - WHOLE
    refused = _refusals(outcomes, regular, service, unsound=unsound)
    faults.extend(f for f in refused if f.field not in at)
    if regular.of(*CONSENTING):
        faults.extend(needless(regular, register.unit_state(unit.code, now=now)))
    faults.raise_if_any()
    return Checked(
        request=regular,
        unit=unit,
        service=service,
        outcomes=outcomes,
        fees=bill(regular, unit, service, now=own_case.accepted_at if own_case else now),
        digest=content_digest(request),
        shared=shared,
    )


def _refusals(
    outcomes: Sequence[register.RuleOutcome],
    request: CaseRequest,
    service: ServiceView,
    *,
    unsound: bool,
) -> list[Fault]:
    return [
        fault
        for o in outcomes
        if o.effect is register.Effect.BLOCK
        and o.code not in service.pending
        and not (unsound and o.code in OVERLAPPING)
        for fault in as_faults(o, request)
    ]


def _own_matter(request: CaseRequest, actor: accounts.Actor) -> None:
    """A citizen applies for themselves; an organisation for itself, a broker for its clients."""
    numbers = {normalise_code(p.id_no) for p in request.parties}
    if actor.kind is accounts.AccountKind.CITIZEN and actor.id_no not in numbers:
        said = "申请人里没有您本人，请把自己填上；替别人办请到窗口带委托书"
        raise Faults(Fault(code=FaultCode.PERMISSION_MISSING, message=said, field="parties"))
    if actor.kind is accounts.AccountKind.AGENT:
        of = accounts.organisation(actor.organisation_credit_code)
        broker = of is not None and of.kind is accounts.OrganisationKind.BROKER
        if not broker and actor.organisation_credit_code not in numbers:
            said = f"申请人里没有{actor.organisation_name}，请核对后再提交"
            raise Faults(Fault(code=FaultCode.PERMISSION_MISSING, message=said, field="parties"))


def _open(checked: Checked, actor: accounts.Actor, submitter: str, *, now: datetime) -> Case:
    """Write the case and all that belongs to it; the number comes last, its lock is the city's."""
    case = _case(checked, actor, submitter, now=now)
    # Foreign keys are checked on commit, so the unit is claimed before anything else is written.
    # In one order, so that two cases on the same units never wait for each other.
    CaseUnit.objects.bulk_create(
        CaseUnit(office=case.office, case=case, unit_code=code)
        for code in sorted(checked.request.units)
    )
    _write_parts(case, checked, now=now)
    results = [(case.id, checked.outcomes)]
    checks.write(case.office, CheckPhase.ACCEPTANCE, results, at=now)
    day = now.astimezone(SHANGHAI).date()
    ((serial,),) = rows.fetch(COUNT, [next_id(), case.office, day])
    case.case_no = str(case_no(case.office, day, serial))
    case.save(force_insert=True)
    if pausing.awaits_tax(checked.request, checked.service):
        pausing.await_tax(case, now=now)
    rest_on_family(case, checked.request)
    issuing.issue(case, checked.fees, before_entry=checked.service.fees_before_entry, now=now)
    journal.write([_accepted_line(case, checked, actor)], at=now)
    return dispatch.assign(case, now=now)


def between_firms(request: CaseRequest) -> bool:
    """Whether several take part and all of them are organisations (企业之间)."""
    people = [p for p in request.parties if p.party_type == register.PartyType.PERSON.value]
    return len(request.parties) > 1 and not people


def _case(checked: Checked, actor: accounts.Actor, submitter: str, *, now: datetime) -> Case:
    limits = deadlines(
        checked.service,
        now,
        channel=checked.request.channel,
        firms=between_firms(checked.request),
    )
    officer = actor.kind is accounts.AccountKind.OFFICER
    waits = pausing.awaits_tax(checked.request, checked.service)
    return Case(
        office=checked.unit.office,
        intake_office=actor.office if officer and actor.office != checked.unit.office else "",
        service_id=checked.service.id,
        channel=checked.request.channel,
        status=CaseStatus.ACCEPTED,
        title=checked.service.title,
        address=checked.unit.address,
        acceptor_id=actor.id if officer else None,
        acceptor_name=actor.name if officer else "网上受理",
        organisation_id=actor.organisation_id,
        submitter=submitter,
        submission_key=checked.request.submission_key,
        request=to_json(checked.request),
        accepted_at=now,
        due_at=limits.due_at,
        statutory_due_at=limits.statutory_due_at,
        provisional=limits.provisional,
        paused_since=now if waits else None,
        paused_reason=pausing.AWAITING_TAX if waits else "",
        paused_for=(Pause.TAX if waits else Pause.RUNS).value,
        search=_searchable(checked.unit.address, checked.request),
        rules_version=register.RULES_VERSION,
    )


def _searchable(address: str, request: CaseRequest) -> str:
    return searchable(address, [p.name for p in request.parties])


def _write_parts(case: Case, checked: Checked, *, now: datetime) -> None:
    """Items, parties, papers and the bill: a statement each."""
    office = case.office
    CaseItem.objects.bulk_create(
        CaseItem(office=office, case=case, seq=seq, guide=item.guide, act_kind=item.act)
        for seq, item in enumerate(checked.service.items, start=1)
    )
    _write_request_parts(case, checked, now=now)
    _write_bill(case, checked.fees)


def _write_bill(case: Case, lines: Sequence[FeeView]) -> None:
    FeeLine.objects.bulk_create(
        FeeLine(
            office=case.office,
            case=case,
            seq=seq,
            item=line.item,
            rule=line.rule,
            version=line.version,
            payer=line.payer,
            amount=line.amount,
            reason=line.reason,
        )
        for seq, line in enumerate(lines, start=1)
    )


def _write_request_parts(case: Case, checked: Checked, *, now: datetime) -> None:
    CaseParty.objects.bulk_create(
        CaseParty(
            office=case.office,
            case=case,
            seq=seq,
            role=p.role,
            name=p.name,
            id_type=p.id_type,
            id_no=p.id_no,
            party_type=p.party_type,
            share_numerator=p.share.numerator if p.share else None,
            share_denominator=p.share.denominator if p.share else None,
            agreed_at=now if p.agreed else None,
            guardian_name=p.guardian_name,
            guardian_id_no=p.guardian_id_no,
            phone=p.phone,
        )
        for seq, p in enumerate(checked.request.parties, start=1)
    )
    papers = material_rows(case, checked.request, checked.service, now=now)
    Material.objects.bulk_create(papers)
    sharing.keep(case, checked.shared, now=now)
    promising.write(case, checked.request, checked.service, now=now)


def replace_request(
    case: Case, checked: Checked, *, now: datetime
) -> tuple[tuple[FeeView, ...], tuple[FeeView, ...]]:
    """Put a supplemented request in place of the first: in the caller's transaction, case locked.

    The version stays as it was accepted, and so does its tariff; what is billed by it, and to whom,
    follows the request. The new bill takes the place of the old one whole; payment orders that it
    does not change stay, others are closed and what was paid on them goes back. Answers the bill
    before and after. The caller saves the case.
    """
    before = fee_views(case, checked.service)
    CaseParty.objects.filter(case=case).delete()
    Material.objects.filter(case=case).delete()
    FeeLine.objects.filter(case=case).delete()
    _write_request_parts(case, checked, now=now)
    _write_bill(case, checked.fees)
    issuing.reissue(case, checked.fees, before_entry=checked.service.fees_before_entry, now=now)
    case.request = to_json(checked.request)
    case.search = _searchable(case.address, checked.request)
    rest_on_family(case, checked.request)
    return before, checked.fees


def confirmations(request: CaseRequest) -> dict[str, list[str]]:
    """Who confirmed what was submitted, for the journal: each leaves a leaf of its own."""
    agreed = [f"{p.role} {p.name}" for p in request.parties if p.agreed]
    return {attesting.AGREED: agreed} if agreed else {}


def _accepted_line(case: Case, checked: Checked, actor: accounts.Actor) -> journal.Line:
    waiting = [o.message for o in checked.outcomes if o.effect is register.Effect.BLOCK]
    text = f"{Channel(case.channel).label}受理，最晚{moment_words(case.due_at)}办结"
    if case.paused_since is not None:
        promised = checked.service.promised_on(case.channel)
        text = f"{Channel(case.channel).label}受理，缴清契税以后{promised}内办结"
    if case.intake_office:
        here = accounts.office(case.intake_office).name
        text = f"{here}代收（全市通办），{text}"
    if waiting:
        text += "；还在等：" + "；".join(waiting)
    return journal.Line(
        office=case.office,
        case_id=case.id,
        kind="ACCEPT",
        who=actor.name,
        text=text,
        data={
            "service": checked.service.code,
            "version": checked.service.version,
            "content": checked.digest,
            **confirmations(checked.request),
            **family_digest(checked.request),
        },
    )
