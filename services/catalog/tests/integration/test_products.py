import asyncio
from typing import Any

import pytest

from nightmarket.catalog.v1 import catalog_pb2, catalog_service_pb2
from nightmarket.type.v1 import money_pb2
from nightmarket_kit.core.errors import DomainError
from nightmarket_kit.core.ids import new_id

pytestmark = [pytest.mark.asyncio, pytest.mark.pg]


async def refusal(call: Any) -> DomainError:
    with pytest.raises(DomainError) as caught:
        await call
    return caught.value


def set_price(world: Any, variant_id: str, minor: int, **more: str) -> Any:
    request = catalog_service_pb2.SetPriceRequest(
        request_id=more.get("request_id") or new_id(),
        variant_id=variant_id,
        price=money_pb2.Money(currency_code=more.get("currency", "TWD"), amount_minor=minor),
        etag=more.get("etag", ""),
    )
    return world.catalog.SetPrice(request, metadata=world.as_(more.get("role", "owner")))


async def get(world: Any, product_id: str) -> catalog_pb2.Product:
    request = catalog_service_pb2.GetProductRequest(product_id=product_id)
    return (await world.catalog.GetProduct(request)).product


async def test_one_request_makes_one_product(world: Any) -> None:
    request = world.product(3, 4)
    answers = await asyncio.gather(
        *(world.catalog.CreateProduct(request, metadata=world.as_()) for _ in range(10))
    )
    assert len({answer.product.product_id for answer in answers}) == 1
    product = await get(world, answers[0].product.product_id)
    assert product == answers[0].product
    assert [variant.stock.on_hand for variant in product.variants] == [3, 4]
    assert [variant.title for variant in product.variants] == ["No. 0", "No. 1"]
    assert product.variants[0].product_title == "Tea"
    request.title = "Coffee"
    error = await refusal(world.catalog.CreateProduct(request, metadata=world.as_()))
    assert error.reason == "REQUEST_ID_REUSED"


async def test_who_and_what_may_be_created(world: Any) -> None:
    for role in ("host", "packer", None):
        call = world.catalog.CreateProduct(world.product(1), metadata=world.as_(role))
        assert (await refusal(call)).reason == "ROLE_MISSING"
    for request, field in (
        (world.product(1, title=""), "title"),
        (world.product(), "variants"),
    ):
        call = world.catalog.CreateProduct(request, metadata=world.as_())
        assert (await refusal(call)).metadata == {"field": field}
    call = world.catalog.CreateProduct(world.product(-1), metadata=world.as_())
    assert (await refusal(call)).reason == "QUANTITY_INVALID"
    first, second = world.product(1), world.product(1)
    second.variants[0].sku = first.variants[0].sku
    await world.catalog.CreateProduct(first, metadata=world.as_())
    call = world.catalog.CreateProduct(second, metadata=world.as_())
    assert (await refusal(call)).metadata == {"field": "sku"}


async def test_a_price_is_set_once_and_against_what_was_read(world: Any) -> None:
    answer = await world.catalog.CreateProduct(world.product(1), metadata=world.as_())
    product = answer.product
    variant_id, request_id = product.variants[0].variant_id, new_id()
    for _ in range(2):
        answer = await set_price(world, variant_id, 700, etag=product.etag, request_id=request_id)
    assert [price.amount_minor for price in answer.variant.prices] == [700]
    error = await refusal(set_price(world, variant_id, 800, etag=product.etag))
    assert error.reason == "ETAG_MISMATCH"
    answer = await set_price(world, variant_id, 90, currency="THB")
    assert {price.currency_code for price in answer.variant.prices} == {"TWD", "THB"}
    for call, reason in (
        (set_price(world, variant_id, 0), "PRODUCT_INVALID"),
        (set_price(world, variant_id, 1, role="host"), "ROLE_MISSING"),
        (set_price(world, new_id(), 1), "VARIANT_NOT_FOUND"),
        (set_price(world, variant_id, 1, currency="twd"), "MONEY_INVALID"),
    ):
        assert (await refusal(call)).reason == reason


async def test_lists_leave_unknown_ids_out_and_page_newest_first(world: Any) -> None:
    ids = [
        (
            await world.catalog.CreateProduct(world.product(1), metadata=world.as_())
        ).product.product_id
        for _ in range(3)
    ]
    listed = catalog_service_pb2.ListProductsRequest(shop_id=world.shop, page_size=2)
    first = await world.catalog.ListProducts(listed)
    listed.page_token = first.next_page_token
    second = await world.catalog.ListProducts(listed)
    found = [product.product_id for page in (first, second) for product in page.products]
    assert found == list(reversed(ids))
    assert second.next_page_token == ""
    batch = catalog_service_pb2.BatchGetProductsRequest(product_ids=[*ids, new_id()])
    assert len((await world.catalog.BatchGetProducts(batch)).products) == 3
    too_many = catalog_service_pb2.BatchGetVariantsRequest(variant_ids=[new_id()] * 201)
    assert (await refusal(world.catalog.BatchGetVariants(too_many))).reason == "BATCH_TOO_LARGE"
    assert (await refusal(get(world, new_id()))).reason == "PRODUCT_NOT_FOUND"
