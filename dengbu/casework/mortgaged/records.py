"""A transfer with its people and sums, locked: what every deed reads before it moves anything."""

import logging
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime

from dengbu.casework import journal
from dengbu.casework.models import Case, MortgagedParty, MortgagedSum, MortgagedTransfer
from dengbu.casework.rules.mortgaged import (
    Act,
    Event,
    Happening,
    Leg,
    Mode,
    Phase,
    Plan,
    Side,
    Standing,
    Step,
    step,
)

log = logging.getLogger("dengbu.casework.mortgaged")
LONGEST_REASON = 200  # characters of the column


@dataclass(kw_only=True, slots=True)
class Record:
    """A transfer as it is kept."""

    transfer: MortgagedTransfer
    parties: list[MortgagedParty]
    sums: list[MortgagedSum]

    @property
    def plan(self) -> Plan:
        """What was agreed."""
        t = self.transfer
        legs = {Leg(s.leg): s.amount for s in self.sums}
        return Plan(mode=Mode(t.mode), price=t.price, payoff=t.payoff, loan=t.loan, legs=legs)

    @property
    def standing(self) -> Standing:
        """Where it stands. A side has confirmed once all of its people have."""
        t = self.transfer
        silent = {p.side for p in self.parties if p.confirmed_at is None}
        return Standing(
            phase=Phase(t.phase),
            confirmed=frozenset(Side(p.side) for p in self.parties if p.side not in silent),
            held=frozenset(Leg(s.leg) for s in self.sums if s.held_at),
            paid=frozenset(Leg(s.leg) for s in self.sums if s.paid_at),
            returned=frozenset(Leg(s.leg) for s in self.sums if s.returned_at),
            settled=t.settled_at is not None,
            cancelled=t.cancelled_at is not None,
        )

    def people_of(self, side: Side) -> list[MortgagedParty]:
        """Who speaks for a side."""
        return [p for p in self.parties if p.side == side]

    def happen(self, happening: Happening, *, now: datetime, reason: str = "") -> Step:
        """Let a happening happen, and write what it changed; ``reason``: why it ended."""
        made = step(self.plan, self.standing, happening)
        if made.act not in (None, Act.STILL):
            self._keep(made.standing, now=now, reason=reason)
        if made.act is Act.UNSAY and happening.side is not None:
            self.unsay(happening.side)
        return made

    def unsay(self, side: Side) -> None:
        """A side's confirmation counts no more."""
        for party in self.people_of(side):
            party.confirmed_at, party.way = None, ""
            party.save(update_fields=["confirmed_at", "way"])

    def _keep(self, after: Standing, *, now: datetime, reason: str) -> None:
        for kept in self.sums:
            leg = Leg(kept.leg)
            kept.held_at = kept.held_at or (now if leg in after.held else None)
            kept.paid_at = kept.paid_at or (now if leg in after.paid else None)
            kept.returned_at = kept.returned_at or (now if leg in after.returned else None)
            kept.save(update_fields=["held_at", "paid_at", "returned_at"])
        t = self.transfer
        before, t.phase = Phase(t.phase), after.phase.value
        t.settled_at = t.settled_at or (now if after.settled else None)
        t.cancelled_at = t.cancelled_at or (now if after.cancelled else None)
        if after.phase.entered:
            t.entered_at = t.entered_at or now
        if after.phase is Phase.DONE:
            t.done_at = t.done_at or now
        if before.undecided and after.phase in (Phase.ENDING, Phase.ENDED):
            t.ended_at, t.end_reason = now, reason[:LONGEST_REASON]
        t.save(update_fields=[*MortgagedTransfer.grant.update[:-1]])


def records_of(transfers: Sequence[MortgagedTransfer]) -> list[Record]:
    """Transfers with their people and sums; two queries for all, none for none."""
    found = {t.id: Record(transfer=t, parties=[], sums=[]) for t in transfers}
    if found:
        for party in MortgagedParty.objects.filter(transfer_id__in=found).order_by("seq"):
            found[party.transfer_id].parties.append(party)
        for kept in MortgagedSum.objects.filter(transfer_id__in=found).order_by("id"):
            found[kept.transfer_id].sums.append(kept)
    return list(found.values())


def locked(ids: Collection[int]) -> list[Record]:
    """These transfers, locked by the caller's transaction, which holds their cases."""
    held = MortgagedTransfer.objects.select_for_update(no_key=True).filter(id__in=list(ids))
    return records_of(list(held.order_by("id")))


def locked_of(case: Case, *phases: Phase) -> list[Record]:
    """The transfers of a case that the caller's transaction holds, in one of these phases."""
    held = MortgagedTransfer.objects.select_for_update(no_key=True).filter(case_id=case.id)
    return records_of(list(held.filter(phase__in=[str(p) for p in phases]).order_by("id")))


def tell(record: Record, kind: str, who: str, said: str, *, now: datetime) -> None:
    """A line of the case's journal, which the evidence log attests."""
    t = record.transfer
    line = journal.Line(
        office=t.office,
        case_id=t.case_id,
        kind=kind,
        who=who,
        text=said,
        data={"transfer": t.number, "phase": t.phase},
    )
    journal.write([line], at=now)


def end(record: Record, event: Event, reason: str, *, who: str, now: datetime) -> bool:
    """End a locked transfer for a reason that is no side's word; whether it was undecided."""
    made = record.happen(Happening(event=event), now=now, reason=reason)
    if made.act is not Act.END:
        return False
    money = "，已到监管账户的钱原路退回" if made.standing.held - made.standing.returned else ""
    tell(record, "MORTGAGED_END", who, f"带押过户的网上确认中止：{reason}{money}", now=now)
    log.warning("transfer %s ended: %s", record.transfer.number, event)
    return True
