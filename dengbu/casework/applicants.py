"""Who applied: the people of a case who signed its request (申请人)."""

from collections.abc import Iterable
from datetime import datetime
from typing import Protocol, TypeVar

from dengbu.casework.consents import TakesPart, applying
from dengbu.casework.values import Role


class Signs(TakesPart, Protocol):
    """The same, who may have signed."""

    @property
    def agreed_at(self) -> datetime | None:
        """When the request was signed; None: it was not."""


Signer = TypeVar("Signer", bound=Signs)


def signed(parties: Iterable[Signer]) -> tuple[Signer, ...]:
    """Those who applied by their signature.

    They supply what is wanted, and must agree before the request is taken back.

    Not the dead, a debtor whose home a court sells, or the holder against whom the office itself
    acts: they are named in a request and signed nothing.
    """
    found = (p for p in applying(parties) if p.agreed_at is not None)
    return tuple(p for p in found if p.role != Role.DEBTOR)
