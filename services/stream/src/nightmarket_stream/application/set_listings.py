"""Replace what is sold in a show. Catalog is asked before the transaction."""

from dataclasses import dataclass

from nightmarket_kit.core.clock import Clock
from nightmarket_kit.core.principal import Principal
from nightmarket_stream.application.access import require_host
from nightmarket_stream.application.ports import ProductDirectory, UowFactory
from nightmarket_stream.domain.errors import ProductNotInShop, ShowNotFound
from nightmarket_stream.domain.events import ProductPinned
from nightmarket_stream.domain.show import check_listings


@dataclass(frozen=True, slots=True, kw_only=True)
class SetListings:
    request_id: str
    actor: Principal
    show_id: str
    product_ids: tuple[str, ...]


async def set_listings(
    command: SetListings, *, uow: UowFactory, products: ProductDirectory, clock: Clock
) -> None:
    wanted = check_listings(command.product_ids)
    async with uow() as tx:
        before = await tx.shows.get(command.show_id)
        if before is None:
            raise ShowNotFound(show_id=command.show_id)
        require_host(command.actor, before.shop_id)
        if await tx.requests.find(command) is not None:
            return
    shops = await products.shops_of(wanted) if wanted else {}
    for product_id in wanted:
        if shops.get(product_id) != before.shop_id:  # a show never changes its shop
            raise ProductNotInShop(product_id=product_id)
    async with uow() as tx:
        show = await tx.shows.get_for_update(command.show_id)
        if show is None:
            raise ShowNotFound(show_id=command.show_id)
        if await tx.requests.claim(command) is not None:
            return
        changed = show.with_listings(wanted)
        await tx.shows.save(changed)
        await tx.shows.save_listings(changed)
        if changed.pinned_product_id != show.pinned_product_id:
            now = clock.now()
            await tx.pins.add(changed, at=now)
            tx.publish(ProductPinned(show=changed, at=now))
        await tx.requests.finish(command, result_id=show.id)
        await tx.commit()
