"""The cases behind the last months' entries, so that the city begins with a history of its own.

The register's entries are there (`history`); what an office keeps beside them, who asked for what,
when it came and when it was done, is made up from them and says so in each journal.
"""

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import replace
from decimal import Decimal
from random import Random

from dengbu.accounts import api as accounts
from dengbu.cadastre import api as cadastre
from dengbu.casework import past
from dengbu.casework.api import (
    CancelInput,
    CaseRequest,
    MaterialInput,
    MortgageInput,
    Role,
)
from dengbu.casework.inputs import Input
from dengbu.casework.inputs.restrictions import LoanNoticeEndInput, NoticeEndInput
from dengbu.casework.rules.autopilot import SmartFacts
from dengbu.register import api as register
from dengbu.site.demonstration import trial
from dengbu.site.demonstration.cases import PAPERS, actor, party
from dengbu.site.demonstration.history import CHINA, Chronicle, Entered

SINCE = dt.timedelta(days=160)  # of which cases are kept: thick enough to foretell from
SINCE_SMART = dt.timedelta(days=290)  # of cancellations: some more, until 299 can be checked
RULED = "G44"  # whose rules the demonstration has put in force
OPEN_BESIDE = ("G37", "G37-2", "G38", "G38-2")  # whose rules one may try on the demonstration
ASIDE = ("G37", "G38", "G38-2")  # made up by dice of their own
SMART = (RULED, *OPEN_BESIDE)  # of whose past rules can be tried: what they read is kept
PRESALE = "2001"  # 商品房买卖转移
ANSWERS = dt.timedelta(minutes=30)  # for which what departments said was good
AS_PUT_IN_FORCE = dt.timedelta(hours=1)  # before the load
CHANNELS: Mapping[str, tuple[tuple[str, ...], tuple[int, ...]]] = {
    "G10": (("W", "O", "M"), (45, 30, 25)),
    "C07": (("W", "O"), (60, 40)),
    "C09": (("W", "O"), (60, 40)),
    "G39": (("W", "O", "A"), (35, 15, 50)),
    "G44": (("W", "A"), (15, 85)),
    **dict.fromkeys(OPEN_BESIDE, (("A",), (100,))),
}
"""By which way people come, in hundredths."""
TAXED_LATER = 0.35  # sales whose deed tax is paid after acceptance
SAME_MORNING = 0.2  # of cases that did not come to the window
Firms = Mapping[str, int]  # organisations by credit code


def keep_past(
    chronicle: Chronicle,
    units: Sequence[cadastre.UnitFacts],
    clerks: Sequence[str],
    now: dt.datetime,
) -> int:
    """Take over the cases of the last months' entries; how many."""
    addresses = {unit.code: unit.address for unit in units}
    acting = [actor(name) for name in clerks]
    firms = {o.credit_code: o.id for kind in _FIRMS for o in accounts.organisations(kind)}
    cases = [
        case
        for entered in chronicle.entered
        if (case := _case(entered, chronicle.dice, addresses, acting, firms, now)) is not None
    ]
    past.keep_finished(cases, office=chronicle.office, now=now)
    return len(cases)


_FIRMS = (accounts.OrganisationKind.BANK, accounts.OrganisationKind.DEVELOPER)


def put_rules_in_force(now: dt.datetime) -> int:
    """Have what rules would have approved of the past checked, and the rules put in force."""
    chief, auditor = actor("zhaolei"), actor("hanjing")
    return trial.put_in_force(RULED, chief=chief, auditor=auditor, now=now - AS_PUT_IN_FORCE)


