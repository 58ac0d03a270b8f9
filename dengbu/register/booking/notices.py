"""Advance notice, objection and stop order: what they do to a unit. Pure."""

from dataclasses import replace

from dengbu.register.acts import (
    CancelNotice,
    CancelObjection,
    EnterNotice,
    EnterObjection,
    LiftRestriction,
    RecordSuit,
    RestrictByGovernment,
)
from dengbu.register.booking import tables
from dengbu.register.booking.setting import NOTHING_RECORDED, Setting
from dengbu.register.codes import MORTGAGE_NOTICES, CertificateKind, RegistrationType
from dengbu.register.lapse import objection_lapses_on, stop_stands
from dengbu.register.state import NoticeState, ObjectionState, StopState, UnitState


def notice(s: Setting, act: EnterNotice) -> UnitState:
    ownership = s.state.ownership
    entry_id, effective = s.enter(
        act,
        RegistrationType.ADVANCE_NOTICE,
        NOTHING_RECORDED,
        ownership.entry_id if ownership else None,
    )
    rank_key = s.state.next_rank_key if act.kind in MORTGAGE_NOTICES else None
    made = NoticeState(
        id=next(s.fresh),
        entry_id=entry_id,
        kind=act.kind,
        holders=act.holders,
        obligors=act.obligors,
        amount=act.amount,
        proof_no="",
        effective_from=effective,
        recorded_from=s.at,
        rank_key=rank_key,
    )
    free = s.state.next_rank_key + (rank_key is not None)
    return replace(opened(s, made), next_rank_key=free)


def opened(s: Setting, made: NoticeState) -> UnitState:
    """Write a notice with its parties, and ask for its proof."""
    row = (made.id, s.page_id, made.entry_id, made.effective_from, made.kind.value, made.amount)
    s.into.opened.append((tables.NOTICE, (*row, made.rank_key, made.restores)))
    s.people(tables.NOTICE_PARTY, made.id, "H", made.holders)
    s.people(tables.NOTICE_PARTY, made.id, "O", made.obligors)
    s.certify(CertificateKind.PROOF, made.entry_id, made.id, "notice_id")
    return replace(s.state, notices=(*s.state.notices, made))


def cancel_notice(s: Setting, act: CancelNotice) -> UnitState:
    gone = next(n for n in s.state.notices if n.proof_no == act.proof_no)  # E09 has looked
    entry_id, effective = s.enter(
        act, RegistrationType.CANCELLATION, NOTHING_RECORDED, gone.entry_id
    )
    s.close("notice", gone.id, entry_id, effective)
    s.into.voided.append(gone.proof_no)
    return replace(s.state, notices=tuple(n for n in s.state.notices if n.id != gone.id))


def objection(s: Setting, act: EnterObjection) -> UnitState:
    ownership = s.state.ownership
    entry_id, effective = s.enter(
        act,
        RegistrationType.OBJECTION,
        NOTHING_RECORDED,
        ownership.entry_id if ownership else None,
    )
    right_id = next(s.fresh)
    s.into.opened.append(
        (
            tables.OBJECTION,
            (
                *(right_id, s.page_id, entry_id, effective),
                *(act.objector, act.matter, act.sued_on, act.last_day),
            ),
        )
    )
    s.certify(CertificateKind.PROOF, entry_id, right_id, "objection_id")
    made = ObjectionState(
        id=right_id,
        entry_id=entry_id,
        objector=act.objector,
        matter=act.matter,
        lapses_on=objection_lapses_on(s.at, act.sued_on, act.last_day),
        last_day=act.last_day,
        recorded_from=s.at,
    )
    return replace(s.state, objections=(*s.state.objections, made))


def _open_objection(s: Setting, proof_no: str) -> ObjectionState:
    """In force, or lapsed for want of a suit that is only now proved; E10 has looked."""
    known = (*s.state.objections, *s.state.past_objections)
    return next(o for o in known if o.proof_no == proof_no and not o.closed)


def record_suit(s: Setting, act: RecordSuit) -> UnitState:
    sued = _open_objection(s, act.proof_no)
    entry_id, _ = s.enter(act, RegistrationType.OBJECTION, NOTHING_RECORDED, sued.entry_id)
    row = (next(s.fresh), sued.id, entry_id, act.sued_on, act.court, act.suit_no)
    s.into.opened.append((tables.SUIT, row))
    others = tuple(o for o in s.state.objections if o.id != sued.id)
    past = tuple(o for o in s.state.past_objections if o.id != sued.id)
    standing = (*others, replace(sued, lapses_on=None))
    return replace(s.state, objections=standing, past_objections=past)


def cancel_objection(s: Setting, act: CancelObjection) -> UnitState:
    gone = _open_objection(s, act.proof_no)
    entry_id, effective = s.enter(
        act, RegistrationType.CANCELLATION, NOTHING_RECORDED, gone.entry_id
    )
    s.close("objection", gone.id, entry_id, effective)
    s.into.voided.append(gone.proof_no)
    left = tuple(o for o in s.state.objections if o.id != gone.id)
    past = tuple(o for o in s.state.past_objections if o.id != gone.id)
    return replace(s.state, objections=left, past_objections=(*past, replace(gone, closed=True)))


def stop(s: Setting, act: RestrictByGovernment) -> UnitState:
    entry_id, effective = s.enter(act, RegistrationType.OTHER, NOTHING_RECORDED, None)
    right_id = next(s.fresh)
    row = (right_id, s.page_id, entry_id, effective, act.organ, act.document_no, act.reason)
    s.into.opened.append((tables.STOP, (*row, act.from_day, act.to_day)))
    made = StopState(
        id=right_id,
        entry_id=entry_id,
        organ=act.organ,
        document_no=act.document_no,
        reason=act.reason,
        from_day=act.from_day,
        to_day=act.to_day,
    )
    if not stop_stands(act.from_day, act.to_day, s.at):
        return replace(s.state, other_stops=(*s.state.other_stops, made))
    return replace(s.state, stops=(*s.state.stops, made))


def lift(s: Setting, act: LiftRestriction) -> UnitState:
    known = (*s.state.stops, *s.state.other_stops)
    gone = next(x for x in known if _is_named(x, act))  # E11 has looked
    entry_id, effective = s.enter(act, RegistrationType.OTHER, NOTHING_RECORDED, gone.entry_id)
    s.close("stop", gone.id, entry_id, effective)
    return replace(
        s.state,
        stops=tuple(x for x in s.state.stops if x.id != gone.id),
        other_stops=tuple(x for x in s.state.other_stops if x.id != gone.id),
    )


def _is_named(stop: StopState, act: LiftRestriction) -> bool:
    return stop.organ == act.organ and stop.document_no == act.restriction_document_no
