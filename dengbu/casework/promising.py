"""告知承诺: a promise in place of a paper, taken at acceptance, and given up before entry.

Only where the catalogue has its text, signed by everybody who must, never against what a department
has answered, and never from somebody whose promise was found untrue before. A broken or withdrawn
one leaves the paper to be handed in, and the case cannot be approved until it is.
Ground: 国办发〔2020〕42号 (promise, later check, consequence).
"""

from collections.abc import Iterable, Sequence
from datetime import datetime

from django.db import transaction
from django.db.models import Q

from dengbu.accounts import api as accounts
from dengbu.casework import journal, limits
from dengbu.casework.applicants import signed
from dengbu.casework.consents import applying, is_applicant
from dengbu.casework.holding import held, taken
from dengbu.casework.models import Case, CaseStatus, Material, Promise, PromiseState
from dengbu.casework.service_views import MaterialRule, ServiceView
from dengbu.casework.serving import serves
from dengbu.casework.sharing import Shared
from dengbu.casework.values import CaseRequest, MaterialSource, PartyInput
from dengbu.casework.views import CheckView
from dengbu.exchange.api import Outcome
from dengbu.kernel.chinese import normalise_code
from dengbu.kernel.fault import Fault, FaultCode, FaultList, Faults
from dengbu.kernel.identity import IdType

CODE = "告知承诺"
GROUND = "国办发〔2020〕42号"
BEFORE_ENTRY = (CaseStatus.ACCEPTED, CaseStatus.EXAMINING, CaseStatus.SUPPLEMENT)
GIVEN_UP = (PromiseState.BROKEN, PromiseState.WITHDRAWN)
STANDING = (PromiseState.OPEN, PromiseState.KEPT)


def promisers(request: CaseRequest, rule: MaterialRule) -> tuple[PartyInput, ...]:
    """Who signs the promise in place of a paper: the roles it names, else everybody who applies."""
    if rule.promised_by:
        found = [p for p in request.parties if p.role in rule.promised_by]
    else:
        found = [p for p in applying(request.parties) if p.id_type == IdType.RESIDENT_ID]
    once = {(p.id_type, normalise_code(p.id_no)): p for p in found if p.agreed}
    return tuple(once.values())


def _promised(
    request: CaseRequest, service: ServiceView
) -> list[tuple[int, MaterialRule, tuple[PartyInput, ...]]]:
    """Each paper for which a promise came: its place, its rule, who signs."""
    rules = {rule.code: rule for rule in service.materials}
    return [
        (i, rules[paper.code], promisers(request, rules[paper.code]))
        for i, paper in enumerate(request.materials)
        if paper.source == MaterialSource.PROMISE
        and paper.code in rules
        and MaterialSource.PROMISE in rules[paper.code].sources
    ]


def check_promises(
    request: CaseRequest,
    service: ServiceView,
    shared: Shared,
    *,
    before: CaseRequest | None = None,
) -> FaultList:
    """Everything that is wrong with the promises of a request; those taken ``before`` stand."""
    faults = FaultList()
    taken = set(before.materials) if before else set()
    promised = _promised(request, service)
    broken = _broken(p for _, _, signing in promised for p in signing)
    for i, rule, signing in promised:
        at = f"materials.{i}"
        if request.materials[i] not in taken and not (request.materials[i].signed and signing):
            said = f"{rule.name}用承诺代替的，要先读给本人听、每一位在承诺书上签了字，再勾上"
            faults.add(FaultCode.REQUIRED, said, field=f"{at}.signed")
        answer = shared.answers.get(rule.code)
        if answer is not None and answer.outcome is Outcome.NO_MATCH:
            said = f"{'；'.join(answer.words)}。不能用承诺代替，请交{rule.name}"
            faults.add(FaultCode.PRECONDITION, said, field=f"{at}.source")
        marked = [p.name for p in signing if _key(p) in broken]
        if marked:
            faults.add(
                FaultCode.PRECONDITION,
                f"{'、'.join(marked)}以前的承诺查下来不实，不能再用承诺代替，请交{rule.name}",
                field=f"{at}.source",
                remedy="认为查错了的，可以请审核员复核以前那一件",
                data={"ground": GROUND},
            )
    return faults


def _key(party: PartyInput) -> tuple[str, str]:
    return party.id_type, normalise_code(party.id_no)


def _broken(people: Iterable[PartyInput]) -> set[tuple[str, str]]:
    """Those of the people whose promise stands broken, at whichever office."""
    keys = {_key(p) for p in people}
    if not keys:
        return set()
    some = Q()
    for id_type, id_no in keys:
        some |= Q(id_type=id_type, id_no=id_no)
    rows = Promise.objects.filter(some, state=PromiseState.BROKEN)
    return set(rows.values_list("id_type", "id_no"))


def write(case: Case, request: CaseRequest, service: ServiceView, *, now: datetime) -> None:
    """Keep the promises that came with a request, one a person; those that stand stay as they are.

    One whose paper comes otherwise now is over: nothing rests on it any more, so it is not checked
    and nobody answers for it. In the caller's transaction, which holds the case.
    """
    promised = {p.code for p in request.materials if p.source == MaterialSource.PROMISE}
    Promise.objects.filter(case=case, state__in=STANDING).exclude(material__in=promised).update(
        state=PromiseState.REPLACED, next_check_at=None
    )
    standing = Promise.objects.filter(case=case, state__in=STANDING)
    there = set(standing.values_list("material", "id_type", "id_no"))
    Promise.objects.bulk_create(
        Promise(
            office=case.office,
            case=case,
            material=rule.code,
            name=party.name,
            id_type=party.id_type,
            id_no=normalise_code(party.id_no),
            text=rule.promise,
            signed_at=now,
            next_check_at=now if rule.asks else None,
        )
        for i, rule, signing in _promised(request, service)
        for party in signing
        if request.materials[i].signed and (rule.code, *_key(party)) not in there
    )


