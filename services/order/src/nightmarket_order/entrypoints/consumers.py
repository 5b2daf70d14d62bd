"""What order does when others tell facts: settled money pays an order, or is due back; what went back
is noted on it; while a code can be paid it waits. Vouchers that were taken become discounts.
"""

from nightmarket.claim.v1 import events_pb2 as claim_events
from nightmarket.payment.v1 import events_pb2
from nightmarket_kit.core.clock import Clock
from nightmarket_kit.core.ids import check_id
from nightmarket_kit.core.money import read_money
from nightmarket_kit.runtime.inbox import Subscription
from nightmarket_kit.runtime.kafka import IncomingEvent
from nightmarket_kit.runtime.times import from_timestamp
from nightmarket_order.application.await_payment import AwaitPayment, await_payment
from nightmarket_order.application.note_refund import NoteRefund, note_refund
from nightmarket_order.application.ports import CatalogClient, UowFactory
from nightmarket_order.application.settle_payment import SettlePayment, settle_payment
from nightmarket_order.application.vouchers import NoteVouchers, note_vouchers
from nightmarket_order.entrypoints.delivery_views import read_voucher

GROUP = "order"


def subscriptions(uow: UowFactory, catalog: CatalogClient, clock: Clock) -> list[Subscription]:
    async def settled(message: events_pb2.PaymentSettled, event: IncomingEvent) -> None:
        command = SettlePayment(
            consumer=GROUP,
            event_id=event.id,
            payment_id=check_id(message.payment_id, "payment_id"),
            order_id=check_id(message.order_id, "order_id"),
            amount=read_money(message.amount),
        )
        await settle_payment(command, uow=uow, clock=clock)

    async def refunded(message: events_pb2.PaymentRefunded, event: IncomingEvent) -> None:
        command = NoteRefund(
            consumer=GROUP,
            event_id=event.id,
            payment_id=check_id(message.payment_id, "payment_id"),
            order_id=check_id(message.order_id, "order_id"),
            refunded=read_money(message.refunded),
        )
        await note_refund(command, uow=uow, clock=clock)

    async def awaited(message: events_pb2.PaymentAwaited, event: IncomingEvent) -> None:
        command = AwaitPayment(
            consumer=GROUP,
            event_id=event.id,
            order_id=check_id(message.order_id, "order_id"),
            pay_until=from_timestamp(message.pay_until_time),
        )
        await await_payment(command, uow=uow, catalog=catalog, clock=clock)

    async def taken(message: claim_events.VouchersTaken, event: IncomingEvent) -> None:
        command = NoteVouchers(
            consumer=GROUP,
            event_id=event.id,
            coupon=read_voucher(message),
            user_ids=tuple(check_id(one.user_id, "user_id") for one in message.takers),
        )
        await note_vouchers(command, uow=uow)

    return [
        Subscription(topic="payment.settled", message=events_pb2.PaymentSettled, handle=settled),
        Subscription(topic="payment.refunded", message=events_pb2.PaymentRefunded, handle=refunded),
        Subscription(topic="payment.awaited", message=events_pb2.PaymentAwaited, handle=awaited),
        Subscription(topic="voucher.taken", message=claim_events.VouchersTaken, handle=taken),
    ]
