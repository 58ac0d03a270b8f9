"""公告: publishing a notice for a case, taking it back, and closing what has run.

《不动产登记暂行条例实施细则》第17条, 第22条. The clock of the case stands meanwhile, and runs on
from the very end of the notice.
"""

import logging
from datetime import datetime

from django.db import InterfaceError, OperationalError, transaction

from dengbu.accounts import api as accounts
from dengbu.casework import journal, limits, noticing, pausing, rows
from dengbu.casework.calendar import calendar_of
from dengbu.casework.catalogue.services import service_version
from dengbu.casework.consents import applying
from dengbu.casework.holding import held, taken
from dengbu.casework.known import keepers
from dengbu.casework.models import Case, CaseParty, CaseStatus, Notice
from dengbu.casework.notice_views import Preview
from dengbu.casework.rules.notices import GRACE, NoticeKind, Standing, end_of, filled, named
from dengbu.casework.service_views import NoticeRule, ServiceView
from dengbu.database.ids import next_id
from dengbu.kernel.calendar import Deadline
from dengbu.kernel.chinese import SHANGHAI, moment_words, normalise_code
from dengbu.kernel.fault import Fault, FaultCode, FaultList, Faults
from dengbu.register import api as register

log = logging.getLogger(__name__)
COUNT = (
    "INSERT INTO casework_noticecounter AS c (id, office, year, last) VALUES (%s, %s, %s, 1)"
    " ON CONFLICT (office, year) DO UPDATE SET last = c.last + 1 RETURNING last"
)
RUN = (
    "SELECT case_id FROM casework_notice WHERE ended_at IS NULL AND ends_at < %s"
    " ORDER BY ends_at, id LIMIT %s"
)
ACQUIRING = frozenset({"BUYER", "OWNER", "HOLDER"})
"""Roles of those who hold once the case is entered."""
BATCH = 500  # notices closed by one call of the engine


@transaction.atomic
def publish_notice(case_no: str, *, actor: accounts.Actor, now: datetime, revision: int) -> str:
    """Publish what the service of a case makes public; the number of the notice.

    By the examiner of the case, or by its acceptor, once it is with the examiner. Its clock stands.
    Raises `Faults` NOT_FOUND, STATE_CHANGED, LOCK_TIMEOUT, NOT_SUPPORTED where nothing has to be
    made public, STEP_NOT_ALLOWED for others, while another notice of the case stands, and for what
    was objected to with success and has not been changed since. A statement that nothing waits for
    has run at once.
    """
    case = taken(normalise_code(case_no))
    _require_own(case, actor)
    held(case, CaseStatus.EXAMINING, revision)
    noticing.close_if_run(case, now=now)
    service, rule = wanted(case)
    content = noticing.content_of(case)
    _require_renewable(noticing.standing(case), content)
    draft = prepared(case, service, rule, now=now)
    number = _numbered(case.office, now)
    row = Notice(
        office=case.office,
        case=case,
        number=number,
        kind=rule.kind,
        title=draft.title,
        text=draft.text,
        address=case.address,
        days=rule.days,
        published_at=now,
        published_end=draft.ends_at,
        ends_at=draft.ends_at,
        published_by_id=actor.id,
        published_by_name=actor.name,
        kept_days=rule.kept_days,
        content=content,
    )
    if rule.at_once:
        said = f"遗失声明发布了（编号 {number}），可以接着办"
        noticing.close_at_once(row)
    else:
        until = moment_words(draft.ends_at)
        said = f"公告发布了（编号 {number}），到 {until} 截止，这段时间不计时"
    row.save(force_insert=True)
    noticing.run_on(case, now=now)
    _moved(case, actor, now, "NOTICE", said)
    return number


def _require_renewable(before: Standing | None, content: str) -> None:
    """Raise `Faults` STEP_NOT_ALLOWED while a notice stands, or for what was in the wrong."""
    if before is None or before.renewable(content):
        return
    said, remedy = f"这件的公告（编号 {before.number}）还算数，不用再发一份", ""
    if before.changeable:
        said = "公告期间有异议成立，申请的内容没有改，不能原样再公告"
        remedy = "不予登记，或者请申请人撤回；能改正的，退回补正，改好以后再公告"
    raise Faults(Fault(code=FaultCode.STEP_NOT_ALLOWED, message=said, remedy=remedy))


