"""Why an act must be refused: the codes of the rules, from the sheet as it stands."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from fractions import Fraction
from typing import Any

from dengbu.register import api as register
from tests.reference.model import CHINA, Loan, Person, Sheet, Title

Law = Callable[["Asked", Any], Iterator[str]]
OLD_LAW_ENDS = datetime(2021, 1, 1, tzinfo=CHINA)


@dataclass(frozen=True)
class Asked:
    """A sheet, a moment, and who signed."""

    sheet: Sheet
    at: datetime
    facts: register.CaseFacts

    @property
    def title(self) -> Title | None:
        return self.sheet.title(self.at)

    @property
    def owners(self) -> list[Person]:
        return [p for p, _ in self.title.holders] if self.title else []

    def signed(self, *people: Person) -> bool:
        return all(p.key in self.facts.applicants for p in people)

    def loan(self, proof: str) -> Loan | None:
        return next((x for x in self.sheet.loans_on(self.at) if x.proof == proof), None)


def refusals(asked: Asked, act: register.Act) -> set[str]:
    """The codes of all rules that block; empty: it must be entered."""
    return set(_LAWS[type(act)](asked, act))


def _unsound(holders: tuple[register.HolderShare, ...], way: register.CoOwnership) -> bool:
    shares = [h.share for h in holders]
    if not holders or len({h.party.key for h in holders}) < len(holders):
        return True
    if way is register.CoOwnership.BY_SHARES:
        return None in shares or sum((s or Fraction(0) for s in shares), Fraction(0)) != 1
    return any(shares) or (way is register.CoOwnership.SOLE) != (len(holders) == 1)


def _seized(a: Asked, to: list[Person]) -> bool:
    """Some order stands that is not the 预查封 of the one who gets the home."""
    return any(
        not (
            o.kind is register.SeizureKind.PRE_SEIZURE
            and o.debtor is not None
            and [p.key for p in to] == [o.debtor.key]
        )
        for o in a.sheet.seizures(a.at)
    )


def _burdened(a: Asked, *, for_loan: str = "", to: list[Person] | None = None) -> Iterator[str]:
    """What stands against any disposal: a notice of somebody absent, an objection, a stop."""
    for notice in a.sheet.notices_on(a.at):
        loan = notice.place is not None
        meant = loan and notice.proof == for_loan
        if to is not None:
            whose = notice.obligors if loan else notice.people
            meant = {p.key for p in whose} == {p.key for p in to}
        if not meant and not a.signed(*notice.people):
            yield "P07"
    if a.sheet.objections_on(a.at) and not a.facts.objection_risk_accepted:
        yield "P08"
    if a.sheet.stops_on(a.at):
        yield "P23"


def _agreed(a: Asked) -> bool:
    title = a.title
    if title is None or title.way is not register.CoOwnership.BY_SHARES:
        return a.signed(*a.owners)
    given = sum((s or Fraction(0) for p, s in title.holders if a.signed(p)), Fraction(0))
    return given >= Fraction(2, 3)


def _misnamed(a: Asked, people: tuple[Person, ...]) -> bool:
    return bool(a.owners) and {(p.key, p.name) for p in people} != {
        (p.key, p.name) for p in a.owners
    }


def first(a: Asked, act: register.FirstRegistration) -> Iterator[str]:
    if _unsound(act.holders, act.co_ownership):
        yield "E02"
    if a.title:
        yield "E06"
    if _seized(a, [h.party for h in act.holders]):
        yield "P03"
    if a.sheet.stops_on(a.at):
        yield "P23"


def transfer(a: Asked, act: register.Transfer) -> Iterator[str]:
    to = [h.party for h in act.holders]
    if {p.key for p in act.transferors} == {p.key for p in to}:
        yield "E07"
    if bool(act.ordered_by) != bool(act.order_no):
        yield "E25"
    if not act.ordered_by and not a.signed(*to):
        yield "E26"
    yield from _chained(a, act)
    yield from _permitted(a, act, to)
    yield from _burdened(a, to=to)
    if not a.facts.tax_cleared:
        yield "P16"


def _chained(a: Asked, act: register.Transfer) -> Iterator[str]:
    if _unsound(act.holders, act.co_ownership):
        yield "E02"
    effective = act.effective_at
    if effective and (effective > a.at or (a.title and effective < a.title.start)):
        yield "E12"
    if not a.title:
        yield "P01"
    if _misnamed(a, act.transferors):
        yield "P02"


def _permitted(a: Asked, act: register.Transfer, to: list[Person]) -> Iterator[str]:
    front = a.sheet.queue(a.at).front
    if not (front and front.organ == act.ordered_by) and _seized(a, to):
        yield "P03"
    if act.ordered_by:
        return
    absent = [x for x in a.sheet.loans_on(a.at) if not a.signed(*x.banks)]
    if any(loan.banned for loan in absent):
        yield "P04"
    if any(loan.banned is None and loan.since < OLD_LAW_ENDS for loan in absent):
        yield "P06"
    if a.title and not _agreed(a):
        yield "P14"


def change(a: Asked, act: register.ChangeOwnership) -> Iterator[str]:
    title = a.title
    if title is None:
        yield "P01"
        return
    held = tuple(register.HolderShare(party=p, share=s) for p, s in title.holders)
    if _unsound(act.holders or held, act.co_ownership or title.way):
        yield "E02"
    if (
        act.holders is None
        and act.co_ownership is None
        or act.holders is not None
        and {h.party.key for h in act.holders} != {p.key for p in a.owners}
    ):
        yield "E13"
    alters = act.co_ownership is not None or (act.holders is not None and act.holders != held)
    if alters and _seized(a, []):
        yield "P03"
    if not a.signed(*a.owners):
        yield "P14"
    if alters and a.sheet.stops_on(a.at):
        yield "P23"


def correct(a: Asked, act: register.CorrectOwnership) -> Iterator[str]:
    if _unsound(act.holders, act.co_ownership):
        yield "E02"
    if a.title is None:
        yield "P01"
        if a.sheet.seizures(a.at):
            yield "P03"
        return
    if a.sheet.seizures(a.at):
        yield "P03"
    resting = (*a.sheet.loans_on(a.at), *a.sheet.notices_on(a.at), *a.sheet.seizures(a.at))
    if act.by_office:
        if resting or not a.facts.notice_over:
            yield "E16"
    elif not a.signed(*a.owners) and not a.facts.error_proved:
        yield "E16"


def cancel(a: Asked, act: register.CancelOwnership) -> Iterator[str]:
    waived = act.ground is register.CancelGround.WAIVED
    by_decision = act.ground is register.CancelGround.BY_DECISION
    if a.title is None:
        yield "P01"
    if a.sheet.seizures(a.at) and not by_decision:
        yield "P03"
    if a.title and by_decision and not (act.organ and act.document_no):
        yield "E15"
    if a.title and not by_decision:
        concerned = [*a.owners]
        if waived:
            concerned += [b for x in a.sheet.loans_on(a.at) for b in x.banks]
            concerned += [p for n in a.sheet.notices_on(a.at) for p in n.people]
        if not a.signed(*concerned):
            yield "E15"


def reissue(a: Asked, act: register.ReissueCertificate) -> Iterator[str]:
    keepers: dict[str, list[Person]] = {}
    if a.title:
        for number, whose in a.title.papers.items():
            keepers[number] = [whose] if whose else a.owners
    keepers |= {x.proof: list(x.banks) for x in a.sheet.loans_on(a.at)}
    keepers |= {n.proof: list(n.people) for n in a.sheet.notices_on(a.at)}
    keepers |= {o.proof: [o.who] for o in a.sheet.objections if o.covers(a.at)}
    whose_paper = keepers.get(act.number)
    if whose_paper is None or not a.signed(*whose_paper) or act.lost and not a.facts.notice_over:
        yield "E14"


def lend(a: Asked, act: register.CreateMortgage) -> Iterator[str]:
    if not a.signed(*act.mortgagees):
        yield "E26"
    if act.amount <= 0 or (act.transfer_restricted is None and a.at >= OLD_LAW_ENDS):
        yield "E03"
    if act.from_notice and not any(
        n.proof == act.from_notice
        and n.place is not None
        and {p.key for p in n.people} == {b.key for b in act.mortgagees}
        for n in a.sheet.notices_on(a.at)
    ):
        yield "E19"
    if not a.title:
        yield "P01"
    if _misnamed(a, act.mortgagors):
        yield "P02"
    if a.sheet.seizures(a.at):
        yield "P03"
    if a.title and not _agreed(a):
        yield "P14"
    yield from _burdened(a, for_loan=act.from_notice)


def repay(a: Asked, act: register.CancelMortgage) -> Iterator[str]:
    loan = a.loan(act.proof_no)
    if not a.title:
        yield "P01"
    asking = {p.key for p in act.applicants}
    if (
        loan is None
        or not {b.key for b in loan.banks} <= asking
        or act.amount not in (None, loan.amount)
    ):
        yield "E04"


def assign(a: Asked, act: register.TransferMortgage) -> Iterator[str]:
    loan = a.loan(act.proof_no)
    if loan is None or not a.signed(*loan.banks):
        yield "E04"
    if not a.signed(*act.mortgagees):
        yield "E26"
    if loan and loan.maximum and loan.fixed is None and not act.agreed_before_fixing:
        yield "E17"


def alter(a: Asked, act: register.ChangeMortgage) -> Iterator[str]:
    loan = a.loan(act.proof_no)
    if a.title and not _agreed(a):
        yield "P14"
    if loan is None:
        yield "E04"
        return
    if not a.signed(*loan.banks):
        yield "E04"
    if act.amount is not None and act.amount <= 0:
        yield "E03"
    more = act.amount is not None and act.amount > loan.amount
    later = act.debt_to is not None and act.debt_to > loan.until
    if more or later or (act.transfer_restricted and not loan.banned):
        if a.sheet.seizures(a.at):
            yield "P03"
        yield from _burdened(a)
    behind = [x for x in a.sheet.loans_on(a.at) if x.place > loan.place]
    if (more or later) and not a.signed(*(b for x in behind for b in x.banks)):
        yield "E18"
    given = (act.amount, act.debt_to, act.transfer_restricted, act.mortgagors)
    moved = act.mortgagors is not None and {p.key for p in act.mortgagors} != {
        p.key for p in a.owners
    }
    fixed = loan.fixed is not None and act.amount not in (None, loan.amount)
    if moved or fixed or all(g is None for g in given):
        yield "E19"


def fix(a: Asked, act: register.FixClaim) -> Iterator[str]:
    loan = a.loan(act.proof_no)
    if a.title and not _agreed(a):
        yield "P14"
    if loan is None or not a.signed(*loan.banks):
        yield "E04"
    if loan and (
        not loan.maximum or loan.fixed is not None or not Decimal(0) <= act.amount <= loan.amount
    ):
        yield "E17"


def exchange(a: Asked, act: register.ExchangeRanks) -> Iterator[str]:
    pair = [a.loan(act.proof_no), a.loan(act.other_proof_no)]
    if not all(loan and a.signed(*loan.banks) for loan in pair):
        yield "E04"
    if act.proof_no == act.other_proof_no:
        yield "E19"
    if a.title and not _agreed(a):
        yield "P14"
    places = sorted(loan.place for loan in pair if loan)
    between = [x for x in a.sheet.loans_on(a.at) if places and places[0] < x.place < places[-1]]
    if not a.signed(*(b for x in between for b in x.banks)):
        yield "E18"


def seize(a: Asked, act: register.Seize) -> Iterator[str]:
    pre = act.kind is register.SeizureKind.PRE_SEIZURE
    known = {(o.organ, o.document) for o in a.sheet.seizures(a.at)}
    his = act.debtor is not None and act.debtor.key in {p.key for p in a.owners}
    if not pre and not a.title:
        yield "P01"
    if (
        act.delivered_at > a.at
        or (pre and (act.debtor is None or his))
        or (act.organ, act.document_no) in known
    ):
        yield "E05"


def renew(a: Asked, act: register.RenewSeizure) -> Iterator[str]:
    queue = a.sheet.queue(a.at)
    front = queue.front
    if (
        front is None
        or (front.organ, front.document) != (act.organ, act.seizure_document_no)
        or not queue.rose <= act.delivered_at < queue.ends
        or act.delivered_at > a.at
    ):
        yield "E05"


def release(a: Asked, act: register.ReleaseSeizure) -> Iterator[str]:
    known = {(o.organ, o.document) for o in a.sheet.seizures(a.at)}
    if (act.organ, act.seizure_document_no) not in known:
        yield "E05"


def notice(a: Asked, act: register.EnterNotice) -> Iterator[str]:
    kinds = register.NoticeKind
    of_loan = act.kind in (kinds.PRESALE_MORTGAGE, kinds.OTHER_MORTGAGE)
    sold = [n for n in a.sheet.notices_on(a.at) if n.place is None]
    unregistered = act.kind in (kinds.OTHER_SALE, kinds.OTHER_MORTGAGE) and not a.title
    same = {p.key for p in act.holders} & {p.key for p in act.obligors}
    if same or unregistered or (sold and not of_loan) or not a.signed(*act.holders, *act.obligors):
        yield "E24"
    if act.kind is not kinds.PRESALE_MORTGAGE and _misnamed(a, act.obligors):
        yield "P02"
    if a.sheet.seizures(a.at):
        yield "P03"
    if a.sheet.stops_on(a.at):
        yield "P23"


def drop_notice(a: Asked, act: register.CancelNotice) -> Iterator[str]:
    named = [n for n in a.sheet.notices_on(a.at) if n.proof == act.proof_no]
    if not named or not a.signed(*named[0].people):
        yield "E09"


def object_to(a: Asked, act: register.EnterObjection) -> Iterator[str]:
    if not a.title:
        yield "P01"
    again = any(
        o.who.key == act.objector.key and o.matter == act.matter for o in a.sheet.objections
    )
    if again or not a.signed(act.objector):
        yield "E10"


def sue(a: Asked, act: register.RecordSuit) -> Iterator[str]:
    named = [o for o in a.sheet.objections if o.covers(a.at) and o.proof == act.proof_no]
    today = a.at.astimezone(CHINA).date()
    if (
        not named
        or named[0].sued is not None
        or act.sued_on > today
        or act.sued_on > named[0].last_day
    ):
        yield "E10"


def drop_objection(a: Asked, act: register.CancelObjection) -> Iterator[str]:
    named = [o for o in a.sheet.objections if o.covers(a.at) and o.proof == act.proof_no]
    if not named or not a.signed(named[0].who):
        yield "E10"


def stop(a: Asked, act: register.RestrictByGovernment) -> Iterator[str]:
    known = {(s.organ, s.document) for s in a.sheet.stops if s.covers(a.at)}
    backwards = act.to_day is not None and act.to_day < act.from_day
    if backwards or (act.organ, act.document_no) in known:
        yield "E11"


def lift(a: Asked, act: register.LiftRestriction) -> Iterator[str]:
    known = {(s.organ, s.document) for s in a.sheet.stops if s.covers(a.at)}
    if (act.organ, act.restriction_document_no) not in known:
        yield "E11"


_LAWS: dict[type, Law] = {
    register.FirstRegistration: first,
    register.Transfer: transfer,
    register.ChangeOwnership: change,
    register.CorrectOwnership: correct,
    register.CancelOwnership: cancel,
    register.ReissueCertificate: reissue,
    register.CreateMortgage: lend,
    register.CancelMortgage: repay,
    register.TransferMortgage: assign,
    register.ChangeMortgage: alter,
    register.FixClaim: fix,
    register.ExchangeRanks: exchange,
    register.Seize: seize,
    register.RenewSeizure: renew,
    register.ReleaseSeizure: release,
    register.EnterNotice: notice,
    register.CancelNotice: drop_notice,
    register.EnterObjection: object_to,
    register.RecordSuit: sue,
    register.CancelObjection: drop_objection,
    register.RestrictByGovernment: stop,
    register.LiftRestriction: lift,
}
