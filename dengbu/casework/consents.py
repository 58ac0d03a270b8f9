"""People of the register whose consent lifts a rule: a mortgagee who stays, the holder of a notice.

They apply for nothing and pay nothing. When they sign, the register's rules P04, P06 (Civil Code
406), P07 (221), E15 and the others of ``LIFTED_BY`` find them among the applicants.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import Protocol, TypeVar

from dengbu.accounts import api as accounts
from dengbu.casework.service_views import ServiceView
from dengbu.casework.values import CaseRequest, PartyInput, Role
from dengbu.casework.views import CheckView
from dengbu.kernel.fault import Fault, FaultCode
from dengbu.kernel.identity import IdType
from dengbu.register import api as register

_RESTING = (
    Role.PRIOR_MORTGAGEE,
    Role.NOTICE_HOLDER,
    Role.INHABITANT,
    Role.OPERATION_HOLDER,
)
LIFTED_BY: Mapping[str, tuple[Role, ...]] = {
    "P03": (Role.SEIZING_ORGAN,),
    "P04": (Role.PRIOR_MORTGAGEE,),
    "P06": (Role.PRIOR_MORTGAGEE,),
    "P07": (Role.NOTICE_HOLDER,),
    "P12": (Role.PRIOR_MORTGAGEE,),
    "E15": _RESTING,  # a right that is given up takes theirs along
    "E18": (Role.PRIOR_MORTGAGEE,),
    "E39": (Role.CONTRACTOR, Role.PRIOR_MORTGAGEE),
}
"""Which rule is lifted by whose signature."""
CONSENTING = frozenset(role for roles in LIFTED_BY.values() for role in roles)
NAMELESS = frozenset({"P03", "P12", "E15", "E18", "E39"})
"""Rules that say of nobody by number whose consent is missing, or speak once more is known."""


class TakesPart(Protocol):
    """Somebody in a case: a row or a view of it."""

    @property
    def role(self) -> str:
        """Role value."""

    @property
    def id_type(self) -> str:
        """IdType value."""

    @property
    def id_no(self) -> str:
        """Number of the identity paper."""


Party = TypeVar("Party", bound=TakesPart)


def applying(parties: Iterable[Party]) -> tuple[Party, ...]:
    """Those who apply, without those who only consent."""
    return tuple(p for p in parties if p.role not in CONSENTING)


def is_applicant(parties: Iterable[TakesPart], actor: accounts.Actor) -> bool:
    """Whether this person applies; who only consents supplies, pays and withdraws nothing."""
    me = (actor.id_type, actor.id_no)
    return bool(actor.id_no) and any((p.id_type, p.id_no) == me for p in applying(parties))


def can_consent(service: ServiceView, code: str) -> bool:
    """Whether the service has a place for those whose consent lifts a rule."""
    return any(r.role in LIFTED_BY.get(code, ()) for r in service.roles)


def consenting(
    service: ServiceView,
    state: register.UnitState,
    found: Iterable[CheckView],
    *,
    there: Iterable[PartyInput] = (),
) -> tuple[PartyInput, ...]:
    """Those whose consent the rules found missing or may yet ask for, from the register, each once.

    ``there``: who takes part already consents by that.
    """
    asked = {
        r.facts.get("proof", "")
        for r in found
        if r.effect != register.Effect.PASS and can_consent(service, r.code)
    }
    guards = {code for item in service.items for code in register.guards_of(item.act)}
    open_to = {role for code in NAMELESS & guards for role in LIFTED_BY[code]}
    places = {rule.role for rule in service.roles}
    known = {(p.id_type, p.id_no) for p in there}
    people = _people(
        state,
        lambda role, proof_no: (
            role in places and (role in open_to or (proof_no != "" and proof_no in asked))
        ),
    )
    return tuple(p for p in people if (p.id_type, p.id_no) not in known)


def could_consent(
    service: ServiceView, state: register.UnitState, *, ending: str
) -> tuple[PartyInput, ...]:
    """All of the register for whose consent the service has a place, each once.

    ``ending``: proof number of the mortgage that the case ends, "" for none: its bank applies.
    """
    places = {rule.role for rule in service.roles}
    return _people(state, lambda role, proof_no: role in places and proof_no != ending)


def _people(
    state: register.UnitState, wanted: Callable[[Role, str], bool]
) -> tuple[PartyInput, ...]:
    found = {
        (role, party.key): input_of(role, party)
        for role in _HELD
        for proof_no, parties in _registered(role, state)
        if wanted(role, proof_no)
        for party in parties
    }
    return tuple(found.values())


def _registered(
    role: str, state: register.UnitState
) -> list[tuple[str, tuple[register.PartyRef, ...]]]:
    """Proof number and people of each right that such a role speaks for."""
    return _HELD[Role(role)](state)


def _holding(state: register.UnitState) -> tuple[register.PartyRef, ...]:
    return tuple(h.party for h in state.ownership.holders) if state.ownership is not None else ()


def organ_of(seizure: register.SeizureState) -> register.PartyRef:
    """A seizing organ as a party: named as on its order, numbered by it."""
    return register.PartyRef(
        name=seizure.organ,
        id_type=IdType.OTHER,
        id_no=seizure.document_no,
        party_type=register.PartyType.STATE_ORGAN,
    )


_HELD: Mapping[
    Role, Callable[[register.UnitState], list[tuple[str, tuple[register.PartyRef, ...]]]]
] = {
    Role.PRIOR_MORTGAGEE: lambda state: [(m.proof_no, m.mortgagees) for m in state.mortgages],
    Role.NOTICE_HOLDER: lambda state: [(n.proof_no, n.holders) for n in state.notices],
    Role.INHABITANT: lambda state: [
        (h.proof_no, h.holders) for h in state.habitations if not h.lapsed
    ],
    Role.OPERATION_HOLDER: lambda state: [
        (o.proof_no, o.holders) for o in state.operations if not o.lapsed
    ],
    Role.CONTRACTOR: lambda state: [("", _holding(state))],
    Role.SEIZING_ORGAN: lambda state: [(s.document_no, (organ_of(s),)) for s in state.seizures],
}
"""By role: number and people of each right for which it speaks."""
RESTS_ON = {
    Role.PRIOR_MORTGAGEE: "抵押",
    Role.NOTICE_HOLDER: "预告登记",
    Role.INHABITANT: "居住权",
    Role.OPERATION_HOLDER: "土地经营权",
    Role.CONTRACTOR: "承包经营权",
    Role.SEIZING_ORGAN: "查封",
}
"""What those of a role have on the unit."""


def stands(role: str, state: register.UnitState, who: tuple[str, str]) -> bool:
    """Whether somebody still has on the unit what the consent is about."""
    return any(p.key == who for _, held in _registered(role, state) for p in held)


def needless(request: CaseRequest, state: register.UnitState) -> Iterator[Fault]:
    """A fault for each who is said to consent and has nothing registered on the unit."""
    for i, party in enumerate(request.parties):
        if party.role not in CONSENTING:
            continue
        if not stands(party.role, state, (party.id_type, party.id_no)):
            what = RESTS_ON[Role(party.role)]
            said = f"登记簿上没有{party.name}的{what}，不用征得同意，请去掉"
            yield Fault(code=FaultCode.NOT_HOLDER, message=said, field=f"parties.{i}.role")


def input_of(role: Role, party: register.PartyRef) -> PartyInput:
    """Somebody of the register as a party who has not signed yet."""
    return PartyInput(
        role=role,
        name=party.name,
        id_type=party.id_type,
        id_no=party.id_no,
        party_type=party.party_type.value,
    )
