"""How an order reaches its buyer, and what the shop asks for it.

Amounts of a shop are in one currency, its own: order does not know it and takes it from what the
shop's people set. A cart in another currency is offered nothing but what costs nothing to decide:
a shop that set nothing sends home without a fee.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from enum import StrEnum
from typing import Final

from nightmarket_kit.core.money import Money
from nightmarket_order.domain.errors import ContactInvalid, DeliveryUnavailable, FieldInvalid
from nightmarket_order.domain.units import is_whole

MAX_STORE_NAME: Final = 60
MAX_FEE_MINOR: Final = 10**9
STORE_CURRENCY: Final = "TWD"  # the chains are Taiwan's
_STORE_CODE: Final = re.compile(r"[A-Z0-9]{4,8}\Z")
_CONTROL: Final = re.compile(r"[\x00-\x1f\x7f]")


class DeliveryKind(StrEnum):
    HOME = "home"
    STORE = "store"


class StoreChain(StrEnum):
    SEVEN_ELEVEN = "seven_eleven"
    FAMILY_MART = "family_mart"
    HI_LIFE = "hi_life"
    OK_MART = "ok_mart"


@dataclass(frozen=True, slots=True, kw_only=True)
class Store:
    """Where a parcel is collected leads to who collects it: personal data, like a contact."""

    chain: StoreChain
    code: str = field(repr=False)
    name: str = field(repr=False)

    def checked(self) -> "Store":
        code, name = self.code.strip().upper(), self.name.strip()
        if not _STORE_CODE.match(code):
            raise ContactInvalid("store code is not acceptable", field="store_code")
        if not 0 < len(name) <= MAX_STORE_NAME or _CONTROL.search(name):
            raise ContactInvalid("store name is not acceptable", field="store_name")
        return replace(self, code=code, name=name)


@dataclass(frozen=True, slots=True, kw_only=True)
class Delivery:
    """`store` is None for home, and for who may not see contacts."""

    kind: DeliveryKind = DeliveryKind.HOME
    store: Store | None = None

    def checked(self) -> "Delivery":
        if self.kind is DeliveryKind.HOME:
            return HOME
        if self.store is None:
            raise ContactInvalid("a store is asked for", field="store_chain")
        return replace(self, store=self.store.checked())


HOME: Final = Delivery()


@dataclass(frozen=True, slots=True, kw_only=True)
class ShippingMethod:
    """`free_from` is the subtotal from which it costs nothing. `chains` are for stores only."""

    kind: DeliveryKind
    fee: Money
    free_from: Money | None = None
    chains: tuple[StoreChain, ...] = ()

    def fee_of(self, subtotal: Money) -> Money:
        if self.free_from is not None and not subtotal < self.free_from:
            return self.fee * 0
        return self.fee

    def checked(self) -> "ShippingMethod":
        _require_amount(self.fee, "fee")
        if self.free_from is not None:
            _require_amount(self.free_from, "free_from")
            if self.free_from.currency_code != self.fee.currency_code:
                raise FieldInvalid("one currency is asked for", field="free_from")
        if self.kind is DeliveryKind.HOME:
            return replace(self, chains=())
        if self.fee.currency_code != STORE_CURRENCY:
            raise FieldInvalid("stores are in Taiwan", field="kind")
        if not self.chains:
            raise FieldInvalid("a chain is asked for", field="chains")
        return replace(self, chains=tuple(one for one in StoreChain if one in self.chains))


def checked_methods(methods: Sequence[ShippingMethod]) -> tuple[ShippingMethod, ...]:
    """The methods as they are kept: each kind once, one at least, all in one currency."""
    checked = tuple(
        sorted(
            (one.checked() for one in methods), key=lambda one: list(DeliveryKind).index(one.kind)
        )
    )
    kinds = [one.kind for one in checked]
    if not kinds or len(set(kinds)) != len(kinds):
        raise FieldInvalid("each kind once, one at least", field="kind")
    if len({one.fee.currency_code for one in checked}) != 1:
        raise FieldInvalid("one currency is asked for", field="fee")
    return checked


def offered(methods: Sequence[ShippingMethod], *, currency_code: str) -> tuple[ShippingMethod, ...]:
    """What a cart in that currency may choose from; `methods` is empty when nothing was set."""
    if not methods:
        free = Money(currency_code=currency_code, amount_minor=0)
        return (ShippingMethod(kind=DeliveryKind.HOME, fee=free),)
    return tuple(one for one in methods if one.fee.currency_code == currency_code)


def method_for(delivery: Delivery, offers: Sequence[ShippingMethod]) -> ShippingMethod:
    method = next((one for one in offers if one.kind is delivery.kind), None)
    if method is None:
        raise DeliveryUnavailable(delivery=delivery.kind)
    if delivery.store is not None and delivery.store.chain not in method.chains:
        raise ContactInvalid("the shop does not send to this chain", field="store_chain")
    return method


def _require_amount(amount: Money, name: str) -> None:
    if not 0 <= amount.amount_minor <= MAX_FEE_MINOR or not is_whole(amount):
        raise FieldInvalid(f"{name} is not acceptable", field=name)
