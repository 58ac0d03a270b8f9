"""Faults: what is wrong with an input or a request, as data and in words for the person.

One closed list of codes for machines, one plain Chinese sentence that says what to do, the place,
the legal ground and the remedy. Whoever checks collects every fault of an input and raises
`Faults` once (《不动产登记暂行条例》第17条: everything to be put right is told at one time).
"""

import dataclasses
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from enum import StrEnum, unique
from typing import Self

from dengbu.kernel.clause import Clause


@unique
class FaultCode(StrEnum):
    """Closed list of fault codes; the value equals the name and never changes its meaning."""

    # Codes and numbers that people type
    UNIT_CODE_FORMAT = "UNIT_CODE_FORMAT"  # not a unit or parcel code, GB/T 37346
    UNIT_UNKNOWN = "UNIT_UNKNOWN"  # well formed, but no such unit here
    IDENTITY_FORMAT = "IDENTITY_FORMAT"  # length or characters of an identity number
    IDENTITY_BIRTH_DATE = "IDENTITY_BIRTH_DATE"  # no real birth date inside the number
    IDENTITY_CHECK_DIGIT = "IDENTITY_CHECK_DIGIT"  # GB 11643 check digit is wrong
    CREDIT_CODE_CHECK = "CREDIT_CODE_CHECK"  # GB 32100 or GB 11714 check character is wrong
    CERTIFICATE_NUMBER_FORMAT = "CERTIFICATE_NUMBER_FORMAT"  # not a certificate or proof number
    CASE_NUMBER_FORMAT = "CASE_NUMBER_FORMAT"  # not a 20-digit case number
    PHONE_FORMAT = "PHONE_FORMAT"  # not a telephone number
    MONEY_FORMAT = "MONEY_FORMAT"  # not an amount in yuan with at most two decimals
    AREA_FORMAT = "AREA_FORMAT"  # not an area or area unit
    DATE_FORMAT = "DATE_FORMAT"  # not a date or time
    DATE_RANGE = "DATE_RANGE"  # dates in the wrong order or out of bounds
    SHARE_FORMAT = "SHARE_FORMAT"  # not an exact fraction above 0 and up to 1
    SHARE_SUM = "SHARE_SUM"  # shares do not sum to exactly 1
    FAMILY = "FAMILY"  # heirs: what cannot be true of a family; the flaw is in the data
    CODE_LIST = "CODE_LIST"  # value outside its code list
    REQUIRED = "REQUIRED"  # a needed value is missing
    TOO_LONG = "TOO_LONG"  # text longer than its field
    TOO_MANY_ITEMS = "TOO_MANY_ITEMS"  # list longer than allowed
    METHOD_NOT_ALLOWED = "METHOD_NOT_ALLOWED"  # an address that is not asked in this way
    BAD_JSON = "BAD_JSON"  # body is not readable JSON
    UNKNOWN_FIELD = "UNKNOWN_FIELD"  # a field that this input does not have
    GEOMETRY_INVALID = "GEOMETRY_INVALID"  # boundary is open, crosses itself or overlaps
    # The register and its rules
    NOT_HOLDER = "NOT_HOLDER"  # the person is not the holder of the current entry
    UNIT_SEIZED = "UNIT_SEIZED"  # a seizure in force forbids the act
    UNIT_BUSY = "UNIT_BUSY"  # another case on the unit is open
    PRECONDITION = "PRECONDITION"  # a registration rule (P01...) is not met
    STATE_CHANGED = "STATE_CHANGED"  # the record changed since it was read
    LOCK_TIMEOUT = "LOCK_TIMEOUT"  # the unit is being booked by others, try again
    REGISTER_LOADING = "REGISTER_LOADING"  # stock data is being loaded, nobody books until it ends
    NOT_FOUND = "NOT_FOUND"  # no such record, or none the person may see
    MATERIAL_MISSING = "MATERIAL_MISSING"  # a required paper is missing
    STEP_NOT_ALLOWED = "STEP_NOT_ALLOWED"  # the case is not in a state for this act
    FEE_UNPAID = "FEE_UNPAID"  # a bill must be paid first
    # Submission and files
    DUPLICATE_SUBMIT = "DUPLICATE_SUBMIT"  # the same request was sent already
    IDEMPOTENCY_KEY_REUSED = "IDEMPOTENCY_KEY_REUSED"  # same key, different content
    UPLOAD_TYPE = "UPLOAD_TYPE"  # kind of file not accepted
    UPLOAD_SIZE = "UPLOAD_SIZE"  # file too large or empty
    UPLOAD_DAMAGED = "UPLOAD_DAMAGED"  # file cannot be read, or its digest differs
    # Access
    SESSION_EXPIRED = "SESSION_EXPIRED"  # signed out by time
    SIGN_IN_FAILED = "SIGN_IN_FAILED"  # account, password or one-time code wrong
    ACCOUNT_LOCKED = "ACCOUNT_LOCKED"  # too many failed attempts, or account closed
    PERMISSION_MISSING = "PERMISSION_MISSING"  # the post does not carry this power
    PURPOSE_MISSING = "PURPOSE_MISSING"  # a look-up needs a stated purpose
    SIGNATURE_INVALID = "SIGNATURE_INVALID"  # digital signature does not verify
    KEY_UNKNOWN = "KEY_UNKNOWN"  # signing or access key not known here
    RATE_LIMIT = "RATE_LIMIT"  # too many requests in a time
    # The platform
    PARTNER_UNAVAILABLE = "PARTNER_UNAVAILABLE"  # another department does not answer
    NOT_SUPPORTED = "NOT_SUPPORTED"  # this office does not offer it
    INTERNAL = "INTERNAL"  # our own failure


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class Fault:
    """One thing that is wrong, addressed to the person who can put it right."""

    code: FaultCode  # which kind, for machines
    message: str  # plain Chinese sentence that says what to do
    field: str = ""  # path in the input such as parties.0.id_no, empty for the whole
    clause: Clause | None = None  # legal ground
    remedy: str = ""  # further way out, such as where to appeal
    data: Mapping[str, str] = dataclasses.field(default_factory=dict, hash=False)  # typed details

    def under(self, prefix: str) -> Self:
        """Same fault seen from one level up: `id_no` under `parties.0` is `parties.0.id_no`."""
        path = ".".join(part for part in (prefix, self.field) if part)
        return dataclasses.replace(self, field=path)


