"""Officers' own identity numbers, by which an office sees whose own matter a case is (回避).

Kept apart from accounts: an officer may be a citizen with an account of their own, and nobody who
reads accounts needs them. Rows are only added; the newest of an officer stands.
"""

from collections.abc import Collection
from datetime import datetime

from django.db import connection, transaction

from dengbu.accounts import attesting
from dengbu.accounts.codes import AccountKind
from dengbu.accounts.models import Account, OfficerIdentity
from dengbu.kernel.chinese import SHANGHAI
from dengbu.kernel.fault import Fault, FaultCode, Faults
from dengbu.kernel.identity import IdType, check_identity

_NUMBERS = (
    "SELECT DISTINCT ON (account_id) account_id, id_no FROM accounts_officeridentity"
    " WHERE account_id = ANY(%s) ORDER BY account_id, id DESC"
)
_OF_NUMBERS = (
    "SELECT i.account_id, i.id_no FROM accounts_officeridentity i"
    " WHERE i.office = %s AND i.id_no = ANY(%s) AND NOT EXISTS (SELECT 1"
    " FROM accounts_officeridentity n WHERE n.account_id = i.account_id AND n.id > i.id)"
)


@transaction.atomic
def identify(username: str, id_no: str, *, now: datetime) -> None:
    """Note an officer's own identity number; it replaces what stood.

    Raises `Faults` NOT_FOUND at ``username``, and whatever is wrong with the number at ``id_no``.
    """
    today = now.astimezone(SHANGHAI).date()
    number = check_identity(IdType.RESIDENT_ID, id_no, today=today, field="id_no")
    found = Account.objects.filter(username=username, kind=AccountKind.OFFICER).first()
    if found is None:
        said = "没有这个工作人员，请核对登录账号"
        raise Faults(Fault(code=FaultCode.NOT_FOUND, message=said, field="username"))
    made = OfficerIdentity.objects.create(
        account=found, office=found.office, id_no=number, noted_at=now
    )
    attesting.attest([attesting.of_identity(made)])


def officer_numbers(accounts: Collection[int]) -> dict[int, str]:
    """The identity number of each officer of whom it is known, by account."""
    with connection.cursor() as cursor:
        cursor.execute(_NUMBERS, [list(accounts)])
        return dict(cursor.fetchall())


def officers_of_numbers(office: str, numbers: Collection[str]) -> dict[int, str]:
    """The officers of an office who bear one of these numbers: account and number."""
    with connection.cursor() as cursor:
        cursor.execute(_OF_NUMBERS, [office, list(numbers)])
        return dict(cursor.fetchall())
