"""What all agree on, read from case and register: at the opening, and again at the entry."""

from collections.abc import Iterable, Mapping
from dataclasses import fields
from datetime import date, datetime
from decimal import Decimal
from fractions import Fraction

from dengbu.casework.inputs import Input
from dengbu.casework.inputs.loans import LoanChangeInput, LoanTransferInput, MortgageInput
from dengbu.casework.models import Case, MortgagedTransfer
from dengbu.casework.mortgaged.records import end, locked_of, tell
from dengbu.casework.rules.mortgaged import Event, Happening, Mode, Phase
from dengbu.casework.rules.mortgaged.agreed import MONEY, Content, differing, digest, named
from dengbu.casework.values import CaseRequest, PartyInput, Role
from dengbu.register import api as register

SLOTS: Mapping[Mode, tuple[str, type[Input]]] = {
    Mode.COMBINED: ("mortgage", MortgageInput),
    Mode.SEGMENTED: ("mortgage", MortgageInput),
    Mode.CHANGED: ("loan_change", LoanChangeInput),
    Mode.ASSIGNED: ("loan_transfer", LoanTransferInput),
}
"""Where a request says what the buyer's bank is given."""
NOTHING = Decimal("0.00")
WHO = "系统"


def content_of(
    request: CaseRequest,
    mode: Mode,
    mortgage: register.MortgageState | None,
    *,
    payoff: Decimal,
    account: tuple[str, str],
) -> Content:
    """All that is agreed, as plain text; ``mortgage``: the old one, None where it is gone.

    ``account``: name and credit code of who holds the money. Only plain JSON values, amounts to
    the cent.
    """
    banks = () if mode is Mode.CHANGED else request.of(Role.NEW_MORTGAGEE)
    return {
        "home": list(request.units),
        "mode": mode.value,
        "price": _plain(request.price or NOTHING),
        "sellers": _people(request.of(Role.SELLER)),
        "buyers": [
            *_people(request.of(Role.BUYER)),
            {"held": request.co_ownership, "apart": request.separate_certificates},
        ],
        "old": _old(mortgage),
        "payoff": _plain(payoff),
        "new_bank": _people(banks),
        "new": _terms(request, mode),
        "account": list(account),
    }


def _people(parties: Iterable[PartyInput]) -> list[dict[str, object]]:
    found = [
        {"name": p.name, "id_type": p.id_type, "id_no": p.id_no, "share": _plain(p.share)}
        for p in parties
    ]
    return sorted(found, key=lambda p: str(p["id_no"]))


def _old(mortgage: register.MortgageState | None) -> dict[str, object] | None:
    """The old mortgage as the register has it, with whose it is."""
    if mortgage is None:
        return None
    return {
        "proof_no": mortgage.proof_no,
        "banks": sorted(p.id_no for p in mortgage.mortgagees),
        "mode": str(mortgage.mode),
        "amount": _plain(mortgage.amount),
        "debt_from": _plain(mortgage.debt_from),
        "debt_to": _plain(mortgage.debt_to),
        "scope": mortgage.scope,
        "restricted": mortgage.transfer_restricted,
    }


def _terms(request: CaseRequest, mode: Mode) -> dict[str, object]:
    """Every term that the request gives the mortgage of the buyer's debt."""
    slot, kind = SLOTS[mode]
    given = request.given(kind, slot)
    return {field.name: _plain(getattr(given, field.name)) for field in fields(given)}


def _plain(value: object) -> object:
    if isinstance(value, Decimal):
        return f"{value:.2f}"
    if isinstance(value, Fraction):
        return f"{value.numerator}/{value.denominator}"
    return value.isoformat() if isinstance(value, date) else value


def current(transfer: MortgagedTransfer, request: CaseRequest, *, now: datetime) -> Content:
    """What would be agreed on if the transfer of a case were begun now."""
    state = register.unit_state(transfer.unit_code, now=now)
    mortgage = next((m for m in state.mortgages if m.proof_no == transfer.old_proof), None)
    said = transfer.agreed.get("account", ["", ""])
    return content_of(
        request, Mode(transfer.mode), mortgage, payoff=transfer.payoff, account=(said[0], said[1])
    )


def restate(case: Case, request: CaseRequest, *, now: datetime) -> None:
    """A supplement may have changed what was agreed: then all confirm anew, or it ends.

    In the caller's transaction, which holds the case.
    """
    for record in locked_of(case, Phase.OPEN, Phase.READY):
        transfer, fresh = record.transfer, current(record.transfer, request, now=now)
        parts = differing(transfer.agreed, fresh)
        if not parts:
            continue
        if MONEY & set(parts):
            end(record, Event.CLOSE, f"{named(parts)}改了，要按新的重新发起", who=WHO, now=now)
            continue
        record.happen(Happening(event=Event.AMEND), now=now)
        transfer.agreed, transfer.agreed_digest = dict(fresh), digest(fresh)
        transfer.save(update_fields=["agreed", "agreed_digest"])
        said = f"{named(parts)}改了，先前的确认都不算了，请各方看过新的内容再确认一次"
        tell(record, "MORTGAGED", WHO, said, now=now)
