"""Whose data a case holds: everybody who sees a page of it has read theirs."""

from collections.abc import Iterable

from django.db import connection

from dengbu.register.api import PartyType

Key = tuple[str, str]
"""Kind and number of an identity paper."""
_PEOPLE = (
    "SELECT p.id_type, p.id_no FROM casework_caseparty p JOIN casework_case c ON c.id = p.case_id"
    " WHERE c.case_no = ANY(%(cases)s::text[]) AND p.party_type = %(person)s"
    " UNION SELECT '1', p.guardian_id_no FROM casework_caseparty p JOIN casework_case c"
    " ON c.id = p.case_id WHERE c.case_no = ANY(%(cases)s::text[]) AND p.guardian_id_no <> ''"
)


def people_of_cases(case_nos: Iterable[str]) -> frozenset[Key]:
    """Everybody in these cases, guardians too; one statement."""
    with connection.cursor() as cursor:
        cursor.execute(_PEOPLE, {"cases": list(case_nos), "person": PartyType.PERSON})
        return frozenset((id_type, id_no) for id_type, id_no in cursor.fetchall())
