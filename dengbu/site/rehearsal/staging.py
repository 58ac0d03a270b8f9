"""What must stand in the register before a service can be asked for, entered act by act."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from decimal import Decimal
from random import Random

from dengbu.casework import api as casework
from dengbu.register import api as register
from dengbu.site.demonstration.people import BANKS, DEVELOPERS, Crowd
from dengbu.site.rehearsal.ground import Ground
from dengbu.site.rehearsal.samples import PARTICULARS

BANK, OTHER_BANK, DEVELOPER = BANKS[0].party, BANKS[1].party, DEVELOPERS[0].party
COURT = "岳阳楼区人民法院"
ORDER = "（2026）湘0602执预演号"
HOME = "4"  # where a service is for any right
NATURES = {"3": "102", "4": "102", "9": "201", "10": "201"}  # of contracts: by household
NEW = frozenset({"FirstRegistration", "RegisterCommonParts"})
_case = 900_000


class NotStaged(Exception):
    """The register refused what the rehearsal builds on: its words."""


@dataclass(kw_only=True)
class Stage:
    """One unit with its people; what was done there lies some days back."""

    ground: Ground
    crowd: Crowd
    registrar: register.Registrar
    at: datetime
    right: str = ""  # 权利类型 of the unit
    unit: str = ""
    more: tuple[str, ...] = ()
    owners: tuple[register.PartyRef, ...] = ()
    buyer: register.PartyRef | None = None  # who has a notice on it already
    serial: int = field(default=0)

    def do(self, *acts: register.Act) -> None:
        """Enter acts as one booking, everybody signing. Raises NotStaged."""
        self.serial += 1
        self.at += timedelta(hours=1)
        also = () if self.buyer is None else (self.buyer,)
        signing = (*self.owners, BANK, OTHER_BANK, DEVELOPER, *also)
        known = register.PropertyFacts(
            contract_filed=True,
            fund_paid=True,
            members=frozenset(p.key for p in signing),
        )
        booking = register.Booking(
            office=self.ground.office,
            case_no=f"{self.ground.office}{self.at:%Y%m%d}{_case + self.serial:06d}",
            acts=acts,
            facts=register.CaseFacts(
                applicants=frozenset(p.key for p in signing), tax_cleared=True, property=known
            ),
            registrar=self.registrar,
        )
        (outcome,) = register.book([booking], at=self.at)
        if not outcome.booked:
            raise NotStaged("；".join(b.message for b in outcome.blocks))

    def first(self, right: str, *owners: register.PartyRef, unit: str = "") -> None:
        """The unit's first registration."""
        self.owners = owners
        way = register.CoOwnership.SOLE if len(owners) == 1 else register.CoOwnership.JOINT
        self.do(
            register.FirstRegistration(
                unit_code=unit or self.unit,
                holders=tuple(register.HolderShare(party=p) for p in owners),
                co_ownership=way,
                right_type=register.RightType(right),
                right_nature=NATURES.get(right, "200"),
                term_from=date(2020, 1, 1),
                term_to=date(2049, 12, 31),
                particulars=PARTICULARS.get(right),
            )
        )

    def lend(self, *, bank: register.PartyRef = BANK, most: bool = False) -> None:
        """A mortgage that may be sold under."""
        modes = register.MortgageMode
        self.do(
            register.CreateMortgage(
                unit_code=self.unit,
                mortgagees=(bank,),
                mortgagors=self.owners,
                amount=Decimal("500000.00"),
                debt_from=date(2026, 1, 1),
                debt_to=date(2046, 1, 1),
                mode=modes.MAXIMUM_AMOUNT if most else modes.ORDINARY,
                transfer_restricted=False,
            )
        )

    def notice(self, kind: register.NoticeKind) -> None:
        """An advance notice of a sale, or of a mortgage."""
        loan = kind in register.MORTGAGE_NOTICES
        self.buyer = self.buyer or self.crowd.person()
        presale = kind in (register.NoticeKind.PRESALE, register.NoticeKind.PRESALE_MORTGAGE)
        seller = (DEVELOPER,) if presale else self.owners
        self.do(
            register.EnterNotice(
                unit_code=self.unit,
                kind=kind,
                holders=(BANK,) if loan else (self.buyer,),
                obligors=(self.buyer,) if loan else seller,
                amount=Decimal("500000.00"),
            )
        )


