"""What the parties of a case were told, and the notice of a refusal (不予登记告知书)."""

from dataclasses import dataclass
from datetime import datetime

from dengbu.accounts import api as accounts
from dengbu.casework.applicants import signed
from dengbu.casework.consents import applying
from dengbu.casework.models import Case, CaseParty, CaseStatus, Decision, DecisionKind, Message
from dengbu.casework.queries_case import may_see
from dengbu.casework.values import Role
from dengbu.kernel.chinese import normalise_code

RETURNED, REFUSED = "退回补正", "不予登记"


@dataclass(frozen=True, kw_only=True, slots=True)
class Told:
    """One thing that somebody was told about a case."""

    at: datetime
    kind: str  # DecisionKind value, or ENTERED
    title: str  # 退回补正, 不予登记, 办好了
    lines: tuple[str, ...]


@dataclass(frozen=True, kw_only=True, slots=True)
class RefusalNotice:
    """Written decision with reasons, ground and remedy, 《不动产登记暂行条例》第22条."""

    case_no: str  # 20 digits
    title: str  # what was asked for
    address: str
    unit_code: str
    office: accounts.OfficeView
    applicants: tuple[str, ...]  # names
    accepted_at: datetime
    refused_at: datetime
    reason: str
    clause: str
    remedy: str  # 行政复议 and 行政诉讼, with their terms


@dataclass(frozen=True, kw_only=True, slots=True)
class ReturnNotice:
    """Everything that must be put right, told at one time, 《不动产登记暂行条例》第17条."""

    case_no: str  # 20 digits
    title: str
    address: str
    unit_code: str
    office: accounts.OfficeView
    applicants: tuple[str, ...]  # names
    accepted_at: datetime
    returned_at: datetime
    round: int  # how often it came back, from 1
    items: tuple[tuple[str, str], ...]  # what, and what about it
    said: str  # the examiner's words beside them


def told(case_no: str, *, actor: accounts.Actor) -> tuple[Told, ...]:
    """Decisions on a case and messages to the actor, in order; nothing of others' cases."""
    found = seen_case(case_no, actor)
    if found is None:
        return ()
    shown = Decision.objects.filter(case=found).exclude(kind=DecisionKind.APPROVE)
    sent = Message.objects.filter(case=found, recipient=actor.id_no or "-")
    all_told = [_decided(decision) for decision in shown]
    all_told += [
        Told(at=one.at, kind=one.kind, title="登簿通知", lines=(one.text,)) for one in sent
    ]
    return tuple(sorted(all_told, key=lambda one: one.at))


def refusal_notice(case_no: str, *, actor: accounts.Actor) -> RefusalNotice | None:
    """The notice of a refused case that the actor may see; None: there is none."""
    found = seen_case(case_no, actor)
    if found is None or found.status != CaseStatus.REFUSED:
        return None
    decision = Decision.objects.filter(case=found, kind=DecisionKind.REFUSE).latest("round")
    return RefusalNotice(
        case_no=found.case_no,
        title=found.title,
        address=found.address,
        unit_code=found.request["unit_code"],
        office=accounts.office(found.office),
        applicants=applicants_of(found),
        accepted_at=found.accepted_at,
        refused_at=decision.at,
        reason=decision.reason,
        clause=decision.clause,
        remedy=decision.remedy,
    )


def return_notice(case_no: str, *, actor: accounts.Actor) -> ReturnNotice | None:
    """The last notice of what must be put right in a case that the actor may see; None: none."""
    found = seen_case(case_no, actor)
    if found is None:
        return None
    returned = Decision.objects.filter(case=found, kind=DecisionKind.RETURN).order_by("round")
    decision = returned.last()
    if decision is None:
        return None
    return ReturnNotice(
        case_no=found.case_no,
        title=found.title,
        address=found.address,
        unit_code=found.request["unit_code"],
        office=accounts.office(found.office),
        applicants=applicants_of(found),
        accepted_at=found.accepted_at,
        returned_at=decision.at,
        round=len(returned),
        items=tuple((item["name"], item["what"]) for item in decision.items),
        said=decision.reason,
    )


def applicants_of(case: Case) -> tuple[str, ...]:
    """Names of those who apply, in order: who signed, or all where nobody did (an order, say)."""
    of_case = CaseParty.objects.filter(case=case).exclude(role=Role.DEBTOR)
    parties = applying(of_case.order_by("seq"))
    return tuple(dict.fromkeys(p.name for p in signed(parties) or parties))


def seen_case(case_no: str, actor: accounts.Actor) -> Case | None:
    """The case of a number, if the actor may see it."""
    found = Case.objects.filter(case_no=normalise_code(case_no)).first()
    return found if found is not None and may_see(found, actor) else None


def _decided(decision: Decision) -> Told:
    if decision.kind == DecisionKind.RETURN:
        items = tuple(f"{item['name']}：{item['what']}" for item in decision.items)
        return Told(at=decision.at, kind=decision.kind, title=RETURNED, lines=items)
    ground = f"依据{decision.clause}" if decision.clause else ""
    lines = tuple(line for line in (decision.reason, ground, decision.remedy) if line)
    return Told(at=decision.at, kind=decision.kind, title=REFUSED, lines=lines)
