"""The catalogue of services (办事指南): TOML files, checked whole, kept in unchanging versions.

Data names Python rules and acts; it contains no expressions. A city lays its settings over it.
"""

from dengbu.casework.catalogue.differences import Difference, Planned, differences, planned
from dengbu.casework.catalogue.inquiry import inquiry_terms
from dengbu.casework.catalogue.loading import (
    check_catalogue,
    cities,
    inquiry_terms_of,
    load_catalogue,
    services_of,
)
from dengbu.casework.catalogue.marks import mark_grounds
from dengbu.casework.catalogue.reading import CatalogueError, Gap
from dengbu.casework.catalogue.services import service, service_version, services

__all__ = [
    "CatalogueError",
    "Difference",
    "Gap",
    "Planned",
    "check_catalogue",
    "cities",
    "differences",
    "inquiry_terms",
    "inquiry_terms_of",
    "load_catalogue",
    "mark_grounds",
    "planned",
    "service",
    "service_version",
    "services",
    "services_of",
]
