"""Habitation and easement: what their acts do to a unit. Pure."""

from dataclasses import replace
from typing import cast

from dengbu.register.acts import (
    CancelEasement,
    CancelHabitation,
    CreateEasement,
    CreateHabitation,
)
from dengbu.register.booking import tables
from dengbu.register.booking.setting import Setting
from dengbu.register.codes import CertificateKind, RegistrationType, RightType
from dengbu.register.state import EasementState, HabitationState, OwnershipState, UnitState


def create_habitation(s: Setting, act: CreateHabitation) -> UnitState:
    base = cast(OwnershipState, s.state.ownership)  # P01 has refused a unit without one
    entry_id, effective = s.enter(
        act, RegistrationType.FIRST, RightType.HABITATION.value, base.entry_id
    )
    made = HabitationState(
        id=next(s.fresh),
        entry_id=entry_id,
        source=act.source,
        holders=act.holders,
        grantors=act.grantors,
        scope=act.scope,
        may_let=act.may_let,
        term_to=act.term_to,
        proof_no="",
        effective_from=effective,
        recorded_from=s.at,
    )
    return inhabited(s, made)


def inhabited(s: Setting, made: HabitationState) -> UnitState:
    """Write a right of habitation with its parties, and ask for its proof."""
    opened = (made.id, s.page_id, made.entry_id, made.effective_from)
    about = (made.source.value, made.scope, made.may_let, made.term_to)
    row = (*opened, *about, made.restores)
    s.into.opened.append((tables.HABITATION, row))
    s.people(tables.HABITATION_PARTY, made.id, "H", made.holders)
    s.people(tables.HABITATION_PARTY, made.id, "G", made.grantors)
    s.certify(CertificateKind.PROOF, made.entry_id, made.id, "habitation_id")
    return replace(s.state, habitations=(*s.state.habitations, made))


def cancel_habitation(s: Setting, act: CancelHabitation) -> UnitState:
    gone = next(h for h in s.state.habitations if h.proof_no == act.proof_no)  # E21 has looked
    entry_id, effective = s.enter(
        act, RegistrationType.CANCELLATION, RightType.HABITATION.value, gone.entry_id
    )
    s.close("habitation", gone.id, entry_id, effective)
    s.into.voided.append(gone.proof_no)
    left = tuple(h for h in s.state.habitations if h.id != gone.id)
    return replace(s.state, habitations=left)


def create_easement(s: Setting, act: CreateEasement) -> UnitState:
    base = cast(OwnershipState, s.state.ownership)
    dominant = cast(UnitState, s.other)
    entry_id, effective = s.enter(
        act, RegistrationType.FIRST, RightType.EASEMENT.value, base.entry_id, act.effective_at
    )
    made = EasementState(
        id=next(s.fresh),
        entry_id=entry_id,
        servient_code=act.unit_code,
        dominant_code=act.dominant_code,
        servient_holders=act.servient_holders,
        dominant_holders=act.dominant_holders,
        content=act.content,
        term_from=act.term_from,
        term_to=act.term_to,
        proof_no="",
        effective_from=effective,
        recorded_from=s.at,
    )
    return burdened(s, made, dominant)


def burdened(s: Setting, made: EasementState, dominant: UnitState) -> UnitState:
    """Write an easement with its parties, and ask for its proof."""
    opened = (made.id, s.page_id, made.entry_id, made.effective_from)
    about = (dominant.page_id, made.content, made.term_from, made.term_to)
    s.into.opened.append((tables.EASEMENT, (*opened, *about, made.restores)))
    s.people(tables.EASEMENT_PARTY, made.id, "S", made.servient_holders)
    s.people(tables.EASEMENT_PARTY, made.id, "D", made.dominant_holders)
    s.certify(CertificateKind.PROOF, made.entry_id, made.id, "easement_id")
    return replace(s.state, easements=(*s.state.easements, made))


def cancel_easement(s: Setting, act: CancelEasement) -> UnitState:
    gone = next(e for e in s.state.easements if e.proof_no == act.proof_no)  # E23 has looked
    entry_id, effective = s.enter(
        act, RegistrationType.CANCELLATION, RightType.EASEMENT.value, gone.entry_id
    )
    s.close("easement", gone.id, entry_id, effective)
    s.into.voided.append(gone.proof_no)
    return replace(s.state, easements=tuple(e for e in s.state.easements if e.id != gone.id))


def gained(servient: UnitState, dominant: UnitState) -> UnitState:
    """The unit that gains, after what the one that serves bears for it has changed."""
    others = [e for e in dominant.benefits if e.servient_code != servient.unit_code]
    from_it = [e for e in servient.easements if e.dominant_code == dominant.unit_code]
    return replace(dominant, benefits=(*others, *from_it))
