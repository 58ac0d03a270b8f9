"""An import's report in a few lines of plain Chinese, for whoever ran it."""

from collections.abc import Iterator, Mapping
from types import MappingProxyType

from dengbu.cadastre.importing.findings import Reason, Table
from dengbu.cadastre.importing.report import ImportReport

TABLES: Mapping[str, str] = MappingProxyType(
    {Table.PARCELS: "宗地", Table.BUILDINGS: "幢", Table.UNITS: "单元"}
)
WHYS: Mapping[str, str] = MappingProxyType(
    {
        Reason.NO_KEY: "没有可用的编号",
        Reason.KEY_REPEATED: "编号重复",
        Reason.KEY_KEPT: "编号重复，按证据取其一",
        Reason.KEY_DISAGREES: "编号与其他列不一致",
        Reason.SAME_SHAPE: "同一宗地重复出现",
        Reason.MERGED: "同一编号的几块地合为一宗",
        Reason.ALREADY_IN: "此前已入库",
        Reason.NO_SHAPE: "没有图形",
        Reason.NOT_AN_AREA: "图形不是面",
        Reason.OUT_OF_AREA: "坐标超出范围",
        Reason.HEIGHT_DROPPED: "高程未入库",
        Reason.REPAIRED: "界址线已修复",
        Reason.NEIGHBOUR_REFUSED: "与未入库的宗地重叠",
        Reason.AREA_DIFFERS: "图形面积与清单不符",
        Reason.AREA_UNKNOWN: "没有建筑面积",
        Reason.AREA_NOT_POSITIVE: "面积不大于0",
        Reason.REQUIRED: "缺少必填内容",
        Reason.UNREADABLE: "内容无法识别",
        Reason.TOO_LONG: "文字过长",
        Reason.NOT_IN_LIST: "不在代码表内",
        Reason.DATES_REVERSED: "起止日期颠倒",
        Reason.ENCODING: "文字编码有误",
        Reason.COLUMNS: "列数与表头不符",
        Reason.NO_PARCEL: "找不到所在宗地",
        Reason.PARCEL_REFUSED: "所在宗地未入库",
        Reason.NO_BUILDING: "找不到所在幢",
        Reason.BUILDING_REFUSED: "所在幢未入库",
        Reason.LAND_TWICE: "同一宗地有几个土地行",
        Reason.NUMBER_FULL: "号码已用完",
        Reason.LAND_HAS_NO_ROWS: "清单中没有单元，只建土地单元",
        "D05": "代码不合编码规则",
        "D06": "单元代码与宗地代码不符",
        "D07": "代码重复",
        "D08": "特征码与权利类型不符",
        "D13": "宗地面积与图形不符",
        "D14": "界址线不合格",
        "D15": "宗地重叠",
        "D22": "幢超出宗地",
        "D23": "幢与幢重叠",
        "D24": "总层数与地上、地下层数不符",
        "D28": "建筑面积不等于套内加分摊",
        "D33": "所在层不在幢的楼层内",
        "D35": "同一幢内户号重复",
    }
)
"""Short words for every code that a row can carry, to be counted."""


def import_report(report: ImportReport) -> str:
    """What became of every table, and why rows stayed out or should be looked at."""
    return "\n".join(_lines(report))


def _lines(report: ImportReport) -> Iterator[str]:
    title = "试运行，什么都没有写入" if report.dry_run else "已入库"
    if not report.dry_run and not any(report.added.values()):
        title = "没有可以入库的新内容"
    yield f"{title}：{report.name}，登记机构{report.office}"
    for table, counts in report.counts.items():
        yield (
            f"{TABLES[table]}：读入{counts['read']:,}行，入库{counts['taken']:,}行，"
            f"入库但须核对{counts['noted']:,}行，未入库{counts['refused']:,}行"
        )
        for outcome, refused in (("未入库", True), ("须核对", False)):
            yield from _whys(report, table, outcome, refused=refused)
    added = report.added
    word = "将建立" if report.dry_run else "已建立"
    yield (
        f"{word}：宗地{added['parcels']:,}个，幢{added['buildings']:,}个，单元{added['units']:,}个"
    )
    yield from report.remarks


def _whys(report: ImportReport, table: str, outcome: str, *, refused: bool) -> Iterator[str]:
    """Rows by the reasons that decided: those that refuse it, or those that are only told."""
    counted: dict[str, int] = {}
    for row in report.of(Table(table)):
        if row.refused is refused:
            codes = {found.code for found in row.findings if found.refuses is refused}
            for code in codes:
                counted[code] = counted.get(code, 0) + 1
    for code, count in sorted(counted.items(), key=lambda pair: (-pair[1], pair[0])):
        yield f"  {outcome}：{WHYS.get(code, code)}（{code}）{count:,}行"
