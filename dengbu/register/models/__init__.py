"""Tables of the register. ``interests`` explains the two intervals that every right carries."""

from dengbu.register.models.annulments import Annulment
from dengbu.register.models.certificates import Certificate, Counter
from dengbu.register.models.commons import CommonPart
from dengbu.register.models.entries import Booking, Entry, Page, Party
from dengbu.register.models.interests import (
    Collateral,
    Mortgage,
    MortgageParty,
    Ownership,
    OwnershipHolder,
)
from dengbu.register.models.operations import Operation, OperationParty
from dengbu.register.models.particulars import (
    FarmlandHeld,
    FarmlandMember,
    ForestHeld,
    ForestMember,
    HousesOfProject,
    LandOwned,
    LandUsed,
    ProjectHouse,
    SeaUsed,
    StructureHeld,
)
from dengbu.register.models.restrictions import (
    Notice,
    NoticeParty,
    Objection,
    Seizure,
    SeizureRenewal,
    Stop,
    Suit,
)
from dengbu.register.models.succession import Succession
from dengbu.register.models.uses import (
    Easement,
    EasementParty,
    Habitation,
    HabitationParty,
)

__all__ = [
    "Annulment",
    "FarmlandHeld",
    "FarmlandMember",
    "ForestHeld",
    "ForestMember",
    "HousesOfProject",
    "LandOwned",
    "LandUsed",
    "ProjectHouse",
    "SeaUsed",
    "StructureHeld",
    "Booking",
    "Certificate",
    "Collateral",
    "CommonPart",
    "Counter",
    "Easement",
    "EasementParty",
    "Entry",
    "Habitation",
    "HabitationParty",
    "Mortgage",
    "MortgageParty",
    "Notice",
    "NoticeParty",
    "Objection",
    "Operation",
    "OperationParty",
    "Ownership",
    "OwnershipHolder",
    "Page",
    "Party",
    "Seizure",
    "SeizureRenewal",
    "Stop",
    "Succession",
    "Suit",
]