def wanted(case: Case) -> tuple[ServiceView, NoticeRule]:
    """The service of a case and what it makes public. Raises `Faults` NOT_SUPPORTED."""
    service = service_version(case.service_id)
    if service.notice is None:
        said = f"“{service.title}”不用公告"
        raise Faults(Fault(code=FaultCode.NOT_SUPPORTED, message=said))
    return service, service.notice


def may_act(case: Case, actor: accounts.Actor) -> bool:
    """Whether the actor examines the case or accepted it, and may still do so."""
    if case.office != actor.office:
        return False
    examines = case.examiner_id == actor.id and accounts.may(actor, accounts.Permission.EXAMINE)
    accepted = case.acceptor_id == actor.id and accounts.may(actor, accounts.Permission.ACCEPT)
    return examines or accepted


def _require_own(case: Case, actor: accounts.Actor) -> None:
    if case.office != actor.office:
        said = f"没有业务号为 {case.case_no} 的案件，请核对"
        raise Faults(Fault(code=FaultCode.NOT_FOUND, message=said, field="case_no"))
    if not may_act(case, actor):
        said = f"公告由承办的审核员{case.examiner_name}或者受理人{case.acceptor_name}发布和撤下"
        raise Faults(Fault(code=FaultCode.STEP_NOT_ALLOWED, message=said))


def prepared(case: Case, service: ServiceView, rule: NoticeRule, *, now: datetime) -> Preview:
    """The notice as it would be published now: names and the home, no number of any paper."""
    ends_at = now if rule.at_once else _end(service, rule, now).at
    state = register.unit_state(case.request["unit_code"], now=now, papers=True)
    ownership = state.ownership
    words = {
        **_people(case, NoticeKind(rule.kind), state, acquiring_roles(service)),
        "address": case.address,
        "unit": case.request["unit_code"],
        "certificates": "、".join(_certificates(case, ownership)) or "无",
        "office": accounts.office(case.office).name,
        "until": moment_words(ends_at),
    }
    return Preview(
        kind_label=NoticeKind(rule.kind).label,
        title=rule.title,
        text=filled(rule.text, words),
        days=rule.days,
        ends_at=ends_at,
    )


def _people(
    case: Case,
    kind: NoticeKind,
    state: register.UnitState,
    acquiring: frozenset[str],
) -> dict[str, str]:
    """Who holds, by the register or by what is asked for; who is registered; who applies.

    A certificate that is lost was given to its holder alone, where each has his own; a proof, which
    no title's certificate is, to whoever applies.

    Whoever a title passes from by death takes part and signs nothing, so does not apply.
    """
    parties = applying(list(CaseParty.objects.filter(case=case).order_by("seq")))
    shared = kind is NoticeKind.INHERITANCE
    acquirers = named(_called(p, shared=shared) for p in parties if p.role in acquiring)
    applicants = named(p.name for p in parties if p.agreed_at is not None)
    ownership = state.ownership
    registered = named(h.party.name for h in ownership.holders) if ownership else ""
    asked = kind in (NoticeKind.FIRST, NoticeKind.INHERITANCE)
    titles = ownership.certificate_nos if ownership else ()
    proof = _paper(case) and _paper(case) not in titles
    kept = named(p.name for p in keepers(state, _paper(case)))
    holders = acquirers if asked else "" if proof else kept
    return {
        "holders": holders or applicants,
        "registered": registered or "无",
        "applicants": applicants,
    }


def acquiring_roles(service: ServiceView) -> frozenset[str]:
    """Who comes to hold by what is made public: heirs, not who buys from them at once."""
    heirs = (item.cast.get("BUYER", "BUYER") for item in service.items if "death" in item.slots)
    return frozenset(heirs) or ACQUIRING