def _own_home(stage: Stage, service: casework.ServiceView) -> None:
    """Held by one person, or by two where they are to share it otherwise."""
    couple = "co_ownership" in service.fields
    stage.first(stage.right, *(stage.crowd.person() for _ in range(2 if couple else 1)))


def _unsold(stage: Stage, service: casework.ServiceView) -> None:
    """A new home, which its developer still owns."""
    stage.first(stage.right, DEVELOPER)


def _mortgaged(stage: Stage, service: casework.ServiceView) -> None:
    _own_home(stage, service)
    stage.lend(most=any(item.act == "FixClaim" for item in service.items))
    if any(item.act == "ExchangeRanks" for item in service.items):
        stage.lend(bank=OTHER_BANK)


def _noticed(stage: Stage, service: casework.ServiceView) -> None:
    """A notice on somebody's home that is to change, or those on one that is being built."""
    if any(item.act == "EnterNotice" for item in service.items):
        _own_home(stage, service)
        stage.notice(register.NoticeKind.OTHER_SALE)
        return
    of_loan = [i for i in service.items if "loan_notice_end" in i.slots]
    of_sale = [i for i in service.items if i.act == "CancelNotice" and i not in of_loan]
    stage.owners = (DEVELOPER,)
    if of_sale or of_loan:
        stage.notice(register.NoticeKind.PRESALE)
    if of_loan:
        stage.notice(register.NoticeKind.PRESALE_MORTGAGE)


def _converted(stage: Stage, service: casework.ServiceView) -> None:
    """Notices first, then the developer's registration, then, for the loan alone, the sale."""
    acts = [item.act for item in service.items]
    stage.owners = (DEVELOPER,)
    stage.notice(register.NoticeKind.PRESALE)
    if "CreateMortgage" in acts:
        stage.notice(register.NoticeKind.PRESALE_MORTGAGE)
    stage.first("4", DEVELOPER)
    if "Transfer" not in acts and stage.buyer is not None:
        sold = register.Transfer(
            unit_code=stage.unit,
            transferors=(DEVELOPER,),
            holders=(register.HolderShare(party=stage.buyer),),
            co_ownership=register.CoOwnership.SOLE,
            price=Decimal("900000.00"),
        )
        stage.do(sold)
        stage.owners = (stage.buyer,)


def _presold(stage: Stage, service: casework.ServiceView) -> None:
    """Sold before it is built; for the loan alone the buyer has a notice."""
    stage.owners = (DEVELOPER,)
    if service.items[0].constants.get("kind") == register.NoticeKind.PRESALE_MORTGAGE:
        stage.notice(register.NoticeKind.PRESALE)


def _objected(stage: Stage, service: casework.ServiceView) -> None:
    _own_home(stage, service)
    stage.buyer = stage.crowd.person()
    stage.at += timedelta(days=36)  # it lapses after fifteen days without a suit
    stage.do(
        register.EnterObjection(unit_code=stage.unit, objector=stage.buyer, matter="份额有争议")
    )


def _inhabited(stage: Stage, service: casework.ServiceView) -> None:
    _own_home(stage, service)
    stage.buyer = stage.crowd.person()
    stage.do(
        register.CreateHabitation(
            unit_code=stage.unit, holders=(stage.buyer,), grantors=stage.owners, scope="住满全屋"
        )
    )


def _neighboured(stage: Stage, service: casework.ServiceView) -> None:
    """Two homes; an easement on the first, where one is to end."""
    _own_home(stage, service)
    owners, neighbour = stage.owners, stage.crowd.person()
    stage.first("4", neighbour, unit=stage.more[0])
    stage.owners, stage.buyer = owners, neighbour
    if service.items[0].act == "CancelEasement":
        stage.do(
            register.CreateEasement(
                unit_code=stage.unit,
                dominant_code=stage.more[0],
                servient_holders=owners,
                dominant_holders=(neighbour,),
                content="通行",
                term_from=date(2026, 1, 1),
                term_to=date(2036, 1, 1),
            )
        )


