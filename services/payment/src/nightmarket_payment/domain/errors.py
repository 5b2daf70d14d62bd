"""What payment refuses; reasons are listed in proto/nightmarket/payment/v1/error_reason.proto."""

from nightmarket_kit.core import errors


class PaymentNotFound(errors.NotFound):
    reason = "PAYMENT_NOT_FOUND"


class OrderNotPayable(errors.PreconditionFailed):
    """`state` says why; not_found covers both no such order and somebody else's."""

    reason = "ORDER_NOT_PAYABLE"


class ProviderNotAvailable(errors.PreconditionFailed):
    reason = "PROVIDER_NOT_AVAILABLE"


class PaymentMethodNotOffered(errors.PreconditionFailed):
    reason = "PAYMENT_METHOD_NOT_OFFERED"


class AmountNotChargeable(errors.PreconditionFailed):
    reason = "AMOUNT_NOT_CHARGEABLE"


class RefundTooLarge(errors.PreconditionFailed):
    """`available` is what may still go back, in minor units; a settled payment has some."""

    reason = "REFUND_TOO_LARGE"


class RefundNotFound(errors.NotFound):
    reason = "REFUND_NOT_FOUND"


class RefundNotByHand(errors.PreconditionFailed):
    reason = "REFUND_NOT_BY_HAND"


class RoleMissing(errors.Forbidden):
    reason = "ROLE_MISSING"


class NoticeForged(errors.Invalid):
    reason = "NOTICE_FORGED"


class NoticeInvalid(errors.Invalid):
    reason = "NOTICE_INVALID"


class ReturnToInvalid(errors.Invalid):
    reason = "RETURN_TO_INVALID"


class DifferenceNotFound(errors.NotFound):
    reason = "DIFFERENCE_NOT_FOUND"


class DifferenceNotOpen(errors.PreconditionFailed):
    reason = "DIFFERENCE_NOT_OPEN"


class SettlementInvalid(errors.Invalid):
    reason = "SETTLEMENT_INVALID"


class RefundNotAskable(errors.PreconditionFailed):
    """`cause` says why, in the words of domain/refund_ask.py."""

    reason = "REFUND_NOT_ASKABLE"


class RefundAskNotFound(errors.NotFound):
    reason = "REFUND_ASK_NOT_FOUND"


class RefundAskNotOpen(errors.PreconditionFailed):
    reason = "REFUND_ASK_NOT_OPEN"


class RefundReasonInvalid(errors.Invalid):
    reason = "REFUND_REASON_INVALID"


class RefundOverRole(errors.Forbidden):
    """`most` is what a manager may give back at once, in minor units."""

    reason = "REFUND_OVER_ROLE"


class OrderChanged(errors.Conflict):
    reason = "ORDER_CHANGED"
