"""非公证继承: a family told at the window, solved by rule, and kept with the case that rests on it.

The office itself finds out who inherits (实施细则第14条). Whoever told it, the same steps make the
same family, and under one version of the rules the same answer: `replays` shows it of any case.
"""

import logging
import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction

from dengbu.accounts import api as accounts
from dengbu.cadastre import api as cadastre
from dengbu.casework.models import Succession
from dengbu.casework.rules import inheritance as rules
from dengbu.casework.serving import require_served, serves
from dengbu.kernel.chinese import SHANGHAI, day_words, normalise_code
from dengbu.kernel.fault import Fault, FaultCode, FaultList, Faults
from dengbu.kernel.identity import birth_date
from dengbu.register import api as register

log = logging.getLogger(__name__)
access_log = logging.getLogger("dengbu.access")
MOST_STEPS = 400
TOKEN = 16  # bytes


@dataclass(frozen=True, kw_only=True, slots=True)
class SuccessionView:
    """A family, what is still to be asked, and the answer as far as it is told."""

    token: str
    office: str
    unit_code: str
    revision: int
    family: rules.Family
    holders: tuple[rules.Holder, ...]
    questions: tuple[rules.Question, ...]  # open, the next first; the undecided are asked last
    steps: tuple[rules.Step, ...]
    answer: rules.Answer | None  # None while the family cannot be true
    faults: tuple[Fault, ...]  # why it cannot
    attendance: tuple[rules.Attendance, ...]
    proofs: Mapping[str, tuple[rules.Proof, ...]]
    begun_by: str
    begun_at: datetime
    case_no: str  # "": no case rests on it yet
    replays: bool  # the kept answer is what the rules give today, of their same version

    @property
    def whole(self) -> bool:
        """Whether everything is told, and somebody can be entered for every share."""
        return not self.questions and self.answer is not None and not self.waiting

    @property
    def waiting(self) -> tuple[str, ...]:
        """Keys of shares that nobody can be entered for: the unborn, the State, a collective."""
        lives = {p.key: p.life for p in self.family.people}
        shares = self.answer.shares if self.answer else {}
        return tuple(k for k in shares if lives.get(k) is not rules.Life.ALIVE)


def begin_succession(
    unit_code: str, *, actor: accounts.Actor, now: datetime, copied: str = ""
) -> SuccessionView:
    """Begin to tell the family of whoever holds a unit; what the register says is known.

    ``copied`` names a family of the same unit whose answers are taken over, to be put right where
    the first is frozen with its case. Raises `Faults` UNIT_UNKNOWN, NOT_SUPPORTED for another
    city, NOT_HOLDER where nobody holds it, NOT_FOUND for what is copied, PERMISSION_MISSING.
    """
    accounts.require(actor, accounts.Permission.ACCEPT)
    unit = cadastre.unit(normalise_code(unit_code))
    if unit is None or not unit.valid:
        said = "没有查到这个不动产单元，请核对代码"
        raise Faults(Fault(code=FaultCode.UNIT_UNKNOWN, message=said, field="unit_code"))
    require_served(unit.office, actor, field="unit_code")
    held = register.unit_state(unit.code, now=now).ownership
    if held is None:
        said = "这套房子还没有登记在谁名下，没有遗产可以继承"
        raise Faults(Fault(code=FaultCode.NOT_HOLDER, message=said, field="unit_code"))
    by_shares = held.co_ownership is register.CoOwnership.BY_SHARES
    holders = tuple(
        rules.Holder(
            name=h.party.name,
            share=h.share if by_shares else None,
            born_on=birth_date(h.party.id_no),
            organisation=h.party.party_type != register.PartyType.PERSON,
        )
        for h in held.holders
    )
    row = Succession(
        office=unit.office,
        token=secrets.token_hex(TOKEN),
        unit_code=unit.code,
        holders=rules.to_json(holders),
        rules_version=rules.VERSION,
        begun_at=now,
        begun_by_id=actor.id,
        begun_by_name=actor.name,
        changed_at=now,
    )
    if copied:
        before = _row(copied, actor)
        row.told = before.told if before.unit_code == row.unit_code else []
        answer = _solved(rules.tell(holders, _steps(row)))[0]
        row.answer = rules.to_json(answer) if answer else {}
    row.save(force_insert=True)
    return view_of(row, now=now)


def succession(token: str, *, actor: accounts.Actor, now: datetime) -> SuccessionView:
    """A family by its address; the look is logged. Raises `Faults` NOT_FOUND."""
    accounts.require(actor, accounts.Permission.SEARCH_REGISTER)
    row = _row(token, actor)
    access_log.info(
        "family read: officer=%s succession=%s unit=%s", actor.id, row.token, row.unit_code
    )
    return view_of(row, now=now)