def _case(  # noqa: PLR0913 - everything that a case of the past is made from
    entered: Entered,
    dice: Random,
    addresses: Mapping[str, str],
    clerks: Sequence[accounts.Actor],
    firms: Firms,
    now: dt.datetime,
) -> past.FinishedCase | None:
    """The case of an entry; None where it is too old or of a kind that is left out."""
    request = _request(entered) if entered.at >= now - SINCE_SMART else None
    if request is None:
        return None
    ruled = request.service in SMART
    if request.service in ASIDE:  # so that all else of the city stays as it was
        dice = Random(entered.case_no)  # noqa: S311 - made-up times
    if not ruled and entered.at < now - SINCE:
        return None
    ways, weights = CHANNELS[request.service]
    (channel,) = dice.choices(ways, weights)
    taxed = request.price is not None
    begun, paid = _times(entered.at, dice, at_once=ruled or channel == "W", taxed=taxed)
    return past.FinishedCase(
        case_no=entered.case_no,
        request=replace(request, channel=channel),
        address=addresses[request.unit_code],
        origin=trial.ORIGIN,
        acceptor=dice.choice(clerks) if channel == "W" else None,
        organisation_id=_filer(request, firms) if channel == "A" else None,
        examiner=(entered.registrar.id, entered.registrar.name),
        accepted_at=begun,
        ended_at=entered.at,
        booking_id=entered.booking_id,
        tax_paid_at=paid,
        facts=_facts(entered, request, begun) if ruled and channel == "A" else None,
    )


def _filer(request: CaseRequest, firms: Firms) -> int | None:
    return next((firms[p.id_no] for p in request.parties if p.id_no in firms), None)


def _times(
    ended: dt.datetime, dice: Random, *, at_once: bool, taxed: bool
) -> tuple[dt.datetime, dt.datetime | None]:
    """When it came, and when its deed tax was paid if that was waited for."""
    morning = ended.astimezone(CHINA).replace(hour=9, minute=0, second=0)
    if taxed and dice.random() < TAXED_LATER:
        paid = morning + dt.timedelta(minutes=dice.randint(2, 25))
        return _before(morning, dice), paid
    if at_once:  # at the window within the hour, what ends a mortgage within half of it
        took = min(49 if taxed else 28, 4 + round(dice.lognormvariate(2.7, 0.5)))
        return ended - dt.timedelta(minutes=took), None
    if dice.random() < SAME_MORNING:
        return morning + dt.timedelta(minutes=dice.randint(1, 40)), None
    return _before(morning, dice), None


def _before(morning: dt.datetime, dice: Random) -> dt.datetime:
    """Some hour of the last working day before, now and then of the one before that."""
    days = 1 if dice.random() < 0.85 else 2
    day = morning
    while days:
        day -= dt.timedelta(days=1)
        days -= day.weekday() < 5
    minutes = dice.choice((dice.randint(1, 179), dice.randint(271, 479)))  # not at noon
    return day + dt.timedelta(minutes=minutes)


def _request(entered: Entered) -> CaseRequest | None:
    """What was asked for, as far as the entry tells; None for kinds that are left out."""
    ends = [a for a in entered.acts if isinstance(a, register.CancelMortgage)]
    sales = [a for a in entered.acts if isinstance(a, register.Transfer)]
    loans = [a for a in entered.acts if isinstance(a, register.CreateMortgage)]
    given_up = [a for a in entered.acts if isinstance(a, register.CancelNotice)]
    noted = entered.noted
    if sales and sales[0].subclass == PRESALE:
        return _turned(sales[0])
    if sales:
        return _sale(sales[0], ends, loans)
    if ends:
        return _cancellation(ends[0], entered.owners)
    if given_up and noted is not None:
        loan = noted.kind in register.MORTGAGE_NOTICES
        return _loan_given_up(given_up[0], noted) if loan else _given_up(given_up[0], noted)
    return _loan(loans[0]) if loans else None


def _cancellation(end: register.CancelMortgage, owners: Sequence[register.PartyRef]) -> CaseRequest:
    return CaseRequest(
        service="G44",
        unit_code=end.unit_code,
        parties=(
            *(party(Role.MORTGAGEE, p) for p in end.applicants),
            *(party(Role.MORTGAGOR, p) for p in owners),
        ),
        inputs={"cancel": CancelInput(proof_no=end.proof_no, amount=end.amount)},
        materials=_papers("G44"),
    )


def _given_up(end: register.CancelNotice, noted: register.EnterNotice) -> CaseRequest:
    return CaseRequest(
        service="G37",
        unit_code=end.unit_code,
        parties=(
            *(party(Role.HOLDER, p) for p in noted.holders),
            *(party(Role.SELLER, p) for p in noted.obligors),
        ),
        inputs={"notice_end": NoticeEndInput(proof_no=end.proof_no)},
        materials=_papers("G37"),
    )


