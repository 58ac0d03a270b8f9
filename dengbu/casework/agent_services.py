"""What organisations may file by program, and how a line of each becomes a request."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from dengbu.casework.batch_lines import FiledLine
from dengbu.casework.inputs import CancelInput, Input, MortgageInput
from dengbu.casework.inputs.restrictions import LoanNoticeEndInput, NoticeEndInput
from dengbu.casework.values import CaseRequest, PartyInput, Role
from dengbu.kernel.identity import IdType
from dengbu.register import api as register

ORGANISATIONS = frozenset({IdType.CREDIT_CODE, IdType.BUSINESS_LICENCE, IdType.ORGANISATION_CODE})
Inputs = Mapping[str, Input]


@dataclass(frozen=True, kw_only=True, slots=True)
class Opening:
    """A service as it is filed by program."""

    role: Role  # of the organisation that files
    other: Role  # of the other side, who is stated
    notice: bool = True  # the proof is of an advance notice, else of a mortgage
    loan: bool = False  # that notice is of a mortgage
    inputs: Callable[[FiledLine], Inputs] = lambda _: {}
    needs: tuple[str, ...] = ()  # of the line, beside code and proof
    allows: tuple[str, ...] = ()  # may be said, and need not


def _cancel(line: FiledLine) -> Inputs:
    return {"cancel": CancelInput(proof_no=line.proof_no, amount=line.amount)}


def _end_sale(line: FiledLine) -> Inputs:
    return {"notice_end": NoticeEndInput(proof_no=line.proof_no)}


def _end_loan(line: FiledLine) -> Inputs:
    return {"loan_notice_end": LoanNoticeEndInput(proof_no=line.proof_no, amount=line.amount)}


def _mortgage(line: FiledLine) -> Inputs:
    agreed = MortgageInput(
        amount=line.amount,
        debt_from=line.debt_from,
        debt_to=line.debt_to,
        restricted=line.restricted,
        contract_no=line.contract_no,
        from_notice=line.proof_no,
    )
    return {"mortgage": agreed}


_STATED = ("amount", "mortgagor")
OPEN: Mapping[str, Opening] = {
    "G44": Opening(
        role=Role.MORTGAGEE, other=Role.MORTGAGOR, notice=False, inputs=_cancel, allows=_STATED
    ),
    "G37": Opening(role=Role.HOLDER, other=Role.SELLER, inputs=_end_sale, allows=("mortgagor",)),
    "G37-2": Opening(
        role=Role.HOLDER, other=Role.MORTGAGOR, loan=True, inputs=_end_loan, allows=_STATED
    ),
    "G38": Opening(role=Role.BUYER, other=Role.SELLER, needs=("price", "parties", "agreed_alone")),
    "G38-2": Opening(
        role=Role.MORTGAGEE,
        other=Role.MORTGAGOR,
        loan=True,
        inputs=_mortgage,
        needs=("amount", "debt_from", "debt_to", "restricted", "parties", "agreed_alone"),
        allows=("contract_no",),
    ),
}
"""By code. The smart four (智能审批) and nothing else: all others need papers or signatures."""
SAID = frozenset(
    {
        "amount",
        "mortgagor",
        "parties",
        "price",
        "debt_from",
        "debt_to",
        "restricted",
        "contract_no",
        "agreed_alone",
    }
)
"""Parts of a line that only some services have."""


def request_of(
    code: str, line: FiledLine, *, name: str, credit_code: str, channel: str
) -> CaseRequest:
    """The line as the request that the case keeps; ``name``: of the organisation that files."""
    opening = OPEN[code]
    own = PartyInput(
        role=opening.role.value,
        name=name,
        id_type=IdType.CREDIT_CODE.value,
        id_no=credit_code,
        party_type=register.PartyType.ENTERPRISE.value,
        agreed=True,
    )
    return CaseRequest(
        service=code,
        unit_code=line.unit_code,
        channel=channel,
        parties=(own, *_others(line, opening.other)),
        price=line.price,
        inputs=opening.inputs(line),
    )


def _others(line: FiledLine, role: Role) -> tuple[PartyInput, ...]:
    if line.mortgagor:
        return (PartyInput(role=role.value, name=line.mortgagor, id_no=""),)
    return tuple(
        PartyInput(
            role=role.value,
            name=one.name,
            id_type=one.id_type,
            id_no=one.id_no,
            party_type=(
                register.PartyType.ENTERPRISE
                if one.id_type in ORGANISATIONS
                else register.PartyType.PERSON
            ).value,
            agreed=bool(line.agreed_alone),  # in the contract that the notice was entered by
        )
        for one in line.parties
    )
