"""领证: a certificate is handed over once what its side owes for it is paid."""

from dengbu.casework.models import PaymentOrder
from dengbu.casework.payments.issuing import unpaid_fault
from dengbu.casework.payments.queries import OWED
from dengbu.kernel.fault import Fault, Faults
from dengbu.register import api as register

LENDERS = frozenset({"MORTGAGEE", "NEW_MORTGAGEE", "OLD_MORTGAGEE"})


def withheld(number: str) -> Fault | None:
    """Why a certificate (storage form of its number) is not handed over yet; None: it may be.

    A bank that owes its fee does not hold up the buyer's certificate, nor the buyer the bank's
    proof.
    """
    view = register.certificate(number)
    if view is None:
        return None
    owed = PaymentOrder.objects.filter(case__case_no=view.case_no, state__in=OWED)
    lent = view.mortgage_id is not None
    return unpaid_fault([o.amount for o in owed if (o.payer_role in LENDERS) is lent], "领证")


def require_paid(number: str) -> None:
    """Raise `Faults` FEE_UNPAID where a certificate may not be handed over yet."""
    fault = withheld(number)
    if fault is not None:
        raise Faults(fault)
