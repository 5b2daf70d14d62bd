"""Carts in Valkey: one JSON document per owner and shop.

    cart:{<user>}:<shop>              a person's document, gone 90 days after the last touch
    cart:{<user>}:done:<kind>:<id>    digest of a request (7 days) or mark of an event (14 days)
    carts:changed                     which of them the archive may not have yet, by time of change
    guest:{<guest>}:…                 the same for a guest, gone after the days of the settings
    guest:{<guest>}:shops             where the guest has carts
    guest:{<guest>}:sealed:<shop>     seal, person and document of a cart that is being merged

A script compares the version, stores the cart, marks its cause and notes the change in one step (one
node: the keys are on several slots). Event marks outlive the retention of their topic. What is missing
is restored from the archive before it is read or changed; a document is stored for an empty cart, too,
so that only a loss asks the archive.
"""

import time
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import replace
from typing import Final

from nightmarket_cart.adapters.documents import to_cart, to_document
from nightmarket_cart.application.ports import CartArchive, CartKey, Saved, SealedCart
from nightmarket_cart.domain.cart import Cart, Cause
from nightmarket_kit.core.errors import DomainError
from nightmarket_kit.core.ids import new_id
from nightmarket_kit.runtime.postgres import DATABASE_ERRORS
from nightmarket_kit.runtime.status import ServiceUnavailable
from nightmarket_kit.runtime.valkey import Redis, ValkeyConnectionError, ValkeyTimeoutError

DAY_S: Final = 86_400
CART_TTL_S: Final = 90 * DAY_S
REQUEST_TTL_S: Final = 7 * DAY_S
EVENT_TTL_S: Final = 14 * DAY_S
CHANGED: Final = "carts:changed"
# KEYS cart, mark, changed or shops of the guest. ARGV version before, document, its life, digest, its
# life, member, time of change (a person's) or "" (a guest's)
SAVE: Final = """
if redis.call('EXISTS', KEYS[2]) == 1 then return 0 end
local stored = redis.call('GET', KEYS[1])
if not stored or cjson.decode(stored).version ~= tonumber(ARGV[1]) then return 0 end
redis.call('SET', KEYS[1], ARGV[2], 'EX', ARGV[3])
redis.call('SET', KEYS[2], ARGV[4], 'EX', ARGV[5])
if ARGV[7] == '' then
  redis.call('SADD', KEYS[3], ARGV[6])
  redis.call('EXPIRE', KEYS[3], ARGV[3])
else
  redis.call('ZADD', KEYS[3], 'NX', ARGV[7], ARGV[6])
end
return 1
"""
# KEYS changed, carts. ARGV member and version of each
SETTLE: Final = """
for n = 1, #KEYS - 1 do
  local stored = redis.call('GET', KEYS[n + 1])
  if not stored or cjson.decode(stored).version == tonumber(ARGV[2 * n]) then
    redis.call('ZREM', KEYS[1], ARGV[2 * n - 1])
  end
end
"""
OVERTAKE: Final = """
local stored = redis.call('GET', KEYS[1])
if stored and cjson.decode(stored).version == tonumber(ARGV[1]) then
  redis.call('SET', KEYS[1], ARGV[2], 'KEEPTTL')
end
"""
# KEYS cart, sealed. ARGV seal, person, life
SEAL: Final = """
local sealed = redis.call('GET', KEYS[2])
if sealed then return sealed end
local stored = redis.call('GET', KEYS[1])
if not stored then return false end
sealed = ARGV[1] .. '\\n' .. ARGV[2] .. '\\n' .. stored
redis.call('SET', KEYS[2], sealed, 'EX', ARGV[3])
redis.call('DEL', KEYS[1])
return sealed
"""
# KEYS cart, sealed, shops. ARGV shop, seal or "". Another seal stays: its content is not merged yet.
DROP: Final = """
local sealed = redis.call('GET', KEYS[2])
if sealed and ARGV[2] ~= '' and string.sub(sealed, 1, #ARGV[2]) == ARGV[2] then
  redis.call('DEL', KEYS[2])
end
if redis.call('EXISTS', KEYS[1], KEYS[2]) == 0 then redis.call('SREM', KEYS[3], ARGV[1]) end
"""


@asynccontextmanager
async def _answering() -> AsyncIterator[None]:
    try:
        yield
    except (ValkeyConnectionError, ValkeyTimeoutError, *DATABASE_ERRORS) as error:
        raise ServiceUnavailable from error


