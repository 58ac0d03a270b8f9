"""The result of a query as PDF (查询结果证明), or the notice that it is not answered."""

import json
from dataclasses import asdict
from pathlib import Path
from typing import Any

from dengbu.accounts import api as accounts
from dengbu.casework.api import printing
from dengbu.evidence import api as evidence
from dengbu.inquiry.fixed import answer_pages
from dengbu.inquiry.numbers import show_inquiry_no
from dengbu.inquiry.values import InquiryView, Person
from dengbu.kernel.chinese import day_words, moment_words
from dengbu.kernel.identity import mask

TEMPLATE = Path(__file__).with_name("result.typ")
ANSWERED, REFUSED = "不动产登记信息查询结果", "不予查询告知书"
KEEP_TO_YOURSELF = "查到的内容只能用于写明的用途，不得公开、不得非法使用（《民法典》第219条）。"
REMEDY = "对不予查询不服的，可以在收到本告知书60日内申请行政复议，或者6个月内向人民法院起诉。"


def inquiry_pdf(view: InquiryView, *, check_url: str) -> bytes:
    """The PDF of an answer; the same answer gives the same bytes.

    ``check_url``: address of the open page, to which number and code are added. Raises Faults when
    a character stands in no font.
    """
    values = _values(view, check_url, evidence.Form.PDF)
    printing.require_glyphs(json.dumps({**values, "qr": ""}, ensure_ascii=False))
    return printing.typeset(TEMPLATE, values)


def inquiry_pages(view: InquiryView, *, check_url: str) -> evidence.FixedPaper:
    """As `inquiry_pdf`, the same paper as pages for OFD."""
    values = _values(view, check_url, evidence.Form.OFD)
    printing.require_glyphs(json.dumps({**values, "qr": ""}, ensure_ascii=False))
    return answer_pages(values)


def _values(view: InquiryView, check_url: str, form: evidence.Form) -> dict[str, Any]:
    office = accounts.office(view.office)
    code = " ".join(view.code[i : i + 4] for i in range(0, len(view.code), 4))
    url = f"{check_url}?no={view.number}&code={view.code}"
    return {
        "title": ANSWERED if view.answered else REFUSED,
        "number": show_inquiry_no(view.number),
        "head": [{"label": a, "value": b} for a, b in _head(view)],
        "conclusion": view.conclusion,
        "parts": [asdict(part) for part in view.parts],
        "copies": [asdict(copy) for copy in view.copies],
        "drawings": [_drawing(d) for d in asdict(view)["drawings"]],
        "refusals": [asdict(one) for one in view.refusals],
        "foot": KEEP_TO_YOURSELF if view.answered else REMEDY,
        "issuer": office.name,
        "issued": day_words(view.asked_at),
        "seal": evidence.seal_shown(view.office, form),
        "at": moment_words(view.asked_at),
        "check": code if view.answered else "",
        "qr": printing.qr_svg(url) if view.answered else "",
        "url": url if view.answered else "",
    }


def _head(view: InquiryView) -> list[tuple[str, str]]:
    rows = [
        ("查询事项", view.kind_name),
        ("查询人", f"{_shown(view.asker)}（{view.capacity_name}）"),
        ("受托人", _shown(view.agent) if view.agent else ""),
        ("查询机关", f"{view.organ}，{view.document_no}" if view.organ else ""),
        ("身份核对", "；".join(view.identified)),
        ("用途", view.purpose),
        ("查询时点", moment_words(view.asked_at)),
    ]
    return [(label, value) for label, value in rows if value]


def _shown(person: Person) -> str:
    return f"{person.name} {mask(person.id_no)}"


def _drawing(one: dict[str, Any]) -> dict[str, Any]:
    rooms = [{"name": name, "outline": outline} for name, outline in one["rooms"]]
    return {**one, "rooms": rooms}
