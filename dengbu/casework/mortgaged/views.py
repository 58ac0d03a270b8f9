"""Where a transfer stands, as everybody who has a part in it may see it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import Decimal

from dengbu.accounts import api as accounts
from dengbu.casework.models import MortgagedParty, MortgagedTransfer, MortgagedWord
from dengbu.casework.mortgaged.records import Record, records_of
from dengbu.casework.mortgaged.witnessing import bars
from dengbu.casework.queries_case import may_see
from dengbu.casework.rules.mortgaged import DEPOSITS, Leg, Mode, Order, Phase, Plan, Side, orders
from dengbu.casework.rules.mortgaged.agreed import Content
from dengbu.kernel.fault import Fault, FaultCode, Faults

MOST = 200  # of a list
KEPT = timedelta(days=30)  # that what has ended stays in the lists of organisations
_WAYS = {"SIGNED": "签名确认", "PHONE": "手机确认", "WINDOW": "窗口确认", "": ""}


@dataclass(frozen=True, kw_only=True, slots=True)
class Participant:
    """Somebody with a say."""

    seq: int
    side: Side
    name: str
    id_type: str
    id_no: str
    amount: Decimal  # yuan, that they confirm
    confirmed_at: datetime | None
    way: str  # 签名确认, 手机确认, 窗口确认
    recorder_id: int | None  # officer who took the word at the window


@dataclass(frozen=True, kw_only=True, slots=True)
class SumView:
    """One sum on its way."""

    leg: Leg
    amount: Decimal  # yuan
    held_at: datetime | None
    other_held: Decimal | None  # yuan that the account holds in place of it
    paid_at: datetime | None
    returned_at: datetime | None
    other_returned: Decimal | None  # yuan that it gave back in place of what it held

    @property
    def there(self) -> Decimal:
        """What lies in the account of it, in yuan, as far as was said."""
        return self.amount if self.other_held is None else self.other_held

    @property
    def comes_in(self) -> bool:
        """Whether it is paid into the account."""
        return self.leg in DEPOSITS


@dataclass(frozen=True, kw_only=True, slots=True)
class WordView:
    """One word with what became of it."""

    side: Side
    outcome: str  # APPLIED, KNOWN or FINDING
    said: str
    at: datetime


@dataclass(frozen=True, kw_only=True, slots=True)
class TransferView:
    """A transfer as it stands."""

    number: str
    case_no: str
    unit_code: str
    title: str  # of the case
    mode: Mode
    phase: Phase
    old_proof: str
    price: Decimal
    payoff: Decimal
    loan: Decimal
    content: Content  # all that is agreed on
    agreed: str  # digest of it, that each confirms
    parties: tuple[Participant, ...]
    sums: tuple[SumView, ...]
    orders: tuple[Order, ...]
    words: tuple[WordView, ...]  # findings and what moved something, the first first
    opened_at: datetime
    opened_by_id: int
    expires_at: datetime
    entered_at: datetime | None
    settled_at: datetime | None
    cancelled_at: datetime | None
    done_at: datetime | None
    ended_at: datetime | None
    end_reason: str
    due_at: datetime | None  # until when the account pays out, or gives back
    late_at: datetime | None

    def sides_of(self, id_no: str) -> frozenset[Side]:
        """What somebody is in it."""
        return frozenset(p.side for p in self.parties if id_no and p.id_no == id_no)

    def bars(self, side: Side, officer: int) -> str:
        """Why an officer may not take the words of a side at the window; "" where they may."""
        takers = {p.recorder_id: p.side.value for p in self.parties if p.recorder_id}
        return bars(self.opened_by_id, takers, side, officer)

    def orders_for(self, sides: frozenset[Side]) -> tuple[Order, ...]:
        """What these sides have to do now."""
        return tuple(order for order in self.orders if order.side in sides)


def transfer(number: str, *, actor: accounts.Actor) -> TransferView:
    """A transfer that the actor may see: of its case, or as one who has a say.

    Raises `Faults` NOT_FOUND, also for those of others.
    """
    row = MortgagedTransfer.objects.select_related("case").filter(number=number[:24]).first()
    if row is None or not (_has_part(row, actor) or may_see(row.case, actor)):
        said = "没有这一次带押过户，或者您不在里面"
        raise Faults(Fault(code=FaultCode.NOT_FOUND, message=said))
    return _views(records_of([row]))[0]


def latest_of(case_no: str, *, actor: accounts.Actor) -> TransferView | None:
    """The last transfer of a case, None where there is none or the actor may not see it."""
    rows = MortgagedTransfer.objects.select_related("case").filter(case__case_no=case_no)
    row = rows.order_by("-seq").first()
    if row is None or not (_has_part(row, actor) or may_see(row.case, actor)):
        return None
    return _views(records_of([row]))[0]


def transfers_of(actor: accounts.Actor, *, now: datetime) -> tuple[TransferView, ...]:
    """Where the actor's organisation has a say, the latest first: what runs, and lately ended.

    Raises `Faults` PERMISSION_MISSING.
    """
    accounts.require(actor, accounts.Permission.TAKE_PART)
    mine = MortgagedParty.objects.filter(id_no=actor.organisation_credit_code)
    rows = MortgagedTransfer.objects.select_related("case").filter(
        id__in=mine.order_by("-id").values("transfer_id")[: 2 * MOST]
    )
    lately = rows.exclude(ended_at__lt=now - KEPT).exclude(done_at__lt=now - KEPT)
    return tuple(_views(records_of(list(lately.order_by("-id")[:MOST]))))


def _has_part(row: MortgagedTransfer, actor: accounts.Actor) -> bool:
    own = actor.organisation_credit_code or actor.id_no
    return bool(own) and MortgagedParty.objects.filter(transfer=row, id_no=own).exists()


def _views(records: Sequence[Record]) -> list[TransferView]:
    heard: dict[int, list[WordView]] = {r.transfer.id: [] for r in records}
    rows = MortgagedWord.objects.filter(transfer_id__in=heard).exclude(outcome="KNOWN")
    for row in rows.defer("body", "signature", "signed_text").order_by("received_at", "id"):
        heard[row.transfer_id].append(
            WordView(side=Side(row.side), outcome=row.outcome, said=row.said, at=row.received_at)
        )
    return [_view(record, heard) for record in records]


def _view(record: Record, heard: Mapping[int, Sequence[WordView]]) -> TransferView:
    t, plan = record.transfer, record.plan
    return TransferView(
        number=t.number,
        case_no=t.case.case_no,
        unit_code=t.unit_code,
        title=t.case.title,
        mode=plan.mode,
        phase=Phase(t.phase),
        old_proof=t.old_proof,
        price=t.price,
        payoff=t.payoff,
        loan=t.loan,
        content=t.agreed,
        agreed=t.agreed_digest,
        parties=_participants(record, plan),
        sums=_sums(record),
        orders=orders(plan, record.standing),
        words=tuple(heard[t.id]),
        opened_at=t.opened_at,
        opened_by_id=t.opened_by_id,
        expires_at=t.expires_at,
        entered_at=t.entered_at,
        settled_at=t.settled_at,
        cancelled_at=t.cancelled_at,
        done_at=t.done_at,
        ended_at=t.ended_at,
        end_reason=t.end_reason,
        due_at=t.due_at,
        late_at=t.late_at,
    )


def _participants(record: Record, plan: Plan) -> tuple[Participant, ...]:
    return tuple(
        Participant(
            seq=p.seq,
            side=Side(p.side),
            name=p.name,
            id_type=p.id_type,
            id_no=p.id_no,
            amount=plan.amount_of(Side(p.side)),
            confirmed_at=p.confirmed_at,
            way=_WAYS[p.way],
            recorder_id=p.recorder_id,
        )
        for p in record.parties
    )


def _sums(record: Record) -> tuple[SumView, ...]:
    return tuple(
        SumView(
            leg=Leg(s.leg),
            amount=s.amount,
            held_at=s.held_at,
            other_held=s.other_held,
            paid_at=s.paid_at,
            returned_at=s.returned_at,
            other_returned=s.other_returned,
        )
        for s in record.sums
    )
