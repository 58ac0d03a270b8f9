"""A few units, people and acts for the tests of the register."""

import itertools
from datetime import date
from decimal import Decimal
from fractions import Fraction

from django.db import transaction

from dengbu.accounts.models import Office
from dengbu.cadastre.models import Building, Parcel, Unit
from dengbu.database.ids import forget_block
from dengbu.kernel.identity import resident_check_digit
from dengbu.register import api as register

OFFICE = "430602"
CLERK = register.Registrar(id=7, name="段俊")
BANK = register.PartyRef(
    name="湘北银行岳阳分行",
    id_type="8",
    id_no="91430600722541386Q",
    party_type=register.PartyType.ENTERPRISE,
)
OTHER_BANK = register.PartyRef(
    name="巴陵银行南湖支行",
    id_type="8",
    id_no="914306005869374228",
    party_type=register.PartyType.ENTERPRISE,
)
_case = itertools.count(1)


def person(n: int, *, born: str = "19850312") -> register.PartyRef:
    """A made-up adult (or not: ``born``) with a valid identity number."""
    first = f"430602{born}{n % 1000:03d}"
    return register.PartyRef(name=f"周{n}", id_type="1", id_no=first + resident_check_digit(first))


def unit_code(n: int) -> str:
    """The code of the n-th unit."""
    return f"430602003012GB00045F0001{n:04d}"


def make_units(count: int) -> list[str]:
    """An office, a parcel and ``count`` units, not yet registered."""
    forget_block()
    Office.objects.update_or_create(
        code=OFFICE,
        defaults={
            "name": "岳阳市不动产登记中心",
            "province": "湘",
            "issuer": "岳阳市",
            "address": "岳阳楼区",
            "phone": "0730-0000000",
        },
    )
    parcel = Parcel.objects.create(
        office=OFFICE,
        code="430602003012GB00045",
        feature="GB",
        address="金鹗东路86号",
        area=Decimal("18426.30"),
        land_use="0701",
        right_type="4",
        right_nature="102",
        geometry=b"",
        crs=4547,
        bb=(0.0, 0.0, 1.0, 1.0),
    )
    building = Building.objects.create(
        office=OFFICE, parcel=parcel, code="430602003012GB00045F0001", name="1栋"
    )
    codes = [unit_code(n) for n in range(1, count + 1)]
    Unit.objects.bulk_create(
        Unit(
            office=OFFICE,
            parcel=parcel,
            building=building,
            code=code,
            address=f"金鹗东路86号{code[-4:]}",
            search=f"金鹗东路86号{code[-4:]}",
            planned_use="11",
            floor_area=Decimal("118.42"),
        )
        for code in codes
    )
    return codes


def booking(
    *acts: register.Act,
    applicants: tuple[register.PartyRef, ...] = (),
    office: str = OFFICE,
    case_no: str = "",
    **facts: object,
) -> register.Booking:
    """A booking of a fresh case with tax paid and these applicants."""
    known = {"tax_cleared": True, **facts}
    return register.Booking(
        office=office,
        case_no=case_no or f"43060220241112{next(_case):06d}",
        acts=acts,
        registrar=CLERK,
        facts=register.CaseFacts(
            applicants=frozenset(p.key for p in applicants),
            **known,  # type: ignore[arg-type]  # keywords of one test
        ),
    )


def book(*bookings: register.Booking, **options: object) -> list[register.Outcome]:
    """Book in a transaction of its own."""
    with transaction.atomic():
        return register.book(bookings, **options)  # type: ignore[arg-type]  # keywords of one test


def first(code: str, *holders: register.PartyRef, **more: object) -> register.FirstRegistration:
    """First registration to one person, or jointly to several."""
    way = register.CoOwnership.SOLE if len(holders) == 1 else register.CoOwnership.JOINT
    values = {"term_to": date(2079, 6, 30), **more}
    return register.FirstRegistration(
        unit_code=code,
        holders=tuple(register.HolderShare(party=h) for h in holders),
        co_ownership=way,
        **values,  # type: ignore[arg-type]  # keywords of one test
    )


def by_shares(*held: tuple[register.PartyRef, Fraction]) -> tuple[register.HolderShare, ...]:
    """Holders with their shares."""
    return tuple(register.HolderShare(party=p, share=s) for p, s in held)


def sale(
    code: str, sellers: tuple[register.PartyRef, ...], *buyers: register.PartyRef
) -> register.Transfer:
    """A sale for 800,000 yuan."""
    way = register.CoOwnership.SOLE if len(buyers) == 1 else register.CoOwnership.JOINT
    return register.Transfer(
        unit_code=code,
        transferors=sellers,
        holders=tuple(register.HolderShare(party=b) for b in buyers),
        co_ownership=way,
        price=Decimal("800000.00"),
    )


def mortgage(
    code: str,
    owners: tuple[register.PartyRef, ...],
    *,
    bank: register.PartyRef = BANK,
    restricted: bool | None = False,
) -> register.CreateMortgage:
    """A mortgage for 680,000 yuan."""
    return register.CreateMortgage(
        unit_code=code,
        mortgagees=(bank,),
        mortgagors=owners,
        amount=Decimal("680000.00"),
        debt_from=date(2024, 1, 1),
        debt_to=date(2044, 1, 1),
        transfer_restricted=restricted,
    )
