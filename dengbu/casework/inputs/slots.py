"""The slots of a request: under which name each input stands."""

from collections.abc import Mapping
from types import MappingProxyType

from dengbu.casework.inputs import loans, restrictions, titles, uses
from dengbu.casework.inputs.frame import Field, Input, fields_of

SLOTS: Mapping[str, type[Input]] = MappingProxyType(
    {
        "right": titles.RightInput,
        "order": titles.OrderInput,
        "death": titles.DeathInput,
        "ending": titles.EndingInput,
        "paper": titles.PaperInput,
        "reshape": titles.ReshapeInput,
        "common": titles.CommonPartsInput,
        "operation": titles.OperationInput,
        "mortgage": loans.MortgageInput,
        "cancel": loans.CancelInput,
        "loan_change": loans.LoanChangeInput,
        "loan_transfer": loans.LoanTransferInput,
        "fixing": loans.FixingInput,
        "ranks": loans.RanksInput,
        "notice": restrictions.NoticeInput,
        "loan_notice": restrictions.NoticeInput,
        "notice_end": restrictions.NoticeEndInput,
        "loan_notice_end": restrictions.LoanNoticeEndInput,
        "objection": restrictions.ObjectionInput,
        "objection_end": restrictions.ObjectionEndInput,
        "suit": restrictions.SuitInput,
        "seizure": restrictions.SeizureInput,
        "renewal": restrictions.RenewalInput,
        "release": restrictions.ReleaseInput,
        "habitation": uses.HabitationInput,
        "habitation_end": uses.HabitationEndInput,
        "easement": uses.EasementInput,
        "easement_end": uses.EasementEndInput,
        **titles.PARTICULARS,
    }
)
"""Class of input by slot. Particulars stand under the name of the register's class."""


def field_of(path: str) -> Field | None:
    """The field of a path such as `mortgage.amount`; None for none."""
    slot, _, name = path.partition(".")
    return fields_of(SLOTS[slot]).get(name) if slot in SLOTS else None
