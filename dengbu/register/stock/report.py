"""What an import did: counts that add up, for people and as JSON."""

import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from datetime import datetime
from pathlib import Path

from dengbu.register.stock.mapping import tables


@dataclass(frozen=True, kw_only=True, slots=True)
class TableCount:
    """Where the rows of one table ended: ``read`` is the sum of the others."""

    table: str  # national name
    read: int
    taken: int
    there: int  # in the register already, by an earlier import
    quarantined: int
    checked: int  # sound, of a table that is not kept


@dataclass(frozen=True, kw_only=True, slots=True)
class StockReport:
    """The whole of one import."""

    dry_run: bool
    taken_at: datetime
    counts: tuple[TableCount, ...]
    reasons: Mapping[str, int]  # code to quarantined rows that have it
    lines: int  # of the quarantine file
    before: Mapping[str, int]  # current rights by kind
    after: Mapping[str, int]
    unkept: Mapping[str, int]  # NAME.COLUMN to values that are not kept

    @property
    def total(self) -> TableCount:
        """All tables together."""
        names = ("read", "taken", "there", "quarantined", "checked")
        return TableCount(
            table="", **{name: sum(getattr(c, name) for c in self.counts) for name in names}
        )

    def write(self, folder: Path) -> None:
        """``summary.json`` beside the quarantine."""
        content = {**asdict(self), "taken_at": self.taken_at.isoformat()}
        content["total"] = asdict(self.total)
        text = json.dumps(content, ensure_ascii=False, indent=1, default=dict)
        (folder / "summary.json").write_text(text + "\n", encoding="utf-8")

    def lines_for_people(self) -> list[str]:
        """Plain Chinese, a line a table."""
        verb = "可入库" if self.dry_run else "已入库"
        lines = [
            f"{tables()[c.table].label}（{c.table}）：读到{c.read}行，{verb}{c.taken}行，"
            f"原已在簿{c.there}行，隔离{c.quarantined}行"
            + (f"，只核对不入库{c.checked}行" if c.checked else "")
            for c in self.counts
        ]
        t = self.total
        lines.append(
            f"合计：读到{t.read} = {verb}{t.taken} + 原已在簿{t.there} + 隔离{t.quarantined}"
            f" + 只核对{t.checked}"
        )
        lines += [
            f"现势权利 {kind}：导入前{self.before[kind]}，导入后{self.after[kind]}"
            for kind in self.after
            if self.after[kind]
        ]
        return lines
