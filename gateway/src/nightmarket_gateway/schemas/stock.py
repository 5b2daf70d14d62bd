"""What a shop's people do with stock, and its ledger."""

from datetime import datetime
from typing import Annotated, Literal, Self, get_args

from pydantic import Field

from nightmarket.catalog.v1 import catalog_pb2
from nightmarket_gateway.schemas.common import Id, Model, Whole, time_of

EntryKindName = Literal[
    "received", "adjusted", "held", "released", "sold", "returned", "allocated", "deallocated"
]
KIND_NAMES: tuple[EntryKindName, ...] = get_args(EntryKindName)
KIND_NUMBERS = {
    name: catalog_pb2.EntryKind.Value(f"ENTRY_KIND_{name.upper()}") for name in KIND_NAMES
}
_NAMES = {number: name for name, number in KIND_NUMBERS.items()}
Reason = Annotated[str, Field(max_length=200, examples=["交貨"])]


class ReceiveStock(Model):
    quantity: Whole = Field(examples=[20])
    reason: Reason


class AdjustStock(Model):
    delta: Whole = Field(examples=[-1], description="below zero takes out")
    reason: Reason


class ReturnStock(Model):
    variant_id: Id
    quantity: Whole = Field(examples=[1])
    reason: Reason


class AllocateStock(Model):
    quantity: Whole = Field(
        examples=[10], description="what is set aside from now on; 0 gives all of it back"
    )
    reason: Reason = ""


class StockEntry(Model):
    version: int = Field(description="of the balance that it made")
    kind: EntryKindName
    quantity: int = Field(description="below zero only when adjusted")
    order_id: str = Field(description="empty when it was for none")
    show_id: str = Field(description="it was bought in, or set aside for; may be empty")
    allocated: int = Field(
        description="how much of it came from, or went to, what is set aside for the show"
    )
    actor: str = Field(description="a person's id, or the service that did it")
    reason: str = Field(description="that the person gave; may be empty")
    create_time: datetime

    @classmethod
    def read(cls, message: catalog_pb2.StockEntry) -> Self:
        return cls(
            version=message.version,
            kind=_NAMES[message.kind],
            quantity=message.quantity,
            order_id=message.order_id,
            show_id=message.show_id,
            allocated=message.allocated,
            actor=message.actor,
            reason=message.reason,
            create_time=time_of(message.create_time),
        )


class StockEntries(Model):
    entries: list[StockEntry]
    next_page_token: str = Field(description="empty at the end")
