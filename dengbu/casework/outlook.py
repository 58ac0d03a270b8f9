"""When a case with a public notice will be done (公告期不计入办理时间), in words for who waits.

The days of a notice do not count towards the promise (《不动产登记暂行条例实施细则》第17条), so the
end of the promise alone says nothing: before the notice has run nobody can enter anything.
"""

from datetime import datetime

from dengbu.casework.calendar import calendar_of
from dengbu.casework.rules.notices import Outcome, Standing, end_of
from dengbu.casework.service_views import ServiceView
from dengbu.kernel.calendar import WorkCalendar
from dengbu.kernel.chinese import day_words

TAX_FIRST = "缴清契税以后"


def outlook(
    service: ServiceView,
    *,
    now: datetime,
    channel: str = "",
    standing: Standing | None = None,
    waits_tax: bool = False,
    calendar: WorkCalendar | None = None,
) -> str:
    """`公告15个工作日，最早2026年12月18日公告满，之后1个工作日办结`.

    "" where no notice is to be waited for: the service wants none or a mere statement, or it has
    run. ``standing``: the
    last notice of the case; ``waits_tax``: the deed tax is still to be paid.
    """
    if service.notice is None or service.notice.at_once:
        return ""
    after = f"之后{TAX_FIRST if waits_tax else ''}{ending(service, channel)}"
    if standing is not None and standing.runs:
        return f"公告到{day_words(standing.ends_at)}满，{after}"
    if standing is not None and standing.outcome == Outcome.RAN:
        return ""
    days = calendar or calendar_of(service, since=now)
    earliest = end_of(now, service.notice.days, days).at
    return f"{service.notice.said}，最早{day_words(earliest)}公告满，{after}"


def ending(service: ServiceView, channel: str) -> str:
    """How soon it is done once nothing is waited for: `1个工作日办结`, `当场办结`."""
    promised = service.promised_on(channel)
    return promised if promised.endswith("办结") else f"{promised}办结"
