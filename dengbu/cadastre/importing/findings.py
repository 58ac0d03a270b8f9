"""What may be said of a row, and the ledger in which every row ends in exactly one place."""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from dengbu.cadastre.rules import Severity, Violation


class Table(StrEnum):
    """The tables of a source."""

    PARCELS = "parcels"
    BUILDINGS = "buildings"
    UNITS = "units"


class Outcome(StrEnum):
    """Where a row ended."""

    TAKEN = "taken"  # sound
    NOTED = "noted"  # taken, with something that people should know
    REFUSED = "refused"  # not taken; its values are kept in the report


class Reason(StrEnum):
    """What an import finds beside the D rules: closed list, one sentence each."""

    NO_KEY = "NO_KEY"
    KEY_REPEATED = "KEY_REPEATED"
    KEY_KEPT = "KEY_KEPT"
    KEY_DISAGREES = "KEY_DISAGREES"
    SAME_SHAPE = "SAME_SHAPE"
    MERGED = "MERGED"
    ALREADY_IN = "ALREADY_IN"
    NO_SHAPE = "NO_SHAPE"
    NOT_AN_AREA = "NOT_AN_AREA"
    OUT_OF_AREA = "OUT_OF_AREA"
    HEIGHT_DROPPED = "HEIGHT_DROPPED"
    REPAIRED = "REPAIRED"
    NEIGHBOUR_REFUSED = "NEIGHBOUR_REFUSED"
    AREA_DIFFERS = "AREA_DIFFERS"
    AREA_UNKNOWN = "AREA_UNKNOWN"
    AREA_NOT_POSITIVE = "AREA_NOT_POSITIVE"
    REQUIRED = "REQUIRED"
    UNREADABLE = "UNREADABLE"
    TOO_LONG = "TOO_LONG"
    NOT_IN_LIST = "NOT_IN_LIST"
    DATES_REVERSED = "DATES_REVERSED"
    ENCODING = "ENCODING"
    COLUMNS = "COLUMNS"
    NO_PARCEL = "NO_PARCEL"
    PARCEL_REFUSED = "PARCEL_REFUSED"
    NO_BUILDING = "NO_BUILDING"
    BUILDING_REFUSED = "BUILDING_REFUSED"
    LAND_TWICE = "LAND_TWICE"
    NUMBER_FULL = "NUMBER_FULL"
    LAND_HAS_NO_ROWS = "LAND_HAS_NO_ROWS"


_SENTENCES: Mapping[Reason, str] = {
    Reason.NO_KEY: "编号“{value}”不是可用的编号，无法与其他资料对应",
    Reason.KEY_REPEATED: "编号与{others}重复{hint}",
    Reason.KEY_KEPT: "编号与{others}重复，{why}，取本行",
    Reason.KEY_DISAGREES: "编号“{value}”与其他列得出的“{other}”不一致，已按编号入库，请核对",
    Reason.SAME_SHAPE: "与{others}编号和图形完全相同，只取一行",
    Reason.MERGED: "同一编号的{count}块地合为一宗（{others}），合计{area}㎡，合清单面积{stated}㎡",
    Reason.ALREADY_IN: "此前已入库，代码{code}，不再重复录入",
    Reason.NO_SHAPE: "没有图形",
    Reason.NOT_AN_AREA: "图形是{kind}，不是面",
    Reason.OUT_OF_AREA: "坐标（{x}, {y}）不在坐标系的适用范围内，坐标系可能写错",
    Reason.HEIGHT_DROPPED: "图形带有高程，地籍只用平面坐标，高程未入库",
    Reason.REPAIRED: "{why}，已修复，面积变化{change}㎡",
    Reason.NEIGHBOUR_REFUSED: "与{other}重叠{area}㎡；对方因其他原因未入库，本行已入库，请核对",
    Reason.AREA_DIFFERS: "清单面积{stated}㎡与图形面积{drawn}㎡相差{percent}%，已取后者，请核对",
    Reason.AREA_UNKNOWN: "来源没有建筑面积，按“不明”入库，首次登记前须补测",
    Reason.AREA_NOT_POSITIVE: "{name}为{value}，面积应大于0",
    Reason.REQUIRED: "缺少{name}",
    Reason.UNREADABLE: "{name}“{value}”无法识别",
    Reason.TOO_LONG: "{name}超过{longest}字",
    Reason.NOT_IN_LIST: "{name}“{value}”不在代码表内",
    Reason.DATES_REVERSED: "土地使用期限的止日{to}不晚于起日{start}",
    Reason.ENCODING: "文字不是{encoding}编码，无法可靠读出",
    Reason.COLUMNS: "有{found}列，表头是{expected}列",
    Reason.NO_PARCEL: "没有编号为“{value}”的宗地",
    Reason.PARCEL_REFUSED: "所在宗地未入库：{others}",
    Reason.NO_BUILDING: "没有代码为“{value}”的幢",
    Reason.BUILDING_REFUSED: "所在幢未入库：{others}",
    Reason.LAND_TWICE: "一宗地只有一个土地单元，{others}也是同一宗地的土地行",
    Reason.NUMBER_FULL: "{name}的号码已用完",
    Reason.LAND_HAS_NO_ROWS: "清单中没有这宗地的单元，只建土地单元{code}",
}


