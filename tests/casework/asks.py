"""Requests as families and banks rightly make them, for the tests of intake and the scenarios."""

from dataclasses import replace
from datetime import date
from decimal import Decimal

from dengbu.casework.api import (
    CancelInput,
    CaseRequest,
    MaterialInput,
    MortgageInput,
    PartyInput,
    Role,
)
from dengbu.register import api as register
from tests.casework.desk import Desk
from tests.register.city import BANK, OTHER_BANK, person

PAPERS = {
    "G06": ("m1", "m2", "pl", "sv"),
    "G10": ("m1", "m2", "ct"),
    "G39": ("m1", "m2", "lo"),
    "G44": ("m1",),
    "C07": ("m1", "m2", "ct", "lo"),
    "G53": ("m1", "m2"),
    "G54": ("m1", "m2", "ls"),
    "C09": ("m1", "m2", "ct", "lo"),
}
LOAN = MortgageInput(
    amount=Decimal("560000.00"),
    debt_from=date(2024, 12, 20),
    debt_to=date(2044, 12, 20),
    restricted=True,
    contract_no="巴陵借字2024-0318",
)


def party(role: Role, who: register.PartyRef, **more: object) -> PartyInput:
    """Somebody who signed."""
    values = {"agreed": True, **more}
    return PartyInput(
        role=role,
        name=who.name,
        id_type=who.id_type,
        id_no=who.id_no,
        party_type=who.party_type.value,
        **values,  # type: ignore[arg-type]  # keywords of one test
    )


def papers(service: str) -> tuple[MaterialInput, ...]:
    """Everything that the service asks for, seen at the window."""
    return tuple(MaterialInput(code=code, source="ORIGINAL") for code in PAPERS[service])


def request(service: str, unit: str, *parties: PartyInput, **more: object) -> CaseRequest:
    """A request at the window with its papers and the tax paid."""
    values: dict[str, object] = {"materials": papers(service), "tax_cleared": True, **more}
    values.setdefault("tax_note", "完税证明43240612" if values["tax_cleared"] else "")
    return CaseRequest(service=service, unit_code=unit, parties=parties, **values)  # type: ignore[arg-type]  # keywords of one test


def first_registration(desk: Desk, unit: str, n: int = 801) -> CaseRequest:
    """G06: an owner registers a new house."""
    return request("G06", unit, party(Role.OWNER, person(n)))


def cancellation(desk: Desk, n: int) -> CaseRequest:
    """G44: the bank of the n-th unit cancels its mortgage at the window."""
    proof = CancelInput(proof_no=desk.proofs[n], amount=Decimal("680000.00"))
    return request("G44", desk.units[n], party(Role.MORTGAGEE, BANK), inputs={"cancel": proof})


def sale(desk: Desk, n: int, buyer: int = 901) -> CaseRequest:
    """G10: the owner of the n-th unit sells; the unrestricted mortgage follows."""
    return request(
        "G10",
        desk.units[n],
        party(Role.SELLER, person(n + 1)),
        party(Role.BUYER, person(buyer)),
        price=Decimal("800000.00"),
    )


def mortgage(desk: Desk, n: int) -> CaseRequest:
    """G39: the owner of the n-th unit borrows from another bank."""
    return request(
        "G39",
        desk.units[n],
        party(Role.MORTGAGOR, person(n + 1)),
        party(Role.MORTGAGEE, OTHER_BANK),
        inputs={"mortgage": LOAN},
    )


def sale_with_loan(desk: Desk, n: int, buyer: int = 902) -> CaseRequest:
    """C07: the buyer pays with a loan on the unit."""
    before = sale(desk, n, buyer)
    return replace(
        before,
        service="C07",
        parties=(*before.parties, party(Role.NEW_MORTGAGEE, OTHER_BANK)),
        inputs={"mortgage": LOAN},
        materials=papers("C07"),
    )


def sale_under_mortgage(desk: Desk, n: int, buyer: int = 903) -> CaseRequest:
    """C09: the seller's loan is still there; its bank takes part."""
    before = sale_with_loan(desk, n, buyer)
    return replace(
        before,
        service="C09",
        parties=(*before.parties, party(Role.OLD_MORTGAGEE, BANK)),
        inputs={
            **before.inputs,
            "cancel": CancelInput(proof_no=desk.proofs[n], amount=Decimal("680000.00")),
        },
        materials=papers("C09"),
    )
