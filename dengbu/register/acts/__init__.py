"""The acts (登记) that can be asked for, each a frozen value."""

from collections.abc import Callable, Iterator
from dataclasses import replace
from typing import Any, get_args

from dengbu.register.acts.annulling import AnnulEntry, EntryName
from dengbu.register.acts.commons import CancelCommonParts, RegisterCommonParts
from dengbu.register.acts.mortgages import (
    STATUTORY_SCOPE,
    CancelMortgage,
    ChangeMortgage,
    Charged,
    Collateral,
    CreateMortgage,
    ExchangeRanks,
    FixClaim,
    TransferMortgage,
    changes,
)
from dengbu.register.acts.operations import (
    CancelOperation,
    ChangeOperation,
    CreateOperation,
    TransferOperation,
)
from dengbu.register.acts.restrictions import (
    CancelNotice,
    CancelObjection,
    EnterNotice,
    EnterObjection,
    LiftRestriction,
    RecordSuit,
    RestrictByGovernment,
)
from dengbu.register.acts.seizures import ReleaseSeizure, RenewSeizure, Seize
from dengbu.register.acts.titles import (
    CancelOwnership,
    ChangeOwnership,
    CorrectOwnership,
    FirstRegistration,
    ReissueCertificate,
    Transfer,
)
from dengbu.register.acts.units import Piece, ReshapeUnits
from dengbu.register.acts.uses import (
    CancelEasement,
    CancelHabitation,
    CreateEasement,
    CreateHabitation,
)
from dengbu.register.codes import MortgagedKind
from dengbu.register.parties import HolderShare, PartyRef

Act = (
    FirstRegistration
    | Transfer
    | ChangeOwnership
    | CorrectOwnership
    | CancelOwnership
    | ReshapeUnits
    | ReissueCertificate
    | RegisterCommonParts
    | CancelCommonParts
    | CreateOperation
    | TransferOperation
    | ChangeOperation
    | CancelOperation
    | CreateMortgage
    | TransferMortgage
    | ChangeMortgage
    | FixClaim
    | ExchangeRanks
    | CancelMortgage
    | CreateHabitation
    | CancelHabitation
    | CreateEasement
    | CancelEasement
    | Seize
    | RenewSeizure
    | ReleaseSeizure
    | EnterNotice
    | CancelNotice
    | EnterObjection
    | RecordSuit
    | CancelObjection
    | RestrictByGovernment
    | LiftRestriction
    | AnnulEntry
)

OPENS_A_PAGE = (
    FirstRegistration,
    RegisterCommonParts,
    EnterNotice,
    Seize,
    EnterObjection,
    RestrictByGovernment,
)
CARRYING = (
    AnnulEntry,
    ReshapeUnits,
    ChangeOwnership,
    CorrectOwnership,
    ReissueCertificate,
    TransferMortgage,
    ChangeMortgage,
    FixClaim,
    ExchangeRanks,
    TransferOperation,
    ChangeOperation,
)
"""Acts that open a right anew for people whom the act itself does not name."""
OF_A_DEBT = (CancelMortgage, TransferMortgage, ChangeMortgage, FixClaim)
"""Acts that name a mortgage by its proof, and with it the other units of its debt."""
_SIDES = (
    "holders",
    "mortgagees",
    "mortgagors",
    "obligors",
    "grantors",
    "servient_holders",
    "dominant_holders",
)
_ONE = ("debtor", "objector")


def units_of(act: Act) -> tuple[str, ...]:
    """Codes of the units that an act concerns: its own first."""
    if isinstance(act, CreateEasement | CancelEasement):
        return act.unit_code, act.dominant_code
    if isinstance(act, ReshapeUnits):
        return (*act.sources, *(piece.unit_code for piece in act.results))
    if isinstance(act, CreateMortgage):
        return (act.unit_code, *(c.unit_code for c in act.collateral))
    if isinstance(act, OF_A_DEBT):
        return (act.unit_code, *(c.unit_code for c in act.others))
    if isinstance(act, AnnulEntry):
        named = (act.unit_code, *(e.unit_code for e in act.together), *act.concerns)
        return tuple(dict.fromkeys(named))
    return (act.unit_code,)


def singles(act: Act) -> tuple[Act, ...]:
    """An act on one debt of several units, or that annuls several entries, one by one.

    Any other act as it is.
    """
    if isinstance(act, CreateMortgage) and act.collateral:
        alone = replace(act, collateral=())
        more = (
            replace(
                alone, unit_code=c.unit_code, mortgagors=c.mortgagors, from_notice=c.from_notice
            )
            for c in act.collateral
        )
        return (alone, *more)
    if isinstance(act, OF_A_DEBT) and act.others:
        one = replace(act, others=())
        # Who mortgages may differ from unit to unit: it changes on the unit that names it.
        kept = replace(one, mortgagors=None) if isinstance(one, ChangeMortgage) else one
        named = (replace(kept, unit_code=c.unit_code, proof_no=c.proof_no) for c in act.others)
        return (one, *named)
    if isinstance(act, AnnulEntry) and act.together:
        entry = replace(act, together=(), concerns=())
        return tuple(
            replace(entry, unit_code=e.unit_code, case_no=e.case_no, entry_no=e.entry_no)
            for e in act.together
        )
    return (act,)


