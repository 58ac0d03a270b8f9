"""A certificate or proof as fixed pages, in the form that `certificate.typ` sets for PDF."""

from dengbu.casework.papers.fixed.fonts import Face
from dengbu.casework.papers.fixed.form import (
    INSIDE,
    MARGIN,
    SIZE,
    Flow,
    code,
    drawing,
    seal_place,
)
from dengbu.casework.papers.fixed.sheet import (
    FRAME,
    HIGH,
    INK,
    PLAIN,
    POINT,
    QUIET,
    SECOND,
    STRONG,
    THIN,
    WIDE,
    Pen,
    Sheets,
    Style,
    wide_of,
)
from dengbu.casework.papers.fixed.wrapping import wrapped
from dengbu.casework.papers.render import Paper, Plan
from dengbu.evidence import api as evidence

LABEL = 44.0
TOP, BOTTOM, FOOT = 20.0, 270.0, 272.5
PLAN_WIDE, PLAN_HIGH = 84.0, 66.0
SIGN_HIGH = 48.0
TELL = "权利以登记簿为准。扫右上角的码，可核对本证现在是否有效。"


def certificate_pages(paper: Paper) -> evidence.FixedPaper:
    """The pages of a certificate or proof. Raises `Missing` for a character without a form."""
    sheets = Sheets()
    _head(sheets, paper)
    flow = Flow(sheets, 58.0, BOTTOM)
    flow.restart(TOP)
    if paper.formula:
        flow.lines("\u3000\u3000" + paper.formula, style=SECOND)
        flow.y += 1.5
    rows = [(r.label, r.value, STRONG if r.strong else PLAIN) for r in paper.rows]
    flow.table(rows, LABEL)
    flow.y += 3
    flow.need(PLAN_HIGH if paper.plan else SIGN_HIGH)
    if paper.plan:
        _plan(sheets, paper.plan, flow.y)
    seal_at = _sign(sheets, paper, flow.y)
    _foot(sheets, paper)
    for _ in sheets.each():
        _frame(sheets)
    return sheets.paper(f"{paper.title} {paper.number}", paper.issuer, seal_at=seal_at)


def _frame(sheets: Sheets) -> None:
    for wide, high, line in ((190.0, 277.0, 1.5), (187.0, 274.0, 0.75)):
        pen = Pen(stroke=FRAME, line=line)
        sheets.rect((WIDE - wide) / 2, (HIGH - high) / 2, wide, high, pen)


def _head(sheets: Sheets, paper: Paper) -> None:
    middle = WIDE / 2
    sheets.centred(paper.title, middle, 24, 27, Style(face=Face.BOLD, tracking=5 * POINT))
    subtitle = Style(colour=QUIET, tracking=3 * POINT)
    sheets.centred(paper.subtitle, middle, 37.5, 11, subtitle)
    sheets.centred(paper.number, middle, 48, 15, STRONG)
    code(sheets, paper.url, MARGIN + INSIDE - 25, 21, 24)


def _plan(sheets: Sheets, plan: Plan, y: float) -> None:
    sheets.rect(MARGIN, y, PLAN_WIDE, PLAN_HIGH, THIN)
    sheets.text("房产分户图", MARGIN + 3, y + 3, 9, STRONG)
    right = MARGIN + PLAN_WIDE - 3 - wide_of(plan.caption, 8)
    sheets.text(plan.caption, right, y + 3, 8, SECOND)
    drawing(
        sheets,
        plan.outline,
        [(room.name, room.outline, room.centre) for room in plan.rooms],
        size=(plan.width or 1.0, plan.height or 1.0),
        at=(MARGIN + 8, y + 9),
        room=(68, 46),
    )
    size = f"{plan.width} 米 × {plan.height} 米"
    sheets.centred(size, MARGIN + PLAN_WIDE / 2, y + PLAN_HIGH - 6.5, 7.5, SECOND)


def _sign(sheets: Sheets, paper: Paper, y: float) -> evidence.Place | None:
    x, wide = MARGIN + PLAN_WIDE + 6, INSIDE - PLAN_WIDE - 6
    for told in (f"登簿时间：{paper.entered}", f"登簿人：{paper.registrar}"):
        for line in wrapped(told, wide, SIZE):
            sheets.text(line, x, y, SIZE)
            y += 6
    y += 8
    for line in wrapped(paper.issuer, wide - 35, 9.5, Face.BOLD):
        sheets.text(line, x, y, 9.5, STRONG)
        y += 5.4
    sheets.text(paper.issued, x, y, SIZE)
    return seal_place(sheets, x + wide - 16.5, y, sealed=bool(paper.seal))


def _foot(sheets: Sheets, paper: Paper) -> None:
    sheets.path(f"M 0 0 L {INSIDE} 0", (MARGIN, FOOT, INSIDE, 0.2), Pen(stroke=INK, line=0.4))
    sheets.text(TELL, MARGIN, FOOT + 2, 8.5, SECOND)
    told = f"存证 {paper.check}"
    sheets.text(told, MARGIN + INSIDE - wide_of(told, 8.5), FOOT + 2, 8.5, SECOND)
