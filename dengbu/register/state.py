"""What the register says about one unit at one moment. Rules read this and nothing else."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import TypeVar

from dengbu.register.codes import (
    MORTGAGE_NOTICES,
    CertificateKind,
    CoOwnership,
    HabitationSource,
    MortgagedKind,
    MortgageMode,
    NoticeKind,
    OperationMode,
    RightType,
    SeizureKind,
)
from dengbu.register.lapse import Ordered
from dengbu.register.particulars import CommonPart, Particulars
from dengbu.register.parties import HolderShare, PartyRef


@dataclass(frozen=True, kw_only=True, slots=True)
class OwnershipState:
    """The current ownership of a unit with its holders."""

    id: int
    entry_id: int  # that opened it
    right_type: RightType
    co_ownership: CoOwnership
    holders: tuple[HolderShare, ...]
    right_nature: str
    term_from: date | None
    term_to: date | None
    price: Decimal | None
    effective_from: datetime
    recorded_from: datetime
    certificate_nos: tuple[str, ...] = ()
    restores: int | None = None  # row as first entered, if it stands again after an annulment
    stands_since: datetime | None = None  # of what the same transaction restored: first entry
    acquired: bool = False  # by this entry, first or a transfer: it does not only change a row


@dataclass(frozen=True, kw_only=True, slots=True)
class ParticularsState:
    """What the right is about; stays while it passes from hand to hand."""

    id: int
    entry_id: int  # that opened it
    content: Particulars


@dataclass(frozen=True, kw_only=True, slots=True)
class CommonPartState:
    """What all owners of the parcel's houses hold together (业主共有部分)."""

    id: int
    entry_id: int  # that opened it
    content: CommonPart
    recorded_from: datetime


BuildingKey = tuple[int, str]
"""A debt, and the kind of unit on a parcel: a unit's code as far as its letter, 20 characters."""


@dataclass(frozen=True, kw_only=True, slots=True)
class MortgageState:
    """A mortgage on the unit; ``rank`` closes up as earlier ones end."""

    id: int
    entry_id: int  # that opened it
    rank: int  # 1 first, computed among those in force
    rank_key: int  # place for ever, unique on the unit
    mode: MortgageMode
    mortgagees: tuple[PartyRef, ...]
    mortgagors: tuple[PartyRef, ...]
    debtor: PartyRef | None
    amount: Decimal
    debt_from: date
    debt_to: date
    scope: str
    transfer_restricted: bool | None
    proof_no: str
    effective_from: datetime
    recorded_from: datetime
    contract_no: str = ""
    revision: int = 0  # how often the mortgage in this place was changed
    stands_since: datetime | None = None  # entry of revision 0; None: this is it
    fixed_amount: Decimal | None = None  # yuan: claim fixed under a maximum-amount mortgage
    fixing_fact: str | None = None
    restores: int | None = None  # row as first entered, if it stands again after an annulment
    came_of: int | None = None  # row that stood before this transaction changed it
    of_operation: bool = False  # of the land operation right, not of the contract right itself
    debt_id: int | None = None  # of a debt that several units secure: the mortgage entered first
    debt_units: int = 1  # how many units secure it
    kind: MortgagedKind | None = None  # 抵押不动产类型; None: entered before it was recorded
    construction_address: str = ""
    construction_scope: str = ""
    replaced: str = ""  # number before this booking changed it: its later acts may name that

    def building_key(self, unit_code: str) -> BuildingKey | None:
        """Under what the unit counts as being built; None unless it is, with others of a debt."""
        if self.debt_id is None or self.kind is not MortgagedKind.UNDER_CONSTRUCTION:
            return None
        return self.debt_id, unit_code[:20]


