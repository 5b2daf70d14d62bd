"""Products and prices."""

from typing import Annotated

from fastapi import APIRouter, Query

from nightmarket.catalog.v1 import catalog_service_pb2 as pb
from nightmarket_gateway.auth import Anyone, Person
from nightmarket_gateway.idempotency import RequestId
from nightmarket_gateway.schemas.common import Id, PageSize
from nightmarket_gateway.schemas.goods import (
    NewProduct,
    Product,
    Products,
    SetPrice,
    Variant,
)
from nightmarket_gateway.state import Services

router = APIRouter(prefix="/v1", tags=["products"])


@router.post("/shops/{shop_id}/products", status_code=201)
async def create_product(
    shop_id: Id, body: NewProduct, _person: Person, request_id: RequestId, services: Services
) -> Product:
    made = await services.catalog.CreateProduct(
        pb.CreateProductRequest(
            request_id=request_id,
            shop_id=shop_id,
            title=body.title,
            description=body.description,
            image_urls=body.image_urls,
            variants=[
                pb.CreateProductRequest.NewVariant(
                    sku=variant.sku,
                    title=variant.title,
                    prices=[price.write() for price in variant.prices],
                    on_hand=variant.on_hand,
                )
                for variant in body.variants
            ],
        )
    )
    return Product.read(made.product)


@router.get("/shops/{shop_id}/products")
async def list_products(
    shop_id: Id,
    _anyone: Anyone,
    services: Services,
    page_size: PageSize = 0,
    page_token: Annotated[str, Query(max_length=500)] = "",
) -> Products:
    page = await services.catalog.ListProducts(
        pb.ListProductsRequest(shop_id=shop_id, page_size=page_size, page_token=page_token)
    )
    return Products(
        products=[Product.read(product) for product in page.products],
        next_page_token=page.next_page_token,
    )


@router.get("/products/{product_id}")
async def get_product(product_id: Id, _anyone: Anyone, services: Services) -> Product:
    found = await services.catalog.GetProduct(pb.GetProductRequest(product_id=product_id))
    return Product.read(found.product)


@router.put("/variants/{variant_id}/price")
async def set_price(
    variant_id: Id, body: SetPrice, _person: Person, request_id: RequestId, services: Services
) -> Variant:
    changed = await services.catalog.SetPrice(
        pb.SetPriceRequest(
            request_id=request_id,
            variant_id=variant_id,
            price=body.price.write(),
            etag=body.etag,
        )
    )
    return Variant.read(changed.variant)
