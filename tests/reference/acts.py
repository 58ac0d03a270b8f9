"""What each act does to a sheet, said as plainly as can be."""

from dataclasses import replace
from datetime import datetime

from dengbu.register import api as register
from tests.reference.model import Line, Sheet
from tests.reference.rights import (
    FOR_EVER,
    About,
    Dwelling,
    Loan,
    Notice,
    Objection,
    Order,
    Stop,
    Title,
    Way,
)

LENDS = register.MortgagedKind.UNDER_CONSTRUCTION


def enter(sheet: Sheet, line: Line) -> None:
    """One act on one unit."""
    act = line.act
    if isinstance(
        act,
        register.FirstRegistration
        | register.Transfer
        | register.ChangeOwnership
        | register.CorrectOwnership
        | register.CancelOwnership,
    ):
        _title(sheet, line, act)
    elif isinstance(act, register.ReissueCertificate):
        _paper(sheet, line, act)
    elif isinstance(act, register.Seize | register.RenewSeizure | register.ReleaseSeizure):
        _seizure(sheet, line, act)
    elif isinstance(act, register.CreateHabitation | register.CancelHabitation):
        _dwelling(sheet, line, act)
    elif isinstance(act, register.CreateEasement | register.CancelEasement):
        _way(sheet, line, act)
    elif isinstance(act, register.CreateMortgage | register.CancelMortgage):
        _loan(sheet, line, act)
    elif isinstance(act, register.EnterNotice | register.CancelNotice):
        _notice(sheet, line, act)
    elif isinstance(act, register.RestrictByGovernment | register.LiftRestriction):
        _stop(sheet, line, act)
    elif isinstance(act, register.EnterObjection | register.RecordSuit | register.CancelObjection):
        _objection(sheet, line, act)
    else:
        _changed_loan(sheet, line, act)


def _title(sheet: Sheet, line: Line, act: register.Act) -> None:
    base = sheet.title(line.at)
    effective = getattr(act, "effective_at", None) or line.at
    if isinstance(act, register.CorrectOwnership) and base:
        effective = base.start
    if base:
        base.end = max(effective, base.start)
    if isinstance(act, register.Transfer):
        _passed(sheet, line, act, effective)
    if isinstance(act, register.CancelOwnership):
        for right in (*sheet.loans, *sheet.notices, *sheet.objections, *sheet.proved):
            right.end = min(right.end, line.at)
        for said in sheet.abouts:
            said.end = min(said.end, base.end if base else line.at)
        return
    _held(sheet, line, act, base, effective)


def _passed(sheet: Sheet, line: Line, act: register.Transfer, effective: datetime) -> None:
    """A court's sale frees the unit of seizures; the sale that a notice announced ends it."""
    if act.ordered_by:
        for order in sheet.seizures(line.at):
            order.end = line.at
    to = {h.party.key for h in act.holders}
    for notice in sheet.notices_on(line.at):
        if notice.place is None and {p.key for p in notice.people} <= to:
            notice.end = max(effective, notice.entered)


def _held(
    sheet: Sheet, line: Line, act: register.Act, base: Title | None, effective: datetime
) -> None:
    """The title as it is from now on, and what is said of it."""
    given = getattr(act, "holders", None)
    holders = tuple((h.party, h.share) for h in given) if given else base.holders if base else ()
    way = getattr(act, "co_ownership", None) or (base.way if base else None)
    assert way is not None
    numbers = line.numbers()
    many = len(holders) if getattr(act, "separate_certificates", False) else 1
    title = Title(
        start=effective,
        entered=line.at,
        holders=holders,
        way=way,
        papers=dict(next(numbers) for _ in range(many)),
        until=getattr(act, "term_to", None) or (base.until if base else None),
        acquired=isinstance(act, register.FirstRegistration | register.Transfer),
    )
    title.kind = getattr(act, "right_type", None) or (base.kind if base else title.kind)
    sheet.titles.append(title)
    if said := getattr(act, "particulars", None):
        for old in sheet.abouts:
            old.end = min(old.end, max(effective, old.start))
        sheet.abouts.append(About(start=effective, entered=line.at, what=said))
    if isinstance(act, register.FirstRegistration):
        built = [loan for loan in sheet.loans_on(line.at) if loan.building]
        for nth, loan in enumerate(built, start=1):
            made = _revised(sheet, line, loan, next(numbers)[0])
            made.building, made.nth = False, nth