def opens(act: Act) -> tuple[str, ...]:
    """Codes of the units that get a page by the act, if they have none."""
    if isinstance(act, ReshapeUnits):
        return tuple(piece.unit_code for piece in act.results)
    if isinstance(act, CreateMortgage):  # a building that is not there yet has no page
        return units_of(act) if act.mortgaged_kind is MortgagedKind.UNDER_CONSTRUCTION else ()
    return (act.unit_code,) if isinstance(act, OPENS_A_PAGE) else ()


def _fields(kind: type, wanted: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(name for name in wanted if name in kind.__dataclass_fields__)  # type: ignore[attr-defined]  # acts are dataclasses


_PEOPLE = {kind: (_fields(kind, _SIDES), _fields(kind, _ONE)) for kind in get_args(Act)}
"""Which fields of a kind of act name several people, and which one."""


def people_in_roles(act: Act) -> Iterator[tuple[PartyRef, ...]]:
    """Those whom an act makes parties of a right, role by role."""
    sides, single = _PEOPLE[type(act)]
    for name in sides:
        people = getattr(act, name) or ()
        yield tuple([p.party if type(p) is HolderShare else p for p in people])
    for name in single:
        if (person := getattr(act, name)) is not None:
            yield (person,)
    if isinstance(act, CreateMortgage):
        yield from (c.mortgagors for c in act.collateral)


def people_of(act: Act) -> Iterator[PartyRef]:
    """Everybody whom an act makes a party of a right."""
    for people in people_in_roles(act):
        yield from people


MOST_NAMED = 5  # entries in one note


def _left_standing(act: AnnulEntry) -> str:
    """Which later entries the judgment leaves."""
    if not act.stays:
        return ""
    named = [f"业务号 {e.case_no} 的第 {e.entry_no + 1} 条" for e in act.stays[:MOST_NAMED]]
    more = f"等 {len(act.stays)} 条" if len(act.stays) > MOST_NAMED else ""
    return f"，保留{'、'.join(named)}{more}"


Grounds = tuple[str | None, str | None, str | None]
_NONE: Grounds = (None, None, None)
_GROUNDS: dict[type, Callable[[Any], Grounds]] = {
    CancelHabitation: lambda a: (None, a.document_no or None, a.ground.value),
    Transfer: lambda a: (a.ordered_by or None, a.order_no or None, None),
    CancelOwnership: lambda a: (a.organ or None, a.document_no or None, a.ground.value),
    ChangeOwnership: lambda a: (None, None, a.basis or None),
    CorrectOwnership: lambda a: ("登记机构依职权" if a.by_office else None, None, a.basis),
    ReshapeUnits: lambda a: (None, None, a.basis),
    CancelCommonParts: lambda a: (None, None, a.basis),
    ReissueCertificate: lambda a: (None, None, "遗失补证" if a.lost else None),
    TransferMortgage: lambda a: (
        None,
        None,
        "另有约定，债权确定前随债权转让" if a.agreed_before_fixing else None,
    ),
    CreateHabitation: lambda a: (None, a.document_no or None, None),
    ReleaseSeizure: lambda a: (a.organ, a.release_document_no, None),
    LiftRestriction: lambda a: (a.organ, a.document_no, None),
    AnnulEntry: lambda a: (
        a.organ,
        a.document_no,
        f"撤销业务号 {a.case_no} 的第 {a.entry_no + 1} 条登记{_left_standing(a)}",
    ),
}


def grounds_of(act: Act) -> Grounds:
    """Organ, document number and note that an act's entry keeps: whose decision it rests on."""
    read = _GROUNDS.get(type(act))
    return read(act) if read is not None else _NONE


__all__ = [
    "STATUTORY_SCOPE",
    "CARRYING",
    "OF_A_DEBT",
    "Act",
    "AnnulEntry",
    "CancelCommonParts",
    "CancelEasement",
    "CancelHabitation",
    "CancelMortgage",
    "CancelNotice",
    "CancelObjection",
    "CancelOperation",
    "CancelOwnership",
    "ChangeMortgage",
    "ChangeOperation",
    "ChangeOwnership",
    "CorrectOwnership",
    "Charged",
    "Collateral",
    "CreateEasement",
    "CreateHabitation",
    "CreateMortgage",
    "CreateOperation",
    "EnterNotice",
    "EnterObjection",
    "EntryName",
    "ExchangeRanks",
    "FirstRegistration",
    "FixClaim",
    "LiftRestriction",
    "Piece",
    "RecordSuit",
    "RegisterCommonParts",
    "ReissueCertificate",
    "ReleaseSeizure",
    "RenewSeizure",
    "ReshapeUnits",
    "RestrictByGovernment",
    "Seize",
    "Transfer",
    "TransferMortgage",
    "TransferOperation",
    "changes",
    "grounds_of",
    "people_in_roles",
    "opens",
    "people_of",
    "singles",
    "units_of",
]