@dataclass(frozen=True, kw_only=True, slots=True)
class Finding:
    """One thing said of one row."""

    code: str  # D rule or Reason
    message: str  # plain Chinese
    refuses: bool  # False: only told

    @classmethod
    def of(cls, violation: Violation, *, refuses: bool | None = None) -> "Finding":
        """A rule's violation; by default an error refuses and a warning is told."""
        keeps_out = violation.severity is Severity.ERROR if refuses is None else refuses
        return cls(code=violation.code, message=violation.message, refuses=keeps_out)


@dataclass(slots=True)
class Row:
    """One row of a source on its way."""

    table: Table
    number: int  # 1 for the first row of data
    values: Mapping[str, str]  # as the source has them
    key: str = ""
    code: str = ""  # given or found
    findings: list[Finding] = field(default_factory=list)
    repeats: bool = False  # in the cadastre already, by an earlier import
    refused: bool = False  # some finding keeps the row out

    @property
    def outcome(self) -> Outcome:
        """Where the row stands."""
        if self.refused:
            return Outcome.REFUSED
        return Outcome.NOTED if self.findings else Outcome.TAKEN

    @property
    def name(self) -> str:
        """How others' messages call it."""
        return f"第{self.number}行（{self.key}）" if self.key else f"第{self.number}行"

    def refuse(self, reason: Reason, **words: object) -> None:
        """Keep the row out."""
        self._say(reason, True, words)

    def note(self, reason: Reason, **words: object) -> None:
        """Tell something of a row that is taken."""
        self._say(reason, False, words)

    def _say(self, reason: Reason, refuses: bool, words: Mapping[str, object]) -> None:
        message = _SENTENCES[reason].format(**words)
        self.tell(Finding(code=reason.value, message=message, refuses=refuses))

    def tell(self, finding: Finding) -> None:
        """Put a finding down."""
        self.findings.append(finding)
        self.refused = self.refused or finding.refuses

    def add(self, violations: Iterable[Violation]) -> None:
        """Put down what the rules found."""
        for violation in violations:
            self.tell(Finding.of(violation))


def names(rows: Iterable[Row], *, most: int = 5) -> str:
    """`第3行（7-18）、第9行（7-18）等8行` for a message."""
    listed = list(rows)
    text = "、".join(row.name for row in listed[:most])
    return f"{text}等{len(listed)}行" if len(listed) > most else text


def tally(rows: Iterable[Row]) -> dict[str, int]:
    """How many rows were read, and how many ended where."""
    found = Counter(row.outcome for row in rows)
    return {
        "read": sum(found.values()),
        "taken": found[Outcome.TAKEN],
        "noted": found[Outcome.NOTED],
        "refused": found[Outcome.REFUSED],
    }
