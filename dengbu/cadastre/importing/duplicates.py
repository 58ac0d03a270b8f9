"""Several parcel rows with one number: pieces of one lot, the same piece twice, or a mistake.

A register office may not guess which row is meant, but it may follow evidence: rows with the very
same shape are one row written twice, and when another list states the lot's area, the piece (or
all pieces together) that agrees with it is the lot. Without evidence all the rows are refused.
"""

from collections import defaultdict
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from decimal import Decimal

from shapely.geometry.base import BaseGeometry

from dengbu.cadastre.geometry import union
from dengbu.cadastre.importing.findings import Reason, Row, names

Stated = Callable[[Row], Decimal | None]


@dataclass(slots=True)
class Lot:
    """One parcel on its way, from one row or from several pieces."""

    row: Row
    shape: BaseGeometry
    others: list[Row] = field(default_factory=list)  # rows of its further pieces


def one_per_key(
    rows: Iterable[Row], lots: list[Lot], stated: Stated, tolerance: float
) -> list[Lot]:
    """The lots that stay: one a key. `rows` are all rows that carry a key, refused ones too."""
    carrying: dict[str, list[Row]] = defaultdict(list)
    for row in rows:
        carrying[row.key].append(row)
    by_key: dict[str, list[Lot]] = defaultdict(list)
    for lot in lots:
        by_key[lot.row.key].append(lot)
    kept: list[Lot] = []
    for key, pieces in by_key.items():
        if len(carrying[key]) == 1:
            kept.extend(pieces)
        else:
            kept.extend(_settle(carrying[key], pieces, stated, tolerance))
    return kept


def _settle(carrying: list[Row], pieces: list[Lot], stated: Stated, tolerance: float) -> list[Lot]:
    first, *rest = pieces
    distinct = [first]
    for piece in rest:
        same = next((each for each in distinct if each.shape.equals(piece.shape)), None)
        if same is None:
            distinct.append(piece)
        else:
            piece.row.refuse(Reason.SAME_SHAPE, others=same.row.name)
            same.row.note(Reason.KEY_KEPT, others=piece.row.name, why="图形完全相同")
            carrying = [row for row in carrying if row is not piece.row]
    if len(carrying) == 1:
        return distinct
    return _by_area(carrying, distinct, stated(first.row), tolerance)


def _by_area(
    carrying: list[Row], pieces: list[Lot], stated: Decimal | None, tolerance: float
) -> list[Lot]:
    if stated is not None:
        whole = union([piece.shape for piece in pieces])
        candidates = [(abs(piece.shape.area - float(stated)), piece) for piece in pieces]
        gap, nearest = min(candidates, key=lambda candidate: candidate[0])
        together = abs(whole.area - float(stated))
        if len(pieces) == len(carrying) and together <= min(gap, tolerance * float(stated)):
            return [_merged(pieces, whole, stated)]
        if gap <= tolerance * float(stated):
            _refuse_others(carrying, nearest, stated)
            return [nearest]
    for row in carrying:
        hint = "，无法判断以哪一行为准"
        if stated is not None:
            hint = f"，没有一行与清单面积{stated}㎡相符，无法判断以哪一行为准"
        row.refuse(Reason.KEY_REPEATED, others=_others(carrying, row), hint=hint)
    return []


def _merged(pieces: list[Lot], whole: BaseGeometry, stated: Decimal) -> Lot:
    rows = [piece.row for piece in pieces]
    for row in rows:
        row.note(
            Reason.MERGED,
            count=len(rows),
            others=_others(rows, row),
            area=f"{whole.area:.2f}",
            stated=stated,
        )
    return Lot(row=rows[0], shape=whole, others=rows[1:])


def _refuse_others(carrying: list[Row], chosen: Lot, stated: Decimal) -> None:
    others = _others(carrying, chosen.row)
    chosen.row.note(Reason.KEY_KEPT, others=others, why=f"本行与清单面积{stated}㎡相符")
    hint = f"；清单面积{stated}㎡与{chosen.row.name}相符，取该行"
    for row in carrying:
        if row is not chosen.row:
            row.refuse(Reason.KEY_REPEATED, others=_others(carrying, row), hint=hint)


def _others(rows: list[Row], row: Row) -> str:
    return names(each for each in rows if each is not row)
