"""What a case whose clock runs waits for all the same: a public notice that is not published yet.

Its time says until when the office has to publish. What the applicants were promised begins when
the notice has run (《不动产登记暂行条例实施细则》第17条), so a list that shows the time alone
promises too much.
"""

from collections.abc import Collection

from dengbu.casework.catalogue.services import service_version
from dengbu.casework.models import CaseStatus
from dengbu.casework.noticing import standings
from dengbu.casework.outlook import ending
from dengbu.casework.rules.notices import Outcome, Standing
from dengbu.casework.views import CaseLine


def awaited(lines: Collection[CaseLine]) -> dict[int, str]:
    """By the id of a case: what it waits for, in words. One query, none where nothing is public.

    `等发布公告，公告15个工作日，之后1个工作日办结`, `等发布遗失声明，发布了就能登簿`
    """
    found = [line for line in lines if _wants(line)]
    if not found:
        return {}
    known = standings([line.id for line in found])
    return {line.id: _words(line) for line in found if _still(line, known)}


def _wants(line: CaseLine) -> bool:
    runs = line.status == CaseStatus.EXAMINING and not line.paused
    return runs and service_version(line.service_id).notice is not None


def _still(line: CaseLine, known: dict[int, Standing]) -> bool:
    last = known.get(line.id)
    return last is None or last.outcome == Outcome.TAKEN_BACK


def _words(line: CaseLine) -> str:
    service = service_version(line.service_id)
    if service.notice is None or service.notice.at_once:
        return "等发布遗失声明，发布了就能登簿"
    return f"等发布公告，{service.notice.said}，之后{ending(service, '')}"