def _called(party: CaseParty, *, shared: bool) -> str:
    """A name; of heirs by shares with the share, since whoever objects objects to that too."""
    if not shared or party.share_numerator is None:
        return party.name
    return f"{party.name}（{party.share_numerator}/{party.share_denominator}）"


def _certificates(case: Case, ownership: register.OwnershipState | None) -> tuple[str, ...]:
    """The paper that is lost; else those of the ownership that the request names, or all."""
    if paper := _paper(case):
        return (paper,)
    numbers = ownership.certificate_nos if ownership else ()
    said = rows.json(case.request)
    return tuple(number for number in numbers if number in said) or numbers


def _paper(case: Case) -> str:
    """Number of the certificate or proof that the request names for replacement."""
    return str((case.request.get("paper") or {}).get("number", ""))


def _end(service: ServiceView, rule: NoticeRule, now: datetime) -> Deadline:
    return end_of(now, rule.days, calendar_of(service, since=now))


def _numbered(office: str, now: datetime) -> str:
    """The next number: office, year, six digits. The counter is the last lock that is taken."""
    year = now.astimezone(SHANGHAI).year
    ((serial,),) = rows.fetch(COUNT, [next_id(), office, year])
    return f"{office}{year}{serial:06d}"


@transaction.atomic
def end_notice(
    case_no: str, *, actor: accounts.Actor, now: datetime, revision: int, reason: str
) -> None:
    """Take a running notice back, with the reason that the open page then shows; the clock runs on.

    Another may be published. By whoever may publish. Raises `Faults` NOT_FOUND, STATE_CHANGED,
    LOCK_TIMEOUT, STEP_NOT_ALLOWED for others and when none runs, REQUIRED or TOO_LONG at
    ``end_reason``.
    """
    case = taken(normalise_code(case_no))
    _require_own(case, actor)
    status = CaseStatus(case.status)
    held(case, status if status.open else CaseStatus.EXAMINING, revision)
    noticing.close_if_run(case, now=now)
    words, faults = " ".join(reason.split()), FaultList()
    notice = noticing.running(case)
    if notice is None:
        faults.add(FaultCode.STEP_NOT_ALLOWED, "这件没有正在进行的公告，不用撤下")
    if not words:
        said = "请写为什么撤下，公开的页面上看得到"
        faults.add(FaultCode.REQUIRED, said, field="end_reason")
    limits.within(words, limits.TAKING_BACK, "撤下的原因", faults, field="end_reason")
    faults.raise_if_any()
    if notice is None:
        raise LookupError("a notice was neither found nor missed")
    noticing.take_back(notice, by=actor.name, reason=words, now=now)
    noticing.run_on(case, now=now)
    _moved(case, actor, now, "NOTICE_END", f"公告撤下了（编号 {notice.number}）：{words}")


def _moved(case: Case, actor: accounts.Actor, now: datetime, kind: str, said: str) -> None:
    case.revision += 1
    case.save(update_fields=["revision", *pausing.CLOCK])
    line = journal.Line(office=case.office, case_id=case.id, kind=kind, who=actor.name, text=said)
    journal.write([line], at=now)


def end_notices(*, now: datetime, limit: int = BATCH) -> int:
    """The engine: close every notice that has run, and let the clocks run on; how many.

    Each in a transaction of its own, so a kill loses nothing and one error holds up no other. Safe
    in several processes: who holds a case closes its notice, or leaves it to the next call.
    """
    done = 0
    for (case_id,) in rows.fetch(RUN, [now - GRACE, limit]):
        try:
            done += _end_one(case_id, now=now)
        except (OperationalError, InterfaceError):
            raise
        except Exception:
            log.exception("closing the notice of case %s failed", case_id)
    return done


@transaction.atomic
def _end_one(case_id: int, *, now: datetime) -> bool:
    free = Case.objects.select_for_update(no_key=True, skip_locked=True)
    case = free.filter(id=case_id).first()
    return case is not None and noticing.close_if_run(case, now=now)
