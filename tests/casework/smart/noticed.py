"""Homes under notice, for the tests of automatic approval: who buys, and the bank that lends."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from dengbu.casework.api import BatchView, FiledLine, OtherSide, file_batch
from dengbu.register import api as register
from tests.casework.desk import NOW, Desk, sign
from tests.register.city import BANK, OTHER_BANK, book, booking, first, person, unit_code

DEVELOPER = register.PartyRef(
    name="洞庭置业有限公司",
    id_type="8",
    id_no="91430600MA4L16JQ0B",
    party_type=register.PartyType.ENTERPRISE,
)
AMOUNT = Decimal("520000.00")


@dataclass(frozen=True, kw_only=True, slots=True)
class Noticed:
    """A home of the developer with its notices."""

    unit: str
    sale: str  # proof of the notice of the sale
    loan: str  # proof of the notice of the mortgage


def entered(*acts: register.Act, applicants: tuple[register.PartyRef, ...]) -> list[str]:
    """Book acts as one case; numbers of what was issued."""
    sound = register.PropertyFacts(contract_filed=True, fund_paid=True)
    (outcome,) = book(booking(*acts, applicants=applicants, property=sound))
    assert outcome.booked, outcome.blocks
    return [c.number for c in outcome.certificates]


def noticed(n: int, buyer: register.PartyRef, *, lent: bool = True) -> Noticed:
    """The n-th unit, sold and pledged under notice, then first registered to the developer."""
    code = unit_code(n)
    sale = register.EnterNotice(
        unit_code=code,
        kind=register.NoticeKind.PRESALE,
        holders=(buyer,),
        obligors=(DEVELOPER,),
    )
    (proof,) = entered(sale, applicants=(buyer, DEVELOPER))
    if not lent:
        entered(first(code, DEVELOPER), applicants=(DEVELOPER,))
        return Noticed(unit=code, sale=proof, loan="")
    loan = register.EnterNotice(
        unit_code=code,
        kind=register.NoticeKind.PRESALE_MORTGAGE,
        holders=(BANK,),
        obligors=(buyer,),
        amount=AMOUNT,
        subclass="7003",
        cause="抵押预告",
    )
    (other,) = entered(loan, applicants=(BANK, buyer))
    entered(first(code, DEVELOPER), applicants=(DEVELOPER,))
    return Noticed(unit=code, sale=proof, loan=other)


def moved_in(home: Noticed, buyer: register.PartyRef) -> None:
    """The buyer becomes the owner: the notice of the sale has done its work."""
    act = register.Transfer(
        unit_code=home.unit,
        transferors=(DEVELOPER,),
        holders=(register.HolderShare(party=buyer),),
        co_ownership=register.CoOwnership.SOLE,
        price=Decimal("800000.00"),
        subclass="2001",
    )
    entered(act, applicants=(DEVELOPER, buyer))


def to_mortgage(home: Noticed, buyer: register.PartyRef, **changes: object) -> FiledLine:
    """预抵转现, as the bank rightly states it."""
    values = {
        "unit_code": home.unit,
        "proof_no": home.loan,
        "amount": AMOUNT,
        "parties": (OtherSide(name=buyer.name, id_type=buyer.id_type, id_no=buyer.id_no),),
        "debt_from": date(2024, 12, 1),
        "debt_to": date(2054, 12, 1),
        "restricted": True,
        "agreed_alone": True,
        **changes,
    }
    return FiledLine(**values)  # type: ignore[arg-type]  # keywords of one test


def to_right(home: Noticed, **changes: object) -> FiledLine:
    """预告转现 of a firm, as it rightly states it."""
    seller = OtherSide(name=DEVELOPER.name, id_type=DEVELOPER.id_type, id_no=DEVELOPER.id_no)
    values = {
        "unit_code": home.unit,
        "proof_no": home.sale,
        "parties": (seller,),
        "price": Decimal("800000.00"),
        "agreed_alone": True,
        **changes,
    }
    return FiledLine(**values)  # type: ignore[arg-type]  # keywords of one test


def filed(desk: Desk, service: str, *lines: FiledLine, key: str = "k1") -> BatchView:
    """File a signed batch of one service in the bank's name."""
    body = repr((service, lines)).encode()
    return file_batch(
        lines,
        actor=desk.bank,
        idempotency_key=key,
        body=body,
        signed=sign(body),
        now=NOW,
        service=service,
    )


__all__ = ["AMOUNT", "BANK", "DEVELOPER", "OTHER_BANK", "Noticed", "filed", "noticed", "person"]
