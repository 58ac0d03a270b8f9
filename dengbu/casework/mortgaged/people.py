"""What people say in person: the signed-in seller or buyer on the phone, or before a clerk."""

from datetime import datetime

from dengbu.accounts import api as accounts
from dengbu.casework.models import MortgagedParty, MortgagedTransfer
from dengbu.casework.mortgaged.hearing import Heard, hear
from dengbu.casework.mortgaged.saying import LONGEST_REASON, PHONE, WINDOW, Kind, Word
from dengbu.casework.mortgaged.witnessing import Presence, witness
from dengbu.casework.rules.mortgaged import Side
from dengbu.casework.serving import serves
from dengbu.database.ids import next_id
from dengbu.kernel.fault import Fault, FaultCode, FaultList, Faults
from dengbu.kernel.money import yuan

PEOPLE = (Side.SELLER, Side.BUYER)


def say(
    number: str,
    seq: int,
    kind: Kind,
    *,
    amount: str = "",
    agreed: str = "",
    reason: str = "",
    presence: Presence | None = None,
    actor: accounts.Actor,
    now: datetime,
) -> Heard:
    """A seller or buyer confirms the sum that they were shown, or steps back.

    The citizen speaks for themself; at the window an officer, who is neither the one who began it
    nor has taken the other side's words, keeps what the person before them has signed
    (``presence``). ``amount``: the sum as shown, in yuan, and ``agreed`` the digest of
    what was shown, so that nobody confirms what has changed. Raises
    `Faults` NOT_FOUND, PERMISSION_MISSING, REQUIRED or TOO_LONG at `reason`, MONEY_FORMAT,
    LOCK_TIMEOUT, and at the window as `witnessing.witness`.
    """
    party = MortgagedParty.objects.select_related("transfer__case").filter(
        transfer__number=number, seq=seq, side__in=[str(s) for s in PEOPLE]
    )
    found = party.first()
    if found is None:
        raise _unknown()
    way = _way(found.transfer, found, actor)
    faults, words = FaultList(), " ".join(reason.split())
    if kind is Kind.WITHDRAW and not words:
        faults.add(FaultCode.REQUIRED, "请写明为什么退出", field="reason")
    if len(words) > LONGEST_REASON:
        told = f"最多写{LONGEST_REASON}个字，现在是{len(words)}个"
        faults.add(FaultCode.TOO_LONG, told, field="reason")
    taken = None
    if way == WINDOW:
        with faults.catch():
            taken = witness(found, presence or Presence(), actor=actor, now=now)
    faults.raise_if_any()
    word = Word(
        number=number,
        side=Side(found.side),
        kind=kind,
        id_no=found.id_no,
        key=f"person-{next_id()}",  # said again it is a word of its own, and changes nothing
        way=way,
        amount=yuan(amount, field="amount") if kind is Kind.CONFIRM else None,
        agreed=agreed if kind is Kind.CONFIRM else "",
        reason=words,
        taken=taken,
    )
    return hear(word, actor=actor, now=now)


def _way(transfer: MortgagedTransfer, party: MortgagedParty, actor: accounts.Actor) -> str:
    """How it is said. Raises `Faults` for whoever may not say it."""
    if actor.kind is accounts.AccountKind.CITIZEN:
        if (party.id_type, party.id_no) != (actor.id_type, actor.id_no):
            raise _unknown()
        return PHONE
    accounts.require(actor, accounts.Permission.ACCEPT)
    if not serves(transfer.case, actor):
        raise _unknown()
    return WINDOW


def _unknown() -> Faults:
    said = "没有这一次带押过户，或者您不在里面"
    return Faults(Fault(code=FaultCode.NOT_FOUND, message=said))
