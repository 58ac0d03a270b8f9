"""Acts on mortgages."""

from collections.abc import Mapping
from decimal import Decimal

from dengbu.casework.building.frame import UNSTATED_AMOUNT, UNSTATED_DAY, Ask, Building
from dengbu.casework.inputs import CancelInput, MortgageInput
from dengbu.casework.inputs.loans import (
    FixingInput,
    LoanChangeInput,
    LoanTransferInput,
    RanksInput,
)
from dengbu.casework.values import Role
from dengbu.register import api as register

LENDERS = (Role.NEW_MORTGAGEE, Role.MORTGAGEE)
BORROWERS = (Role.MORTGAGOR, Role.BUYER)


def _stated(amount: Decimal | None) -> Decimal:
    return UNSTATED_AMOUNT if amount is None else amount


def _create(ask: Ask) -> register.Act:
    agreed = ask.given(MortgageInput)
    others = ask.request.more_units if ask.unit_code == ask.request.unit_code else ()
    return register.CreateMortgage(
        unit_code=ask.unit_code,
        mortgagees=ask.refs(*LENDERS),
        mortgagors=ask.refs(*BORROWERS),
        amount=_stated(agreed.amount),
        debt_from=agreed.debt_from or UNSTATED_DAY,
        debt_to=agreed.debt_to or agreed.debt_from or UNSTATED_DAY,
        mode=register.MortgageMode(agreed.mode),
        transfer_restricted=agreed.restricted,
        contract_no=agreed.contract_no,
        scope=agreed.scope or register.STATUTORY_SCOPE,
        from_notice=agreed.from_notice,
        collateral=tuple(_collateral(ask, code) for code in others),
        construction_address=agreed.construction_address,
        construction_scope=agreed.construction_scope,
    )


def _collateral(ask: Ask, code: str) -> register.Collateral:
    there = Ask(request=ask.request, item=ask.item, unit_code=code, unit=None)
    return register.Collateral(unit_code=code, mortgagors=there.refs(*BORROWERS))


def _cancel(ask: Ask) -> register.Act:
    named = ask.given(CancelInput)
    asking = ask.request.of(Role.OLD_MORTGAGEE, Role.MORTGAGEE)
    signed = {(p.id_type, p.id_no) for p in asking if p.agreed}
    return register.CancelMortgage(
        unit_code=ask.unit_code,
        proof_no=named.proof_no,
        applicants=tuple(
            p for p in ask.all_of(Role.OLD_MORTGAGEE, Role.MORTGAGEE) if p.key in signed
        ),
        amount=named.amount,
        partial=bool(named.partial),
    )


def _change(ask: Ask) -> register.Act:
    said = ask.given(LoanChangeInput)
    return register.ChangeMortgage(
        unit_code=ask.unit_code,
        proof_no=said.proof_no,
        amount=said.amount,
        debt_from=said.debt_from,
        debt_to=said.debt_to,
        scope=said.scope or None,
        transfer_restricted=said.restricted,
        contract_no=said.contract_no or None,
        mortgagors=ask.refs(Role.BUYER) or None,  # who holds the home by now (Civil Code 406)
    )


def _pass_on(ask: Ask) -> register.Act:
    said = ask.given(LoanTransferInput)
    return register.TransferMortgage(
        unit_code=ask.unit_code,
        proof_no=said.proof_no,
        mortgagees=ask.refs(*LENDERS),
        agreed_before_fixing=bool(said.agreed_before_fixing),
    )


def _fix(ask: Ask) -> register.Act:
    said = ask.given(FixingInput)
    return register.FixClaim(
        unit_code=ask.unit_code,
        proof_no=said.proof_no,
        amount=_stated(said.amount),
        fact=said.fact,
    )


def _ranks(ask: Ask) -> register.Act:
    said = ask.given(RanksInput)
    return register.ExchangeRanks(
        unit_code=ask.unit_code, proof_no=said.proof_no, other_proof_no=said.other_proof_no
    )


LOANS: Mapping[str, Building] = {
    "CreateMortgage": Building(build=_create, slots=("mortgage",), roles=(*LENDERS, *BORROWERS)),
    "CancelMortgage": Building(
        build=_cancel, slots=("cancel",), roles=(Role.OLD_MORTGAGEE, Role.MORTGAGEE)
    ),
    "ChangeMortgage": Building(build=_change, slots=("loan_change",), roles=(Role.BUYER,)),
    "TransferMortgage": Building(build=_pass_on, slots=("loan_transfer",), roles=LENDERS),
    "FixClaim": Building(build=_fix, slots=("fixing",)),
    "ExchangeRanks": Building(build=_ranks, slots=("ranks",)),
}
