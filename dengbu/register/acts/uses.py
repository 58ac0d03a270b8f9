"""Acts on rights to use what another owns: habitation (居住权) and easement (地役权)."""

from dataclasses import dataclass
from datetime import date, datetime

from dengbu.register.codes import HabitationEnd, HabitationSource
from dengbu.register.parties import PartyRef


@dataclass(frozen=True, kw_only=True, slots=True)
class CreateHabitation:
    """居住权首次登记 (Civil Code 368: arises on registration)."""

    unit_code: str
    holders: tuple[PartyRef, ...]  # natural persons
    grantors: tuple[PartyRef, ...]  # the owners
    scope: str  # 居住的条件和要求
    term_to: date | None = None  # last day; None: for life
    may_let: bool = False  # otherwise the dwelling is not let (369)
    source: HabitationSource = HabitationSource.CONTRACT
    document_no: str = ""  # of the will or judgment
    subclass: str = "1011"
    cause: str = "设立居住权"


@dataclass(frozen=True, kw_only=True, slots=True)
class CancelHabitation:
    """居住权注销登记 (Civil Code 370), named by its proof number."""

    unit_code: str
    proof_no: str
    ground: HabitationEnd
    document_no: str = ""  # of the death certificate
    subclass: str = "4071"
    cause: str = "居住权消灭"


@dataclass(frozen=True, kw_only=True, slots=True)
class CreateEasement:
    """地役权首次登记: ``unit_code`` serves, ``dominant_code`` gains.

    Arises with its contract and is then good against third parties from registration on
    (Civil Code 374), so ``effective_at`` may be earlier.
    """

    unit_code: str
    dominant_code: str
    servient_holders: tuple[PartyRef, ...]
    dominant_holders: tuple[PartyRef, ...]
    content: str
    term_from: date
    term_to: date  # last day
    effective_at: datetime | None = None  # of the contract; None: on entry
    subclass: str = "1061"
    cause: str = "设立地役权"


@dataclass(frozen=True, kw_only=True, slots=True)
class CancelEasement:
    """地役权注销登记, named by its proof number; ``unit_code`` serves."""

    unit_code: str
    dominant_code: str
    proof_no: str
    subclass: str = "4061"
    cause: str = "地役权消灭"