class Faults(Exception):
    """All the faults of one input, raised together. `str()` joins the messages with `；`."""

    def __init__(self, *faults: Fault | Iterable[Fault]) -> None:
        """Take one or several faults, or collections of them; `ValueError` for none."""
        flat = [f for item in faults for f in ((item,) if isinstance(item, Fault) else item)]
        if not flat:
            raise ValueError("Faults needs at least one fault")
        self.faults: tuple[Fault, ...] = tuple(flat)
        super().__init__(*self.faults)

    def __str__(self) -> str:
        """Messages in order, each once."""
        messages = dict.fromkeys(fault.message.rstrip("。") for fault in self.faults)
        return "；".join(messages) + "。"

    def under(self, prefix: str) -> "Faults":
        """Same faults with their field paths put under `prefix`."""
        return Faults(fault.under(prefix) for fault in self.faults)


class FaultList:
    """Collects faults while an input is checked, then raises them together."""

    __slots__ = ("_faults",)

    def __init__(self) -> None:
        """Start empty."""
        self._faults: list[Fault] = []

    def add(
        self,
        code: FaultCode,
        message: str,
        *,
        field: str = "",
        clause: Clause | None = None,
        remedy: str = "",
        data: Mapping[str, str] | None = None,
    ) -> None:
        """Note one fault; the arguments are those of `Fault`."""
        self._faults.append(
            Fault(
                code=code,
                message=message,
                field=field,
                clause=clause,
                remedy=remedy,
                data=dict(data or {}),
            )
        )

    def extend(self, faults: "Iterable[Fault] | Faults", *, under: str = "") -> None:
        """Note faults found elsewhere, their paths put under `under`."""
        found = faults.faults if isinstance(faults, Faults) else faults
        self._faults.extend(fault.under(under) for fault in found)

    @contextmanager
    def catch(self, under: str = "") -> Iterator[None]:
        """Run a block that may raise `Faults`, note them, and go on after the block."""
        try:
            yield
        except Faults as error:
            self.extend(error, under=under)

    def raise_if_any(self) -> None:
        """Raise `Faults` with everything noted so far, if anything was."""
        if self._faults:
            raise Faults(self._faults)

    @property
    def faults(self) -> tuple[Fault, ...]:
        """Everything noted so far, in order."""
        return tuple(self._faults)

    def __iter__(self) -> Iterator[Fault]:
        """Faults in the order noted."""
        return iter(self._faults)

    def __len__(self) -> int:
        """How many were noted."""
        return len(self._faults)
