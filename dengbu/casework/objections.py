"""公告异议: anybody may object to a registration while its notice runs; its examiner decides.

No account is needed: a name, an identity number that is checked, a telephone number and what is
wrong. What came in time counts, to the very last moment (Civil Code 203).
"""

from datetime import datetime

from django.db import transaction

from dengbu.accounts import api as accounts
from dengbu.casework import journal, limits, noticing
from dengbu.casework.dispatching.interests import raise_if_kept_away
from dengbu.casework.holding import taken
from dengbu.casework.intake_checks import PHONE
from dengbu.casework.models import Case, CaseStatus, Notice, NoticeObjection
from dengbu.casework.notice_views import ObjectionInput
from dengbu.casework.queries_notices import receipt_no, shown
from dengbu.casework.rules.notices import Ruling, in_time, matter
from dengbu.kernel.chinese import SHANGHAI, moment_words, normalise_code, person_name
from dengbu.kernel.fault import Fault, FaultCode, FaultList, Faults
from dengbu.kernel.identity import check_identity

NOBODY = "公众"
HELD = (CaseStatus.EXAMINING, CaseStatus.SUPPLEMENT)
"""Where an examiner has a case and may decide on objections."""


def object_to_notice(number: str, given: ObjectionInput, *, now: datetime) -> str:
    """Receive an objection to a running notice; the number of its receipt.

    Raises `Faults` with everything that is wrong in ``given`` at once, NOT_FOUND for an unknown
    notice, STATE_CHANGED once it has ended, DUPLICATE_SUBMIT when this person said the same before,
    TOO_MANY_ITEMS when they object too often, LOCK_TIMEOUT.
    """
    notice = shown(number, now=now)
    clean = checked(given, now=now)
    with transaction.atomic():
        case = taken(notice.case.case_no)
        notice = Notice.objects.select_for_update(no_key=True).get(id=notice.id)
        _require_in_time(notice, now)
        _require_new(notice, clean)
        seq = notice.objections.count() + 1
        NoticeObjection.objects.create(
            office=notice.office,
            notice=notice,
            seq=seq,
            name=clean.name,
            id_type=clean.id_type,
            id_no=clean.id_no,
            phone=clean.phone,
            what=clean.what,
            matter=matter(clean.what),
            received_at=now,
        )
        receipt = receipt_no(notice.number, seq)
        said = f"收到一份对公告的异议（编号 {receipt}），由审核员处理"
        _noted(case, who=NOBODY, kind="OBJECTION", said=said, now=now)
    return receipt


def checked(given: ObjectionInput, *, now: datetime) -> ObjectionInput:
    """What was filled in, regular; `Faults` with everything that is wrong."""
    faults = FaultList()
    name, what = person_name(given.name), given.what.strip()
    phone = normalise_code(given.phone)
    if not what:
        said = "请写哪里不对、为什么，比如房子是谁的、凭什么这么说"
        faults.add(FaultCode.REQUIRED, said, field="what")
    limits.within(what, limits.OBJECTION, "异议的内容", faults, field="what")
    if not name:
        faults.add(FaultCode.REQUIRED, "请填写您的姓名", field="name")
    limits.within(name, limits.NAME, "姓名", faults, field="name")
    id_no = given.id_no
    with faults.catch():
        today = now.astimezone(SHANGHAI).date()
        id_no = check_identity(given.id_type, given.id_no, today=today, field="id_no")
        limits.within(id_no, limits.IDENTITY, "证件号码", faults, field="id_no")
    if not phone:
        faults.add(FaultCode.REQUIRED, "请填写电话，核实的时候要打给您", field="phone")
    elif PHONE.fullmatch(phone) is None or len(phone) > limits.PHONE:
        said = "电话号码不对，请填手机号或者带区号的座机"
        faults.add(FaultCode.PHONE_FORMAT, said, field="phone")
    faults.raise_if_any()
    return ObjectionInput(name=name, id_type=given.id_type, id_no=id_no, phone=phone, what=what)


def _require_in_time(notice: Notice, now: datetime) -> None:
    """The last moment counts; what comes after is told where else it can be said."""
    came = in_time(now, published_at=notice.published_at, ends_at=notice.ends_at)
    if came and notice.ended_at is None:
        return
    ended = moment_words(notice.ended_at or notice.ends_at)
    said = f"这份公告 {ended} 已经结束，这里不再收异议"
    remedy = "您还可以带身份证和证据到登记窗口申请异议登记，或者向人民法院起诉"
    raise Faults(Fault(code=FaultCode.STATE_CHANGED, message=said, remedy=remedy))


