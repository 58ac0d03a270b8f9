"""Random acts over a few units, people, banks and courts; often lawful, often not."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal

from hypothesis import strategies as st

from dengbu.register import api as register
from tests.reference.asked import LAND
from tests.reference.dice import BANKS, COURTS, PEOPLE, Dice
from tests.reference.rights import CHINA

FEW_DAYS = st.integers(-3, 40).map(lambda n: timedelta(days=n))


def first(d: Dice) -> register.Act:
    """By who holds the land below, most of the time."""
    below = d.sheets.get(d.unit[:19] + LAND)
    ground = below.title(d.at) if below else None
    mine = ground is not None and d.chance(8)
    holders, way = d.held_by([p for p, _ in ground.holders]) if ground and mine else d.holders()
    return register.FirstRegistration(
        unit_code=d.unit,
        holders=holders,
        co_ownership=way,
        separate_certificates=d.chance(2),
    )


def transfer(d: Dice) -> register.Act:
    holders, way = d.holders()
    court = d.one_of(*COURTS) if d.chance(2) else ""
    return register.Transfer(
        unit_code=d.unit,
        transferors=d.owners(),
        holders=holders,
        co_ownership=way,
        effective_at=d.at + d.one_of(*(timedelta(days=n) for n in (-30, -1, 1)))
        if d.chance(2)
        else None,
        ordered_by=court,
        order_no="执1号之二" if bool(court) != d.chance(1) else "",
        separate_certificates=d.chance(2),
    )


def change(d: Dice) -> register.Act:
    people = list(d.owners())
    holders, way = d.held_by(people) if d.chance(7) else d.holders()
    if d.chance(1):
        return register.ChangeOwnership(unit_code=d.unit)
    return register.ChangeOwnership(unit_code=d.unit, holders=holders, co_ownership=way)


def correct(d: Dice) -> register.Act:
    holders, way = d.holders()
    return register.CorrectOwnership(
        unit_code=d.unit,
        holders=holders,
        co_ownership=way,
        basis="原始合同",
        by_office=d.chance(3),
    )


def cancel(d: Dice) -> register.Act:
    return register.CancelOwnership(
        unit_code=d.unit,
        ground=d.one_of(*(g for g in register.CancelGround if g != "EXPROPRIATED")),
        organ=d.one_of("", COURTS[0]),
        document_no="判1号",
    )


def reissue(d: Dice) -> register.Act:
    return register.ReissueCertificate(unit_code=d.unit, number=d.number(), lost=d.chance(3))


def lend(d: Dice) -> register.Act:
    modes = register.MortgageMode
    kept = any(n.place is not None for n in d.sheet.notices_on(d.at))
    return register.CreateMortgage(
        unit_code=d.unit,
        mortgagees=(d.one_of(*BANKS),),
        mortgagors=d.owners(),
        amount=Decimal(d.one_of(0, *(100, 200, 300) * 6)),
        debt_from=date(2020, 1, 1),
        debt_to=date(2040, 1, 1),
        mode=modes.MAXIMUM_AMOUNT if d.chance(3) else modes.ORDINARY,
        transfer_restricted=d.one_of(True, True, None, *(False,) * 9),
        from_notice=d.notice(of_loan=True) if d.chance(5 if kept else 0) else "",
    )


def lend_jointly(d: Dice) -> register.Act:
    """One debt on this unit and on one or both of the others."""
    beside = d.beside()
    chosen = beside[:3] if d.chance(5) else beside[: d.one_of(1, 1, 2)]
    more = tuple(register.Collateral(unit_code=u, mortgagors=d.owners_of(u)) for u in chosen)
    act = lend(d)
    assert isinstance(act, register.CreateMortgage)
    return replace(act, collateral=more)


def dwell(d: Dice) -> register.Act:
    sources = register.HabitationSource
    people = d.draw(st.lists(st.sampled_from(PEOPLE), min_size=1, max_size=2, unique=True))
    return register.CreateHabitation(
        unit_code=d.unit,
        holders=tuple(people),
        grantors=d.owners(),
        scope="居住" if d.chance(9) else "",
        term_to=d.one_of(None, (d.at + timedelta(days=d.one_of(-30, 10, 300))).date()),
        source=d.one_of(sources.CONTRACT, sources.CONTRACT, *sources),
        document_no=d.one_of("", "遗嘱1号"),
    )


def leave(d: Dice) -> register.Act:
    return register.CancelHabitation(
        unit_code=d.unit,
        proof_no=d.dwelling(),
        ground=d.one_of(*register.HabitationEnd),
        document_no=d.one_of("", "死亡证明1号"),
    )


def bear(d: Dice) -> register.Act:
    other = d.one_of(*d.beside(), d.unit)
    return register.CreateEasement(
        unit_code=d.unit,
        dominant_code=other,
        servient_holders=d.owners(),
        dominant_holders=d.owners_of(other),
        content="通行",
        term_from=date(2019, 1, 1),
        term_to=(d.at + timedelta(days=d.one_of(-30, 10, 300, 3000))).date(),
    )


def free(d: Dice) -> register.Act:
    proof = d.way()
    borne = next((x for x in d.sheet.ways if x.proof == proof), None)
    to = borne.for_unit if borne and d.chance(9) else d.one_of(*d.sheets)
    return register.CancelEasement(unit_code=d.unit, dominant_code=to, proof_no=proof)


def repay(d: Dice) -> register.Act:
    proof = d.loan()
    return register.CancelMortgage(
        unit_code=d.unit,
        proof_no=proof,
        others=d.rest(proof),
        partial=d.chance(3),
        applicants=BANKS if d.chance(8) else (d.one_of(*BANKS),),
        amount=Decimal(200) if d.chance(2) else None,
    )


def assign(d: Dice) -> register.Act:
    proof = d.loan()
    return register.TransferMortgage(
        unit_code=d.unit,
        proof_no=proof,
        others=d.rest(proof),
        mortgagees=(d.one_of(*BANKS),),
        agreed_before_fixing=d.chance(5),
    )


def alter(d: Dice) -> register.Act:
    proof = d.loan()
    return register.ChangeMortgage(
        unit_code=d.unit,
        proof_no=proof,
        others=d.rest(proof),
        amount=d.one_of(None, Decimal(0), Decimal(100), Decimal(250)),
        debt_to=d.one_of(None, None, date(2035, 1, 1), date(2045, 1, 1)),
        transfer_restricted=d.one_of(None, None, True, False),
        mortgagors=d.owners() if d.chance(2) else None,
    )


def fix(d: Dice) -> register.Act:
    amount = Decimal(d.one_of(0, 90, 190, 290))
    proof = d.loan()
    return register.FixClaim(
        unit_code=d.unit, proof_no=proof, amount=amount, fact="期间届满", others=d.rest(proof)
    )


def exchange(d: Dice) -> register.Act:
    return register.ExchangeRanks(unit_code=d.unit, proof_no=d.loan(), other_proof_no=d.loan())


def seize(d: Dice) -> register.Act:
    kinds = register.SeizureKind
    return register.Seize(
        unit_code=d.unit,
        kind=d.one_of(kinds.SEIZURE, kinds.SEIZURE, kinds.PRE_SEIZURE),
        organ=d.one_of(*COURTS),
        document_no=d.one_of("执1号", "执2号", "执3号"),
        delivered_at=d.delivered(),
        term_days=d.one_of(1, 15, 200, 1096),
        debtor=d.one_of(None, *PEOPLE),
    )


def renew(d: Dice) -> register.Act:
    (organ, document), delivered = d.order(), d.delivered()
    if (over := d.sheet.queue(d.at).over) and d.chance(5):
        ended, end = d.one_of(*over)
        organ, document = ended.organ, ended.document
        delivered = end - timedelta(minutes=d.one_of(-1, 1, 1, 90))
    return register.RenewSeizure(
        unit_code=d.unit,
        seizure_document_no=document,
        organ=organ,
        document_no="续1号",
        delivered_at=delivered,
        term_days=d.one_of(1, 15, 200),
    )


def release(d: Dice) -> register.Act:
    organ, document = d.order()
    return register.ReleaseSeizure(
        unit_code=d.unit,
        seizure_document_no=document,
        organ=organ,
        release_document_no="解1号",
        delivered_at=d.delivered(),
    )


def notice(d: Dice) -> register.Act:
    kind = d.one_of(*register.NoticeKind)
    loan = kind in (register.NoticeKind.PRESALE_MORTGAGE, register.NoticeKind.OTHER_MORTGAGE)
    return register.EnterNotice(
        unit_code=d.unit,
        kind=kind,
        holders=(d.one_of(*(BANKS if loan else PEOPLE)),),
        obligors=d.owners(),
    )


def drop_notice(d: Dice) -> register.Act:
    return register.CancelNotice(unit_code=d.unit, proof_no=d.notice())


def object_to(d: Dice) -> register.Act:
    return register.EnterObjection(
        unit_code=d.unit, objector=d.one_of(*PEOPLE), matter=d.one_of("份额", "面积", "顺位")
    )


def sue(d: Dice) -> register.Act:
    today = d.at.astimezone(CHINA).date()
    return register.RecordSuit(
        unit_code=d.unit,
        proof_no=d.objection(),
        sued_on=today - d.draw(FEW_DAYS),
        court=COURTS[0],
        suit_no="民初1号",
    )


def drop_objection(d: Dice) -> register.Act:
    return register.CancelObjection(unit_code=d.unit, proof_no=d.objection())


def stop(d: Dice) -> register.Act:
    today = d.at.astimezone(CHINA).date()
    return register.RestrictByGovernment(
        unit_code=d.unit,
        organ="岳阳楼区政府",
        document_no=d.one_of("征1号", "征2号"),
        from_day=today - d.draw(FEW_DAYS),
        to_day=today + d.draw(FEW_DAYS) if d.chance(7) else None,
    )


def lift(d: Dice) -> register.Act:
    return register.LiftRestriction(
        unit_code=d.unit,
        organ="岳阳楼区政府",
        restriction_document_no=d.one_of("征1号", "征2号"),
        document_no="征1号之二",
    )


LOAN_ACTS = (repay, assign, alter, fix, exchange)


def fitting(d: Dice, act: Callable[[Dice], register.Act]) -> bool:
    """Whether there is what the act is about; now and then whatever there is."""
    sheet, at = d.sheet, d.at
    about: dict[Callable[[Dice], register.Act], object] = {
        **dict.fromkeys(LOAN_ACTS, sheet.loans_on(at)),
        exchange: sheet.loans_on(at)[1:],
        fix: [x for x in sheet.loans_on(at) if x.maximum and x.fixed is None],
        release: sheet.seizures(at),
        renew: sheet.orders,
        drop_notice: sheet.notices_on(at),
        **dict.fromkeys((sue, drop_objection), [o for o in sheet.objections if o.covers(at)]),
        lift: [s for s in sheet.stops if s.covers(at)],
        leave: sheet.dwellings_on(at),
        free: sheet.ways_on(at),
    }
    return bool(about.get(act, True)) or d.chance(1)


USES = (dwell, leave, bear, free, lend_jointly, lend_jointly)
SOMETIMES = (change, correct, cancel, reissue, stop, lift, drop_objection, drop_notice)
OFTEN = (transfer, lend, seize, assign, alter, fix, exchange, repay, notice, release, renew)
ACTS = (lend, *OFTEN, *OFTEN, *USES, *SOMETIMES, object_to, sue)
