"""Who took a voucher in a show has a discount of her own: a code that works once, for her alone."""

from dataclasses import dataclass, replace

from nightmarket_order.application.ports import UowFactory
from nightmarket_order.domain.coupon import Coupon, voucher_code


@dataclass(frozen=True, slots=True, kw_only=True)
class NoteVouchers:
    """`coupon` is what was dropped, without its code; its id is the voucher's."""

    consumer: str
    event_id: str
    coupon: Coupon
    user_ids: tuple[str, ...]


async def note_vouchers(command: NoteVouchers, *, uow: UowFactory) -> None:
    coupon = replace(
        command.coupon,
        code=voucher_code(command.coupon.id),
        max_uses_per_person=1,
        is_personal=True,
    ).checked()
    async with uow() as tx:
        if not await tx.claim_event(command.consumer, command.event_id):
            return
        await tx.coupons.add(coupon)  # the first event of a voucher; later ones find it there
        await tx.coupons.give(coupon.id, command.user_ids)
        await tx.commit()
