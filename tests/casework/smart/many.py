"""One decision kept many times over, as an office has them after a year: for tests of samples."""

from datetime import timedelta

from django.db import connection

from dengbu.casework.models import SmartDecision

BASE = 9_000_000_000_000_000_000  # of their ids: above all that are drawn in a test
CASES = (
    "INSERT INTO casework_case SELECT (jsonb_populate_record(c, jsonb_build_object("
    "'id', %(base)s + n, 'case_no', 'R' || lpad(n::text, 19, '0'), 'submission_key', '',"
    " 'status', 'REFUSED', 'closed_at', c.accepted_at))).*"
    " FROM generate_series(1, %(many)s) n JOIN casework_case c ON c.id = %(case)s"
)
DECISIONS = (
    "INSERT INTO casework_smartdecision SELECT (jsonb_populate_record(d, jsonb_build_object("
    "'id', %(base)s + n, 'case_id', %(base)s + n, 'at', d.at - n * interval '1 second'))).*"
    " FROM generate_series(1, %(many)s) n JOIN casework_smartdecision d ON d.case_id = %(case)s"
)


def multiply(decision: SmartDecision, many: int) -> timedelta:
    """Write ``many`` more like it, each a second before the last; how far back they reach."""
    given = {"base": BASE, "many": many, "case": decision.case_id}
    with connection.cursor() as cursor:
        cursor.execute(CASES, given)
        cursor.execute(DECISIONS, given)
    return timedelta(seconds=many)
