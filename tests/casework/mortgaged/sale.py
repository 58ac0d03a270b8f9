"""A sale under mortgage at the desk, with its two banks and who supervises the money."""

import itertools
import json
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from decimal import Decimal

from django.utils import timezone

from dengbu.accounts import api as accounts
from dengbu.casework import api as casework
from dengbu.casework.api import CaseRequest, PartyInput, Role
from dengbu.casework.inputs.loans import LoanChangeInput, LoanTransferInput
from dengbu.casework.models import JournalLine
from dengbu.casework.mortgaged import api as mortgaged
from dengbu.casework.mortgaged.api import Heard, Kind, Leg, Mode, Phase, Side
from dengbu.register import api as register
from tests.casework import asks
from tests.casework.desk import ENTERED, NOW, PRIVATE, Desk, officer, sign
from tests.register.city import BANK, OTHER_BANK, person

ESCROW = register.PartyRef(
    name="岳阳市房屋交易资金监管中心",
    id_type="8",
    id_no="12430600MB1A23457T",
    party_type=register.PartyType.ENTERPRISE,
)
PAPER = b"%PDF-1.7 signed by who was there"
ESCROW_KEY = "escrow-2024"
PRICE, PAYOFF, LOAN = Decimal("800000.00"), Decimal("410000.00"), Decimal("560000.00")
BUYER = 903
_keys = itertools.count(1)
SERVICES = {
    Mode.COMBINED: "C09",
    Mode.SEGMENTED: "C07",
    Mode.CHANGED: "C10",
    Mode.ASSIGNED: "C10-2",
}


def open_escrow() -> accounts.Actor:
    """The institution that holds the money, with an officer and a key."""
    organisation = accounts.create_organisation(
        kind=accounts.OrganisationKind.ESCROW,
        name=ESCROW.name,
        credit_code=ESCROW.id_no,
        now=ENTERED,
    )
    account = accounts.create_account(
        accounts.NewAccount(
            username="escrow",
            name="何监管",
            kind=accounts.AccountKind.AGENT,
            password="long-enough-for-tests",
            organisation_id=organisation,
        ),
        now=ENTERED,
    )
    accounts.register_key(
        account=account,
        key_id=ESCROW_KEY,
        public_key=PRIVATE.public_key().public_bytes_raw(),
        now=ENTERED,
        valid_to=None,
    )
    return accounts.actor_of(account)


def request(desk: Desk, mode: Mode, n: int = 0) -> CaseRequest:
    """What the family asks at the window in this mode."""
    proof = desk.proofs[n]
    match mode:
        case Mode.COMBINED:
            return asks.sale_under_mortgage(desk, n, buyer=BUYER)
        case Mode.SEGMENTED:
            asked = asks.sale_with_loan(desk, n, buyer=BUYER)
            return replace(asked, parties=(*asked.parties, _stays()))
        case Mode.CHANGED:
            asked = replace(asks.sale(desk, n, buyer=BUYER), service="C10")
            parties = (*asked.parties, _stays())
            inputs = {"loan_change": LoanChangeInput(proof_no=proof)}
            return replace(asked, parties=parties, inputs=inputs)
        case Mode.ASSIGNED:
            asked = replace(asks.sale(desk, n, buyer=BUYER), service="C10-2")
            banks = (
                asks.party(Role.OLD_MORTGAGEE, BANK),
                asks.party(Role.NEW_MORTGAGEE, OTHER_BANK),
            )
            inputs = {"loan_transfer": LoanTransferInput(proof_no=proof)}
            return replace(asked, parties=(*asked.parties, *banks), inputs=inputs)


def _stays() -> PartyInput:
    return asks.party(Role.PRIOR_MORTGAGEE, BANK)


