"""Advance notice, objection and stop order: what they do to a unit. Pure."""

from dataclasses import replace

from dengbu.register.acts import EnterNotice, EnterObjection, RestrictByGovernment
from dengbu.register.booking import tables
from dengbu.register.booking.setting import NOTHING_RECORDED, Setting
from dengbu.register.codes import CertificateKind, RegistrationType
from dengbu.register.lapse import objection_lapses_on
from dengbu.register.state import NoticeState, ObjectionState, StopState, UnitState


def notice(s: Setting, act: EnterNotice) -> UnitState:
    ownership = s.state.ownership
    entry_id, effective = s.enter(
        act,
        RegistrationType.ADVANCE_NOTICE,
        NOTHING_RECORDED,
        ownership.entry_id if ownership else None,
    )
    right_id = next(s.fresh)
    row = (right_id, s.page_id, entry_id, effective, act.kind.value, act.amount)
    s.into.opened.append((tables.NOTICE, row))
    s.people(tables.NOTICE_PARTY, right_id, "H", act.holders)
    s.people(tables.NOTICE_PARTY, right_id, "O", act.obligors)
    s.certify(CertificateKind.PROOF, entry_id, right_id, "notice_id")
    made = NoticeState(
        id=right_id,
        kind=act.kind,
        holders=act.holders,
        obligors=act.obligors,
        amount=act.amount,
        proof_no="",
        recorded_from=s.at,
    )
    return replace(s.state, notices=(*s.state.notices, made))


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
            (right_id, s.page_id, entry_id, effective, act.objector, act.matter, act.sued_on),
        )
    )
    s.certify(CertificateKind.PROOF, entry_id, right_id, "objection_id")
    made = ObjectionState(
        id=right_id,
        objector=act.objector,
        matter=act.matter,
        lapses_on=objection_lapses_on(s.at, act.sued_on),
        recorded_from=s.at,
    )
    return replace(s.state, objections=(*s.state.objections, made))


def stop(s: Setting, act: RestrictByGovernment) -> UnitState:
    entry_id, effective = s.enter(act, RegistrationType.OTHER, NOTHING_RECORDED, None)
    right_id = next(s.fresh)
    row = (right_id, s.page_id, entry_id, effective, act.organ, act.document_no, act.reason)
    s.into.opened.append((tables.STOP, (*row, act.from_day, act.to_day)))
    made = StopState(
        id=right_id,
        organ=act.organ,
        document_no=act.document_no,
        reason=act.reason,
        from_day=act.from_day,
        to_day=act.to_day,
    )
    return replace(s.state, stops=(*s.state.stops, made))
