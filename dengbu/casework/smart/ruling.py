"""Which rules are in force for a service at an office.

The first list that a service ever named is in force from the start. A list that its file names
later is a candidate: it runs in shadow until two people put it in force (`shadow`). A file that
names no rule any more ends automatic approval at once, since that can approve nothing wrongly.
"""

from collections.abc import Collection, Mapping

from dengbu.casework import rows
from dengbu.casework.service_views import ServiceView

IN_FORCE = (
    "SELECT DISTINCT ON (v.code) v.code, coalesce(r.rules, v.content->'autopilot')::text"
    " FROM casework_serviceversion v LEFT JOIN casework_shadowrun r"
    "  ON r.office = v.office AND r.service = v.code AND r.state = 'IN_FORCE'"
    " WHERE v.office = %s AND v.code = ANY(%s) AND v.content->'autopilot' <> '[]'"
    " ORDER BY v.code, v.version"
)


def in_force(office: str, codes: Collection[str]) -> dict[str, tuple[str, ...]]:
    """Names of the rules in force, by service; one query."""
    found = rows.fetch(IN_FORCE, [office, list(codes)])
    return {code: tuple(rows.plain(names)) for code, names in found}


def rules_of(service: ServiceView, standing: Mapping[str, tuple[str, ...]]) -> tuple[str, ...]:
    """The rules that a case of this version is asked by; none where its file names none."""
    return standing.get(service.code, ()) if service.autopilot else ()
