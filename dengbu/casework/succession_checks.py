"""Whether a request for an inheritance says what its family says, and that a case rests on it."""

import hashlib
from datetime import datetime
from fractions import Fraction

from dengbu.casework.inputs.titles import DeathInput
from dengbu.casework.models import Case, Succession
from dengbu.casework.rows import json
from dengbu.casework.rules import inheritance as rules
from dengbu.casework.service_views import ServiceView
from dengbu.casework.successions import view_of
from dengbu.casework.values import CaseRequest, Role
from dengbu.kernel.clause import REGULATION
from dengbu.kernel.fault import Fault, FaultCode, FaultList, Faults

PATH = "death.family"
WILL = "wl"  # paper: will or agreement for support (遗嘱、遗赠扶养协议)
WHOLE = Fraction(1)


def as_the_family_says(
    request: CaseRequest, service: ServiceView, *, own_case: Case | None, now: datetime
) -> FaultList:
    """What differs between who is to be entered and what the family of the request says.

    Nothing of a request without a family: its examiner finds out alone who inherits.
    """
    faults = FaultList()
    said = request.given(DeathInput, "death")
    if not said.family:
        return faults
    row = Succession.objects.select_related("case").filter(token=said.family).first()
    if row is None or row.unit_code != request.unit_code:
        words = "没有这份家庭关系，请从这套房子重新填"
        faults.add(FaultCode.NOT_FOUND, words, field=PATH)
        return faults
    if row.case_id is not None and (own_case is None or row.case_id != own_case.id):
        words = "这份家庭关系已经用在另一件里，请另填一份"
        faults.add(FaultCode.STEP_NOT_ALLOWED, words, field=PATH)
        return faults
    view = view_of(row, now=now)
    if view.answer is None or not view.whole:
        words = "家庭关系还没有问完，或者有一份现在还不能登记，请接着填"
        faults.add(FaultCode.REQUIRED, words, field=PATH)
        return faults
    names = {p.key: rules.words.bare(p.name) for p in view.family.people}
    due: dict[str, list[Fraction]] = {}
    for key, share in view.answer.shares.items():
        due.setdefault(names[key], []).append(share)
    _compare(request, due, faults, agreed=said.agreed is True)
    if view.family.gives:
        faults.extend(_will_missing(request, service))
    return faults


def _will_missing(request: CaseRequest, service: ServiceView) -> FaultList:
    """What the family was told to be by a will is not entered without its paper."""
    faults, given = FaultList(), {paper.code for paper in request.materials}
    for rule in service.materials:
        if rule.code == WILL and not rule.required and WILL not in given:
            said = f"还差一样材料：{rule.name}（家庭关系里说了有）"
            faults.add(
                FaultCode.MATERIAL_MISSING,
                said,
                field=f"materials.{WILL}",
                clause=REGULATION.of(16),
                data={"code": WILL},
            )
    return faults


def _compare(
    request: CaseRequest, due: dict[str, list[Fraction]], faults: FaultList, *, agreed: bool
) -> None:
    """Every heir once with the share that is due; by agreement whichever share, but nobody else.

    Two heirs of one name have a share each, whichever of them comes first.
    """
    for n, party in enumerate(request.parties):
        if party.role != Role.BUYER:
            continue
        open_, share = due.get(party.name, []), party.share or WHOLE
        if not open_:
            said = f"按家庭关系，{party.name}没有份额，不能登记"
            faults.add(FaultCode.FAMILY, said, field=f"parties.{n}.name", clause=rules.AGREED)
        elif share in open_ or agreed:
            open_.remove(share if share in open_ else open_[0])
        else:
            said = f"按家庭关系，{party.name}应得{open_.pop(0)}，请核对份额"
            faults.add(
                FaultCode.FAMILY,
                said,
                field=f"parties.{n}.share",
                clause=rules.AGREED,
                remedy="全体继承人另有约定的，请选“另有约定”",
            )
    for name, left in due.items():
        for share in () if agreed else left:
            said = f"按家庭关系，{name}有{share}，请填上"
            faults.add(FaultCode.FAMILY, said, field="parties", clause=rules.AGREED)


def family_digest(request: CaseRequest) -> dict[str, str]:
    """What the journal, and so the evidence log, keeps of the family of a request.

    SHA-256 (64 hex) of who held, what was answered, the result and the version of the rules; empty
    without a family. No name of the family stands in it.
    """
    token = request.given(DeathInput, "death").family
    row = Succession.objects.filter(token=token).first() if token else None
    if row is None:
        return {}
    kept = {
        "holders": row.holders,
        "told": row.told,
        "answer": row.answer,
        "rules_version": row.rules_version,
    }
    return {"family": hashlib.sha256(json(kept).encode()).hexdigest()}


def rest_on_family(case: Case, request: CaseRequest) -> None:
    """Freeze the family on which a case rests, in the caller's transaction.

    Raises `Faults` STATE_CHANGED where another case took it in the same moment.
    """
    token = request.given(DeathInput, "death").family
    if not token:
        return
    free = Succession.objects.filter(token=token, case=None)
    if not free.update(case=case) and not Succession.objects.filter(token=token, case=case):
        said = "这份家庭关系刚刚用在另一件里，请另填一份"
        raise Faults(Fault(code=FaultCode.STATE_CHANGED, message=said, field=PATH))
