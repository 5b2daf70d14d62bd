"""Change a variant's price. Carts show it at once; orders keep the price agreed."""

from dataclasses import dataclass

from nightmarket_catalog.application.access import require_manager
from nightmarket_catalog.application.ports import UowFactory
from nightmarket_catalog.domain.errors import ProductInvalid, VariantNotFound
from nightmarket_kit.core.money import Money
from nightmarket_kit.core.principal import Principal


@dataclass(frozen=True, slots=True, kw_only=True)
class SetPrice:
    request_id: str
    actor: Principal
    variant_id: str
    price: Money
    etag: str


async def set_price(command: SetPrice, *, uow: UowFactory) -> None:
    if command.price.amount_minor <= 0:
        raise ProductInvalid("a price is above zero", field="prices")
    async with uow() as tx:
        product_id = await tx.products.product_id_of(command.variant_id)
        product = await tx.products.get_for_update(product_id) if product_id else None
        if product is None:
            raise VariantNotFound(variant_id=command.variant_id)
        require_manager(command.actor, product.shop_id)
        if await tx.requests.claim(command) is not None:
            return
        await tx.products.save_prices(
            product.with_price(command.variant_id, command.price, etag=command.etag)
        )
        await tx.requests.finish(command, result_id=command.variant_id)
        await tx.commit()
