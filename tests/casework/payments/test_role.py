"""Money paid and given back as the role that web and worker have in the database."""

import pytest
from django.db import IntegrityError, ProgrammingError, connection, transaction

from dengbu.casework.models import Payment, Refund
from dengbu.database import privileges
from tests.casework.desk import NOW, open_desk
from tests.casework.payments.till import order, paid, sold, withdrawn

pytestmark = pytest.mark.django_db


def test_what_was_paid_goes_back_with_a_withdrawal() -> None:
    desk = open_desk()
    case = sold(desk)
    privileges.apply()
    with connection.cursor() as cursor:
        cursor.execute("SET ROLE dengbu_app")
        paid(order(desk, case).number)
        withdrawn(desk, case)
        (refund,) = Refund.objects.all()
        assert (refund.amount, refund.payment) == (refund.payment.amount, Payment.objects.get())
        with pytest.raises(IntegrityError, match="does not fit"), transaction.atomic():
            Refund.objects.create(
                office=refund.office,
                order=refund.order,
                payment=refund.payment,
                seq=2,
                number=f"{refund.number}x",
                amount=refund.amount,
                reason="again",
                due_at=NOW,
            )
        with pytest.raises(ProgrammingError, match="permission denied"), transaction.atomic():
            cursor.execute("UPDATE casework_payment SET amount = amount")
        cursor.execute("RESET ROLE")
