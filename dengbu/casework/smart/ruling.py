"""Which rules are in force for a service at an office.

Whatever a service's file names is a candidate, the first list as any later one: it runs in shadow
until two people put it in force (`shadows`, `releasing`). Until then every case goes to a person,
with its facts kept, which is what a first list is counted over. A file that names no rule any more
ends automatic approval at once, since that can approve nothing wrongly.
"""

from collections.abc import Collection, Mapping

from dengbu.casework.models import ShadowRun, ShadowState
from dengbu.casework.service_views import ServiceView


def in_force(office: str, codes: Collection[str]) -> dict[str, tuple[str, ...]]:
    """Names of the rules in force, by service; one query."""
    standing = ShadowRun.objects.filter(
        office=office, service__in=codes, state=ShadowState.IN_FORCE
    )
    return {code: tuple(names) for code, names in standing.values_list("service", "rules")}


def rules_of(service: ServiceView, standing: Mapping[str, tuple[str, ...]]) -> tuple[str, ...]:
    """The rules that a case of this version is asked by; none where its file names none."""
    return standing.get(service.code, ()) if service.autopilot else ()