def _turned(sale: register.Transfer) -> CaseRequest:
    """A notice that became the right (期转现): the buyer asks for it, as the contract lets him."""
    return CaseRequest(
        service="G38",
        unit_code=sale.unit_code,
        parties=(
            *(party(Role.BUYER, h.party) for h in sale.holders),
            *(party(Role.SELLER, p) for p in sale.transferors),
        ),
        price=sale.price,
        tax_cleared=True,
        tax_note="完税凭证（演示）",
        materials=_papers("G38"),
    )


def _loan_given_up(end: register.CancelNotice, noted: register.EnterNotice) -> CaseRequest:
    said = LoanNoticeEndInput(proof_no=end.proof_no, amount=noted.amount)
    return CaseRequest(
        service="G37-2",
        unit_code=end.unit_code,
        parties=(
            *(party(Role.HOLDER, p) for p in noted.holders),
            *(party(Role.MORTGAGOR, p) for p in noted.obligors),
        ),
        inputs={"loan_notice_end": said},
        materials=_papers("G37-2"),
    )


def _loan(loan: register.CreateMortgage) -> CaseRequest:
    """A mortgage; of one that was noted ahead (预抵押转抵押) the bank asks for it."""
    service = "G38-2" if loan.from_notice else "G39"
    return CaseRequest(
        service=service,
        unit_code=loan.unit_code,
        parties=(
            *(party(Role.MORTGAGEE, p) for p in loan.mortgagees),
            *(party(Role.MORTGAGOR, p) for p in loan.mortgagors),
        ),
        inputs={"mortgage": _agreed(loan)},
        materials=_papers(service),
    )


def _sale(
    sale: register.Transfer,
    ends: Sequence[register.CancelMortgage],
    loans: Sequence[register.CreateMortgage],
) -> CaseRequest:
    """A sale, with the loan of who buys, with the old loan that ends."""
    service = "C09" if ends else "C07" if loans else "G10"
    inputs: dict[str, Input] = {}
    if loans:
        inputs["mortgage"] = _agreed(loans[0])
    if ends:
        inputs["cancel"] = CancelInput(proof_no=ends[0].proof_no, amount=ends[0].amount)
    return CaseRequest(
        service=service,
        unit_code=sale.unit_code,
        parties=(
            *(party(Role.SELLER, p) for p in sale.transferors),
            *(party(Role.BUYER, h.party) for h in sale.holders),
            *(party(Role.OLD_MORTGAGEE, p) for e in ends for p in e.applicants),
            *(party(Role.NEW_MORTGAGEE, p) for loan in loans for p in loan.mortgagees),
        ),
        co_ownership=sale.co_ownership.value if len(sale.holders) > 1 else "",
        price=sale.price,
        tax_cleared=True,
        tax_note="完税凭证（演示）",
        inputs=inputs,
        materials=_papers(service),
    )


def _agreed(loan: register.CreateMortgage) -> MortgageInput:
    return MortgageInput(
        amount=loan.amount,
        contract_no=loan.contract_no,
        debt_from=loan.debt_from,
        debt_to=loan.debt_to,
        restricted=loan.transfer_restricted,
        from_notice=loan.from_notice,
    )


def _papers(service: str) -> tuple[MaterialInput, ...]:
    return tuple(MaterialInput(code=code, source="ORIGINAL") for code in PAPERS[service])


def _facts(entered: Entered, request: CaseRequest, at: dt.datetime) -> SmartFacts:
    """What automatic approval would have read: the register's words, and a key that was good."""
    filer, *others = request.parties
    names = tuple(p.name for p in others)
    proof_no, amount = _named(entered, request)
    return replace(
        trial.SOUND,
        bank_credit_code=filer.id_no,
        proof_no=proof_no,
        stated_amount=amount,
        stated_mortgagor="、".join(names),
        registered_mortgagees=(filer.id_no,),
        registered_amount=amount,
        registered_mortgagors=names,
        owners=names,
        at=at,
        answers_until=at + ANSWERS if request.service == "G38" else None,
    )


def _named(entered: Entered, request: CaseRequest) -> tuple[str, Decimal | None]:
    """The proof of the right that the request is about, and the amount that it secures."""
    if "cancel" in request.inputs:
        return request.cancel.proof_no, request.cancel.amount
    noted = entered.noted
    proof_no = next(
        (a.proof_no for a in entered.acts if isinstance(a, register.CancelNotice)), entered.proof_no
    )
    return proof_no, noted.amount if noted is not None else None