def _require_new(notice: Notice, given: ObjectionInput) -> None:
    own = notice.objections.filter(id_type=given.id_type, id_no=given.id_no)
    same = own.filter(matter=matter(given.what)).first()
    if same is not None:
        receipt = receipt_no(notice.number, same.seq)
        said = f"这份异议 {moment_words(same.received_at)} 已经收到了，编号 {receipt}，不用再交"
        raise Faults(
            Fault(
                code=FaultCode.DUPLICATE_SUBMIT,
                message=said,
                data={"receipt": receipt},
                remedy="要补充别的理由，把新的内容写上再交",
            )
        )
    if own.count() >= limits.OBJECTIONS:
        said = f"您对这份公告已经提了 {limits.OBJECTIONS} 份异议，都在处理"
        remedy = "还要补充的，请打电话或者到窗口，交给审核这件的人"
        raise Faults(Fault(code=FaultCode.TOO_MANY_ITEMS, message=said, remedy=remedy))


@transaction.atomic
def settle_objection(
    case_no: str,
    objection: int,
    *,
    ruling: str,
    reason: str,
    actor: accounts.Actor,
    now: datetime,
) -> None:
    """Decide on an objection (its id), once: unfounded, and the case goes on; founded, and it can
    only be refused, or supplemented and made public anew.

    By the examiner of the case, while the notice runs or after. Raises `Faults` NOT_FOUND,
    STEP_NOT_ALLOWED for others, STATE_CHANGED when it is decided already or the case is not with
    its examiner, CODE_LIST, REQUIRED or TOO_LONG at ``ruling`` and ``ruling_reason``, LOCK_TIMEOUT,
    PERMISSION_MISSING.
    """
    accounts.require(actor, accounts.Permission.EXAMINE)
    case = taken(normalise_code(case_no))
    found = NoticeObjection.objects.filter(id=objection, notice__case=case)
    row = found.select_related("notice").first()
    if row is None or case.office != actor.office:
        said = "这件没有这份异议，请核对"
        raise Faults(Fault(code=FaultCode.NOT_FOUND, message=said))
    _require_settling(case, row, actor)
    noticing.close_if_run(case, now=now)
    words = _ruling_checked(ruling, reason)
    row.decision, row.reason = ruling, words
    row.decided_by_id, row.decided_by_name, row.decided_at = actor.id, actor.name, now
    row.save(update_fields=["decision", "reason", "decided_by_id", "decided_by_name", "decided_at"])
    receipt = receipt_no(row.notice.number, row.seq)
    said = f"异议（编号 {receipt}）{Ruling(ruling).label}：{words}"
    _noted(case, who=actor.name, kind="RULING", said=said, now=now)


def _require_settling(case: Case, row: NoticeObjection, actor: accounts.Actor) -> None:
    if case.examiner_id != actor.id:
        said = f"异议由承办的审核员{case.examiner_name}处理"
        raise Faults(Fault(code=FaultCode.STEP_NOT_ALLOWED, message=said))
    raise_if_kept_away(case.id, actor)
    if row.decision:
        label = Ruling(row.decision).label
        said = f"这份异议 {row.decided_by_name} 已经认定“{label}”，不能再改"
        raise Faults(Fault(code=FaultCode.STATE_CHANGED, message=said))
    if case.status not in HELD:
        said = f"这件现在是“{CaseStatus(case.status).label}”，异议不用再处理"
        raise Faults(Fault(code=FaultCode.STATE_CHANGED, message=said))


def _ruling_checked(ruling: str, reason: str) -> str:
    words, faults = " ".join(reason.split()), FaultList()
    if ruling not in set(Ruling):
        faults.add(FaultCode.CODE_LIST, "请选异议成立还是不成立", field="ruling")
    if not words:
        said = "请写理由，提异议的人和申请的各方都看得到"
        faults.add(FaultCode.REQUIRED, said, field="ruling_reason")
    limits.within(words, limits.RULING, "理由", faults, field="ruling_reason")
    faults.raise_if_any()
    return words


def _noted(case: Case, *, who: str, kind: str, said: str, now: datetime) -> None:
    """A line in the story of a locked case, and what its queue says while the notice runs."""
    wait = noticing.wait_of(case)
    if wait is not None and case.status != CaseStatus.SUPPLEMENT:
        case.paused_reason = wait.reason
        case.save(update_fields=["paused_reason"])
    line = journal.Line(office=case.office, case_id=case.id, kind=kind, who=who, text=said)
    journal.write([line], at=now)
