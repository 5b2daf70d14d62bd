"""Facts of the claims become entries of their room: how a listing stands, and answers, many in one entry."""

from typing import Final

from nightmarket.claim.v1 import claim_pb2, events_pb2
from nightmarket.type.v1 import money_pb2
from nightmarket_gateway.rooms import entries, selling
from nightmarket_gateway.rooms.log import RoomLog
from nightmarket_kit.runtime.inbox import Subscription
from nightmarket_kit.runtime.kafka import IncomingEvent

STATES: Final = {
    claim_pb2.LISTING_STATE_OPEN: "open",
    claim_pb2.LISTING_STATE_CLOSED: "closed",
    claim_pb2.LISTING_STATE_DRAFT: "draft",
}


class ClaimNews:
    def __init__(self, *, log_: RoomLog) -> None:
        self._log = log_

    def subscriptions(self) -> list[Subscription]:
        return [
            Subscription(
                topic="listing.changed", message=events_pb2.ListingChanged, handle=self._changed
            ),
            Subscription(
                topic="claims.answered", message=events_pb2.ClaimsAnswered, handle=self._answered
            ),
        ]

    async def _changed(self, message: events_pb2.ListingChanged, event: IncomingEvent) -> None:
        listing = message.listing
        if listing.HasField("voucher"):
            await self._voucher(listing, event)
            return
        entry = entries.encoded(
            selling.Listing.model_validate(
                {
                    "ts": _ts(event),
                    "product_id": listing.product_id,
                    "title": listing.title,
                    "keyword": listing.keyword,
                    "state": STATES[listing.state],
                    "limit_per_person": listing.limit_per_person,
                    "hold_s": listing.hold_s,
                    "lots": [
                        {
                            "variant_id": lot.variant_id,
                            "title": lot.title,
                            "units": lot.units,
                            "free": lot.free,
                            "places": lot.places,
                            "waiting": lot.waiting,
                        }
                        for lot in listing.lots
                    ],
                    "root": listing.root,
                }
            )
        )
        await self._log.append(
            listing.show_id,
            entry,
            dedupe=f"event:{event.id}",
            state_field=f"listing:{listing.product_id}",
            state_value=entry,
            sequence=event.sequence,
        )

    async def _voucher(self, listing: claim_pb2.Listing, event: IncomingEvent) -> None:
        voucher = listing.voucher
        entry = entries.encoded(
            selling.Voucher(
                ts=_ts(event),
                voucher_id=listing.product_id,
                keyword=listing.keyword,
                state="open" if listing.state == claim_pb2.LISTING_STATE_OPEN else "closed",
                units=sum(lot.units for lot in listing.lots),
                left=sum(lot.free for lot in listing.lots),
                amount_off=_price(voucher.amount_off) if voucher.HasField("amount_off") else None,
                percent_off=voucher.percent_off,
                most_off=_price(voucher.most_off) if voucher.HasField("most_off") else None,
                minimum=_price(voucher.minimum),
                closes=voucher.close_time.ToMilliseconds(),
                until=voucher.until_time.ToMilliseconds(),
                root=listing.root,
            )
        )
        await self._log.append(
            listing.show_id,
            entry,
            dedupe=f"event:{event.id}",
            state_field=f"voucher:{listing.product_id}",
            state_value=entry,
            sequence=event.sequence,
        )

    async def _answered(self, message: events_pb2.ClaimsAnswered, event: IncomingEvent) -> None:
        entry = entries.encoded(
            selling.ClaimAnswers(ts=_ts(event), answers=[_answer(one) for one in message.answers])
        )
        await self._log.append(message.show_id, entry, dedupe=f"event:{event.id}")


def _answer(answer: claim_pb2.Answer) -> selling.ClaimAnswer:
    due = answer.due_time
    return selling.ClaimAnswer.model_validate(
        {
            "user_id": answer.user_id,
            "message_id": answer.entry_id,
            "outcome": _name(claim_pb2.Outcome.Name(answer.outcome), "OUTCOME_"),
            "product_id": answer.product_id,
            "variant_id": answer.variant_id,
            "quantity": answer.quantity,
            "units": answer.units,
            "place": answer.place,
            "total": answer.total,
            "line": answer.line,
            "due": due.ToMilliseconds() if answer.HasField("due_time") else 0,
            "doubt": _name(claim_pb2.Doubt.Name(answer.doubt), "DOUBT_") if answer.doubt else "",
        }
    )


def _price(money: money_pb2.Money) -> selling.CardPrice:
    return selling.CardPrice(currency_code=money.currency_code, amount_minor=money.amount_minor)


def _name(name: str, prefix: str) -> str:
    return name.removeprefix(prefix).lower()


def _ts(event: IncomingEvent) -> int:
    return int(event.time.timestamp() * 1000)
