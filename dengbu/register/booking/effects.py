"""What each act does: the unit's next state and the rows to write. Pure."""

from collections.abc import Callable, Mapping
from typing import Any

from dengbu.register import acts
from dengbu.register.acts import Act
from dengbu.register.booking import (
    annul,
    certificates,
    commons,
    mortgages,
    notices,
    operations,
    ownership,
    seizures,
    uses,
)
from dengbu.register.booking.reshaping import reshape
from dengbu.register.booking.setting import Setting
from dengbu.register.state import UnitState

_EFFECTS: dict[type, Callable[[Setting, Any], UnitState]] = {
    acts.FirstRegistration: ownership.first,
    acts.Transfer: ownership.transfer,
    acts.ChangeOwnership: ownership.change,
    acts.CorrectOwnership: ownership.correct,
    acts.CancelOwnership: ownership.cancel,
    acts.ReissueCertificate: certificates.reissue,
    acts.RegisterCommonParts: commons.register_parts,
    acts.CancelCommonParts: commons.cancel_parts,
    acts.CreateOperation: operations.create_operation,
    acts.TransferOperation: operations.transfer_operation,
    acts.ChangeOperation: operations.change_operation,
    acts.CancelOperation: operations.cancel_operation,
    acts.CreateMortgage: mortgages.create_mortgage,
    acts.TransferMortgage: mortgages.transfer_mortgage,
    acts.ChangeMortgage: mortgages.change_mortgage,
    acts.FixClaim: mortgages.fix_claim,
    acts.ExchangeRanks: mortgages.exchange_ranks,
    acts.CancelMortgage: mortgages.cancel_mortgage,
    acts.CreateHabitation: uses.create_habitation,
    acts.CancelHabitation: uses.cancel_habitation,
    acts.CreateEasement: uses.create_easement,
    acts.CancelEasement: uses.cancel_easement,
    acts.Seize: seizures.seize,
    acts.RenewSeizure: seizures.renew,
    acts.ReleaseSeizure: seizures.release,
    acts.EnterNotice: notices.notice,
    acts.CancelNotice: notices.cancel_notice,
    acts.EnterObjection: notices.objection,
    acts.RecordSuit: notices.record_suit,
    acts.CancelObjection: notices.cancel_objection,
    acts.RestrictByGovernment: notices.stop,
    acts.LiftRestriction: notices.lift,
}


def apply(setting: Setting, act: Act) -> Mapping[str, UnitState]:
    """The units that ``act`` touches, after it, by code; its rows go into ``setting.into``."""
    if isinstance(act, acts.ReshapeUnits):
        return reshape(setting, act)
    if isinstance(act, acts.AnnulEntry):
        return annul.annul(setting, act)
    after = {act.unit_code: _EFFECTS[type(act)](setting, act)}
    if setting.other is not None:
        after[setting.other.unit_code] = uses.gained(after[act.unit_code], setting.other)
    return after
