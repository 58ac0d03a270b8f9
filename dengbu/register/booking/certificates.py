"""Replacing a certificate: the right stays, its paper is new. Pure."""

from dataclasses import replace

from dengbu.register.acts import ReissueCertificate
from dengbu.register.booking.setting import Setting
from dengbu.register.codes import RegistrationType
from dengbu.register.state import CertificateState, OwnershipState, UnitState


def reissue(s: Setting, act: ReissueCertificate) -> UnitState:
    old = next(c for c in s.state.certificates if c.number == act.number)  # E14 has looked
    title = old.right_column == "ownership_id"
    right = s.state.ownership.right_type.value if title and s.state.ownership else "99"
    entry_id, _ = s.enter(act, RegistrationType.OTHER, right, old.entry_id)
    s.certify(old.kind, entry_id, old.right_id, old.right_column, old.holder, old.number)
    s.into.voided.append(old.number)
    left = tuple(c for c in s.state.certificates if c.number != old.number)
    return replace(_without(s.state, old), certificates=left)


def _without(state: UnitState, old: CertificateState) -> UnitState:
    """The new number is not known before all of the batch are numbered: it has none until then."""
    gone = ""
    return replace(
        state,
        ownership=_titled(state.ownership, old.number),
        mortgages=tuple(
            replace(m, proof_no=gone) if m.id == old.right_id else m for m in state.mortgages
        ),
        notices=tuple(
            replace(n, proof_no=gone) if n.id == old.right_id else n for n in state.notices
        ),
        habitations=tuple(
            replace(h, proof_no=gone) if h.id == old.right_id else h for h in state.habitations
        ),
        easements=tuple(
            replace(e, proof_no=gone) if e.id == old.right_id else e for e in state.easements
        ),
        past_objections=tuple(
            replace(o, proof_no=gone) if o.id == old.right_id else o for o in state.past_objections
        ),
        operations=tuple(
            replace(o, proof_no=gone) if o.id == old.right_id else o for o in state.operations
        ),
        objections=tuple(
            replace(o, proof_no=gone) if o.id == old.right_id else o for o in state.objections
        ),
    )


def _titled(ownership: OwnershipState | None, number: str) -> OwnershipState | None:
    if ownership is None or number not in ownership.certificate_nos:
        return ownership
    numbers = tuple(n for n in ownership.certificate_nos if n != number)
    return replace(ownership, certificate_nos=numbers)
