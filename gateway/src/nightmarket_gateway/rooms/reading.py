"""What a client said: from a message to a frame, or the reason why it is none."""

from typing import Any, Final

import orjson
from pydantic import ValidationError

from nightmarket_gateway.rooms.frames import CLIENT, ClientFrame
from nightmarket_kit.core import errors

_TYPE_UNKNOWN: Final = frozenset({"union_tag_invalid", "union_tag_not_found"})


class FrameInvalid(errors.Invalid):
    reason = "FRAME_INVALID"


class FrameTypeUnknown(errors.Invalid):
    reason = "FRAME_TYPE_UNKNOWN"


def parse(text: str) -> Any:
    """The JSON of a message; None when it is none."""
    try:
        return orjson.loads(text)
    except orjson.JSONDecodeError:
        return None


def read_frame(said: Any) -> ClientFrame:
    """FrameInvalid or FrameTypeUnknown when it cannot be understood."""
    if not isinstance(said, dict):
        raise FrameInvalid
    try:
        return CLIENT.validate_python(said)
    except ValidationError as error:
        if error.errors(include_input=False)[0]["type"] in _TYPE_UNKNOWN:
            raise FrameTypeUnknown from None
        raise FrameInvalid from None  # the text of what was said stays out of logs


def named(said: Any) -> dict[str, str]:
    """What an answer repeats, so that the client knows what it is about."""
    if not isinstance(said, dict):
        return {}
    return {
        name: value for name in ("room", "client_id") if isinstance(value := said.get(name), str)
    }
