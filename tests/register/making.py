"""Acts in many forms, for the tests of rules: what is asked for, on which home."""

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from fractions import Fraction

from dengbu.register import api as register
from tests.register.city import (
    BANK,
    OTHER_BANK,
    book,
    booking,
    by_shares,
    first,
    mortgage,
    person,
    sale,
)

OWNER, BUYER, OTHER, CHILD = person(1), person(2), person(3), person(5, born="20150101")
NOW = datetime(2024, 12, 12, 2, 6, tzinfo=UTC)
LATER = NOW + timedelta(days=1)
Make = Callable[[str], register.Act]


def seize(unit: str, **changes: object) -> register.Seize:
    act = register.Seize(
        unit_code=unit,
        kind=register.SeizureKind.SEIZURE,
        organ="岳阳楼区人民法院",
        document_no="执1号",
        delivered_at=NOW,
        term_days=1095,
    )
    return replace(act, **changes)  # type: ignore[arg-type]  # keywords of one test


def pre_seize(unit: str, debtor: register.PartyRef | None) -> register.Seize:
    return seize(unit, kind=register.SeizureKind.PRE_SEIZURE, debtor=debtor)


def notice(unit: str) -> register.EnterNotice:
    return register.EnterNotice(
        unit_code=unit,
        kind=register.NoticeKind.OTHER_SALE,
        holders=(OTHER,),
        obligors=(OWNER,),
    )


def presale_loan(unit: str) -> register.EnterNotice:
    """The bank's, of a mortgage that a buyer will give on what is not built yet."""
    return register.EnterNotice(
        unit_code=unit,
        kind=register.NoticeKind.PRESALE_MORTGAGE,
        holders=(BANK,),
        obligors=(BUYER,),
        amount=Decimal("500000.00"),
    )


def objection(unit: str) -> register.EnterObjection:
    return register.EnterObjection(unit_code=unit, objector=OTHER, matter="份额有争议")


def stop(unit: str) -> register.RestrictByGovernment:
    return register.RestrictByGovernment(
        unit_code=unit,
        organ="岳阳楼区政府",
        document_no="征1号",
        from_day=date(2024, 12, 1),
        to_day=None,
    )


def sold(unit: str) -> register.Transfer:
    return sale(unit, (OWNER,), BUYER)


def cancel(unit: str) -> register.CancelMortgage:
    return register.CancelMortgage(unit_code=unit, proof_no="湘(2024)0", applicants=(BANK,))


def release(unit: str) -> register.ReleaseSeizure:
    return register.ReleaseSeizure(
        unit_code=unit,
        seizure_document_no="没有这个号",
        organ="岳阳楼区人民法院",
        release_document_no="解1号",
        delivered_at=NOW,
    )


def half_given(unit: str) -> register.Transfer:
    half = by_shares((BUYER, Fraction(1, 2)))
    return replace(sold(unit), holders=half, co_ownership=register.CoOwnership.BY_SHARES)


def old_mortgage(unit: str) -> register.CreateMortgage:
    return mortgage(unit, (OWNER,), restricted=None)


def proof(unit: str, place: int = 0) -> str:
    """Of the mortgage in this place."""
    return register.unit_state(unit, now=LATER).mortgages[place].proof_no


def notice_proof(unit: str) -> str:
    return register.unit_state(unit, now=LATER).notices[0].proof_no


def objection_proof(unit: str) -> str:
    return register.unit_state(unit, now=LATER).objections[0].proof_no


def certificate(unit: str) -> str:
    ownership = register.unit_state(unit, now=LATER).ownership
    assert ownership is not None
    return ownership.certificate_nos[0]


def lent(unit: str) -> register.CreateMortgage:
    return mortgage(unit, (OWNER,))


def lent_again(unit: str) -> register.CreateMortgage:
    return replace(mortgage(unit, (OWNER,)), mortgagees=(OTHER_BANK,))


def ceiling(unit: str) -> register.CreateMortgage:
    return replace(mortgage(unit, (OWNER,)), mode=register.MortgageMode.MAXIMUM_AMOUNT)


def passed_on(unit: str) -> register.TransferMortgage:
    return register.TransferMortgage(unit_code=unit, proof_no=proof(unit), mortgagees=(OTHER_BANK,))


def changed(unit: str, **changes: object) -> register.ChangeMortgage:
    values = {"amount": Decimal(1), **changes}
    return register.ChangeMortgage(unit_code=unit, proof_no=proof(unit), **values)  # type: ignore[arg-type]  # keywords of one test


def fixed(unit: str, amount: int) -> register.FixClaim:
    return register.FixClaim(
        unit_code=unit, proof_no=proof(unit), amount=Decimal(amount), fact="期间届满"
    )


def renewed(unit: str, **changes: object) -> register.RenewSeizure:
    act = register.RenewSeizure(
        unit_code=unit,
        seizure_document_no="执1号",
        organ="岳阳楼区人民法院",
        document_no="执1号之一",
        delivered_at=NOW + timedelta(hours=1),
        term_days=1095,
    )
    return replace(act, **changes)  # type: ignore[arg-type]  # keywords of one test


