"""What catalog refuses; reasons are listed in proto/nightmarket/catalog/v1/error_reason.proto."""

from nightmarket_kit.core import errors


class ProductNotFound(errors.NotFound):
    reason = "PRODUCT_NOT_FOUND"


class VariantNotFound(errors.NotFound):
    reason = "VARIANT_NOT_FOUND"


class RoleMissing(errors.Forbidden):
    reason = "ROLE_MISSING"


class ProductInvalid(errors.Invalid):
    reason = "PRODUCT_INVALID"


class QuantityInvalid(errors.Invalid):
    reason = "QUANTITY_INVALID"


class OutOfStock(errors.PreconditionFailed):
    reason = "OUT_OF_STOCK"


class StockNegative(errors.PreconditionFailed):
    reason = "STOCK_NEGATIVE"


class ReservationNotFound(errors.NotFound):
    reason = "RESERVATION_NOT_FOUND"


class ReservationState(errors.PreconditionFailed):
    reason = "RESERVATION_STATE"


class ReservationDiffers(errors.PreconditionFailed):
    reason = "RESERVATION_DIFFERS"


class EtagMismatch(errors.Conflict):
    reason = "ETAG_MISMATCH"


class ReasonInvalid(errors.Invalid):
    """A person says why in 1 to 200 characters."""

    reason = "REASON_INVALID"


class LimitInvalid(errors.Invalid):
    reason = "LIMIT_INVALID"


class PurchaseLimitReached(errors.PreconditionFailed):
    reason = "PURCHASE_LIMIT_REACHED"


class ShowEnded(errors.PreconditionFailed):
    reason = "SHOW_ENDED"


class ReturnExceedsSale(errors.PreconditionFailed):
    reason = "RETURN_EXCEEDS_SALE"


class ShareShort(errors.Conflict):
    """What is to be given back is on its way from an order that was given up."""

    reason = "SHARE_SHORT"


class DealInvalid(errors.Invalid):
    reason = "DEAL_INVALID"


class DealNotFound(errors.NotFound):
    reason = "DEAL_NOT_FOUND"


class DealRunning(errors.PreconditionFailed):
    reason = "DEAL_RUNNING"


class DealOver(errors.PreconditionFailed):
    reason = "DEAL_OVER"


class DealSoldOut(errors.PreconditionFailed):
    reason = "DEAL_SOLD_OUT"