@transaction.atomic
def tell(
    token: str,
    key: str,
    said: Mapping[str, str],
    *,
    actor: accounts.Actor,
    now: datetime,
    revision: int,
) -> SuccessionView:
    """Answer one question, or answer it anew; nothing is kept of what cannot be read.

    Raises `Faults` with every field that cannot be read, NOT_FOUND, STATE_CHANGED where somebody
    else told on, STEP_NOT_ALLOWED once a case rests on the family, TOO_MANY_ITEMS.
    """
    row = _taken(token, actor, revision)
    question = _question(key)
    steps = [s for s in _steps(row) if s.key != key]
    if len(steps) >= MOST_STEPS:
        said_ = "问题太多了，请核对家庭成员，或者到柜台请审核员一起看"
        raise Faults(Fault(code=FaultCode.TOO_MANY_ITEMS, message=said_))
    holders = _holders(row)
    place = next((n for n, s in enumerate(_steps(row)) if s.key == key), len(steps))
    before = rules.tell(holders, steps[:place])
    kept = rules.kept(said)
    rules.to_come(kept, today=now.astimezone(SHANGHAI).date()).raise_if_any()
    told = rules.answered(before, question, kept)  # raises what cannot be read, before it is kept
    if question.topic is rules.Topic.HOLDERS:
        _after_the_title(told, row.unit_code, now=now).raise_if_any()
    steps.insert(place, rules.Step(key=key, said=kept))
    return _kept(row, steps, now=now)


def _after_the_title(family: rules.Family, unit_code: str, *, now: datetime) -> FaultList:
    """Holders said to have died before they held: acceptance refuses it (E12), so it is told here,
    before twenty more questions."""
    faults = FaultList()
    held = register.unit_state(unit_code, now=now).ownership
    if held is None:
        return faults
    since = held.effective_from.astimezone(SHANGHAI).date()
    for person in family.people:
        if person.key.removeprefix("h").isdecimal() and person.died_on and person.died_on < since:
            words = f"{person.name}{day_words(since)}才取得这套房子，去世的日期更早，请核对"
            mend = "请对照死亡证明；登记簿记错的，先办更正"
            field = f"{person.key}.died_on"
            faults.add(FaultCode.DATE_RANGE, words, field=field, remedy=mend)
    return faults


def _question(key: str) -> rules.Question:
    try:
        return rules.Question.of(key)
    except ValueError:
        said = "没有这个问题，请刷新页面再填"
        raise Faults(Fault(code=FaultCode.NOT_FOUND, message=said)) from None


def _row(token: str, actor: accounts.Actor) -> Succession:
    row = Succession.objects.select_related("case").filter(token=token).first()
    if row is None or not _shown(row, actor):
        raise Faults(Fault(code=FaultCode.NOT_FOUND, message="没有这份家庭关系，请重新查这套房子"))
    return row


def _shown(row: Succession, actor: accounts.Actor) -> bool:
    if row.case is not None:
        return serves(row.case, actor)
    return actor.office == row.office or row.begun_by_id == actor.id


def _taken(token: str, actor: accounts.Actor, revision: int) -> Succession:
    """The row, locked, if it may still be told on."""
    accounts.require(actor, accounts.Permission.ACCEPT)
    _row(token, actor)
    row = Succession.objects.select_for_update().get(token=token)
    if row.case_id is not None:
        said = "这份家庭关系已经随件交了，不能再改；要改请另填一份，用补正交上"
        raise Faults(Fault(code=FaultCode.STEP_NOT_ALLOWED, message=said))
    if row.revision != revision:
        said = "别的窗口刚刚改过这份家庭关系，请看过新的再填"
        raise Faults(Fault(code=FaultCode.STATE_CHANGED, message=said))
    return row


def _kept(row: Succession, steps: list[rules.Step], *, now: datetime) -> SuccessionView:
    row.told = rules.to_json(tuple(steps))
    row.changed_at = now
    row.revision += 1
    row.rules_version = rules.VERSION
    answer, faults = _solved(rules.tell(_holders(row), steps))
    if faults:  # by code alone: what is said of it names people
        flaws = ", ".join(sorted({str(fault.data["flaw"]) for fault in faults}))
        log.warning("family %s cannot be true: %s", row.token, flaws)
    row.answer = rules.to_json(answer) if answer else {}
    row.save(update_fields=["told", "answer", "rules_version", "changed_at", "revision"])
    return view_of(row, now=now)


def _holders(row: Succession) -> tuple[rules.Holder, ...]:
    return tuple(rules.from_json(rules.Holder, one) for one in row.holders)


def _steps(row: Succession) -> tuple[rules.Step, ...]:
    return tuple(rules.Step(key=s["key"], said=s.get("said", {})) for s in row.told)


def _solved(family: rules.Family) -> tuple[rules.Answer | None, tuple[Fault, ...]]:
    """The answer, or why there is none; before anybody is said to have died there is neither."""
    if not family.told:
        return None, ()
    try:
        return rules.solve(family), ()
    except Faults as error:
        return None, error.faults


def view_of(row: Succession, *, now: datetime) -> SuccessionView:
    today = now.astimezone(SHANGHAI).date()
    holders, steps = _holders(row), _steps(row)
    family = rules.tell(holders, steps)
    answer, faults = _solved(family)
    same = row.rules_version == rules.VERSION
    waits = {step.key for step in steps}  # answered and still open: whoever has not decided yet
    open_ = rules.next_questions(family, on=today)
    return SuccessionView(
        token=row.token,
        office=row.office,
        unit_code=row.unit_code,
        revision=row.revision,
        family=family,
        holders=holders,
        questions=tuple(sorted(open_, key=lambda q: q.key in waits)),
        steps=steps,
        answer=answer,
        faults=faults,
        attendance=rules.attendance(family, answer, on=today) if answer else (),
        proofs=rules.proofs(family, answer, on=today) if answer else {},
        begun_by=row.begun_by_name,
        begun_at=row.begun_at,
        case_no=row.case.case_no if row.case is not None else "",
        replays=same and (rules.to_json(answer) if answer else {}) == row.answer,
    )