@dataclass(frozen=True, kw_only=True, slots=True)
class SeizureState:
    """A seizure on the unit on the day asked about."""

    id: int
    entry_id: int  # that opened it
    kind: SeizureKind
    organ: str
    document_no: str
    delivered_at: datetime
    in_force: bool  # False: waits in the queue (轮候)
    place: int  # 1: in force, 2.. waiting
    starts_at: datetime | None  # None while waiting
    ends_at: datetime | None  # None while waiting
    recorded_from: datetime
    debtor: PartyRef | None = None  # 被执行人, None: not recorded


@dataclass(frozen=True, kw_only=True, slots=True)
class NoticeState:
    """An advance notice in force."""

    id: int
    entry_id: int  # that opened it
    kind: NoticeKind
    holders: tuple[PartyRef, ...]
    obligors: tuple[PartyRef, ...]
    amount: Decimal | None
    proof_no: str
    effective_from: datetime
    recorded_from: datetime
    rank_key: int | None = None  # kept for the mortgage that it gives notice of
    restores: int | None = None  # row as first entered, if it stands again after an annulment
    stands_since: datetime | None = None  # of what the same transaction restored: first entry

    def fulfilled_by_sale_to(self, buyers: Iterable[PartyRef]) -> bool:
        """Whether a sale to these people is the one that it gave notice of (Civil Code 221).

        Its holders may take others in, a husband or wife: they sign for that as buyers.
        """
        to = {p.key for p in buyers}
        return self.kind not in MORTGAGE_NOTICES and {p.key for p in self.holders} <= to


@dataclass(frozen=True, kw_only=True, slots=True)
class HabitationState:
    """A right of habitation (居住权) on the unit."""

    id: int
    entry_id: int  # that opened it
    source: HabitationSource
    holders: tuple[PartyRef, ...]
    grantors: tuple[PartyRef, ...]
    scope: str
    may_let: bool
    term_to: date | None  # last day; None: for life
    proof_no: str
    effective_from: datetime
    recorded_from: datetime
    restores: int | None = None  # row as first entered, if it stands again after an annulment
    stands_since: datetime | None = None  # of what the same transaction restored: first entry
    lapsed: bool = False  # its term has run, it only waits to be cancelled


@dataclass(frozen=True, kw_only=True, slots=True)
class EasementState:
    """An easement (地役权) that the unit bears or gains."""

    id: int
    entry_id: int  # that opened it
    servient_code: str
    dominant_code: str
    servient_holders: tuple[PartyRef, ...]
    dominant_holders: tuple[PartyRef, ...]
    content: str
    term_from: date
    term_to: date  # last day
    proof_no: str
    effective_from: datetime
    recorded_from: datetime
    restores: int | None = None  # row as first entered, if it stands again after an annulment
    stands_since: datetime | None = None  # of what the same transaction restored: first entry
    lapsed: bool = False


@dataclass(frozen=True, kw_only=True, slots=True)
class OperationState:
    """The land operation right (土地经营权) on contracted land."""

    id: int
    entry_id: int  # that opened it
    holders: tuple[PartyRef, ...]
    grantors: tuple[PartyRef, ...]  # the household, when it was granted
    mode: OperationMode
    area: Decimal  # m2
    term_from: date
    term_to: date  # last day
    contract_no: str
    proof_no: str  # of its certificate
    effective_from: datetime
    recorded_from: datetime
    restores: int | None = None  # row as first entered, if it stands again after an annulment
    stands_since: datetime | None = None  # of what the same transaction restored: first entry
    came_of: int | None = None  # row that stood before this transaction changed it
    lapsed: bool = False


@dataclass(frozen=True, kw_only=True, slots=True)
class ObjectionState:
    """An objection: in force, or over."""

    id: int
    entry_id: int  # that opened it
    objector: PartyRef
    matter: str
    lapses_on: date | None  # None: suit was brought
    recorded_from: datetime
    last_day: date | None = None  # to bring suit as entered; None: computed
    proof_no: str = ""
    closed: bool = False  # by an entry, not by date


@dataclass(frozen=True, kw_only=True, slots=True)
class StopState:
    """A restriction by government in force."""

    id: int
    entry_id: int  # that opened it
    organ: str
    document_no: str
    reason: str
    from_day: date
    to_day: date | None


