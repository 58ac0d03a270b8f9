"""Beginning the confirmation on line of a case: who has a say, which sums, until when."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from django.db import transaction

from dengbu.accounts import api as accounts
from dengbu.casework.calendar import work_calendar
from dengbu.casework.catalogue import service_version
from dengbu.casework.holding import taken
from dengbu.casework.inputs.loans import LoanChangeInput, LoanTransferInput
from dengbu.casework.models import (
    Case,
    CaseStatus,
    MortgagedParty,
    MortgagedSum,
    MortgagedTransfer,
)
from dengbu.casework.mortgaged.agreeing import content_of
from dengbu.casework.mortgaged.records import Record, let_run, tell
from dengbu.casework.rules.mortgaged import Mode, Phase, Plan, Side, plan_of
from dengbu.casework.rules.mortgaged.agreed import Content, digest
from dengbu.casework.serving import serves
from dengbu.casework.values import CaseRequest, Role, from_json
from dengbu.kernel.clause import CIVIL_CODE
from dengbu.kernel.fault import Fault, FaultCode, FaultList, Faults
from dengbu.kernel.identity import IdType
from dengbu.register import api as register

MODES: Mapping[str, Mode] = {
    "C09": Mode.COMBINED,
    "C07": Mode.SEGMENTED,  # where a mortgage rests on the home that its bank lets stay
    "C10": Mode.CHANGED,
    "C10-2": Mode.ASSIGNED,
}
"""Service -> mode."""
NEWS = "MORTGAGED"
Who = tuple[Side, str, str, str]  # side, name, id_type, id_no


@dataclass(frozen=True, kw_only=True, slots=True)
class Proposal:
    """What a case would be confirmed with, before anything is kept."""

    mode: Mode
    mortgage: register.MortgageState  # that rests on the home
    price: Decimal
    loan: Decimal | None  # None: what the old bank is paid
    days: int  # working days for words and money


def may_open(case: Case) -> bool:
    """Whether confirmation on line can be begun for a case: of such a service, open, none runs."""
    service = service_version(case.service_id).code
    running = MortgagedTransfer.objects.filter(case=case, ended_at=None)
    return service in MODES and CaseStatus(case.status).open and not running.exists()


def proposed(case_no: str, *, actor: accounts.Actor, now: datetime) -> Proposal | None:
    """With what a case could be begun now, for the form; None where it cannot or one runs."""
    case = Case.objects.filter(case_no=case_no).first()
    if case is None or not serves(case, actor) or not may_open(case):
        return None
    try:
        return propose(case, from_json(case.request), now=now)
    except Faults:
        return None


@transaction.atomic
def open_transfer(
    case_no: str, *, payoff: Decimal, escrow: str, actor: accounts.Actor, now: datetime
) -> str:
    """Begin; the number under which all know it.

    ``payoff``: yuan that the old bank is to be paid, in CHANGED the debt that passes to the buyer;
    ``escrow``: credit code of who holds the money. Raises `Faults` with all that is wrong:
    PERMISSION_MISSING, NOT_FOUND, STEP_NOT_ALLOWED, NOT_SUPPORTED, MONEY_FORMAT at `payoff` or
    `loan`, CODE_LIST at `escrow`, LOCK_TIMEOUT.
    """
    accounts.require(actor, accounts.Permission.ACCEPT)
    case = taken(case_no)
    if not serves(case, actor):
        said = f"没有业务号为 {case.case_no} 的案件，请核对"
        raise Faults(Fault(code=FaultCode.NOT_FOUND, message=said, field="case_no"))
    request = from_json(case.request)
    proposal = propose(case, request, now=now)
    faults = FaultList()
    account = accounts.organisation(escrow)
    if account is None or account.kind is not accounts.OrganisationKind.ESCROW:
        said = "请选由谁监管这笔钱"
        faults.add(FaultCode.CODE_LIST, said, field="escrow")
    plan = None
    with faults.catch():
        loan = payoff if proposal.loan is None else proposal.loan
        plan = plan_of(proposal.mode, price=proposal.price, payoff=payoff, loan=loan)
    people = list(_people(request, proposal))
    faults.extend(_unconnected(people))
    faults.raise_if_any()
    assert account is not None and plan is not None
    people.append((Side.ACCOUNT, account.name, str(IdType.CREDIT_CODE), account.credit_code))
    content = content_of(
        request,
        plan.mode,
        proposal.mortgage,
        payoff=plan.payoff,
        account=(account.name, account.credit_code),
    )
    record = _kept(case, proposal, plan, people, content, actor=actor, now=now)
    said = f"发起带押过户的网上确认（{proposal.mode.label}），等各方确认"
    tell(record, NEWS, actor.name, said, now=now)
    let_run(case.id, now=now)
    return record.transfer.number


def propose(case: Case, request: CaseRequest, *, now: datetime) -> Proposal:
    """What a case says of itself. Raises `Faults` STEP_NOT_ALLOWED or NOT_SUPPORTED."""
    mode = MODES.get(service_version(case.service_id).code)
    if mode is None:
        raise _unfit("这项业务不是带押过户，不用网上确认")
    if not may_open(case):
        raise _unfit("这件已经办结，或者已经发起过网上确认", FaultCode.STEP_NOT_ALLOWED)
    if request.more_units:
        raise _unfit("几处不动产一起办的，网上确认还不支持，请各方到窗口签字")
    mortgage = _mortgage(request, mode, now=now)
    new = request.of(Role.NEW_MORTGAGEE)
    if len(mortgage.mortgagees) != 1 or (mode is not Mode.CHANGED and len(new) != 1):
        raise _unfit("几家银行共同抵押的，网上确认还不支持，请各方到窗口签字")
    loan = {
        Mode.CHANGED: Decimal("0.00"),
        Mode.ASSIGNED: None,
    }.get(mode, request.mortgage.amount or Decimal("0.00"))
    return Proposal(
        mode=mode,
        mortgage=mortgage,
        price=request.price or Decimal(0),
        loan=loan,
        days=service_version(case.service_id).transfers.words_days,
    )


def _mortgage(request: CaseRequest, mode: Mode, *, now: datetime) -> register.MortgageState:
    """The one that the case is about; where nothing names it, the only one on the home."""
    state = register.unit_state(request.unit_code, now=now)
    named = _proof_of(request, mode)
    found = [m for m in state.mortgages if named is None or m.proof_no == named]
    if len(found) == 1:
        return found[0]
    if named is None and not found:
        raise _unfit("房子上没有抵押，不是带押过户")
    raise _unfit("登记簿上找不到要办的这一笔抵押，或者有好几笔，请各方到窗口签字")


def _proof_of(request: CaseRequest, mode: Mode) -> str | None:
    """The proof of the old mortgage that the request names; None where the mode names none."""
    return {
        Mode.COMBINED: request.cancel.proof_no,
        Mode.CHANGED: request.given(LoanChangeInput, "loan_change").proof_no,
        Mode.ASSIGNED: request.given(LoanTransferInput, "loan_transfer").proof_no,
    }.get(mode)


def _people(request: CaseRequest, proposal: Proposal) -> Iterator[Who]:
    yield from _sides(request)
    bank = proposal.mortgage.mortgagees[0]
    yield Side.OLD_BANK, bank.name, bank.id_type, bank.id_no
    if proposal.mode is not Mode.CHANGED:
        new = request.of(Role.NEW_MORTGAGEE)[0]
        yield Side.NEW_BANK, new.name, new.id_type, new.id_no


def _unconnected(people: Sequence[Who]) -> Iterator[Fault]:
    """A fault for each bank that has no way to confirm on line."""
    for side, name, _, id_no in people:
        if side in (Side.OLD_BANK, Side.NEW_BANK) and accounts.organisation(id_no) is None:
            said = f"{name}还没有接通网上确认，请它到窗口签字"
            yield Fault(code=FaultCode.NOT_SUPPORTED, message=said)


def _kept(
    case: Case,
    proposal: Proposal,
    plan: Plan,
    people: Sequence[Who],
    content: Content,
    *,
    actor: accounts.Actor,
    now: datetime,
) -> Record:
    seq = MortgagedTransfer.objects.filter(case=case).count() + 1
    days = proposal.days
    transfer = MortgagedTransfer.objects.create(
        office=case.office,
        case=case,
        seq=seq,
        number=f"{case.case_no}T{seq}",
        mode=plan.mode,
        unit_code=case.request["unit_code"],
        old_proof=proposal.mortgage.proof_no,
        price=plan.price,
        payoff=plan.payoff,
        loan=plan.loan,
        agreed=dict(content),
        agreed_digest=digest(content),
        phase=Phase.OPEN,
        opened_at=now,
        opened_by_id=actor.id,
        opened_by_name=actor.name,
        expires_at=work_calendar(case.office, since=now).add_statutory_days(now, days).at,
    )
    parties = MortgagedParty.objects.bulk_create(
        MortgagedParty(
            office=case.office,
            transfer=transfer,
            seq=n,
            side=side,
            name=name,
            id_type=id_type,
            id_no=id_no,
        )
        for n, (side, name, id_type, id_no) in enumerate(people, start=1)
    )
    sums = MortgagedSum.objects.bulk_create(
        MortgagedSum(office=case.office, transfer=transfer, leg=leg, amount=amount)
        for leg, amount in plan.legs.items()
    )
    return Record(transfer=transfer, parties=list(parties), sums=list(sums))


def _unfit(said: str, code: FaultCode = FaultCode.NOT_SUPPORTED) -> Faults:
    return Faults(Fault(code=code, message=said, clause=CIVIL_CODE.of(406)))


def _sides(request: CaseRequest) -> Iterator[Who]:
    for side, role in ((Side.SELLER, Role.SELLER), (Side.BUYER, Role.BUYER)):
        for person in request.of(role):
            yield side, person.name, person.id_type, person.id_no
