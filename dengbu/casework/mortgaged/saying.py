"""A side's word: of a bank or the supervising institution by a signed request, of people in person.

Everything that is wrong with one is told at once, by field.
"""

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum, unique
from typing import TypeVar

from dengbu.accounts import api as accounts
from dengbu.casework.mortgaged.witnessing import Witness
from dengbu.casework.rules.mortgaged import DEPOSITS, PAYOUTS, Leg, Side
from dengbu.casework.values import SignedText
from dengbu.kernel.canonical import canonical_json
from dengbu.kernel.fault import FaultCode, FaultList
from dengbu.kernel.money import yuan

LONGEST_KEY = 80
LONGEST_REASON = 100
FIELDS = frozenset({"side", "kind", "amount", "leg", "reason", "agreed"})
DIGEST = 64  # hexadecimal characters
SIGNED, PHONE, WINDOW = "SIGNED", "PHONE", "WINDOW"
Code = TypeVar("Code", bound=StrEnum)


@unique
class Kind(StrEnum):
    """What a side can say."""

    CONFIRM = "CONFIRM"
    WITHDRAW = "WITHDRAW"
    SETTLED = "SETTLED"
    HELD = "HELD"
    PAID = "PAID"
    RETURNED = "RETURNED"


_LEGS = {Kind.HELD: DEPOSITS, Kind.PAID: PAYOUTS, Kind.RETURNED: DEPOSITS}
_SAYS: Mapping[Side, frozenset[Kind]] = {
    Side.SELLER: frozenset({Kind.CONFIRM, Kind.WITHDRAW}),
    Side.BUYER: frozenset({Kind.CONFIRM, Kind.WITHDRAW}),
    Side.OLD_BANK: frozenset({Kind.CONFIRM, Kind.WITHDRAW, Kind.SETTLED}),
    Side.NEW_BANK: frozenset({Kind.CONFIRM, Kind.WITHDRAW}),
    Side.ACCOUNT: frozenset({Kind.CONFIRM, Kind.WITHDRAW, *_LEGS}),
}
"""Who may say what."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Word:
    """One thing that a side says."""

    number: str  # of the transfer
    side: Side
    kind: Kind
    id_no: str  # who speaks: credit code or identity number
    key: str  # idempotency key: the same one is heard once
    way: str  # SIGNED, PHONE or WINDOW
    amount: Decimal | None = None  # yuan; None for a withdrawal
    leg: Leg | None = None  # HELD, PAID, RETURNED
    agreed: str = ""  # of a confirmation: digest of the content that was shown
    reason: str = ""  # of a withdrawal
    taken: Witness | None = None  # at the window, by whom
    signed: SignedText | None = None
    body: bytes = b""  # that was signed

    @property
    def kept_key(self) -> str:
        """The key with whose it is: two banks may use the same one."""
        whose = hashlib.sha256(self.id_no.encode()).hexdigest()[:24]
        return f"{whose}:{self.key}"

    @property
    def content(self) -> dict[str, str]:
        """As it is kept, without names and numbers of people."""
        plain = {
            "number": self.number,
            "side": self.side.value,
            "kind": self.kind.value,
            "amount": "" if self.amount is None else f"{self.amount:.2f}",
            "leg": self.leg.value if self.leg else "",
            "reason": self.reason,
            "agreed": self.agreed,
            "way": self.way,
            "taken_by": str(self.taken.id) if self.taken else "",
            "paper": self.taken.paper if self.taken else "",
        }
        return {name: value for name, value in plain.items() if value}

    @property
    def digest(self) -> str:
        """SHA-256 of the content, hexadecimal: one key stands for one content."""
        return hashlib.sha256(canonical_json(self.content)).hexdigest()


def read_word(
    number: str,
    said: Mapping[str, object],
    *,
    actor: accounts.Actor,
    key: str,
    signed: SignedText,
    body: bytes,
) -> Word:
    """An organisation's word from its JSON object.

    Fields: ``side``, ``kind``; ``amount`` (yuan as text) but for a withdrawal, ``agreed`` for a
    confirmation, ``leg`` for HELD, PAID and RETURNED, ``reason`` for a withdrawal. Raises `Faults`
    PERMISSION_MISSING, or all of REQUIRED, CODE_LIST, TOO_LONG, MONEY_FORMAT, UNKNOWN_FIELD that is
    wrong.
    """
    accounts.require(actor, accounts.Permission.TAKE_PART)
    faults = FaultList()
    for name in sorted(set(said) - FIELDS):
        faults.add(FaultCode.UNKNOWN_FIELD, f"没有“{name[:40]}”这一项", field=name[:40])
    side = _choice(said, "side", Side, faults)
    kind = _choice(said, "kind", Kind, faults)
    if side is not None and kind is not None and kind not in _SAYS[side]:
        who = "、".join(k for k in Kind if k in _SAYS[side])
        faults.add(FaultCode.CODE_LIST, f"{side} 只能说 {who}", field="kind")
    leg = _leg(said, kind, faults)
    amount = _amount(said, kind, faults)
    reason, agreed = _reason(said, kind, faults), _agreed(said, kind, faults)
    if not 0 < len(key) <= LONGEST_KEY:
        told = f"请带幂等键（Idempotency-Key），最多{LONGEST_KEY}个字符"
        faults.add(FaultCode.REQUIRED, told, field="Idempotency-Key")
    faults.raise_if_any()
    assert side is not None and kind is not None
    return Word(
        number=number,
        side=side,
        kind=kind,
        id_no=actor.organisation_credit_code,
        key=key,
        way=SIGNED,
        amount=amount,
        leg=leg,
        agreed=agreed,
        reason=reason,
        signed=signed,
        body=body,
    )


def _choice(
    said: Mapping[str, object], name: str, kind: type[Code], faults: FaultList
) -> Code | None:
    value = said.get(name)
    if isinstance(value, str) and value in set(kind):
        return kind(value)
    faults.add(FaultCode.CODE_LIST, f"{name} 只能是 {'、'.join(kind)}", field=name)
    return None


def _leg(said: Mapping[str, object], kind: Kind | None, faults: FaultList) -> Leg | None:
    wanted = _LEGS.get(kind) if kind is not None else None
    value = said.get("leg")
    if wanted is None:
        if value is not None and kind is not None:
            faults.add(FaultCode.UNKNOWN_FIELD, f"{kind} 不带 leg", field="leg")
        return None
    if isinstance(value, str) and value in wanted:
        return Leg(value)
    names = "、".join(leg for leg in Leg if leg in wanted)
    faults.add(FaultCode.CODE_LIST, f"{kind} 的 leg 只能是 {names}", field="leg")
    return None


def _amount(said: Mapping[str, object], kind: Kind | None, faults: FaultList) -> Decimal | None:
    value = said.get("amount")
    if kind is Kind.WITHDRAW:
        if value is not None:
            faults.add(FaultCode.UNKNOWN_FIELD, "WITHDRAW 不带 amount", field="amount")
        return None
    if value is None:
        faults.add(FaultCode.REQUIRED, "缺少 amount", field="amount")
        return None
    if not isinstance(value, str):
        told = "amount 要写成文本，如“400000.00”"
        faults.add(FaultCode.MONEY_FORMAT, told, field="amount")
        return None
    with faults.catch():
        return yuan(value, field="amount")
    return None


def _agreed(said: Mapping[str, object], kind: Kind | None, faults: FaultList) -> str:
    value = said.get("agreed")
    if kind is not Kind.CONFIRM:
        if value is not None and kind is not None:
            faults.add(FaultCode.UNKNOWN_FIELD, f"{kind} 不带 agreed", field="agreed")
        return ""
    if isinstance(value, str) and len(value) == DIGEST:
        return value
    told = "请写明确认的是哪一份：读到的 agreed，64 个字符"
    faults.add(FaultCode.REQUIRED, told, field="agreed")
    return ""


def _reason(said: Mapping[str, object], kind: Kind | None, faults: FaultList) -> str:
    value = said.get("reason", "")
    if not isinstance(value, str) or "\x00" in value:
        faults.add(FaultCode.CODE_LIST, "reason 要写成文本", field="reason")
        return ""
    text = " ".join(value.split())
    if kind is Kind.WITHDRAW and not text:
        faults.add(FaultCode.REQUIRED, "请写明为什么退出", field="reason")
    if len(text) > LONGEST_REASON:
        told = f"reason 最多{LONGEST_REASON}个字，现在是{len(text)}个"
        faults.add(FaultCode.TOO_LONG, told, field="reason")
    return text
