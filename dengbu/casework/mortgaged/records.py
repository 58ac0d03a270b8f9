"""A transfer with its people and sums, locked: what every deed reads before it moves anything."""

import logging
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import Decimal

from dengbu.casework import journal, noticing, pausing
from dengbu.casework.calendar import work_calendar
from dengbu.casework.catalogue import service_version
from dengbu.casework.models import Case, CaseStatus, MortgagedParty, MortgagedSum, MortgagedTransfer
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
from dengbu.kernel.chinese import moment_words
from dengbu.kernel.money import show_yuan

log = logging.getLogger("dengbu.casework.mortgaged")
LONGEST_REASON = 200  # characters of the column
MOVED = [n for n in MortgagedTransfer.grant.update if not n.startswith("agreed")]


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
            held_other=frozenset(Leg(s.leg) for s in self.sums if s.other_held is not None),
            paid=frozenset(Leg(s.leg) for s in self.sums if s.paid_at),
            returned=frozenset(Leg(s.leg) for s in self.sums if s.returned_at),
            returned_other=frozenset(Leg(s.leg) for s in self.sums if s.other_returned is not None),
            settled=t.settled_at is not None,
            cancelled=t.cancelled_at is not None,
        )

    def people_of(self, side: Side) -> list[MortgagedParty]:
        """Who speaks for a side."""
        return [p for p in self.parties if p.side == side]

    @property
    def all_agree(self) -> bool:
        """Whether each has confirmed the very content that is agreed on now."""
        agreed = self.transfer.agreed_digest
        return bool(agreed) and all(p.agreed == agreed for p in self.parties)

    def sum_of(self, leg: Leg) -> MortgagedSum | None:
        """A sum on its way; None where this plan has none such."""
        return next((s for s in self.sums if s.leg == leg), None)

    def happen(
        self,
        happening: Happening,
        *,
        now: datetime,
        reason: str = "",
        amount: Decimal | None = None,
    ) -> Step:
        """Let a happening happen, and write what it changed.

        ``reason``: why it ended; ``amount``: the sum in yuan that was named in place of another.
        """
        made = step(self.plan, self.standing, happening)
        if made.act not in (None, Act.STILL):
            self._keep_sums(made.standing, happening, amount, now=now)
            self._keep(made.standing, now=now, reason=reason)
        if made.act is Act.UNSAY:
            self.unsay(self.people_of(happening.side) if happening.side else self.parties)
        return made

    def unsay(self, parties: Collection[MortgagedParty]) -> None:
        """The confirmation of these counts no more."""
        for party in parties:
            party.confirmed_at, party.way, party.agreed = None, "", ""
            party.recorder_id, party.recorder_name, party.paper = None, "", ""
            party.save(update_fields=[*MortgagedParty.grant.update])

    def _keep_sums(
        self, after: Standing, happening: Happening, amount: Decimal | None, *, now: datetime
    ) -> None:
        for kept in self.sums:
            leg = Leg(kept.leg)
            kept.held_at = (kept.held_at or now) if leg in after.held else None
            kept.paid_at = (kept.paid_at or now) if leg in after.paid else None
            kept.returned_at = (kept.returned_at or now) if leg in after.returned else None
            if leg is happening.leg and happening.event is Event.HELD_OTHER:
                kept.other_held = amount
            if leg is happening.leg and happening.event is Event.RETURNED_OTHER:
                kept.other_returned = amount
            kept.other_held = kept.other_held if leg in after.held_other else None
            kept.other_returned = kept.other_returned if leg in after.returned_other else None
            kept.save(update_fields=[*MortgagedSum.grant.update])

    def _keep(self, after: Standing, *, now: datetime, reason: str) -> None:
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
        if after.phase is not before:
            t.due_at, t.late_at = _due(t, after.phase, now=now), None
        t.save(update_fields=MOVED)
        if after.phase is not before:
            let_run(t.case_id, now=now)


def let_run(case_id: int, *, now: datetime) -> None:
    """The clock of an open case, which the caller's transaction holds, runs or stands."""
    case = Case.objects.get(id=case_id)
    if CaseStatus(case.status).open:
        noticing.run_on(case, now=now)
        case.save(update_fields=pausing.CLOCK)


def _due(transfer: MortgagedTransfer, phase: Phase, *, now: datetime) -> datetime | None:
    """Until when the account has to move money, as the office set it when the case was accepted;
    None where it has none to move."""
    if phase not in (Phase.ENTERED, Phase.ENDING):
        return None
    terms = service_version(transfer.case.service_id).transfers
    if phase is Phase.ENTERED:
        return now + timedelta(hours=terms.pay_hours)
    calendar = work_calendar(transfer.office, since=now)
    return calendar.add_statutory_days(now, terms.return_days).at


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


def returning(record: Record) -> str:
    """What goes back to whom, by whom and until when; "" where no money is known to be there."""
    held = [s for s in record.sums if (s.held_at or s.other_held is not None) and not s.returned_at]
    if not held or record.transfer.due_at is None:
        return ""
    who = "、".join(p.name for p in record.people_of(Side.ACCOUNT))
    back = "，".join(f"{show_yuan(_there(s))}退给{_names(record, Leg(s.leg))}" for s in held)
    return f"{who}最晚{moment_words(record.transfer.due_at)}原路退回：{back}"


def _there(kept: MortgagedSum) -> Decimal:
    return kept.amount if kept.other_held is None else kept.other_held


def _names(record: Record, leg: Leg) -> str:
    return "、".join(p.name for p in record.people_of(leg.side))


def end(record: Record, event: Event, reason: str, *, who: str, now: datetime) -> bool:
    """End a locked transfer for a reason that is no side's word; whether it was undecided."""
    made = record.happen(Happening(event=event), now=now, reason=reason)
    if made.act is not Act.END:
        return False
    said = [f"带押过户的网上确认中止：{reason}"]
    if money := returning(record):
        said = [f"{said[0]}，已到监管账户的钱原路退回", money]
    tell(record, "MORTGAGED_END", who, "；".join(said), now=now)
    log.warning("transfer %s ended: %s", record.transfer.number, event)
    return True
