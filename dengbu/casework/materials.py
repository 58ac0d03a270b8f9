"""Papers: what a request brings, what may stand in for them, and uploads checked by content."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime

from dengbu.casework import limits
from dengbu.casework.models import Case, Material
from dengbu.casework.service_views import MaterialRule, ServiceView
from dengbu.casework.values import CaseRequest, MaterialInput, MaterialSource, StoredUpload
from dengbu.casework.views import MaterialView
from dengbu.evidence import api as evidence
from dengbu.kernel.clause import REGULATION
from dengbu.kernel.fault import FaultCode, FaultList

LARGEST = 20 * 1024 * 1024  # bytes
MAGIC = (
    (b"%PDF-", "application/pdf"),
    (b"\xff\xd8\xff", "image/jpeg"),
    (b"\x89PNG\r\n\x1a\n", "image/png"),
)
TAX_VOUCHER = "tx"  # 契税凭证
FILED = "签名的电子数据"  # what a bank files in a batch stands for its papers
FROM_REGISTER = {
    "ce": "不用交：登记簿上能查到",
    "pr": "不用交：登记簿上能查到",
}


def media_type_of(content: bytes) -> str | None:
    """PDF, JPEG or PNG by the first bytes; None for anything else."""
    return next((kind for magic, kind in MAGIC if content.startswith(magic)), None)


def add_material(
    content: bytes, *, office: str, media_type: str, name: str, now: datetime, field: str = "file"
) -> StoredUpload:
    """Keep an uploaded file under the hash of its content.

    The type is read from the content; what the browser claims does not count, but must not claim
    another. Raises `Faults` UPLOAD_SIZE, UPLOAD_TYPE or UPLOAD_DAMAGED, all that apply.
    """
    faults = FaultList()
    found = media_type_of(content)
    if not content:
        faults.add(FaultCode.UPLOAD_SIZE, f"“{name[:60]}”是空文件，请重新选择", field=field)
    elif found is None:
        faults.add(
            FaultCode.UPLOAD_TYPE,
            f"“{name[:60]}”不是 PDF、JPG 或 PNG 文件，请换成这三种格式",
            field=field,
        )
    elif media_type and media_type not in (found, "application/octet-stream", "image/jpg"):
        faults.add(
            FaultCode.UPLOAD_DAMAGED,
            f"“{name[:60]}”的内容和它的格式对不上，请重新导出后再传",
            field=field,
            data={"claimed": media_type[:60], "found": found},
        )
    check_size(len(content), name, faults, field=field)
    faults.raise_if_any()
    kept = evidence.store_document(content, office=office, media_type=found or "", now=now)
    return StoredUpload(sha256=kept.sha256, media_type=kept.media_type, size=kept.size, name=name)


def check_size(size: int, name: str, faults: FaultList, *, field: str) -> bool:
    """Whether a file of so many bytes may come; told before it is read where it may not."""
    if size <= LARGEST:
        return True
    megabytes, most = size / 1024 / 1024, LARGEST // 1024 // 1024
    said = f"“{name[:60]}”有 {megabytes:.1f} MB，每个文件最大 {most} MB，请压缩或者分开上传"
    faults.add(FaultCode.UPLOAD_SIZE, said, field=field)
    return False


def as_handed_in(request: CaseRequest) -> CaseRequest:
    """The request without a tax voucher that is only said to be noted.

    The answer about the tax says it already; beside that answer it could only contradict it.
    """
    noted = (TAX_VOUCHER, MaterialSource.NOTED)
    papers = tuple(p for p in request.materials if (p.code, p.source) != noted)
    return replace(request, materials=papers)


def _noted_voucher(request: CaseRequest) -> dict[str, MaterialInput]:
    """The tax voucher whose number was told: it came with the answer that the tax is settled."""
    if not (request.tax_cleared and request.tax_note):
        return {}
    voucher = MaterialInput(
        code=TAX_VOUCHER, source=MaterialSource.NOTED, reference=request.tax_note
    )
    return {voucher.code: voucher}


def check_materials(request: CaseRequest, service: ServiceView, *, office: str) -> FaultList:
    """Every paper that is missing, unknown, or came by a way that does not serve."""
    faults = FaultList()
    rules = {rule.code: rule for rule in service.materials}
    given: set[str] = set()
    for i, paper in enumerate(request.materials):
        at = f"materials.{i}"
        rule = rules.get(paper.code)
        if rule is None:
            said = f"这项业务用不到材料“{paper.code[:20]}”，请去掉"
            faults.add(FaultCode.CODE_LIST, said, field=f"{at}.code")
        elif paper.source not in rule.sources:
            ways = "、".join(MaterialSource(s).label for s in rule.sources)
            said = f"{rule.name}可以用这些方式提供：{ways}"
            faults.add(FaultCode.CODE_LIST, said, field=f"{at}.source")
        elif not _sound(paper, office):
            given.add(paper.code)
            said = f"{rule.name}还没有上传成功，请重新上传"
            faults.add(FaultCode.UPLOAD_DAMAGED, said, field=f"{at}.sha256")
        else:
            given.add(paper.code)
    for rule in service.materials:
        stands = MaterialSource.REGISTER in rule.sources
        if rule.required and rule.code not in given and not stands:
            faults.add(
                FaultCode.MATERIAL_MISSING,
                f"还差一样材料：{rule.name}",
                field=f"materials.{rule.code}",
                clause=REGULATION.of(16),
                data={"code": rule.code},
            )
    return faults


def _sound(paper: MaterialInput, office: str) -> bool:
    """Whether what is said of a file can be true; an upload must be kept here."""
    fits = len(paper.sha256) <= limits.DIGEST and len(paper.media_type) <= limits.MEDIA_TYPE
    if paper.source != MaterialSource.UPLOAD:
        return fits
    kept = bool(paper.sha256) and evidence.document(paper.sha256, office=office) is not None
    return fits and kept


def material_rows(
    case: Case, request: CaseRequest, service: ServiceView, *, now: datetime
) -> list[Material]:
    """A row for each paper of the service, whether handed in, not needed, or still missing."""
    given = _noted_voucher(request) | {paper.code: paper for paper in request.materials}
    rows = []
    for seq, rule in enumerate(service.materials, start=1):
        paper = given.get(rule.code)
        source = paper.source if paper else _stand_in(rule)
        rows.append(
            Material(
                office=case.office,
                case=case,
                seq=seq,
                code=rule.code,
                name=rule.name,
                source=source,
                status=_status(rule, source),
                sha256=paper.sha256 if paper else "",
                media_type=paper.media_type if paper else "",
                pages=paper.pages if paper else None,
                received_at=now if paper else None,
            )
        )
    return rows


def _stand_in(rule: MaterialRule) -> str:
    return str(MaterialSource.REGISTER) if MaterialSource.REGISTER in rule.sources else ""


def _status(rule: MaterialRule, source: str) -> str:
    if source in (MaterialSource.REGISTER, MaterialSource.SHARED):
        return "NOT_NEEDED"
    if source:
        return "RECEIVED"
    return "MISSING" if rule.required else "OPTIONAL"


def material_views(
    service: ServiceView,
    rows: Sequence[Material],
    *,
    told: Mapping[str, tuple[str, ...]] | None = None,
    filed: bool = False,
) -> tuple[MaterialView, ...]:
    """The papers of a service as they stand; without rows, as they will be asked for.

    ``told``: what departments said of each, by code. ``filed``: as signed data, so that no paper
    is asked for.
    """
    kept, said = {row.code: row for row in rows}, told or {}
    return tuple(
        _view(rule, kept.get(rule.code), said.get(rule.code, ()), filed=filed)
        for rule in service.materials
    )


def _view(
    rule: MaterialRule, row: Material | None, told: tuple[str, ...], *, filed: bool
) -> MaterialView:
    source = row.source if row else _stand_in(rule)
    stands = filed and rule.required and not source
    return MaterialView(
        code=rule.code,
        name=rule.name,
        required=rule.required,
        sources=rule.sources,
        source=source,
        source_label=FILED if stands else MaterialSource(source).label if source else "",
        status="NOT_NEEDED" if stands else row.status if row else _status(rule, source),
        note=rule.note,
        sha256=row.sha256 if row else "",
        media_type=row.media_type if row else "",
        pages=row.pages if row else None,
        received_at=row.received_at if row else None,
        told=told,
        promise=rule.promise,
    )
