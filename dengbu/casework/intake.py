"""受理: a request is checked whole, then opened as a case in one transaction, or nothing is kept.

Refusing to accept tells everything at once (《不动产登记暂行条例》第17条). Two windows may send
the same unit in the same second: a partial unique index lets one in, the other is told by which
case.
"""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime

from django.db import IntegrityError, transaction

from dengbu.accounts import api as accounts
from dengbu.casework import attesting, checks, dispatch, journal, pausing, promising, rows, sharing
from dengbu.casework.believing import as_far_as_believed
from dengbu.casework.calendar import deadlines
from dengbu.casework.intake_units import claims, raise_if_busy
from dengbu.casework.judging import (
    Checked,
    between_firms,
    channel_of,
    check_request,
    own_matter,
    place_of,
)
from dengbu.casework.materials import material_rows
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
from dengbu.casework.outlook import outlook
from dengbu.casework.payments import issuing
from dengbu.casework.queries_case import case_view, fee_views
from dengbu.casework.rules.lists import Pause
from dengbu.casework.rules.searching import searchable
from dengbu.casework.sharing import NOTHING, Shared, with_shared
from dengbu.casework.submission import content_digest, same_submission, submitter_of
from dengbu.casework.succession_checks import family_digest, rest_on_family
from dengbu.casework.values import CaseRequest, to_json
from dengbu.casework.views import CaseView, FeeView
from dengbu.database.ids import next_id
from dengbu.kernel.chinese import SHANGHAI, moment_words
from dengbu.kernel.numbers import case_no
from dengbu.register import api as register

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


def submit(
    request: CaseRequest, *, actor: accounts.Actor, now: datetime, shared: Shared = NOTHING
) -> CaseView:
    """Accept a request as a case; the same submission key answers the same case.

    ``shared``: what departments answered (`ask_departments`); it takes the place of papers.
    Raises `Faults` with everything that is wrong, PERMISSION_MISSING, or IDEMPOTENCY_KEY_REUSED
    when the key came before with another content.
    """
    return case_view(_submitted(request, actor, shared, now=now), now=now)


def accept(
    request: CaseRequest, *, actor: accounts.Actor, now: datetime, shared: Shared = NOTHING
) -> str:
    """``submit`` for whoever goes on to the receipt: the number of the case alone."""
    return _submitted(request, actor, shared, now=now).case_no


def _submitted(
    request: CaseRequest, actor: accounts.Actor, shared: Shared, *, now: datetime
) -> Case:
    accounts.require(actor, POWER[channel_of(request)])
    submitter = submitter_of(actor)
    believed = as_far_as_believed(request, actor)
    before = same_submission(submitter, believed)
    if before is not None:
        return before
    unit, service = place_of(request, actor, now=now)
    own_matter(request, actor).raise_if_any()
    asked = with_shared(believed, service, shared)
    checked = check_request(asked, unit, service, now=now, shared=shared, to=actor)
    checked = replace(checked, digest=content_digest(believed))
    try:
        with transaction.atomic():
            return _open(checked, actor, submitter, now=now)
    except IntegrityError:
        again = same_submission(submitter, believed)
        if again is not None:
            return again
        raise_if_busy(checked.request.units, to=actor)
        raise


def _open(checked: Checked, actor: accounts.Actor, submitter: str, *, now: datetime) -> Case:
    """Write the case and all that belongs to it; the number comes last, its lock is the city's."""
    case = _case(checked, actor, submitter, now=now)
    # Foreign keys are checked on commit, so the unit is claimed before anything else is written.
    # In one order, so that two cases on the same units never wait for each other.
    claimed = claims(checked.service)
    CaseUnit.objects.bulk_create(
        CaseUnit(office=case.office, case=case, unit_code=code, open=claimed)
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


def party_rows(case: Case, request: CaseRequest, *, now: datetime) -> list[CaseParty]:
    """Who takes part in a case as it was requested; not written yet."""
    return [
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
        for seq, p in enumerate(request.parties, start=1)
    ]


def _write_request_parts(case: Case, checked: Checked, *, now: datetime) -> None:
    CaseParty.objects.bulk_create(party_rows(case, checked.request, now=now))
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
    billed = FeeLine.objects.filter(case=case).order_by("seq")
    before = fee_views(case, list(billed), checked.service)
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
    noticed = outlook(
        checked.service,
        now=case.accepted_at,
        channel=case.channel,
        waits_tax=case.paused_since is not None,
    )
    if noticed:
        text = f"{Channel(case.channel).label}受理，{noticed}"
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