def given_up(case: Case) -> Sequence[Promise]:
    """Promises of a case that broke or were withdrawn, whose paper has not come since."""
    missing = Material.objects.filter(case=case, source="").values_list("code", flat=True)
    rows = Promise.objects.filter(case=case, state__in=GIVEN_UP, material__in=list(missing))
    return list(rows.order_by("id"))


def hindrances(case: Case) -> list[Fault]:
    """What keeps a case from being approved: papers that a promise does not stand in for now."""
    broken = {p.material: PromiseState(p.state) for p in given_up(case)}
    if not broken:
        return []
    names = dict(Material.objects.filter(case=case).values_list("code", "name"))
    return [
        Fault(
            code=FaultCode.MATERIAL_MISSING,
            message=f"还差{names[code]}：代替它的承诺{state.label}，请退回补正",
            field=f"materials.{code}",
            data={"code": code},
        )
        for code, state in broken.items()
    ]


def checks_of(papers: Sequence[Material], promises: Sequence[Promise]) -> list[CheckView]:
    """What an examiner should see of the promises of a case."""
    names = {paper.code: paper.name for paper in papers}
    missing = {paper.code for paper in papers if not paper.source}
    lacking = {p.material for p in promises if p.state in GIVEN_UP and p.material in missing}
    passing = (PromiseState.KEPT, PromiseState.REPLACED)
    effects = {PromiseState.OPEN: "warn", **dict.fromkeys(passing, "pass")}
    found: dict[str, CheckView] = {}
    for p in promises:
        state, what = PromiseState(p.state), names.get(p.material, p.material)
        block = p.material in lacking
        more = f"：{p.reason}" if p.reason else ""
        said = f"{p.name}承诺代替{what}，{state.label}{more}"
        effect = "block" if block else effects.get(state, "warn")
        remedy = f"退回补正，请交{what}" if block else ""
        found[said] = CheckView(
            code=CODE, effect=effect, message=said, clause=GROUND, remedy=remedy
        )
    return list(found.values())


@transaction.atomic
def withdraw_promise(
    case_no: str,
    material: str,
    *,
    actor: accounts.Actor,
    now: datetime,
    revision: int,
    reason: str,
) -> None:
    """The person takes the promise in place of a paper back, before entry; the paper is due.

    At the window by an officer, or by an applicant. Raises `Faults` NOT_FOUND, STATE_CHANGED,
    REQUIRED without a reason, TOO_LONG, LOCK_TIMEOUT or PERMISSION_MISSING.
    """
    case = taken(normalise_code(case_no))
    _may_withdraw(case, actor)
    status = CaseStatus(case.status)
    if status not in BEFORE_ENTRY:
        said = f"这件现在是“{status.label}”，承诺不能撤回了"
        raise Faults(Fault(code=FaultCode.STATE_CHANGED, message=said))
    held(case, status, revision)
    words, faults = " ".join(reason.split()), FaultList()
    if not words:
        faults.add(FaultCode.REQUIRED, "请写明为什么撤回承诺", field="reason")
    limits.within(words, limits.PROMISE, "撤回的原因", faults, field="reason")
    faults.raise_if_any()
    rows = Promise.objects.filter(case=case, material=material, state__in=STANDING)
    if not rows.update(state=PromiseState.WITHDRAWN, next_check_at=None, reason=words):
        raise Faults(Fault(code=FaultCode.NOT_FOUND, message="这件没有这样的承诺，请核对"))
    name = ask_for_paper(case, material)
    said = f"撤回了代替{name}的承诺：{words}；{name}要补交"
    note(case, actor.name, said, now=now)


def _may_withdraw(case: Case, actor: accounts.Actor) -> None:
    if actor.kind is accounts.AccountKind.OFFICER:
        accounts.require(actor, accounts.Permission.ACCEPT)
        own = serves(case, actor)
    else:
        own = is_applicant(signed(case.parties.all()), actor)
    if not own:
        said = f"没有业务号为 {case.case_no} 的案件，请核对"
        raise Faults(Fault(code=FaultCode.NOT_FOUND, message=said, field="case_no"))


def ask_for_paper(case: Case, material: str) -> str:
    """A locked case lacks the paper from now on, unless it came itself; its name.

    The caller notes why.
    """
    row = Material.objects.get(case=case, code=material)
    if row.source != MaterialSource.PROMISE:
        return row.name
    papers = [m for m in case.request.get("materials", []) if m["code"] != material]
    case.request = {**case.request, "materials": papers}
    case.revision += 1
    case.save(update_fields=["request", "revision"])
    row.source, row.status, row.received_at = "", "MISSING", None
    row.save(update_fields=["source", "status", "received_at"])
    return row.name


def put_back(case: Case, material: str, *, now: datetime) -> None:
    """A promise that was wrongly taken for untrue stands in for the paper of a case again."""
    row = Material.objects.get(case=case, code=material)
    if row.status != "MISSING":
        return
    paper = {"code": material, "source": str(MaterialSource.PROMISE), "signed": True}
    case.request = {**case.request, "materials": [*case.request.get("materials", []), paper]}
    case.revision += 1
    case.save(update_fields=["request", "revision"])
    row.source, row.status, row.received_at = MaterialSource.PROMISE, "RECEIVED", now
    row.save(update_fields=["source", "status", "received_at"])


def note(case: Case, who: str, said: str, *, now: datetime) -> None:
    """One line in the journal of a locked case."""
    line = journal.Line(
        office=case.office, case_id=case.id, kind="PROMISE", who=who, text=said[: journal.LONGEST]
    )
    journal.write([line], at=now)
