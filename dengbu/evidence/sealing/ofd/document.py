"""The files of an OFD (GB/T 33190-2016, 7): from set pages to what a reader looks for."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from xml.sax.saxutils import escape, quoteattr

from dengbu.evidence.tlog.entries import sm3
from dengbu.kernel.chinese import SHANGHAI

SPACE = "http://www.ofdspec.org/2016"
ROOT = "OFD.xml"
FOLDER = "Doc_0"
DOCUMENT = f"{FOLDER}/Document.xml"
SIGNATURES = f"{FOLDER}/Signs/Signatures.xml"
SIGN = f"{FOLDER}/Signs/Sign_0"
XML = '<?xml version="1.0" encoding="UTF-8"?>\n'
ID_DIGITS = 32


@dataclass(frozen=True, slots=True)
class PaperFont:
    """A font that a paper brings with it."""

    id: int  # in the document
    name: str
    content: bytes  # OpenType
    bold: bool


@dataclass(frozen=True, slots=True)
class Place:
    """Where a seal is set."""

    page: int  # from 0
    x: float  # mm, of its upper left corner
    y: float
    wide: float
    high: float


@dataclass(frozen=True, kw_only=True, slots=True)
class FixedPaper:
    """A paper as set pages."""

    title: str
    author: str
    size: tuple[float, float]  # mm
    pages: tuple[str, ...]  # the objects of each, XML
    fonts: tuple[PaperFont, ...]
    last_id: int  # the largest number that an object has
    seal_at: Place | None


def files_of(
    paper: FixedPaper, attachments: Mapping[str, bytes], *, sealed: bool, now: datetime
) -> dict[str, bytes]:
    """The files by name, without what a seal adds. ``sealed``: one will be."""
    files = {ROOT: _root(paper, sealed, now), DOCUMENT: _document(paper, attachments)}
    files[f"{FOLDER}/PublicRes.xml"] = _resources(paper)
    for font in paper.fonts:
        files[f"{FOLDER}/Res/{font.name}.otf"] = font.content
    for n, page in enumerate(paper.pages):
        files[f"{FOLDER}/Pages/Page_{n}/Content.xml"] = _page(paper, n, page)
    if attachments:
        files[f"{FOLDER}/Attachs/Attachments.xml"] = _attachments(attachments, now)
        files |= {f"{FOLDER}/Attachs/{name}": data for name, data in attachments.items()}
    return files


def page_id(paper: FixedPaper, number: int) -> int:
    """The number of a page in the document; that of its layer follows."""
    return paper.last_id + 1 + 2 * number


def xml(name: str, content: str, more: str = "") -> bytes:
    """A file with one element."""
    told = f'{XML}<ofd:{name} xmlns:ofd="{SPACE}"{more}>{content}</ofd:{name}>'
    return told.encode()


def tag(name: str, content: object) -> str:
    """An element with text."""
    return f"<ofd:{name}>{escape(str(content))}</ofd:{name}>"


def _root(paper: FixedPaper, sealed: bool, now: datetime) -> bytes:
    number = sm3("".join(paper.pages).encode()).hex()[:ID_DIGITS]
    told = tag("DocID", number) + tag("Title", paper.title) + tag("Author", paper.author)
    told += tag("CreationDate", now.astimezone(SHANGHAI).date()) + tag("Creator", "Dengbu")
    body = f"<ofd:DocInfo>{told}</ofd:DocInfo>" + tag("DocRoot", DOCUMENT)
    body += tag("Signatures", SIGNATURES) if sealed else ""
    more = ' Version="1.1" DocType="OFD"'
    return xml("OFD", f"<ofd:DocBody>{body}</ofd:DocBody>", more)


def _document(paper: FixedPaper, attachments: Mapping[str, bytes]) -> bytes:
    most = tag("MaxUnitID", page_id(paper, len(paper.pages)))
    common = most + _area(paper, "PageArea") + tag("PublicRes", "PublicRes.xml")
    pages = "".join(
        f'<ofd:Page ID="{page_id(paper, n)}" BaseLoc="Pages/Page_{n}/Content.xml"/>'
        for n in range(len(paper.pages))
    )
    told = f"<ofd:CommonData>{common}</ofd:CommonData><ofd:Pages>{pages}</ofd:Pages>"
    told += tag("Attachments", "Attachs/Attachments.xml") if attachments else ""
    return xml("Document", told)


def _area(paper: FixedPaper, name: str) -> str:
    wide, high = paper.size
    return f"<ofd:{name}>{tag('PhysicalBox', f'0 0 {wide:g} {high:g}')}</ofd:{name}>"


def _resources(paper: FixedPaper) -> bytes:
    fonts = "".join(
        f'<ofd:Font ID="{font.id}" FontName="{font.name}" FamilyName="{font.name}"'
        f' Charset="unicode" Bold="{str(font.bold).lower()}">'
        f"{tag('FontFile', f'{font.name}.otf')}</ofd:Font>"
        for font in paper.fonts
    )
    return xml("Res", f"<ofd:Fonts>{fonts}</ofd:Fonts>", ' BaseLoc="Res"')


def _page(paper: FixedPaper, number: int, objects: str) -> bytes:
    layer = f'<ofd:Layer ID="{page_id(paper, number) + 1}" Type="Body">{objects}</ofd:Layer>'
    return xml("Page", f"{_area(paper, 'Area')}<ofd:Content>{layer}</ofd:Content>")


def _attachments(attachments: Mapping[str, bytes], now: datetime) -> bytes:
    at = now.astimezone(SHANGHAI).strftime("%Y-%m-%dT%H:%M:%S")
    told = "".join(
        f'<ofd:Attachment ID="{n}" Name={quoteattr(name)} Format="text" CreationDate="{at}"'
        f' Size="{len(data) / 1024:.3f}" Visible="true">'
        f"{tag('FileLoc', f'/{FOLDER}/Attachs/{name}')}</ofd:Attachment>"
        for n, (name, data) in enumerate(attachments.items(), 1)
    )
    return xml("Attachments", told)
