"""What was entered, in order, and how each entry is named."""

from collections.abc import Sequence
from datetime import datetime

from dengbu.register import api as register
from tests.reference.laws import parts
from tests.reference.model import Line
from tests.reference.rights import Key


class Ledger:
    """The lines, and their entries by name."""

    def __init__(self) -> None:
        self.lines: list[Line] = []
        self.names: list[register.EntryName] = []  # oldest first
        self.names_of: dict[tuple[str, Key, int], tuple[str, int]] = {}
        self._act_of: dict[register.EntryName, tuple[str, int]] = {}

    def lines_of(
        self,
        booking: register.Booking,
        act_no: int,
        at: datetime,
        *,
        order: int,
        brought: Sequence[register.IssuedCertificate] | None = None,
    ) -> list[Line]:
        """An act as it is entered, unit by unit; ``brought``: None before it is."""
        act = booking.acts[act_no]
        several = isinstance(act, register.CreateMortgage) and act.collateral
        whole = isinstance(act, register.ReshapeUnits | register.AnnulEntry)
        singles = [(act.unit_code, act)] if whole else parts(act)
        papers: dict[str, tuple[tuple[str, register.PartyRef | None], ...]] | None = None
        if brought is not None:
            papers = {}
            for c in brought:
                papers[c.unit_code] = (*papers.get(c.unit_code, ()), (c.number, c.holder))
        return [
            Line(
                at=at,
                key=(booking.case_no, act_no, n),
                order=order + n,
                unit=unit,
                act=one,
                papers=papers,
                debt=(booking.case_no, act_no) if several else None,
                undoes=self.undone_by(one),
            )
            for n, (unit, one) in enumerate(singles)
        ]

    def keep(self, booking: register.Booking, outcome: register.Outcome, at: datetime) -> None:
        """A booking that was accepted."""
        seq = 0
        for act_no, act in enumerate(booking.acts):
            brought = [c for c in outcome.certificates if c.act_no == act_no]
            order = len(self.lines)
            lines = self.lines_of(booking, act_no, at, order=order, brought=brought)
            self.lines += lines
            if isinstance(act, register.AnnulEntry):
                self._read(booking, act_no, lines[0])
                continue
            for line in lines:
                for unit, many in _entries(line):
                    for nth in range(many):
                        self._name(unit, line, nth, seq)
                        seq += 1

    def _name(self, unit: str, line: Line, nth: int, seq: int) -> None:
        case_no, act_no, _ = line.key
        name = register.EntryName(unit_code=unit, case_no=case_no, entry_no=seq)
        self.names.append(name)
        self.names_of[unit, line.key, nth] = (case_no, seq)
        self._act_of[name] = (case_no, act_no)

    def _read(self, booking: register.Booking, act_no: int, line: Line) -> None:
        """The entries of annulments, which no other act may annul, as the history shows them."""
        for unit in {one.unit for one in line.undoes} | {line.unit}:
            for entry in register.history(unit):
                name = register.EntryName(unit_code=unit, case_no=entry.case_no, entry_no=entry.seq)
                if entry.case_no == booking.case_no and name not in self._act_of:
                    self.names.append(name)
                    self.names_of[unit, line.key, -1] = (entry.case_no, entry.seq)
                    self._act_of[name] = (booking.case_no, act_no)

    def undone_by(self, act: register.Act) -> tuple[Line, ...]:
        """What an annulment undoes: all that one act entered, the last first."""
        if not isinstance(act, register.AnnulEntry):
            return ()
        name = register.EntryName(
            unit_code=act.unit_code, case_no=act.case_no, entry_no=act.entry_no
        )
        wanted = self._act_of.get(name)
        found = [line for line in self.lines if line.key[:2] == wanted]
        return tuple(reversed(found))


def _entries(line: Line) -> list[tuple[str, int]]:
    """The units of a line, each with how many entries it made there."""
    act = line.act
    if isinstance(act, register.ReshapeUnits):
        return [(unit, 1) for unit in (*act.sources, *(p.unit_code for p in act.results))]
    if isinstance(act, register.FirstRegistration):
        many = len(act.holders) if act.separate_certificates else 1
        finished = len((line.papers or {}).get(line.unit, ())) - many
        return [(line.unit, 1 + finished)]
    return [(line.unit, 1)]
