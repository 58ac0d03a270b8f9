"""Every act that a case can ask for, and how it is built."""

from collections.abc import Mapping
from types import MappingProxyType

from dengbu.casework.building.frame import Building
from dengbu.casework.building.loans import LOANS
from dengbu.casework.building.restrictions import RESTRICTIONS
from dengbu.casework.building.titles import TITLES
from dengbu.casework.building.uses import USES

BUILDINGS: Mapping[str, Building] = MappingProxyType({**TITLES, **LOANS, **RESTRICTIONS, **USES})
