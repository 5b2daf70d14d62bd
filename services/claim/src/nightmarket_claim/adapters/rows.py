"""Rows become what the domain knows."""

from collections.abc import Sequence
from typing import Final

import asyncpg

from nightmarket_claim.application.ports import Room
from nightmarket_claim.domain.claim import Claim, ClaimState
from nightmarket_claim.domain.listing import Listing, ListingState, Lot, Rules
from nightmarket_claim.domain.voucher import Voucher, Worth
from nightmarket_kit.core.money import Money

CLAIM_COLUMNS: Final = """
SELECT id, show_id, shop_id, product_id, variant_id, user_id, user_name, quantity, units, place, state,
       epoch, entry_id, item, by_hand, made_at, due_at, order_id, order_until, is_placed, is_parked,
       receipt, signature
FROM claims
"""


def to_room(row: asyncpg.Record) -> Room:
    return Room(
        show_id=str(row["show_id"]),
        shop_id=str(row["shop_id"]),
        epoch=row["epoch"],
        cursor=row["cursor"],
        pinned=row["pinned"],
        pinned_before=row["pinned_before"],
        pinned_ms=row["pinned_ms"],
        version=row["version"],
    )


def to_listings(rows: Sequence[asyncpg.Record], lots: Sequence[asyncpg.Record]) -> list[Listing]:
    return [
        Listing(
            show_id=str(row["show_id"]),
            product_id=str(row["product_id"]),
            shop_id=str(row["shop_id"]),
            title=row["title"],
            rules=Rules(
                keyword=row["keyword"],
                limit_per_person=row["limit_per_person"],
                hold_s=row["hold_s"],
                most_waiting=row["most_waiting"],
            ),
            lots={
                str(lot["variant_id"]): Lot(
                    variant_id=str(lot["variant_id"]),
                    title=lot["title"],
                    units=lot["units"],
                    free=lot["free"],
                    places=lot["places"],
                    waiting=lot["waiting"],
                )
                for lot in lots
                if lot["product_id"] == row["product_id"]
            },
            state=ListingState(row["state"]),
            is_taking=row["is_taking"],
            root=row["root"],
            version=row["version"],
            voucher=None if row["closes_at"] is None else _to_voucher(row),
        )
        for row in rows
    ]


def _to_voucher(row: asyncpg.Record) -> Voucher:
    def money(name: str) -> Money | None:
        amount = row[name]
        if amount is None:
            return None
        return Money(currency_code=row["currency_code"], amount_minor=amount)

    return Voucher(
        worth=Worth(
            amount_off=money("amount_minor"),
            percent_off=row["percent"] or 0,
            most_off=money("most_minor"),
            minimum=Money(currency_code=row["currency_code"], amount_minor=row["minimum_minor"]),
        ),
        closes_at=row["closes_at"],
        valid_until=row["valid_until"],
    )


def voucher_columns(voucher: Voucher | None) -> tuple[object, ...]:
    """Of a product they are all empty."""
    if voucher is None:
        return (None,) * 7
    worth = voucher.worth
    return (
        worth.minimum.currency_code,
        worth.amount_off.amount_minor if worth.amount_off else None,
        worth.percent_off or None,
        worth.most_off.amount_minor if worth.most_off else None,
        worth.minimum.amount_minor,
        voucher.closes_at,
        voucher.valid_until,
    )


def to_claim(row: asyncpg.Record) -> Claim:
    return Claim(
        id=str(row["id"]),
        show_id=str(row["show_id"]),
        shop_id=str(row["shop_id"]),
        product_id=str(row["product_id"]),
        variant_id=str(row["variant_id"]),
        user_id=str(row["user_id"]),
        user_name=row["user_name"],
        quantity=row["quantity"],
        units=row["units"],
        place=row["place"],
        state=ClaimState(row["state"]),
        epoch=row["epoch"],
        entry_id=row["entry_id"],
        item=row["item"],
        by_hand=row["by_hand"],
        made_at=row["made_at"],
        due_at=row["due_at"],
        order_id="" if row["order_id"] is None else str(row["order_id"]),
        order_until=row["order_until"],
        is_placed=row["is_placed"],
        is_parked=row["is_parked"],
        receipt=row["receipt"],
        signature=row["signature"],
    )
