"""From the values of a certificate to the bytes of its PDF."""

import io
import json
import threading
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from functools import cache
from pathlib import Path

import cvttf_NotoSansCJK_Bold
import cvttf_NotoSansCJK_Regular
import typst

from dengbu.casework.papers.codes import BORDER, code_of

TEMPLATE = Path(__file__).with_name("certificate.typ")


@dataclass(frozen=True, kw_only=True, slots=True)
class Row:
    """One line of the form."""

    label: str
    value: str
    strong: bool = False  # holder, unit code


@dataclass(frozen=True, kw_only=True, slots=True)
class PlanRoom:
    """A room of the plan."""

    name: str
    outline: tuple[tuple[float, float], ...]  # metres, y up
    centre: tuple[float, float]


@dataclass(frozen=True, kw_only=True, slots=True)
class Plan:
    """房产分户图, in metres from its lower left corner."""

    caption: str
    width: float
    height: float
    outline: tuple[tuple[float, float], ...]
    rooms: tuple[PlanRoom, ...]


@dataclass(frozen=True, kw_only=True, slots=True)
class Paper:
    """Everything that is printed."""

    title: str  # 不动产权证书 or 不动产登记证明
    subtitle: str
    number: str  # display form, full-width brackets
    formula: str
    rows: tuple[Row, ...]
    plan: Plan | None
    entered: str
    registrar: str
    issuer: str
    issued: str
    check: str  # 16 hex digits in blocks of four
    url: str  # of the open page, in the QR code
    seal: str = ""  # whose seal is set over the page, "": its place is left open


_lock = threading.Lock()


@cache
def _compiler(template: Path) -> typst.Compiler:
    """One compiler for the process: making one anew for each page costs twenty times more."""
    fonts = [Path(m.__file__).parent for m in (cvttf_NotoSansCJK_Regular, cvttf_NotoSansCJK_Bold)]
    return typst.Compiler(input=str(template), font_paths=[str(f) for f in fonts])


def render(paper: Paper) -> bytes:
    """The PDF. The same paper gives the same bytes."""
    return typeset(TEMPLATE, {**asdict(paper), "qr": qr_svg(paper.url)})


def typeset(template: Path, values: Mapping[str, object]) -> bytes:
    """The PDF that a typst template makes of values, which it reads from `sys.inputs.paper`.

    The same values give the same bytes.
    """
    with _lock:
        made = _compiler(template).compile(
            format="pdf",
            sys_inputs={"paper": json.dumps(values, ensure_ascii=False)},
            timestamp=0,
        )
    if not isinstance(made, bytes):
        raise TypeError("one document expected")
    return made


def qr_svg(url: str) -> str:
    """The QR code as SVG with its four modules of white."""
    out = io.BytesIO()
    code_of(url).save(out, kind="svg", border=BORDER, xmldecl=False)
    return out.getvalue().decode()
