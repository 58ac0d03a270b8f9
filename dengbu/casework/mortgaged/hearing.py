"""What a side says moves the transfer: each word once, kept word by word with its signature.

A word is heard under the lock of the case and the transfer, so that two of them, or a word and the
entry, follow each other. What cannot be is kept as a finding, logged, and moves nothing.
"""

import logging
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import ClassVar

from django.db import IntegrityError, transaction

from dengbu.accounts import api as accounts
from dengbu.casework.holding import taken
from dengbu.casework.models import MortgagedParty, MortgagedTransfer, MortgagedWord
from dengbu.casework.mortgaged import cancelling
from dengbu.casework.mortgaged.records import Record, end, locked, returning, tell
from dengbu.casework.mortgaged.saying import Kind, Word
from dengbu.casework.mortgaged.witnessing import named
from dengbu.casework.rules.mortgaged import Act, Event, Happening, Leg, Phase, step
from dengbu.casework.rules.mortgaged.words import AGAIN, Said, told, wrong_sum
from dengbu.kernel.fault import Fault, FaultCode, Faults

log = logging.getLogger("dengbu.casework.mortgaged")
APPLIED, KNOWN, FINDING = "APPLIED", "KNOWN", "FINDING"
LONGEST_SAID = 300  # characters of the column
LATE, SYSTEM = "到期还没有办成", "系统"
_OTHERWISE = {
    Kind.CONFIRM: Event.DIFFER,
    Kind.HELD: Event.HELD_OTHER,
    Kind.RETURNED: Event.RETURNED_OTHER,
}
OTHERWISE = frozenset(_OTHERWISE.values())
_LINES = {APPLIED: "MORTGAGED", FINDING: "MORTGAGED_WRONG"}


@dataclass(frozen=True, kw_only=True, slots=True)
class Heard:
    """What became of a word: APPLIED, KNOWN before, or kept as a FINDING; in words."""

    APPLIED: ClassVar[str] = APPLIED
    KNOWN: ClassVar[str] = KNOWN
    FINDING: ClassVar[str] = FINDING

    outcome: str
    said: str


def hear(word: Word, *, actor: accounts.Actor, now: datetime) -> Heard:
    """Take a side's word into account, once for its key.

    Raises `Faults` NOT_FOUND where there is no such transfer or its speaker has no such side in it,
    IDEMPOTENCY_KEY_REUSED where the key came with other content, LOCK_TIMEOUT while somebody holds
    the case.
    """
    named = MortgagedTransfer.objects.select_related("case").filter(number=word.number).first()
    if named is None:
        raise _unknown()
    before = _heard(word)
    if before is not None:
        return before
    try:
        with transaction.atomic():
            taken(named.case.case_no)
            (record,) = locked([named.id])
            return _heard(word) or _hear(record, word, actor, now=now)
    except IntegrityError:
        again = _heard(word)  # the same word came twice in the same moment
        if again is None:
            raise
        return again


def _heard(word: Word) -> Heard | None:
    row = MortgagedWord.objects.filter(key=word.kept_key).first()
    if row is None:
        return None
    if row.digest != word.digest:
        said = "这个幂等键用过了，内容和那一次不同；新的话请换一个键"
        raise Faults(Fault(code=FaultCode.IDEMPOTENCY_KEY_REUSED, message=said))
    return Heard(outcome=row.outcome, said=row.said)


def _hear(record: Record, word: Word, actor: accounts.Actor, *, now: datetime) -> Heard:
    mine = [p for p in record.people_of(word.side) if p.id_no == word.id_no]
    if not mine:
        raise _unknown()
    if Phase(record.transfer.phase).undecided and record.transfer.expires_at <= now:
        end(record, Event.EXPIRE, LATE, who=SYSTEM, now=now)  # before the clock of the house did
    heard = _said_before(record, word) or _wrong_sum(record, word)
    heard = heard or _applied(record, word, mine[0], now=now)
    t = record.transfer
    signed = word.signed
    MortgagedWord.objects.create(
        office=t.office,
        transfer=t,
        key=word.kept_key,
        side=word.side,
        kind=word.kind,
        digest=word.digest,
        content=word.content,
        key_id=signed.key_id if signed else "",
        body=word.body,
        signed_text=signed.text if signed else "",
        signature=signed.signature if signed else b"",
        outcome=heard.outcome,
        said=heard.said[:LONGEST_SAID],
        received_at=now,
    )
    if heard.outcome in _LINES:
        said = f"{heard.said}{named(word.taken)}"
        tell(record, _LINES[heard.outcome], mine[0].name, said, now=now)
    if heard.outcome == FINDING:
        log.warning("transfer %s: %s of %s is a finding", t.number, word.kind, word.side)
    elif heard.outcome == APPLIED and word.kind is Kind.WITHDRAW:
        log.warning("transfer %s ended: %s of %s", t.number, word.kind, word.side)
    elif heard.outcome == KNOWN:
        log.info("transfer %s: %s of %s changes nothing", t.number, word.kind, word.side)
    if word.kind is Kind.SETTLED and heard.outcome == APPLIED:
        cancelling.file(record, word, actor, now=now)
    return heard


