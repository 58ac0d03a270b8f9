"""Putting a rule set in force: by two people, and only when its checked sample allows it."""

import logging
from datetime import datetime

from django.db import transaction

from dengbu.accounts import api as accounts
from dengbu.casework.catalogue.services import service as service_in_force
from dengbu.casework.models import ShadowRun, ShadowState
from dengbu.casework.smart import attesting
from dengbu.casework.smart.sampling import Bound, bound_of, newly_bound_of, run_of, terms_of
from dengbu.casework.smart.shadows import LIVE
from dengbu.casework.smart.switches import check_reason
from dengbu.kernel.fault import Fault, FaultCode, FaultList, Faults

log = logging.getLogger(__name__)
MAY_AGREE = (accounts.Permission.ASSIGN, accounts.Permission.AUDIT)


@transaction.atomic
def propose(run_id: int, *, reason: str, actor: accounts.Actor, now: datetime) -> None:
    """The first of two people wants the set in force.

    Raises `Faults` PERMISSION_MISSING, NOT_FOUND, REQUIRED or TOO_LONG, STEP_NOT_ALLOWED while the
    sample is not checked whole or leaves too many wrong approvals possible.
    """
    accounts.require(actor, accounts.Permission.ASSIGN)
    faults = FaultList()
    check_reason(reason, faults)
    faults.raise_if_any()
    run = run_of(run_id, actor, lock=True)
    if run.state != ShadowState.SHADOW:
        raise Faults(_not_now(f"这套规则现在是“{ShadowState(run.state).label}”，不能再提"))
    _sound(run, now)
    run.state, run.reason, run.proposed_at = ShadowState.PROPOSED, reason.strip(), now
    run.proposed_by_id, run.proposed_by_name = actor.id, actor.name
    run.save(update_fields=["state", "reason", "proposed_at", "proposed_by_id", "proposed_by_name"])


@transaction.atomic
def put_in_force(run_id: int, *, actor: accounts.Actor, now: datetime) -> None:
    """The second person agrees: from the next claim on the set decides, the one before is replaced.

    Raises `Faults` PERMISSION_MISSING (also for who proposed it), NOT_FOUND, STEP_NOT_ALLOWED as
    `propose`, or where the file no longer names these rules.
    """
    if not any(accounts.may(actor, power) for power in MAY_AGREE):
        accounts.require(actor, accounts.Permission.ASSIGN)
    run = run_of(run_id, actor, lock=True)
    if run.state != ShadowState.PROPOSED:
        raise Faults(_not_now("还没有人提出启用，或者已经办过了"))
    if run.proposed_by_id == actor.id:
        said = "启用要两个人：提出的人不能自己同意"
        raise Faults(Fault(code=FaultCode.PERMISSION_MISSING, message=said))
    share = _sound(run, now)
    if service_in_force(run.service, office=run.office, now=now).autopilot != tuple(run.rules):
        raise Faults(_not_now("事项文件里的规则又变了，请用新的重新陪跑"))
    before = ShadowRun.objects.filter(
        office=run.office, service=run.service, state=ShadowState.IN_FORCE
    )
    before.update(state=ShadowState.REPLACED, ended_at=now)
    run.state, run.forced_at = ShadowState.IN_FORCE, now
    run.bound, run.newly_bound = share
    run.forced_by_id, run.forced_by_name = actor.id, actor.name
    bounds = ["bound", "newly_bound"]
    run.save(update_fields=["state", "forced_at", *bounds, "forced_by_id", "forced_by_name"])
    attesting.attest(run.office, attesting.in_force(run))
    log.warning("rules of %s in force: %s, by %s", run.service, run.rules, actor.id)


@transaction.atomic
def drop(run_id: int, *, actor: accounts.Actor, now: datetime) -> None:
    """Let the set go: nothing changes. Raises `Faults` PERMISSION_MISSING, NOT_FOUND,
    STEP_NOT_ALLOWED."""
    accounts.require(actor, accounts.Permission.ASSIGN)
    run = run_of(run_id, actor, lock=True)
    if run.state not in LIVE:
        raise Faults(_not_now("这套规则不在陪跑了"))
    run.state, run.ended_at = ShadowState.DROPPED, now
    run.save(update_fields=["state", "ended_at"])


def _sound(run: ShadowRun, now: datetime) -> tuple[float, float | None]:
    """The bounds that the samples show, of all and of the newly approved, if there are any.

    Raises `Faults` STEP_NOT_ALLOWED where one is too high or not known yet.
    """
    terms = terms_of(run, now)
    newly = newly_bound_of(run, terms)
    every = _within(bound_of(run, terms), "会放行的")
    return every, None if newly is None else _within(newly, "新放行的")


def _within(bound: Bound, of: str) -> float:
    if bound.at_most is None:
        said = f"{of}样本还没查完：抽了 {bound.drawn} 件，查了 {bound.checked} 件"
        raise Faults(_not_now(said))
    if not bound.holds:
        said = (
            f"{of}查了 {bound.checked} 件，不该放行的 {bound.wrong} 件：放错的最多可能占"
            f" {bound.at_most:.2%}，本所的上限是 {bound.limit:.2%}，不能启用"
        )
        raise Faults(_not_now(said))
    return bound.at_most


def _not_now(message: str) -> Fault:
    return Fault(code=FaultCode.STEP_NOT_ALLOWED, message=message)
