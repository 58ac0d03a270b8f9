"""实地查看 on the page of a case: what was seen, with photographs."""

import logging
from collections.abc import Mapping, Sequence
from datetime import date, datetime

from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_POST

from dengbu.accounts.api import Actor, Permission
from dengbu.casework import api as casework
from dengbu.evidence import api as evidence
from dengbu.kernel.chinese import normalise_code
from dengbu.kernel.fault import Fault, FaultCode, FaultList, Faults
from dengbu.web.office.views import back_to, shown_again
from dengbu.web.shared.access import acting
from dengbu.web.shared.whole import revision
from dengbu.web.window.cases import case_at
from dengbu.web.window.reading import Upload

access_log = logging.getLogger("dengbu.access")


@never_cache
@require_POST
@acting(Permission.EXAMINE)
def record_site_view(request: HttpRequest, actor: Actor, case_no: str) -> HttpResponse:
    """Keep what was seen; photographs that were sent are kept at once. Raises `Faults` NOT_FOUND.

    A file field cannot be filled in again by us, so with faults the photographs are chosen anew.
    """
    now, number = timezone.now(), normalise_code(case_no)
    view = case_at(number, actor=actor, now=now)
    try:
        _record(request.POST, request.FILES.getlist("photos"), actor, view, now=now)
    except Faults as error:
        return shown_again(request, actor, number, error, now=now)
    return back_to(request, number)


def _record(
    sent: Mapping[str, str],
    files: Sequence[Upload],
    actor: Actor,
    view: casework.CaseView,
    *,
    now: datetime,
) -> None:
    """What cannot be read here is told together with all else."""
    unread, seen = FaultList(), sent.get("revision", "")
    photos = _read(files, unread)
    day = _day(sent.get("seen_on", ""), unread)
    told = {f.field for f in unread}
    try:
        casework.record_site_view(
            view.case_no,
            seen_on=day,
            viewers=sent.get("viewers", "").replace("，", "、").replace(",", "、").split("、"),
            as_told={"yes": True, "no": False}.get(sent.get("as_told", "")),
            finding=sent.get("finding", ""),
            photos=photos,
            actor=actor,
            now=now,
            revision=revision(seen),
        )
    except Faults as error:
        raise Faults((*unread, *(f for f in error.faults if f.field not in told))) from error


def _read(files: Sequence[Upload], faults: FaultList) -> list[casework.PhotoInput]:
    """The photographs; none is read where all together are too large, so that one is missing."""
    whole = sum(file.size or 0 for file in files)
    if whole > casework.LARGEST_PHOTOS:
        said = f"照片一共 {whole / 1024 / 1024:.0f} MB，一次最多 60 MB，请压缩或者分几次记"
        faults.add(FaultCode.UPLOAD_SIZE, said, field="photos")
        return []
    return [
        casework.PhotoInput(
            content=file.read(), media_type=file.content_type or "", name=file.name or ""
        )
        for file in files
    ]


def _day(text: str, faults: FaultList) -> date | None:
    if not text.strip():
        return None
    try:
        return date.fromisoformat(text.strip())
    except ValueError:
        faults.add(FaultCode.DATE_FORMAT, "日期要写成 2026-01-31 的样子", field="seen_on")
        return None


@never_cache
@require_GET
@acting(Permission.SEARCH_REGISTER)
def site_photo(
    request: HttpRequest, actor: Actor, case_no: str, visit: int, seq: int
) -> HttpResponse:
    """A photograph of a visit. Raises `Faults` NOT_FOUND."""
    view = case_at(case_no, actor=actor, now=timezone.now())
    photos = [p for v in view.site_views if v.id == visit for p in v.photos if p.seq == seq]
    found = evidence.document(photos[0].sha256, office=view.office) if photos else None
    if found is None:
        raise Faults(Fault(code=FaultCode.NOT_FOUND, message="这件没有这张照片"))
    content, media_type = found
    access_log.info("site photo shown: officer=%s case=%s", actor.id, view.case_no)
    return HttpResponse(content, content_type=media_type)