def next_seize(unit: str) -> register.Seize:
    return seize(unit, document_no="执2号", delivered_at=NOW + timedelta(minutes=1))


def sued(unit: str, **changes: object) -> register.RecordSuit:
    act = register.RecordSuit(
        unit_code=unit,
        proof_no=objection_proof(unit),
        sued_on=date(2024, 12, 13),
        court="岳阳楼区人民法院",
        suit_no="民初1号",
    )
    return replace(act, **changes)  # type: ignore[arg-type]  # keywords of one test


def corrected(unit: str, **changes: object) -> register.CorrectOwnership:
    act = register.CorrectOwnership(
        unit_code=unit,
        holders=(register.HolderShare(party=OTHER),),
        co_ownership=register.CoOwnership.SOLE,
        basis="原始合同",
    )
    return replace(act, **changes)  # type: ignore[arg-type]  # keywords of one test


def renamed(unit: str, now: register.PartyRef) -> register.ChangeOwnership:
    return register.ChangeOwnership(
        unit_code=unit, holders=(register.HolderShare(party=now),), renamed=True
    )


def ended(unit: str, **changes: object) -> register.CancelOwnership:
    act = register.CancelOwnership(unit_code=unit, ground=register.CancelGround.WAIVED)
    return replace(act, **changes)  # type: ignore[arg-type]  # keywords of one test


def reissued(unit: str, number: str = "", *, lost: bool = False) -> register.ReissueCertificate:
    return register.ReissueCertificate(
        unit_code=unit, number=number or certificate(unit), lost=lost
    )


def dwelling(unit: str, **changes: object) -> register.CreateHabitation:
    act = register.CreateHabitation(
        unit_code=unit, holders=(OTHER,), grantors=(OWNER,), scope="住满全屋"
    )
    return replace(act, **changes)  # type: ignore[arg-type]  # keywords of one test


def left(unit: str, **changes: object) -> register.CancelHabitation:
    act = register.CancelHabitation(
        unit_code=unit,
        proof_no=register.unit_state(unit, now=LATER).habitations[0].proof_no,
        ground=register.HabitationEnd.WAIVED,
    )
    return replace(act, **changes)  # type: ignore[arg-type]  # keywords of one test


def way(unit: str, **changes: object) -> register.CreateEasement:
    """The neighbour's home, which BUYER holds, gains a way over this one."""
    gains = unit[:-4] + "0003"
    act = register.CreateEasement(
        unit_code=unit,
        dominant_code=gains,
        servient_holders=(OWNER,),
        dominant_holders=(BUYER,),
        content="通行",
        term_from=date(2024, 12, 1),
        term_to=date(2044, 12, 1),
    )
    return replace(act, **changes)  # type: ignore[arg-type]  # keywords of one test


def neighbour(unit: str) -> register.FirstRegistration:
    return first(unit[:-4] + "0003", BUYER)


def given_up(unit: str, proof_no: str = "") -> register.CancelEasement:
    borne = register.unit_state(unit, now=LATER).easements
    return register.CancelEasement(
        unit_code=unit,
        dominant_code=unit[:-4] + "0003",
        proof_no=proof_no or borne[0].proof_no,
    )


LAND = register.LandUsed(use_right_area=Decimal("18426.30"))


def land_alone(unit: str) -> register.FirstRegistration:
    """Land use without a house."""
    right = register.RightType.STATE_CONSTRUCTION_LAND_USE
    return first(unit, BUYER, right_type=right, particulars=LAND)


def prolonged(unit: str, begins: date, ends: date) -> register.ChangeOwnership:
    return register.ChangeOwnership(unit_code=unit, term_from=begins, term_to=ends, subclass="3007")


def allocated(unit: str) -> register.ChangeOwnership:
    """The land under the home turns out to be allocated (划拨)."""
    return register.ChangeOwnership(unit_code=unit, right_nature="101")


def annulled(unit: str, number: int = 0) -> register.AnnulEntry:
    """The unit's ``number``-th entry is undone."""
    line = register.history(unit)[number]
    return register.AnnulEntry(
        unit_code=unit,
        case_no=line.case_no,
        entry_no=line.seq,
        organ="岳阳楼区人民法院",
        document_no="行初1号",
    )


def twice_listed(unit: str) -> register.CreateMortgage:
    """One unit twice in the list for one debt."""
    line = register.Collateral(unit_code=unit, mortgagors=(OWNER,))
    return replace(mortgage(unit, (OWNER,)), collateral=(line,))


def of_two(unit: str) -> register.CreateMortgage:
    """One debt on the home and on the one beside it, which is registered to the same owner."""
    other = f"{unit[:-4]}0003"
    book(booking(first(other, OWNER)))
    line = register.Collateral(unit_code=other, mortgagors=(OWNER,))
    return replace(mortgage(unit, (OWNER,)), collateral=(line,))


def repaid(unit: str, proof_no: str) -> register.CancelMortgage:
    return register.CancelMortgage(unit_code=unit, proof_no=proof_no, applicants=(BANK,))
