"""One application by program: papers first, then the matter with the digests of its papers.

Any service whose file names channel A, by the same intake as the window. The sender's own number
(Idempotency-Key) keeps it from being two cases.
"""

import base64
import binascii
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from typing import Any

import orjson
from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from ninja import Router

from dengbu.accounts import api as accounts
from dengbu.cadastre import api as cadastre
from dengbu.casework import api as casework
from dengbu.evidence import api as evidence
from dengbu.kernel.chinese import normalise_code
from dengbu.kernel.fault import Fault, FaultCode, FaultList, Faults
from dengbu.web.agent.application_shapes import (
    LARGEST_PAPER,
    ApplicationIn,
    ApplicationOut,
    PaperKept,
    PaperSent,
    application_out,
)
from dengbu.web.agent.rehearsals import path_of, request_of
from dengbu.web.agent.schemas import Problem
from dengbu.web.shared.looks import note_operation
from dengbu.web.shared.signing import Signed

CHANNEL = casework.Channel.AGENT.value
_ERRORS = dict.fromkeys((400, 401, 403, 404, 409, 422, 429), Problem)


def routers(large: Callable[[HttpRequest], Any]) -> tuple[Router, Router]:
    """Of papers, whose requests are ``large``, and of applications."""
    papers, applications = Router(auth=large), Router()
    papers.post("", response={201: PaperKept, **_ERRORS}, summary="交一份材料")(post_paper)
    applications.post("", response={201: ApplicationOut, **_ERRORS}, summary="申请一件")(
        post_application
    )
    applications.get(
        "/{case_no}", response={200: ApplicationOut, **_ERRORS}, summary="查申请的一件"
    )(get_application)
    return papers, applications


def post_paper(request: HttpRequest, sent: PaperSent) -> HttpResponse:
    """收下一份材料，答它的摘要（SHA-256）；申请里按摘要引用。按内容认格式：PDF、JPG、PNG。"""
    signed: Signed = request.auth  # type: ignore[attr-defined]  # set by Signature
    accounts.require(signed.actor, accounts.Permission.FILE_BATCH)
    faults, content, office = FaultList(), b"", ""
    with faults.catch():
        office = _office_of(sent.unit_code)
    with faults.catch():
        content = _content(sent.content)
    faults.raise_if_any()
    kept = casework.add_material(
        content,
        office=office,
        media_type=sent.media_type,
        name=sent.name,
        now=timezone.now(),
        field="content",
    )
    said = {"sha256": kept.sha256, "media_type": kept.media_type, "size": kept.size}
    return HttpResponse(orjson.dumps(said), content_type="application/json", status=201)


def _office_of(unit_code: str) -> str:
    unit = cadastre.unit(normalise_code(unit_code))
    if unit is None or not unit.valid:
        said = "没有查到这个不动产单元，请核对代码"
        raise Faults(Fault(code=FaultCode.UNIT_UNKNOWN, message=said, field="unit_code"))
    return unit.office


def _content(text: str) -> bytes:
    """The file. Raises `Faults` UPLOAD_DAMAGED or UPLOAD_SIZE."""
    try:
        content = base64.b64decode(text, validate=True)
    except (binascii.Error, ValueError):
        said = "内容不是 Base64，请按接口说明编码以后再交"
        raise Faults(Fault(code=FaultCode.UPLOAD_DAMAGED, message=said, field="content")) from None
    if len(content) > LARGEST_PAPER:
        said = f"接口上每份材料最大 {LARGEST_PAPER // 1024 // 1024} MB，请压缩或者分开"
        raise Faults(Fault(code=FaultCode.UPLOAD_SIZE, message=said, field="content"))
    return content


def post_application(request: HttpRequest, asked: ApplicationIn) -> HttpResponse:
    """申请一件：和窗口一样判断、一样收费。有不对的，一次全部答出来，什么也不留。

    `Idempotency-Key` 写您单位自己的编号：同一个编号再交同样的内容，答的还是那一件。
    """
    signed: Signed = request.auth  # type: ignore[attr-defined]  # set by Signature
    wanted, unread = request_of(asked, channel=CHANNEL)
    wanted = replace(
        wanted,
        submission_key=signed.idempotency_key,
        delivery=asked.delivery,
        materials=tuple(_as_kept(one, wanted.unit_code) for one in wanted.materials),
    )
    with _paths():
        view = casework.file_application(
            wanted, unread=unread, actor=signed.actor, now=timezone.now()
        )
    body = orjson.dumps(application_out(view))
    return HttpResponse(body, content_type="application/json", status=201)


def _as_kept(paper: casework.MaterialInput, unit_code: str) -> casework.MaterialInput:
    """With the type of the file that is kept under its digest; unknown ones are told later."""
    if not paper.sha256:
        return paper
    unit = cadastre.unit(unit_code)
    kept = evidence.document(paper.sha256, office=unit.office) if unit else None
    return replace(paper, media_type=kept[1] if kept else "")


@contextmanager
def _paths() -> Iterator[None]:
    """Faults by their place in what was sent."""
    try:
        yield
    except Faults as error:
        raise Faults(replace(f, field=path_of(f.field)) for f in error.faults) from error


def get_application(request: HttpRequest, case_no: str) -> dict[str, Any]:
    """您单位申请的这一件现在到哪一步，要补什么。"""
    signed: Signed = request.auth  # type: ignore[attr-defined]  # set by Signature
    try:
        view = casework.case(normalise_code(case_no), actor=signed.actor, now=timezone.now())
    except Faults as error:  # the number stands in the address, in no field
        raise Faults(replace(f, field="") for f in error.faults) from error
    note_operation("agent-api:get_application", signed.actor, [view.case_no])
    return application_out(view)
