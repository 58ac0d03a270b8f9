"""The entry decides: what a case with a transfer waits for, and the move in its transaction.

Locks are taken in the order case, transfer, unit: `hold` comes before the register is asked.
"""

from collections.abc import Collection, Sequence
from datetime import datetime

from dengbu.accounts import api as accounts
from dengbu.casework import rows
from dengbu.casework.models import Case, MortgagedTransfer, MortgagedWord
from dengbu.casework.mortgaged.agreeing import current
from dengbu.casework.mortgaged.records import Record, log, records_of, tell
from dengbu.casework.mortgaged.saying import SIGNED, Kind
from dengbu.casework.rules.mortgaged import Event, Happening, Phase
from dengbu.casework.rules.mortgaged.agreed import differing, named
from dengbu.casework.values import from_json
from dengbu.kernel.chinese import moment_words
from dengbu.kernel.clause import CIVIL_CODE
from dengbu.kernel.fault import Fault, FaultCode
from dengbu.register import api as register

WHO = "登记机构"
HOLD = (
    "SELECT t.id FROM casework_mortgagedtransfer t WHERE t.phase IN ('OPEN', 'READY', 'ENTERED')"
    " AND t.unit_code IN (SELECT unit_code FROM casework_caseunit WHERE case_id = ANY(%s))"
    " ORDER BY t.id FOR NO KEY UPDATE"
)
_RUNNING = [Phase.OPEN.value, Phase.READY.value, Phase.ENTERED.value]


def hold(case_ids: Sequence[int]) -> None:
    """Lock the transfers on the units of these cases to the end of the transaction. One query."""
    rows.fetch(HOLD, [list(case_ids)])


def hindrances(cases: Collection[Case], *, now: datetime | None = None) -> dict[int, Fault]:
    """Of cases that are confirmed on line those that may not be entered, and why.

    ``now``: None for the instant at which the database is asked, as the entry wants it.

    One query for all where no case has a transfer.
    """
    by_id = {case.id: case for case in cases}
    latest: dict[int, MortgagedTransfer] = {}
    for transfer in MortgagedTransfer.objects.filter(case_id__in=by_id).order_by("case_id", "seq"):
        latest[transfer.case_id] = transfer
    faults: dict[int, Fault] = {}
    if not latest:
        return faults
    at = now or rows.clock()
    for record in records_of(list(latest.values())):
        fault = _hindrance(record, by_id[record.transfer.case_id], now=at)
        if fault is not None:
            faults[record.transfer.case_id] = fault
    return faults


def _hindrance(record: Record, case: Case, *, now: datetime) -> Fault | None:
    phase = Phase(record.transfer.phase)
    if phase.undecided and record.transfer.expires_at <= now:
        said = f"各方确认的期限到{moment_words(record.transfer.expires_at)}为止，已经过了"
        remedy = "这一次就要中止、钱原路退回；还要办的，请受理窗口重新发起，各方重新确认"
    elif phase is Phase.READY:
        fresh = current(record.transfer, from_json(case.request), now=now)
        other = differing(record.transfer.agreed, fresh)
        if not other and record.all_agree:
            return _ended_key(record, now=now)
        what = named(other) or "约定的内容"
        said = f"{what}改过，和各方在网上确认的不一样"
        remedy = "请受理窗口中止这一次确认，按新的内容重新发起"
    elif phase is Phase.OPEN:
        said = "带押过户的各方还没有都确认，或者钱还没有到齐，现在登簿会有人没有保障"
        remedy = "等各方确认、资金到账；谁还没办，见“带押过户”"
    else:
        said = f"带押过户的网上确认中止了：{record.transfer.end_reason or '见“带押过户”'}"
        remedy = "谈妥了的，请受理窗口重新发起；不办了的，请申请人撤回"
    return Fault(
        code=FaultCode.PRECONDITION,
        message=said,
        clause=CIVIL_CODE.of(406),
        remedy=remedy,
        data={"transfer": record.transfer.number, "phase": phase.value},
    )


def _ended_key(record: Record, *, now: datetime) -> Fault | None:
    """Whose confirmation rests on keys that count no more, if anybody's does.

    Said again with a key that counts, it stands: every word is kept, also one that was known.
    """
    transfer = record.transfer
    signed = [p for p in record.parties if p.way == SIGNED]
    said = MortgagedWord.objects.filter(
        transfer=transfer, kind=Kind.CONFIRM, content__agreed=transfer.agreed_digest
    )
    used = set(said.exclude(key_id="").values_list("side", "key_id"))
    standing = accounts.keys_in_force({key for _, key in used}, now=now)
    sound = {side for side, key in used if key in standing}
    late = [p.name for p in signed if p.side not in sound]
    if not late:
        return None
    return Fault(
        code=FaultCode.PRECONDITION,
        message=f"{'、'.join(late)}确认以后，签名用的公钥停用或者过期了，现在登簿不能只凭它",
        clause=CIVIL_CODE.of(406),
        remedy="请他们用现在有效的公钥把同一份内容再确认一次；钱和别人的确认不变",
        data={"transfer": transfer.number, "phase": transfer.phase},
    )


def note_entries(entered: Sequence[tuple[Case, register.Outcome]], *, at: datetime) -> None:
    """What entries mean for the transfers of these cases, and for those whose old mortgage ended.

    In the transaction that booked them, which holds the transfers. One query where there are none.
    """
    numbers = [number for _, outcome in entered for number in outcome.voided]
    ids = {case.id for case, _ in entered}
    own = MortgagedTransfer.objects.filter(case_id__in=ids, phase=Phase.READY)
    others = MortgagedTransfer.objects.filter(old_proof__in=numbers, phase__in=_RUNNING)
    found = {t.id: t for t in (own | others).order_by("id")}
    for record in records_of(list(found.values())):
        _note(record, by_itself=record.transfer.case_id in ids, at=at)


def _note(record: Record, *, by_itself: bool, at: datetime) -> None:
    event = Event.ENTER if by_itself else Event.CANCELLED
    before = record.standing
    made = record.happen(Happening(event=event), now=at, reason="旧抵押已经另外注销")
    if by_itself:
        if made.standing.phase is not Phase.ENTERED:
            raise ValueError(f"transfer {record.transfer.number} was entered while {before.phase}")
        tell(record, "MORTGAGED", WHO, "登簿了，监管账户可以按约定付款", now=at)
    elif before.phase is Phase.ENTERED:
        done = "；都办好了" if made.standing.phase is Phase.DONE else ""
        tell(record, "MORTGAGED", WHO, f"旧抵押注销了{done}", now=at)
    else:
        log.warning("transfer %s ended: its mortgage is gone", record.transfer.number)
        tell(record, "MORTGAGED_END", WHO, "旧抵押已经另外注销，网上确认中止，钱原路退回", now=at)