def _said_before(record: Record, word: Word) -> Heard | None:
    """Another sum, named once more: it is known."""
    kept = record.sum_of(word.leg) if word.leg is not None else None
    known = {
        Kind.HELD: kept.other_held if kept else None,
        Kind.RETURNED: kept.other_returned if kept else None,
    }.get(word.kind)
    return Heard(outcome=KNOWN, said=AGAIN) if known is not None and known == word.amount else None


def _wrong_sum(record: Record, word: Word) -> Heard | None:
    """Money that went out or was received in another sum than agreed: it moves nothing."""
    leg = {Kind.SETTLED: Leg.TO_OLD_BANK, Kind.PAID: word.leg}.get(word.kind)
    agreed = record.plan.legs.get(leg) if leg is not None else None
    if leg is None or agreed is None or word.amount is None or word.amount == agreed:
        return None
    return Heard(outcome=FINDING, said=wrong_sum(leg, word.amount, agreed))


def _applied(record: Record, word: Word, speaker: MortgagedParty, *, now: datetime) -> Heard:
    plan, before = record.plan, record.standing
    happening = _happening(record, word)
    act, agreed = step(plan, before, happening).act, _agreed(record, word)
    if happening.event is Event.CONFIRM and act is Act.NOTE:
        again = speaker.confirmed_at is not None
        if not again:
            speaker.confirmed_at, speaker.way, speaker.agreed = now, word.way, word.agreed
            if word.taken is not None:
                speaker.recorder_id, speaker.recorder_name = word.taken.id, word.taken.name
                speaker.paper = word.taken.paper
            speaker.save(update_fields=[*MortgagedParty.grant.update])
        whole = all(p.confirmed_at for p in record.people_of(word.side))
        act = Act.STILL if again else act
        if whole and not again:
            record.happen(happening, now=now)
    else:
        why = f"{speaker.name}退出：{word.reason}".rstrip("：")
        record.happen(happening, now=now, reason=why, amount=word.amount)
    after = record.standing
    said = told(
        plan,
        before,
        act,
        after,
        Said(
            happening=happening,
            who=speaker.name,
            amount=word.amount,
            agreed=agreed,
            reason=word.reason,
        ),
    )
    if act is Act.END and (money := returning(record)):
        said = f"{said}；{money}"
    found = act in (None, Act.DOUBT) or act is not Act.STILL and happening.event in OTHERWISE
    outcome = FINDING if found else KNOWN if act is Act.STILL else APPLIED
    return Heard(outcome=outcome, said=said)


def _agreed(record: Record, word: Word) -> Decimal | None:
    """The sum that a word has to name: as agreed, or of money that goes back as it was held."""
    kept = record.sum_of(word.leg) if word.leg is not None else None
    if kept is None:
        return record.plan.amount_of(word.side) if word.leg is None else word.amount
    if word.kind is Kind.RETURNED and kept.other_held is not None:
        return kept.other_held
    return kept.amount


def _happening(record: Record, word: Word) -> Happening:
    """The event of the rules that a word is: of another sum it is another event."""
    differs = word.kind in _OTHERWISE and word.amount != _agreed(record, word)
    if word.kind is Kind.CONFIRM and word.agreed != record.transfer.agreed_digest:
        differs = True
    event = _OTHERWISE[word.kind] if differs else Event(word.kind.value)
    return Happening(
        event=event,
        side=word.side if word.leg is None else None,
        leg=word.leg,
    )


def _unknown() -> Faults:
    said = "没有这一次带押过户，或者您不在里面"
    return Faults(Fault(code=FaultCode.NOT_FOUND, message=said))
