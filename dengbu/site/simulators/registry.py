"""The departments that can be simulated, by the names under which the exchange calls them."""

from collections.abc import Mapping

from dengbu.site.simulators.asked import Department
from dengbu.site.simulators.police import POLICE

DEPARTMENTS: Mapping[str, Department] = {"POLICE": POLICE}
