"""Acts on habitation, easements and land operation rights."""

from collections.abc import Mapping
from decimal import Decimal

from dengbu.casework.building.frame import UNSTATED_DAY, Ask, Building
from dengbu.casework.inputs.titles import OperationInput
from dengbu.casework.inputs.uses import (
    EasementEndInput,
    EasementInput,
    HabitationEndInput,
    HabitationInput,
)
from dengbu.casework.values import Role
from dengbu.register import api as register


def _dwell(ask: Ask) -> register.Act:
    said = ask.given(HabitationInput)
    return register.CreateHabitation(
        unit_code=ask.unit_code,
        holders=ask.refs(Role.HOLDER),
        grantors=ask.refs(Role.OWNER),
        scope=said.scope,
        term_to=said.term_to,
        may_let=bool(said.may_let),
        source=register.HabitationSource(said.source),
        document_no=said.document_no,
    )


def _leave(ask: Ask) -> register.Act:
    said = ask.given(HabitationEndInput)
    return register.CancelHabitation(
        unit_code=ask.unit_code,
        proof_no=said.proof_no,
        ground=register.HabitationEnd(said.ground or register.HabitationEnd.WAIVED),
        document_no=said.document_no,
    )


def _serve(ask: Ask) -> register.Act:
    said = ask.given(EasementInput)
    return register.CreateEasement(
        unit_code=ask.unit_code,
        dominant_code=said.dominant_code,
        servient_holders=ask.refs(Role.OWNER),
        dominant_holders=ask.refs(Role.DOMINANT),
        content=said.content,
        term_from=said.term_from or UNSTATED_DAY,
        term_to=said.term_to or said.term_from or UNSTATED_DAY,
    )


def _free(ask: Ask) -> register.Act:
    return register.CancelEasement(
        unit_code=ask.unit_code,
        dominant_code=ask.given(EasementInput, "easement").dominant_code,
        proof_no=ask.given(EasementEndInput).proof_no,
    )


def _operate(ask: Ask) -> register.Act:
    said = ask.given(OperationInput)
    return register.CreateOperation(
        unit_code=ask.unit_code,
        holders=ask.refs(Role.HOLDER),
        grantors=ask.refs(Role.OWNER),
        mode=register.OperationMode(said.mode or register.OperationMode.LEASE),
        area=said.area or Decimal(0),
        term_from=said.term_from or UNSTATED_DAY,
        term_to=said.term_to or said.term_from or UNSTATED_DAY,
        contract_no=said.contract_no,
    )


def _operation_passed(ask: Ask) -> register.Act:
    said = ask.given(OperationInput)
    return register.TransferOperation(
        unit_code=ask.unit_code, proof_no=said.proof_no, holders=ask.refs(Role.BUYER)
    )


def _operation_changed(ask: Ask) -> register.Act:
    said = ask.given(OperationInput)
    return register.ChangeOperation(
        unit_code=ask.unit_code,
        proof_no=said.proof_no,
        area=said.area,
        term_to=said.term_to,
        contract_no=said.contract_no or None,
    )


def _operation_ended(ask: Ask) -> register.Act:
    return register.CancelOperation(
        unit_code=ask.unit_code, proof_no=ask.given(OperationInput).proof_no
    )


USES: Mapping[str, Building] = {
    "CreateHabitation": Building(
        build=_dwell, slots=("habitation",), roles=(Role.OWNER, Role.HOLDER)
    ),
    "CancelHabitation": Building(build=_leave, slots=("habitation_end",)),
    "CreateEasement": Building(
        build=_serve, slots=("easement",), roles=(Role.OWNER, Role.DOMINANT)
    ),
    "CancelEasement": Building(build=_free, slots=("easement_end", "easement")),
    "CreateOperation": Building(
        build=_operate, slots=("operation",), roles=(Role.OWNER, Role.HOLDER)
    ),
    "TransferOperation": Building(
        build=_operation_passed, slots=("operation",), roles=(Role.BUYER,)
    ),
    "ChangeOperation": Building(build=_operation_changed, slots=("operation",)),
    "CancelOperation": Building(build=_operation_ended, slots=("operation",)),
}
