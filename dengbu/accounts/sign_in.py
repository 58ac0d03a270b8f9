"""Signing in (登录): password, second factor, lock-out, and a log of every attempt."""

from datetime import datetime, timedelta

from django.conf import settings
from django.contrib.auth.hashers import check_password, make_password
from django.db import transaction

from dengbu.accounts import totp
from dengbu.accounts.codes import AccountKind, SignInOutcome
from dengbu.accounts.models import Account, SignIn
from dengbu.kernel.fault import Fault, FaultCode, Faults

TRIES = 5
LOCKED_FOR = timedelta(minutes=15)

WRONG = Fault(
    code=FaultCode.SIGN_IN_FAILED,
    message="账号、密码或动态口令不正确，请核对后重新输入。",
    remedy="忘记密码请联系本单位系统管理员。",
)
NOT_ENROLLED = Fault(
    code=FaultCode.SIGN_IN_FAILED,
    message="您的账号还没有绑定动态口令，请联系本单位系统管理员绑定后再登录。",
)
LOCKED = Fault(
    code=FaultCode.ACCOUNT_LOCKED,
    message="连续5次登录失败，账号已锁定15分钟，请稍后再试。",
    remedy="如非本人操作，请立即联系本单位系统管理员。",
)


def sign_in_check(
    username: str, password: str, totp_code: str = "", *, now: datetime, ip: str | None
) -> Account:
    """The account behind the credentials, ready for Django's ``login``.

    Raises `Faults` SIGN_IN_FAILED or ACCOUNT_LOCKED. Call it outside a transaction that the fault
    would roll back: the failed attempt must stay in the log. A name that does not exist is answered
    like a wrong password, and takes as long.
    """
    name = username.strip()[:50]
    with transaction.atomic():
        account = Account.objects.select_for_update().filter(username=name).first()
        fault, outcome = _judge(account, name, password, totp_code, now)
        SignIn.objects.create(username=name, account=account, at=now, ip=ip, outcome=outcome)
    if fault is not None or account is None:
        raise Faults(fault or WRONG)
    return account


def _judge(
    account: Account | None, name: str, password: str, code: str, now: datetime
) -> tuple[Fault | None, SignInOutcome]:
    if _locked(name, now):
        return LOCKED, SignInOutcome.LOCKED
    if account is None:
        make_password(password)  # the same work as a check, so that time tells nothing
        return WRONG, SignInOutcome.FAILED
    if not check_password(password, account.password) or not account.is_active:
        return WRONG, SignInOutcome.FAILED
    fault = _second_factor(account, code, now)
    return fault, SignInOutcome.FAILED if fault else SignInOutcome.OK


def _second_factor(account: Account, code: str, now: datetime) -> Fault | None:
    """What is wrong with the one-time code; notes its step, so that it is good once."""
    if not account.totp_secret:
        needed = settings.SECOND_FACTOR and account.kind == AccountKind.OFFICER
        return NOT_ENROLLED if needed else None
    step = totp.accepted_step(
        totp.unseal(account.totp_secret), code, now=now, after=account.last_totp_step
    )
    if step is None:
        return WRONG
    account.last_totp_step = step
    account.save(update_fields=["last_totp_step"])
    return None


def _locked(name: str, now: datetime) -> bool:
    """Whether the last five attempts that were read all failed within the last 15 minutes."""
    recent = SignIn.objects.filter(username=name, at__gt=now - LOCKED_FOR)
    read = recent.exclude(outcome=SignInOutcome.LOCKED).order_by("-at", "-id")
    outcomes = list(read.values_list("outcome", flat=True)[:TRIES])
    return len(outcomes) == TRIES and SignInOutcome.OK not in outcomes
