"""What is asked of the register and what it answers: frozen values, no framework.

Acts (登记) are asked for in *bookings*, one a case; ``register.api.book`` answers each with an
``Outcome``. Terms: ISO 19152 (LADM) and GLOSSARY.md.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime

from dengbu.kernel.clause import Clause
from dengbu.register.acts import Act
from dengbu.register.codes import CertificateKind, Effect
from dengbu.register.parties import PartyRef
from dengbu.register.state import UnitState


@dataclass(frozen=True, kw_only=True, slots=True)
class GuardianPromise:
    """A guardian applies for a ward and promises that it serves the ward (Civil Code 35)."""

    ward_id_no: str
    guardian_name: str
    guardian_id_no: str


@dataclass(frozen=True, kw_only=True, slots=True)
class PropertyFacts:
    """What other departments and the survey know of the property."""

    contract_filed: bool | None = None  # 网签备案 matches the sale of a new home; None: not known
    fund_paid: bool | None = None  # 住宅专项维修资金
    disposal_approval: str = ""  # paper that allows to sell allocated land or policy housing
    policy_housing: bool = False  # 经济适用房 and the like within its years
    members: frozenset[tuple[str, str]] = frozenset()  # (id_type, id_no) proved of the collective
    public_facility: bool | None = None  # school, hospital; None: not known
    land_use: str = ""  # GB/T 21010 code of the parcel; "": not known
    dwelling: bool | None = None  # land of a dwelling, whose term renews by itself
    dispute: str = ""  # unresolved dispute of ownership, in a few words
    illegal_building: str = ""  # finding of the planning authority


@dataclass(frozen=True, kw_only=True, slots=True)
class CaseFacts:
    """What the rules need to know that the register does not hold. Passed, never fetched."""

    applicants: frozenset[tuple[str, str]] = frozenset()  # (id_type, id_no) who signed
    organs_agreed: frozenset[tuple[str, str]] = frozenset()  # seizing: name, number of its order
    objection_risk_accepted: bool = False
    tax_cleared: bool | None = None  # None: not known
    tax_note: str = ""  # voucher or ground of exemption
    guardian_promises: tuple[GuardianPromise, ...] = ()
    deceased: frozenset[tuple[str, str]] = frozenset()  # holders who died: their heirs apply
    incapable: frozenset[str] = frozenset()  # id numbers of adults declared incapable
    error_proved: bool = False  # 登记确有错误, so that nobody need consent (Civil Code 220)
    notice_over: bool = False  # public notice or statement of loss has run
    other_open_cases: Mapping[str, tuple[str, ...]] = field(
        default_factory=dict
    )  # unit -> case nos
    property: PropertyFacts = PropertyFacts()


@dataclass(frozen=True, kw_only=True, slots=True)
class Registrar:
    """登簿人 who answers for the entry; ``system`` for the automatic approval account."""

    id: int
    name: str
    system: bool = False


@dataclass(frozen=True, kw_only=True, slots=True)
class Booking:
    """All acts of one case, in legal order: entered together or not at all."""

    office: str  # 6-digit county code
    case_no: str  # 20 digits, unique per booking
    acts: tuple[Act, ...]
    facts: CaseFacts = CaseFacts()
    registrar: Registrar


@dataclass(frozen=True, kw_only=True, slots=True)
class RuleOutcome:
    """One rule on one act: what it said, why, and what helps."""

    code: str  # P01 ...
    effect: Effect
    message: str  # plain Chinese, for the reader
    clause: Clause
    remedy: str = ""
    unit_code: str = ""
    act_no: int = 0  # index of the act in the booking
    facts: Mapping[str, str] = field(default_factory=dict)  # what the rule read


@dataclass(frozen=True, kw_only=True, slots=True)
class Foreseen:
    """What a booking would do if it were entered now."""

    rules: tuple[RuleOutcome, ...]  # passes, warnings and blocks
    before: Mapping[str, UnitState]  # by unit code
    after: Mapping[str, UnitState]  # as ``before`` where a rule blocks


@dataclass(frozen=True, kw_only=True, slots=True)
class IssuedCertificate:
    """A certificate or proof that a booking brought forth."""

    id: int
    kind: CertificateKind
    number: str  # storage form
    unit_code: str
    act_no: int
    holder: PartyRef | None  # None: one certificate for all holders
    stands: bool = True  # False: a later act of the booking ended its right, it is never issued


@dataclass(frozen=True, kw_only=True, slots=True)
class Outcome:
    """What became of one booking."""

    case_no: str
    booked: bool
    booking_id: int | None = None
    recorded_at: datetime | None = None
    rules: tuple[
        RuleOutcome, ...
    ] = ()  # blocks and warnings; passes too when ``explain`` was asked
    entry_ids: tuple[int, ...] = ()  # one an act, in order
    certificates: tuple[IssuedCertificate, ...] = ()
    voided: tuple[str, ...] = ()  # numbers that are void from now on

    @property
    def blocks(self) -> tuple[RuleOutcome, ...]:
        """Why it was not booked: empty when it was."""
        return tuple(r for r in self.rules if r.effect is Effect.BLOCK)
