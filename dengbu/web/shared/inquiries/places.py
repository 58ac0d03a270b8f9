"""Which unit a query means: an address is looked up, and the asker chooses among what was found.

Who may ask about a unit need not know its certificate (以图查房); a hit tells an address and a
code, nothing of the register.
"""

import re

from dengbu.cadastre import api as cadastre
from dengbu.casework.api import terms as askable
from dengbu.kernel.chinese import normalise_code
from dengbu.web.shared.inquiries.form import Form

MOST = 20
_NUMBER = re.compile(r"[0-9A-Z]+", re.ASCII)
OF_A_CERTIFICATE = "不动产"
"""In every number of a certificate or proof, and in no address."""


def places_of(form: Form) -> tuple[cadastre.UnitHit, ...]:
    """The units that an address may mean; none where a number was typed, or nothing found."""
    typed = form.typed.get("place", "")
    code = normalise_code(typed)
    named = not code or _NUMBER.fullmatch(code) is not None or OF_A_CERTIFICATE in code
    if not form.place or named or form.kind.about is askable.About.PAPERS:
        return ()
    return tuple(cadastre.search_units(typed, limit=MOST))
