"""The few units of the torture: the demonstration's survey, and nobody's rights so far.

Run as a process on the torture's database: it prints the codes of the first homes.
"""

import sys
from pathlib import Path

from django.conf import settings
from django.utils import timezone

from dengbu.accounts import api as accounts
from dengbu.cadastre import api as cadastre
from dengbu.site.demonstration.cadastre import load_city, surveyed, write_city

OFFICES = settings.ROOT / "catalogue" / "cities" / "430600" / "offices.toml"


def main() -> None:
    """Survey a city into an empty database; print ``N`` codes of homes, one a line."""
    folder, wanted = Path(sys.argv[1]), int(sys.argv[2])
    accounts.load_offices(OFFICES)
    write_city(folder)
    load_city(folder, office="430602", now=timezone.now())
    units = cadastre.units(surveyed(folder)).values()
    homes = [unit.code for unit in units if unit.planned_use == "11"]
    sys.stdout.write("\n".join(homes[:wanted]) + "\n")
