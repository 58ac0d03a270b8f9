"""请假: the days on which an officer is not at work, so that no case is given to them then."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.db import transaction
from django.db.models import Q

from dengbu.accounts.actors import Actor
from dengbu.accounts.codes import AccountKind
from dengbu.accounts.models import Account, Leave
from dengbu.accounts.permissions import Permission, may
from dengbu.kernel.chinese import SHANGHAI
from dengbu.kernel.fault import Fault, FaultCode, FaultList, Faults

LONGEST = timedelta(days=366)
"""A longer absence is the end of a post, which the administrator writes."""


@dataclass(frozen=True, kw_only=True, slots=True)
class LeaveView:
    """Days on which an officer is away, both of them included."""

    id: int
    account: int
    name: str
    first: date
    last: date


def take_leave(
    actor: Actor, *, account: int, first: date | None, last: date | None, now: datetime
) -> LeaveView:
    """Note that an officer is away from ``first`` to ``last``: for oneself, or or as who
    assigns cases.

    Days before today cannot be begun, since cases were given on them. Raises `Faults`
    PERMISSION_MISSING for somebody else's leave, REQUIRED, NOT_FOUND, and CODE_LIST for days that
    no leave can have.
    """
    officer = _officer(actor, account)
    if first is None or last is None:
        faults = FaultList()
        for name, day, said in (("first", first, "哪天开始"), ("last", last, "哪天为止")):
            if day is None:
                faults.add(FaultCode.REQUIRED, f"请填请假从{said}", field=name)
        raise Faults(faults)
    _check(first, last, today=now.astimezone(SHANGHAI).date())
    with transaction.atomic():
        Account.objects.select_for_update(no_key=True).get(id=account)
        standing = Leave.objects.filter(account_id=account, ended_at=None)
        if standing.filter(first__lte=last, last__gte=first).exists():
            said = f"{officer.name}这几天已经请过假了，请先取消那一次"
            raise Faults(Fault(code=FaultCode.CODE_LIST, message=said, field="first"))
        made = Leave.objects.create(
            account_id=account,
            office=actor.office,
            first=first,
            last=last,
            noted_by_id=actor.id,
            noted_at=now,
        )
    return _view(made, officer.name)


def end_leave(actor: Actor, leave: int, *, now: datetime) -> None:
    """Take a leave back: from now on its days are days at work. A second time changes nothing.

    Raises `Faults` NOT_FOUND, or PERMISSION_MISSING for somebody else's.
    """
    found = Leave.objects.filter(id=leave, office=actor.office).first()
    if found is None:
        raise Faults(Fault(code=FaultCode.NOT_FOUND, message="没有这次请假，请核对"))
    _officer(actor, found.account_id)
    Leave.objects.filter(id=leave, ended_at=None).update(ended_at=now, ended_by_id=actor.id)


def leaves(office: str, *, on: date) -> tuple[LeaveView, ...]:
    """Who of an office is away on a day or will be later, the nearest first."""
    found = Leave.objects.filter(office=office, ended_at=None, last__gte=on)
    rows = found.select_related("account").order_by("first", "account__name", "id")
    return tuple(_view(row, row.account.name) for row in rows)


def away(office: str, *, on: date) -> frozenset[int]:
    """Accounts of those who are away on a day."""
    found = Leave.objects.filter(office=office, ended_at=None, first__lte=on, last__gte=on)
    return frozenset(found.values_list("account_id", flat=True))


def _officer(actor: Actor, account: int) -> Account:
    """The officer whose leave it is, if the actor may write it."""
    mine = Q(id=account, office=actor.office, kind=AccountKind.OFFICER)
    found = Account.objects.filter(mine).first()
    if actor.id != account and not may(actor, Permission.ASSIGN):
        said = "别人的假由能调整审核人员的人记，您可以记自己的"
        raise Faults(Fault(code=FaultCode.PERMISSION_MISSING, message=said))
    if found is None or not actor.office:
        raise Faults(Fault(code=FaultCode.NOT_FOUND, message="本所没有这个人，请核对"))
    return found


def _check(first: date, last: date, *, today: date) -> None:
    faults = FaultList()
    if first < today:
        faults.add(FaultCode.CODE_LIST, "请假最早从今天开始：过去的日子件已经派了", field="first")
    if last < first:
        faults.add(FaultCode.CODE_LIST, "请假的最后一天在第一天前面，请核对", field="last")
    elif last - first > LONGEST:
        faults.add(FaultCode.CODE_LIST, "请假最长一年；更久请系统管理员停掉岗位", field="last")
    faults.raise_if_any()


def _view(row: Leave, name: str) -> LeaveView:
    return LeaveView(id=row.id, account=row.account_id, name=name, first=row.first, last=row.last)
