"""Acts on the land operation right (土地经营权) that a contracting household grants (三权分置)."""

from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal

from dengbu.register.codes import OperationMode
from dengbu.register.parties import PartyRef


@dataclass(frozen=True, kw_only=True, slots=True)
class CreateOperation:
    """土地经营权首次登记, of a term of five years or more (农村土地承包法 41).

    The contract right stays with the household. It arises with its contract (Civil Code 341), so
    ``effective_at`` may be earlier.
    """

    unit_code: str
    holders: tuple[PartyRef, ...]  # who will farm
    grantors: tuple[PartyRef, ...]  # who hold the contract right
    mode: OperationMode
    area: Decimal  # m2
    term_from: date
    term_to: date  # last day, within the term of the contract
    contract_no: str = ""
    effective_at: datetime | None = None  # None: on entry
    subclass: str = "1009"
    cause: str = "流转土地经营权"


@dataclass(frozen=True, kw_only=True, slots=True)
class TransferOperation:
    """土地经营权转移登记: it passes on with the household's consent (农村土地承包法 46)."""

    unit_code: str
    proof_no: str  # of its certificate
    holders: tuple[PartyRef, ...]
    subclass: str = "2071"
    cause: str = "再流转土地经营权"


@dataclass(frozen=True, kw_only=True, slots=True)
class ChangeOperation:
    """土地经营权变更登记: what is None stays."""

    unit_code: str
    proof_no: str
    area: Decimal | None = None  # m2
    term_to: date | None = None
    contract_no: str | None = None
    subclass: str = "3071"
    cause: str = "土地经营权内容变更"


@dataclass(frozen=True, kw_only=True, slots=True)
class CancelOperation:
    """土地经营权注销登记: given up, dissolved by both, or run out."""

    unit_code: str
    proof_no: str
    subclass: str = "4073"
    cause: str = "土地经营权消灭"
