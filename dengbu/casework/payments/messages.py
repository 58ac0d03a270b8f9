"""What the treasury says of an order, read from its message: everything that is wrong at once."""

import hashlib
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from datetime import datetime
from decimal import Decimal
from enum import StrEnum, unique

from dengbu.kernel.canonical import canonical_json
from dengbu.kernel.fault import FaultCode, FaultList
from dengbu.kernel.money import yuan

LONGEST = 40  # characters of a number
LONGEST_KEY = 120
LONGEST_REASON = 200
FIELDS = frozenset(
    {"kind", "office", "order_no", "case_no", "reference", "amount", "at", "receipt_no", "reason"}
)


@unique
class Said(StrEnum):
    """What the treasury tells us."""

    PAID = "PAID"  # money came
    FAILED = "FAILED"  # an attempt to pay failed
    REFUNDED = "REFUNDED"  # a refund reached its payer
    REFUND_FAILED = "REFUND_FAILED"  # a refund came back to the treasury


@dataclass(frozen=True, kw_only=True, slots=True)
class TreasuryNotice:
    """One message of the treasury about one order."""

    key: str  # idempotency key: the same one is heard once
    kind: Said
    order_no: str  # 缴款单号
    reference: str  # of a payment the treasury's transaction, of a refund our number of it
    amount: Decimal  # yuan
    at: datetime  # by the treasury's clock
    office: str = ""  # 执收单位, GB/T 2260 code
    case_no: str = ""  # for which case the treasury took it
    receipt_no: str = ""  # 非税电子票据号
    reason: str = ""  # of a failure

    @property
    def content(self) -> dict[str, str]:
        """As it is kept, without the key."""
        plain = {k: str(v) for k, v in asdict(self).items() if k != "key" and v != ""}
        return {**plain, "at": self.at.isoformat()}

    @property
    def digest(self) -> str:
        """SHA-256 of the content, hexadecimal: one key stands for one content."""
        return hashlib.sha256(canonical_json(self.content)).hexdigest()


def read_notice(body: Mapping[str, object], *, key: str) -> TreasuryNotice:
    """A message from its JSON object.

    Fields: ``kind``, ``order_no``, ``reference``, ``amount`` (yuan as text, above 0 but for a
    failed attempt), ``at`` (ISO 8601 with offset); of free choice ``office``, ``case_no``,
    ``receipt_no``, ``reason``. Raises `Faults` with everything that is wrong: REQUIRED, TOO_LONG,
    CODE_LIST, MONEY_FORMAT, DATE_FORMAT, UNKNOWN_FIELD.
    """
    faults = FaultList()
    for name in sorted(set(body) - FIELDS):
        faults.add(FaultCode.UNKNOWN_FIELD, f"没有“{name[:40]}”这一项", field=name[:40])
    needed = {name: _text(body, name, faults) for name in ("order_no", "reference")}
    free = {name: _text(body, name, faults, needed=False) for name in ("office", "case_no")}
    free["receipt_no"] = _text(body, "receipt_no", faults, needed=False)
    free["reason"] = _text(body, "reason", faults, needed=False, longest=LONGEST_REASON)
    kind, at = _kind(body, faults), _moment(body, faults)
    amount = _amount(body, faults, positive=kind is not Said.FAILED)
    if not 0 < len(key) <= LONGEST_KEY:
        said = f"请带幂等键（Idempotency-Key），最多{LONGEST_KEY}个字符"
        faults.add(FaultCode.REQUIRED, said, field="Idempotency-Key")
    faults.raise_if_any()
    assert kind is not None and at is not None
    return TreasuryNotice(key=key, kind=kind, amount=amount, at=at, **needed, **free)


def _text(
    body: Mapping[str, object],
    name: str,
    faults: FaultList,
    *,
    needed: bool = True,
    longest: int = LONGEST,
) -> str:
    value = body.get(name, "")
    if not isinstance(value, str) or "\x00" in value:
        faults.add(FaultCode.CODE_LIST, f"{name} 要写成文本", field=name)
        return ""
    text = value.strip()
    if needed and not text:
        faults.add(FaultCode.REQUIRED, f"缺少 {name}", field=name)
    if len(text) > longest:
        faults.add(FaultCode.TOO_LONG, f"{name} 最多{longest}个字符", field=name)
    return text


def _kind(body: Mapping[str, object], faults: FaultList) -> Said | None:
    value = body.get("kind")
    if isinstance(value, str) and value in set(Said):
        return Said(value)
    known = "、".join(Said)
    faults.add(FaultCode.CODE_LIST, f"kind 只能是 {known}", field="kind")
    return None


def _amount(body: Mapping[str, object], faults: FaultList, *, positive: bool) -> Decimal:
    value = body.get("amount", "" if positive else "0.00")
    amount = Decimal("0.00")
    if not isinstance(value, str):
        faults.add(FaultCode.MONEY_FORMAT, "amount 要写成文本，如“80.00”", field="amount")
        return amount
    before = len(faults)
    with faults.catch():
        amount = yuan(value, field="amount")
    if positive and len(faults) == before and amount <= 0:
        faults.add(FaultCode.MONEY_FORMAT, "amount 要大于 0", field="amount")
    return amount


def _moment(body: Mapping[str, object], faults: FaultList) -> datetime | None:
    value = body.get("at")
    try:
        moment = datetime.fromisoformat(value if isinstance(value, str) else "")
    except ValueError:
        moment = None
    if moment is None or moment.tzinfo is None:
        said = "at 要写成带时区的时间，如“2024-11-12T10:21:07+08:00”"
        faults.add(FaultCode.DATE_FORMAT, said, field="at")
        return None
    return moment
