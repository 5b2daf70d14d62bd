"""Make a product with its variants and first stock."""

from dataclasses import dataclass

from nightmarket_catalog.application.access import require_manager
from nightmarket_catalog.application.ports import UowFactory
from nightmarket_catalog.domain.events import StockChanged
from nightmarket_catalog.domain.product import Product, Variant
from nightmarket_catalog.domain.stock import Stock
from nightmarket_kit.core.clock import Clock
from nightmarket_kit.core.ids import new_id
from nightmarket_kit.core.money import Money
from nightmarket_kit.core.principal import Principal


@dataclass(frozen=True, slots=True, kw_only=True)
class NewVariant:
    sku: str
    title: str
    prices: tuple[Money, ...]
    on_hand: int


@dataclass(frozen=True, slots=True, kw_only=True)
class CreateProduct:
    request_id: str
    actor: Principal
    shop_id: str
    title: str
    description: str
    image_urls: tuple[str, ...]
    variants: tuple[NewVariant, ...]


async def create_product(command: CreateProduct, *, uow: UowFactory, clock: Clock) -> str:
    """Returns the product's id."""
    require_manager(command.actor, command.shop_id)
    product = Product.create(
        id_=new_id(),
        shop_id=command.shop_id,
        title=command.title,
        description=command.description,
        image_urls=command.image_urls,
        variants=tuple(
            Variant(id=new_id(), sku=new.sku, title=new.title, prices=new.prices)
            for new in command.variants
        ),
        at=clock.now(),
    )
    async with uow() as tx:
        if (earlier := await tx.requests.claim(command)) is not None:
            return earlier
        await tx.products.add(product)
        for variant, new in zip(product.variants, command.variants, strict=True):
            stock = Stock.opened(
                variant_id=variant.id,
                product_id=product.id,
                shop_id=product.shop_id,
                on_hand=new.on_hand,
                actor=command.actor.user_id,
            )
            await tx.stocks.add(stock)
            tx.publish(StockChanged(stock=stock))
        await tx.requests.finish(command, result_id=product.id)
        await tx.commit()
    return product.id
