"""缴费、退费 on screens: one card an order, in the words of whoever pays."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from dengbu.casework import api as casework
from dengbu.kernel.money import show_yuan
from dengbu.web.shared.signals import Signal
from dengbu.web.shared.words import near_words

_SIGNALS = {
    casework.OrderState.ISSUED: Signal.WARN,
    casework.OrderState.FAILED: Signal.WARN,
    casework.OrderState.PAID: Signal.OK,
    casework.OrderState.CANCELLED: Signal.QUIET,
    casework.OrderState.REFUND_DUE: Signal.ACCENT,
    casework.OrderState.REFUNDED: Signal.OK,
}


@dataclass(frozen=True, kw_only=True, slots=True)
class OrderCard:
    """A payment order as it is shown."""

    number: str
    payer: str
    amount: Decimal  # yuan
    label: str
    signal: Signal
    code: str  # 缴款码 while somebody has to pay by it
    waits: bool  # to be paid, and the treasury has not given its code yet
    lines: tuple[str, ...]  # what came, what is missing, what goes back


def order_cards(
    orders: Iterable[casework.OrderView], *, now: datetime, closed: bool = False
) -> tuple[OrderCard, ...]:
    """Orders as cards, in their order; those closed before any money came ask nothing and go.

    ``closed``: for the cashier, who sees those too.
    """
    gone = casework.OrderState.CANCELLED
    return tuple(_card(order, now) for order in orders if closed or order.state is not gone)


def _card(order: casework.OrderView, now: datetime) -> OrderCard:
    owed = order.state.owed
    return OrderCard(
        number=order.number,
        payer=order.payer,
        amount=order.amount,
        label=order.state.label,
        signal=_SIGNALS[order.state],
        code=order.code if owed else "",
        waits=owed and not order.code,
        lines=tuple(_lines(order, now)),
    )


def _lines(order: casework.OrderView, now: datetime) -> Iterable[str]:
    for paid in order.payments:
        receipt = f"，电子票据 {paid.receipt_no}" if paid.receipt_no else "，电子票据还没有开出来"
        yield f"{near_words(paid.paid_at, now)} 缴了 {show_yuan(paid.amount)}{receipt}"
    if order.shortfall:
        yield f"还差 {show_yuan(order.shortfall)}，缴款码不变"
    for back in order.refunds:
        if back.done_at is not None:
            when = near_words(back.done_at, now)
            yield f"{when} 退回 {show_yuan(back.amount)}，到账了（{back.reason}）"
        elif back.failure:
            said = f"退 {show_yuan(back.amount)}没有到账：{back.failure}"
            yield f"{said}。登记机构会联系付款人"
        else:
            yield f"{show_yuan(back.amount)}正在按原路退回（{back.reason}）"


CONTRACTS = frozenset({"cf", "ct"})  # papers: contract of a new home, of an existing one


def on_withdrawal(orders: Iterable[casework.OrderView]) -> tuple[str, ...]:
    """What becomes of the money if a case is taken back now; nothing where nothing is asked."""
    said = []
    for order in orders:
        held = order.received - order.refunded - order.coming_back
        if order.state.live and held:
            said.append(f"{order.payer}缴的 {show_yuan(held)}登记费全部按原路退回，不用另外申请。")
        elif order.state.owed:
            said.append(f"{order.payer}的登记费不用缴了，请不要再按缴款码缴费。")
    return tuple(said)


def elsewhere_on_withdrawal(case: casework.CaseView) -> tuple[str, ...]:
    """What a withdrawal does not undo at other departments, and where to have it undone."""
    said = []
    if case.request.tax_cleared:
        said.append("契税已经缴了的，登记机构退不了：带上《撤回申请确认单》，向税务部门申请退税。")
    sold = case.request.price is not None
    if sold and any(m.code in CONTRACTS and m.source for m in case.materials):
        said.append(
            "合同网签备案过的，备案还在：不买了的，带上《撤回申请确认单》，到住建部门撤销网签。"
        )
    return tuple(said)


def bill_context(
    orders: Iterable[casework.OrderView], office: str, *, now: datetime
) -> dict[str, object]:
    """What the block `shared/orders.html` needs."""
    cards = order_cards(orders, now=now)
    return {"orders": cards, "connected": casework.treasury_connected(office) if cards else False}