def _seized(stage: Stage, service: casework.ServiceView) -> None:
    _own_home(stage, service)
    stage.do(
        register.Seize(
            unit_code=stage.unit,
            kind=register.SeizureKind.SEIZURE,
            organ=COURT,
            document_no=ORDER,
            delivered_at=stage.at,
            term_days=1095,
        )
    )


def _farmed(stage: Stage, service: casework.ServiceView) -> None:
    _own_home(stage, service)
    if service.items[0].act != "CreateOperation":
        stage.buyer = stage.crowd.person()
        stage.do(
            register.CreateOperation(
                unit_code=stage.unit,
                holders=(stage.buyer,),
                grantors=stage.owners,
                mode=register.OperationMode.LEASE,
                area=Decimal("600.00"),
                term_from=date(2026, 1, 1),
                term_to=date(2036, 1, 1),
            )
        )


def _developed(stage: Stage, service: casework.ServiceView) -> None:
    """A home of the developer, on land that has common parts."""
    stage.ground.land_of(stage.unit)
    stage.first("4", DEVELOPER)


def _built(stage: Stage, service: casework.ServiceView) -> None:
    """Land of the developer, mortgaged with the home that is being built on it."""
    land = stage.ground.land_of(stage.unit)
    stage.first("3", DEVELOPER, unit=land)
    if service.items[0].act == "CancelMortgage":
        stage.do(
            register.CreateMortgage(
                unit_code=land,
                mortgagees=(BANK,),
                mortgagors=(DEVELOPER,),
                amount=Decimal("9000000.00"),
                debt_from=date(2026, 1, 1),
                debt_to=date(2029, 1, 1),
                transfer_restricted=False,
                mortgaged_kind=register.MortgagedKind.UNDER_CONSTRUCTION,
                construction_address="预演路",
                construction_scope="1栋",
                collateral=(register.Collateral(unit_code=stage.unit, mortgagors=(DEVELOPER,)),),
            )
        )


Scene = Callable[[Stage, casework.ServiceView], None]
_BY_ACT: Mapping[str, Scene] = {
    "CancelMortgage": _mortgaged,
    "ChangeMortgage": _mortgaged,
    "TransferMortgage": _mortgaged,
    "FixClaim": _mortgaged,
    "ExchangeRanks": _mortgaged,
    "CancelNotice": _noticed,
    "CancelObjection": _objected,
    "CancelHabitation": _inhabited,
    "CreateEasement": _neighboured,
    "CancelEasement": _neighboured,
    "RenewSeizure": _seized,
    "ReleaseSeizure": _seized,
    "CreateOperation": _farmed,
    "CancelOperation": _farmed,
    "ChangeOperation": _farmed,
    "TransferOperation": _farmed,
    "RegisterCommonParts": _developed,
}
PRESALES = frozenset({register.NoticeKind.PRESALE, register.NoticeKind.PRESALE_MORTGAGE})


def scene_of(service: casework.ServiceView) -> Scene | None:
    """What is staged for a service; None where nothing may stand before it."""
    acts = [item.act for item in service.items]
    guides = {item.guide for item in service.items}
    if "G38" in guides:
        return _converted
    if acts[0] == "EnterNotice" and service.items[0].constants.get("kind") in PRESALES:
        return _presold
    if "G09" in guides and acts[0] == "Transfer":
        return _unsold
    if "FirstRegistration" in acts:
        return _built if len(acts) > 1 and acts[0] == "CancelMortgage" else None
    found = next((_BY_ACT[act] for act in acts if act in _BY_ACT), None)
    return found or _own_home


def staged(
    service: casework.ServiceView,
    right: str,
    ground: Ground,
    registrar: register.Registrar,
    now: datetime,
) -> Stage:
    """A unit held by such a right, on which the service can be asked for."""
    homes = 4 if any(item.act == "ReshapeUnits" for item in service.items) else 2
    unit, *more = ground.unit(right, homes=homes)
    stage = Stage(
        ground=ground,
        crowd=Crowd(Random(service.code)),  # noqa: S311 - the same people every time
        registrar=registrar,
        at=now - timedelta(days=40),
        right=right,
        unit=unit,
        more=tuple(more),
    )
    scene = scene_of(service)
    if scene is not None:
        scene(stage, service)
    return stage
