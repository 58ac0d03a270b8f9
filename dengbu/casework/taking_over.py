"""The clock of a case that the machine hands to a person: it has the person's time (即办)."""

from collections.abc import Collection, Iterator

from dengbu.casework.calendar import calendar_of, deadlines
from dengbu.casework.catalogue.services import service_version
from dengbu.casework.models import Case, Channel

PERSON = ""  # channel of what is promised where no rule answers


def promise_a_person(ids: Collection[int]) -> None:
    """Cases of agents that no rule approved are due as if a person had accepted them.

    In the caller's transaction, in which they are locked; counted from their acceptance.
    """
    cases = Case.objects.filter(id__in=ids, channel=Channel.AGENT).order_by("service_id", "id")
    moved = list(_moved(cases.only("id", "service_id", "accepted_at", "due_at", "provisional")))
    Case.objects.bulk_update(moved, ["due_at", "provisional"])


def _moved(cases: Collection[Case]) -> Iterator[Case]:
    calendars = {}
    for case in cases:
        service = service_version(case.service_id)
        if service.smart_minutes is None or case.accepted_at is None:
            continue
        if service.id not in calendars:
            calendars[service.id] = calendar_of(service, since=case.accepted_at)
        due = deadlines(service, case.accepted_at, calendars[service.id], channel=PERSON)
        case.due_at, case.provisional = due.due_at, due.provisional
        yield case
