"""What order refuses; reasons are listed in proto/nightmarket/order/v1/error_reason.proto."""

from nightmarket_kit.core import errors


class OrderNotFound(errors.NotFound):
    reason = "ORDER_NOT_FOUND"


class CartEmpty(errors.PreconditionFailed):
    reason = "CART_EMPTY"


class PriceChanged(errors.PreconditionFailed):
    reason = "PRICE_CHANGED"


class TotalChanged(errors.PreconditionFailed):
    reason = "TOTAL_CHANGED"


class OutOfStock(errors.PreconditionFailed):
    reason = "OUT_OF_STOCK"


class PurchaseLimitReached(errors.PreconditionFailed):
    reason = "PURCHASE_LIMIT_REACHED"


class DealOver(errors.PreconditionFailed):
    reason = "DEAL_OVER"


class DealSoldOut(errors.PreconditionFailed):
    reason = "DEAL_SOLD_OUT"


class WrongState(errors.PreconditionFailed):
    reason = "ORDER_STATE"


class ContactInvalid(errors.Invalid):
    """Names the field, never what was in it."""

    reason = "CONTACT_INVALID"


class OrderNoMistyped(errors.Invalid):
    reason = "ORDER_NO_MISTYPED"


class FieldInvalid(errors.Invalid):
    """Names the field, never what was in it."""

    reason = "FIELD_INVALID"


class CartOrdered(errors.PreconditionFailed):
    """What is in the cart is an order already."""

    reason = "CART_ORDERED"


class DeliveryUnavailable(errors.PreconditionFailed):
    reason = "DELIVERY_UNAVAILABLE"


class CouponUnknown(errors.PreconditionFailed):
    reason = "COUPON_UNKNOWN"


class CouponNotYet(errors.PreconditionFailed):
    reason = "COUPON_NOT_YET"


class CouponExpired(errors.PreconditionFailed):
    reason = "COUPON_EXPIRED"


class CouponUsedUp(errors.PreconditionFailed):
    reason = "COUPON_USED_UP"


class CouponUsedByYou(errors.PreconditionFailed):
    reason = "COUPON_USED_BY_YOU"


class CouponMinimum(errors.PreconditionFailed):
    reason = "COUPON_MINIMUM"


class CouponExists(errors.AlreadyExists):
    reason = "COUPON_EXISTS"


class CouponNotFound(errors.NotFound):
    reason = "COUPON_NOT_FOUND"


class AddressNotFound(errors.NotFound):
    reason = "ADDRESS_NOT_FOUND"


class AddressesFull(errors.Exhausted):
    reason = "ADDRESSES_FULL"


class RoleMissing(errors.Forbidden):
    reason = "ROLE_MISSING"
