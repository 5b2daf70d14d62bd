"""What claim refuses; reasons are listed in proto/nightmarket/claim/v1/error_reason.proto."""

from nightmarket_kit.core import errors


class KeywordRefused(errors.Invalid):
    reason = "KEYWORD_INVALID"


class KeywordTaken(errors.AlreadyExists):
    reason = "KEYWORD_TAKEN"


class ListingNotFound(errors.NotFound):
    reason = "LISTING_NOT_FOUND"


class WrongListingState(errors.PreconditionFailed):
    reason = "LISTING_STATE"


class ClaimInvalid(errors.Invalid):
    reason = "CLAIM_INVALID"


class ClaimNotFound(errors.NotFound):
    reason = "CLAIM_NOT_FOUND"


class WrongClaimState(errors.PreconditionFailed):
    reason = "CLAIM_STATE"


class OutOfStock(errors.PreconditionFailed):
    reason = "OUT_OF_STOCK"


class RoleMissing(errors.Forbidden):
    reason = "ROLE_MISSING"


class ShowNotFound(errors.NotFound):
    reason = "SHOW_NOT_FOUND"


class VoucherInvalid(errors.Invalid):
    """Names the field."""

    reason = "VOUCHER_INVALID"


class ShowNotLive(errors.PreconditionFailed):
    reason = "SHOW_NOT_LIVE"


class RoomLogsUnavailable(errors.Unavailable):
    """Valkey is away."""

    reason = "SERVICE_UNAVAILABLE"
