"""What the edge itself refuses; everything else comes from the services with their reasons."""

from nightmarket_kit.core import errors


class IdempotencyKeyMissing(errors.Invalid):
    reason = "IDEMPOTENCY_KEY_MISSING"


class BodyInvalid(errors.Invalid):
    reason = "BODY_INVALID"


class BodyTooLarge(errors.Invalid):
    reason = "BODY_TOO_LARGE"


class OriginRefused(errors.Forbidden):
    """A browser's call with a cookie must come from one of our own origins (CSRF)."""

    reason = "ORIGIN_REFUSED"


class RateLimited(errors.Exhausted):
    reason = "RATE_LIMITED"


class HookRefused(errors.Forbidden):
    reason = "HOOK_REFUSED"


class SessionRevoked(errors.Unauthenticated):
    reason = "SESSION_REVOKED"


class RouteNotFound(errors.NotFound):
    reason = "ROUTE_NOT_FOUND"


class MethodNotAllowed(errors.Invalid):
    reason = "METHOD_NOT_ALLOWED"


class MessageNotFound(errors.NotFound):
    reason = "MESSAGE_NOT_FOUND"