@dataclass(kw_only=True)
class Sale:
    """One transfer, and everybody who can speak in it."""

    desk: Desk
    escrow: accounts.Actor
    case: casework.CaseView
    number: str
    mode: Mode
    now: datetime = NOW

    @property
    def view(self) -> mortgaged.TransferView:
        return mortgaged.transfer(self.number, actor=self.desk.windows[0])

    @property
    def phase(self) -> Phase:
        return self.view.phase

    def actor(self, side: Side) -> accounts.Actor:
        return {
            Side.OLD_BANK: self.desk.bank,
            Side.NEW_BANK: self.desk.other_bank,
            Side.ACCOUNT: self.escrow,
        }.get(side, self.desk.windows[0])

    def says(
        self,
        side: Side,
        kind: Kind,
        amount: Decimal | None = None,
        *,
        leg: Leg | None = None,
        reason: str = "",
        key: str = "",
    ) -> Heard:
        """An organisation's signed word; without an amount the agreed one."""
        body: dict[str, str] = {"side": side, "kind": kind}
        if kind is Kind.WITHDRAW:
            body["reason"] = reason or "审批没有通过"
        else:
            body["amount"] = str(amount or self.agreed(side, leg, kind))
        if kind is Kind.CONFIRM:
            body["agreed"] = self.view.agreed
        if leg is not None:
            body["leg"] = leg
        return self.sends(body, side, key=key)

    def sends(self, body: Mapping[str, object], side: Side, *, key: str = "") -> Heard:
        """Whatever an organisation signs."""
        raw = json.dumps(body).encode()
        ids = {Side.OLD_BANK: "xbb-2024", Side.NEW_BANK: "blb-2024", Side.ACCOUNT: ESCROW_KEY}
        actor = self.actor(side)
        word = mortgaged.read_word(
            self.number,
            body,
            actor=actor,
            key=key or f"k{next(_keys)}",
            signed=sign(raw, key_id=ids[side]),
            body=raw,
        )
        return mortgaged.hear(word, actor=actor, now=self.now)

    def agreed(self, side: Side, leg: Leg | None, kind: Kind) -> Decimal:
        sums = {s.leg: s.amount for s in self.view.sums}
        leg = Leg.TO_OLD_BANK if kind is Kind.SETTLED else leg
        return sums[leg] if leg else next(p for p in self.view.parties if p.side is side).amount

    def officer(self, side: Side) -> accounts.Actor:
        """Who takes the words of a family at the window: another for each, none who began it."""
        name = f"窗口记{side}"
        found = next((o for o in accounts.officers(self.case.office) if o.name == name), None)
        return found or officer(name, (accounts.Post.WINDOW, accounts.Department.INTAKE))

    def presence(self, side: Side) -> mortgaged.Presence:
        """They are there, with their paper."""
        party = next(p for p in self.view.parties if p.side is side)
        return mortgaged.Presence(id_no=party.id_no, paper=PAPER, paper_name="确认书.pdf")

    def person(self, side: Side, kind: Kind = Kind.CONFIRM, *, reason: str = "") -> Heard:
        """A seller or buyer before a clerk."""
        party = next(p for p in self.view.parties if p.side is side)
        return mortgaged.say(
            self.number,
            party.seq,
            kind,
            amount=str(party.amount),
            agreed=self.view.agreed,
            reason=reason,
            presence=self.presence(side),
            actor=self.officer(side),
            now=self.now,
        )

    def all_confirm(self, *but: Side) -> None:
        for side in sorted({p.side for p in self.view.parties} - set(but)):
            if side in (Side.SELLER, Side.BUYER):
                self.person(side)
            else:
                self.says(side, Kind.CONFIRM)

    def all_is_held(self) -> None:
        for one in self.view.sums:
            if one.comes_in:
                self.says(Side.ACCOUNT, Kind.HELD, leg=one.leg)

    def make_ready(self) -> None:
        self.all_confirm()
        self.all_is_held()
        assert self.phase is Phase.READY

    def enter(self) -> casework.Decided:
        """The examiner approves and enters."""
        fresh = casework.case(self.case.case_no, actor=self.desk.windows[0], now=self.now)
        examiner = accounts.actor(fresh.examiner_id or 0)
        assert examiner is not None
        return casework.approve_and_enter(
            fresh.case_no,
            actor=examiner,
            now=self.now + timedelta(minutes=10),
            revision=fresh.revision,
        )

    def state(self) -> register.UnitState:
        return register.unit_state(self.desk.units[0], now=datetime(2099, 1, 1, tzinfo=NOW.tzinfo))


def begin(
    desk: Desk,
    mode: Mode = Mode.COMBINED,
    *,
    payoff: Decimal = PAYOFF,
    now: datetime | None = None,
) -> Sale:
    """The case accepted, and confirmation on line begun; today, since its time must not be over
    when the register, whose clock nobody sets, enters it."""
    now, escrow = now or timezone.now(), open_escrow()
    case = casework.submit(request(desk, mode), actor=desk.windows[0], now=now)
    number = mortgaged.open_transfer(
        case.case_no, payoff=payoff, escrow=ESCROW.id_no, actor=desk.windows[0], now=now
    )
    return Sale(desk=desk, escrow=escrow, case=case, number=number, mode=mode, now=now)


def seller() -> register.PartyRef:
    return person(1)


def told(sale: Sale) -> list[str]:
    """The lines of the case's journal, in order."""
    lines = JournalLine.objects.filter(case__case_no=sale.case.case_no).order_by("seq")
    return list(lines.values_list("text", flat=True))


def approve(sale: Sale) -> None:
    """The examiner approves; the entry comes later."""
    view = casework.case(sale.case.case_no, actor=sale.desk.windows[0], now=sale.now)
    examiner = accounts.actor(view.examiner_id or 0)
    assert examiner is not None
    casework.approve(view.case_no, actor=examiner, now=sale.now, revision=view.revision)
