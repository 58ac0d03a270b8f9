"""What each side has to do now, read from where a transfer stands.

Nothing is sent and forgotten: an order is a function of what is kept, so it stands until it is
done, comes again after every crash, and is gone when it is done. Whoever acts on an old reading
does no harm: each leg is paid once, and orders to pay and orders to give back exclude each other
for ever.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum, unique

from dengbu.casework.rules.mortgaged.moves import Phase, Standing
from dengbu.casework.rules.mortgaged.plan import Leg, Mode, Plan, Side


@unique
class Task(StrEnum):
    """What a side has to do."""

    CONFIRM = "CONFIRM"  # say the sum
    DEPOSIT = "DEPOSIT"  # pay into the account
    AGREE = "AGREE"  # payer and account: find out why another sum is there, and make it whole
    ENTER = "ENTER"  # the office: enter the case
    PAY = "PAY"  # the account: pay out
    RETURN = "RETURN"  # the account: give back, whatever comes
    SETTLE = "SETTLE"  # the old bank: say that it has its money, so that its mortgage ends
    CANCEL = "CANCEL"  # the office: end the old mortgage


@dataclass(frozen=True, kw_only=True, slots=True)
class Order:
    """One thing that is to be done now."""

    task: Task
    side: Side | None  # None: the office
    leg: Leg | None = None  # DEPOSIT, AGREE, PAY, RETURN


def orders(plan: Plan, standing: Standing) -> tuple[Order, ...]:
    """Everything that is to be done now, in a fixed order."""
    match standing.phase:
        case Phase.OPEN:
            return tuple(_before(plan, standing))
        case Phase.READY:
            return (Order(task=Task.ENTER, side=None),)
        case Phase.ENTERED:
            return tuple(_after(plan, standing))
        case Phase.ENDING | Phase.ENDED:
            back = (leg for leg in Leg if leg in plan.deposits - standing.returned)
            return tuple(Order(task=Task.RETURN, side=Side.ACCOUNT, leg=leg) for leg in back)
        case Phase.DONE:
            return ()


def _before(plan: Plan, standing: Standing) -> Iterator[Order]:
    for side in Side:
        if side in plan.sides - standing.confirmed:
            yield Order(task=Task.CONFIRM, side=side)
    for leg in Leg:
        if leg in standing.held_other:
            yield Order(task=Task.AGREE, side=leg.side, leg=leg)
            yield Order(task=Task.AGREE, side=Side.ACCOUNT, leg=leg)
        elif leg in plan.deposits - standing.held:
            yield Order(task=Task.DEPOSIT, side=leg.side, leg=leg)


def _after(plan: Plan, standing: Standing) -> Iterator[Order]:
    for leg in Leg:
        if leg in plan.payouts - standing.paid:
            yield Order(task=Task.PAY, side=Side.ACCOUNT, leg=leg)
    if plan.mode is Mode.SEGMENTED and not standing.cancelled:
        if standing.settled:
            yield Order(task=Task.CANCEL, side=None)
        elif Leg.TO_OLD_BANK in standing.paid:
            yield Order(task=Task.SETTLE, side=Side.OLD_BANK)


def awaited(plan: Plan, standing: Standing, side: Side | None) -> tuple[Order, ...]:
    """What a side waits for: all that others have to do now."""
    if standing.phase is Phase.ENDED:
        return ()
    return tuple(order for order in orders(plan, standing) if order.side is not side)
