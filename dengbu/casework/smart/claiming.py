"""Claiming what waits for automatic approval: each case is held by one step at a time."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any

import orjson

from dengbu.casework import rows
from dengbu.casework.catalogue.services import service_version
from dengbu.casework.inputs import CancelInput, MortgageInput
from dengbu.casework.inputs.restrictions import LoanNoticeEndInput
from dengbu.casework.models import Case
from dengbu.casework.rules.whitelist_notices import DEPARTMENTS
from dengbu.casework.service_views import ServiceView
from dengbu.casework.values import CaseRequest, PartyInput, Role, from_json

READY = (  # not what has to be asked of departments first: that thread must hold up nobody
    "(NOT {0}.service_id = ANY(%s::bigint[]) OR EXISTS (SELECT 1 FROM casework_sharedfact f"
    " WHERE f.case_id = {0}.id AND f.fetched_at > %s))"
)
CLAIM = (  # constants only
    "SELECT c.id, c.office, c.case_no, c.organisation_id, c.accepted_at, c.request::text,"  # noqa: S608 - constants
    " coalesce(b.key_id, ''), b.id, c.service_id, coalesce(i.proof_no, '')"
    " FROM casework_case c"
    " LEFT JOIN casework_batchitem i ON i.case_id = c.id"
    " LEFT JOIN casework_batch b ON b.id = i.batch_id"
    " WHERE c.status = 'AUTOPILOT' AND c.office ="
    " (SELECT o.office FROM casework_case o WHERE o.status = 'AUTOPILOT' AND "
    + READY.format("o")
    + " ORDER BY o.office, o.id LIMIT 1) AND "
    + READY.format("c")
    + " ORDER BY c.id LIMIT %s FOR NO KEY UPDATE OF c SKIP LOCKED"
)
CLAIM_ONE = CLAIM.replace(" ORDER BY c.id LIMIT", " AND c.id = %s ORDER BY c.id LIMIT")
LOOK = (
    "SELECT c.id FROM casework_case c WHERE c.status = 'AUTOPILOT' AND "  # noqa: S608 - constants
    + READY.format("c")
    + " ORDER BY c.office, c.id LIMIT %s"
)
SERVICES = "SELECT DISTINCT service_id FROM casework_case WHERE status = 'AUTOPILOT'"
OTHER_SIDE = (Role.MORTGAGOR, Role.SELLER)
"""Who bears the right that ends, or whose home it is: stated by whoever files."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Waiting:
    """A claimed case as the whitelist needs it."""

    case: Case
    service: ServiceView  # in the version that the case is pinned to
    organisation_id: int | None
    accepted_at: datetime
    key_id: str  # "": not signed
    batch_id: int | None  # that it came with
    proof_no: str  # that the request names
    request: CaseRequest

    @property
    def unit_code(self) -> str:
        """Of the unit."""
        return self.request.unit_code

    @property
    def amount(self) -> Decimal | None:
        """As stated, yuan."""
        inputs = self.request.inputs
        given = inputs.get("cancel") or inputs.get("loan_notice_end") or inputs.get("mortgage")
        known = CancelInput | LoanNoticeEndInput | MortgageInput
        return given.amount if isinstance(given, known) else None

    @property
    def others(self) -> tuple[PartyInput, ...]:
        """The other side as stated."""
        return self.request.of(*OTHER_SIDE)

    @property
    def bank(self) -> str:
        """Credit code of who filed it."""
        own = (p.id_no for p in self.request.parties if p.role not in OTHER_SIDE)
        return next(own, "")


@dataclass(frozen=True, kw_only=True, slots=True)
class Ready:
    """What may be claimed now."""

    asking: tuple[int, ...]  # versions of services whose departments are asked first
    since: datetime  # answers that came later are good still

    @property
    def parameters(self) -> list[Any]:
        """Of the condition."""
        return [rows.array("bigint", self.asking), self.since]


def ready(now: datetime) -> Ready:
    """Which services that wait ask departments; one query."""
    waiting = [service_version(id) for (id,) in rows.fetch(SERVICES)]
    asking = [s for s in waiting if asks_departments(s.autopilot)]
    life = min((s.smart.answers_minutes for s in asking), default=0)
    return Ready(asking=tuple(s.id for s in asking), since=now - timedelta(minutes=life))


def claimed(limit: int, ready: Ready) -> list[tuple[Any, ...]]:
    """Rows of what waits at the first office that has something, locked."""
    return rows.fetch(CLAIM, [*ready.parameters, *ready.parameters, limit])


def claimed_one(id: int, ready: Ready) -> list[tuple[Any, ...]]:
    """The same for one case; empty where others hold it or it waits no more."""
    return rows.fetch(CLAIM_ONE, [*ready.parameters, *ready.parameters, id, 1])


def waiting_ids(limit: int, ready: Ready) -> list[int]:
    """What may be claimed, without locking it."""
    return [id for (id,) in rows.fetch(LOOK, [*ready.parameters, limit])]


def case_of(row: tuple[Any, ...]) -> Case:
    """The case of a claimed row, as far as it is needed."""
    return Case(id=row[0], office=row[1], case_no=row[2], service_id=row[8])


def waiting(row: tuple[Any, ...]) -> Waiting:
    """A claimed row read; whatever is wrong with its request raises."""
    organisation, accepted_at, text, key_id, batch_id, service_id, proof = row[3:10]
    request = from_json(orjson.loads(text))
    return Waiting(
        case=case_of(row),
        service=service_version(service_id),
        organisation_id=organisation,
        accepted_at=accepted_at,
        key_id=key_id,
        batch_id=batch_id,
        proof_no=proof or request.cancel.proof_no,
        request=request,
    )


def asks_departments(rules: Collection[str]) -> bool:
    """Whether any of these rules reads what departments answer."""
    return any(name.partition(".")[0] in DEPARTMENTS for name in rules)
