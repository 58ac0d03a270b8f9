"""What people ask for: frozen values, and their form as JSON in the case.

Amounts are yuan as `Decimal`, shares `Fraction`, days `date`. Text is as typed; `intake` checks it
and names every fault at once.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field, fields, replace
from datetime import date
from decimal import Decimal
from enum import StrEnum
from fractions import Fraction
from typing import Any, TypeVar

from dengbu.casework.inputs import SLOTS, CancelInput, Input, MortgageInput, restored

Given = TypeVar("Given", bound=Input)


class Role(StrEnum):
    """What a party is in a case."""

    SELLER = "SELLER"
    BUYER = "BUYER"
    OWNER = "OWNER"
    OLD_MORTGAGEE = "OLD_MORTGAGEE"
    NEW_MORTGAGEE = "NEW_MORTGAGEE"
    MORTGAGEE = "MORTGAGEE"
    MORTGAGOR = "MORTGAGOR"
    PRIOR_MORTGAGEE = "PRIOR_MORTGAGEE"  # whose mortgage stays on the unit, and who consents
    NOTICE_HOLDER = "NOTICE_HOLDER"  # of an advance notice, who consents
    INHABITANT = "INHABITANT"  # who may live there, and who consents
    OPERATION_HOLDER = "OPERATION_HOLDER"  # of a land operation right, who consents
    CONTRACTOR = "CONTRACTOR"  # household that has the contract and consents to its tenant's act
    SEIZING_ORGAN = "SEIZING_ORGAN"  # whose seizure bars the act unless it agrees
    HOLDER = "HOLDER"  # of a right beside the title: habitation, operation, a notice
    DOMINANT = "DOMINANT"  # holder of the unit that an easement serves
    OBJECTOR = "OBJECTOR"
    AUTHORITY = "AUTHORITY"  # court or other organ that orders
    DEBTOR = "DEBTOR"  # against whom a court proceeds

    @property
    def label(self) -> str:
        """Name on screens."""
        return _ROLES[self]


_ROLES = {
    Role.SELLER: "卖方",
    Role.BUYER: "买方",
    Role.OWNER: "权利人",
    Role.OLD_MORTGAGEE: "原抵押权人",
    Role.NEW_MORTGAGEE: "新抵押权人",
    Role.MORTGAGEE: "抵押权人",
    Role.MORTGAGOR: "抵押人",
    Role.PRIOR_MORTGAGEE: "现有抵押权人",
    Role.NOTICE_HOLDER: "预告登记权利人",
    Role.INHABITANT: "居住权人",
    Role.OPERATION_HOLDER: "土地经营权人",
    Role.CONTRACTOR: "承包方",
    Role.SEIZING_ORGAN: "查封机关",
    Role.HOLDER: "权利人",
    Role.DOMINANT: "需役地权利人",
    Role.OBJECTOR: "异议人",
    Role.AUTHORITY: "来文机关",
    Role.DEBTOR: "被执行人",
}


class MaterialSource(StrEnum):
    """How a paper, or the fact that stands in for it, came."""

    UPLOAD = "UPLOAD"  # a file was sent
    ORIGINAL = "ORIGINAL"  # the window saw the original
    SHARED = "SHARED"  # another department's data
    REGISTER = "REGISTER"  # the register itself
    PROMISE = "PROMISE"  # a written promise
    NOTED = "NOTED"  # an officer typed the number that was told

    @property
    def label(self) -> str:
        """Name on screens."""
        return _SOURCES[self]


_SOURCES = {
    MaterialSource.UPLOAD: "上传",
    MaterialSource.ORIGINAL: "窗口核验原件",
    MaterialSource.SHARED: "部门共享",
    MaterialSource.REGISTER: "登记簿",
    MaterialSource.PROMISE: "书面承诺",
    MaterialSource.NOTED: "登记了凭证号",
}


NOT_BY_HAND = frozenset({MaterialSource.SHARED, MaterialSource.REGISTER, MaterialSource.NOTED})
"""What no person can say of a paper: it comes with a fact from there, and such a fact is kept."""


@dataclass(frozen=True, kw_only=True, slots=True)
class PartyInput:
    """A person or organisation as typed in a request."""

    role: str  # Role value
    name: str
    id_type: str = "1"  # kernel.identity.IdType value
    id_no: str
    party_type: str = "1"  # register PartyType value
    share: Fraction | None = None  # of the right acquired, when held by shares
    guardian_name: str = ""  # who applies for a ward
    guardian_id_no: str = ""
    guardian_promise: bool = False  # 为被监护人利益承诺书 is signed (Civil Code 35)
    agreed: bool = False  # signed the request
    phone: str = ""
    unit_code: str = ""  # for which unit of several; "": for all


@dataclass(frozen=True, kw_only=True, slots=True)
class MaterialInput:
    """A paper handed in, or the fact that stands in for it."""

    code: str  # of the service's list: m1, ce, lo ...
    source: str  # MaterialSource value
    sha256: str = ""  # of an uploaded file, from `add_material`
    media_type: str = ""
    pages: int | None = None
    reference: str = ""  # number of a shared fact: contract filing, tax voucher
    signed: bool = False  # the promise in place of it is signed by all who must


@dataclass(frozen=True, kw_only=True, slots=True)
class CaseRequest:
    """One application."""

    service: str  # G10, C09 ...
    unit_code: str  # 28 characters, spaces allowed
    channel: str = "W"  # Channel value
    submission_key: str = ""  # the same form sent twice is one case
    parties: tuple[PartyInput, ...] = ()
    co_ownership: str = ""  # register CoOwnership value of the acquirers; "": sole if one
    separate_certificates: bool = False  # 分别持证
    price: Decimal | None = None  # yuan
    tax_cleared: bool | None = None  # None: not known yet
    tax_note: str = ""  # voucher number, or the ground of exemption
    objection_risk_accepted: bool = False  # 知悉异议承诺书 is signed
    inputs: Mapping[str, Input] = field(default_factory=dict, hash=False)  # by slot
    more_units: tuple[str, ...] = ()  # codes of the other units of the same request
    materials: tuple[MaterialInput, ...] = ()
    delivery: str = "ELECTRONIC"  # ELECTRONIC, WINDOW or POST
    small_enterprise: bool = False  # 小微企业 promise: no fee

    def of(self, *roles: Role) -> tuple[PartyInput, ...]:
        """Parties in one of the roles, in order."""
        return tuple(p for p in self.parties if p.role in roles)

    def given(self, kind: type[Given], slot: str) -> Given:
        """What stands in a slot; an input without a word where nothing does."""
        found = self.inputs.get(slot)
        return found if isinstance(found, kind) else kind()

    def saying(self, **inputs: Input) -> "CaseRequest":
        """The same request with other inputs in these slots."""
        return replace(self, inputs={**self.inputs, **inputs})

    @property
    def mortgage(self) -> MortgageInput:
        """A new mortgage as agreed."""
        return self.given(MortgageInput, "mortgage")

    @property
    def cancel(self) -> CancelInput:
        """Which mortgage ends."""
        return self.given(CancelInput, "cancel")

    @property
    def units(self) -> tuple[str, ...]:
        """All units of the request, its own first."""
        return (self.unit_code, *self.more_units)


def to_json(request: CaseRequest) -> dict[str, Any]:
    """The request as JSON: decimals and fractions as text, empty values left out.

    Each input stands under the name of its slot.
    """
    made = {k: _plain(v) for k, v in _items(request) if k != "inputs" and v not in _EMPTY}
    return made | {slot: _plain(given) for slot, given in sorted(request.inputs.items())}


_EMPTY = (None, "", ())


def _items(value: Any) -> list[tuple[str, Any]]:
    return [(f.name, getattr(value, f.name)) for f in fields(value)]


def _plain(value: Any) -> Any:
    if isinstance(value, tuple):
        return [_plain(v) for v in value]
    if isinstance(value, Decimal | Fraction):
        return str(value)
    if isinstance(value, date):
        return value.isoformat()
    if hasattr(value, "__dataclass_fields__"):
        return {k: _plain(v) for k, v in _items(value) if v not in _EMPTY}
    return value


def from_json(stored: Mapping[str, Any]) -> CaseRequest:
    """The request of a case as it was submitted: the inverse of ``to_json``."""
    values = {name: value for name, value in stored.items() if name not in SLOTS}
    values["parties"] = tuple(_party(p) for p in values.get("parties", ()))
    values["materials"] = tuple(MaterialInput(**m) for m in values.get("materials", ()))
    values["more_units"] = tuple(values.get("more_units", ()))
    values["inputs"] = {
        slot: restored(SLOTS[slot], said) for slot, said in stored.items() if slot in SLOTS
    }
    if "price" in values:
        values["price"] = Decimal(values["price"])
    return CaseRequest(**values)


def _party(stored: Mapping[str, Any]) -> PartyInput:
    values = {"name": "", "id_no": "", **stored}  # empty values were left out
    if "share" in values:
        values["share"] = Fraction(values["share"])
    return PartyInput(**values)


@dataclass(frozen=True, kw_only=True, slots=True)
class SignedText:
    """What an organisation signed, whole: automatic approval and auditors try it again."""

    key_id: str  # of the filed public key
    text: str  # RFC 9421 signature base; holds the body's digest
    signature: bytes  # 64, Ed25519


@dataclass(frozen=True, kw_only=True, slots=True)
class StoredUpload:
    """An uploaded file as kept."""

    sha256: str  # its name in evidence
    media_type: str  # by content
    size: int  # bytes
    name: str  # as sent


@dataclass(frozen=True, kw_only=True, slots=True)
class ReturnItem:
    """One thing to be put right or handed in, on the one list of a return."""

    kind: str  # MATERIAL, PARTY, FIELD or OTHER
    name: str  # what, in words
    what: str  # what to do
    field: str = ""  # path in the request
