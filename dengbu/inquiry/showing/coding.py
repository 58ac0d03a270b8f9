"""The code on the phone, made anew each time it is asked for; nothing is written for it."""

import secrets
from dataclasses import dataclass
from datetime import datetime

from dengbu.inquiry.rules import showing as rules
from dengbu.inquiry.showing import keys
from dengbu.inquiry.showing.shown import Told, tell
from dengbu.inquiry.showing.views import ShowingView
from dengbu.kernel.fault import Fault, FaultCode, Faults


@dataclass(frozen=True, kw_only=True, slots=True)
class Coded:
    """A code, and what the other side would see this very moment."""

    text: str  # for the QR
    until: datetime  # it is good
    told: Told


def code_of(view: ShowingView, *, now: datetime) -> Coded:
    """A fresh code of a showing that runs. Raises `Faults` where there is no key, or no paper."""
    told = tell(view.number, view.holder, view.shows, now=now)
    if told is None:
        raise Faults(Fault(code=FaultCode.NOT_FOUND, message="登记簿里没有这本证"))
    try:
        seed = keys.seed_in_force(view.office)
    except keys.NoKey as error:
        said = "现在做不出新的码"
        remedy = "请停止出示，再重新出示一次；还是不行，用证书文件或者纸证"
        raise Faults(Fault(code=FaultCode.NOT_SUPPORTED, message=said, remedy=remedy)) from error
    salt, moment = secrets.token_bytes(rules.SALT), now.replace(microsecond=0)
    code = rules.Code(
        showing=view.id,
        moment=moment,
        nonce=secrets.token_bytes(rules.NONCE),
        found=told.found,
        told=told.told,
        salt=salt,
        digest=rules.digest_of(salt, told.digested),
        purpose=view.purpose,
        number=view.number,
    )
    return Coded(text=rules.sign(code, seed), until=moment + rules.LIFE, told=told)
