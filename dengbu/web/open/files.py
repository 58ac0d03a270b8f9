"""A file that somebody shows, PDF or OFD: whether an office sealed it, and what holds of it now.

Nothing of it is kept. What is read is the seal, the proof and, of our own papers, their number.
"""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.http import content_disposition_header
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods

from dengbu.accounts import api as accounts
from dengbu.evidence import api as evidence
from dengbu.inquiry import api as inquiry
from dengbu.kernel.chinese import moment_words
from dengbu.kernel.fault import Fault, FaultCode, Faults
from dengbu.kernel.numbers import CertificateNumber
from dengbu.register import api as register
from dengbu.web.open.checking import Answer, Finding, Line, check_certificate
from dengbu.web.shared.problem import INPUT_WRONG
from dengbu.web.shared.signals import Signal

MOST_BYTES = 20 * 1024 * 1024  # of a file that is judged here; ours have a hundredth of it
FIELD = "sealed_file"
CERTIFICATE, INQUIRY = "certificate:", "inquiry:"
FORMS = {
    "PAdES": "PDF 签名（PAdES）",
    "SES V4": "国标电子签章（GB/T 38540）",
    "SES V1": "旧版电子签章",
}


@dataclass(frozen=True, kw_only=True, slots=True)
class Band:
    """The verdict at the top."""

    words: str
    signal: Signal
    icon: str


GENUINE = Band(words="文件是真的，一个字节都没有改过", signal=Signal.OK, icon="done")
ENDED = Band(words="文件是真的，但证现在不再有效", signal=Signal.WARN, icon="warn")
SEIZED = Band(words="文件是真的，但这处不动产被查封了", signal=Signal.WARN, icon="warn")
OTHERS = Band(words="印章完好，但不是本平台发的", signal=Signal.WARN, icon="warn")
UNRECORDED = Band(
    words="印章完好，是本平台的印章，可是不在发证记录里", signal=Signal.WARN, icon="warn"
)
LOOSE = Band(words="印章是本平台的，可是文件不是发出时的原样", signal=Signal.STOP, icon="block")
WRONG = Band(words="文件不可信", signal=Signal.STOP, icon="block")
NO_VERDICT = Band(words="这个文件判断不了", signal=Signal.STOP, icon="block")
ONLY_UNRECORDED = (evidence.Doubt.UNRECORDED,)
ONLY_LOOSE = {evidence.Doubt.LOOSE, evidence.Doubt.UNRECORDED}
"""Of a file of ours that was packed or closed anew: what its seal covers is as it was."""
FOLLOWS = {evidence.Doubt.STRANGER, evidence.Doubt.LOOSE, evidence.Doubt.UNRECORDED}
ONLY_STRANGE = {evidence.Doubt.STRANGER, evidence.Doubt.ELSEWHERE, evidence.Doubt.LOOSE}


@never_cache
@require_http_methods(["GET", "POST"])
def check_file(request: HttpRequest) -> HttpResponse:
    """The form, or what is found of the file that was sent."""
    offices = accounts.offices()
    context: dict[str, Any] = {"office": offices[0] if offices else None, "field": FIELD}
    if request.method == "GET":
        return render(request, "open/file.html", context)
    now = timezone.now()
    try:
        content = _sent(request)
    except Faults as error:
        return render(request, "open/file.html", {**context, "faults": error}, status=INPUT_WRONG)
    return render(request, "open/file_found.html", {**context, "now": now, **_found(content, now)})


@never_cache
@require_GET
def receipt(request: HttpRequest, digest: str) -> HttpResponse:
    """The receipt of a file, for whoever has the file and so its digest."""
    found = evidence.receipt_of(digest)
    if found is None:
        raise Http404
    response = HttpResponse(found, content_type="text/plain; charset=utf-8")
    told = content_disposition_header(True, f"{digest[:12]}.tlog-proof")
    response.headers["Content-Disposition"] = told or "attachment"
    return response


def _sent(request: HttpRequest) -> bytes:
    file = request.FILES.get(FIELD)
    if file is None:
        raise Faults(Fault(code=FaultCode.REQUIRED, message="请选一个文件", field=FIELD))
    if not file.size or file.size > MOST_BYTES:
        said = f"文件是空的，或者超过了{MOST_BYTES // 1024 // 1024}MB；证书文件不会这么大"
        raise Faults(Fault(code=FaultCode.UPLOAD_SIZE, message=said, field=FIELD))
    return bytes(file.read())