def _meant(sheet: Sheet, line: Line, proof: str) -> Loan:
    """The loan that the line's booking means by a number; the laws have looked."""
    found = sheet.loan(line.at, proof, line.key[0])
    assert found is not None
    return found


def _revised(sheet: Sheet, line: Line, loan: Loan, proof: str) -> Loan:
    """The loan in the same place, from now on with another proof."""
    loan.end = line.at
    case_no = line.key[0]
    was = loan.was if loan.was[1] == case_no else (loan.proof, case_no)
    made = replace(loan, start=line.at, end=FOR_EVER, entered=line.at, proof=proof, was=was)
    made.by = made.ended_by = made.instead = None
    made.nth = 0
    sheet.loans.append(made)
    return made


def _paper(sheet: Sheet, line: Line, act: register.ReissueCertificate) -> None:
    number = line.number()
    title = sheet.title(line.at)
    if title and act.number in title.papers:
        title.papers[number] = title.papers.pop(act.number)
    for right in (*sheet.loans, *sheet.notices, *sheet.objections, *sheet.proved):
        if right.proof == act.number:
            right.proof = number


def _seizure(sheet: Sheet, line: Line, act: register.Act) -> None:
    if isinstance(act, register.Seize):
        sheet.orders.append(
            Order(
                start=line.at,
                entered=line.at,
                kind=act.kind,
                organ=act.organ,
                document=act.document_no,
                delivered=act.delivered_at.replace(microsecond=0),
                days=act.term_days,
                debtor=act.debtor,
            )
        )
        return
    assert isinstance(act, register.RenewSeizure | register.ReleaseSeizure)
    named = (act.organ, act.seizure_document_no)
    standing = [o for o in sheet.seizures(line.at) if (o.organ, o.document) == named]
    order = standing[0] if standing else sheet.queue(act.delivered_at).front
    assert order is not None and (order.organ, order.document) == named
    if isinstance(act, register.RenewSeizure):
        order.more.append((act.delivered_at, act.term_days))
    else:
        order.end = line.at


def _loan(sheet: Sheet, line: Line, act: register.Act) -> None:
    if isinstance(act, register.CancelMortgage):
        _meant(sheet, line, act.proof_no).end = line.at
        return
    assert isinstance(act, register.CreateMortgage)
    kept = [n for n in sheet.notices_on(line.at) if n.proof == act.from_notice]
    for notice in kept:
        notice.end = line.at
    proof = line.number()
    sheet.loans.append(
        Loan(
            start=line.at,
            entered=line.at,
            banks=act.mortgagees,
            owners=act.mortgagors,
            amount=act.amount,
            until=act.debt_to,
            scope=act.scope,
            banned=act.transfer_restricted,
            maximum=act.mode is register.MortgageMode.MAXIMUM_AMOUNT,
            since=line.at,
            place=(kept[0].place or 0) if kept else sheet.next_place(),
            proof=proof,
            debt=line.debt,
            building=act.mortgaged_kind is LENDS,
            of_operation=act.of_operation,
        )
    )


def _dwelling(sheet: Sheet, line: Line, act: register.Act) -> None:
    if isinstance(act, register.CancelHabitation):
        next(x for x in sheet.dwellings_on(line.at) if x.proof == act.proof_no).end = line.at
        return
    assert isinstance(act, register.CreateHabitation)
    proof = line.number()
    sheet.dwellings.append(
        Dwelling(
            start=line.at, entered=line.at, people=act.holders, last_day=act.term_to, proof=proof
        )
    )


