"""A person questions a look at their data; an auditor or a chief answers, once, within its term."""

from datetime import datetime

from django.db import IntegrityError, transaction

from dengbu.accounts import attesting
from dengbu.accounts.actors import Actor
from dengbu.accounts.looks import look_of
from dengbu.accounts.models import Disclosure, LookQuestion
from dengbu.accounts.permissions import Permission, may, require
from dengbu.kernel.chinese import moment_words
from dengbu.kernel.fault import Fault, FaultCode, Faults

SHORTEST, LONGEST_REASON, LONGEST_ANSWER = 4, 200, 400


def question_look(id: int, *, actor: Actor, reason: str, due: datetime, now: datetime) -> None:
    """Ask about a look at one's own data. Raises `Faults`; each is asked about once."""
    look = look_of(id, actor=actor)
    if look is None:
        raise Faults(Fault(code=FaultCode.NOT_FOUND, message="没有这条记录，或者不是看您的"))
    if look.question is not None:
        raise Faults(Fault(code=FaultCode.DUPLICATE_SUBMIT, message="这一条您已经问过了"))
    said = _text(reason, LONGEST_REASON, "reason", "请写为什么要问")
    row = Disclosure.objects.get(id=id)
    where = "" if look.place == row.office else f"，{look.place}"
    what = f"{look.kind.label}{where}：{look.purpose}"
    about = f"{moment_words(look.at)}，{look.who}（{look.post}）{what}"
    try:
        with transaction.atomic():
            made = LookQuestion.objects.create(
                office=row.office,
                look=id,
                id_type=actor.id_type,
                id_no=actor.id_no,
                asked_of_id=row.account_id,
                about=about[:400],
                reason=said,
                asked_at=now,
                due_at=due,
            )
            attesting.attest([attesting.of_question(made)])
    except IntegrityError as error:
        raise Faults(
            Fault(code=FaultCode.DUPLICATE_SUBMIT, message="这一条您已经问过了")
        ) from error


def answer_look(id: int, *, actor: Actor, answer: str, now: datetime) -> None:
    """Answer a question of one's office. Raises `Faults`; who looked never answers for it."""
    require_answering(actor)
    said = _text(answer, LONGEST_ANSWER, "answer", "请写答复")
    with transaction.atomic():
        row = LookQuestion.objects.select_for_update().filter(id=id, office=actor.office).first()
        if row is None:
            raise Faults(Fault(code=FaultCode.NOT_FOUND, message="没有这个提问"))
        if row.answered_at is not None:
            said = f"{row.answered_name}已经答复过了，一个提问只答复一次"
            raise Faults(Fault(code=FaultCode.STEP_NOT_ALLOWED, message=said))
        if row.asked_of_id == actor.id:
            said = "问的是您自己的查看，要由别人答复"
            raise Faults(Fault(code=FaultCode.STEP_NOT_ALLOWED, message=said))
        row.answer, row.answered_at = said, now
        row.answered_by_id, row.answered_name = actor.id, actor.name
        row.save(update_fields=["answer", "answered_at", "answered_by", "answered_name"])
        attesting.attest([attesting.of_answer(row)])


def require_answering(actor: Actor) -> None:
    """Raises `Faults` PERMISSION_MISSING: auditors and chiefs read who looked, and answer."""
    if not may(actor, Permission.ASSIGN):
        require(actor, Permission.AUDIT)


def questions(actor: Actor, *, limit: int = 100) -> tuple[LookQuestion, ...]:
    """Questions at an office, those to be answered first, by their term. Raises `Faults`."""
    require_answering(actor)
    rows = LookQuestion.objects.filter(office=actor.office)
    waiting = list(rows.filter(answered_at=None).order_by("due_at", "id")[:limit])
    done = rows.exclude(answered_at=None).order_by("-answered_at", "-id")
    return (*waiting, *done[: limit - len(waiting)])


def _text(typed: str, longest: int, field: str, missing: str) -> str:
    said = " ".join(typed.split())
    if len(said) < SHORTEST:
        told = f"{missing}，至少 {SHORTEST} 个字"
        raise Faults(Fault(code=FaultCode.REQUIRED, message=told, field=field))
    if len(said) > longest:
        told = f"最多写 {longest} 个字，现在是 {len(said)} 个"
        raise Faults(Fault(code=FaultCode.TOO_LONG, message=told, field=field))
    return said
