"""Who holds a right, and how much of it."""

from dataclasses import dataclass
from fractions import Fraction

from dengbu.register.codes import PartyType


@dataclass(frozen=True, kw_only=True, slots=True)
class PartyRef:
    """A person or organisation as it stands in the register (LA_Party)."""

    name: str
    id_type: str  # kernel.identity.IdType value
    id_no: str  # normalised
    party_type: PartyType = PartyType.PERSON

    @property
    def key(self) -> tuple[str, str]:
        """Who this is, whatever the spelling of the name."""
        return self.id_type, self.id_no


@dataclass(frozen=True, kw_only=True, slots=True)
class HolderShare:
    """One holder of a right and, where held by shares, the exact share."""

    party: PartyRef
    share: Fraction | None = None
