"""What the page of a case shows of its notice and of what was said against it."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime

from django.urls import reverse

from dengbu.accounts.api import Actor, Permission, may
from dengbu.casework import api as casework
from dengbu.kernel.identity import mask
from dengbu.web.office.desk import Standing
from dengbu.web.shared.parts import Option
from dengbu.web.shared.signals import Signal

RULINGS = tuple(Option(value=str(r), label=r.label) for r in reversed(casework.Ruling))
"""Unfounded first: then the case goes on."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Names:
    """Names of the fields about one objection."""

    prefix: str
    ruling: str
    reason: str


def names_of(objection: int) -> Names:
    """Of several forms on one page each has fields of its own."""
    prefix = f"objection-{objection}"
    return Names(prefix=prefix, ruling=f"{prefix}.ruling", reason=f"{prefix}.ruling_reason")


@dataclass(frozen=True, kw_only=True, slots=True)
class ObjectionCard:
    """One objection with the form that decides on it, or what was decided."""

    seq: str
    name: str
    id_type: str
    id_no: str  # masked
    reveal: str  # address that shows all of it, "" for who may not ask
    phone: str
    what: str
    received_at: datetime
    decided: str  # 成立 or 不成立, "" while open
    signal: Signal
    decided_by: str
    decided_at: datetime | None
    reason: str
    action: str  # address of the form, "" for who may not decide
    names: Names
    ruling: str  # as sent before
    ruling_reason: str


@dataclass(frozen=True, kw_only=True, slots=True)
class NoticeCard:
    """The card."""

    found: casework.CaseNotice
    state: str
    signal: Signal
    icon: str
    left: str  # 还有 9 个工作日
    objections: tuple[ObjectionCard, ...]
    end_reason: str  # as sent before
    opened: bool  # the form that takes it back


def card(
    found: casework.CaseNotice | None, case_no: str, actor: Actor, sent: Mapping[str, str]
) -> NoticeCard | None:
    """Everything that the card shows; None where nothing has to be made public."""
    if found is None:
        return None
    state, signal, icon = _state(found)
    notice = found.notice
    return NoticeCard(
        found=found,
        state=state,
        signal=signal,
        icon=icon,
        left=days_left(notice) if notice and notice.runs else "",
        objections=tuple(_objection(o, found, case_no, actor, sent) for o in found.objections),
        end_reason=sent.get("end_reason", ""),
        opened=sent.get("do") == "take_back",
    )


def days_left(notice: casework.NoticeView) -> str:
    """`还有 9 个工作日`, and on the last day until when."""
    return f"还有 {notice.days_left} 个工作日" if notice.days_left else "今天是最后一天"


def _state(found: casework.CaseNotice) -> tuple[str, Signal, str]:
    notice = found.notice
    if notice is None:
        statement = found.preview is not None and not found.preview.days
        return "还没有发布" if statement else "还没有公告", Signal.WARN, "warn"
    if found.unsettled:
        return f"{notice.state}，{found.unsettled} 份异议要处理", Signal.WARN, "warn"
    if found.founded:
        return "异议成立", Signal.STOP, "block"
    if notice.runs:
        return notice.state, Signal.ACCENT, "clock"
    return (notice.state, Signal.OK, "done") if notice.ran else (notice.state, Signal.QUIET, "info")


def _objection(
    one: casework.ObjectionView,
    found: casework.CaseNotice,
    case_no: str,
    actor: Actor,
    sent: Mapping[str, str],
) -> ObjectionCard:
    names = names_of(one.id)
    asking = all(may(actor, p) for p in (Permission.EXAMINE, Permission.VIEW_IDENTITY))
    place = [case_no, one.id]
    open_form = found.may_settle and not one.decision
    unfounded = one.decision == casework.Ruling.UNFOUNDED
    decided = Signal.OK if unfounded else Signal.STOP
    return ObjectionCard(
        seq=one.number.rpartition("-")[2],
        name=one.name,
        id_type=one.id_type_label,
        id_no=mask(one.id_no),
        reveal=reverse("office:reveal_objector", args=place) if asking else "",
        phone=one.phone,
        what=one.what,
        received_at=one.received_at,
        decided=one.decision_label,
        signal=decided if one.decision else Signal.WARN,
        decided_by=one.decided_by,
        decided_at=one.decided_at,
        reason=one.reason,
        action=reverse("office:ruling", args=place) if open_form else "",
        names=names,
        ruling=sent.get(names.ruling, ""),
        ruling_reason=sent.get(names.reason, ""),
    )


def with_notice(standing: Standing, found: casework.CaseNotice | None) -> Standing:
    """What keeps approval back, with the notice that has not run or is objected to."""
    if found is None or not found.hindrance:
        return standing
    said = "；".join(part for part in (standing.blocked, found.hindrance) if part)
    return replace(standing, blocked=said)


def dispute(found: casework.CaseNotice | None) -> tuple[str, str]:
    """Reason and ground of a refusal that follows a founded objection; "" where none is."""
    if found is None or not found.founded:
        return "", ""
    return f"公告期间有人提出异议，经核实成立：{found.founded}", str(casework.DISPUTE)
