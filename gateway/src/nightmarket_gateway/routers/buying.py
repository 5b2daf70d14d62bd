"""Cart, checkout, orders, payments."""

from fastapi import APIRouter

from nightmarket.cart.v1 import cart_service_pb2
from nightmarket.order.v1 import order_pb2, order_service_pb2
from nightmarket.payment.v1 import payment_service_pb2
from nightmarket_gateway.auth import Person
from nightmarket_gateway.codes import Codes
from nightmarket_gateway.guests import AnyBuyer, ChangingBuyer, PersonBuyer
from nightmarket_gateway.idempotency import CartRequestId, RequestId
from nightmarket_gateway.schemas.buying import (
    AddLine,
    Cart,
    Payment,
    PaymentMethod,
    PaymentMethods,
    PaymentStarted,
    Redirect,
    SetQuantity,
    StartPayment,
)
from nightmarket_gateway.schemas.common import CurrencyCode, Id, PageSize, PageToken
from nightmarket_gateway.schemas.orders import Order, Orders, PlaceOrder
from nightmarket_gateway.state import Services

router = APIRouter(prefix="/v1", tags=["buying"])


@router.get("/shops/{shop_id}/cart")
async def get_cart(shop_id: Id, buyer: AnyBuyer, services: Services) -> Cart:
    """Read the cart at today's prices; an empty cart is a cart. Guests have one, too."""
    if not (buyer.guest_id or buyer.is_person):
        return Cart(shop_id=shop_id, lines=[], total=None)
    found = await services.carts.GetCart(
        cart_service_pb2.GetCartRequest(shop_id=shop_id, guest_id=buyer.guest_id)
    )
    return Cart.read(found.cart)


@router.post("/shops/{shop_id}/cart/lines")
async def add_line(
    shop_id: Id, body: AddLine, buyer: ChangingBuyer, request_id: CartRequestId, services: Services
) -> Cart:
    changed = await services.carts.AddLine(
        cart_service_pb2.AddLineRequest(
            request_id=request_id,
            shop_id=shop_id,
            variant_id=body.variant_id,
            quantity=body.quantity,
            show_id=body.show_id,
            guest_id=buyer.guest_id,
        )
    )
    return Cart.read(changed.cart)


@router.put("/shops/{shop_id}/cart/lines/{variant_id}")
async def set_quantity(
    shop_id: Id,
    variant_id: Id,
    body: SetQuantity,
    buyer: ChangingBuyer,
    request_id: CartRequestId,
    services: Services,
) -> Cart:
    changed = await services.carts.SetQuantity(
        cart_service_pb2.SetQuantityRequest(
            request_id=request_id,
            shop_id=shop_id,
            variant_id=variant_id,
            quantity=body.quantity,
            guest_id=buyer.guest_id,
        )
    )
    return Cart.read(changed.cart)


@router.delete("/shops/{shop_id}/cart/lines/{variant_id}")
async def remove_line(
    shop_id: Id, variant_id: Id, buyer: ChangingBuyer, request_id: CartRequestId, services: Services
) -> Cart:
    changed = await services.carts.RemoveLine(
        cart_service_pb2.RemoveLineRequest(
            request_id=request_id,
            shop_id=shop_id,
            variant_id=variant_id,
            guest_id=buyer.guest_id,
        )
    )
    return Cart.read(changed.cart)


@router.post("/shops/{shop_id}/orders", status_code=201)
async def place_order(
    shop_id: Id,
    body: PlaceOrder,
    _buyer: PersonBuyer,
    request_id: RequestId,
    services: Services,
    codes: Codes,
) -> Order:
    """Order what is in the cart. However often it is pressed with one key, it is one order; and so it
    is from two devices, one of which is told `CART_ORDERED`.
    """
    await codes.check(body.coupon_code)
    placed = await services.orders.PlaceOrder(
        order_service_pb2.PlaceOrderRequest(
            request_id=request_id,
            shop_id=shop_id,
            contact=order_pb2.Contact(
                name=body.contact.name,
                phone=body.contact.phone,
                address=body.contact.address,
            ),
            expected_total=body.expected_total.write(),
            delivery=body.delivery.write() if body.delivery else None,
            coupon_code=body.coupon_code,
        )
    )
    return Order.read(placed.order)


@router.get("/me/orders")
async def my_orders(
    _person: Person, services: Services, page_size: PageSize = 0, page_token: PageToken = ""
) -> Orders:
    page = await services.orders.ListOrders(
        order_service_pb2.ListOrdersRequest(page_size=page_size, page_token=page_token)
    )
    return Orders(
        orders=[Order.read(order) for order in page.orders], next_page_token=page.next_page_token
    )


@router.get("/orders/{order_id}")
async def get_order(order_id: Id, _person: Person, services: Services) -> Order:
    found = await services.orders.GetOrder(order_service_pb2.GetOrderRequest(order_id=order_id))
    return Order.read(found.order)


@router.post("/orders/{order_id}/payments", status_code=201)
async def start_payment(
    order_id: Id, body: StartPayment, _person: Person, request_id: RequestId, services: Services
) -> PaymentStarted:
    """Open an attempt to pay; the browser posts `redirect.fields` to `redirect.url`."""
    started = await services.payments.StartPayment(
        payment_service_pb2.StartPaymentRequest(
            request_id=request_id,
            order_id=order_id,
            provider=body.provider,
            method=body.method or "",
            return_to=body.return_to,
        )
    )
    return PaymentStarted(
        payment=Payment.read(started.payment),
        redirect=Redirect(url=started.redirect.url, fields=dict(started.redirect.fields)),
    )


@router.get("/payment-methods")
async def list_payment_methods(currency: CurrencyCode, services: Services) -> PaymentMethods:
    """What a buyer may choose from, for what amounts."""
    found = await services.payments.ListPaymentMethods(
        payment_service_pb2.ListPaymentMethodsRequest(currency_code=currency)
    )
    return PaymentMethods(methods=[PaymentMethod.read(one) for one in found.methods])


@router.get("/payments/{payment_id}")
async def get_payment(payment_id: Id, _person: Person, services: Services) -> Payment:
    found = await services.payments.GetPayment(
        payment_service_pb2.GetPaymentRequest(payment_id=payment_id)
    )
    return Payment.read(found.payment)
