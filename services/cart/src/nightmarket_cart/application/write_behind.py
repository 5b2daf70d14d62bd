"""Changed carts go to the archive, a moment later and together.

Valkey is where carts live; the archive is what is left when Valkey is not. Every copy that Valkey
loses is restored under a higher version (`CartArchive.load`), so a writer that still holds an older
one is refused. When the archive is ahead of a living cart (it was restored twice at once), the
living cart overtakes it and is written at the next turn.
"""

from collections.abc import Sequence

from nightmarket_cart.application.ports import CartArchive, CartKey, ChangedCarts, Saved
from nightmarket_cart.domain.cart import Cart

BATCH = 500


async def write_changed(*, store: ChangedCarts, archive: CartArchive) -> int:
    """Write everything that is noted as changed; returns how many carts."""
    count = 0
    while True:
        batch = await store.changed(limit=BATCH)
        if not batch:
            return count
        refused = await _write(batch, store=store, archive=archive)
        count += len(batch)
        if len(batch) < BATCH or refused:
            return count


async def write_now(key: CartKey, cart: Cart, *, store: ChangedCarts, archive: CartArchive) -> bool:
    """Whether the archive has `cart` or what became of it; False when Valkey lost it before that."""
    saved = await store.read(key)
    if saved is None or not saved.cart.follows(cart):
        return False
    return not await _write([saved], store=store, archive=archive)


async def _write(
    batch: Sequence[Saved], *, store: ChangedCarts, archive: CartArchive
) -> dict[CartKey, int]:
    refused = await archive.save(batch)
    await store.settle([one for one in batch if one.key not in refused])
    for one in batch:
        if (version := refused.get(one.key)) is not None:
            await store.overtake(one, version=version)
    return refused
