"""回避: from whose cases an officer keeps away, as the officer declared it.

Oneself, one's family and other interests: a person or organisation by number, or a unit. A case is
kept from whoever declared any of its people, any holder of its units, or a unit of it, and declared
or not from whoever is such a person by the own identity number. Marriage and kinship that a
department confirmed in a case are kept as interests of the officer whose they are. An officer
declares and cannot take it back; a chief ends it, with a reason, and not the own one.
"""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.db import IntegrityError, transaction

from dengbu.accounts import api as accounts
from dengbu.casework import limits, rows
from dengbu.casework.dispatching import leaves
from dengbu.casework.models import Interest, Relation
from dengbu.database.ids import next_id
from dengbu.exchange import api as exchange
from dengbu.kernel.chinese import SHANGHAI, normalise_code
from dengbu.kernel.fault import Fault, FaultCode, FaultList, Faults
from dengbu.kernel.identity import IdType, check_identity, mask
from dengbu.kernel.unit_code import UnitCode
from dengbu.register import api as register

CONFIRMED = "办件时部门答复是一家人"
NOTE = 200  # characters of what is said beside a declaration, and of why it is ended
PARTIES = (
    "SELECT case_id, n FROM casework_caseparty CROSS JOIN LATERAL unnest(ARRAY[id_no,"
    " guardian_id_no]) AS n WHERE case_id = ANY(%s) AND n <> ''"
)
UNITS = "SELECT case_id, unit_code FROM casework_caseunit WHERE case_id = ANY(%s)"


@dataclass(frozen=True, kw_only=True, slots=True)
class InterestView:
    """A declaration as shown: numbers masked."""

    id: int
    account: int
    officer: str
    relation: Relation
    name: str
    number: str  # masked; "" for a unit
    unit_code: str
    note: str
    declared_at: datetime
    mine: bool  # of whoever looks
    may_end: bool


def declare(
    actor: accounts.Actor,
    *,
    relation: str,
    name: str,
    id_no: str,
    unit_code: str,
    note: str,
    now: datetime,
) -> None:
    """Declare interests of one's own: a number, a unit, or one of each, and whose they are.

    Raises `Faults` PERMISSION_MISSING, and everything that is wrong at ``relation``,
    ``party_name``, ``id_no``, ``unit_code`` and ``note``.
    """
    accounts.require(actor, accounts.Permission.EXAMINE)
    faults, told = FaultList(), " ".join(name.split())
    number = _number(id_no, faults, today=now.astimezone(SHANGHAI).date())
    unit = _unit(unit_code, faults)
    if relation not in {r.value for r in Relation}:
        faults.add(FaultCode.CODE_LIST, "请选是什么关系", field="relation")
    if not id_no.strip() and not unit_code.strip():
        said = "请填证件号码或者信用代码；只和一处房子有关的，填不动产单元号"
        faults.add(FaultCode.REQUIRED, said, field="id_no")
    if number and not told:
        faults.add(FaultCode.REQUIRED, "请填姓名或者名称", field="party_name")
    words = " ".join(note.split())
    limits.within(told, limits.NAME, "姓名或者名称", faults, field="party_name")
    limits.within(words, NOTE, "说明", faults, field="note")
    faults.raise_if_any()
    # A person and a unit are two interests: each keeps cases away by itself and is ended by itself.
    found = [pair for pair in ((number, ""), ("", unit)) if any(pair)]
    _keep(
        [
            Interest(
                id=next_id(),
                office=actor.office,
                account_id=actor.id,
                relation=relation,
                name=told,
                id_no=id_no,
                unit_code=code,
                note=words,
                declared_at=now,
            )
            for id_no, code in found
        ]
    )


def _keep(made: Sequence[Interest]) -> None:
    """Keep all of them, or none and say which have been declared before."""
    faults = FaultList()
    with transaction.atomic():
        for row in made:
            try:
                with transaction.atomic():
                    row.save(force_insert=True)
                    leaves.attest(row.office, leaves.of_interest(row))
            except IntegrityError:
                field = "id_no" if row.id_no else "unit_code"
                faults.add(FaultCode.CODE_LIST, "这一项您已经申报过了", field=field)
        faults.raise_if_any()


def _number(text: str, faults: FaultList, *, today: date) -> str:
    """A resident's number or a credit code by their check digits; anything else as it is."""
    number = normalise_code(text)
    kind = IdType.OTHER
    if len(number) == 18:
        kind = IdType.RESIDENT_ID if number[:17].isdecimal() else IdType.CREDIT_CODE
        if number[0] == "9":  # no region: 登记管理部门 9, 工商
            kind = IdType.CREDIT_CODE
    with faults.catch():
        return check_identity(kind, number, today=today, field="id_no") if number else ""
    return ""


def _unit(text: str, faults: FaultList) -> str:
    code = normalise_code(text)
    if not code:
        return ""
    with faults.catch():
        return str(UnitCode.parse(code, field="unit_code"))
    return ""


