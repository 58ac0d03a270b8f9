"""What the register holds on a unit that a request may name: rights by number, and their people."""

from collections.abc import Callable, Collection, Iterable, Mapping
from datetime import timedelta
from types import MappingProxyType

from dengbu.casework.inputs import SLOTS, Input, fields_of
from dengbu.casework.service_views import ServiceView
from dengbu.casework.values import Role
from dengbu.kernel.money import show_yuan
from dengbu.register import api as register

People = tuple[register.PartyRef, ...]
Named = tuple[str, str, People]  # number, in words, whose it is
_JUST = timedelta(days=30)  # ago: what ran out earlier is not offered for renewal


def _mortgages(state: register.UnitState) -> list[Named]:
    return [
        (m.proof_no, f"{_names(m.mortgagees)} {show_yuan(m.amount)}", m.mortgagees)
        for m in state.mortgages
    ]


def _notices(state: register.UnitState, *, loans: bool) -> list[Named]:
    return [
        (n.proof_no, f"{_names(n.holders)}的预告", n.holders)
        for n in state.notices
        if (n.kind in register.MORTGAGE_NOTICES) is loans
    ]


def _objections(state: register.UnitState) -> list[Named]:
    return [(o.proof_no, f"{o.objector.name}：{o.matter}", (o.objector,)) for o in state.objections]


def _habitations(state: register.UnitState) -> list[Named]:
    return [(h.proof_no, f"{_names(h.holders)}的居住权", h.holders) for h in state.habitations]


def _easements(state: register.UnitState) -> list[Named]:
    return [(e.proof_no, e.content, e.dominant_holders) for e in state.easements]


def _operations(state: register.UnitState) -> list[Named]:
    return [(o.proof_no, f"{_names(o.holders)}的土地经营权", o.holders) for o in state.operations]


def _seizures(state: register.UnitState) -> list[Named]:
    return [(s.document_no, s.organ, ()) for s in state.seizures]


def _to_renew(state: register.UnitState) -> list[Named]:
    """Also what has just run out: a renewal delivered in time may come in the next morning."""
    recent = (s for s in state.past_seizures if s.ends_at and state.at - s.ends_at < _JUST)
    return [*_seizures(state), *((s.document_no, s.organ, ()) for s in recent)]


def _papers(state: register.UnitState) -> list[Named]:
    """Every certificate and proof on the unit: the title's first, then by what they prove.

    A certificate that one holder has for himself (分别持证) is his alone, where the state was read
    with its papers.
    """
    held = state.ownership
    numbers = held.certificate_nos if held is not None else ()
    found = [
        (number, f"不动产权证书，{_names(whose)}的", whose)
        for number in numbers
        for whose in (keepers(state, number),)
    ]
    for right in _PROVED:
        found += [(n, f"登记证明：{words}", whose) for n, words, whose in NUMBERS[right](state)]
    return [one for one in found if one[0]]


def keepers(state: register.UnitState, number: str) -> People:
    """To whom a certificate of title was given: one holder his own, else all of them together."""
    own = next((c.holder for c in state.certificates if c.number == number), None)
    return (own,) if own is not None else _owners(state)


_PROVED = ("mortgage", "notice", "loan_notice", "objection", "habitation", "easement", "operation")


NUMBERS: Mapping[str, Callable[[register.UnitState], list[Named]]] = MappingProxyType(
    {
        "mortgage": _mortgages,
        "notice": lambda state: _notices(state, loans=False),
        "loan_notice": lambda state: _notices(state, loans=True),
        "objection": _objections,
        "habitation": _habitations,
        "easement": _easements,
        "operation": _operations,
        "seizure": _seizures,
        "seizure_to_renew": _to_renew,
        "paper": _papers,
    }
)
"""Numbers on a unit by the right that `Asked.right` names."""

_ENDING: Mapping[str, tuple[str, Role]] = MappingProxyType(
    {
        "CancelNotice": ("notice", Role.HOLDER),
        "CancelObjection": ("objection", Role.OBJECTOR),
        "CancelHabitation": ("habitation", Role.HOLDER),
        "CancelEasement": ("easement", Role.DOMINANT),
        "CancelOperation": ("operation", Role.HOLDER),
        "ChangeOperation": ("operation", Role.HOLDER),
        "TransferOperation": ("operation", Role.SELLER),
    }
)
"""Acts on a right beside the title: which, and in what role its holders come."""
_ON_LOANS = frozenset(
    {"CancelMortgage", "ChangeMortgage", "TransferMortgage", "FixClaim", "ExchangeRanks"}
)
_REPLACING = "ReissueCertificate"
"""Asked for by those to whom the paper was given, whichever it is."""
_DISPOSERS = (Role.SELLER, Role.MORTGAGOR, Role.OWNER)


