"""The result of a query as fixed pages for OFD, in the form that `result.typ` sets for PDF."""

from collections.abc import Mapping
from typing import Any

from dengbu.casework.api import printing
from dengbu.evidence import api as evidence

form, sheet = printing.form, printing.sheet
TOP, BOTTOM, FOOT = 20.0, 268.0, 281.0
LABEL = 40.0
COPIES = (86.0, 30.0, 50.0)  # mm of the columns: paper, how it was handed in, file
SMALL, DIGITS = 9.0, 16
SCALE = 100  # drawings are in centimetres
ONLY_THEN = "本结果只说明查询时点登记簿的记载，以后的变化请再查。"


def answer_pages(values: Mapping[str, Any]) -> evidence.FixedPaper:
    """The pages, from the values that are given to the template of the PDF."""
    sheets = sheet.Sheets()
    flow = form.Flow(sheets, _head(sheets, values), BOTTOM)
    flow.restart(TOP)
    _table(flow, values["head"])
    flow.y += 4
    _told(flow, values)
    for n, part in enumerate(values["parts"], 1):
        flow.need(24)
        flow.y += 3
        flow.lines(f"{n}．{part['title']}", style=sheet.STRONG)
        _table(flow, part["rows"])
    _copies(flow, values["copies"])
    for drawing in values["drawings"]:
        _drawing(flow, drawing)
    seal_at = _sign(flow, values)
    _feet(sheets, values)
    return sheets.paper(f"{values['title']} {values['number']}", values["issuer"], seal_at=seal_at)


def _head(sheets: sheet.Sheets, values: Mapping[str, Any]) -> float:
    title = sheet.Style(face=sheet.STRONG.face, tracking=2 * sheet.POINT)
    sheets.centred(values["title"], sheet.WIDE / 2, 25, 21, title)
    sheets.centred(values["number"], sheet.WIDE / 2, 36, 11, sheet.SECOND)
    if values["url"]:
        form.code(sheets, values["url"], form.MARGIN + form.INSIDE - 24, TOP, 24)
    return TOP + 28


def _table(flow: form.Flow, rows: Any) -> None:
    flow.table([(row["label"], row["value"], sheet.PLAIN) for row in rows], LABEL)


def _told(flow: form.Flow, values: Mapping[str, Any]) -> None:
    """The conclusion, or why there is none and what may be done."""
    if not values["refusals"]:
        flow.lines(values["conclusion"], style=sheet.STRONG, size=12.5)
        return
    flow.lines("这次查询不能答复，理由：", style=sheet.STRONG, size=12)
    x, wide = form.MARGIN + 4, form.INSIDE - 4
    for one in values["refusals"]:
        flow.y += 2
        flow.lines(one["message"], style=sheet.STRONG, x=x, wide=wide)
        flow.lines(f"依据：{one['clause']}", style=sheet.SECOND, x=x, wide=wide)
        flow.lines(f"您可以：{one['remedy']}", x=x, wide=wide)


def _copies(flow: form.Flow, copies: Any) -> None:
    if not copies:
        return
    flow.need(24)
    flow.y += 3
    flow.lines("登记时的材料", style=sheet.STRONG)
    head = zip(("材料", "怎么交的", "电子件"), COPIES, strict=True)
    flow.row([form.Cell(said, wide, sheet.SECOND, True) for said, wide in head], pad=3)
    for copy in copies:
        digest = f"{copy['sha256'][:DIGITS]}…" if copy["sha256"] else "没有电子件"
        said = zip((copy["name"], copy["how"], digest), COPIES, strict=True)
        flow.row([form.Cell(text, wide) for text, wide in said], pad=3)


def _drawing(flow: form.Flow, drawing: Mapping[str, Any]) -> None:
    sheets = flow.sheets
    wide, high = max(drawing["width"], 1), max(drawing["height"], 1)
    flow.need(105)
    flow.y += 5
    sheets.rect(form.MARGIN, flow.y, form.INSIDE, 98, sheet.THIN)
    sheets.text(drawing["title"], form.MARGIN + 4, flow.y + 4, form.SIZE, sheet.STRONG)
    size = f"{wide / SCALE} 米 × {high / SCALE} 米"
    right = form.MARGIN + form.INSIDE - 4 - sheet.wide_of(size, 8.5)
    sheets.text(size, right, flow.y + 4, 8.5, sheet.SECOND)
    form.drawing(
        sheets,
        drawing["outline"],
        [(room["name"], room["outline"], None) for room in drawing["rooms"]],
        size=(wide, high),
        at=(form.MARGIN + (form.INSIDE - 110) / 2, flow.y + 13),
        room=(110, 80),
    )
    flow.y += 98


def _sign(flow: form.Flow, values: Mapping[str, Any]) -> evidence.Place | None:
    flow.need(58)
    flow.y += 4
    flow.lines(ONLY_THEN + values["foot"], style=sheet.SECOND, size=SMALL)
    middle, y = form.MARGIN + form.INSIDE - 30, flow.y + 2
    sealed = bool(values["seal"])
    place = form.seal_place(flow.sheets, middle, y + 17, sealed=True) if sealed else None
    below = y + 35 if sealed else y
    flow.sheets.centred(values["issuer"], middle, below, form.SIZE, sheet.STRONG)
    flow.sheets.centred(values["issued"], middle, below + 6, form.SIZE)
    return place


def _feet(sheets: sheet.Sheets, values: Mapping[str, Any]) -> None:
    check = f"　存证 {values['check']}" if values["check"] else ""
    for n in sheets.each():
        sheets.text(values["number"] + check, form.MARGIN, FOOT, 8.5, sheet.SECOND)
        told = f"第 {n + 1} 页，共 {sheets.count} 页"
        right = form.MARGIN + form.INSIDE - sheet.wide_of(told, 8.5)
        sheets.text(told, right, FOOT, 8.5, sheet.SECOND)