Proved = TypeVar(
    "Proved",
    MortgageState,
    NoticeState,
    ObjectionState,
    HabitationState,
    EasementState,
    OperationState,
)


def by_proof(rights: Iterable[Proved], proof_no: str) -> Proved | None:
    """The right that a proof number names.

    One that was entered a moment ago has no number yet (``""``): nothing names it. A mortgage that
    an earlier act of the same booking changed goes by the number that it had before.
    """
    if not proof_no:
        return None
    return next((r for r in rights if proof_no in (r.proof_no, getattr(r, "replaced", ""))), None)


@dataclass(frozen=True, kw_only=True, slots=True)
class CertificateState:
    """A valid certificate or proof of a right in force."""

    number: str
    kind: CertificateKind
    entry_id: int  # that issued it
    right_id: int
    right_column: str  # which right it is of: ownership_id, mortgage_id, ...
    holder: PartyRef | None  # None: of all holders


@dataclass(frozen=True, kw_only=True, slots=True)
class UnitState:
    """What the register says of one unit at ``at``."""

    unit_code: str
    page_id: int | None  # None: nothing was ever entered
    at: datetime
    ownership: OwnershipState | None = None
    particulars: ParticularsState | None = None  # None: a home, whose facts the survey holds
    common_parts: tuple[CommonPartState, ...] = ()  # of the houses on a parcel, on its land
    mortgages: tuple[MortgageState, ...] = ()  # by rank
    seizures: tuple[SeizureState, ...] = ()  # by place
    notices: tuple[NoticeState, ...] = ()
    objections: tuple[ObjectionState, ...] = ()
    stops: tuple[StopState, ...] = ()
    orders: tuple[Ordered, ...] = ()  # every seizure ever ordered: what the queue comes from
    past_seizures: tuple[SeizureState, ...] = ()  # whose terms have run, the last first
    habitations: tuple[HabitationState, ...] = ()
    operations: tuple[OperationState, ...] = ()  # one at most
    easements: tuple[EasementState, ...] = ()  # that the unit bears
    benefits: tuple[EasementState, ...] = ()  # that other units bear for it
    other_stops: tuple[StopState, ...] = ()  # entered, and not (or no longer) in force by date
    last_ended: datetime | None = None  # end of the last right, read only for a first registration
    past_objections: tuple[ObjectionState, ...] = ()  # lapsed or cancelled
    certificates: tuple[CertificateState, ...] = ()  # valid ones; read only for their replacement
    succeeded_by: tuple[str, ...] = ()  # units into which it was divided or merged
    void: bool = False  # it came of a division or merger that was annulled: it never was
    houses_on_land: int = 0  # titled units on the parcel of a land unit; read only to dispose of it
    next_rank_key: int = 1  # of the next mortgage on this unit
    next_revision: int = 1  # of the next mortgage that is changed on this unit
    annulled: tuple[int, ...] = ()  # entries that the transaction itself has annulled

    def seizure_of(self, organ: str, document_no: str) -> SeizureState | None:
        """The seizure by its order, in force or waiting."""
        return _ordered(self.seizures, organ, document_no)

    def seizure_to_renew(
        self, organ: str, document_no: str, delivered_at: datetime
    ) -> SeizureState | None:
        """The seizure by its order: whose term ran when that came, in force or waiting else."""
        ran = [s for s in self.past_seizures if _ran(s, delivered_at)]
        return _ordered(ran, organ, document_no) or self.seizure_of(organ, document_no)


def _ordered(seizures: Iterable[SeizureState], organ: str, document_no: str) -> SeizureState | None:
    named = (s for s in seizures if (s.organ, s.document_no) == (organ, document_no))
    return next(named, None)


def _ran(seizure: SeizureState, at: datetime) -> bool:
    start, end = seizure.starts_at, seizure.ends_at
    return start is not None and end is not None and start <= at < end