def _found(content: bytes, now: datetime) -> dict[str, Any]:
    try:
        verdict = evidence.verdict(content, now=now)
    except evidence.NotJudged as error:
        reasons = [evidence.doubt_words([error.doubt])]
        return {"band": NO_VERDICT, "reasons": reasons, "lines": ()}
    answer = _standing(verdict, now)
    band = _band(verdict, answer)
    return {
        "band": band,
        "others": band is OTHERS,
        "unrecorded": band is UNRECORDED,
        "receipt": _witnessed(verdict) and hashlib.sha256(content).hexdigest(),
        "reasons": [evidence.doubt_words([doubt]) for doubt in _told(verdict)],
        "lines": (
            *_number(verdict),
            *_seals(verdict.seals),
            *_dated(verdict),
            *_proof(verdict),
            *(answer.lines if answer else ()),
        ),
        "answer": answer,
        "inquiry": verdict.good and verdict.subject.startswith(INQUIRY),
    }


def _band(verdict: evidence.Verdict, answer: Answer | None) -> Band:
    if verdict.good:
        return _standing_band(answer)
    if verdict.doubts == ONLY_UNRECORDED:
        return UNRECORDED
    if evidence.Doubt.LOOSE in verdict.doubts and set(verdict.doubts) <= ONLY_LOOSE:
        return LOOSE
    whole = all(one.judgement.intact and one.judgement.whole for one in verdict.seals)
    return OTHERS if whole and set(verdict.doubts) <= ONLY_STRANGE else WRONG


def _witnessed(verdict: evidence.Verdict) -> bool:
    """Whether a receipt shows anything: one without witnesses is refused by whoever checks it."""
    return bool(verdict.subject) and verdict.dated.source is evidence.DatedBy.WITNESSES


def _standing_band(answer: Answer | None) -> Band:
    if answer is None:
        return GENUINE
    if answer.finding is not Finding.VALID:
        return ENDED
    return SEIZED if answer.seized else GENUINE


def _told(verdict: evidence.Verdict) -> tuple[evidence.Doubt, ...]:
    """What is said of a file of others: not that it is not written as ours are. Of a changed one
    nothing beside: whose seal it was, and whether we have it on record, follows from the change.
    """
    doubts = verdict.doubts
    if evidence.Doubt.CHANGED in doubts:
        return tuple(d for d in doubts if d not in FOLLOWS)
    strange = evidence.Doubt.STRANGER in doubts or evidence.Doubt.ELSEWHERE in doubts
    return tuple(d for d in doubts if not (strange and d is evidence.Doubt.LOOSE))


def _standing(verdict: evidence.Verdict, now: datetime) -> Answer | None:
    """What the register says now of a certificate whose very file this is."""
    if not verdict.good or not verdict.subject.startswith(CERTIFICATE):
        return None
    number = verdict.subject.removeprefix(CERTIFICATE)
    view = register.certificate(number, now=now)
    if view is None:
        return None
    return check_certificate(CertificateNumber.parse(number), view.check_code, now=now)


def _number(verdict: evidence.Verdict) -> tuple[Line, ...]:
    """Of the result of a query, by what it is asked about again; a certificate's stands above."""
    if not verdict.good or not verdict.subject.startswith(INQUIRY):
        return ()
    number = inquiry.show_inquiry_no(verdict.subject.removeprefix(INQUIRY))
    return (Line(label="查询结果", value=number, strong=True),)


def _seals(seals: Sequence[evidence.Judged]) -> tuple[Line, ...]:
    lines = []
    for one in seals:
        found = one.judgement
        at = f"，{moment_words(found.signed_at)}盖的" if found.signed_at else "，没有写盖章时间"
        form = FORMS.get(found.form, "这里不认识的格式")
        said = f"{found.name or '没有名字'}{at}"
        if not found.intact:
            said = f"写着{found.name or '没有名字'}，和内容对不上，不作数"
        lines.append(Line(label="印章", value=said, strong=found.intact))
        lines.append(Line(label="格式", value=form))
        if one.revoked:
            lines.append(Line(label="作废", value=one.revoked, signal="warn"))
    return tuple(lines)


def _dated(verdict: evidence.Verdict) -> tuple[Line, ...]:
    """By when it was sealed, and who says so."""
    dated = verdict.dated
    if dated.source is evidence.DatedBy.WITNESSES:
        told = f"见证方在{moment_words(dated.by)}以前见到，这个文件已经盖好"
        return (Line(label="时间", value=told, signal="ok"),)
    if dated.source is evidence.DatedBy.RECORDS:
        told = f"登记机构记着{moment_words(dated.by)}盖的，还没有见证方作证"
        return (Line(label="时间", value=told),)
    return ()


def _proof(verdict: evidence.Verdict) -> tuple[Line, ...]:
    if verdict.unproven:
        return (Line(label="存证", value="和公开日志对不上", signal="warn"),)
    if verdict.index is None:
        return (Line(label="存证", value="文件里没有存证证明"),)
    if not all(one.judgement.intact for one in verdict.seals):
        told = f"里面的证明是公开日志第{verdict.index}条的，文件变过，它什么也说明不了"
        return (Line(label="存证", value=told),)
    return (Line(label="存证", value=f"在公开日志的第{verdict.index}条", signal="ok"),)
