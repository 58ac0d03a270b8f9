"""What stands in the fields of a request: text by path, as typed, and never lost on the way.

Paths are those of the faults that casework names (`parties.1.id_no`, `mortgage.amount`,
`materials.m1`), so an error finds its field. People whom the register knows carry no number in the
page: a key stands for them, and the number is taken from the register when the form comes back.
"""

import re
from collections.abc import Iterable, Mapping
from datetime import date
from decimal import Decimal
from fractions import Fraction

from django.utils.crypto import salted_hmac

from dengbu.casework import api as casework

_INDEX = re.compile(r"parties\.(\d{1,3})\.", re.ASCII)
_PLAIN = ("co_ownership", "tax_note", "delivery")
ORGANISATION_ROLES = frozenset(
    {
        casework.Role.OLD_MORTGAGEE,
        casework.Role.NEW_MORTGAGEE,
        casework.Role.MORTGAGEE,
        casework.Role.PRIOR_MORTGAGEE,
    }
)
"""Roles that a bank usually takes, chosen from the list of those known here."""
ORGANISATION_PAPERS = frozenset({"6", "7", "8"})
"""Identity papers of organisations: organisation code, licence, credit code."""

Typed = dict[str, str]


def party_key(unit_code: str, id_type: str, id_no: str) -> str:
    """What stands for a person of the register in the page; says nothing of the number."""
    return salted_hmac("dengbu.web.window.party", f"{unit_code}:{id_type}:{id_no}").hexdigest()[:24]


def from_draft(draft: casework.Draft) -> Typed:
    """The fields as they are filled before anybody typed."""
    request = draft.request
    typed: Typed = {name: str(getattr(request, name) or "") for name in _PLAIN}
    typed["price"] = _text(request.price)
    typed["tax_cleared"] = _yes_no(request.tax_cleared)
    for slot, given in request.inputs.items():
        for name in casework.fields_of(type(given)):
            typed[f"{slot}.{name}"] = casework.shown(getattr(given, name))
    typed |= {f"materials.{rule.code}": rule.usual for rule in draft.service.materials}
    typed |= {f"materials.{paper.code}": paper.source for paper in request.materials}
    rows = [_known(draft.unit_code, party) for party in request.parties if party.id_no]
    rows += _asked(draft)
    return typed | numbered(rows)


def _known(unit_code: str, party: casework.PartyInput) -> Typed:
    row = {
        "role": party.role,
        "known": party_key(unit_code, party.id_type, party.id_no),
        "agreed": "1" if party.agreed else "",
    }
    return row if party.share is None else {**row, "share": str(party.share)}


def _asked(draft: casework.Draft) -> list[Typed]:
    """A row for each person who must take part and is not known yet: blank, or as suggested."""
    there = [party.role for party in draft.request.parties if party.id_no]
    rows = []
    for rule in draft.service.roles:
        wanted = rule.least - there.count(rule.role)
        likely = [_suggestion(p) for p in draft.suggested if p.role == rule.role] if wanted else []
        rows += [*likely, *(blank(rule.role, firm=rule.firm) for _ in range(wanted - len(likely)))]
    return rows


def _suggestion(party: casework.PartyInput) -> Typed:
    """A firm to be looked at: its number is no secret and stands in the field."""
    return {"role": party.role, "name": party.name, "id_type": party.id_type, "id_no": party.id_no}


def known_people(draft: casework.Draft) -> dict[tuple[str, str], casework.PartyInput]:
    """Everybody of the register who may stand in the form, by role and key."""
    return {
        (p.role, party_key(draft.unit_code, p.id_type, p.id_no)): p
        for p in (*draft.request.parties, *draft.consenting)
    }


def rows_for(role: str, draft: casework.Draft, rows: Iterable[Typed]) -> list[Typed]:
    """What “add one” adds: a blank row, or those whose consent is asked and who are not there."""
    if role not in casework.CONSENTING:
        return [blank(role, firm=any(r.firm for r in draft.service.roles if r.role == role))]
    there = [(row.get("role"), row.get("known")) for row in rows]
    asked = [_known(draft.unit_code, p) for p in draft.consenting if p.role == role]
    return [row for row in asked if (row["role"], row["known"]) not in there]