def people_of(
    role: Role,
    service: ServiceView,
    state: register.UnitState,
    *,
    numbers: Collection[str] = (),
) -> People:
    """Who stands in a role as the register has it; nobody where it cannot know.

    ``numbers``: of the rights that the request names; of a kind of which it names none, the first.
    """
    acts = [item.act for item in service.items]
    for act, (right, of) in _ENDING.items():
        if act in acts and role is of:
            rights = _notices_of(service) if act == "CancelNotice" else (right,)
            return tuple(dict.fromkeys(p for r in rights for p in _of(r, state, numbers)))
    if role is Role.HOLDER and "CorrectOwnership" in acts:
        return _owners(state)
    if role is Role.OWNER and set(acts) == {_REPLACING}:
        return _of("paper", state, numbers)
    if role in _DISPOSERS:
        return () if role is Role.OWNER and brings_owner(service) else _owners(state)
    if role is Role.CONTRACTOR:
        return _owners(state)
    if _is_old_bank(role, acts):
        return _of("mortgage", state, numbers)
    if role is Role.PRIOR_MORTGAGEE and _ON_LOANS.intersection(acts) - {"CancelMortgage"}:
        return _beside(service, state, numbers)
    return ()


def follows_choice(role: Role, service: ServiceView) -> bool:
    """Whether who stands in a role hangs on which right of several the request names."""
    acts = [item.act for item in service.items]
    if any(act in acts and role is of for act, (_, of) in _ENDING.items()):
        return True
    replaced = role is Role.OWNER and set(acts) == {_REPLACING}
    return replaced or role is Role.PRIOR_MORTGAGEE or _is_old_bank(role, acts)


def _notices_of(service: ServiceView) -> tuple[str, ...]:
    """Notices of a sale, of a loan or both, by the slots of the items that end them."""
    slots = [item.slots[0] for item in service.items if item.act == "CancelNotice"]
    return tuple("loan_notice" if slot == "loan_notice_end" else "notice" for slot in slots)


def _owners(state: register.UnitState) -> People:
    return tuple(h.party for h in state.ownership.holders) if state.ownership is not None else ()


def brings_owner(service: ServiceView) -> bool:
    """Whether the owners of the request are those of afterwards, whom the register cannot know."""
    acts = {item.act for item in service.items}
    heirs = any(item.cast.get(Role.BUYER) == Role.OWNER for item in service.items)
    return heirs or bool(acts & {"FirstRegistration", "RegisterCommonParts", "CorrectOwnership"})


def _of(right: str, state: register.UnitState, numbers: Collection[str]) -> People:
    """Whose the right is that the request names; the first of its kind, if it names none."""
    held = NUMBERS[right](state)
    named = [n for n in held if n[0] in numbers] or held[:1]
    return tuple(p for n in named[:1] for p in n[2])


def _beside(service: ServiceView, state: register.UnitState, numbers: Collection[str]) -> People:
    """The mortgagee who takes part beside: of the changed mortgage, or of the other in a pair."""
    least = next((r.least for r in service.roles if r.role == Role.PRIOR_MORTGAGEE), 0)
    if not least:
        return ()
    if all(item.act != "ExchangeRanks" for item in service.items):
        return _of("mortgage", state, numbers)
    own = _of("mortgage", state, numbers)
    others = (p for n in _mortgages(state) for p in n[2])
    return tuple(p for p in others if p not in own)


def _is_old_bank(role: Role, acts: Iterable[str]) -> bool:
    """The bank whose mortgage ends or changes; where one is made too, it has a role of its own."""
    alone = "CreateMortgage" not in acts and bool(_ON_LOANS.intersection(acts))
    return role is Role.OLD_MORTGAGEE or (role is Role.MORTGAGEE and alone)


def _names(parties: Iterable[register.PartyRef]) -> str:
    return "、".join(p.name for p in parties)


_OF_THE_OLD_HOLDER = frozenset({"members", "tree_owner", "tree_user"})
"""Particulars that pass with nobody: who acquires says his own."""


def known_particulars(slot: str, act: str, state: register.UnitState) -> Input | None:
    """What the register says the right is about, to be changed or handed on; None: it says nothing.

    Of another kind of right than the slot's it says nothing either.
    """
    standing = state.particulars.content if state.particulars is not None else None
    if standing is None or type(standing).__name__ != slot:
        return None
    passing = _OF_THE_OLD_HOLDER if act == "Transfer" else frozenset()
    kind = SLOTS[slot]
    names = (name for name in fields_of(kind) if name not in passing)
    known = {name: value for name in names if (value := getattr(standing, name)) is not None}
    return kind(**known)


def numbers_on(state: register.UnitState, right: str) -> list[tuple[str, str]]:
    """Numbers of a right on a unit, each with what it is in words."""
    return [(number, words) for number, words, _ in NUMBERS[right](state)]
