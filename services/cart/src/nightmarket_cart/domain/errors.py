"""What cart refuses; reasons are listed in proto/nightmarket/cart/v1/error_reason.proto."""

from nightmarket_kit.core import errors


class VariantNotInShop(errors.NotFound):
    reason = "VARIANT_NOT_IN_SHOP"


class QuantityInvalid(errors.Invalid):
    reason = "QUANTITY_INVALID"


class LineNotFound(errors.NotFound):
    reason = "LINE_NOT_FOUND"


class CartFull(errors.PreconditionFailed):
    reason = "CART_FULL"


class PriceMissing(errors.PreconditionFailed):
    reason = "PRICE_MISSING"
