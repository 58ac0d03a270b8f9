"""Where somebody looked, in words: a look keeps a case number, the code of a unit, or an office."""

from collections.abc import Iterable

from dengbu.accounts import api as accounts
from dengbu.cadastre import api as cadastre
from dengbu.kernel.numbers import show_case_no
from dengbu.web.shared.words import code_blocks

UNIT_LENGTH, CASE_LENGTH = 28, 20


def place_words(places: Iterable[str]) -> dict[str, str]:
    """Each place as its people know it: a home by its address, a list by its office."""
    kept = set(places)
    units = cadastre.places({place for place in kept if len(place) == UNIT_LENGTH})
    names = {one.code: one.name for one in accounts.offices()}
    said = {}
    for place in kept:
        if place in units:
            said[place] = f"{units[place].address}（单元 {' '.join(code_blocks(place))}）"
        elif len(place) == CASE_LENGTH and place.isdecimal():
            said[place] = f"业务号 {show_case_no(place)}"
        else:
            said[place] = names.get(place) or " ".join(code_blocks(place))
    return said
