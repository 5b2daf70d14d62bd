"""Products and their variants. A product has at least one variant; a variant is what is bought."""

from dataclasses import dataclass, replace
from datetime import datetime

from nightmarket_catalog.domain.errors import EtagMismatch, ProductInvalid, VariantNotFound
from nightmarket_kit.core.money import Money

MAX_TITLE = 120
MAX_DESCRIPTION = 5000
MAX_IMAGES = 20
MAX_VARIANTS = 100
MAX_SKU = 64


@dataclass(frozen=True, slots=True, kw_only=True)
class Variant:
    id: str
    sku: str
    title: str
    prices: tuple[Money, ...]

    def __post_init__(self) -> None:
        _require(0 < len(self.sku.strip()) <= MAX_SKU, "sku")
        _require(len(self.title) <= MAX_TITLE, "variant_title")
        currencies = {price.currency_code for price in self.prices}
        _require(0 < len(self.prices) == len(currencies), "prices")
        _require(all(price.amount_minor > 0 for price in self.prices), "prices")


@dataclass(frozen=True, slots=True, kw_only=True)
class Product:
    id: str
    shop_id: str
    title: str
    description: str
    image_urls: tuple[str, ...]
    variants: tuple[Variant, ...]
    version: int
    created_at: datetime

    @classmethod
    def create(
        cls,
        *,
        id_: str,
        shop_id: str,
        title: str,
        description: str,
        image_urls: tuple[str, ...],
        variants: tuple[Variant, ...],
        at: datetime,
    ) -> "Product":
        """Make a new product; ProductInvalid names the field that is wrong."""
        _require(0 < len(title.strip()) <= MAX_TITLE, "title")
        _require(len(description) <= MAX_DESCRIPTION, "description")
        _require(len(image_urls) <= MAX_IMAGES, "image_urls")
        _require(all(url.startswith(("https://", "http://")) for url in image_urls), "image_urls")
        _require(0 < len(variants) <= MAX_VARIANTS, "variants")
        _require(len({variant.sku for variant in variants}) == len(variants), "sku")
        _require(len(variants) == 1 or all(variant.title for variant in variants), "variant_title")
        return cls(
            id=id_,
            shop_id=shop_id,
            title=title.strip(),
            description=description,
            image_urls=image_urls,
            variants=variants,
            version=1,
            created_at=at,
        )

    @property
    def etag(self) -> str:
        return str(self.version)

    def with_price(self, variant_id: str, price: Money, *, etag: str) -> "Product":
        """The product with another price; EtagMismatch when it changed since `etag` was read."""
        if etag and etag != self.etag:
            raise EtagMismatch(product_id=self.id)
        if all(variant.id != variant_id for variant in self.variants):
            raise VariantNotFound(variant_id=variant_id)
        variants = tuple(
            replace(variant, prices=_priced(variant.prices, price))
            if variant.id == variant_id
            else variant
            for variant in self.variants
        )
        return replace(self, variants=variants, version=self.version + 1)


def _priced(prices: tuple[Money, ...], price: Money) -> tuple[Money, ...]:
    return (*(one for one in prices if one.currency_code != price.currency_code), price)


def _require(holds: bool, field: str) -> None:  # noqa: FBT001 - reads as a sentence
    if not holds:
        raise ProductInvalid(f"{field} is not acceptable", field=field)