def _way(sheet: Sheet, line: Line, act: register.Act) -> None:
    if isinstance(act, register.CancelEasement):
        next(x for x in sheet.ways_on(line.at) if x.proof == act.proof_no).end = line.at
        return
    assert isinstance(act, register.CreateEasement)
    proof = line.number()
    sheet.ways.append(
        Way(
            start=line.at,
            entered=line.at,
            for_unit=act.dominant_code,
            bearers=act.servient_holders,
            gainers=act.dominant_holders,
            last_day=act.term_to,
            proof=proof,
        )
    )


def _changed_loan(sheet: Sheet, line: Line, act: register.Act) -> None:
    fresh = line.numbers()
    changes: list[tuple[Loan, dict[str, object]]]
    if isinstance(act, register.ExchangeRanks):
        one = _meant(sheet, line, act.proof_no)
        other = _meant(sheet, line, act.other_proof_no)
        changes = [(one, {"place": other.place}), (other, {"place": one.place})]
    elif isinstance(act, register.TransferMortgage):
        changes = [(_meant(sheet, line, act.proof_no), {"banks": act.mortgagees})]
    elif isinstance(act, register.FixClaim):
        changes = [(_meant(sheet, line, act.proof_no), {"fixed": act.amount})]
    else:
        assert isinstance(act, register.ChangeMortgage)
        new: dict[str, object] = {
            "amount": act.amount,
            "until": act.debt_to,
            "banned": act.transfer_restricted,
            "owners": act.mortgagors,
        }
        said = {k: v for k, v in new.items() if v is not None}
        changes = [(_meant(sheet, line, act.proof_no), said)]
    for loan, new in changes:
        made = _revised(sheet, line, loan, next(fresh)[0])
        for name, value in new.items():
            setattr(made, name, value)


def _notice(sheet: Sheet, line: Line, act: register.Act) -> None:
    if isinstance(act, register.CancelNotice):
        next(n for n in sheet.notices_on(line.at) if n.proof == act.proof_no).end = line.at
        return
    assert isinstance(act, register.EnterNotice)
    loan = act.kind in (register.NoticeKind.PRESALE_MORTGAGE, register.NoticeKind.OTHER_MORTGAGE)
    proof = line.number()
    sheet.notices.append(
        Notice(
            start=line.at,
            entered=line.at,
            kind=act.kind,
            people=act.holders,
            obligors=act.obligors,
            place=sheet.next_place() if loan else None,
            proof=proof,
        )
    )


def _stop(sheet: Sheet, line: Line, act: register.Act) -> None:
    if isinstance(act, register.LiftRestriction):
        wanted = (act.organ, act.restriction_document_no)
        known = (s for s in sheet.stops if s.covers(line.at))
        found = next(s for s in known if (s.organ, s.document) == wanted)
        found.end = line.at
        return
    assert isinstance(act, register.RestrictByGovernment)
    sheet.stops.append(
        Stop(
            start=line.at,
            entered=line.at,
            organ=act.organ,
            document=act.document_no,
            first_day=act.from_day,
            last_day=act.to_day,
        )
    )


def _objection(sheet: Sheet, line: Line, act: register.Act) -> None:
    if isinstance(act, register.EnterObjection):
        proof = line.number()
        sheet.objections.append(
            Objection(
                start=line.at,
                entered=line.at,
                who=act.objector,
                matter=act.matter,
                sued=None,
                proof=proof,
            )
        )
        return
    assert isinstance(act, register.RecordSuit | register.CancelObjection)
    found = next(o for o in sheet.objections if o.covers(line.at) and o.proof == act.proof_no)
    if isinstance(act, register.RecordSuit):
        found.sued = act.sued_on
    else:
        found.end = line.at
