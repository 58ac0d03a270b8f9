"""What is believed of a request by whoever sends it: only an officer has seen an original."""

from dataclasses import replace

from dengbu.accounts import api as accounts
from dengbu.casework.consents import applying
from dengbu.casework.values import CaseRequest, MaterialSource, PartyInput
from dengbu.kernel.chinese import normalise_code


def as_far_as_believed(
    request: CaseRequest, actor: accounts.Actor, *, before: CaseRequest | None = None
) -> CaseRequest:
    """The request without what only an officer can have seen.

    From outside nobody can say that the tax is paid or that a window saw an original, and a citizen
    cannot sign for others. What was believed ``before`` (a case that comes back after a return)
    stays, the signatures of others only while what they signed is unchanged.
    """
    if actor.kind is accounts.AccountKind.OFFICER:
        return request
    signed = _signatures(before) if before and substance(before) == substance(request) else set()
    parties = request.parties
    if actor.kind is accounts.AccountKind.CITIZEN:
        parties = tuple(
            replace(
                p, agreed=(p.agreed and normalise_code(p.id_no) == actor.id_no) or _of(p) in signed
            )
            for p in parties
        )
    seen = set(before.materials) if before else set()
    papers = tuple(m for m in request.materials if m.source != MaterialSource.ORIGINAL or m in seen)
    paid = before.tax_cleared if before else None
    note = before.tax_note if before else request.tax_note  # by which voucher, an officer has seen
    return replace(request, parties=parties, materials=papers, tax_cleared=paid, tax_note=note)


def _of(party: PartyInput) -> tuple[str, str]:
    return party.role, normalise_code(party.id_no)


def _signatures(request: CaseRequest) -> set[tuple[str, str]]:
    return {_of(p) for p in request.parties if p.agreed}


def substance(request: CaseRequest) -> CaseRequest:
    """What applicants sign: who, what and for how much, without papers, contacts and consents."""
    return replace(
        request,
        channel="",
        submission_key="",
        materials=(),
        delivery="",
        tax_cleared=None,
        tax_note="",
        parties=tuple(replace(p, agreed=False, phone="") for p in applying(request.parties)),
    )
