"""Switching automatic approval off: for a rule, a service or a bank, at once, with a reason.

Off never means that a question is left out: whatever it would have been asked about goes to a
person. The next claim of any process reads it, so nothing is started again.
"""

import logging
from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

from django.db import IntegrityError, transaction
from django.db.models import F

from dengbu.accounts import api as accounts
from dengbu.casework import limits
from dengbu.casework.catalogue.services import services
from dengbu.casework.models import SmartSwitch, SwitchKind
from dengbu.casework.rules.whitelist_notices import RULES
from dengbu.casework.smart import attesting
from dengbu.kernel.fault import Fault, FaultCode, FaultList, Faults

log = logging.getLogger(__name__)
BANKS = (accounts.OrganisationKind.BANK, accounts.OrganisationKind.DEVELOPER)
Named = tuple[str, str]  # value and name


@dataclass(frozen=True, kw_only=True, slots=True)
class SwitchView:
    """One switch as it is shown."""

    id: int
    kind: SwitchKind
    subject: str
    name: str  # of the rule, service or bank
    reason: str
    off_at: datetime
    off_by: str
    on_at: datetime | None
    on_by: str
    on_reason: str


@dataclass(frozen=True, kw_only=True, slots=True)
class Switches:
    """What is off at an office now."""

    off: tuple[SwitchView, ...]

    def stopping(self, service: str, bank: str, rules: Collection[str]) -> tuple[str, ...]:
        """The switches that stop a case of this service, bank and rules, in words."""
        asked = {
            SwitchKind.SERVICE: {service},
            SwitchKind.BANK: {bank},
            SwitchKind.RULE: {name.partition(".")[0] for name in rules},
        }
        return tuple(
            f"{s.kind.label}“{s.name}”的智能审批停了：{s.reason}"
            for s in self.off
            if s.subject in asked[s.kind]
        )


def switches_of(office: str) -> Switches:
    """What is off now; one query."""
    found = SmartSwitch.objects.filter(office=office, on_at=None).order_by("id")
    return Switches(off=tuple(_view(row) for row in found))


def history(actor: accounts.Actor, limit: int = 50) -> tuple[SwitchView, ...]:
    """Whatever is off at the actor's office, then what was switched on again last."""
    every = SmartSwitch.objects.filter(office=actor.office)
    found = every.order_by(F("on_at").desc(nulls_first=True), "-id")[:limit]
    return tuple(_view(row) for row in found)


def choices(actor: accounts.Actor, *, now: datetime) -> dict[SwitchKind, tuple[Named, ...]]:
    """What can be switched off at the actor's office: rules, services, organisations."""
    offered = [s for s in services(office=actor.office, now=now) if s.autopilot]
    rules = {name.partition(".")[0] for s in offered for name in s.autopilot}
    firms = [one for kind in BANKS for one in accounts.organisations(kind)]
    return {
        SwitchKind.RULE: tuple((code, f"{code} {RULES[code].question}") for code in sorted(rules)),
        SwitchKind.SERVICE: tuple((s.code, f"{s.code} {s.name}") for s in offered),
        SwitchKind.BANK: tuple((one.credit_code, one.name) for one in firms),
    }


def switch_off(
    kind: str, subject: str, *, reason: str, actor: accounts.Actor, now: datetime
) -> SwitchView:
    """Stop automatic approval for a rule, a service or a bank of the actor's office.

    Raises `Faults` PERMISSION_MISSING, CODE_LIST for what cannot be switched, REQUIRED or TOO_LONG
    for the reason, STATE_CHANGED where it is off already.
    """
    accounts.require(actor, accounts.Permission.ASSIGN)
    faults = FaultList()
    known = choices(actor, now=now).get(SwitchKind(kind), ()) if kind in set(SwitchKind) else ()
    if subject not in {value for value, _ in known}:
        faults.add(FaultCode.CODE_LIST, "请从列表里选要停的规则、事项或者单位", field="subject")
    check_reason(reason, faults)
    faults.raise_if_any()
    try:
        with transaction.atomic():
            row = SmartSwitch.objects.create(
                office=actor.office,
                kind=kind,
                subject=subject,
                reason=reason.strip(),
                off_at=now,
                off_by_id=actor.id,
                off_by_name=actor.name,
            )
            attesting.attest(actor.office, attesting.switched(row))
    except IntegrityError:
        said = "这一项已经停了，请看下面的记录"
        fault = Fault(code=FaultCode.STATE_CHANGED, message=said, field="subject")
        raise Faults(fault) from None
    log.warning("automatic approval off: %s %s by %s", kind, subject, actor.id)
    return _view(row)


@transaction.atomic
def switch_on(switch: int, *, reason: str, actor: accounts.Actor, now: datetime) -> SwitchView:
    """Let automatic approval go on. Raises `Faults` as `switch_off`, and NOT_FOUND."""
    accounts.require(actor, accounts.Permission.ASSIGN)
    faults = FaultList()
    check_reason(reason, faults)
    faults.raise_if_any()
    mine = SmartSwitch.objects.select_for_update(no_key=True)
    row = mine.filter(id=switch, office=actor.office).first()
    if row is None:
        raise Faults(Fault(code=FaultCode.NOT_FOUND, message="没有这个开关，请核对"))
    if row.on_at is not None:
        said = f"{row.on_by_name}已经把它开了"
        raise Faults(Fault(code=FaultCode.STATE_CHANGED, message=said))
    row.on_at, row.on_by_id, row.on_by_name = now, actor.id, actor.name
    row.on_reason = reason.strip()
    row.save(update_fields=["on_at", "on_by_id", "on_by_name", "on_reason"])
    attesting.attest(actor.office, attesting.switched(row)[1:])
    log.warning("automatic approval on: %s %s by %s", row.kind, row.subject, actor.id)
    return _view(row)


def check_reason(reason: str, faults: FaultList) -> None:
    """A reason that others can understand later."""
    if not reason.strip():
        faults.add(FaultCode.REQUIRED, "请写明理由，大家以后都看得到", field="reason")
    limits.within(reason.strip(), LONGEST, "理由", faults, field="reason")


LONGEST = 200  # characters of a reason


def _view(row: SmartSwitch) -> SwitchView:
    kind = SwitchKind(row.kind)
    return SwitchView(
        id=row.id,
        kind=kind,
        subject=row.subject,
        name=_name(kind, row.subject),
        reason=row.reason,
        off_at=row.off_at,
        off_by=row.off_by_name,
        on_at=row.on_at,
        on_by=row.on_by_name,
        on_reason=row.on_reason,
    )


def _name(kind: SwitchKind, subject: str) -> str:
    if kind is SwitchKind.RULE:
        return f"{subject} {RULES[subject].question}" if subject in RULES else subject
    if kind is SwitchKind.BANK:
        known = accounts.organisation(subject)
        return known.name if known else subject
    return subject
