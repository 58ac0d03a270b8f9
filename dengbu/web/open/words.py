"""Register values in the words of the open page."""

from dengbu.cadastre import api as cadastre
from dengbu.casework.api import uses
from dengbu.kernel.identity import mask_name
from dengbu.register import api as register

_TITLE_ENDED = {
    register.RegistrationType.TRANSFER: "房屋已转移给新的权利人",
    register.RegistrationType.CHANGE: "登记的内容变更了，换发了新证",
    register.RegistrationType.CANCELLATION: "登记的权利注销了",
    register.RegistrationType.CORRECTION: "登记簿更正了，换发了新证",
}
_PROOF_ENDED = {
    register.RegistrationType.TRANSFER: "证明的权利随房屋转移了",
    register.RegistrationType.CHANGE: "登记的内容变更了，换发了新证明",
    register.RegistrationType.CORRECTION: "登记簿更正了，换发了新证明",
}


def void_reason(view: register.CertificateView) -> str:
    """Why a certificate is void, in one plain sentence without anybody's name."""
    known = _TITLE_ENDED if view.kind is register.CertificateKind.TITLE else _PROOF_ENDED
    if view.never_stood:
        return "这个号编了以后没有发出：同一次登簿里，它的权利又变了"
    if view.void_type is None:
        return "登记的权利到期了"
    said = "登记的权利终止了"
    if _became_a_title(view):
        return "预告的房子已经过户，预告登记转成了产权"
    if view.kind is register.CertificateKind.PROOF and ended_for_good(view):
        return f"{proved(view)}已经注销"
    return known.get(register.RegistrationType(view.void_type), said)


def proved(view: register.CertificateView) -> str:
    """Which right a proof proves."""
    if view.mortgage_id is not None:
        return "抵押权"
    if view.habitation_id is not None:
        return uses.HABITATION
    if view.easement_id is not None:
        return uses.EASEMENT
    return "预告登记" if view.notice_id is not None else "异议登记"


def ended_for_good(view: register.CertificateView) -> bool:
    """Whether the right itself ended, so that no new paper stands for it."""
    ended = view.void_type in (None, register.RegistrationType.CANCELLATION)
    return ended or _became_a_title(view)


def _became_a_title(view: register.CertificateView) -> bool:
    """Of an advance notice: the sale that it announced has come."""
    return view.notice_id is not None and view.void_type == register.RegistrationType.TRANSFER


def public_name(party: register.PartyRef) -> str:
    """A person's name masked; an organisation's is no secret."""
    if party.party_type is register.PartyType.PERSON:
        return mask_name(party.name)
    return party.name


def use_words(unit: cadastre.UnitFacts | None) -> str:
    """Planned use of the house, or use of the land."""
    if unit is None:
        return "没有记载"
    if unit.is_land:
        return cadastre.LAND_USES.get(unit.parcel.land_use, "没有记载")
    return cadastre.PLANNED_USES.get(unit.planned_use, "没有记载")
