"""Carts in Valkey: one JSON document per person and shop, gone after 90 days without a touch.

    cart:{<user>}:<shop>              the document
    cart:{<user>}:done:<kind>:<id>    digest of a request (7 days) or mark of an event (14 days)

All keys of a person hash to one slot (the braces), so that the script that compares the version,
stores the cart and marks its cause is atomic on a cluster too. Event marks outlive the retention of
their topic. Prices are stored as text: JSON numbers of other readers are not exact.
"""

import json
from typing import Any, Final

from nightmarket_cart.application.ports import CartKey, Cause
from nightmarket_cart.domain.cart import Cart, Line
from nightmarket_kit.core.money import Money
from nightmarket_kit.runtime.status import ServiceUnavailable
from nightmarket_kit.runtime.valkey import Redis, ValkeyConnectionError, ValkeyTimeoutError

DAY_S: Final = 86_400
CART_TTL_S: Final = 90 * DAY_S
REQUEST_TTL_S: Final = 7 * DAY_S
EVENT_TTL_S: Final = 14 * DAY_S
SAVE: Final = """
if redis.call('EXISTS', KEYS[2]) == 1 then return 0 end
local stored = redis.call('GET', KEYS[1])
local version = 0
if stored then version = cjson.decode(stored).version end
if version ~= tonumber(ARGV[1]) then return 0 end
redis.call('SET', KEYS[1], ARGV[2], 'EX', ARGV[3])
redis.call('SET', KEYS[2], ARGV[4], 'EX', ARGV[5])
return 1
"""


class ValkeyCarts:
    def __init__(self, client: Redis) -> None:
        self._client = client
        self._save = client.register_script(SAVE)

    async def get(self, key: CartKey) -> Cart:
        try:
            document = await self._client.getex(_cart_key(key), ex=CART_TTL_S)
        except (ValkeyConnectionError, ValkeyTimeoutError) as error:
            raise ServiceUnavailable from error
        return _to_cart(document)

    async def find(self, key: CartKey, cause: Cause) -> tuple[Cart, str | None]:
        try:
            document, digest = await self._client.mget(_cart_key(key), _mark_key(key, cause))
        except (ValkeyConnectionError, ValkeyTimeoutError) as error:
            raise ServiceUnavailable from error
        return _to_cart(document), _text(digest)

    async def save(self, key: CartKey, cart: Cart, cause: Cause) -> bool:
        try:
            stored = await self._save(
                keys=[_cart_key(key), _mark_key(key, cause)],
                args=[
                    cart.version - 1,
                    _to_document(cart),
                    CART_TTL_S,
                    cause.digest,
                    EVENT_TTL_S if cause.kind == "event" else REQUEST_TTL_S,
                ],
            )
        except (ValkeyConnectionError, ValkeyTimeoutError) as error:
            raise ServiceUnavailable from error
        return bool(stored)

    async def check(self) -> None:
        """Raise unless Valkey answers."""
        await self._client.ping()


def _cart_key(key: CartKey) -> str:
    return f"cart:{{{key.user_id}}}:{key.shop_id}"


def _mark_key(key: CartKey, cause: Cause) -> str:
    return f"cart:{{{key.user_id}}}:done:{cause.kind}:{cause.id}"


def _to_document(cart: Cart) -> str:
    lines = [
        {
            "variant_id": line.variant_id,
            "quantity": line.quantity,
            "currency_code": line.seen_price.currency_code,
            "seen_minor": str(line.seen_price.amount_minor),
            "show_id": line.show_id,
        }
        for line in cart.lines
    ]
    return json.dumps({"version": cart.version, "lines": lines})


def _text(value: bytes | str | None) -> str | None:
    return value.decode() if isinstance(value, bytes) else value


def _to_cart(document: bytes | str | None) -> Cart:
    if document is None:
        return Cart()
    stored: dict[str, Any] = json.loads(document)
    return Cart(
        version=stored["version"],
        lines=tuple(
            Line(
                variant_id=line["variant_id"],
                quantity=line["quantity"],
                seen_price=Money(
                    currency_code=line["currency_code"], amount_minor=int(line["seen_minor"])
                ),
                show_id=line["show_id"],
            )
            for line in stored["lines"]
        ),
    )
