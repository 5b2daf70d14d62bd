"""The steps of a journey, as a table: how people come to each, and what they do there while things break."""

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass

from support.fleet import Fleet

from faults.buyers import PRICE_MINOR, Buyer, Person, settled_payment

Act = Callable[[Buyer, Person, Fleet], Awaitable[None]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """`spread` is when people act, in seconds from the fault; `scarce` units are missing for all to buy.

    Those of a step that `comes_last` arrive when everybody else is where they should be.
    """

    name: str
    what: str
    come: Act
    act: Act
    spread: tuple[float, float] = (-0.3, 1.5)
    scarce: int = 0
    comes_last: bool = False


async def come_empty_handed(buyer: Buyer, host: Person, fleet: Fleet) -> None:
    """Signed in, nothing else."""


async def come_with_cart(buyer: Buyer, host: Person, fleet: Fleet) -> None:
    await buyer.add()


async def come_with_order(buyer: Buyer, host: Person, fleet: Fleet) -> None:
    await buyer.add()
    await buyer.place()
    buyer.require_done()


async def come_to_cashier(buyer: Buyer, host: Person, fleet: Fleet) -> None:
    await come_with_order(buyer, host, fleet)
    await buyer.start()
    buyer.require_done()


async def come_at_deadline(buyer: Buyer, host: Person, fleet: Fleet) -> None:
    """Nobody can wait that long: the deadline is moved to where the fault will be."""
    await come_to_cashier(buyer, host, fleet)
    assert buyer.order is not None
    sql = "UPDATE orders SET pay_deadline = now() + interval '1 second' WHERE id = $1"
    await fleet.rows("order", sql, buyer.order["order_id"])


async def come_with_paid(buyer: Buyer, host: Person, fleet: Fleet) -> None:
    await come_to_cashier(buyer, host, fleet)
    await buyer.pay()
    await settled_payment(buyer)


async def add(buyer: Buyer, host: Person, fleet: Fleet) -> None:
    await buyer.add(twice=buyer.coin())


async def place(buyer: Buyer, host: Person, fleet: Fleet) -> None:
    await buyer.place(twice=buyer.coin())


async def start(buyer: Buyer, host: Person, fleet: Fleet) -> None:
    await buyer.start(twice=buyer.coin())


async def take_code(buyer: Buyer, host: Person, fleet: Fleet) -> None:
    await buyer.start(twice=buyer.coin(), method=buyer.random.choice(["atm", "cvs"]))


async def pay(buyer: Buyer, host: Person, fleet: Fleet) -> None:
    await buyer.pay()


async def cancel(buyer: Buyer, host: Person, fleet: Fleet) -> None:
    """Some have paid in another tab at the same time."""
    buyer.is_walking_away = True
    if buyer.coin(0.4):
        await buyer.pay()
    await buyer.cancel(twice=buyer.coin())


async def let_pass(buyer: Buyer, host: Person, fleet: Fleet) -> None:
    """Some pay at the last moment, or after it."""
    buyer.is_walking_away = True
    if buyer.coin(0.4):
        await buyer.pay()


async def refund(buyer: Buyer, host: Person, fleet: Fleet) -> None:
    """A part, the rest, or all of it; asked for by the shop, sometimes on two devices."""
    assert buyer.order is not None
    payment = await buyer.api.get(f"/v1/orders/{buyer.order['order_id']}/payment")
    part = buyer.random.choice([1, 3, 10]) * PRICE_MINOR // 10
    for minor in {part, PRICE_MINOR - part} - {0}:
        amount = {"currency_code": "TWD", "amount_minor": minor}
        path = f"/v1/payments/{payment['payment_id']}/refunds"
        await host.press("refund", path, {"amount": amount}, twice=buyer.coin())


STEPS: Sequence[Step] = (
    Step(name="add", what="a thing is put into the cart", come=come_empty_handed, act=add),
    Step(name="place", what="the order is placed", come=come_with_cart, act=place, scarce=1),
    Step(name="start", what="a payment is started", come=come_with_order, act=start),
    Step(name="code", what="a code to pay with is issued", come=come_with_order, act=take_code),
    Step(name="notice", what="the provider tells that it was paid", come=come_to_cashier, act=pay),
    Step(
        name="commit",
        what="the order becomes paid, held units sold ones",
        come=come_to_cashier,
        act=pay,
        spread=(-0.3, 0.0),
    ),
    Step(name="cancel", what="the buyer gives up", come=come_to_cashier, act=cancel),
    Step(
        name="expire",
        what="the deadline passes",
        come=come_at_deadline,
        act=let_pass,
        comes_last=True,
    ),
    Step(name="refund", what="the shop gives money back", come=come_with_paid, act=refund),
)
