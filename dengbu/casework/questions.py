"""What departments can be asked about a request: pure, from what stands in it by now.

A paper that departments stand in for has its questions in the catalogue (`asks`). A question is
asked as soon as all that it is about has been typed; a person whom no department here can answer
for, such as a holder of a passport, leaves the paper to be shown.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date
from itertools import product

from dengbu.casework.building import acquiring, selling
from dengbu.casework.building.facts import named_dead
from dengbu.casework.inputs import Input
from dengbu.casework.service_views import ServiceView
from dengbu.casework.values import CaseRequest, PartyInput, Role
from dengbu.exchange import api as exchange
from dengbu.kernel.chinese import normalise_code
from dengbu.kernel.fault import Faults
from dengbu.kernel.identity import IdType, check_identity

SMALL_ENTERPRISE = "small_enterprise"
"""Not a paper, but asked like one: whether whoever pays nothing for being small is small."""
PARCEL = 19  # characters of a unit code that are its parcel's
DOCUMENTS = ("document_no", "release_document_no")
DECIDED = "BY_DECISION"  # ground on which a right ends that a court can answer for
COURT_SLOTS = ("order", "seizure", "renewal", "release", "ending")
_ORGANISATIONS = frozenset({IdType.CREDIT_CODE, IdType.BUSINESS_LICENCE, IdType.ORGANISATION_CODE})
_CREDIT_CODE = 18  # characters


@dataclass(frozen=True, kw_only=True, slots=True)
class Wanted:
    """What is asked in place of one paper."""

    questions: tuple[exchange.Question, ...] = ()
    second: tuple[exchange.Question, ...] = ()  # serve where those have no answer
    beside: tuple[exchange.Question, ...] = ()  # only contradict
    whole: bool = True  # whether the answers can stand in for the paper: nobody is left out

    @property
    def all(self) -> tuple[exchange.Question, ...]:
        """Whatever is asked."""
        return (*self.questions, *self.second, *self.beside)


@dataclass(frozen=True, kw_only=True, slots=True)
class _Matter:
    """A request as the builders read it."""

    request: CaseRequest
    service: ServiceView
    unit: str  # bare code
    units: tuple[str, ...]
    people: tuple[PartyInput, ...]  # natural persons, regular numbers, without the dead
    dead: tuple[PartyInput, ...]
    gaining: Role  # of whoever acquires, or pledges what they are buying
    living: tuple[PartyInput, ...]
    others: bool  # somebody takes part whom no department here answers for
    firms: tuple[PartyInput, ...]


def wanted(request: CaseRequest, service: ServiceView, *, today: date) -> Mapping[str, Wanted]:
    """The questions by code of the paper that they stand in for; papers without any left out."""
    matter = _matter(request, service, today)
    found: dict[str, Wanted] = {}
    for rule in service.materials:
        if questions := _made(rule.asks, matter):
            found[rule.code] = Wanted(
                questions=questions,
                second=_made(rule.second, matter),
                beside=_made(rule.beside, matter),
                whole=not matter.others or not _ABOUT_PEOPLE.intersection(rule.asks),
            )
    if request.small_enterprise and (payers := _paying_firms(matter)):
        found[SMALL_ENTERPRISE] = Wanted(questions=payers)
    return found


def _made(kinds: Iterable[str], matter: _Matter) -> tuple[exchange.Question, ...]:
    return tuple(question for kind in kinds for question in BUILDERS[kind](matter))


def _matter(request: CaseRequest, service: ServiceView, today: date) -> _Matter:
    dead = named_dead(request, service)
    parties = [_regular(p, today) for p in request.parties]
    sound = [p for p in parties if p is not None]
    living = tuple(p for p in sound if p.name not in dead)
    people = tuple(p for p in living if p.id_type == IdType.RESIDENT_ID)
    firms = tuple(p for p in living if p.id_type in _ORGANISATIONS and _is_code(p.id_no))
    gaining = _gaining(service)
    return _Matter(
        request=request,
        service=service,
        unit=normalise_code(request.unit_code),
        units=tuple(normalise_code(code) for code in request.units),
        people=people,
        dead=tuple(p for p in sound if p.name in dead and p.id_type == IdType.RESIDENT_ID),
        gaining=gaining,
        living=living,
        others=None in parties or len(people) + len(firms) < len(living),
        firms=firms,
    )


def _gaining(service: ServiceView) -> Role:
    """Who acquires; where nobody does, whoever pledges what they are buying."""
    if (role := acquiring(service)) is not None:
        return role
    pledging = Role.MORTGAGOR in {rule.role for rule in service.roles}
    return Role.MORTGAGOR if pledging else Role.BUYER


def _regular(party: PartyInput, today: date) -> PartyInput | None:
    """The party with a regular number; None where name or number is missing or wrong."""
    name = " ".join(party.name.split())
    try:
        number = check_identity(party.id_type, party.id_no, today=today)
    except (Faults, ValueError):
        return None
    return (
        PartyInput(role=party.role, name=name, id_type=party.id_type, id_no=number)
        if name
        else None
    )


def _is_code(number: str) -> bool:
    return len(number) == _CREDIT_CODE


def _identity(matter: _Matter) -> tuple[exchange.Question, ...]:
    asked = [exchange.Identity(name=p.name, id_no=p.id_no) for p in matter.people]
    return tuple(dict.fromkeys(asked))


def _firms(matter: _Matter) -> tuple[exchange.Question, ...]:
    asked = [exchange.Firm(name=p.name, credit_code=p.id_no) for p in matter.firms]
    return tuple(dict.fromkeys(asked))


def _paying_firms(matter: _Matter) -> tuple[exchange.Question, ...]:
    """Those who would pay nothing for being small."""
    paying = {item.payer for item in matter.service.items}
    return _firms(replace(matter, firms=tuple(p for p in matter.firms if p.role in paying)))


def _numbers(matter: _Matter, role: Role | None = None) -> str:
    """Whoever acquires, as departments key what they keep; "" where one is still unknown."""
    asked = matter.gaining if role is None else role
    known = {p.id_no for p in matter.living if p.role == asked}
    whole = len(known) >= max(1, len({p.id_no for p in matter.request.of(asked)}))
    return ",".join(sorted(known)) if whole else ""


def _deed_tax(matter: _Matter) -> tuple[exchange.Question, ...]:
    """Of each transfer: whom it brings the home; the price is that of the last."""
    passing = [item for item in matter.service.items if item.act == "Transfer"]
    roles = [Role(item.cast.get(Role.BUYER, Role.BUYER)) for item in passing[:-1]]
    taxed = [*((_numbers(matter, role), "") for role in roles)]
    taxed.append((_numbers(matter), _stated_price(matter)))
    if not all(payers for payers, _ in taxed):
        return ()
    return tuple(
        exchange.DeedTax(unit_code=u, payers=payers, price=price)
        for u in matter.units
        for payers, price in taxed
    )


def _sellers(matter: _Matter) -> str:
    """Whoever sells, as departments key them: a firm is known by its code; "" if not all are."""
    stated = matter.request.of(selling(matter.service))
    known = {(p.role, p.id_no) for p in (*matter.people, *matter.firms)}
    numbers = [normalise_code(p.id_no) for p in stated]
    whole = all((p.role, n) in known for p, n in zip(stated, numbers, strict=True))
    return ",".join(sorted(set(numbers))) if whole else ""


def _stated_price(matter: _Matter) -> str:
    price = matter.request.price
    return "" if price is None else f"{price:.2f}"


def _filed_contract(matter: _Matter) -> tuple[exchange.Question, ...]:
    buyers, price = _numbers(matter), _stated_price(matter)
    return tuple(
        exchange.FiledContract(unit_code=u, sellers=_sellers(matter), buyers=buyers, price=price)
        for u in matter.units
        if buyers
    )


def _presale_permit(matter: _Matter) -> tuple[exchange.Question, ...]:
    developer = _sellers(matter)
    units = matter.units if developer else ()
    return tuple(exchange.PresalePermit(unit_code=u, developer=developer) for u in units)


def _fund(matter: _Matter) -> tuple[exchange.Question, ...]:
    return tuple(exchange.MaintenanceFund(unit_code=u) for u in matter.units)


def _survey(matter: _Matter) -> tuple[exchange.Question, ...]:
    return tuple(exchange.Survey(unit_code=u) for u in matter.units)


def _verification(matter: _Matter) -> tuple[exchange.Question, ...]:
    return tuple(exchange.Verification(unit_code=u) for u in matter.units)


def _land_contract(matter: _Matter) -> tuple[exchange.Question, ...]:
    holders, parcel = _numbers(matter), matter.unit[:PARCEL]
    return (exchange.LandContract(parcel_code=parcel, holders=holders),) if holders else ()


def _couple(matter: _Matter) -> tuple[PartyInput, PartyInput] | None:
    """The two people whom the matter is between; None unless there are exactly two."""
    each = tuple({p.id_no: p for p in matter.people}.values())
    return (each[0], each[1]) if len(each) == 2 else None


def _marriage(matter: _Matter) -> tuple[exchange.Question, ...]:
    return tuple(_between(matter, exchange.Marriage))


def _divorce(matter: _Matter) -> tuple[exchange.Question, ...]:
    return tuple(_between(matter, exchange.Divorce))


def _between(
    matter: _Matter, kind: type[exchange.Marriage] | type[exchange.Divorce]
) -> Iterator[exchange.Question]:
    couple = _couple(matter)
    if couple is not None:
        one, other = couple
        yield kind(name=one.name, id_no=one.id_no, other_name=other.name, other_id_no=other.id_no)


def _death(matter: _Matter) -> tuple[exchange.Question, ...]:
    return tuple(exchange.Death(name=p.name, id_no=p.id_no) for p in matter.dead)


def _benefits_ended(matter: _Matter) -> tuple[exchange.Question, ...]:
    return tuple(exchange.BenefitsEnded(name=p.name, id_no=p.id_no) for p in matter.dead)


def _kinship(matter: _Matter) -> tuple[exchange.Question, ...]:
    heirs = [
        p for p in matter.living if p.role == matter.gaining and p.id_type == IdType.RESIDENT_ID
    ]
    return tuple(
        exchange.Kinship(
            name=heir.name, id_no=heir.id_no, other_name=gone.name, other_id_no=gone.id_no
        )
        for heir, gone in product(heirs, matter.dead)
    )


def _notarial_deed(matter: _Matter) -> tuple[exchange.Question, ...]:
    heirs = _numbers(matter)
    return (exchange.NotarialDeed(unit_code=matter.unit, heirs=heirs),) if heirs else ()


def _judgement(matter: _Matter) -> tuple[exchange.Question, ...]:
    inputs = (matter.request.inputs.get(slot) for slot in COURT_SLOTS)
    decided = (g for g in inputs if g is not None and getattr(g, "ground", DECIDED) == DECIDED)
    numbers = dict.fromkeys(n for given in decided for n in _documents(given))
    return tuple(exchange.Judgement(unit_code=matter.unit, document_no=n) for n in numbers)


def _documents(given: Input) -> Iterator[str]:
    for name in DOCUMENTS:
        if number := " ".join(getattr(given, name, "").split()):
            yield number


BUILDERS: Mapping[str, Callable[[_Matter], tuple[exchange.Question, ...]]] = {
    "identity": _identity,
    "firm": _firms,
    "deed_tax": _deed_tax,
    "filed_contract": _filed_contract,
    "presale_permit": _presale_permit,
    "maintenance_fund": _fund,
    "survey": _survey,
    "verification": _verification,
    "land_contract": _land_contract,
    "marriage": _marriage,
    "divorce": _divorce,
    "death": _death,
    "benefits_ended": _benefits_ended,
    "kinship": _kinship,
    "notarial_deed": _notarial_deed,
    "judgement": _judgement,
}
"""How each question is made of a request. What is not here no paper may name."""
_ABOUT_PEOPLE = frozenset({"identity", "firm", "marriage", "divorce", "kinship"})
"""Questions that must be answered for everybody before they stand in for the paper."""