class ValkeyCarts:
    def __init__(self, client: Redis, archive: CartArchive, *, guest_days: int) -> None:
        self._client = client
        self._archive = archive
        self._guest_ttl_s = guest_days * DAY_S
        self._save = client.register_script(SAVE)
        self._settle = client.register_script(SETTLE)
        self._overtake = client.register_script(OVERTAKE)
        self._seal = client.register_script(SEAL)
        self._drop = client.register_script(DROP)

    async def get(self, key: CartKey) -> Cart:
        async with _answering():
            document = await self._client.getex(_cart_key(key), ex=self._life_s(key))
        return await self._restored(key) if document is None else to_cart(document)

    async def get_each(self, keys: Sequence[CartKey]) -> list[Cart | DomainError]:
        async with _answering():
            pipeline = self._client.pipeline(transaction=False)
            for key in keys:
                pipeline.getex(_cart_key(key), ex=self._life_s(key))
            documents = await pipeline.execute()
        carts = list[Cart | DomainError]()
        for key, document in zip(keys, documents, strict=True):
            try:
                carts.append(to_cart(document) if document else await self._restored(key))
            except DomainError as error:
                carts.append(error)
        return carts

    async def find(self, key: CartKey, cause: Cause) -> tuple[Cart, str | None]:
        async with _answering():
            document, digest = await self._client.mget(_cart_key(key), _mark_key(key, cause))
        cart = await self._restored(key) if document is None else to_cart(document)
        return cart, _text(digest)

    async def save(self, key: CartKey, cart: Cart, cause: Cause) -> bool:
        async with _answering():
            stored = await self._save(
                keys=[
                    _cart_key(key),
                    _mark_key(key, cause),
                    _shops_key(key.owner_id) if key.is_guest else CHANGED,
                ],
                args=[
                    cart.version - 1,
                    to_document(cart),
                    self._life_s(key),
                    cause.digest,
                    EVENT_TTL_S if cause.kind == "event" else REQUEST_TTL_S,
                    key.shop_id if key.is_guest else _member(key),
                    "" if key.is_guest else int(time.time() * 1000),
                ],
            )
        return bool(stored)

    async def changed(self, *, limit: int) -> list[Saved]:
        members: list[str] = await self._client.zrange(CHANGED, 0, limit - 1)  # type: ignore[assignment]
        keys = [_key_of(member) for member in members]
        if not keys:
            return []
        documents = await self._client.mget([_cart_key(key) for key in keys])
        if lost := [key for key, one in zip(keys, documents, strict=True) if one is None]:
            await self.settle([Saved(key=key, cart=Cart()) for key in lost])
        return [
            Saved(key=key, cart=to_cart(document))
            for key, document in zip(keys, documents, strict=True)
            if document is not None
        ]

    async def read(self, key: CartKey) -> Saved | None:
        async with _answering():
            document = await self._client.get(_cart_key(key))
        return None if document is None else Saved(key=key, cart=to_cart(document))

    async def settle(self, saved: Sequence[Saved]) -> None:
        await self._settle(
            keys=[CHANGED, *(_cart_key(one.key) for one in saved)],
            args=[part for one in saved for part in (_member(one.key), one.cart.version)],
        )

    async def overtake(self, saved: Saved, *, version: int) -> None:
        document = to_document(replace(saved.cart, version=version + 1))
        await self._overtake(keys=[_cart_key(saved.key)], args=[saved.cart.version, document])

    async def shops_of(self, guest_id: str, *, limit: int) -> list[str]:
        async with _answering():
            shops = await self._client.smembers(_shops_key(guest_id))
        return sorted(map(str, shops))[:limit]

    async def seal(self, guest_id: str, shop_id: str, *, user_id: str) -> SealedCart | None:
        key = CartKey(owner_id=guest_id, shop_id=shop_id, is_guest=True)
        async with _answering():
            sealed = await self._seal(
                keys=[_cart_key(key), _sealed_key(key)],
                args=[new_id(), user_id, self._guest_ttl_s],
            )
        if sealed is None:
            return None
        seal, owner, document = (_text(sealed) or "").split("\n", 2)
        return SealedCart(id=seal, user_id=owner, shop_id=shop_id, cart=to_cart(document))

    async def drop_sealed(self, guest_id: str, shop_id: str, *, seal: str) -> None:
        key = CartKey(owner_id=guest_id, shop_id=shop_id, is_guest=True)
        async with _answering():
            await self._drop(
                keys=[_cart_key(key), _sealed_key(key), _shops_key(guest_id)],
                args=[shop_id, seal],
            )

    async def check(self) -> None:
        """Raise unless Valkey answers."""
        await self._client.ping()

    async def _restored(self, key: CartKey) -> Cart:
        """What the archive has, stored; somebody else may have been faster."""
        async with _answering():
            found = None if key.is_guest else await self._archive.load(key)
            cart = found or Cart()
            is_first = await self._client.set(
                _cart_key(key), to_document(cart), ex=self._life_s(key), nx=True
            )
            stored = None if is_first else await self._client.get(_cart_key(key))
        return cart if stored is None else to_cart(stored)

    def _life_s(self, key: CartKey) -> int:
        return self._guest_ttl_s if key.is_guest else CART_TTL_S


def _prefix(key: CartKey) -> str:
    return f"{'guest' if key.is_guest else 'cart'}:{{{key.owner_id}}}"


def _cart_key(key: CartKey) -> str:
    return f"{_prefix(key)}:{key.shop_id}"


def _mark_key(key: CartKey, cause: Cause) -> str:
    return f"{_prefix(key)}:done:{cause.kind}:{cause.id}"


def _sealed_key(key: CartKey) -> str:
    return f"{_prefix(key)}:sealed:{key.shop_id}"


def _shops_key(guest_id: str) -> str:
    return f"guest:{{{guest_id}}}:shops"


def _member(key: CartKey) -> str:
    return f"{key.owner_id}:{key.shop_id}"


def _key_of(member: str) -> CartKey:
    owner_id, shop_id = member.split(":")
    return CartKey(owner_id=owner_id, shop_id=shop_id)


def _text(value: bytes | str | None) -> str | None:
    return value.decode() if isinstance(value, bytes) else value
