"""What entry does to whom, said before the button that does it."""

from collections.abc import Callable, Mapping

from dengbu.casework import api as casework

_R = casework.Role
_HOUSES = "FQ"  # letter of a unit code: a house; anything else is land, woods, water
_LETTER = 19  # its place
Names = Mapping[str, str]  # by role, as the item casts them


def effect(view: casework.CaseView) -> tuple[str, ...]:
    """One phrase for each registration of the case, in the order of entry."""
    people: dict[str, list[str]] = {}
    for party in view.parties:
        people.setdefault(party.role, []).append(party.name)
    names = {role: "、".join(dict.fromkeys(found)) for role, found in people.items()}
    what = "房子" if view.unit_code[_LETTER] in _HOUSES else "权利"
    said = []
    for item in casework.service_version(view.service_id).items:
        cast = names | {role: names.get(other, "") for role, other in item.cast.items()}
        phrase = _PHRASES.get(item.act)
        said.append((phrase(what, item, cast) if phrase else "") or item.name)
    return tuple(dict.fromkeys(said))


def _first(names: Names, *roles: str) -> str:
    return next((names[role] for role in roles if names.get(role)), "")


def _passes(what: str, item: casework.ItemRule, names: Names) -> str:
    seller, buyer = _first(names, _R.SELLER), _first(names, _R.BUYER)
    return f"{what}从{seller}过户给{buyer}" if seller and buyer else ""


def _begins(what: str, item: casework.ItemRule, names: Names) -> str:
    owner = _first(names, _R.OWNER)
    return f"{what}登记给{owner}" if owner else ""


def _ends(what: str, item: casework.ItemRule, names: Names) -> str:
    owner = _first(names, _R.OWNER)
    return f"{owner}的权利注销，登记在它上面的一起注销" if owner else ""


def _lent(what: str, item: casework.ItemRule, names: Names) -> str:
    bank = _first(names, _R.NEW_MORTGAGEE, _R.MORTGAGEE)
    return f"抵押给{bank}" if bank else ""


def _redeemed(what: str, item: casework.ItemRule, names: Names) -> str:
    bank = _first(names, _R.OLD_MORTGAGEE, _R.MORTGAGEE)
    return f"{bank}的抵押注销" if bank else ""


def _noticed(what: str, item: casework.ItemRule, names: Names) -> str:
    """A loan's notice is its bank's, any other the buyer's."""
    loan = (_R.NEW_MORTGAGEE, _R.MORTGAGEE) if "loan_notice" in item.slots else ()
    holder = _first(names, *loan, _R.BUYER)
    return f"{item.name}，登记给{holder}" if holder else ""


def _issued(what: str, item: casework.ItemRule, names: Names) -> str:
    return f"{item.name}，原来的那一本作废"


_PHRASES: Mapping[str, Callable[[str, casework.ItemRule, Names], str]] = {
    "FirstRegistration": _begins,
    "Transfer": _passes,
    "CancelOwnership": _ends,
    "CreateMortgage": _lent,
    "CancelMortgage": _redeemed,
    "EnterNotice": _noticed,
    "ReissueCertificate": _issued,
}
"""Other acts are called by the name that the catalogue gives them."""
