"""Organisations and their keys, looked up by what a request carries."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Q

from dengbu.accounts.actors import Actor, actor_of
from dengbu.accounts.codes import OrganisationKind
from dengbu.accounts.models import Organisation, OrganisationKey
from dengbu.kernel.fault import Fault, FaultCode, Faults


@dataclass(frozen=True, kw_only=True, slots=True)
class OrganisationView:
    """A bank, developer or broker."""

    id: int
    kind: OrganisationKind
    name: str
    credit_code: str  # GB 32100


@dataclass(frozen=True, kw_only=True, slots=True)
class KeyView:
    """A filed public key."""

    key_id: str
    algorithm: str  # "ed25519"
    public_key: bytes  # raw
    valid_from: datetime
    valid_to: datetime | None
    actor: Actor  # in whose name signed requests act

    def valid_at(self, now: datetime) -> bool:
        """Whether signatures made at ``now`` count."""
        return self.valid_from <= now and (self.valid_to is None or now < self.valid_to)


def organisation(credit_code: str) -> OrganisationView | None:
    """The active organisation with a unified social credit code."""
    row = Organisation.objects.filter(credit_code=credit_code, is_active=True).first()
    return _view(row) if row else None


def organisations(kind: OrganisationKind) -> tuple[OrganisationView, ...]:
    """All active organisations of a kind, by name."""
    rows = Organisation.objects.filter(kind=kind, is_active=True).order_by("name")
    return tuple(_view(row) for row in rows)


def organisation_key(key_id: str) -> KeyView:
    """A filed key of an active organisation and account. Raises `Faults` KEY_UNKNOWN."""
    rows = OrganisationKey.objects.select_related("account__organisation")
    row = rows.filter(key_id=key_id, organisation__is_active=True, account__is_active=True).first()
    if row is None:
        raise Faults(
            Fault(
                code=FaultCode.KEY_UNKNOWN,
                message="签名公钥没有在本登记机构备案，或者已经停用。",
                remedy="请联系登记机构备案公钥后重新提交。",
                field="key_id",
            )
        )
    return KeyView(
        key_id=row.key_id,
        algorithm=row.algorithm,
        public_key=bytes(row.public_key),
        valid_from=row.valid_from,
        valid_to=row.valid_to,
        actor=actor_of(row.account),
    )


def keys_in_force(key_ids: Collection[str], *, now: datetime) -> frozenset[str]:
    """Which of these filed keys count at ``now``: of active organisations and accounts, not ended.

    One query.
    """
    still = Q(valid_to=None) | Q(valid_to__gt=now)
    active = Q(organisation__is_active=True, account__is_active=True)
    rows = OrganisationKey.objects.filter(
        still, active, key_id__in=list(key_ids), valid_from__lte=now
    )
    return frozenset(rows.values_list("key_id", flat=True))


def _view(row: Organisation) -> OrganisationView:
    return OrganisationView(
        id=row.id, kind=OrganisationKind(row.kind), name=row.name, credit_code=row.credit_code
    )
