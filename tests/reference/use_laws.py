"""Why an act on a right of use must be refused, and one on a debt of several units."""

from collections.abc import Iterator

from dengbu.register import api as register
from tests.reference.asked import Asked, agreed, burdened, misnamed
from tests.reference.rights import CHINA, Dwelling


def dwell(a: Asked, act: register.CreateHabitation) -> Iterator[str]:
    contract = act.source is register.HabitationSource.CONTRACT
    judgment = act.source is register.HabitationSource.JUDGMENT
    ended = act.term_to is not None and act.term_to < a.at.astimezone(CHINA).date()
    giving = {p.key for p in act.grantors}
    both = giving & {p.key for p in act.holders}
    own = bool(both) and (contract or both == giving)
    if not act.scope or (not contract and not act.document_no) or ended or own:
        yield "E20"
    if contract and not a.signed(*act.holders):
        yield "E26"
    yield from _encumber(a, act.grantors, asked=not judgment)


def _encumber(
    a: Asked, givers: tuple[register.PartyRef, ...], *, asked: bool = True
) -> Iterator[str]:
    if not a.title:
        yield "P01"
    if misnamed(a, givers):
        yield "P02"
    if a.sheet.seizures(a.at):
        yield "P03"
    if asked and a.title and not agreed(a):
        yield "P14"
    yield from burdened(a)


def leave(a: Asked, act: register.CancelHabitation) -> Iterator[str]:
    held = next((x for x in a.sheet.dwellings_on(a.at) if x.proof == act.proof_no), None)
    if held is None or not _has_ended(a, act, held):
        yield "E21"


def _has_ended(a: Asked, act: register.CancelHabitation, held: Dwelling) -> bool:
    if act.ground is register.HabitationEnd.EXPIRED:
        return held.over(a.at)
    if act.ground is register.HabitationEnd.WAIVED:
        return a.signed(*held.people)
    return (
        bool(act.document_no)
        and len(held.people) == 1
        and any(a.signed(owner) for owner in a.owners)
    )


def bear(a: Asked, act: register.CreateEasement) -> Iterator[str]:
    gaining = a.owners_of(act.dominant_code)
    today = a.at.astimezone(CHINA).date()
    if (
        act.dominant_code == a.unit
        or not gaining
        or {p.key for p in gaining} != {p.key for p in act.dominant_holders}
        or {p.key for p in gaining} == {p.key for p in a.owners}
        or not a.signed(*act.dominant_holders)
        or act.term_to < today
        or act.term_to < act.term_from
        or (a.title and a.title.until and act.term_to > a.title.until)
    ):
        yield "E22"
    yield from _encumber(a, act.servient_holders)


def free(a: Asked, act: register.CancelEasement) -> Iterator[str]:
    borne = next((x for x in a.sheet.ways_on(a.at) if x.proof == act.proof_no), None)
    asked = a.signed(*a.owners_of(act.dominant_code))
    if borne is None or borne.for_unit != act.dominant_code or not (borne.over(a.at) or asked):
        yield "E23"


def together(a: Asked, act: register.Act) -> Iterator[str]:
    """What is asked of a debt as a whole, before its units one by one."""
    kinds = (
        register.CancelMortgage,
        register.TransferMortgage,
        register.ChangeMortgage,
        register.FixClaim,
    )
    if not isinstance(act, kinds):
        return
    named = [(act.unit_code, act.proof_no), *((o.unit_code, o.proof_no) for o in act.others)]
    if len({unit for unit, _ in named}) < len(named):
        yield "E34"
    standing = [x for s in a.sheets.values() for x in s.loans_on(a.at)]
    meant = [a.sheets[u].loan(a.at, proof, a.case_no) for u, proof in named if u in a.sheets]
    debts = [x.debt for x in meant if x is not None]
    if len(debts) > 1 and (None in debts or len(set(debts)) > 1):
        yield "E35"
        return
    if not debts or debts[0] is None or _may_be_part(act):
        return
    if len(debts) < sum(x.debt == debts[0] for x in standing):
        yield "E35"


def _may_be_part(act: register.Act) -> bool:
    if isinstance(act, register.ChangeMortgage):
        return (act.amount, act.debt_to, act.transfer_restricted) == (None, None, None)
    return isinstance(act, register.CancelMortgage) and act.partial