def end(actor: accounts.Actor, interest: int, *, reason: str, now: datetime) -> None:
    """End a declaration of somebody else's, with the reason. A second time changes nothing.

    Raises `Faults` PERMISSION_MISSING, NOT_FOUND, REQUIRED or TOO_LONG at ``why``.
    """
    accounts.require(actor, accounts.Permission.ASSIGN)
    with transaction.atomic():
        found = Interest.objects.select_for_update(no_key=True)
        row = found.filter(id=interest, office=actor.office).first()
        if row is None:
            raise Faults(Fault(code=FaultCode.NOT_FOUND, message="没有这项申报，请核对"))
        if row.account_id == actor.id:
            said = "自己的申报要由别的科长撤销"
            raise Faults(Fault(code=FaultCode.PERMISSION_MISSING, message=said))
        faults, words = FaultList(), " ".join(reason.split())
        if not words:
            faults.add(FaultCode.REQUIRED, "请写为什么不用再回避了", field="why")
        limits.within(words, NOTE, "原因", faults, field="why")
        faults.raise_if_any()
        if row.ended_at is not None:
            return
        row.ended_at, row.ended_by_id = now, actor.id
        row.ended_by_name, row.end_reason = actor.name, words
        row.save(update_fields=["ended_at", "ended_by_id", "ended_by_name", "end_reason"])
        ended = [one for one in leaves.of_interest(row) if one.subject.startswith("interest-end:")]
        leaves.attest(row.office, ended)


def declared(actor: accounts.Actor) -> tuple[InterestView, ...]:
    """Declarations that stand: all of the office for a chief, else one's own."""
    chief = accounts.may(actor, accounts.Permission.ASSIGN)
    if not chief:
        accounts.require(actor, accounts.Permission.EXAMINE)
    found = Interest.objects.filter(office=actor.office, ended_at=None).select_related("account")
    if not chief:
        found = found.filter(account_id=actor.id)
    return tuple(
        InterestView(
            id=row.id,
            account=row.account_id,
            officer=row.account.name,
            relation=Relation(row.relation),
            name=row.name,
            number=mask(row.id_no) if row.id_no else "",
            unit_code=row.unit_code,
            note=row.note,
            declared_at=row.declared_at,
            mine=row.account_id == actor.id,
            may_end=chief and row.account_id != actor.id,
        )
        for row in found.order_by("account__name", "declared_at", "id")
    )


def note_family(office: str, asked: Sequence[exchange.Question], *, now: datetime) -> None:
    """Keep as interests of officers what departments confirmed: whose family they are.

    ``asked``: questions that were answered with yes, in the transaction of their case.
    """
    pairs = [
        pair
        for q in asked
        if isinstance(q, exchange.Marriage | exchange.Kinship)
        for pair in ((q.id_no, q.other_id_no, q.other_name), (q.other_id_no, q.id_no, q.name))
    ]
    if not pairs:
        return
    officers = accounts.officers_of_numbers(office, {mine for mine, _, _ in pairs})
    for account, number in officers.items():
        for other, name in sorted({(o, name) for mine, o, name in pairs if mine == number}):
            if Interest.objects.filter(account_id=account, id_no=other, ended_at=None).exists():
                continue
            row = Interest.objects.create(
                id=next_id(),
                office=office,
                account_id=account,
                relation=Relation.FAMILY,
                name=name[: limits.NAME],
                id_no=other,
                note=CONFIRMED,
                declared_at=now,
            )
            leaves.attest(office, leaves.of_interest(row))


def kept_away(cases: Sequence[int], people: Sequence[int]) -> dict[int, dict[int, str]]:
    """By case, who of ``people`` must keep away from it, and the first `Relation` that says why.

    Five statements whatever the number of cases; two where no number or interest is known.
    """
    found = Interest.objects.filter(account_id__in=list(people), ended_at=None)
    own = accounts.officer_numbers(people)
    read = [(account, Relation.OWN.value, number, "") for account, number in own.items()]
    read += found.order_by("id").values_list("account_id", "relation", "id_no", "unit_code")
    if not read:
        return {}
    of_case = concerned(cases)
    away: dict[int, dict[int, str]] = defaultdict(dict)
    for account, relation, number, unit in read:
        for case, they in of_case.items():
            if (number or unit) in they:
                away[case].setdefault(account, relation)
    return dict(away)


def raise_if_kept_away(case_id: int, actor: accounts.Actor) -> None:
    """Refuse who must keep away from a case: declared after the draw, or a party came later.

    Raises `Faults` STEP_NOT_ALLOWED.
    """
    if kept_away([case_id], [actor.id]):
        said = "这件和您申报的回避事项有关，您不能审，请科长改派给别人"
        raise Faults(Fault(code=FaultCode.STEP_NOT_ALLOWED, message=said))


def concerned(
    cases: Sequence[int], *, at: Mapping[int, datetime] | None = None
) -> Mapping[int, frozenset[str]]:
    """Numbers of people and holders, and codes of units, of each case.

    Holders of now; with ``at``, a moment by case, those of then.
    """
    told: dict[int, set[str]] = defaultdict(set)
    for case, number in rows.fetch(PARTIES, [list(cases)]):
        told[case].add(number)
    units = rows.fetch(UNITS, [list(cases)])
    held = register.holder_periods(sorted({code for _, code in units}), past=at is not None)
    for case, code in units:
        moment = None if at is None else at[case]
        told[case].add(code)
        told[case] |= {p.id_no for p in held.get(code, ()) if moment is None or p.stood(moment)}
    return {case: frozenset(all_of_it) for case, all_of_it in told.items()}