def followed(typed: Mapping[str, str], draft: casework.Draft) -> Typed:
    """The fields with the people of the right that is named, whichever was chosen.

    Whoever signed for another right has not signed for this one. Whoever stands in a role that no
    choice changes is left for `reading` to judge.
    """
    people = known_people(draft)
    roles = (casework.Role(rule.role) for rule in draft.service.roles)
    ending = {role for role in roles if casework.follows_choice(role, draft.service)}
    rows = rows_of(typed)
    kept = [
        row
        for row in rows
        if row.get("role") not in ending
        or not row.get("known")
        or (row["role"], row["known"]) in people
    ]
    if len(kept) == len(rows):
        return dict(typed)
    there = {(row.get("role"), row.get("known")) for row in kept}
    fresh = [_known(draft.unit_code, p) for p in draft.request.parties if p.role in ending]
    place = next(n for n, row in enumerate(rows) if n == len(kept) or row is not kept[n])
    kept[place:place] = [row for row in fresh if (row["role"], row["known"]) not in there]
    return tidied(with_rows(typed, kept), draft.service)


def blank(role: str, *, firm: bool = False) -> Typed:
    """An empty row; mortgagees, courts and firms are organisations until said otherwise."""
    organised = firm or role in ORGANISATION_ROLES or role == casework.Role.AUTHORITY
    return {"role": role, "id_type": "8" if organised else "1"}


def numbered(rows: Iterable[Typed]) -> Typed:
    """Rows of people under their paths."""
    return {f"parties.{i}.{name}": text for i, row in enumerate(rows) for name, text in row.items()}


def rows_of(typed: Mapping[str, str]) -> list[Typed]:
    """Rows of people in their order, without the number of the row."""
    return list(rows_at(typed).values())


def rows_at(typed: Mapping[str, str]) -> dict[int, Typed]:
    """Rows of people by their number, in order."""
    rows: dict[int, Typed] = {}
    for path, text in typed.items():
        found = _INDEX.match(path)
        if found:
            rows.setdefault(int(found[1]), {})[path[found.end() :]] = text
    return dict(sorted(rows.items()))


def place_of(path: str) -> int:
    """The number of the row that a field belongs to; -1 for none."""
    found = _INDEX.match(path)
    return int(found[1]) if found else -1


def is_blank(row: Mapping[str, str]) -> bool:
    """Whether nobody was named in a row."""
    return not any(row.get(name, "").strip() for name in ("known", "bank", "name", "id_no"))


def posted(sent: Mapping[str, str]) -> Typed:
    """The fields as they came, rows of people numbered anew."""
    return with_rows(sent, rows_of(sent))


def tidied(typed: Mapping[str, str], service: casework.ServiceView) -> Typed:
    """The fields with rows that nobody filled in dropped, and a blank one where one must be.

    Nobody changes place: who reads the errors finds each where it was typed.
    """
    rows = rows_of(typed)
    named = [row.get("role", "") for row in rows if not is_blank(row)]
    missing = {rule.role: rule.least - named.count(rule.role) for rule in service.roles}
    firms = {rule.role for rule in service.roles if rule.firm}
    kept = []
    for row in rows:
        role = row.get("role", "")
        if is_blank(row):
            if missing.get(role, 0) <= 0:
                continue
            missing[role] -= 1
        kept.append(row)
    kept += [blank(r, firm=r in firms) for r, count in missing.items() for _ in range(count)]
    return with_rows(typed, kept)


def with_rows(typed: Mapping[str, str], rows: Iterable[Typed]) -> Typed:
    """The same fields with other people."""
    return {path: text for path, text in typed.items() if not _INDEX.match(path)} | numbered(rows)


def _text(value: Decimal | Fraction | date | None) -> str:
    return "" if value is None else str(value)


def _yes_no(value: bool | None) -> str:
    return "" if value is None else ("yes" if value else "no")
