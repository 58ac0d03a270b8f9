"""Why an act must be refused: the codes of the rules, from the sheet as it stands."""

from collections.abc import Callable, Iterator
from typing import Any

from dengbu.register import api as register
from tests.reference import loan_laws, restriction_laws, title_laws
from tests.reference.asked import Asked

Law = Callable[[Asked, Any], Iterator[str]]


def refusals(asked: Asked, act: register.Act) -> set[str]:
    """The codes of all rules that block; empty: it must be entered."""
    return set(_LAWS[type(act)](asked, act))


_LAWS: dict[type, Law] = {
    register.FirstRegistration: title_laws.first,
    register.Transfer: title_laws.transfer,
    register.ChangeOwnership: title_laws.change,
    register.CorrectOwnership: title_laws.correct,
    register.CancelOwnership: title_laws.cancel,
    register.ReissueCertificate: title_laws.reissue,
    register.CreateMortgage: loan_laws.lend,
    register.CancelMortgage: loan_laws.repay,
    register.TransferMortgage: loan_laws.assign,
    register.ChangeMortgage: loan_laws.alter,
    register.FixClaim: loan_laws.fix,
    register.ExchangeRanks: loan_laws.exchange,
    register.Seize: restriction_laws.seize,
    register.RenewSeizure: restriction_laws.renew,
    register.ReleaseSeizure: restriction_laws.release,
    register.EnterNotice: restriction_laws.notice,
    register.CancelNotice: restriction_laws.drop_notice,
    register.EnterObjection: restriction_laws.object_to,
    register.RecordSuit: restriction_laws.sue,
    register.CancelObjection: restriction_laws.drop_objection,
    register.RestrictByGovernment: restriction_laws.stop,
    register.LiftRestriction: restriction_laws.lift,
}
