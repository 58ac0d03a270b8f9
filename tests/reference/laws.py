"""Why an act must be refused: the codes of the rules, from the sheet as it stands."""

from collections.abc import Callable, Iterator
from dataclasses import replace
from typing import Any

from dengbu.register import api as register
from tests.reference import (
    land_laws,
    loan_laws,
    restriction_laws,
    title_laws,
    undo_laws,
    unit_laws,
    use_laws,
)
from tests.reference.asked import Asked
from tests.reference.model import Line

Law = Callable[[Asked, Any], Iterator[str]]


ONCE = {"E03", "E26"}
"""Asked once of an act on several units."""


def refusals(
    asked: Asked,
    act: register.Act,
    undoes: tuple[Line, ...] = (),
    names: undo_laws.Names | None = None,
) -> set[str]:
    """The codes of all rules that block; empty: it must be entered."""
    if isinstance(act, register.AnnulEntry):
        return undo_laws.annulled(asked, act, undoes, names or {})
    if isinstance(act, register.ReshapeUnits):
        return set(unit_laws.reshape(asked, act))
    found = set(use_laws.together(asked, act))
    singles = parts(act)
    for n, (unit, one) in enumerate(singles):
        here = replace(asked, unit=unit, sheet=asked.sheets[unit])
        codes = {*_LAWS[type(one)](here, one), *unit_laws.there(here.sheet)}
        if isinstance(one, register.CreateMortgage):
            codes |= set(loan_laws.building(here, one, tuple(u for u, _ in singles)))
        found |= codes - (ONCE if n else set())
    if isinstance(act, register.CancelMortgage):
        found |= set(_land_leaves_last(asked, act))
    return found


def _land_leaves_last(asked: Asked, act: register.CancelMortgage) -> Iterator[str]:
    for unit, one in parts(act):
        here = replace(asked, unit=unit, sheet=asked.sheets[unit])
        assert isinstance(one, register.CancelMortgage)
        yield from loan_laws.land_last(here, one, {u for u, _ in parts(act)})


def _for(act: register.CreateMortgage, line: register.Collateral) -> register.Act:
    """The loan as it stands on a unit of its list."""
    return replace(
        act,
        unit_code=line.unit_code,
        mortgagors=line.mortgagors,
        from_notice=line.from_notice,
    )


def parts(act: register.Act) -> list[tuple[str, register.Act]]:
    """The units that an act is entered on, each with what is entered there."""
    if isinstance(act, register.CreateMortgage):
        alone = replace(act, collateral=())
        more = [(c.unit_code, _for(alone, c)) for c in act.collateral]
        return [(act.unit_code, alone), *more]
    if isinstance(act, register.ChangeMortgage):
        rest = replace(act, others=(), mortgagors=None)
        named = [
            (o.unit_code, replace(rest, unit_code=o.unit_code, proof_no=o.proof_no))
            for o in act.others
        ]
        return [(act.unit_code, replace(act, others=())), *named]
    if isinstance(act, register.CancelMortgage | register.TransferMortgage | register.FixClaim):
        one = replace(act, others=())
        pairs = [(o.unit_code, o.proof_no) for o in act.others]
        return [
            (act.unit_code, one),
            *((u, replace(one, unit_code=u, proof_no=p)) for u, p in pairs),
        ]
    return [(act.unit_code, act)]


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
    register.CreateHabitation: use_laws.dwell,
    register.CancelHabitation: use_laws.leave,
    register.CreateEasement: use_laws.bear,
    register.CancelEasement: use_laws.free,
    register.CreateOperation: land_laws.grant,
    register.TransferOperation: land_laws.pass_on,
    register.ChangeOperation: land_laws.change,
    register.CancelOperation: land_laws.end,
    register.RegisterCommonParts: land_laws.common,
    register.CancelCommonParts: land_laws.uncommon,
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
