"""An answer as pages show it, and the files that go with it."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import timezone

from dengbu.accounts.api import Actor, office
from dengbu.evidence import api as evidence
from dengbu.inquiry import api as inquiry
from dengbu.kernel.fault import Fault, FaultCode, Faults
from dengbu.web.shared.sealed import FileForm, answer_comes_sealed, download, sealed_answer

SHOWN = frozenset({"application/pdf", "image/jpeg", "image/png"})
OFFICE_DIGITS = 6


@dataclass(frozen=True, kw_only=True, slots=True)
class Shape:
    """A plan as SVG: y grows downwards."""

    title: str
    box: str  # viewBox
    outline: str  # points
    rooms: tuple[str, ...]
    said: str  # its size, for who cannot see it
    stroke: int


def answer_context(view: inquiry.InquiryView) -> Mapping[str, Any]:
    """What the result is drawn from."""
    return {
        "view": view,
        "shown_no": inquiry.show_inquiry_no(view.number),
        "shapes": [_shape(one) for one in view.drawings],
        "code": " ".join(view.code[i : i + 4] for i in range(0, len(view.code), 4)),
        "office": office(view.office),
        "unsealed": [form for form in FileForm if not answer_comes_sealed(view, form)],
    }


def _shape(one: inquiry.Drawing) -> Shape:
    margin = max(one.width, one.height, 1) // 40 + 1

    def points(ring: tuple[tuple[int, int], ...]) -> str:
        return " ".join(f"{x},{one.height - y}" for x, y in ring)

    return Shape(
        title=one.title,
        box=f"{-margin} {-margin} {one.width + 2 * margin} {one.height + 2 * margin}",
        outline=points(one.outline),
        rooms=tuple(points(ring) for _, ring in one.rooms),
        said=f"长 {one.width / 100:.2f} 米，宽 {one.height / 100:.2f} 米",
        stroke=max(margin // 4, 1),
    )


def answer_file(
    request: HttpRequest, number: str, actor: Actor, form: FileForm = FileForm.PDF
) -> HttpResponse:
    """The result as a file. Raises `Faults` NOT_FOUND."""
    view = inquiry.inquiry(number, actor=actor)
    check = request.build_absolute_uri(reverse("open:inquiry"))
    content = sealed_answer(view, check_url=check, now=timezone.now(), form=form)
    return download(content, inquiry.show_inquiry_no(view.number), form)


def copied_file(number: str, sha256: str, actor: Actor) -> HttpResponse:
    """One paper that an answer gave a copy of. Raises `Faults` NOT_FOUND."""
    view = inquiry.inquiry(number, actor=actor)
    kept = next((c for c in view.copies if c.sha256 and c.sha256 == sha256), None)
    found = evidence.document(kept.sha256, office=kept.case_no[:OFFICE_DIGITS]) if kept else None
    if found is None:
        raise Faults(Fault(code=FaultCode.NOT_FOUND, message="这次查询没有这份材料"))
    content, media_type = found
    if media_type not in SHOWN:
        media_type = "application/octet-stream"
    return HttpResponse(content, content_type=media_type)
