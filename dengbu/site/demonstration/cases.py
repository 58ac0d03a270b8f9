"""Cases that are open when the demonstration starts, accepted through ``casework`` as any other."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date, datetime, timedelta
from decimal import Decimal

from dengbu.accounts import api as accounts
from dengbu.casework import api as casework
from dengbu.casework.api import MaterialInput, MortgageInput, PartyInput, Role
from dengbu.kernel.clause import REGULATION
from dengbu.register import api as register
from dengbu.site.demonstration.history import Chronicle
from dengbu.site.demonstration.people import BANKS

RETURNED, REFUSED = 5, 7  # of each eight, of each twelve
PAPERS = {
    "G06": ("m1", "m2", "pl", "sv"),
    "G10": ("m1", "m2", "ct"),
    "G39": ("m1", "m2", "lo"),
    "G44": ("m1", "m2", "pr"),
    "G37": ("m1", "pr"),
    "G37-2": ("m1", "pr"),
    "G38": ("m1", "cf", "mf"),
    "G38-2": ("m1", "lo"),
    "C07": ("m1", "m2", "ct", "lo"),
    "C09": ("m1", "m2", "pr", "ct", "lo"),
}


def open_cases(
    chronicle: Chronicle, units: list[str], clerks: Sequence[str], now: datetime
) -> list[register.PartyRef]:
    """Two dozen cases at every step but the last; their buyers, those of unpaid tax first.

    ``units``: registered homes without burden; ``clerks``: user names at the windows.
    """
    actors = [actor(name) for name in clerks]
    buyers = []
    for n, code in enumerate(units):
        at = now - timedelta(minutes=2 * n)  # within the hour that is promised at the window
        request = _request(chronicle, code, n, at)
        accepted = casework.submit(request, actor=actors[n % len(actors)], now=at)
        waits = request.tax_cleared is None
        buyers += [(waits, _ref(p)) for p in request.parties if p.role == Role.BUYER]
        _decide(accepted, n, now)
    return [who for _, who in sorted(buyers, key=lambda buyer: not buyer[0])]


def _ref(party: PartyInput) -> register.PartyRef:
    return register.PartyRef(name=party.name, id_type=party.id_type, id_no=party.id_no)


def actor(username: str) -> accounts.Actor:
    """Who signs in by this name."""
    return accounts.actor_of(accounts.Account.objects.get(username=username))


def _request(chronicle: Chronicle, code: str, n: int, at: datetime) -> casework.CaseRequest:
    """A sale, a sale with a loan, or a loan, in turns."""
    state = register.unit_state(code, now=at)
    owners = [h.party for h in state.ownership.holders] if state.ownership else []
    service = ("G10", "C07", "G39")[n % 3]
    request = casework.CaseRequest(
        service=service,
        unit_code=code,
        submission_key=f"demonstration-{n}",
        materials=tuple(MaterialInput(code=c, source="ORIGINAL") for c in PAPERS[service]),
        tax_cleared=True if n % 4 else None,
        tax_note="完税凭证（演示）" if n % 4 else "",
    )
    bank = party(Role.MORTGAGEE, BANKS[n % 3].party)
    begins = at.date()
    loan = MortgageInput(
        amount=Decimal(40 + n) * 10_000,
        debt_from=begins,
        debt_to=date(begins.year + 20, begins.month, min(begins.day, 28)),
        restricted=n % 2 == 0,
        contract_no=f"借字2026-{n:04d}",
    )
    if service == "G39":
        owning = tuple(party(Role.MORTGAGOR, p) for p in owners)
        return replace(request, parties=(*owning, bank), inputs={"mortgage": loan})
    sellers = tuple(party(Role.SELLER, p) for p in owners)
    buyer = party(Role.BUYER, chronicle.crowd.person())
    price = Decimal(60 + n) * 10_000
    sale = replace(request, parties=(*sellers, buyer), price=price)
    if service == "G10":
        return sale
    lender = replace(bank, role=Role.NEW_MORTGAGEE.value)
    return replace(sale, parties=(*sale.parties, lender), inputs={"mortgage": loan})


def party(role: Role, who: register.PartyRef) -> PartyInput:
    """Somebody of the register as a party of a case, who agreed."""
    return PartyInput(
        role=role.value,
        name=who.name,
        id_type=who.id_type,
        id_no=who.id_no,
        party_type=who.party_type.value,
        agreed=True,
    )


def _decide(case: casework.CaseView, n: int, now: datetime) -> None:
    """One in eight comes back for papers, one in twelve is refused; the rest waits."""
    if n % 8 != RETURNED and n % 12 != REFUSED:
        return
    examiner = accounts.actor(case.examiner_id) if case.examiner_id else None
    if examiner is None:
        return
    if n % 8 == RETURNED:
        casework.return_for_supplement(
            case.case_no,
            actor=examiner,
            now=now,
            revision=case.revision,
            items=[casework.ReturnItem(kind="MATERIAL", name="买卖合同", what="请重新扫描第2页")],
        )
    else:
        casework.refuse(
            case.case_no,
            actor=examiner,
            now=now,
            revision=case.revision,
            reason="双方对房屋权属有争议，法院正在审理",
            clause=REGULATION.of(22),
        )
