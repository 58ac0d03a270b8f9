"""A request as somebody rightly makes it, from what the service asks and the stage holds."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import date, datetime, timedelta
from decimal import Decimal
from fractions import Fraction
from typing import Any

from dengbu.casework import api as casework
from dengbu.register import api as register
from dengbu.site.demonstration.people import BANKS
from dengbu.site.rehearsal.samples import MEMBERS
from dengbu.site.rehearsal.staging import BANK, COURT, DEVELOPER, NATURES, ORDER, Stage

_R = casework.Role
_BANKS = frozenset({_R.MORTGAGEE, _R.NEW_MORTGAGEE, _R.OLD_MORTGAGEE})
_COURT = register.PartyRef(
    name=COURT, id_type="99", id_no="法院预演", party_type=register.PartyType.STATE_ORGAN
)
_MONEY = Decimal("600000.00")
_YEARS = 365 * 12


def filled(service: casework.ServiceView, stage: Stage, *, now: datetime) -> casework.CaseRequest:
    """The request of a service, whole and signed."""
    draft = casework.blank_request(service.code, stage.unit, now=now)
    known = draft.request
    return replace(
        known,
        channel="W" if "W" in service.channels else service.channels[0],
        submission_key=f"rehearsal-{service.code}",
        parties=tuple(_parties(service, known, stage)),
        price=_MONEY if "price" in service.fields else None,
        tax_cleared=True if "P16" in service.pending else None,
        tax_note=_vouchers(service) if "P16" in service.pending else "",
        materials=tuple(_papers(service)),
        co_ownership="2" if "co_ownership" in service.fields else "",
        inputs={
            slot: _input(slot, given, service, stage, now=now)
            for slot, given in known.inputs.items()
        },
    )


def _vouchers(service: casework.ServiceView) -> str:
    """One for the deed tax of each transfer."""
    taxed = sum(item.act == "Transfer" for item in service.items)
    return "；".join(["完税凭证（预演）"] * max(1, taxed))


def _parties(
    service: casework.ServiceView, known: casework.CaseRequest, stage: Stage
) -> Iterator[casework.PartyInput]:
    renamed = any(item.constants.get("renamed") for item in service.items)
    for rule in service.roles:
        there = [p for p in known.parties if p.role == rule.role]
        for n, party in enumerate(there):
            called = f"{party.name[0]}新名" if renamed and rule.role == _R.OWNER else party.name
            share = Fraction(1, len(there)) if "co_ownership" in service.fields else None
            yield replace(party, agreed=True, name=called, share=share if n >= 0 else None)
        for _ in range(rule.least - len(there)):
            yield _party(rule.role, _newcomer(_R(rule.role), service, stage))


def _newcomer(
    role: casework.Role, service: casework.ServiceView, stage: Stage
) -> register.PartyRef:
    """Somebody whom the register does not know yet, or whom the stage has ready."""
    if role is _R.AUTHORITY:
        return _COURT
    if role in _BANKS:
        told = any(item.slots and "from_notice" in item.slots for item in service.items)
        second = role is _R.NEW_MORTGAGEE and service.code not in ("C04",)
        return BANK if told or not second else BANKS[1].party
    heirs = any(item.cast.get(_R.BUYER) == _R.OWNER for item in service.items)
    corrects = any(item.act == "CorrectOwnership" for item in service.items)
    if role is _R.OWNER and (heirs or corrects):
        return stage.crowd.person()
    if role in (_R.SELLER, _R.OWNER, _R.MORTGAGOR) and stage.owners:
        if role is _R.MORTGAGOR and stage.buyer is not None:
            return stage.buyer
        return stage.owners[0]
    passes = any(item.act == "TransferOperation" for item in service.items)
    if role in (_R.BUYER, _R.DOMINANT, _R.DEBTOR) and stage.buyer is not None and not passes:
        return stage.buyer
    builds = service.items[0].guide in ("G05", "G07", "G08") or service.code in ("C01", "C05")
    return DEVELOPER if role is _R.OWNER and builds else stage.crowd.person()


def _party(role: str, who: register.PartyRef) -> casework.PartyInput:
    return casework.PartyInput(
        role=role,
        name=who.name,
        id_type=who.id_type,
        id_no=who.id_no,
        party_type=who.party_type.value,
        agreed=True,
    )


def _papers(service: casework.ServiceView) -> Iterator[casework.MaterialInput]:
    """Every paper that a person can bring, also those that are wanted only where there is one."""
    for rule in service.materials:
        by_hand = [s for s in rule.sources if s not in casework.NOT_BY_HAND]
        if by_hand and rule.code != "tx" and by_hand[0] != "UPLOAD":
            yield casework.MaterialInput(code=rule.code, source=by_hand[0])


def _input(
    slot: str,
    given: casework.Input,
    service: casework.ServiceView,
    stage: Stage,
    *,
    now: datetime,
) -> casework.Input:
    values: dict[str, Any] = {}
    for name, field in casework.fields_of(type(given)).items():
        path = f"{slot}.{name}"
        wanted = path in service.fields or path in _ALSO
        if wanted and getattr(given, name) in (None, "", ()):
            values[name] = _value(path, field, stage, now=now)
    return replace(given, **values)


_ALSO = frozenset(
    {
        "right.nature",
        "operation.area",
        "FarmlandHeld.members",
        "ForestHeld.members",
        "cancel.partial",
        "loan_change.amount",
        "ending.organ",
        "ending.document_no",
        "order.effective_on",
        *(
            f"{slot}.{name}"
            for slot in ("order", "seizure", "renewal", "release")
            for name in ("officer", "officer_no", "second_officer", "second_officer_no")
        ),
    }
)
"""Optional fields that a rehearsal fills wherever they are asked, so that something changes."""


def _value(path: str, field: casework.Field, stage: Stage, *, now: datetime) -> Any:
    """Something sound for a field."""
    fixed = _fixed(stage, now).get(path)
    if fixed is not None:
        return fixed
    today, kind = now.date(), field.kind
    if kind is casework.Kind.CODE:
        return next(iter(field.asked.codes or {}))
    if kind is casework.Kind.DAY:
        if field.asked.behind:
            return today - timedelta(days=20)
        return today + timedelta(days=_YEARS) if field.asked.after else today
    samples: dict[casework.Kind, Any] = {
        casework.Kind.MONEY: _MONEY,
        casework.Kind.FIGURE: Decimal("600.00"),
        casework.Kind.COUNT: 1,
        casework.Kind.MOMENT: now - timedelta(minutes=5),
        casework.Kind.YES_NO: False,
        casework.Kind.TEXT: "预演",
        casework.Kind.UNIT: stage.more[0] if stage.more else stage.unit,
    }
    return samples.get(kind, "")


def _fixed(stage: Stage, now: datetime) -> dict[str, Any]:
    """Fields whose value follows from the stage."""
    state = register.unit_state(stage.unit, now=now)
    mortgages = [m.proof_no for m in state.mortgages]
    loans = [n.proof_no for n in state.notices if n.kind in register.MORTGAGE_NOTICES]
    papers = state.ownership.certificate_nos if state.ownership else ()
    return {
        "seizure.organ": COURT,
        **{
            f"{slot}.second_officer_no": "预演二"
            for slot in ("order", "seizure", "renewal", "release")
        },
        "order.organ": COURT,
        "death.who": "、".join(owner.name for owner in stage.owners),
        "notice.kind": "2",
        "cancel.partial": True,
        "seizure.document_no": "（2026）湘0602执预演2号",
        "seizure.term_days": Decimal(1095),
        "renewal.organ": COURT,
        "renewal.seizure_document_no": ORDER,
        "renewal.term_days": Decimal(1095),
        "release.organ": COURT,
        "release.seizure_document_no": ORDER,
        "ranks.other_proof_no": mortgages[1] if len(mortgages) > 1 else None,
        "mortgage.from_notice": loans[0] if loans else None,
        "paper.number": papers[0] if papers else None,
        "fixing.amount": Decimal("400000.00"),
        "loan_change.amount": Decimal("450000.00"),
        "habitation_end.ground": "WAIVED",
        "ending.ground": "DESTROYED",
        "right.nature": NATURES.get(stage.right, "200") if "J" in stage.unit[12:13] else None,
        "operation.area": Decimal("500.00"),
        "FarmlandHeld.members": MEMBERS,
        "ForestHeld.members": MEMBERS,
        "right.term_to": date(2079, 12, 31),
        "LandUsed.use_right_area": Decimal("1800.00"),
        "reshape.results": stage.more[:2],
        "common.parts": (
            register.CommonPart(number="1", name="道路", count=1, area=Decimal("200.00")),
        ),
    }
