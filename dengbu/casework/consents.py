"""People of the register whose consent lifts a rule: a mortgagee who stays, the holder of a notice.

They apply for nothing and pay nothing. When they sign, the register's rules P04, P06 (Civil Code
406) and P07 (221) find them among the applicants.
"""

from collections.abc import Callable, Iterable, Iterator
from typing import Protocol, TypeVar

from dengbu.accounts import api as accounts
from dengbu.casework.service_views import ServiceView
from dengbu.casework.values import CaseRequest, PartyInput, Role
from dengbu.casework.views import CheckView
from dengbu.kernel.fault import Fault, FaultCode
from dengbu.register import api as register

LIFTED_BY = {
    "P04": Role.PRIOR_MORTGAGEE,
    "P06": Role.PRIOR_MORTGAGEE,
    "P07": Role.NOTICE_HOLDER,
    "P12": Role.PRIOR_MORTGAGEE,
    "E15": Role.PRIOR_MORTGAGEE,
    "E18": Role.PRIOR_MORTGAGEE,
}
"""Which rule is lifted by whose signature."""
CONSENTING = frozenset(LIFTED_BY.values())


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
    return code in LIFTED_BY and any(r.role == LIFTED_BY[code] for r in service.roles)


def consenting(
    service: ServiceView, state: register.UnitState, found: Iterable[CheckView]
) -> tuple[PartyInput, ...]:
    """Those whose consent the rules found missing, from the register, each once."""
    asked = {
        r.facts.get("proof", "")
        for r in found
        if r.effect != register.Effect.PASS and can_consent(service, r.code)
    }
    return _people(state, lambda _, proof_no: proof_no in asked)


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
        for role in (Role.PRIOR_MORTGAGEE, Role.NOTICE_HOLDER)
        for proof_no, parties in _registered(role, state)
        if wanted(role, proof_no)
        for party in parties
    }
    return tuple(found.values())


def _registered(
    role: str, state: register.UnitState
) -> list[tuple[str, tuple[register.PartyRef, ...]]]:
    """Proof number and people of each right that such a role speaks for."""
    if role == Role.PRIOR_MORTGAGEE:
        return [(m.proof_no, m.mortgagees) for m in state.mortgages]
    return [(n.proof_no, n.holders) for n in state.notices]


def needless(request: CaseRequest, state: register.UnitState) -> Iterator[Fault]:
    """A fault for each who is said to consent and has nothing registered on the unit."""
    for i, party in enumerate(request.parties):
        if party.role not in CONSENTING:
            continue
        known = {p.key for _, held in _registered(party.role, state) for p in held}
        if (party.id_type, party.id_no) not in known:
            what = "抵押" if party.role == Role.PRIOR_MORTGAGEE else "预告登记"
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
