"""At the supplement: those of the register whose consent an examiner asks for, ready to sign.

They come from the register and not from the keyboard, so nobody consents to what is not theirs.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import datetime

from dengbu.casework import api as casework
from dengbu.register import api as register
from dengbu.web.window.question import Question
from dengbu.web.window.request_fields import Group
from dengbu.web.window.typed import party_key

_TICK = "consents."
People = tuple[casework.PartyInput, ...]


def absent(view: casework.CaseView, *, now: datetime) -> People:
    """Those of the register who may consent and are not among the people of the case.

    Also where the rules ask for nobody: an examiner may want a bank whose mortgage stays.
    """
    asked = view.request
    ending = asked.cancel.proof_no
    service = casework.service_version(view.service_id)
    state = register.unit_state(view.unit_code, now=now)
    there = {(p.role, p.id_type, p.id_no) for p in asked.parties}
    return tuple(
        p
        for p in casework.could_consent(service, state, ending=ending)
        if (p.role, p.id_type, p.id_no) not in there
    )


def groups(
    view: casework.CaseView, people: Iterable[casework.PartyInput], typed: Mapping[str, str]
) -> list[Group]:
    """One tick for each of them."""
    return [
        Group(
            title=f"登记簿上的{casework.Role(party.role).label} {party.name}",
            questions=(_question(_path(view, party), party, typed),),
        )
        for party in people
    ]


def is_tick(name: str) -> bool:
    """Whether a field says that somebody came."""
    return name.startswith(_TICK)


def _path(view: casework.CaseView, party: casework.PartyInput) -> str:
    return f"{_TICK}{party.role}.{party_key(view.unit_code, party.id_type, party.id_no)}"


def _question(path: str, party: casework.PartyInput, typed: Mapping[str, str]) -> Question:
    return Question(
        name=path,
        label=f"{party.name}来了，同意，在申请书上签了字",
        kind="checkbox",
        value=typed.get(path, ""),
        required=False,
    )


def named(
    view: casework.CaseView, people: Iterable[casework.PartyInput], item: Mapping[str, object]
) -> list[str]:
    """The ticks of those whom an item of the list asks for by name."""
    said = f"{item.get('name', '')} {item.get('what', '')}"
    return [_path(view, party) for party in people if party.name in said]


def signed(view: casework.CaseView, people: People, typed: Mapping[str, str]) -> People:
    """Those who came."""
    return tuple(replace(p, agreed=True) for p in people if typed.get(_path(view, p)) == "1")


def at_tick(view: casework.CaseView, parties: Sequence[casework.PartyInput], field: str) -> str:
    """The path of a fault: at the tick for who came by one."""
    where, _, rest = field.partition(".")
    index = rest.partition(".")[0]
    if where != "parties" or not index.isdecimal():
        return field
    added = len(view.request.parties) <= int(index) < len(parties)
    if added and parties[int(index)].role in casework.CONSENTING:
        return _path(view, parties[int(index)])
    return field
