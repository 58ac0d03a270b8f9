"""Acts on notices, objections and seizures."""

from collections.abc import Mapping

from dengbu.casework.building.frame import UNSTATED_DAY, UNSTATED_MOMENT, Ask, Building
from dengbu.casework.building.loans import BORROWERS, LENDERS
from dengbu.casework.inputs.restrictions import (
    LoanNoticeEndInput,
    NoticeEndInput,
    NoticeInput,
    ObjectionEndInput,
    ObjectionInput,
    ReleaseInput,
    RenewalInput,
    SeizureInput,
    SuitInput,
)
from dengbu.casework.values import Role
from dengbu.register import api as register

NOBODY = register.PartyRef(name="", id_type="1", id_no="", party_type=register.PartyType.PERSON)
OF_LOANS = frozenset({register.NoticeKind.PRESALE_MORTGAGE, register.NoticeKind.OTHER_MORTGAGE})


def _notice(ask: Ask) -> register.Act:
    """Of a sale for the buyer, of a mortgage for the bank; the item says which kind."""
    said = ask.given(NoticeInput)
    asked = said.kind or register.NoticeKind.OTHER_SALE
    kind = register.NoticeKind(str(ask.item.constants.get("kind", asked)))
    loan = kind in OF_LOANS
    return register.EnterNotice(
        unit_code=ask.unit_code,
        kind=kind,
        holders=ask.refs(*LENDERS) if loan else ask.refs(Role.BUYER),
        obligors=ask.refs(*BORROWERS) if loan else ask.refs(Role.SELLER),
        amount=said.amount if said.amount is not None else None if loan else ask.request.price,
        agreed_alone=bool(said.agreed_alone),
    )


def _notice_end(ask: Ask) -> register.Act:
    of_loan = ask.item.slots[0] == "loan_notice_end"
    said = ask.given(LoanNoticeEndInput) if of_loan else ask.given(NoticeEndInput)
    return register.CancelNotice(unit_code=ask.unit_code, proof_no=said.proof_no)


def _objection(ask: Ask) -> register.Act:
    objector = ask.refs(Role.OBJECTOR)
    return register.EnterObjection(
        unit_code=ask.unit_code,
        objector=objector[0] if objector else NOBODY,
        matter=ask.given(ObjectionInput).matter,
    )


def _objection_end(ask: Ask) -> register.Act:
    return register.CancelObjection(
        unit_code=ask.unit_code, proof_no=ask.given(ObjectionEndInput).proof_no
    )


def _suit(ask: Ask) -> register.Act:
    said = ask.given(SuitInput)
    return register.RecordSuit(
        unit_code=ask.unit_code,
        proof_no=said.proof_no,
        sued_on=said.sued_on or UNSTATED_DAY,
        court=said.court,
        suit_no=said.suit_no,
    )


def _seize(ask: Ask) -> register.Act:
    said, debtor = ask.given(SeizureInput), ask.refs(Role.DEBTOR)
    return register.Seize(
        unit_code=ask.unit_code,
        kind=register.SeizureKind.SEIZURE,
        organ=said.organ,
        document_no=said.document_no,
        delivered_at=said.delivered_at or UNSTATED_MOMENT,
        term_days=int(said.term_days or 0),
        debtor=debtor[0] if debtor else None,
        scope=said.scope or "全部",
        case_ref=said.case_ref,
    )


def _renew(ask: Ask) -> register.Act:
    said = ask.given(RenewalInput)
    return register.RenewSeizure(
        unit_code=ask.unit_code,
        seizure_document_no=said.seizure_document_no,
        organ=said.organ,
        document_no=said.document_no,
        delivered_at=said.delivered_at or UNSTATED_MOMENT,
        term_days=int(said.term_days or 0),
    )


def _release(ask: Ask) -> register.Act:
    said = ask.given(ReleaseInput)
    return register.ReleaseSeizure(
        unit_code=ask.unit_code,
        seizure_document_no=said.seizure_document_no,
        organ=said.organ,
        release_document_no=said.release_document_no,
        delivered_at=said.delivered_at or UNSTATED_MOMENT,
    )


RESTRICTIONS: Mapping[str, Building] = {
    "EnterNotice": Building(
        build=_notice,
        slots=("notice",),
        roles=(Role.SELLER, Role.BUYER, *LENDERS, Role.MORTGAGOR),
    ),
    "CancelNotice": Building(build=_notice_end, slots=("notice_end",)),
    "EnterObjection": Building(build=_objection, slots=("objection",), roles=(Role.OBJECTOR,)),
    "CancelObjection": Building(build=_objection_end, slots=("objection_end",)),
    "RecordSuit": Building(build=_suit, slots=("suit",)),
    "Seize": Building(build=_seize, slots=("seizure",), roles=(Role.DEBTOR,)),
    "RenewSeizure": Building(build=_renew, slots=("renewal",)),
    "ReleaseSeizure": Building(build=_release, slots=("release",)),
}
