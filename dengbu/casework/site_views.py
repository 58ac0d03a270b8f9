"""实地查看: officers record what they saw at the place (《不动产登记暂行条例》第19条).

Two of the office go, so that nobody's word stands alone. What they record cannot be changed; who
goes again records again.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.db import transaction

from dengbu.accounts import api as accounts
from dengbu.casework import journal, limits
from dengbu.casework.catalogue.services import service_version
from dengbu.casework.holding import held, taken
from dengbu.casework.materials import add_material, media_type_of
from dengbu.casework.models import Case, CaseStatus, SitePhoto, SiteView
from dengbu.casework.values import StoredUpload
from dengbu.kernel.chinese import SHANGHAI
from dengbu.kernel.clause import REGULATION
from dengbu.kernel.fault import Fault, FaultCode, FaultList, Faults

LEAST_VIEWERS, MOST_PHOTOS = 2, 20
LARGEST_PHOTOS = 60 * 1024 * 1024  # bytes of all of one visit
PDF = "application/pdf"


@dataclass(frozen=True, kw_only=True, slots=True)
class PhotoInput:
    """A photograph as it was sent."""

    content: bytes
    media_type: str  # as claimed
    name: str  # of the file


@transaction.atomic
def record_site_view(
    case_no: str,
    *,
    seen_on: date | None,
    viewers: Sequence[str],
    as_told: bool | None,
    finding: str,
    photos: Sequence[PhotoInput],
    actor: accounts.Actor,
    now: datetime,
    revision: int,
) -> None:
    """Keep what was seen at the place of a case, with one photograph at least.

    ``as_told``: whether the place is as the papers say. For the case's examiner, who need not be
    one of the ``viewers``. Raises `Faults` with everything that is wrong, STATE_CHANGED,
    STEP_NOT_ALLOWED, NOT_FOUND, LOCK_TIMEOUT or PERMISSION_MISSING.
    """
    accounts.require(actor, accounts.Permission.EXAMINE)
    case = taken(case_no)
    if case.examiner_id != actor.id or case.office != actor.office:
        said = f"这件派给了{case.examiner_name or '别人'}，由承办的审核员来记"
        raise Faults(Fault(code=FaultCode.STEP_NOT_ALLOWED, message=said))
    held(case, CaseStatus.EXAMINING, revision)
    names = tuple(dict.fromkeys(" ".join(n.split()) for n in viewers if n.strip()))
    words = finding.strip()
    faults = FaultList()
    kept = _kept(case, photos, faults, now=now)
    day = _checked(case, seen_on, names, as_told, words, faults, now=now)
    row = SiteView.objects.create(
        office=case.office,
        case=case,
        seen_on=day,
        viewers="、".join(names),
        finding=words,
        matches=bool(as_told),
        recorded_at=now,
        recorded_by_id=actor.id,
        recorded_by_name=actor.name,
    )
    SitePhoto.objects.bulk_create(
        SitePhoto(
            office=case.office,
            view=row,
            seq=seq,
            sha256=photo.sha256,
            media_type=photo.media_type,
            name=photo.name[:200],
        )
        for seq, photo in enumerate(kept, start=1)
    )
    case.revision += 1
    case.save(update_fields=["revision"])
    _tell(case, row, len(kept), actor, now=now)


def _checked(
    case: Case,
    seen_on: date | None,
    names: Sequence[str],
    as_told: bool | None,
    words: str,
    faults: FaultList,
    *,
    now: datetime,
) -> date:
    """The day of the visit; raises everything that is wrong with the record."""
    today = now.astimezone(SHANGHAI).date()
    if seen_on is None:
        faults.add(FaultCode.REQUIRED, "请填哪一天去看的", field="seen_on")
    elif not case.accepted_at.astimezone(SHANGHAI).date() <= seen_on <= today:
        said = "查看的日子要在受理以后、今天以前"
        faults.add(FaultCode.DATE_RANGE, said, field="seen_on")
    if len(names) < LEAST_VIEWERS:
        said = f"实地查看要 {LEAST_VIEWERS} 人以上，请写全名字，中间用顿号隔开"
        faults.add(FaultCode.REQUIRED, said, field="viewers")
    limits.within("、".join(names), limits.VIEWERS, "查看的人", faults, field="viewers")
    if as_told is None:
        faults.add(FaultCode.REQUIRED, "请选现场和材料是不是一致", field="as_told")
    if not words:
        faults.add(FaultCode.REQUIRED, "请写看到了什么", field="finding")
    limits.within(words, limits.FINDING, "看到的情况", faults, field="finding")
    faults.raise_if_any()
    return seen_on or today


def _kept(
    case: Case, photos: Sequence[PhotoInput], faults: FaultList, *, now: datetime
) -> list[StoredUpload]:
    """The photographs kept, each once; what is wrong with them is added to the faults."""
    if not photos:
        faults.add(FaultCode.REQUIRED, "请附上现场照片，至少一张", field="photos")
    if len(photos) > MOST_PHOTOS:
        said = f"一次最多 {MOST_PHOTOS} 张照片，现在是 {len(photos)} 张"
        faults.add(FaultCode.TOO_MANY_ITEMS, said, field="photos")
        return []
    kept: dict[str, StoredUpload] = {}
    for photo in photos:
        if media_type_of(photo.content) == PDF:
            said = f"“{photo.name[:60]}”不是照片，请用 JPG 或者 PNG"
            faults.add(FaultCode.UPLOAD_TYPE, said, field="photos")
            continue
        with faults.catch():
            found = add_material(
                photo.content,
                office=case.office,
                media_type=photo.media_type,
                name=photo.name,
                now=now,
                field="photos",
            )
            kept.setdefault(found.sha256, found)
    return list(kept.values())


def _tell(case: Case, row: SiteView, count: int, actor: accounts.Actor, *, now: datetime) -> None:
    said = "现场和材料一致" if row.matches else "现场和材料不一致"
    text = f"实地查看了（{row.viewers}，照片 {count} 张）：{said}，{row.finding}"
    line = journal.Line(
        office=case.office, case_id=case.id, kind="SITE_VIEW", who=actor.name, text=text
    )
    journal.write([line], at=now)


def hindrance_of(case: Case) -> Fault | None:
    """Why a case whose service is viewed on the spot cannot be approved yet; None: it can."""
    if not service_version(case.service_id).site_view:
        return None
    last = SiteView.objects.filter(case=case).order_by("-recorded_at", "-id").first()
    if last is not None and last.matches:
        return None
    said = "还没有实地查看，不能登簿" if last is None else "实地查看和材料不一致，不能登簿"
    remedy = "请两个人到现场看过、在这件里记下以后再通过"
    if last is not None:
        remedy = "退回补正、不予登记，或者改正以后再去看一次"
    return Fault(code=FaultCode.PRECONDITION, message=said, clause=REGULATION.of(19), remedy=remedy)
