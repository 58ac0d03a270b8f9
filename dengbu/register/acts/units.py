"""Acts that end units and begin others: division and merger (分割、合并)."""

from dataclasses import dataclass

from dengbu.register.particulars import Particulars


@dataclass(frozen=True, kw_only=True, slots=True)
class Piece:
    """A unit that comes of a division or merger; the survey has given it a code never used."""

    unit_code: str
    particulars: Particulars | None = None  # None: a home, whose facts the survey holds


@dataclass(frozen=True, kw_only=True, slots=True)
class ReshapeUnits:
    """分割、合并变更登记: the sources end, the results are held by the same people from now on.

    One source: a division; one result: a merger; several of both: an adjustment of boundaries.
    What burdens the sources passes to every result, or forbids the act (P12).
    """

    sources: tuple[str, ...]  # unit codes
    results: tuple[Piece, ...]
    basis: str  # number of the planning approval or survey report
    subclass: str = ""  # "": 3005 for a division, 3006 for a merger, 3004 for an adjustment
    cause: str = "分割、合并"

    @property
    def unit_code(self) -> str:
        """The first of the units that end."""
        return self.sources[0] if self.sources else ""
