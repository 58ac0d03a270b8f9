"""Automatic approval put in force by the office's own verbs, for tests of what it does then."""

from datetime import datetime, timedelta

from django.db import connection

from dengbu.accounts import api as accounts
from dengbu.site.demonstration import trial
from tests.casework.desk import NOW, OFFICE, officer
from tests.register.city import unit_code

EVERY = ("G44", "G37", "G37-2", "G38", "G38-2")
SAMPLE = 299  # of the city's own settings
MADE_UP = (  # a past that no test is about: gone once it was checked
    "DELETE FROM casework_shadowfinding",
    "DELETE FROM casework_shadowline",
    "DELETE FROM casework_smartdecision",
    "DELETE FROM casework_journalline USING casework_case c"
    " WHERE c.id = case_id AND c.case_no LIKE 'B%'",
    *(
        f"DELETE FROM casework_{table} USING casework_case c"
        " WHERE c.id = case_id AND c.case_no LIKE 'B%'"
        for table in ("caseunit", "caseitem", "material", "caseparty")
    ),
    "DELETE FROM casework_case WHERE case_no LIKE 'B%'",
    "DELETE FROM evidence_leaf WHERE subject LIKE 'smart-found:%'"
    " OR subject LIKE 'journal:%' AND NOT EXISTS (SELECT FROM casework_journalline j"
    "  WHERE j.id = split_part(subject, ':', 2)::bigint)",
    "DELETE FROM evidence_leafsalt s WHERE NOT EXISTS (SELECT FROM evidence_leaf l"
    " WHERE l.id = s.id)",
)


def release(
    *services: str, now: datetime = NOW - timedelta(days=1), forgotten: bool = True
) -> None:
    """Have 299 cases of each service checked and its rules put in force by two people.

    ``forgotten``: the made-up cases are taken away afterwards; their numbers begin with B.
    """
    chief = officer("规则科长", (accounts.Post.CHIEF, accounts.Department.MORTGAGE))
    auditor = officer("规则督查", (accounts.Post.AUDITOR, accounts.Department.LEGAL))
    past = officer("从前的审核员", (accounts.Post.ARCHIVIST, accounts.Department.ARCHIVES))
    trial.make_past(
        services or ("G44",),
        office=OFFICE,
        examiner=(past.id, past.name),
        unit_code=unit_code(1),
        now=now,
        many=SAMPLE,
    )
    for service in services or ("G44",):
        checked = trial.put_in_force(service, chief=chief, auditor=auditor, now=now)
        assert checked == SAMPLE
    if forgotten:
        forget()


def forget() -> None:
    """Take the made-up past away; that the rules came into force stays, with its leaves."""
    with connection.cursor() as cursor:
        cursor.execute("SET session_replication_role = replica")
        for statement in MADE_UP:
            cursor.execute(statement)
        cursor.execute("SET session_replication_role = DEFAULT")
