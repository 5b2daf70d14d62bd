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


class RoleMissing(errors.Forbidden):
    reason = "ROLE_MISSING"
