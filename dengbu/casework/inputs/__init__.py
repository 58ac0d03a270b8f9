"""What requests say of the acts that they ask for, declared once for screens, checks and guides."""

from dengbu.casework.inputs.checking import checked, missing_words
from dengbu.casework.inputs.frame import Asked, Field, Input, Kind, fields_of, is_empty, said_of
from dengbu.casework.inputs.loans import CancelInput, MortgageInput
from dengbu.casework.inputs.reading import read_input, restored, shown
from dengbu.casework.inputs.slots import SLOTS, field_of

__all__ = [
    "Asked",
    "CancelInput",
    "Field",
    "Input",
    "Kind",
    "MortgageInput",
    "SLOTS",
    "checked",
    "field_of",
    "fields_of",
    "is_empty",
    "missing_words",
    "read_input",
    "restored",
    "said_of",
    "shown",
]
