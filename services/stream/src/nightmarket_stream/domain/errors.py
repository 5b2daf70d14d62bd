"""What stream refuses; reasons are listed in proto/nightmarket/stream/v1/error_reason.proto.

The Unavailable ones have the reason that every service shares (nightmarket/type/v1).
"""

from nightmarket_kit.core import errors


class ShowNotFound(errors.NotFound):
    reason = "SHOW_NOT_FOUND"


class RoleMissing(errors.Forbidden):
    reason = "ROLE_MISSING"


class TitleInvalid(errors.Invalid):
    reason = "TITLE_INVALID"


class ShowStateWrong(errors.PreconditionFailed):
    reason = "SHOW_STATE"


class ProductNotInShop(errors.PreconditionFailed):
    reason = "PRODUCT_NOT_IN_SHOP"


class ListingNotFound(errors.NotFound):
    reason = "LISTING_NOT_FOUND"


class TooManyListings(errors.Invalid):
    reason = "TOO_MANY_LISTINGS"


class StreamKeyInvalid(errors.Unauthenticated):
    reason = "STREAM_KEY_INVALID"


class ChannelNotFound(errors.NotFound):
    reason = "CHANNEL_NOT_FOUND"


class NoShowToAir(errors.PreconditionFailed):
    reason = "NO_SHOW_TO_AIR"


class AlreadyPublishing(errors.PreconditionFailed):
    reason = "ALREADY_PUBLISHING"


class SignalMissing(errors.PreconditionFailed):
    reason = "SIGNAL_MISSING"


class MediaTicketInvalid(errors.Unauthenticated):
    reason = "MEDIA_TICKET_INVALID"


class MediaTicketExpired(errors.Unauthenticated):
    reason = "MEDIA_TICKET_EXPIRED"


class NotOnAir(errors.Forbidden):
    """There is a picture, but not for everyone yet."""

    reason = "NOT_ON_AIR"


class ChatRulesInvalid(errors.Invalid):
    reason = "CHAT_RULES_INVALID"


class ModerationInvalid(errors.Invalid):
    reason = "MODERATION_INVALID"


class OwnerProtected(errors.Forbidden):
    reason = "OWNER_PROTECTED"


class SanctionNotFound(errors.NotFound):
    reason = "SANCTION_NOT_FOUND"


class AlreadyBanned(errors.PreconditionFailed):
    reason = "ALREADY_BANNED"


class ActNotFound(errors.NotFound):
    reason = "ACT_NOT_FOUND"


class AlreadyUndone(errors.PreconditionFailed):
    reason = "ALREADY_UNDONE"


class ChatRangeInvalid(errors.Invalid):
    reason = "CHAT_RANGE_INVALID"


class RoomLogsUnavailable(errors.Unavailable):
    """Valkey does not answer."""

    reason = "SERVICE_UNAVAILABLE"


class MediaServerUnavailable(errors.Unavailable):
    """The control API does not answer, or not in a way that can be read."""

    reason = "SERVICE_UNAVAILABLE"


class ObjectStoreUnavailable(errors.Unavailable):
    reason = "SERVICE_UNAVAILABLE"
