"""What identity refuses; reasons are listed in proto/nightmarket/identity/v1/error_reason.proto.

Three errors share REFRESH_IN_PROGRESS, since a client does the same about each: wait, and show the
same refresh token again. Their kinds differ (conflict, exhausted, unavailable).
"""

from nightmarket_kit.core import errors


class ProviderNotAvailable(errors.NotFound):
    reason = "PROVIDER_NOT_AVAILABLE"


class ProviderUnavailable(errors.Unavailable):
    reason = "PROVIDER_UNAVAILABLE"


class UserCancelled(errors.Invalid):
    reason = "USER_CANCELLED"


class StateInvalid(errors.Invalid):
    reason = "STATE_INVALID"


class CodeInvalid(errors.Invalid):
    reason = "CODE_INVALID"


class IdTokenInvalid(errors.Unauthenticated):
    reason = "ID_TOKEN_INVALID"


class NonceMismatch(errors.Unauthenticated):
    reason = "NONCE_MISMATCH"


class AudienceMismatch(errors.Unauthenticated):
    reason = "AUDIENCE_MISMATCH"


class RefreshInvalid(errors.Unauthenticated):
    reason = "REFRESH_INVALID"


class RefreshReused(errors.Unauthenticated):
    reason = "REFRESH_REUSED"


class RefreshInProgress(errors.Conflict):
    reason = "REFRESH_IN_PROGRESS"


class RefreshTooOften(errors.Exhausted):
    """One generation was replayed more often than an honest client does."""

    reason = "REFRESH_IN_PROGRESS"


class ConfirmationsUnavailable(errors.Unavailable):
    """Whether the successor was used cannot be told now: neither allowed nor ended."""

    reason = "REFRESH_IN_PROGRESS"


class SessionRevoked(errors.Unauthenticated):
    reason = "SESSION_REVOKED"


class SessionNotFound(errors.NotFound):
    reason = "SESSION_NOT_FOUND"


class ShopNotFound(errors.NotFound):
    reason = "SHOP_NOT_FOUND"


class RoleMissing(errors.Forbidden):
    reason = "ROLE_MISSING"


class UserNotFound(errors.NotFound):
    reason = "USER_NOT_FOUND"


class LastOwner(errors.PreconditionFailed):
    reason = "LAST_OWNER"


class ShopNameInvalid(errors.Invalid):
    reason = "SHOP_NAME_INVALID"


class CurrencyUnsupported(errors.Invalid):
    reason = "CURRENCY_UNSUPPORTED"


class ReturnToInvalid(errors.Invalid):
    reason = "RETURN_TO_INVALID"


class PushPlatformInvalid(errors.Invalid):
    reason = "PUSH_PLATFORM_INVALID"


class PushTokenInvalid(errors.Invalid):
    reason = "PUSH_TOKEN_INVALID"


class LocaleInvalid(errors.Invalid):
    reason = "LOCALE_INVALID"
