"""Beginning to show a certificate, and stopping."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import connection, transaction
from django.db.models import QuerySet

from dengbu.accounts import api as accounts
from dengbu.casework import api as casework
from dengbu.casework.api import terms as casework_terms
from dengbu.inquiry import attesting
from dengbu.inquiry.models import Showing
from dengbu.inquiry.showing import keys
from dengbu.inquiry.showing.views import papers
from dengbu.kernel.chinese import show_duration
from dengbu.kernel.fault import Fault, FaultCode, FaultList, Faults

LONGEST_WORDS, SHORTEST_WORDS = 30, 2


@dataclass(frozen=True, kw_only=True, slots=True)
class Wanted:
    """What the holder chose, as typed."""

    number: str  # of the certificate, storage form
    purpose: str  # code of the catalogue
    words: str = ""  # what for, where the purpose asks
    people: int  # who may check
    minutes: int


def start(wanted: Wanted, *, actor: accounts.Actor, now: datetime) -> int:
    """Begin a showing; its id. Raises `Faults`, all at once: then nothing is shown."""
    paper = next(
        (p for p in papers(actor.id_type, actor.id_no, now=now) if p.number == wanted.number), None
    )
    if paper is None:
        said = "您名下没有这本证，或者它已经不再有效，不能出示"
        raise Faults(Fault(code=FaultCode.NOT_FOUND, message=said))
    casework.require_paid(paper.number)
    terms = casework.inquiry_terms(office=paper.office, now=now)
    rule = _chosen(wanted, terms.showing)
    with transaction.atomic():
        _not_too_many(actor, terms.showing, now=now)
        keys.know(paper.office, now=now)
        row = Showing.objects.create(
            office=paper.office,
            account_id=actor.id,
            name=actor.name,
            id_type=actor.id_type,
            id_no=actor.id_no,
            number=paper.number,
            purpose=rule.code,
            purpose_name=_said(rule, wanted),
            shows=[str(one) for one in rule.shows],
            terms_version=terms.version,
            most=wanted.people,
            started_at=now,
            until=now + timedelta(minutes=wanted.minutes),
        )
        attesting.attest_showing(row)
    return row.id


def _chosen(wanted: Wanted, terms: casework_terms.ShowTerms) -> casework_terms.ShowRule:
    """Raises `Faults` for whatever is not among what may be chosen."""
    faults, rule = FaultList(), terms.rule(wanted.purpose)
    if not terms.rules:
        said = "本登记机构现在不能在手机上出示证书，请用证书文件或者纸证"
        raise Faults(Fault(code=FaultCode.NOT_SUPPORTED, message=said))
    if rule is None:
        faults.add(FaultCode.CODE_LIST, "请选给对方看来做什么", field="purpose")
    elif rule.says:
        _words(wanted, faults)
    if wanted.people not in terms.people:
        faults.add(FaultCode.CODE_LIST, "请选最多给几个人看", field="people")
    if wanted.minutes not in terms.minutes:
        faults.add(FaultCode.CODE_LIST, "请选出示多久", field="minutes")
    if rule is None or faults:
        raise Faults(faults)
    return rule


def _words(wanted: Wanted, faults: FaultList) -> None:
    typed = " ".join(wanted.words.split())
    if len(typed) < SHORTEST_WORDS:
        faults.add(FaultCode.REQUIRED, "请写一句给对方看来做什么", field="words")
    if len(typed) > LONGEST_WORDS:
        said = f"最多写 {LONGEST_WORDS} 个字，现在是 {len(typed)} 个"
        faults.add(FaultCode.TOO_LONG, said, field="words")


def _said(rule: casework_terms.ShowRule, wanted: Wanted) -> str:
    return f"{rule.name}：{' '.join(wanted.words.split())}" if rule.says else rule.name


def running(id_type: str, id_no: str, *, now: datetime) -> QuerySet[Showing]:
    """Showings of a person that have neither stopped nor run out, the first to end first."""
    mine = Showing.objects.filter(id_type=id_type, id_no=id_no, stopped_at=None, until__gt=now)
    return mine.order_by("until", "id")


def _not_too_many(actor: accounts.Actor, terms: casework_terms.ShowTerms, *, now: datetime) -> None:
    """Raises `Faults`: one person shows only so much at a time; of two starts one waits here."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT pg_advisory_xact_lock(hashtext('showing'), hashtext(%s))",
            [f"{actor.id_type}:{actor.id_no}"],
        )
    mine = list(running(actor.id_type, actor.id_no, now=now)[: terms.running])
    if len(mine) < terms.running:
        return
    left = show_duration(mine[0].until - now)
    said = f"您正在出示 {len(mine)} 份，最多同时 {terms.running} 份；最早的一份还剩 {left}"
    raise Faults(
        Fault(code=FaultCode.RATE_LIMIT, message=said, remedy="先停止其中一份，或者等它结束后再试")
    )


def stop(id: int, *, actor: accounts.Actor, now: datetime) -> None:
    """End a showing of one's own; nothing more where it has ended. Raises `Faults` NOT_FOUND."""
    mine = Showing.objects.filter(id=id, id_type=actor.id_type, id_no=actor.id_no)
    if not mine.exists():
        raise Faults(Fault(code=FaultCode.NOT_FOUND, message="没有这次出示，或者不是您出示的"))
    mine.filter(stopped_at=None).update(stopped_at=now)
